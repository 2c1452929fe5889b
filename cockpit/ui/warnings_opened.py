"""One warning in full: the way to acknowledge it first, then its course, what was done, where it sits, its tickets."""

from __future__ import annotations

from datetime import timedelta
from html import escape

import streamlit as st

from cockpit import sentences, telling
from cockpit.alarms import OF_A_TICKET, PLACED, behind
from cockpit.ledger import Alarm
from cockpit.metrics import Question
from cockpit.metrics.reading import Row
from cockpit.periods import Period
from cockpit.ui import explaining, html, links, warnings_acting, warnings_chart, warnings_read
from cockpit.ui import warnings_words as words
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.rows import show_rows
from cockpit.views import FILTERED

ALARM = "alarm"
MOST_PARTS = 6
WEEK = 7


def show(reader: Reader, asked: str) -> None:
    """The warning of that number; that there is none where there is none the reader may see."""
    html.show(
        links.several([links.anchor(links.address("warnings", **{ALARM: None}), f"← {words.tell(reader, 'back')}")])
    )
    one = warnings_read.one(reader, asked)
    if one is None:
        headline(sentences.Sentence(words.tell(reader, "unknown")))
        html.empty(words.tell(reader, "unknown_why"), words.tell(reader, "unknown_remedy"))
        return
    ticket = warnings_read.tickets(reader, [one]).get(one.subject)
    html.show(head(reader, one, ticket))
    warnings_acting.big(reader, one)
    warnings_acting.problem(reader)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        warnings_acting.buttons(reader, one, acknowledge=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if chart := warnings_chart.of(reader, one):
            title = "chart.title_backlog" if one.kind == "backlog" else "chart.title"
            title += "" if one.ended_at is None else "_past"
            beside = "chart.beside" if one.kind in PLACED else "chart.beside_plain"
            html.heading(words.tell(reader, title), words.tell(reader, beside), chart)
    with right if chart else left:
        deeds(reader, one)
    concentrated = st.container()
    if one.kind == "sla":
        way = links.address("service", **{ALARM: None, "period": "this_month", "dates": None})
        html.show(links.several([links.anchor(way, words.tell(reader, "to_service"))]))
    asked_for = behind.question(one, reader.opened.settings.zone)
    if asked_for is not None:
        show_rows(reader, asked_for, words.tell(reader, "tickets"))
        html.show(links.several([links.anchor(_detail(asked_for), words.tell(reader, "to_detail"))]))
        if one.kind in PLACED:
            with concentrated:
                where(reader, asked_for)


def head(reader: Reader, one: Alarm, ticket: Row | None) -> str:
    """What it is as the page's first line, and who has seen to it."""
    name = words.of(reader, one, ticket)
    what = [words.since(reader, one), words.figures(reader, one, ticket)]
    if one.ended_at is not None:
        what.append(words.tell(reader, "ended", at=reader.moment(one.ended_at)))
    told = words.tell(reader, "then").join(filter(None, what))
    beside = words.also(reader, one)
    lines = [
        f'<h1 class="c-h1">{words.marks(reader, one)} {escape(name)}</h1>',
        f'<p class="c-alarm-figures">{escape(told)}</p>',
        f'<p class="c-under">{escape(beside)}</p>' if beside else "",
        f'<p class="c-alarm-state">{words.state(reader, one)}</p>',
    ]
    if one.kind in OF_A_TICKET:
        story = links.address("detail", **{ALARM: None, "ticket": one.subject})
        lines.append(links.several([links.anchor(story, words.tell(reader, "story", ticket=one.subject))]))
    return f'<div class="c-alarm c-opened">{"".join(lines)}</div>'


def deeds(reader: Reader, one: Alarm) -> None:
    """What people wrote they did, and a line to write more."""
    html.heading(words.tell(reader, "done.title"))
    if one.deeds:
        lines = "".join(
            f'<li><span class="c-quiet">{escape(words.by(reader, deed.who, deed.at))}</span> {escape(deed.text)}</li>'
            for deed in one.deeds
        )
        html.show(f'<ul class="c-deeds">{lines}</ul>')
    else:
        html.show(f'<p class="c-under">{escape(words.tell(reader, "done.none"))}</p>')
    warnings_acting.done(reader, one)


def where(reader: Reader, asked: Question) -> None:
    """Where it sits: the weeks of the warning against as many before, taken apart."""
    compared = Question(asked.metric, weeks(asked.period), filters=asked.filters, against="previous")
    found = explaining.found(reader, compared)
    span = sentences.span(compared.period, reader.language)
    html.heading(
        words.tell(reader, "where.title"), words.tell(reader, "where.beside", span=span, n=compared.period.days)
    )
    than = words.tell(reader, "where.than", n=compared.period.days)
    said = telling.sentence(found, reader.language, period=span, than=than, name=reader.label)
    stress = f"<em>{escape(said.stress)}</em>" if said.stress else ""
    html.show(f'<p class="c-why">{escape(said.text)}{stress}{escape(said.after)}</p>')
    parts = [part for part in found.listed if part.effect.change > 0 and part.known][:MOST_PARTS]
    if parts:
        explaining.table(reader, found, parts, to=_address(compared))


def weeks(period: Period) -> Period:
    """Whole weeks up to the period's end that hold it: any other span would be held to other days of the week."""
    count = -(-period.days // WEEK)
    return Period(period.until - timedelta(days=WEEK * count), period.until)


def _detail(asked: Question) -> str:
    """The list of all its tickets."""
    searched = [values[0] for name, values in asked.filters if name not in FILTERED]
    return links.address("detail", **_address(asked), q=searched or None)


def _address(asked: Question) -> dict[str, object]:
    """What of an address leads to the rows of a question, whatever is chosen besides."""
    dates = [asked.period.first.isoformat(), asked.period.last.isoformat()]
    chosen: dict[str, object] = dict.fromkeys((*FILTERED, ALARM))
    own = {name: list(values) for name, values in asked.filters if name in FILTERED}
    return {**chosen, "period": "dates", "dates": dates, **own}
