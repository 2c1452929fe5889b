"""Warnings as a list to be taken away."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.exports.lists import Cell, Listed
from cockpit.ledger import Alarm
from cockpit.metrics.reading import Row
from cockpit.ui import warnings_read
from cockpit.ui import warnings_words as words
from cockpit.ui.reader import Reader

COLUMNS = (
    ("kind", "text"),
    ("subject", "text"),
    ("since", "moment"),
    ("actual", "count"),
    ("expected", "hours"),
    ("highest", "count"),
    ("raised", "moment"),
    ("ended", "moment"),
    ("acknowledged", "moment"),
    ("acknowledged_by", "text"),
    ("verdict", "text"),
    ("done", "text"),
)


def listed(reader: Reader, alarms: Sequence[Alarm], name: str) -> Listed:
    """These warnings with all that was found and done, under the title ``list.<name>``."""
    tickets = warnings_read.tickets(reader, list(alarms))
    heads = [(words.tell(reader, f"column.{column}"), unit) for column, unit in COLUMNS]
    rows = [_row(reader, one, tickets.get(one.subject)) for one in alarms]
    return Listed(words.tell(reader, f"list.{name}"), heads, rows)


def _row(reader: Reader, one: Alarm, ticket: Row | None) -> list[Cell]:
    verdict = None if one.verdict is None else words.tell(reader, f"verdict.{'true' if one.verdict else 'false'}")
    deeds = [f"{words.by(reader, deed.who, deed.at)} {deed.text}" for deed in one.deeds]
    return [
        words.kind(reader, one.kind),
        words.of(reader, one, ticket),
        one.since,
        *(one.facts.get(name) for name in ("actual", "expected", "highest")),
        one.raised_at,
        one.ended_at,
        one.acknowledged_at,
        words.who(reader, one.acknowledged_by) if one.acknowledged_at else None,
        verdict,
        "\n".join(deeds) or None,
    ]
