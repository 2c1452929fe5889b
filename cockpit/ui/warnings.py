"""Warnings: what stands as the first line says it, and a card for each; one in full where the address says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from html import escape
from pathlib import Path

import streamlit as st

from cockpit import sentences
from cockpit.alarms import OF_A_TICKET
from cockpit.boards import Tile
from cockpit.i18n import number, say
from cockpit.ledger import Alarm
from cockpit.metrics.reading import Row
from cockpit.settings.alarming import KINDS
from cockpit.ui import (
    exporting,
    html,
    links,
    warnings_acting,
    warnings_chart,
    warnings_opened,
    warnings_read,
    warnings_state,
)
from cockpit.ui import warnings_words as words
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.warnings_list import listed

RULES = (Path(__file__).parent / "warnings.css").read_text(encoding="utf-8")
ALARM = warnings_opened.ALARM
AT_FIRST = 4


def sentence(reader: Reader, _tile: Tile) -> None:
    """What stands, and how much of it nobody has seen to; in its place the warning that the address names."""
    html.show(f"<style>{RULES}</style>")
    if asked := st.query_params.get(ALARM):
        warnings_opened.show(reader, asked)
        return
    found = ordered(reader, warnings_read.standing(reader))
    with st.container(horizontal=True, vertical_alignment="bottom", key="links-warnings"):
        headline(said(reader, found), warnings_state.under(reader))
        if found:
            exporting.menu(reader, "warnings", lambda: [exporting.shown(reader, listed(reader, found, "standing"))])
    warnings_acting.problem(reader)
    warnings_state.notices(reader)


def ordered(reader: Reader, alarms: Sequence[Alarm]) -> list[Alarm]:
    """What somebody is still to see to first, then the gravest, then the newest.

    So many of a kind stand before the next kinds, the others of it after all of these: many tickets past their limits
    do not hide the one thing of another kind.
    """
    found = []
    before: Counter[tuple[str, bool]] = Counter()
    for one in sorted(alarms, key=lambda one: -one.id):
        seen = not words.waits(reader, one)
        found.append((seen, before[one.kind, seen] // AT_FIRST, KINDS.index(one.kind), -one.id, one))
        before[one.kind, seen] += 1
    return [one for *_, one in sorted(found, key=lambda item: item[:-1])]


def said(reader: Reader, alarms: Sequence[Alarm]) -> sentences.Sentence:
    """The page's first line."""
    stop = say("sentences.stop", reader.language).rstrip()
    if not alarms:
        return sentences.Sentence(words.tell(reader, "sentence.none") + stop)
    counts = Counter(one.kind for one in alarms)
    parts = [
        words.tell(reader, "sentence.kind", kind=words.kind(reader, code), n=number(counts[code], reader.language))
        for code in KINDS
        if counts[code]
    ]
    text = words.tell(reader, "sentence.standing", n=number(len(alarms), reader.language), kinds=parts)
    waiting = sum(words.waits(reader, one) for one in alarms)
    stress = words.tell(reader, "sentence.waiting", n=number(waiting, reader.language)) if waiting else ""
    return sentences.joined([text], stress, reader.language)


def standing(reader: Reader, tile: Tile) -> None:
    """A card for each of the first that stand, a line for the rest; beneath one in full those that stand besides."""
    asked = st.query_params.get(ALARM)
    found = [one for one in ordered(reader, warnings_read.standing(reader)) if str(one.id) != asked]
    if asked and found:
        html.heading(words.tell(reader, "others"), words.tell(reader, "n", n=number(len(found), reader.language)))
    tickets = warnings_read.tickets(reader, found)
    for one in found[: tile.rows]:
        _card(reader, one, tickets.get(one.subject))
    if rest := found[tile.rows :]:
        html.show(_rest(reader, rest, tickets))


def _rest(reader: Reader, rest: Sequence[Alarm], tickets: Mapping[str, Row]) -> str:
    """Those beyond what cards are drawn for: a line each, which leads to it."""
    heads = [words.tell(reader, f"column.{name}") for name in ("kind", "subject", "since", "figures", "acknowledged")]
    lines = [
        [
            words.marks(reader, one),
            links.anchor(links.address("warnings", **{ALARM: one.id}), words.of(reader, one, tickets.get(one.subject))),
            escape(words.since(reader, one)),
            escape(words.figures(reader, one, tickets.get(one.subject)) or "–"),
            words.state(reader, one),
        ]
        for one in rest
    ]
    title = words.tell(reader, "rest", n=number(len(rest), reader.language))
    return html.headed(title, "", f'<div class="c-long c-past">{html.table(heads, lines, caption=title)}</div>')


def _card(reader: Reader, one: Alarm, ticket: Row | None) -> None:
    """What it is beside its chart; of what has none beside what can be done."""
    chart = warnings_chart.of(reader, one)
    with st.container(border=True, gap="small", key=f"warning-{one.id}"):
        left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
        left.html(_told(reader, one, ticket))
        if chart:
            right.html(chart)
        with (
            nullcontext() if chart else right,
            st.container(horizontal=True, vertical_alignment="center", gap="small"),
        ):
            warnings_acting.buttons(reader, one)
            html.show(_ways(reader, one))


def _told(reader: Reader, one: Alarm, ticket: Row | None) -> str:
    name = escape(words.of(reader, one, ticket))
    what = escape(words.figures(reader, one, ticket))
    beside = words.also(reader, one)
    when = html.quiet(escape(words.since(reader, one)))
    lines = [
        f'<p class="c-alarm-top">{words.marks(reader, one)} <b>{name}</b> {when}</p>',
        f'<p class="c-alarm-figures">{what}</p>' if what else "",
        f'<p class="c-under">{escape(beside)}</p>' if beside else "",
        f'<p class="c-alarm-state">{words.state(reader, one)}</p>',
    ]
    return f'<div class="c-alarm">{"".join(lines)}</div>'


def _ways(reader: Reader, one: Alarm) -> str:
    name = words.tell(reader, "open_of", name=words.of(reader, one))
    ways = [links.anchor(links.address("warnings", **{ALARM: one.id}), words.tell(reader, "open"), name)]
    if one.kind in OF_A_TICKET:
        ways.append(links.anchor(links.address("detail", **{ALARM: None, "ticket": one.subject}), one.subject))
    return links.several(ways)
