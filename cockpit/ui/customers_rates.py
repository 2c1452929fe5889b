"""Ratings, signatures and calls back with the interval that so few answers leave, and what was not done by group."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import sqrt

import streamlit as st

from cockpit.boards import Tile
from cockpit.evidence import CERTAINTY, wilson
from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import number, percent, say
from cockpit.metrics import Answer, customers
from cockpit.ui import exporting, html
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader

Bounds = tuple[float, float] | None
# Measures of what was to be done for each sheet, and what is said of those for which it was not.
DONE = {"rating_response": "unrated", "sheet_signed": "unsigned", "call_back": "uncalled", "complaint_on_time": "late"}
BY_GROUP = ("sheet_signed", "call_back")
OWED = {"sheet_signed": "signed", "call_back": "called"}
# By group and measure: how many lack what the measure is of, and of how many.
Groups = dict[str | None, dict[str, tuple[int, int]]]


def rates(reader: Reader, tile: Tile) -> None:
    """Every rate of the chosen days with its 95 % interval, of how many it is, and how many lack."""
    answers = [answer for name in tile.metrics if (answer := reader.ask(reader.question(name))).value is not None]
    title = _say(reader, "title")
    with st.container(horizontal=True, vertical_alignment="center", key="links-customers-rates"):
        html.heading(title, _say(reader, "beside"))
        if answers:
            exporting.menu(reader, "customers-rates", lambda: [_listed(reader, answers)])
    if not answers:
        html.empty(_say(reader, "none"), _say(reader, "none_why"))
        return
    heads = [_say(reader, name) for name in ("measure", "value", "interval", "of", "lacks")]
    lines = [[escape(cell) for cell in _line(reader, answer)] for answer in answers]
    table = html.table(heads, lines, right=(1, 2, 3, 4), caption=title)
    html.show(f'<div class="c-sites">{table}</div><p class="c-under">{escape(_say(reader, "method"))}</p>')


def _line(reader: Reader, answer: Answer) -> tuple[str, ...]:
    bounds, lacks = _bounds(reader, answer), _lacks(answer)
    unit = reader.say(f"unit.{answer.metric.record}")
    return (
        reader.name(answer.metric.name),
        reader.told(answer),
        _between(reader, answer, bounds),
        f"{number(answer.n, reader.language)} {unit}",
        "–" if lacks is None else _say(reader, DONE[answer.metric.name], n=lacks),
    )


def _between(reader: Reader, answer: Answer, bounds: Bounds) -> str:
    if bounds is None:
        return "–"
    if answer.metric.unit == "share":
        return "–".join(percent(one, reader.language) for one in bounds)
    return "–".join(number(one, reader.language, 1) for one in bounds)


def _bounds(reader: Reader, answer: Answer) -> Bounds:
    """Wilson's interval of a share; of the mean rating the one of a normal mean, within 0 and 100."""
    mean, n = answer.value, answer.n
    assert mean is not None
    if answer.metric.unit == "share":
        return wilson(mean, n)
    cockpit, asked = reader.opened.cockpit, (reader.chosen.period, reader.chosen.filters)
    spread = reader.found(("spread", *asked), lambda: customers.spread(cockpit, *asked, reader.rights))
    if spread is None:
        return None
    half = CERTAINTY * spread / sqrt(n)
    return max(0.0, mean - half), min(100.0, mean + half)


def _lacks(answer: Answer) -> int | None:
    """How many of those counted lack what the rate is of."""
    if answer.metric.name not in DONE:
        return None
    assert answer.value is not None
    return answer.n - round(answer.value * answer.n)


def _listed(reader: Reader, answers: Sequence[Answer]) -> exporting.Content:
    heads = [(_say(reader, name), kind) for name, kind in (
        ("measure", "text"), ("value", "number"), ("unit", "text"), ("low", "number"), ("high", "number"),
        ("of", "count"), ("lacks", "count"),
    )]  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for answer in answers:
        low, high = _bounds(reader, answer) or (None, None)
        scale = 100 if answer.metric.unit == "share" else 1
        figures = [None if one is None else one * scale for one in (answer.value, low, high)]
        unit = say(f"common.units.{answer.metric.unit}", reader.language)
        rows.append((reader.name(answer.metric.name), figures[0], unit, *figures[1:], answer.n, _lacks(answer)))
    return exporting.shown(reader, Listed(_say(reader, "title"), heads, rows, [_say(reader, "method")]))


def undone(reader: Reader, tile: Tile) -> None:
    """By group how many sheets are not signed and how many users were not called back, the most first."""
    names = [name for name in BY_GROUP if not reader.ask(reader.question(name)).lacking]
    if not names or not reader.has("group"):
        return
    groups: Groups = {}
    for name in names:
        for row in reader.ask(reader.question(name, ("group",))).rows:
            lacks = row["n"] - round(row["value"] * row["n"])
            groups.setdefault(row["group"], {})[name] = (lacks, row["n"])
    order = sorted(groups, key=lambda group: (-sum(lacks for lacks, _ in groups[group].values()), group or ""))
    title = _say(reader, "undone.title")
    with st.container(horizontal=True, vertical_alignment="center", key="links-customers-undone"):
        html.heading(title, _say(reader, "undone.beside"))
        if order:
            exporting.menu(
                reader,
                "customers-undone",
                lambda: [_groups_listed(reader, names, groups, order), _faults(reader, names)],
            )
    if not order:
        html.empty(_say(reader, "none"), _say(reader, "none_why"))
        return
    heads = [say("common.dims.group", reader.language), *(_say(reader, f"undone.{name}") for name in names)]
    lines = [
        [escape(reader.label("group", group)), *(_cell(reader, groups[group].get(name)) for name in names)]
        for group in order[: tile.rows]
    ]
    table = html.table(heads, lines, right=tuple(range(1, len(heads))), caption=title)
    html.show(f"{table}{cut(reader, len(lines), len(order))}")


def _groups_listed(
    reader: Reader, names: Sequence[str], groups: Groups, order: Sequence[str | None]
) -> exporting.Content:
    heads = [(say("common.dims.group", reader.language), "text")]
    for name in names:
        heads += [(_say(reader, f"undone.{name}"), "count"), (_say(reader, f"undone.{name}_share"), "share")]
    heads.append((_say(reader, "undone.of"), "count"))
    rows: list[tuple[Cell, ...]] = []
    for group in order:
        told = [groups[group].get(name, (0, 0)) for name in names]
        shares = [cell for lacks, n in told for cell in (lacks, lacks / n if n else None)]
        rows.append((reader.label("group", group), *shares, max(n for _, n in told)))
    return exporting.shown(reader, Listed(_say(reader, "undone.title"), heads, rows))


def _faults(reader: Reader, names: Sequence[str]) -> exporting.Content:
    """Those faults one by one, and what lacks of each."""
    owed = [OWED[name] for name in names]
    cockpit, asked = reader.opened.cockpit, (reader.chosen.period, owed, reader.chosen.filters)
    found = customers.undone(cockpit, *asked, reader.rights)
    kinds = {"ticket_id": "text", "reported_at": "moment", "finished_at": "moment", "campus": "text",
             "building": "text", "group": "text", "engineer_id": "text"}  # fmt: skip
    columns = "records.tickets.columns"
    heads = [
        (_say(reader, "undone.finished") if name == "finished_at" else say(f"{columns}.{name}", reader.language), kind)
        for name, kind in kinds.items()
    ]
    heads += [(_say(reader, f"undone.{name}"), "text") for name in owed]
    done = {flag: say(f"common.{'yes' if flag else 'no'}", reader.language) for flag in (True, False)}
    rows = [
        (*(row[name] for name in list(kinds)[:-1]), reader.called(row["engineer_id"]),
         *(done[row[f"is_{name}"]] for name in owed))
        for row in found
    ]  # fmt: skip
    return exporting.shown(reader, Listed(_say(reader, "undone.title"), heads, rows), name="records")


def _cell(reader: Reader, found: tuple[int, int] | None) -> str:
    if found is None:
        return "–"
    lacks, n = found
    return f"{escape(number(lacks, reader.language))} {html.quiet(percent(lacks / n, reader.language))}"


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"customers.rates.{key}", reader.language, **facts)
