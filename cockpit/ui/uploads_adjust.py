"""A drafted file beside its first rows: which column each header is, dates and values, and the name of the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from cockpit.access import Person
from cockpit.drafting import Drafted, Proposal, codes, toml
from cockpit.drafting.proposal import proposal_from
from cockpit.drafting.rosters import days
from cockpit.i18n import number, say
from cockpit.records import RECORDS, Kind
from cockpit.settings.model import TableSource
from cockpit.ui import html, uploads_trial
from cockpit.ui.uploads_state import Upload, start, tell

NONE = ""
PLACES = 3
MOST_COLUMNS, MOST_VALUES = 80, 40
SCALES = ((1, 5), (1, 10), (0, 10), (0, 100))


def draw(tongue: str, who: Person, upload: Upload) -> None:
    """The proposal of every table, to be changed; below them the trial."""
    drafted = upload.drafted or {}
    proposals = [proposal_from({k: v for k, v in one.items() if k != "messages"}) for one in drafted["proposals"]]
    html.show(f'<p class="c-under">{escape(_found(tongue, upload, proposals))}</p>')
    taken: list[Proposal] = []
    lacking: list[str] = []
    for place, proposal in enumerate(proposals):
        with st.expander(_titled(tongue, proposal), expanded=place == 0):
            alone = len(proposals) == 1
            if alone:
                _which(tongue, upload, proposal)
            if not alone and not st.checkbox(tell(tongue, "take"), value=True, key=f"upload-take-{place}"):
                continue
            _doubts(tongue, proposal)
            above = st.container()
            adjusted, wrong = _adjusted(tongue, place, proposal)
            with above:
                _first_rows(tongue, proposal, adjusted.table)
            taken.append(adjusted)
            lacking += wrong
    name = st.text_input(tell(tongue, "name"), drafted["source"], key="upload-name", max_chars=40)
    for line in lacking:
        html.notice(line)
    words = toml.text(name, toml.Place(path="files"), Drafted(tuple(taken)), tongue)
    uploads_trial.draw(tongue, who, upload, name, words, ready=bool(taken) and not lacking)


def _found(tongue: str, upload: Upload, proposals: Sequence[Proposal]) -> str:
    rows = number(sum(one.rows for one in proposals), tongue)
    return tell(tongue, "found", file=upload.file.name, n=len(proposals), rows=rows)


def _titled(tongue: str, proposal: Proposal) -> str:
    record = say(f"records.{proposal.record}.name", tongue)
    sheet = html.plain(proposal.table.sheet or proposal.file)
    return tell(tongue, "table", record=record, sheet=sheet, rows=number(proposal.rows, tongue))


def _which(tongue: str, upload: Upload, proposal: Proposal) -> None:
    """Which record the table is; another choice has it drafted anew."""
    names = list(RECORDS)
    chosen = st.selectbox(
        tell(tongue, "record"),
        names,
        index=names.index(proposal.record),
        format_func=lambda one: say(f"records.{one}.name", tongue),
        key=f"upload-record-{proposal.record}",
    )
    if chosen != proposal.record:
        start(tongue, upload, chosen)
        st.rerun()


def _doubts(tongue: str, proposal: Proposal) -> None:
    """What is to be confirmed, what has to be answered first."""
    lines = [
        f"<li>{html.flag('late' if doubt.open else 'watch', tell(tongue, 'open' if doubt.open else 'confirm'))} "
        f"{escape(toml.worded(doubt, proposal.record, tongue, on_page=True))}</li>"
        for doubt in sorted(proposal.doubts, key=lambda one: not one.open)
    ]
    if lines:
        html.show(f'<ul class="c-plain">{"".join(lines)}</ul>')


def _first_rows(tongue: str, proposal: Proposal, table: TableSource) -> None:
    """The first rows as they stand in the file, beneath each header what it is taken for."""
    taken = {header: name for name, headers in (*table.columns.items(), *table.join.items()) for header in headers}
    if table.unpivot:
        taken |= dict.fromkeys(days(proposal.header), table.unpivot.cell)
    columns = [place for place, header in enumerate(proposal.header) if header][:MOST_COLUMNS]
    rows = [
        [f'<span class="c-clip">{escape(row[place]) if place < len(row) else ""}</span>' for place in columns]
        for row in proposal.first
    ]
    headers = [proposal.header[place] for place in columns]
    ours = [
        f"<b>{escape(_word(tongue, proposal.record, taken[one]))}</b>"
        if one in taken
        else html.quiet(tell(tongue, "unused"))
        for one in headers
    ]
    html.show(html.table(headers, [ours, *rows], caption=tell(tongue, "first_rows")))


def _adjusted(tongue: str, place: int, proposal: Proposal) -> tuple[Proposal, list[str]]:
    """The proposal as the choices below it say, and what keeps it from being read."""
    table, wrong = _columns(tongue, place, proposal)
    table = _dates(tongue, place, proposal, table)
    if table.rating_scale or any(_scored(proposal.record, name) for name in table.columns):
        table = _scale(tongue, place, table)
    table = _stand_ins(tongue, place, proposal, table)
    table = _values(tongue, place, proposal, table)
    if proposal.date_choices and not table.dates:
        wrong.append(tell(tongue, "dates_needed"))
    for column in RECORDS[proposal.record].columns:
        sides = (table.unpivot.header, table.unpivot.cell) if table.unpivot else ()
        given = {*table.columns, *table.join, *table.constants, *sides, *(table.fold.first if table.fold else ())}
        if column.required and column.default is None and column.name not in given:
            wrong.append(tell(tongue, "needed", name=_word(tongue, proposal.record, column.name)))
    return replace(proposal, table=table, doubts=(), unused=(), date_choices=()), wrong


def _word(tongue: str, record: str, column: str) -> str:
    return say(f"records.{record}.columns.{column}", tongue)


def _columns(tongue: str, place: int, proposal: Proposal) -> tuple[TableSource, list[str]]:
    """Which of our columns each header is."""
    table, record = proposal.table, RECORDS[proposal.record]
    spoken = {header: name for name, headers in table.columns.items() for header in headers}
    joined = {part for parts in table.join.values() for part in parts}
    sides = days(proposal.header) if table.unpivot else ()
    headers = [one for one in dict.fromkeys(proposal.header) if one and one not in {*joined, *sides}][:MOST_COLUMNS]
    chosen: dict[str, tuple[str, ...]] = {}
    wrong = []
    html.show(f'<h3 class="c-h3">{escape(tell(tongue, "columns"))}</h3>')
    grid = st.columns(PLACES)
    for number_, header in enumerate(headers):
        name = grid[number_ % PLACES].selectbox(
            html.plain(header),
            [NONE, *record.names],
            index=[NONE, *record.names].index(spoken.get(header, NONE)),
            format_func=lambda one: _word(tongue, record.name, one) if one else tell(tongue, "unused"),
            key=f"upload-{place}-column-{record.name}-{number_}",
        )
        if name and name in chosen:
            wrong.append(tell(tongue, "twice", name=_word(tongue, record.name, name)))
        elif name:
            chosen[name] = (header,)
    columns = {name: chosen[name] for name in record.names if name in chosen}
    kept = {name: one for name, one in table.constants.items() if name not in columns}
    scale = table.rating_scale if any(_scored(record.name, name) for name in columns) else None
    return replace(table, columns=columns, constants=kept, rating_scale=scale), wrong


def _scored(record: str, name: str) -> bool:
    column = RECORDS[record].column(name)
    return (column.low, column.high) == (0, 100) and column.kind is not Kind.INTEGER


def _dates(tongue: str, place: int, proposal: Proposal, table: TableSource) -> TableSource:
    """The order of day and month, where no row tells it."""
    for number_, choice in enumerate(proposal.date_choices):
        picked = st.radio(
            tell(tongue, "order"),
            choice,
            index=None,
            horizontal=True,
            format_func=lambda one: tell(tongue, "day_first" if one.startswith("%d") else "month_first", form=one),
            key=f"upload-{place}-dates-{number_}",
        )
        if picked:
            table = replace(table, dates=(*table.dates, picked))
    return table


def _scale(tongue: str, place: int, table: TableSource) -> TableSource:
    """Of how many points the scores are."""
    scales = list(dict.fromkeys((*((table.rating_scale,) if table.rating_scale else ()), *SCALES)))
    picked = st.selectbox(
        tell(tongue, "scale"),
        scales,
        format_func=lambda one: f"{one[0]:g}–{one[1]:g}",
        key=f"upload-{place}-scale",
    )
    return replace(table, rating_scale=picked)


def _stand_ins(tongue: str, place: int, proposal: Proposal, table: TableSource) -> TableSource:
    """What stands for names that no column, or not every row, tells."""
    record = RECORDS[proposal.record]
    lacks = [one.name for one in record.columns if one.grouping and one.required and one.name not in table.columns]
    asked = {name: table.constants.get(name, _unnamed(tongue)) for name in lacks if name not in table.join}
    defaults = {name: text for name, text in table.defaults.items() if name in table.columns or name in table.join}
    constants = dict.fromkeys(asked, "")
    for name, text in {**asked, **defaults}.items():
        key = "constant" if name in asked else "default"
        told = st.text_input(
            tell(tongue, key, name=_word(tongue, record.name, name)), text, key=f"upload-{place}-{key}-{name}"
        )
        (constants if name in asked else defaults)[name] = told.strip() or _unnamed(tongue)
    return replace(table, constants=constants, defaults=defaults)


def _unnamed(tongue: str) -> str:
    return say("drafting.unnamed", tongue)


def _values(tongue: str, place: int, proposal: Proposal, table: TableSource) -> TableSource:
    """What each value of a choice means."""
    record = RECORDS[proposal.record]
    unknown = {one.column: one.arguments.get("values", []) for one in proposal.doubts if one.key == "values"}
    found: dict[str, dict[str, str]] = {}
    for name in (*table.columns, *((table.unpivot.cell,) if table.unpivot else ())):
        column, known = record.column(name), table.values.get(name, {})
        if column.kind is not Kind.CHOICE:
            if known:
                found[name] = dict(known)
            continue
        spellings = list(dict.fromkeys((*known, *unknown.get(name, []))))[:MOST_VALUES]
        if not spellings:
            continue
        html.show(f'<h3 class="c-h3">{escape(tell(tongue, "values", name=_word(tongue, record.name, name)))}</h3>')
        told = codes.in_header(table.columns.get(name, ("",))[0])
        labels = {one: f"{one} ({told[one]})" if one in told else one for one in spellings}
        found[name] = _meanings(tongue, f"upload-{place}-value-{name}", record.name, name, labels, known)
    return replace(table, values={name: one for name, one in found.items() if one})


def _meanings(
    tongue: str, key: str, record: str, name: str, labels: dict[str, str], known: dict[str, str]
) -> dict[str, str]:
    """What each of the values means; ``labels`` say of each what the header tells of it."""
    choices: Sequence[Any] = (NONE, *RECORDS[record].column(name).choices)
    grid, found = st.columns(PLACES), {}
    for number_, (spelling, label) in enumerate(labels.items()):
        code = grid[number_ % PLACES].selectbox(
            html.plain(label),
            choices,
            index=choices.index(known.get(spelling, NONE)),
            format_func=lambda one: say(f"records.{record}.choices.{name}.{one}", tongue) if one else "–",
            key=f"{key}-{number_}",
        )
        if code:
            found[spelling] = code
    return found
