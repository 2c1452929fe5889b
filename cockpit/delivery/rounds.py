"""A round of deliveries after a sync: warnings and alarms, then the month where it is its day."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from cockpit.delivery import reviews
from cockpit.delivery.sending import Report, deliver
from cockpit.errors import CockpitError, DeliveryError
from cockpit.i18n import explain
from cockpit.ledger import Ledger
from cockpit.settings.model import Settings

log = logging.getLogger("cockpit")


def run(site: Settings) -> Report:
    """A round, now. Never raises: the sync that it follows has been done, and the next round comes."""
    return _both(_kept(site, deliver), _kept(site, _month))


def whole(site: Settings, ledger: Ledger, at: datetime) -> Report:
    """A round as of a moment; StoreError where the ledger is not to be written."""
    return _both(deliver(site, ledger, at), _month(site, ledger, at))


def _both(told: Report, month: Report) -> Report:
    return Report(told.sent + month.sent, (*told.failed, *month.failed), told.error or month.error)


def _month(site: Settings, ledger: Ledger, at: datetime) -> Report:
    sent, failed = reviews.send(site, ledger, at)
    return Report(sent, tuple(failed))


def _kept(site: Settings, one: Callable[[Settings, Ledger, datetime], Report]) -> Report:
    """How a part of the round went; what keeps one from being made does not keep the other."""
    try:
        return one(site, Ledger(site.data), datetime.now(UTC))
    except CockpitError as error:
        log.warning("the round of deliveries: %s", explain(error, site.languages[0]))
        return Report(error=error)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("the round of deliveries: reference %s", reference)
        return Report(error=DeliveryError("deliveries_failed", reference=reference))
