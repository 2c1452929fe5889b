"""Daily logs: who was in time by their role's deadline, who was not lately, and what reached the manager at once."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.exports.lists import Listed
from cockpit.i18n import day, label, number, percent, say, value
from cockpit.metrics import CATALOGUE, ledgers
from cockpit.metrics.ledgers import Writer
from cockpit.metrics.reading import Row
from cockpit.periods import Period
from cockpit.ui import charts, exporting, html, row_origin
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader
from cockpit.ui.trends import lacking

METRIC = "log_on_time"
PEOPLE = ("who", "share", "due", "late", "invalid", "missing", "excused")
FLAGS = {"missing": "late", "invalid": "watch", "late": "watch"}


def days(reader: Reader) -> list[Row]:
    """The days of people whose log is owed in the chosen period."""
    cockpit, chosen = reader.opened.cockpit, reader.chosen
    asked = (chosen.period, chosen.filters)
    return reader.found(("log days", *asked), lambda: ledgers.log_days(cockpit, *asked, reader.rights))


def people(reader: Reader, tile: Tile) -> None:
    """Everybody's logs in the chosen period, who was in time least often first; the others in one line."""
    question = reader.question(METRIC)
    answer = reader.ask(question)
    found = [] if answer.lacking else ledgers.writers(days(reader))
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-logs"):
        html.heading(_say(reader, "people"), _say(reader, "people_beside"))
        charts.about(reader, answer, "about-logs")
        if found:
            exporting.menu(reader, "ledgers-logs", lambda: [_people(reader, found), exporting.rows(reader, question)])
    if answer.lacking:
        lacking(reader, answer)
        return
    if not found:
        html.empty(_say(reader, "none"), _say(reader, "none_why"))
        return
    late = [one for one in found if one.share != 1]
    heads = [_say(reader, name) for name in PEOPLE]
    lines = [_person(reader, one) for one in late[: tile.rows]]
    table = html.table(heads, lines, right=(1, 2, 3, 4, 5, 6), caption=_say(reader, "people")) if lines else ""
    under = cut(reader, len(lines), len(late)) + _always(reader, [one for one in found if one.share == 1])
    html.show(f'<div class="c-long c-ledger">{table}</div>{under}')


def _person(reader: Reader, one: Writer) -> list[str]:
    tongue = reader.language
    late = "–"
    if one.late:
        late = _say(reader, "late_most", n=len(one.late), most=value(max(one.late), "hours", tongue))
    missing = html.flag("watch", number(one.states["missing"], tongue)) if one.states["missing"] else "–"
    rest = (one.states[name] for name in ("invalid", "excused"))
    invalid, excused = (escape(number(n, tongue)) if n else "–" for n in rest)
    who = f"{escape(reader.called(one.staff_id))} {html.quiet(label('role', one.role, tongue))}"
    return [who, escape(percent(one.share, tongue)), escape(number(one.due, tongue)), escape(late), invalid, missing,
            excused]  # fmt: skip


def _always(reader: Reader, some: Sequence[Writer]) -> str:
    """Those who always were in time."""
    if not some:
        return ""
    names = say("common.comma", reader.language).join(reader.called(one.staff_id) for one in some)
    return f'<p class="c-under">{escape(_say(reader, "always", n=len(some), names=names))}</p>'


def _people(reader: Reader, found: Sequence[Writer]) -> exporting.Content:
    kinds = ("text", "text", "share", *["count"] * 5)
    names = ("who", "role", "share", "due", "late", "invalid", "missing", "excused")
    rows = [
        (reader.called(one.staff_id), label("role", one.role, reader.language), one.share, one.due,
         *(one.states[name] for name in ("late", "invalid", "missing", "excused")))
        for one in found
    ]  # fmt: skip
    heads = [(_say(reader, name), kind) for name, kind in zip(names, kinds, strict=True)]
    return exporting.shown(reader, Listed(_say(reader, "people"), heads, rows))


def deadlines(reader: Reader, _tile: Tile) -> None:
    """What part of the logs was in time, by their deadline, with the roles it holds for."""
    if reader.opened.cockpit.lacks(CATALOGUE[METRIC]):
        return
    found = ledgers.deadlines(days(reader), reader.zone)
    if not found:
        return
    comma = say("common.comma", reader.language)
    rows = [
        (f"{one.at:%H:%M}", comma.join(label("role", role, reader.language) for role in one.roles), one.due, one.share)
        for one in found
    ]
    kinds = {"deadline": "text", "role": "text", "due": "count", "share": "share"}
    listed = Listed(_say(reader, "deadlines"), [(_say(reader, name), kind) for name, kind in kinds.items()], rows)
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-deadlines"):
        html.heading(listed.title)
        exporting.menu(reader, "ledgers-deadlines", lambda: [exporting.shown(reader, listed)])
    lines = [
        [escape(at), escape(roles), escape(number(due, reader.language)), escape(percent(share, reader.language))]
        for at, roles, due, share in rows
    ]
    table = html.table([head for head, _ in listed.columns], lines, right=(2, 3), caption=listed.title)
    html.show(f'<div class="c-said">{table}</div>')


def missing(reader: Reader, tile: Tile) -> None:
    """Who was not in time on the last days, day by day; how many of today are still to come."""
    cockpit, filters = reader.opened.cockpit, reader.chosen.filters
    if cockpit.lacks(CATALOGUE[METRIC]):
        return
    last = ledgers.recent(reader.chosen.period, cockpit.today)
    recent = reader.found(("log days", last, filters), lambda: ledgers.log_days(cockpit, last, filters, reader.rights))
    waiting = sum(row["state"] == "waiting" for row in recent)
    found = ledgers.missed(recent)
    beside = _say(reader, "waiting", n=waiting) if waiting else ""
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-missing"):
        html.heading(_say(reader, "missed", n=ledgers.RECENT), beside)
        if found:
            exporting.menu(reader, "ledgers-missing", lambda: [_missed(reader, found, last)])
    if not found:
        html.empty(_say(reader, "nobody"), _say(reader, "nobody_why"))
        return
    heads = [_say(reader, name) for name in ("day", "who", "how")]
    shown = found[: tile.rows]
    lines = [[escape(_day(reader, row)), escape(reader.called(row["staff_id"])), _how(reader, row)] for row in shown]
    table = html.table(heads, lines, caption=heads[2])
    html.show(f'<div class="c-long c-ledger">{table}</div>{cut(reader, len(lines), len(found))}')


def _day(reader: Reader, row: Row) -> str:
    at = row.get("day") or row["date"]
    return f"{day(at, reader.language, short=True)} {label('weekday', at.isoweekday(), reader.language)}"


def _how(reader: Reader, row: Row) -> str:
    """How a log was not in time: by when it was due, and when it came."""
    state = row["state"]
    due, came = row["due_by"].astimezone(reader.zone), row["submitted_at"]
    told = ""
    if state == "late":
        came = came.astimezone(reader.zone)
        told = f"{came:%H:%M}" if came.date() == due.date() else reader.moment(came)
    return html.flag(FLAGS[state], _say(reader, f"came.{state}", due=f"{due:%H:%M}", came=told))


def _missed(reader: Reader, found: Sequence[Row], period: Period) -> exporting.Content:
    heads = [
        (_say(reader, name), kind)
        for name, kind in (("day", "day"), ("who", "text"), ("role", "text"), ("state", "text"),
                           ("deadline", "moment"), ("first", "moment"))
    ]  # fmt: skip
    rows = [
        (row["day"], reader.called(row["staff_id"]), label("role", row["role"], reader.language),
         _say(reader, f"states.{row['state']}"), row["due_by"], row["submitted_at"])
        for row in found
    ]  # fmt: skip
    return exporting.shown(reader, Listed(_say(reader, "missed", n=ledgers.RECENT), heads, rows), period)


def told_at_once(reader: Reader, tile: Tile) -> None:
    """Entries of grade G and F of the last days: those handed in only on a later day did not reach the manager."""
    cockpit, filters = reader.opened.cockpit, reader.chosen.filters
    if "work_logs" not in cockpit.records:
        return
    last = ledgers.recent(reader.chosen.period, cockpit.today)
    asked = (last, filters)
    found = reader.found(("told at once", *asked), lambda: ledgers.told_at_once(cockpit, *asked, reader.rights))
    today = sum(row["date"] == cockpit.today for row in found)
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-told"):
        beside = _say(reader, "told_today", n=today) if cockpit.today in last else ""
        html.heading(_say(reader, "told", n=ledgers.RECENT), beside)
        if found:
            exporting.menu(reader, "ledgers-told", lambda: [_told(reader, found, last)])
    if not found:
        html.empty(_say(reader, "told_none"), _say(reader, "told_none_why"))
        return
    heads = [_say(reader, name) for name in ("day", "grade", "what")]
    lines = [
        [
            row_origin.link(reader, "work_logs", row, _day(reader, row)),
            html.flag("late", "G") if row["grade"] == "G" else html.flag("watch", "F"),
            _entry(reader, row),
        ]
        for row in found[: tile.rows]
    ]
    table = html.table(heads, lines, caption=_say(reader, "told", n=ledgers.RECENT))
    html.show(f'<div class="c-said c-ledger">{table}</div>{cut(reader, len(lines), len(found))}')


def _entry(reader: Reader, row: Row) -> str:
    """What was written, by whom and when."""
    at = row["submitted_at"].astimezone(reader.zone)
    when = _say(reader, "written", who=reader.called(row["staff_id"]), at=f"{at:%H:%M}")
    if not row["same_day"]:
        when = _say(reader, "written_late", who=reader.called(row["staff_id"]), at=reader.moment(row["submitted_at"]))
    return f'{escape(row["text"] or "–")}<br><span class="c-quiet c-small">{escape(when)}</span>'


def _told(reader: Reader, found: Sequence[Row], period: Period) -> exporting.Content:
    names = (("day", "day"), ("grade", "text"), ("who", "text"), ("what", "text"), ("first", "moment"),
             ("same_day", "text"))  # fmt: skip
    rows = [
        (row["date"], label("grade", row["grade"], reader.language), reader.called(row["staff_id"]), row["text"],
         row["submitted_at"], say(f"common.{'yes' if row['same_day'] else 'no'}", reader.language))
        for row in found
    ]  # fmt: skip
    heads = [(_say(reader, name), kind) for name, kind in names]
    return exporting.shown(reader, Listed(_say(reader, "told", n=ledgers.RECENT), heads, rows), period)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"ledgers.logs.{key}", reader.language, **facts)
