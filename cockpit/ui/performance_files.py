"""The scores that the page shows as lists to take away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cockpit.contract.performance import Band
from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import label, say
from cockpit.metrics.balance import Balance
from cockpit.metrics.reading import Row
from cockpit.ui.reader import Reader

MONTH = (
    ("person", "text"), ("number", "text"), ("group", "text"), ("role", "text"), ("score", "number"), ("band", "text"),
    ("coefficient", "number"), ("base", "yuan"), ("penalty", "share"), ("reward", "yuan"), ("pay", "yuan"),
    ("note", "text"),
)  # fmt: skip
YEAR = (
    ("person", "text"), ("number", "text"), ("group", "text"), ("role", "text"), ("months", "count"),
    ("mean", "number"), *((f"band.{band}", "count") for band in Band), ("pay", "yuan"), ("reward", "yuan"),
    ("outcome", "text"), ("hours", "class_hours"), ("duty", "count"), ("complaints", "count"),
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


def year(reader: Reader, shown: Sequence[Balance], number: int) -> Listed:
    """Everybody's year, a row a person."""
    columns = [(_year_heading(reader, name), kind) for name, kind in YEAR]
    title = f"{say('pages.year.name', reader.language)} {number}"
    return Listed(title, columns, [_year(reader, one) for one in shown])


def _year_heading(reader: Reader, name: str) -> str:
    if name in ("mean", "hours", "duty", "complaints", "outcome", "months"):
        return say(f"year.team.{name}", reader.language)
    return _say(reader, name) if name.startswith("band.") else _heading(reader, name)


def _year(reader: Reader, one: Balance) -> list[Cell]:
    person, bands = one.person, one.bands()
    found = one.outcome or {"no_raise": (), "two_raises": False, "year": 0}
    key = "no_raise" if found["no_raise"] else "two_raises" if found["two_raises"] else None
    return [
        reader.called(person["staff_id"]),
        person["staff_id"],
        person["group"],
        label("role", person["role"], reader.language) if person["role"] else None,
        None if one.months is None else len(one.months),
        plain(one.mean),
        *(None if one.months is None else bands[band] for band in Band),
        plain(one.pay),
        plain(one.reward),
        _say(reader, f"years.{key}", year=found["year"] + 1) if key else None,
        one.hours,
        one.off_duty,
        None if one.complaints is None else len(one.found_true),
    ]


def plain(figure: Decimal | None) -> float | None:
    """A decimal as a spreadsheet takes it."""
    return None if figure is None else float(figure)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"performance.{key}", reader.language, **facts)
