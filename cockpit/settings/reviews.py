"""``[review]``: when last month's report is prepared, and to whom its draft is sent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cockpit.settings.deliveries import once, recipient
from cockpit.settings.leaves import FILLED, HOUR, folder, number, one_of
from cockpit.settings.lines import Place
from cockpit.settings.model import LANGUAGES
from cockpit.settings.readers import Field, Reader, Report, leaf, many, table, unknown
from cockpit.settings.receivers import FORMATS, Reviewing

LATEST_DAY = 28


def reviewing(base: Path) -> Reader:
    """The reader of ``[review]``; a relative path begins at ``base``."""
    fields = {
        "day": Field(number(1, LATEST_DAY, whole=True)),
        "time": Field(HOUR),
        "to": Field(many(leaf(recipient), once, single=True)),
        "receivers": Field(many(FILLED, once, single=True)),
        "formats": Field(many(one_of("unknown_format", FORMATS), once)),
        "language": Field(one_of("unknown_language", LANGUAGES)),
        "template": Field(folder(base)),
    }
    return table(Reviewing, fields)


def sendable(raw: Mapping[str, Any], place: Place, report: Report) -> None:
    """A check of the whole file that whoever is sent the month is known and can be reached."""
    review, delivery = raw.get("review"), raw.get("delivery")
    if not isinstance(review, dict):
        return
    delivery = delivery if isinstance(delivery, dict) else {}
    known = delivery.get("to")
    names = [one.get("name") for one in known if isinstance(one, dict)] if isinstance(known, list) else []
    told = review.get("receivers")
    for index, name in enumerate([told] if isinstance(told, str) else told if isinstance(told, list) else []):
        if isinstance(name, str) and name not in names:
            wrong = unknown("unknown_receiver", name, [one for one in names if isinstance(one, str)])
            report.add(wrong.key, (*place, "review", "receivers", index), **wrong.arguments)
    if review.get("to"):
        if "mail" not in delivery:
            report.add("mail_server_needed", (*place, "delivery", "mail"))
        if "address" not in delivery and "access" not in raw:
            report.add("missing_key", (*place, "delivery", "address"), name="address")
