"""The shape of cockpit.toml: which keys there are, how each is read, and what must hold between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from cockpit.records import RECORDS, Column, Kind, Record
from cockpit.settings import leaves
from cockpit.settings.alarming import alarming
from cockpit.settings.deliveries import delivery, reachable
from cockpit.settings.entrance import access
from cockpit.settings.leaves import DAY, DURATION, FILLED, TEXT, ZONE, number, one_of
from cockpit.settings.lines import Place
from cockpit.settings.model import (
    LANGUAGES,
    Calendar,
    Duty,
    Fold,
    Limit,
    Measures,
    Replay,
    Room,
    Rooms,
    TableSource,
    Take,
    Term,
    Terms,
    Unpivot,
    Warnings,
    default_limits,
)
from cockpit.settings.obligations import obligations
from cockpit.settings.origins import inside, source
from cockpit.settings.readers import (
    Check,
    Field,
    Reader,
    Report,
    Wrong,
    also,
    free,
    keyed,
    leaf,
    many,
    nearest,
    table,
)
from cockpit.settings.reviews import reviewing, sendable
from cockpit.settings.targets import targets
from cockpit.settings.walls import walls

DATES = (Kind.TIME, Kind.DAY, Kind.MONTH)
NUMBERS = (Kind.INTEGER, Kind.NUMBER, Kind.MONEY)
MOST_BOUNDS = 7
MOMENTS = ("assigned", "arrived", "earliest")
_NAME = re.compile(r"\w+(\.\w+)*")


def _unique(fault: str, name: Callable[[Any], object]) -> Check:
    """A check that no two elements of a list have the same name."""

    def check(values: Any, place: Place, report: Report) -> None:
        seen = set()
        for index, value in enumerate(values):
            if name(value) in seen:
                report.add(fault, (*place, index), name=name(value))
            seen.add(name(value))

    return check


def _term(term: Term, place: Place, report: Report) -> None:
    if term.first > term.last:
        report.add("term_backwards", place, name=term.name, first=term.first, last=term.last)


def _terms(terms: tuple[Term, ...], place: Place, report: Report) -> None:
    _unique("duplicate", lambda term: term.name)(terms, place, report)
    ordered = sorted(terms, key=lambda term: term.first)
    for before, after in pairwise(ordered):
        if after.first <= before.last:
            report.add("terms_overlap", (*place, terms.index(after)), name=after.name, other=before.name)


def _rising(bounds: tuple[timedelta, ...], place: Place, report: Report) -> None:
    """Bounds of bands: some, each later than the one before, none finer than a minute."""
    minute = timedelta(minutes=1)
    steps = [after - before for before, after in pairwise((timedelta(0), *bounds))]
    if not 0 < len(bounds) <= MOST_BOUNDS or any(step < minute or step % minute for step in steps):
        report.add("bad_bounds", place, count=MOST_BOUNDS)


def _contract_terms(**values: Any) -> Terms:
    limits = default_limits()
    for level, written in values.pop("limits", {}).items():
        usual = limits[level]
        limits[level] = Limit(written.get("respond", usual.respond), written.get("resolve", usual.resolve))
    return Terms(limits=limits, **values)


def _code(column: Column) -> Reader:
    """A value of ours that a source's value may become."""
    if column.kind is Kind.CHOICE:
        return one_of("unknown_choice", column.choices)
    if column.kind is Kind.FLAG:
        return one_of("unknown_choice", ("true", "false"))
    return leaves.NUMERAL if column.kind in NUMBERS else TEXT


def _values(column: Column) -> Reader:
    """What a column's values become; dates are told by their format instead."""
    return _never("values_of_dates") if column.kind in DATES else free(_code(column))


def _other(column: Column) -> Reader:
    """What all other values of a column become, which only one of fixed codes can tell apart."""
    return _code(column) if column.kind is Kind.CHOICE else _never("others_of_any")


def _joined(column: Column) -> Reader:
    """The headers whose cells make up a column, which only text can be made of."""
    return many(FILLED, single=True) if column.kind is Kind.TEXT else _never("join_of_text")


def _never(fault: str) -> Reader:
    def parse(_: Any) -> Any:
        raise Wrong(fault)

    return leaf(parse)


def _take(where: tuple[str, tuple[str, ...], tuple[str, ...]], take: str) -> Take:
    column, equals, differs = where
    return Take(column, take, equals, differs)


def _query(raw: Any) -> str:
    if not isinstance(raw, str) or not _NAME.fullmatch(raw):
        raise Wrong("bad_table_name")
    return f"select * from {raw}"  # noqa: S608 - only word characters and dots


def _columns_told(record: Record, keys: Iterable[str]) -> Check:
    """A check that every column a row cannot do without has a place to come from, and a rating its scale.

    A section under a misspelt key (not one of ``keys``) is taken for what it was most likely meant to be.
    """

    def check(raw: Any, place: Place, report: Report) -> None:
        meant = {nearest(key, keys): one for key, one in raw.items() if key not in keys} | raw
        columns, constants, join, fold = (inside(meant, key) for key in ("columns", "constants", "join", "fold"))
        turned = [name for name in inside(meant, "unpivot").values() if isinstance(name, str)]
        given = {nearest(name, record.names) for name in (*columns, *constants, *join, *inside(fold, "first"), *turned)}
        for column in record.columns if isinstance(meant.get("columns"), dict) else ():
            if column.required and column.default is None and column.name not in given:
                report.add("missing_column", (*place, "columns"), name=column.name)
        if "rating" in given and "rating_scale" not in meant:
            report.add("scale_needed", (*place, "columns", "rating"))

    return check


def _nulls(spellings: tuple[str, ...]) -> tuple[str, ...]:
    return ("", *(spelling for spelling in spellings if spelling))


def _table_source(nulls: tuple[str, ...] | None = None, **values: Any) -> TableSource:
    if nulls is not None:
        values["nulls"] = _nulls(nulls)
    return TableSource(**values)


def _fold(by_column: Callable[[Callable[[Column], Reader]], Reader]) -> Reader:
    """How the events of a log become one row."""
    take = {"where": Field(leaves.CONDITION, required=True), "take": Field(FILLED, required=True)}
    fields = {
        "key": Field(FILLED),
        "order": Field(FILLED, required=True),
        "first": Field(by_column(lambda _: table(_take, take))),
    }
    return table(partial(Fold, key=None), fields)


def _unpivot(record: Record) -> Reader:
    """Which fields the days of a roster's header, and the cells under them, become."""
    days = [column.name for column in record.columns if column.kind is Kind.DAY]
    fields = {
        "header": Field(one_of("unknown_column", days), required=True),
        "cell": Field(one_of("unknown_column", record.names), required=True),
    }
    return table(Unpivot, fields)


def _table(record: Record) -> Reader:
    """How one record type is described in a source."""

    def by_column(item: Callable[[Column], Reader]) -> Reader:
        return keyed({column.name: item(column) for column in record.columns}, "unknown_column")

    fields = {
        "files": Field(FILLED),
        "sheet": Field(FILLED),
        "query": Field(FILLED),
        "table": Field(leaf(_query), to="query"),
        "watermark": Field(FILLED),
        "overlap": Field(DURATION),
        "header_row": Field(number(1, 1_000_000, whole=True)),
        "header_rows": Field(number(1, 5, whole=True)),
        "encoding": Field(leaves.ENCODING),
        "delimiter": Field(leaves.DELIMITER),
        "columns": Field(by_column(lambda _: many(FILLED, single=True)), required=True),
        "values": Field(by_column(_values)),
        "others": Field(by_column(_other)),
        "nulls": Field(many(TEXT)),
        "dates": Field(many(leaves.DATE_FORMAT)),
        "constants": Field(by_column(_code)),
        "defaults": Field(by_column(_code)),
        "fill_down": Field(many(one_of("unknown_column", record.names))),
        "leave_out": Field(by_column(lambda _: many(FILLED))),
        "join": Field(by_column(_joined)),
        "rating_scale": Field(leaves.SCALE),
        "fold": Field(_fold(by_column)),
        "unpivot": Field(_unpivot(record)),
    }
    described = table(partial(_table_source, record=record.name), fields)
    return also(described, _columns_told(record, fields))


def _countries() -> list[str]:
    import holidays

    return sorted(holidays.list_supported_countries())


def _place_of_room(room: Room) -> str:
    return " ".join(filter(None, (room.campus, room.building, room.room)))


def _anything(**values: Any) -> dict[str, Any]:
    return values


def _block() -> Reader:
    """One ``[[contract]]``: the terms in force from a day on."""
    limit = keyed({"respond": DURATION, "resolve": DURATION})
    terms = {
        "from": Field(DAY, required=True, to="since"),
        "respond": Field(one_of("unknown_moment", MOMENTS)),
        "limits": Field(keyed(dict.fromkeys(default_limits(), limit), "unknown_level")),
        "risk_share": Field(number(0, 1)),
        "reopen_days": Field(number(1, 366, whole=True)),
        "repeat_days": Field(number(1, 366, whole=True)),
        "sla_target": Field(number(0, 1)),
        "manual_target": Field(number(0, 1)),
        "targets": Field(targets()),
        "leader_within": Field(DURATION),
        "report_within": Field(DURATION),
        "overrun_report_within": Field(DURATION),
        **obligations(),
    }
    return table(_contract_terms, terms)


def _rooms() -> Reader:
    """``[rooms]``: which are to be inspected every day, and what a round should have seen."""
    room = {"campus": Field(FILLED, required=True), "building": Field(FILLED, required=True), "room": Field(FILLED)}
    core = Field(many(table(Room, room), _unique("duplicate", _place_of_room)))
    checks = keyed(
        dict.fromkeys(RECORDS["inspections"].column("kind").choices, many(FILLED, _unique("duplicate", str)))
    )
    return table(Rooms, {"core": core, "checks": Field(checks), "missed_within": Field(DURATION)})


def _duty() -> Reader:
    """``[duty]``: where somebody must be, and of which days work by hour of the week is the mean."""
    duty = {
        "sites": Field(many(FILLED, _unique("duplicate", str))),
        "grace": Field(DURATION),
        "weeks": Field(number(1, 52, whole=True)),
        "least_days": Field(number(1, 52, whole=True)),
        "busy": Field(number(0, 1_000)),
    }
    return table(Duty, duty)


def _about() -> Reader:
    """``[site]``: whose cockpit it is, and by which clock."""
    replay = {"anchor": Field(DAY, required=True), "period_weeks": Field(number(1, 520, whole=True))}
    about = {
        "name": Field(FILLED),
        "zone": Field(ZONE),
        "languages": Field(many(one_of("unknown_language", LANGUAGES), _unique("duplicate", str))),
        "clock": Field(leaves.CLOCK),
        "replay": Field(table(Replay, replay)),
    }
    return table(_anything, about)


def _calendar() -> Reader:
    """``[calendar]``: the school's year."""
    term = {"name": Field(FILLED, required=True), "first": Field(DAY, required=True), "last": Field(DAY, required=True)}
    calendar = {
        "country": Field(one_of("unknown_country", _countries)),
        "terms": Field(many(table(Term, term, _term), _terms)),
        "holidays": Field(many(DAY)),
        "workdays": Field(many(DAY)),
    }
    return table(Calendar, calendar)


def _measures() -> Reader:
    """``[measures]``: where measures draw their lines."""
    measures = {
        "ageing": Field(many(DURATION, _rising)),
        "time_left": Field(many(DURATION, _rising)),
        "good_rating": Field(number(0, 100)),
        "bad_rating": Field(number(0, 100)),
    }
    return table(Measures, measures)


def _warnings() -> Reader:
    fields = {"budget": Field(number(0, 1_000)), "device_faults": Field(number(2, 1_000, whole=True))}
    return table(Warnings, fields)


def described(base: Path) -> Reader:
    """The reader of ``[sources]``, of a file that stands in the folder ``base``."""
    tables = keyed({name: _table(record) for name, record in RECORDS.items()}, "unknown_record")
    return free(source(base, tables))


def site(base: Path) -> Reader:
    """The reader of a whole cockpit.toml that stands in the folder ``base``."""
    whole = table(
        _anything,
        {
            "site": Field(_about()),
            "store": Field(keyed({"keep_snapshots": number(1, 100_000, whole=True), "hold_below": number(0, 1)})),
            "measures": Field(_measures()),
            "access": Field(access()),
            "calendar": Field(_calendar()),
            "duty": Field(_duty()),
            "rooms": Field(_rooms()),
            "wall": Field(walls(_unique("duplicate", str))),
            "alarms": Field(alarming()),
            "warnings": Field(_warnings()),
            "contract": Field(many(_block(), _unique("duplicate", lambda one: one.since))),
            "sources": Field(described(base), required=True),
            "delivery": Field(delivery()),
            "review": Field(reviewing(base)),
        },
    )
    return also(also(whole, reachable), sendable)
