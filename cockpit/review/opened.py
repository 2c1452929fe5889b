"""The snapshot that serves, opened for a review, and a month of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date

from cockpit import periods
from cockpit import settings as configuration
from cockpit.ledger import Ledger
from cockpit.metrics import Cockpit, open_cockpit
from cockpit.periods import Period
from cockpit.request import Request
from cockpit.review.month import Asked, Month
from cockpit.settings.model import Settings
from cockpit.store import Snapshot, replayed


def current(site: Settings, environ: Mapping[str, str] = os.environ) -> Cockpit:
    """The snapshot that serves, at the minute of the site's clock."""
    now = configuration.now(site, environ)
    return open_cockpit(site, None, now and now.replace(second=0, microsecond=0), environ)


def month_over(cockpit: Cockpit, site: Settings, month: date, language: str, asked: Asked) -> Month:
    """A month of a snapshot; ``asked`` is what its languages share."""
    return over(cockpit, site, periods.whole(month, "month"), language, asked, preset="last_month")


def over(
    cockpit: Cockpit, site: Settings, period: Period, language: str, asked: Asked, *, preset: str = "dates"
) -> Month:
    """Any period of a snapshot beside the one before it."""
    assert isinstance(cockpit.held, Snapshot)
    request = Request(
        cockpit, replayed.settings(site, cockpit.held.manifest), language, period,
        against="previous", preset=preset,
    )  # fmt: skip
    return Month(request, Ledger(site.data), asked)
