"""Rounds: the first line, the core rooms month by month, what was planned against what was made, what is overdue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from html import escape

import streamlit as st

from cockpit import sentences
from cockpit.boards import Tile
from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import day, label, number, percent, say
from cockpit.metrics import Question, rounds
from cockpit.metrics.reading import Row
from cockpit.metrics.rounds import RoomDay
from cockpit.periods import Period
from cockpit.ui import charts, exporting, html, links, row_origin
from cockpit.ui.lists import cut
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.trends import lacking

RECORD = "inspections"
PLANNED, OVERDUE, CORE, FINDINGS = "inspection_completion", "inspection_overdue", "core_room_days", "abnormal_findings"
TICKETED, FIXED = "finding_ticketed", "finding_fixed"
NAMED = 3


def provided(reader: Reader) -> bool:
    """Whether the site has any rounds; where it has none the first tile says so for all."""
    return RECORD in reader.opened.cockpit.records


def room_days(reader: Reader, period: Period) -> list[RoomDay]:
    """The core rooms' days of a period."""
    cockpit, filters = reader.opened.cockpit, reader.chosen.filters
    made = lambda: rounds.room_days(cockpit, period, filters, reader.rights)  # noqa: E731
    return reader.found(("room days", period, filters), made)


def sentence_questions(reader: Reader, _tile: Tile) -> list[Question]:
    """What the first line asks."""
    return [reader.question(name) for name in (PLANNED, OVERDUE, FINDINGS, TICKETED, FIXED)]


def sentence(reader: Reader, _tile: Tile) -> None:
    """How much was made in time, what was found and came of it, and the core room most days without a round."""
    if not provided(reader):
        headline(sentences.joined([_say(reader, "sentence.none")], "", reader.language), "")
        html.empty(
            _say(reader, "none"), reader.say("empty.provide", names=say("records.inspections.name", reader.language))
        )
        return
    planned, overdue, found, ticketed, fixed = map(reader.ask, sentence_questions(reader, _tile))
    facts = {"n": planned.n, "share": percent(planned.value, reader.language)}
    parts = [_say(reader, f"sentence.{'planned' if planned.n else 'unplanned'}", **facts)]
    if found.n:
        counts = {
            "n": found.n,
            "led": round((ticketed.value or 0) * found.n),
            "fixed": round((fixed.value or 0) * found.n),
        }
        parts.append(_say(reader, "sentence.untraced" if ticketed.lacking else "sentence.found", **counts))
    elif planned.n:
        parts.append(_say(reader, "sentence.nothing"))
    stress = _worst(reader)
    if not stress and overdue.n:
        stress = _say(reader, "sentence.overdue", n=overdue.n)
    under = _say(reader, "under", period=sentences.span(reader.chosen.period, reader.language))
    with st.container(horizontal=True, vertical_alignment="bottom", key="links-inspections"):
        headline(sentences.joined(parts, stress, reader.language), under)
        exporting.menu(reader, "inspections", lambda: [exporting.rows(reader, reader.question(PLANNED))])


def _worst(reader: Reader) -> str:
    """The core room that was most often not inspected in the chosen period, and on which days."""
    gaps: dict[tuple[str, str, str], list[RoomDay]] = defaultdict(list)
    for one in room_days(reader, reader.chosen.period):
        if not one.covered:
            gaps[one.place].append(one)
    if not gaps:
        return ""
    place = max(gaps, key=lambda key: (len(gaps[key]), key))
    days = [day(one.day, reader.language, short=True) for one in gaps[place][-NAMED:]]
    key = "gaps" if len(gaps[place]) <= NAMED else "gaps_many"
    return _say(reader, f"sentence.{key}", room=place[1], n=len(gaps[place]), days=days)


def core(reader: Reader, _tile: Tile) -> None:
    """A core room a line, a month a column: the days on which nobody inspected it."""
    if not provided(reader):
        return
    period = reader.last_months
    question = reader.question(CORE, ("building",), period=period)
    answer = reader.ask(question)
    days = room_days(reader, period)
    with st.container(horizontal=True, vertical_alignment="center", key="links-inspections-core"):
        html.heading(_say(reader, "core.title"), _say(reader, "core.beside"))
        charts.about(reader, answer, "about-core")
        if days:
            gaps = reader.question("core_room_gaps", period=period)
            exporting.menu(reader, "inspections-core", lambda: [exporting.rows(reader, gaps)])
    if answer.lacking:
        lacking(reader, answer)
    elif not days:
        key = "elsewhere" if reader.opened.settings.rooms.core else "none"
        html.empty(_say(reader, f"core.{key}"), _say(reader, f"core.{key}_why"))
    else:
        _months(reader, days)


def _months(reader: Reader, days: Sequence[RoomDay]) -> None:
    months = sorted({one.day.replace(day=1) for one in days})
    heads = [_say(reader, "core.room"), *(label("month", one, reader.language) for one in months)]
    heads.append(_say(reader, "core.share"))
    lines = []
    for place in sorted({one.place for one in days}):
        own = [one for one in days if one.place == place]
        cells = [_month(reader, [one for one in own if one.day.replace(day=1) == month]) for month in months]
        share = sum(one.covered for one in own) / len(own)
        campus, building, room = place
        lines.append([two(f"{building} {room}".strip(), campus), *cells, escape(percent(share, reader.language))])
    table = html.table(heads, lines, right=range(1, len(heads)), caption=_say(reader, "core.title"))
    html.show(f'<div class="c-rooms">{table}</div>')


def _month(reader: Reader, days: Sequence[RoomDay]) -> str:
    """How many days of a month a room was not inspected, and which."""
    gaps = [one for one in days if not one.covered]
    if not days:
        return '<span class="c-quiet">–</span>'
    if not gaps:
        told = escape(_say(reader, "core.every", n=len(days)))
        return f'<span class="c-quiet c-dot" title="{told}" role="img" aria-label="{told}">●</span>'
    told = escape(_say(reader, "core.missing", days=[day(one.day, reader.language, short=True) for one in gaps]))
    flag = html.flag("late", _say(reader, "core.days", n=number(len(gaps), reader.language)))
    return f'<span title="{told}">{flag}</span>'


def plan(reader: Reader, _tile: Tile) -> None:
    """What was made in time of what was planned, a kind of room a line, a campus a column."""
    if not provided(reader):
        return
    whole, found = reader.ask(reader.question(PLANNED)), _planned(reader)
    planned, made = reader.found(
        ("today", reader.chosen.filters),
        lambda: rounds.today(reader.opened.cockpit, reader.chosen.filters, reader.rights),
    )
    now = _say(reader, "plan.today", planned=planned, made=made) if planned else ""
    with st.container(horizontal=True, vertical_alignment="center", key="links-inspections-plan"):
        html.heading(_say(reader, "plan.title"), now)
        charts.about(reader, whole, "about-plan")
        if whole.n:
            exporting.menu(reader, "inspections-plan", lambda: [exporting.shown(reader, plan_list(reader))])
    if whole.lacking:
        lacking(reader, whole)
        return
    if not whole.n:
        html.empty(_say(reader, "plan.none"), _say(reader, "plan.none_why"))
        return
    sites = [*sorted({site for _, site in found if site}), None]
    lines = [
        [escape(_kind(reader, kind)), *(_share(reader, found.get((kind, site))) for site in sites)]
        for kind in (*sorted({kind for kind, _ in found if kind}), None)
    ]
    total = _say(reader, "plan.all")
    heads = [_say(reader, "kind"), *(site or total for site in sites)]
    table = html.table(heads, lines, right=range(1, len(heads)), caption=_say(reader, "plan.title"))
    html.show(f'{table}<p class="c-under">{escape(_say(reader, "plan.under"))}</p>')


def _planned(reader: Reader) -> dict[tuple[str | None, str | None], Row]:
    """By kind and campus, None for all of them."""
    asked = [reader.question(PLANNED, by) for by in (("kind", "campus"), ("kind",), ("campus",), ())]
    return {(row.get("kind"), row.get("campus")): row for question in asked for row in reader.ask(question).rows}


def plan_list(reader: Reader) -> Listed:
    """The table a line a kind and campus, with the sums."""
    found = _planned(reader)
    heads = [(_say(reader, "kind"), "text"), (say("common.dims.campus", reader.language), "text")]
    heads += [(_say(reader, f"plan.{name}"), "count") for name in ("planned", "made")]
    heads.append((reader.name(PLANNED), "share"))
    order = sorted(found, key=lambda key: (key[0] is None, key[0] or "", key[1] is None, key[1] or ""))
    lines: list[list[Cell]] = [
        [
            _kind(reader, kind),
            campus or _say(reader, "plan.all"),
            found[kind, campus]["n"],
            round((found[kind, campus]["value"] or 0) * found[kind, campus]["n"]),
            found[kind, campus]["value"],
        ]
        for kind, campus in order
    ]
    return Listed(_say(reader, "plan.title"), heads, lines, [_say(reader, "plan.under")])


def _kind(reader: Reader, kind: str | None) -> str:
    return label("kind", kind, reader.language) if kind else _say(reader, "plan.every")


def _share(reader: Reader, row: Row | None) -> str:
    if row is None or not row["n"]:
        return '<span class="c-quiet">–</span>'
    made = number(round(row["value"] * row["n"]), reader.language)
    told = f"{made}/{number(row['n'], reader.language)}"
    return f'{escape(percent(row["value"], reader.language))} <span class="c-quiet c-small">{escape(told)}</span>'


def overdue(reader: Reader, tile: Tile) -> None:
    """The rounds that should have been made and are not, the longest overdue first."""
    if not provided(reader):
        return
    chosen, cockpit = reader.chosen, reader.opened.cockpit
    rows = reader.found(
        ("overdue rounds", chosen.period, chosen.filters),
        lambda: rounds.overdue(cockpit, chosen.period, chosen.filters, reader.rights),
    )
    with st.container(horizontal=True, vertical_alignment="center", key="links-inspections-overdue"):
        html.heading(
            _say(reader, "overdue.title"), _say(reader, "overdue.beside", n=number(len(rows), reader.language))
        )
        if rows:
            exporting.menu(reader, "inspections-overdue", lambda: [exporting.rows(reader, reader.question(OVERDUE))])
    if not rows:
        html.empty(_say(reader, "overdue.none"), _say(reader, "overdue.none_why"))
        return
    heads = [_say(reader, name) for name in ("overdue.planned", "overdue.since", "place", "overdue.group")]
    lines = [
        [
            row_origin.link(reader, "inspections", row, day(row["planned_on"], reader.language, short=True)),
            html.flag("late", _say(reader, "overdue.days", n=(cockpit.today - row["planned_on"]).days)),
            spot(reader, row),
            escape(row["group"] or "–"),
        ]
        for row in rows[: tile.rows]
    ]
    table = html.table(heads, lines, caption=_say(reader, "overdue.title"))
    html.show(f'<div class="c-long">{table}</div>{cut(reader, len(lines), len(rows))}')


def spot(reader: Reader, row: Row) -> str:
    """Which room a round was of, and of which kind."""
    kind = label("kind", row["kind"], reader.language)
    place = " ".join(filter(None, (row["building"], row["room"])))
    return two(place, f"{kind} · {row['campus']}")


def two(first: str, second: str) -> str:
    """A line, and a smaller one beneath it."""
    return f'{escape(first)}<br><span class="c-quiet c-small">{escape(second)}</span>'


def ticket(text: str) -> str:
    """A way to a ticket's story."""
    return links.anchor(links.address("detail", ticket=text), text)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"inspections.{key}", reader.language, **facts)
