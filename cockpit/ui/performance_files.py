"""The scores that the page shows as lists to take away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import label, say
from cockpit.metrics.reading import Row
from cockpit.ui.reader import Reader

MONTH = (
    ("person", "text"), ("number", "text"), ("group", "text"), ("role", "text"), ("score", "number"), ("band", "text"),
    ("coefficient", "number"), ("base", "yuan"), ("penalty", "share"), ("reward", "yuan"), ("pay", "yuan"),
    ("note", "text"),
)  # fmt: skip


def month(reader: Reader, rows: Sequence[Row], day: date) -> Listed:
    """A month's scores and what they pay, a row a person, with what it came from."""
    columns = [(_heading(reader, name), kind) for name, kind in MONTH]
    title = _say(reader, "table.title", month=label("month", day, reader.language))
    return Listed(title, columns, [_month(reader, row) for row in rows], [_say(reader, "table.remark")])


def _heading(reader: Reader, name: str) -> str:
    if name == "note":
        return _say(reader, "origin.note")
    key = {"number": "records.staff.columns.staff_id", "role": "common.dims.role"}.get(name)
    return say(key, reader.language) if key else _say(reader, f"table.{name}")


def _month(reader: Reader, row: Row) -> list[Cell]:
    tongue, band = reader.language, row["band"]
    return [
        reader.called(row["staff_id"]),
        row["staff_id"],
        row["group"],
        label("role", row["role"], tongue) if row["role"] else None,
        plain(row["score"]),
        _say(reader, f"band.{band}") if band else None,
        plain(row["coefficient"]),
        plain(row["base"]),
        None if row["penalty"] is None else plain(row["penalty"] / 100),
        plain(row["reward"]),
        plain(row["pay"]),
        row["note"],
    ]


def plain(figure: Decimal | None) -> float | None:
    """A decimal as a spreadsheet takes it."""
    return None if figure is None else float(figure)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"performance.{key}", reader.language, **facts)
