"""What followed what at one place: patrol → ticket → part → visit → call-back → repeat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import day, label, number, say
from cockpit.metrics import rounds
from cockpit.metrics.reading import Row
from cockpit.metrics.rounds import BUILDING, DEVICE, Chain, Place
from cockpit.ui import address, exporting, html, links, row_origin
from cockpit.ui.filters import choice
from cockpit.ui.inspections import ticket, two
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader

KEY, WITHIN, STEP = "place", "within", "step"
WHOLE = "all"
STEPS = ("faults", "first", "parts", "arrived_at", "revisit_at", "repeat_of")
ROUND = ("place", "inspector", "findings.what", "findings.came")


def chain(reader: Reader, tile: Tile) -> None:
    """The faults of a device or building, each with how it was found and what followed."""
    cockpit, period, filters = reader.opened.cockpit, reader.last_months, reader.chosen.filters
    named = str(st.query_params.get(KEY, "")).removeprefix(f"{DEVICE}:")
    found = reader.found(
        ("places", period, filters, named), lambda: rounds.places(cockpit, period, filters, reader.rights, named)
    )
    html.heading(_say(reader, "title"), _say(reader, "beside"))
    if not found:
        html.empty(_say(reader, "none"), _say(reader, "none_why"))
        return
    place = _chosen(reader, {one.code: one for one in found})
    told = reader.found(("chain", period, place.code), lambda: rounds.chain(cockpit, place, period, reader.rights))
    steps, _ = address.asked(STEP, ("rounds", *STEPS))
    step = steps[0] if steps else STEPS[0]
    faults = [row for row in told.faults if step in ("rounds", STEPS[0]) or row[step]]
    with st.container(horizontal=True, vertical_alignment="center", key="links-inspections-chain"):
        html.show(_steps(reader, place, told, step))
        listed = partial(_rounds_list, made=told.rounds) if step == "rounds" else partial(_list, faults=faults)
        exporting.menu(reader, "inspections-chain", lambda: [exporting.shown(reader, listed(reader, place), period)])
    if step == "rounds":
        _rounds(reader, told.rounds, tile.rows)
        return
    heads = [_say(reader, name) for name in ("reported", "how", "fault", *STEPS[2:])]
    lines = [_line(reader, place, row) for row in faults[: tile.rows]]
    table = html.table(heads, lines, caption=_say(reader, "title"))
    html.show(f'<div class="c-long c-chained">{table}</div>{cut(reader, len(lines), len(faults))}')


def _chosen(reader: Reader, places: dict[str, Place]) -> Place:
    """What is picked: a device or a building, and of a building any device of it."""
    cockpit, period = reader.opened.cockpit, reader.last_months
    notices: list[str] = []
    left, right = st.columns(2, gap="small")
    with left:
        place = places[choice(reader, KEY, list(places), partial(_named, places), notices)]
    if place.kind == BUILDING:
        members = reader.found(
            ("devices", period, place.code), lambda: rounds.devices(cockpit, period, place, reader.rights)
        )
        inside = {WHOLE: place, **{one.name: one for one in members}}
        # Another building was chosen: the device was of the one before.
        if st.query_params.get(WITHIN, WHOLE) not in inside:
            address.write({WITHIN: []})
        with right:
            place = inside[choice(reader, WITHIN, list(inside), partial(_inside, inside), notices)]
    for text in notices:
        html.notice(text)
    return place


def _inside(places: dict[str, Place], code: str, tongue: str) -> str:
    one = places[code]
    key = "whole" if code == WHOLE else "option_inside"
    return say(f"inspections.chain.{key}", tongue, name=one.name, n=one.faults, repeats=one.repeats)


def _named(places: dict[str, Place], code: str, tongue: str) -> str:
    one = places[code]
    where = one.building if one.kind == DEVICE else one.campus
    return say("inspections.chain.option", tongue, name=one.name, where=where, n=one.faults, repeats=one.repeats)


def _steps(reader: Reader, place: Place, told: Chain, shown: str) -> str:
    """How many there were at each step: a way to those alone."""
    abnormal = sum(row["abnormal"] for row in told.rounds)
    beside = {
        "rounds": _say(reader, "step.abnormal", n=abnormal),
        "faults": _say(reader, "step.first", n=told.count("first")),
    }
    counts = {"rounds": len(told.rounds), "faults": len(told.faults), **{name: told.count(name) for name in STEPS[2:]}}
    items = []
    for name, n in counts.items():
        text = f"{number(n, reader.language)} {_say(reader, f'step.{name}')}"
        way = links.anchor(links.address("inspections", **{STEP: None if name == STEPS[0] else name}), text)
        marked = ' aria-current="true"' if name == shown else ""
        items.append(f'<li{marked}>{way}<span class="c-quiet c-small">{escape(beside.get(name, ""))}</span></li>')
    named = f"{_say(reader, 'title')}: {place.name}"
    return f'<ol class="c-chain" aria-label="{escape(named)}">{"".join(items)}</ol>'


def _rounds(reader: Reader, made: Sequence[Row], most: int) -> None:
    """The rounds of the building, each with what it found."""
    if not made:
        html.empty(_say(reader, "no_rounds"), _say(reader, "no_rounds_why"))
        return
    heads = [_say(reader, "round"), *(say(f"inspections.{name}", reader.language) for name in ROUND)]
    lines = [
        [
            escape(_day(reader, row["done_at"])) + "<br>" + _numbered(reader, row),
            two(row["room"] or row["building"], label("kind", row["kind"], reader.language)),
            escape(reader.called(row["inspector_id"]) or "–"),
            escape(row["finding"] or _abnormal(reader, row)),
            ticket(row["ticket_id"]) if row["ticket_known"] else escape(row["ticket_id"] or "–"),
        ]
        for row in made[:most]
    ]
    table = html.table(heads, lines, caption=_say(reader, "step.rounds"))
    html.show(f'<div class="c-long">{table}</div>{cut(reader, len(lines), len(made))}')


def _numbered(reader: Reader, row: Row) -> str:
    """The round's number, which opens where it comes from."""
    return f'<span class="c-quiet c-small">{row_origin.link(reader, "inspections", row, row["inspection_id"])}</span>'


def _abnormal(reader: Reader, row: Row) -> str:
    return say("inspections.findings.untold", reader.language) if row["abnormal"] else _say(reader, "in_order")


def _rounds_list(reader: Reader, place: Place, made: Sequence[Row]) -> Listed:
    names = ("inspection_id", "done_at", "kind", "campus", "building", "room", "inspector_id", "finding", "ticket_id")
    heads = [
        (say(f"records.inspections.columns.{name}", reader.language), "moment" if name == "done_at" else "text")
        for name in names
    ]
    worded = [
        row
        | {
            "kind": label("kind", row["kind"], reader.language),
            "inspector_id": reader.called(row["inspector_id"]) or None,
            "finding": row["finding"] or _abnormal(reader, row),
        }
        for row in made
    ]
    lines: list[list[Cell]] = [[row[name] for name in names] for row in worded]
    return Listed(f"{_say(reader, 'round')} {place.building}", heads, lines)


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
        _repeat(reader, row["repeat_of"]),
    ]


def _repeat(reader: Reader, earlier: str | None) -> str:
    """That it is the fault of an earlier ticket again, and the way to that."""
    return f"{html.flag('watch', _say(reader, 'repeated'))}<br>{ticket(earlier)}" if earlier else _no()


def _how(reader: Reader, row: Row) -> str:
    """By what channel it came, and what the last round near it had said, of which room."""
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
    where = row["looked"]["room"] or _say(reader, "building")
    return _say(reader, key, room=where, day=day(row["looked"]["done_day"], reader.language, short=True))


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


def _list(reader: Reader, place: Place, faults: Sequence[Row]) -> Listed:
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
        for row in faults
    ]
    return Listed(f"{_say(reader, 'file')} {place.name}", heads, lines)


def _column(reader: Reader, name: str) -> str:
    return say(f"records.tickets.columns.{'resolved_at' if name == 'finished_at' else name}", reader.language)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"inspections.chain.{key}", reader.language, **facts)
