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
from cockpit.metrics.customers import Week
from cockpit.metrics.reading import Row
from cockpit.ui import exporting, html
from cockpit.ui.reader import Reader

RECORD = "customer_contacts"


def contact(reader: Reader, tile: Tile) -> None:
    """A square a week, ▲ where nobody talked to the customer; what the latest talks left to follow up."""
    cockpit = reader.opened.cockpit
    if RECORD not in cockpit.records:
        html.heading(_say(reader, "contact.title"))
        name = say(f"records.{RECORD}.name", reader.language)
        html.empty(_say(reader, "contact.none"), reader.say("empty.provide", names=name))
        return
    weeks = reader.found(("contact weeks",), lambda: customers.weeks(cockpit, reader.rights))
    held = reader.found(("contacts",), lambda: customers.contacts(cockpit, reader.rights))
    with st.container(horizontal=True, vertical_alignment="center", key="links-contact"):
        html.heading(_say(reader, "contact.title"), _say(reader, "contact.beside"))
        if held:
            exporting.menu(reader, "contact", lambda: [_listed(reader, held)])
    html.show(_weeks(reader, weeks))
    left = [row for row in held if row["follow_up"]][: tile.rows]
    if left:
        heads = [_say(reader, f"contact.{name}") for name in ("day", "kind", "follow_up")]
        lines = [
            [escape(day(row["held_on"], reader.language)), escape(_kind(reader, row)), escape(row["follow_up"])]
            for row in left
        ]
        html.show(f'<div class="c-sites">{html.table(heads, lines, caption=_say(reader, "contact.follow_up"))}</div>')


def _weeks(reader: Reader, weeks: Sequence[Week]) -> str:
    """The weeks from the earliest on, in squares and in words; the running one may still be kept."""
    over = [week for week in weeks if week.first + timedelta(days=7) <= reader.opened.cockpit.today]
    missed = [label("week", week.first, reader.language) for week in reversed(over) if not week.days]
    squares = "".join(_square(reader, week) for week in reversed(weeks) if week.days or week in over)
    if missed:
        told = html.flag("late", _say(reader, "contact.missed", n=len(missed), weeks=missed))
    else:
        told = html.flag("fine", _say(reader, "contact.kept", n=len(over)))
    return f'<p class="c-said">{told}</p><div class="c-squares c-row">{squares}</div>'


def _square(reader: Reader, week: Week) -> str:
    days = [day(one, reader.language, short=True) for one in week.days]
    told = say("common.comma", reader.language).join(days) or _say(reader, "contact.missing")
    return html.square(f"{label('week', week.first, reader.language)} {told}", missing=not days)


def _kind(reader: Reader, row: Row) -> str:
    return label("kind", row["kind"], reader.language)


def _listed(reader: Reader, held: Sequence[Row]) -> exporting.Content:
    columns = (("held_on", "day"), ("kind", "text"), ("score", "number"), ("follow_up", "text"))
    heads = [(say(f"records.{RECORD}.columns.{name}", reader.language), kind) for name, kind in columns]
    rows = [(row["held_on"], _kind(reader, row), row["score"], row["follow_up"]) for row in held]
    return exporting.shown(reader, Listed(_say(reader, "contact.title"), heads, rows))


def surveys(reader: Reader, _tile: Tile) -> None:
    """The scores of the latest quarterly surveys; nothing where there are none."""
    cockpit = reader.opened.cockpit
    if RECORD not in cockpit.records:
        return
    found = reader.found(("surveys",), lambda: customers.surveys(cockpit, reader.rights))
    html.heading(_say(reader, "surveys.title"), _say(reader, "surveys.beside"))
    if not found:
        html.empty(_say(reader, "surveys.none"), _say(reader, "surveys.none_why"))
        return
    bars = [
        (day(one["held_on"], reader.language), (one["score"] or 0) / 100, number(one["score"], reader.language, 1))
        for one in found
    ]
    html.show(html.bars(bars))


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"customers.{key}", reader.language, **facts)
