"""Training of the staff: class hours a head, what newcomers owe, and the basics training of every month."""

from __future__ import annotations

from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.contract.training import Owed
from cockpit.i18n import day, label, number, say
from cockpit.metrics import training
from cockpit.metrics.training import Attended
from cockpit.periods import Period, after, whole
from cockpit.ui import charts, exporting, html, training_files
from cockpit.ui.reader import Reader
from cockpit.ui.training import held, staff
from cockpit.ui.trends import lacking

METRIC = "training_hours"
MONTHS = 6


def hours(reader: Reader, _tile: Tile) -> None:
    """Class hours a head of the calendar year against what is owed, and everybody's."""
    year = whole(reader.opened.cockpit.today, "year")
    question = reader.question(METRIC, period=year)
    answer = reader.ask(question)
    with st.container(horizontal=True, vertical_alignment="center", key="links-training-hours"):
        html.heading(_say(reader, "title", year=year.first.year), _beside(reader, answer.value))
        charts.about(reader, answer, "about-training-hours")
        exporting.menu(reader, "training-hours", lambda: [exporting.rows(reader, question)])
    if answer.lacking:
        lacking(reader, answer)
        return
    people = sorted(staff(reader), key=lambda one: one.hours)
    most = max([one.hours for one in people] + [_owed_hours(reader)])
    html.show(html.bars([(_person(reader, one), one.hours / most, _told(reader, one.hours)) for one in people]))


def _beside(reader: Reader, value: float | None) -> str:
    owed = _owed_hours(reader)
    if value is None:
        return _say(reader, "owed", n=number(owed, reader.language))
    key = "kept" if value >= owed else "missed"
    return _say(reader, key, n=number(owed, reader.language), value=number(value, reader.language, 1))


def _owed_hours(reader: Reader) -> float:
    return float(reader.terms(reader.opened.cockpit.today).training.hours)


def _person(reader: Reader, one: Attended) -> str:
    return f"{reader.called(one.person['staff_id'])} {one.person['group']}"


def _told(reader: Reader, hours_: float) -> str:
    owed = _owed_hours(reader)
    told = _say(reader, "hours", n=number(hours_, reader.language, 1))
    return told if hours_ >= owed else f"{told} ◆ {_say(reader, 'short', n=number(owed - hours_, reader.language, 1))}"


def newcomers(reader: Reader, _tile: Tile) -> None:
    """Who owes which course by when; what is late first."""
    found = [one for one in staff(reader) if one.owed]
    with st.container(horizontal=True, vertical_alignment="center", key="links-newcomers"):
        html.heading(_say(reader, "newcomers.title"), _say(reader, "newcomers.beside"))
        if found:
            listed, year = training_files.newcomers(reader, found), whole(reader.opened.cockpit.today, "year")
            exporting.menu(reader, "newcomers", lambda: [exporting.shown(reader, listed, year)])
    answer = reader.ask(reader.question(METRIC))
    if answer.lacking:
        lacking(reader, answer)
        return
    if not found:
        html.empty(_say(reader, "newcomers.none"), _say(reader, "newcomers.none_why"))
        return
    found.sort(key=lambda one: (not any(not owed.done for owed in one.owed), one.person["hired_on"]))
    courses = list(dict.fromkeys(owed.course for one in found for owed in one.owed))  # another term may owe others
    lines = []
    for one in found:
        hired = _say(reader, "newcomers.hired", day=day(one.person["hired_on"], reader.language))
        role = label("role", one.person["role"], reader.language)
        who = f'{escape(reader.called(one.person["staff_id"]))}<br><span class="c-quiet c-small">'
        own = {owed.course: state(reader, owed) for owed in one.owed}
        lines.append([f"{who}{escape(f'{role} · {hired}')}</span>", *(own.get(course, "–") for course in courses)])
    how = f'<p class="c-under">{escape(_say(reader, "newcomers.how"))}</p>'
    heads = [_say(reader, "newcomers.who"), *courses]
    html.show(html.table(heads, lines, caption=_say(reader, "newcomers.title")) + how)


def state(reader: Reader, owed: Owed) -> str:
    """Whether it was done, when, and by when it had to be."""
    key = "until" if not owed.before_duty else "before_first" if owed.due else "before_duty"
    until = _say(reader, f"newcomers.{key}", **({"day": day(owed.due, reader.language)} if owed.due else {}))
    if owed.untold is not None:
        until = f"{_say(reader, 'newcomers.untold', day=day(owed.untold, reader.language))} · {until}"
    if owed.done is not None:
        key = "done_late" if owed.late else "done"
        told = escape(_say(reader, f"newcomers.{key}", day=day(owed.done, reader.language)))
    elif owed.late:
        told = html.flag("late", _say(reader, "newcomers.late"))
    else:
        told = html.flag("watch", _say(reader, "newcomers.due"))
    return f'{told}<br><span class="c-quiet c-small">{escape(until)}</span>'


def plan(reader: Reader, _tile: Tile) -> None:
    """Whether every month had its basics training, on its day; nothing where no training of the staff is recorded."""
    if reader.ask(reader.question(METRIC)).lacking:
        return
    months = training.plan(held(reader), reader.opened.cockpit.today, MONTHS)
    with st.container(horizontal=True, vertical_alignment="center", key="links-training-plan"):
        html.heading(_say(reader, "plan.title"), _say(reader, "plan.beside"))
        listed, span = training_files.plan(reader, months), Period(months[-1].month, after(months[0].month, "month"))
        exporting.menu(reader, "training-plan", lambda: [exporting.shown(reader, listed, span)])
    lines = []
    for one in months:
        days = _say(reader, "plan.or").join(day(each, reader.language, short=True) for each in one.days)
        if one.held:
            told = escape(", ".join(day(each, reader.language, short=True) for each in one.held))
            if not set(one.held) & set(one.days):
                told = html.flag("watch", _say(reader, "plan.other_day", days=[*one.held]))
        else:
            told = html.flag("late", _say(reader, "plan.none")) if one.late else escape(_say(reader, "plan.ahead"))
        lines.append([escape(label("month", one.month, reader.language)), escape(days), told])
    heads = [_say(reader, f"plan.{name}") for name in ("month", "planned", "held")]
    html.show(html.table(heads, lines, caption=_say(reader, "plan.title")))


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"training.people.{key}", reader.language, **facts)
