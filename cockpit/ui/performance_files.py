"""The scores that the page shows as lists to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from cockpit.contract.performance import Band
from cockpit.evidence import LOAD, Evidence
from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import label, number, percent, say
from cockpit.metrics.balance import Balance, mean
from cockpit.metrics.reading import Row
from cockpit.ui import performance_evidence
from cockpit.ui.reader import Reader

MONTH = (
    ("person", "text"), ("number", "text"), ("group", "text"), ("role", "text"), ("score", "number"), ("band", "text"),
    ("coefficient", "number"), ("base", "yuan"), ("penalty", "share"), ("reward", "yuan"), ("pay", "yuan"),
    ("note", "text"),
)  # fmt: skip
YEAR = (
    ("person", "text"), ("number", "text"), ("group", "text"), ("role", "text"), ("months", "count"),
    ("mean", "percent100"), *((f"band.{band}", "count") for band in Band), ("pay", "yuan"), ("reward", "yuan"),
    ("moved", "text"), ("outcome", "text"), ("hours", "class_hours"), ("duty", "count"), ("complaints", "count"),
)  # fmt: skip


def month(reader: Reader, rows: Sequence[Row], day: date) -> Listed:
    """A month's scores and what they pay, a row a person, with what it came from."""
    columns = [(_heading(reader, name), kind) for name, kind in MONTH]
    title = _say(reader, "table.title", month=label("month", day, reader.language))
    return Listed(title, columns, [_month(reader, row) for row in rows], [_say(reader, "table.remark")])


def course(reader: Reader, rows: Sequence[Row], title: str) -> Listed:
    """A person's scores and what they paid, a row a month."""
    columns = [(say("records.performance.columns.month", reader.language), "text")]
    columns += [(_heading(reader, name), kind) for name, kind in MONTH]
    months = [[label("month", row["month"], reader.language), *_month(reader, row)] for row in rows]
    return Listed(title, columns, months, [_say(reader, "table.remark")])


def groups(reader: Reader, by_group: Mapping[str, Sequence[Row]]) -> Listed:
    """How many scores of a month are in which band, a row a group."""
    columns = [(_say(reader, "table.group"), "text"), *((_say(reader, f"band.{band}"), "count") for band in Band)]
    columns.append((_say(reader, "groups.mean"), "percent100"))
    lines = [
        (name, *(sum(row["band"] == band for row in rows) for band in Band), plain(mean(row["score"] for row in rows)))
        for name, rows in by_group.items()
    ]
    return Listed(_say(reader, "groups.title"), columns, lines)


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


def year(reader: Reader, shown: Sequence[Balance], number_: int, evidence: Mapping[str, Sequence[Evidence]]) -> Listed:
    """Everybody's year, a row a person; of the ``evidence`` each figure and its interval."""
    columns = [(_year_heading(reader, name), kind) for name, kind in YEAR]
    metrics = list(dict.fromkeys(one.metric for several in evidence.values() for one in several))
    for metric in metrics:
        name = say(f"year.team.{metric}", reader.language)
        columns += [(name, "count" if metric == LOAD else "share"), (_interval_of(reader, name), "text")]
    rows = []
    for one in shown:
        own = {each.metric: each for each in evidence.get(one.person["staff_id"], ())}
        figures = [cell for metric in metrics for cell in _figure(reader, own.get(metric))]
        rows.append([*_year(reader, one), *figures])
    return Listed(f"{say('pages.year.name', reader.language)} {number_}", columns, rows)


def _interval_of(reader: Reader, name: str) -> str:
    return say("year.team.interval", reader.language, name=name)


def _figure(reader: Reader, one: Evidence | None) -> tuple[Cell, Cell]:
    """A figure and its interval in words; of how many cases there were, and why it is kept back, where it is."""
    if one is None or not one.n:
        return None, None
    if one.value is None:
        return None, performance_evidence.withheld(reader, one)
    told = number if one.metric == LOAD else percent
    low, high = (told(end, reader.language, 0) for end in (one.low, one.high))
    return one.value, f"{low.removesuffix('%')}–{high}"


def _year_heading(reader: Reader, name: str) -> str:
    if name in ("mean", "hours", "duty", "complaints", "outcome", "months", "moved"):
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
        one.moved,
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
