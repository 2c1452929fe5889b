"""Whether the customer is talked to every week, what is to be followed up, and what the quarterly surveys said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.exports.lists import Listed
from cockpit.i18n import day, label, number, say
from cockpit.metrics import customers
from cockpit.metrics.customers import Span
from cockpit.metrics.reading import Row
from cockpit.periods import Period, after
from cockpit.ui import exporting, html, row_origin
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader

RECORD = "customer_contacts"


def contact(reader: Reader, tile: Tile) -> None:
    """A square a week and a month, ▲ where the customer was not talked to or updated; what is to be followed up."""
    cockpit = reader.opened.cockpit
    if RECORD not in cockpit.records:
        html.heading(_say(reader, "contact.title"))
        name = say(f"records.{RECORD}.name", reader.language)
        html.empty(_say(reader, "contact.none"), reader.say("empty.provide", names=name))
        return
    held = reader.found(("contacts",), lambda: customers.contacts(cockpit, reader.rights))
    with st.container(horizontal=True, vertical_alignment="center", key="links-contact"):
        html.heading(_say(reader, "contact.title"), _say(reader, "contact.beside"))
        if held:
            exporting.menu(reader, "contact", lambda: [_listed(reader, held)])
    if not held:
        html.empty(_say(reader, "contact.none"), _say(reader, "contact.none_why"))
        return
    html.show("".join(_kept(reader, unit) for unit in ("week", "month")))
    left = [row for row in held if row["follow_up"]]
    if left:
        heads = [_say(reader, f"contact.{name}") for name in ("day", "kind", "follow_up")]
        lines = [
            [
                row_origin.link(reader, "customer_contacts", row, day(row["held_on"], reader.language)),
                escape(_kind(reader, row)),
                escape(row["follow_up"]),
            ]
            for row in left[: tile.rows]
        ]
        table = html.table(heads, lines, caption=_say(reader, "contact.follow_up"))
        html.show(f'<div class="c-sites">{table}</div>{cut(reader, len(lines), len(left))}')


def _kept(reader: Reader, unit: str) -> str:
    """The weeks or months from the earliest on, in squares and in words; the running one may still be kept."""
    cockpit = reader.opened.cockpit
    spans = reader.found(("kept", unit), lambda: customers.kept(cockpit, unit, reader.rights))
    over = [one for one in spans if after(one.first, unit) <= cockpit.today]
    squares = "".join(_square(reader, one, unit) for one in reversed(spans) if one.days or one in over)
    return f'<p class="c-said">{_told(reader, over, unit)}</p><div class="c-squares c-row">{squares}</div>'


def _told(reader: Reader, over: Sequence[Span], unit: str) -> str:
    """Which of the whole weeks, months or quarters went without; nothing where none is over yet."""
    missed = [label(unit, one.first, reader.language) for one in reversed(over) if not one.days]
    if missed:
        return html.flag("late", _say(reader, f"contact.{unit}.missed", n=len(missed), units=missed))
    return html.flag("fine", _say(reader, f"contact.{unit}.kept", n=len(over))) if over else ""


def _square(reader: Reader, one: Span, unit: str) -> str:
    days = [day(at, reader.language, short=True) for at in one.days]
    told = say("common.comma", reader.language).join(days) or _say(reader, f"contact.{unit}.missing")
    return html.square(f"{label(unit, one.first, reader.language)} {told}", missing=not days)


def _kind(reader: Reader, row: Row) -> str:
    return label("kind", row["kind"], reader.language)


def _listed(reader: Reader, held: Sequence[Row], title: str = "contact") -> exporting.Content:
    columns = (("held_on", "day"), ("kind", "text"), ("score", "number"), ("follow_up", "text"))
    heads = [(say(f"records.{RECORD}.columns.{name}", reader.language), kind) for name, kind in columns]
    rows = [(row["held_on"], _kind(reader, row), row["score"], row["follow_up"]) for row in held]
    days = Period(held[-1]["held_on"], held[0]["held_on"] + timedelta(days=1))
    return exporting.shown(reader, Listed(_say(reader, f"{title}.title"), heads, rows), days)


def surveys(reader: Reader, _tile: Tile) -> None:
    """The scores of the latest quarterly surveys; nothing where there are none."""
    cockpit = reader.opened.cockpit
    if RECORD not in cockpit.records:
        return
    found = reader.found(("surveys",), lambda: customers.surveys(cockpit, reader.rights))
    with st.container(horizontal=True, vertical_alignment="center", key="links-surveys"):
        html.heading(_say(reader, "surveys.title"), _say(reader, "surveys.beside"))
        if found:
            exporting.menu(reader, "surveys", lambda: [_listed(reader, found, "surveys")])
    if not found:
        html.empty(_say(reader, "surveys.none"), _say(reader, "surveys.none_why"))
        return
    quarters = reader.found(("kept", "quarter"), lambda: customers.kept(cockpit, "quarter", reader.rights))
    told = _told(reader, [one for one in quarters if after(one.first, "quarter") <= cockpit.today], "quarter")
    bars = [
        (day(one["held_on"], reader.language), (one["score"] or 0) / 100, number(one["score"], reader.language, 1))
        for one in found
    ]
    html.show(f'<p class="c-said">{told}</p>{html.bars(bars)}')


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"customers.{key}", reader.language, **facts)
