"""What followed what at one place: patrol → ticket → part → visit → call-back → repeat."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import day, label, number, say
from cockpit.metrics import rounds
from cockpit.metrics.reading import Row
from cockpit.metrics.rounds import DEVICE, Chain, Place
from cockpit.ui import exporting, html
from cockpit.ui.filters import choice
from cockpit.ui.inspections import cut, ticket, two
from cockpit.ui.reader import Reader

KEY = "place"
STEPS = ("faults", "first", "parts", "arrived_at", "revisit_at", "repeat_of")


def chain(reader: Reader, tile: Tile) -> None:
    """The faults of a device or building, each with how it was found and what followed."""
    cockpit, period, filters = reader.opened.cockpit, reader.last_months, reader.chosen.filters
    found = reader.found(("places", period, filters), lambda: rounds.places(cockpit, period, filters, reader.rights))
    html.heading(_say(reader, "title"), _say(reader, "beside"))
    if not found:
        html.empty(_say(reader, "none"), _say(reader, "none_why"))
        return
    notices: list[str] = []
    places = {one.code: one for one in found}
    code = choice(reader, KEY, list(places), partial(_named, places), notices)
    for text in notices:
        html.notice(text)
    place = places[code]
    told = reader.found(("chain", period, code), lambda: rounds.chain(cockpit, place, period, reader.rights))
    with st.container(horizontal=True, vertical_alignment="center", key="links-inspections-chain"):
        html.show(_steps(reader, place, told))
        made = lambda: [exporting.shown(reader, _list(reader, place, told), period)]  # noqa: E731
        exporting.menu(reader, "inspections-chain", made)
    heads = [_say(reader, name) for name in ("reported", "how", "fault", *STEPS[2:])]
    lines = [_line(reader, place, row) for row in told.faults[: tile.rows]]
    table = html.table(heads, lines, caption=_say(reader, "title"))
    html.show(f'<div class="c-long c-chained">{table}</div>{cut(reader, len(lines), len(told.faults))}')


def _named(places: dict[str, Place], code: str, tongue: str) -> str:
    one = places[code]
    where = one.building if one.kind == DEVICE else one.campus
    return say("inspections.chain.option", tongue, name=one.name, where=where, n=one.faults, repeats=one.repeats)


def _steps(reader: Reader, place: Place, told: Chain) -> str:
    """How many there were at each step."""
    faults = len(told.faults)
    counts = [
        (_say(reader, "step.rounds"), told.rounds, _say(reader, "step.abnormal", n=told.abnormal)),
        (_say(reader, "step.faults"), faults, _say(reader, "step.first", n=told.count("first"))),
        *((_say(reader, f"step.{name}"), told.count(name), "") for name in STEPS[2:]),
    ]
    items = "".join(
        f"<li><b>{escape(number(n, reader.language))}</b> {escape(name)}"
        f'<span class="c-quiet c-small">{escape(beside)}</span></li>'
        for name, n, beside in counts
    )
    return f'<ol class="c-chain" aria-label="{escape(_say(reader, "title"))}: {escape(place.name)}">{items}</ol>'


def _line(reader: Reader, place: Place, row: Row) -> list[str]:
    what = row["title"] or label("category", row["category"], reader.language)
    where = row["room"] or "" if place.kind == DEVICE else " ".join(filter(None, (row["room"], row["device_id"])))
    return [
        f"{escape(_day(reader, row['reported_at']))}<br>{ticket(row['ticket_id'])}",
        _how(reader, row),
        two(what, where),
        escape(_parts(reader, row)) or _no(),
        _moment(reader, row["arrived_at"]),
        _moment(reader, row["revisit_at"]),
        html.flag("watch", _say(reader, "repeated", id=row["repeat_of"])) if row["repeat_of"] else _no(),
    ]


def _how(reader: Reader, row: Row) -> str:
    """By what channel it came, and what the last round there had said."""
    channel = label("channel", row["channel"], reader.language)
    mark = (
        f'<span class="c-quiet c-dot" aria-hidden="true">●</span> {escape(channel)}'
        if row["first"]
        else escape(channel)
    )
    return f'{mark}<br><span class="c-quiet c-small">{escape(_looked(reader, row))}</span>'


def _looked(reader: Reader, row: Row) -> str:
    if row["round"] is not None:
        return _say(reader, "led", id=row["round"]["inspection_id"])
    if row["looked"] is None:
        return _say(reader, "unseen")
    key = "seen_abnormal" if row["looked"]["abnormal"] else "seen"
    return _say(reader, key, day=day(row["looked"]["done_day"], reader.language, short=True))


def _parts(reader: Reader, row: Row) -> str:
    return ", ".join(
        _say(reader, "part", name=one["name"] or "?", n=number(one["used"], reader.language), unit=one["unit"] or "")
        for one in row["parts"]
    )


def _moment(reader: Reader, at: datetime | None) -> str:
    return escape(_day(reader, at)) if at else _no()


def _day(reader: Reader, at: datetime) -> str:
    return f"{at.astimezone(reader.zone):%m-%d %H:%M}"


def _no() -> str:
    return '<span class="c-quiet">–</span>'


def _list(reader: Reader, place: Place, told: Chain) -> Listed:
    named = ("ticket_id", "reported_at", "channel", "building", "room", "device_id", "category", "title")
    moments = ("reported_at", "arrived_at", "finished_at", "revisit_at")
    heads = [(_column(reader, name), "moment" if name in moments else "text") for name in (*named, *moments[1:])]
    heads += [(_say(reader, name), "text") for name in ("looked", "parts", "repeat_of")]
    lines: list[list[Cell]] = [
        [
            *(label(name, row[name], reader.language) if name == "channel" else row[name] for name in named),
            *(row[name] for name in moments[1:]),
            _looked(reader, row),
            _parts(reader, row) or None,
            row["repeat_of"],
        ]
        for row in told.faults
    ]
    return Listed(f"{_say(reader, 'file')} {place.name}", heads, lines)


def _column(reader: Reader, name: str) -> str:
    return say(f"records.tickets.columns.{'resolved_at' if name == 'finished_at' else name}", reader.language)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"inspections.chain.{key}", reader.language, **facts)
