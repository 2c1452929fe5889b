"""Who is on duty today and tomorrow; leave, overtime and reinforcements with their reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from datetime import date, timedelta
from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.contract.duty import CAME, STATES
from cockpit.exports.lists import Listed
from cockpit.i18n import day, label, number, say
from cockpit.metrics import staffing
from cockpit.metrics.reading import Row
from cockpit.metrics.staffing import Extra, Reinforced, Roster
from cockpit.periods import Period
from cockpit.ui import exporting, html, staffing_people
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader
from cockpit.ui.staffing import known

# The columns of a file of shifts, and what kinds of cells they are.
COLUMNS = {
    "date": "day", "site": "text", "staff_id": "text", "kind": "text", "planned_start": "moment",
    "planned_end": "moment", "clock_in": "moment", "clock_out": "moment", "reason": "text",
}  # fmt: skip
# How a shift's state is marked: with a flag, or quietly.
FLAGS = {"absent": "late", "missing": "late", "late": "watch", "there": "fine"}
QUIET = {"planned": "○", "to_come": "○", "over": "–", "left": "–", "leave": "–"}
# The states by which it is known who is there.
CLOCKED = {*FLAGS, "left"}


def today(reader: Reader, _tile: Tile) -> None:
    """Who is on duty now and tomorrow, by site: who is there, late, absent, gone, to come or on leave."""
    if not known(reader):
        return
    cockpit = reader.opened.cockpit
    roster = reader.found(("roster",), lambda: staffing.roster(cockpit, reader.rights))
    sites = _sites(reader, roster)
    planned = any(rows for one in roster.values() for site, rows in one.items() if site in sites)
    with st.container(horizontal=True, vertical_alignment="center", key="links-staffing-today"):
        html.heading(_say(reader, "today.title"), _say(reader, "today.own") if reader.rights.rows else "")
        if planned:
            exporting.menu(reader, "staffing-today", lambda: [_roster_listed(reader, roster, sites)])
    if not planned:
        html.empty(_say(reader, "today.none"), _say(reader, "today.none_why"))
        return
    off = reader.found(("days off",), lambda: staffing.days_off(cockpit))
    lines = [
        [escape(site), *(_people(reader, one.get(site, []), needed=_needs(reader, site, day, off))
                         for day, one in roster.items())]
        for site in sites
    ]  # fmt: skip
    heads = [_say(reader, "site")]
    heads += [_say(reader, f"today.{name}", day=at) for name, at in zip(("now", "next"), roster, strict=True)]
    table = html.table(heads, lines, caption=_say(reader, "today.title"))
    html.show(f'{_now(reader, roster, sites)}<div class="c-sites c-today">{table}</div>')


def _sites(reader: Reader, roster: Roster) -> list[str]:
    """The sites that need someone, and those that somebody is at; of them the chosen ones."""
    duty = () if reader.rights.rows else reader.opened.settings.duty.sites
    sites = dict.fromkeys([*duty, *(site for one in roster.values() for site in one)])
    chosen = dict(reader.chosen.filters).get("campus")
    return [site for site in sites if not chosen or site in chosen]


def _needs(reader: Reader, site: str, day: date, off: Container[date]) -> bool:
    """Whether somebody is to be there: at a site of the duty on a day off; who sees some people only cannot tell."""
    return not reader.rights.rows and day in off and site in reader.opened.settings.duty.sites


def _now(reader: Reader, roster: Roster, sites: Sequence[str]) -> str:
    """How many are there at this moment, and how many should be and are not."""
    first = roster[reader.opened.cockpit.today]
    states = Counter(row["state"] for site in sites for row in first.get(site, []))
    at = reader.moment(reader.opened.cockpit.as_of)
    told = _say(reader, "today.there", at=at, n=states["there"] + states["late"])
    absent = html.flag("late", _say(reader, "today.not_there", n=states["absent"])) if states["absent"] else ""
    return f'<p class="c-said">{escape(told)} {absent}</p>' if states.keys() & CLOCKED else ""


def _people(reader: Reader, rows: Sequence[Row], *, needed: bool) -> str:
    """The people of a site and day, a line for those that stand alike in a kind of shift and its hours."""
    if not rows:
        words = _say(reader, "today.nobody")
        return html.flag("late", words) if needed else html.quiet(words)
    alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: STATES.index(row["state"])):
        alike[row["state"], row["kind"], _hours(reader, row)].append(_person(reader, row))
    comma = say("common.comma", reader.language)
    told = []
    for (state, kind, hours), names in alike.items():
        beside = " ".join(filter(None, (_kind(reader, kind) if kind != state else "", hours)))
        told.append(f"{_mark(reader, state)} {escape(comma.join(names))} {html.quiet(beside)}")
    return "<br>".join(told)


def _person(reader: Reader, row: Row) -> str:
    name = reader.called(row["staff_id"])
    if row["late_minutes"] is None or row["state"] not in CAME:
        return name
    return _say(reader, "today.late_by", name=name, n=number(row["late_minutes"], reader.language))


def _mark(reader: Reader, state: str) -> str:
    words = _say(reader, f"today.states.{state}")
    return html.flag(FLAGS[state], words) if state in FLAGS else html.quiet(f"{QUIET[state]} {words}")


def _hours(reader: Reader, row: Row) -> str:
    """From when to when a shift is planned."""
    if row["planned_start"] is None or row["kind"] == "leave":
        return ""
    ends = (row["planned_start"], row["planned_end"])
    return "–".join(f"{at.astimezone(reader.zone):%H:%M}" for at in ends if at)


def _roster_listed(reader: Reader, roster: Roster, sites: Sequence[str]) -> exporting.Content:
    rows = [row | {"site": site} for one in roster.values() for site in sites for row in one.get(site, [])]
    days = Period(min(roster), max(roster) + timedelta(days=1))
    made = _shifts(reader, _say(reader, "today.title"), rows)
    heads = [*made.columns, (_say(reader, "today.state"), "text")]
    told = [(*cells, _say(reader, f"today.states.{row['state']}")) for cells, row in zip(made.rows, rows, strict=True)]
    remarks = (_say(reader, "today.at", at=reader.moment(reader.opened.cockpit.as_of)),)
    return exporting.shown(reader, Listed(made.title, heads, told, remarks), days)


def _shifts(reader: Reader, title: str, rows: Sequence[Row]) -> Listed:
    """Shifts one by one."""
    heads = [
        (
            _say(reader, "people.who")
            if name == "staff_id"
            else say(f"records.shifts.columns.{name}", reader.language),
            kind,
        )
        for name, kind in COLUMNS.items()
    ]
    worded = [row | {"staff_id": reader.called(row["staff_id"]), "kind": _kind(reader, row["kind"])} for row in rows]
    return Listed(title, heads, [tuple(row[name] for name in COLUMNS) for row in worded])


def _kind(reader: Reader, kind: str) -> str:
    return label("kind", kind, reader.language)


def extra_shifts(reader: Reader, _tile: Tile) -> None:
    """Leave, overtime and reinforcements of the chosen period, by their reasons; overtime by person too."""
    if not known(reader):
        return
    cockpit, asked = reader.opened.cockpit, (reader.chosen.period, reader.chosen.filters)
    found = reader.found(("extra shifts", *asked), lambda: staffing.extra_shifts(cockpit, *asked, reader.rights))
    title, longer = _say(reader, "people.extra.title"), staffing_people.overtime(reader)

    def listed() -> list[exporting.Content]:
        made = exporting.shown(reader, _shifts(reader, title, staffing.extra_rows(cockpit, *asked, reader.rights)))
        return [made, staffing_people.overtime_listed(reader, longer)] if longer else [made]

    with st.container(horizontal=True, vertical_alignment="center", key="links-staffing-extra"):
        html.heading(title, _say(reader, "people.extra.beside"))
        if found:
            exporting.menu(reader, "staffing-extra", listed)
    if not found:
        html.empty(_say(reader, "people.extra.none"), _say(reader, "people.extra.none_why"))
        return
    heads = [_say(reader, f"people.extra.{name}") for name in ("kind", "reason", "shifts", "people", "hours")]
    lines = [_extra(reader, one) for one in found]
    by_reason = html.table(heads, lines, right=(2, 3, 4), caption=title)
    html.show(by_reason + staffing_people.overtime_table(reader, longer))


def _extra(reader: Reader, one: Extra) -> list[str]:
    figures = (number(one.shifts, reader.language), number(one.people, reader.language))
    told = (_kind(reader, one.kind), one.reason or "–", *figures, number(one.hours, reader.language, 1))
    return [escape(cell) for cell in told]


def reinforced(reader: Reader, tile: Tile) -> None:
    """The events that people reinforced for, with those to come."""
    if not known(reader):
        return
    cockpit, period, filters = reader.opened.cockpit, reader.last_months, reader.chosen.filters
    made = lambda: staffing.reinforced(cockpit, period, filters, reader.rights)  # noqa: E731
    found = reader.found(("reinforced", period, filters), made)
    title = _words(reader, "title")
    with st.container(horizontal=True, vertical_alignment="center", key="links-staffing-reinforced"):
        html.heading(title, _words(reader, "beside", first=period.first))
        if found:
            exporting.menu(reader, "staffing-reinforced", lambda: [_reinforced_listed(reader, found)])
    if not found:
        html.empty(_words(reader, "none"), _words(reader, "none_why"))
        return
    heads = [_words(reader, name) for name in ("days", "reason", "where", "people", "came")]
    lines = [
        [
            escape(_days(reader, one)),
            escape(one.reason or "–"),
            escape(say("common.comma", reader.language).join(one.sites) or "–"),
            escape(number(one.people, reader.language)),
            _came(reader, one),
        ]
        for one in found[: tile.rows]
    ]
    table = html.table(heads, lines, right=(3, 4), caption=title)
    html.show(f'<div class="c-sites">{table}</div>{cut(reader, len(lines), len(found))}')


def _days(reader: Reader, one: Reinforced) -> str:
    first = day(one.first, reader.language)
    return first if one.first == one.last else f"{first} – {day(one.last, reader.language, short=True)}"


def _came(reader: Reader, one: Reinforced) -> str:
    if one.came is None:
        return html.quiet(_words(reader, "to_come"))
    told = f"{one.came}/{one.shifts}"
    return escape(told) if one.came == one.shifts else html.flag("watch", told)


def _reinforced_listed(reader: Reader, found: Sequence[Reinforced]) -> exporting.Content:
    columns = (("first", "day"), ("last", "day"), ("reason", "text"), ("where", "text"), ("people", "count"),
               ("shifts", "count"), ("clocked", "count"))  # fmt: skip
    comma = say("common.comma", reader.language)
    rows = [(one.first, one.last, one.reason, comma.join(one.sites), one.people, one.shifts, one.came) for one in found]
    heads = [(_words(reader, name), kind) for name, kind in columns]
    return exporting.shown(reader, Listed(_words(reader, "title"), heads, rows), reader.last_months)


def _words(reader: Reader, key: str, **facts: object) -> str:
    return say(f"duty.reinforced.{key}", reader.language, **facts)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"staffing.{key}", reader.language, **facts)
