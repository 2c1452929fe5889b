"""Emergencies against every deadline: how each stands, how long there is, what is missing; overruns not explained."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from typing import Any

import streamlit as st

from cockpit.boards import Tile
from cockpit.contract import emergencies as rules
from cockpit.contract.emergencies import Duty, State
from cockpit.contract.limits import terms_at
from cockpit.exports.duties import DUTIES, NEEDED
from cockpit.i18n import label, number, say, value
from cockpit.metrics import Question
from cockpit.ui import exporting, html, links
from cockpit.ui.reader import Reader
from cockpit.ui.service import OVERRUNS, SHOW, show
from cockpit.ui.trends import lacking

# Beside what its rules read: where an incident was and whose it is.
PLACED = ("building", "engineer_id")
TICKET = (
    "ticket_id",
    "level",
    "campus",
    "building",
    "room",
    "category",
    "title",
    "engineer_id",
    "reported_at",
    "due_at",
)
TICKET_MADE = ("finished_at", "overrun_report_at", "overrun_report_due_at")
MOST = 200


def emergencies(reader: Reader, tile: Tile) -> None:
    """A row an A or B incident of the period: what is owed for it, one column each; what can still be done first."""
    metric, out = tile.metrics
    question = reader.question(metric)
    answer = reader.ask(question)
    title = say("service.emergencies.title", reader.language)
    if answer.lacking:
        html.heading(title)
        html.empty(
            say("service.emergencies.lacking", reader.language), say("service.emergencies.provide", reader.language)
        )
        return
    count = int(answer.value or 0)
    with st.container(horizontal=True, vertical_alignment="center", key="links-incidents"):
        html.heading(title, _outages(reader, out))
        if count:
            exporting.menu(reader, "incidents", lambda: [exporting.rows(reader, question)])
    if not count:
        html.empty(
            say("service.emergencies.none", reader.language), say("service.emergencies.none_why", reader.language)
        )
        return
    columns = [*NEEDED, *PLACED]
    found = reader.rows(question, {}, columns, limit=MOST).to_pylist()
    every = [(row, _duties(reader, row)) for row in map(rules.in_utc, found)]
    every.sort(key=lambda pair: not any(duty.state is State.DUE for duty in pair[1]))
    names = [say("service.emergencies.incident", reader.language)]
    names += [say(f"service.duty.{duty}", reader.language) for duty in DUTIES]
    lines = [[_incident(reader, row), *(_cell(reader, duty) for duty in owed)] for row, owed in every[: tile.rows]]
    html.show(f'<div class="c-duties">{html.table(names, lines, caption=title)}</div>')
    told = say("service.emergencies.all", reader.language, n=number(count, reader.language))
    html.show(f'<p class="c-under">{escape(_chain(reader))}</p>{links.several([links.rows(metric, told)])}')


def emergencies_questions(reader: Reader, tile: Tile) -> list[Question]:
    """How many incidents there were, and how long they took campus by campus."""
    metric, out = tile.metrics
    return [reader.question(metric), reader.question(out, by=("campus",))]


def _duties(reader: Reader, row: dict[str, Any]) -> tuple[Duty, ...]:
    return rules.owed(row, reader.opened.settings.contract, reader.zone, reader.opened.cockpit.as_of)


def _outages(reader: Reader, metric: str) -> str:
    """How long services were out, campus by campus."""
    rows = reader.ask(reader.question(metric, by=("campus",))).rows
    parts = [
        say(
            "service.emergencies.out",
            reader.language,
            campus=reader.label("campus", row["campus"]),
            time=value(row["value"], "hours", reader.language),
        )
        for row in sorted(rows, key=lambda row: -(row["value"] or 0))
        if row["value"]
    ]
    return say("service.emergencies.outages", reader.language, parts=parts) if parts else ""


def _incident(reader: Reader, row: dict[str, Any]) -> str:
    """Which it is, where and when, how long it lasted; while it lasts, who keeps the customer informed."""
    now, ended = reader.opened.cockpit.as_of, row["ended_at"]
    over = ended is not None and ended <= now
    hours = ((ended if over else now) - row["occurred_at"]) / timedelta(hours=1)
    lasted = say(
        f"service.emergencies.{'lasted' if over else 'lasts'}",
        reader.language,
        time=value(hours, "hours", reader.language),
    )
    facts = [row["campus"], reader.moment(row["occurred_at"]), lasted]
    if not over:
        keeper = rules.KEEPERS.get(row["level"], rules.FIRST)
        facts.append(
            say("service.emergencies.keeper", reader.language, who=say(f"service.role.{keeper}", reader.language))
        )
    whole = " · ".join(part for part in (row["incident_id"], row["ticket_id"], row["title"], row["cause"]) if part)
    return (
        f'{html.level(row["level"])} <b title="{escape(whole)}">{escape(row["title"])}</b>'
        f'<br><span class="c-quiet c-small">{escape(" · ".join(facts))}</span>'
    )


def _cell(reader: Reader, duty: Duty) -> str:
    """How it stands with a duty: a mark and words, beneath them what is missing or what holds."""
    match duty.state:
        case State.FREE:
            return _two(_plain(say("service.state.free", reader.language)), "")
        case State.AHEAD:
            return _two(
                _plain(say("service.state.ahead", reader.language)), say(f"service.ahead.{duty.name}", reader.language)
            )
        case State.MET:
            return _two(f'<span class="c-quiet" aria-hidden="true">●</span> {escape(_met(reader, duty))}', "")
        case State.DUE:
            return _two(html.flag("watch", _due(reader, duty)), _missing(reader, duty) or _until(reader, duty))
    return _two(html.flag("late", _missed(reader, duty)), _missing(reader, duty) or _until(reader, duty))


def _two(first: str, second: str) -> str:
    return f'{first}<br><span class="c-quiet c-small">{escape(second)}</span>' if second else first


def _plain(text: str) -> str:
    return f'<span class="c-quiet">{escape(text)}</span>'


def _met(reader: Reader, duty: Duty) -> str:
    if duty.name == "restored" or duty.due is None or duty.done is None:
        return say(f"service.met.{duty.name}", reader.language)
    return say("service.state.early", reader.language, time=_time(reader, duty.due - duty.done))


def _due(reader: Reader, duty: Duty) -> str:
    if duty.due is None:
        return say("service.state.now", reader.language)
    return say("service.state.left", reader.language, time=_time(reader, duty.due - reader.opened.cockpit.as_of))


def _missed(reader: Reader, duty: Duty) -> str:
    if duty.missing:
        return say("service.state.lacks", reader.language, n=len(duty.missing))
    if duty.due is None:
        return say("service.state.never", reader.language)
    if duty.done is not None:
        return say("service.state.late", reader.language, time=_time(reader, duty.done - duty.due))
    return say("service.state.over", reader.language, time=_time(reader, reader.opened.cockpit.as_of - duty.due))


def _missing(reader: Reader, duty: Duty) -> str:
    if not duty.missing:
        return ""
    return say(
        "service.state.missing",
        reader.language,
        names=[say(f"service.part.{part}", reader.language) for part in duty.missing],
    )


def _until(reader: Reader, duty: Duty) -> str:
    """By when it was to be done, and that it has not been where it has not."""
    if duty.due is None:
        return ""
    key = "until" if duty.done is not None or duty.state is State.DUE else f"open.{duty.name}"
    return say(f"service.{key}", reader.language, at=reader.moment(duty.due))


def _time(reader: Reader, span: timedelta) -> str:
    return value(span / timedelta(hours=1), "hours", reader.language)


def _chain(reader: Reader) -> str:
    """Who keeps the customer informed when nobody is on site, and who is told next."""
    keepers: dict[str, list[str]] = {}
    for level, role in rules.KEEPERS.items():
        keepers.setdefault(role, []).append(level)
    informed = [
        say("service.chain.keeper", reader.language, levels=levels, who=say(f"service.role.{role}", reader.language))
        for role, levels in keepers.items()
    ]
    steps = [
        say("service.chain.and", reader.language).join(say(f"service.role.{role}", reader.language) for role in step)
        for step in rules.ESCALATION
    ]
    first = say(f"service.role.{rules.FIRST}", reader.language)
    return say("service.chain.said", reader.language, first=first, keepers=informed, steps=" → ".join(steps))


def overruns(reader: Reader, tile: Tile) -> None:
    """Tickets that overran in the period and are not explained yet: those still in time first, the next due on top."""
    metric = tile.metrics[0]
    question = reader.question(metric)
    answer = reader.ask(question)
    title = say("service.overruns.title", reader.language)
    count = int(answer.value or 0)
    with st.container(horizontal=True, vertical_alignment="center", key="links-overrun-head"):
        html.heading(title, _allowed(reader))
        if count:
            exporting.menu(reader, "overruns", lambda: [exporting.rows(reader, question)])
    if answer.lacking:
        lacking(reader, answer)
        return
    if not count:
        html.empty(say("service.overruns.none", reader.language), say("service.overruns.none_why", reader.language))
        return
    lines = [_overrun(reader, rules.in_utc(row)) for row in _urgent(reader, question)[: tile.rows]]
    headers = [reader.say(f"due.{name}") for name in ("level", "place", "what", "who")]
    headers += [say(f"service.overruns.{name}", reader.language) for name in ("ran", "report")]
    told = number(count, reader.language)
    ways = [links.rows(metric, say("service.overruns.all", reader.language, n=told))]
    if count > len(lines):
        where = links.address("service", **{SHOW: OVERRUNS})
        ways.insert(0, links.anchor(where, say("service.overruns.more", reader.language, n=told)))
    html.show(html.table(headers, lines, caption=title) + links.several(ways))
    if st.query_params.get(SHOW) == OVERRUNS:
        show(reader, OVERRUNS)


def _allowed(reader: Reader) -> str:
    """How long after the overrun its report may take, by the terms in force now."""
    terms = terms_at(reader.opened.settings.contract, reader.opened.cockpit.today)
    if terms is None:
        return ""
    hours = number(terms.overrun_report_within / timedelta(hours=1), reader.language)
    return say("service.overruns.beside", reader.language, time=say("common.hours", reader.language, n=hours))


def _urgent(reader: Reader, question: Question) -> list[dict[str, Any]]:
    """Those that can still be explained in time, the next due first; then those too late, the latest first."""
    now, limit = reader.opened.cockpit.as_of, MOST
    while True:
        rows = reader.rows(question, {}, [*TICKET, *TICKET_MADE], order="overrun_report_due_at", limit=limit)
        found = rows.to_pylist()
        soon = [row for row in found if row["overrun_report_due_at"] >= now]
        if len(found) < limit or len(soon) < len(found):
            return [*reversed(soon), *found[len(soon) :]]
        limit *= 10


def _overrun(reader: Reader, row: dict[str, Any]) -> list[str]:
    now: datetime = reader.opened.cockpit.as_of
    place = " ".join(part for part in (row["building"], row["room"]) if part)
    kind = label("category", row["category"], reader.language)
    day = row["reported_at"].astimezone(reader.zone).date()
    terms = terms_at(reader.opened.settings.contract, day)
    duty = rules.overrun_report(row, terms, now, finished=row["finished_at"])
    done = row["finished_at"] is not None and row["finished_at"] <= now
    ran = _time(reader, (row["finished_at"] if done else now) - row["due_at"])
    shown = say(f"service.overruns.{'done' if done else 'open'}", reader.language, time=ran)
    return [
        html.level(row["level"]),
        html.clip(place, row["campus"], f"{row['campus']} {place}"),
        html.clip(row["title"] or kind, kind if row["title"] else "", f"{row['ticket_id']} · {row['title'] or kind}"),
        escape(reader.called(row["engineer_id"]) or reader.say("due.nobody")),
        escape(shown),
        _cell(reader, duty),
    ]
