"""The rows behind a number, as many as it says: a list of tickets to scroll through, or windows of other records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import streamlit as st

from cockpit.i18n import has, number, say
from cockpit.metrics import CATALOGUE, Metric, Question
from cockpit.metrics.catalogue import kept_back
from cockpit.metrics.subjects import MADE_OF, SUBJECTS
from cockpit.metrics.subjects import listed as columns_of
from cockpit.records import RECORDS
from cockpit.ui import address, exporting, html, row_origin, ticket_list
from cockpit.ui.reader import Reader
from cockpit.ui.ticket_list import Shown

WINDOW = 100
FEW, TALL = 10, 560
# Of a list of tickets so many rows are in view; the first window holds some more, but is soon sent and read.
IN_VIEW, ROW, HEAD = 14, 34, 40
LISTED = 50
COLUMNS = {
    "tickets": (
        "ticket_id",
        "reported_at",
        "level",
        "campus",
        "building",
        "room",
        "category",
        "subcategory",
        "title",
        "device_id",
        "status",
        "engineer_id",
        "due_at",
        "finished_at",
        "rating",
    ),
    "incidents": (
        "incident_id",
        "ticket_id",
        "level",
        "campus",
        "scope",
        "title",
        "nature",
        "occurred_at",
        "discovered_at",
        "told_leader_at",
        "told_customer_at",
        "restored_at",
        "handling_finished_at",
        "cause",
    ),
}
# Of open tickets what matters first: they have no end yet, and their limit must not be scrolled to.
OPEN_COLUMNS = (
    "ticket_id",
    "level",
    "due_at",
    "campus",
    "building",
    "room",
    "category",
    "title",
    "engineer_id",
    "status",
    "reported_at",
)
# Those that are late or soon will be stand in the order of their limits.
BY_LIMIT = ("overdue", "at_risk")
# Columns that every site has, whatever its sources fill.
MADE = ("ticket_id", "incident_id", "due_at", "finished_at")
SHOWN_AS = {"finished_at": "resolved_at"}


def show_rows(
    reader: Reader,
    question: Question,
    title: str,
    close: tuple[str, ...] = (),
    cell: Mapping[str, object] | None = None,
    count: int | None = None,
) -> int:
    """A heading with the count, and the rows; returns how many there are.

    ``cell`` keeps to values of splits; ``count`` is how many rows it has, where that is known already.
    """
    cell = cell or {}
    metric = CATALOGUE[question.metric]
    record = metric.record
    if count is None:
        count = _count(reader, question, cell)
    listed = record == "tickets"
    start = 0 if listed else _start(count)
    with st.container(horizontal=True, vertical_alignment="center", key="links-rows"):
        order = say(f"trends.listed_{_order(metric)}", reader.language)
        beside = order if listed else _window(reader, record, start, count)
        told = f"{title} · {number(count, reader.language)} {reader.say(f'unit.{record}')}"
        html.heading(told, beside if count else "")
        if count > WINDOW and not listed:
            _choose_window(reader, count)
        exporting.menu(reader, "rows", lambda: [exporting.rows(reader, question, cell)])
        if close:
            st.button(reader.say("rows.close"), key="rows_close", type="tertiary", on_click=_close, args=(close,))
    if not count:
        html.empty(reader.say("empty.no_rows"), reader.say("empty.widen"))
    elif listed:
        _list(reader, question, cell, count)
    else:
        _frame(reader, question, title, cell, start)
    return count


def _frame(reader: Reader, question: Question, title: str, cell: Mapping[str, object], start: int) -> None:
    """A window of the rows of another record; a row that is chosen opens where it comes from."""
    metric = CATALOGUE[question.metric]
    record, key = metric.record, SUBJECTS[metric.record].key
    shown = columns(reader, metric)
    found = reader.rows(question, cell, list(dict.fromkeys((*shown, key))), limit=WINDOW, offset=start)
    chosen: dict[str, Any] = {}
    if record in RECORDS:
        identities = found[key].to_pylist()
        chosen = {"on_select": lambda: _chosen(record, identities), "selection_mode": "single-row"}
    st.dataframe(
        worded(reader, found.select(shown), record),
        hide_index=True,
        height="auto" if found.num_rows <= FEW else TALL,
        key="rows",
        alt=title,
        placeholder="–",
        **chosen,
    )


def _chosen(record: str, identities: list[Any]) -> None:
    places = st.session_state["rows"]["selection"]["rows"]
    if places:
        row_origin.open_row(record, identities[places[0]])


def _list(reader: Reader, question: Question, cell: Mapping[str, object], count: int) -> None:
    """The tickets as a list that fetches what is scrolled to; a click on one opens its story."""
    shown = [name for name in columns(reader, CATALOGUE[question.metric]) if name in ticket_list.WIDTHS]
    cockpit, rights = reader.opened.cockpit, reader.rights
    order = _order(CATALOGUE[question.metric])
    sort: dict[str, Any] = {"order": order, "descending": order != "due_at", "limit": LISTED}

    def fetch(start: int) -> pa.Table:
        if start:
            found = cockpit.rows(question, cell, shown, rights, offset=start, **sort)
        else:
            found = reader.rows(question, cell, shown, **sort)
        return found.append_column("state", pa.nulls(found.num_rows, pa.string()))

    key = (question, *cell.items())
    ticket_list.put(
        reader,
        Shown(
            count,
            shown,
            order,
            descending=order != "due_at",
            view=repr((str(cockpit.engine.path), key)),
            fetch=fetch,
            key=key,
            height=f"{min(count, IN_VIEW) * ROW + HEAD}px",
            sortable=False,
            page="detail",
            size=LISTED,
        ),
        # The browser goes to a ticket's story by itself; a list whose windows were forgotten only has to be made anew.
        lambda _wanted: None,
        key="rows",
    )


def _window(reader: Reader, record: str, start: int, count: int) -> str:
    last = min(start + WINDOW, count)
    shown = {"first": number(start + 1, reader.language), "last": number(last, reader.language)}
    key = f"rows.window_{record}"
    return reader.say(key if has(f"pages.{key}", reader.language) else "rows.window", **shown)


def _count(reader: Reader, question: Question, cell: Mapping[str, object]) -> int:
    answer = reader.ask(replace(question, by=tuple(cell)))
    return sum(row["n"] or 0 for row in answer.rows if all(row[name] == cell[name] for name in cell))


def columns(reader: Reader, metric: Metric) -> list[str]:
    """The columns shown of the rows behind a metric: the usual ones and those it needs, as far as the site has them."""
    record = metric.record
    provided = reader.opened.cockpit.provided
    known = (
        list(columns_of(record))
        if record in MADE_OF
        else [
            name.rpartition(".")[2]
            for name in provided
            if name.rpartition(".")[0] == ("" if record == "tickets" else record)
        ]
    )
    needed = [name.rpartition(".")[2] for name in metric.any_of]
    usual = OPEN_COLUMNS if metric.stock and record == "tickets" else COLUMNS.get(record, columns_of(record))
    shown = [name for name in dict.fromkeys((*usual, *needed)) if name in known or name in MADE]
    denied = kept_back(reader.rights.denied, record)
    return [name for name in shown if name not in denied]


def _order(metric: Metric) -> str:
    """The column a list of tickets stands in the order of."""
    return "due_at" if metric.name in BY_LIMIT else "reported_at"


def _start(count: int) -> int:
    """Where the chosen window begins."""
    return (min(int(st.session_state.get("rows_page", 1)), _windows(count)) - 1) * WINDOW


def _windows(count: int) -> int:
    return max(1, -(-count // WINDOW))


def _choose_window(reader: Reader, count: int) -> None:
    """Only where there is more than one window is there a choice."""
    last = _windows(count)
    name = reader.say("rows.page", n=number(last, reader.language))
    st.number_input(name, 1, last, 1, key="rows_page", label_visibility="collapsed", width=150)


def worded(reader: Reader, table: pa.Table, record: str = "tickets") -> pa.Table:
    """A table in the reader's words: headers, choices, people and times of the site."""
    names = [
        say(f"records.{record}.columns.{SHOWN_AS.get(name, name)}", reader.language) for name in table.column_names
    ]
    cells = [_column(reader, name, table[name].to_pylist()) for name in table.column_names]
    return pa.table(dict(zip(names, cells, strict=True)))


def _column(reader: Reader, name: str, values: list[Any]) -> pa.Array:
    comma = say("common.comma", reader.language)
    if name in row_origin.PEOPLE:
        return pa.array([None if one is None else reader.called(one) for one in values], pa.string())
    if any(isinstance(one, list) for one in values):
        told = [None if one is None else comma.join(map(reader.called, one)) for one in values]
        return pa.array(told, pa.string())
    if any(isinstance(one, bool) for one in values):
        words = {True: say("common.yes", reader.language), False: say("common.no", reader.language)}
        return pa.array([words.get(one) for one in values], pa.string())
    if any(isinstance(one, datetime | date) for one in values):
        return pa.array([_time(one, reader.zone) for one in values], pa.string())
    if any(isinstance(one, float | int | Decimal) for one in values):
        return pa.array([None if one is None else float(one) for one in values], pa.float64())
    return pa.array([None if one is None else reader.label(name, one) for one in values], pa.string())


def _time(one: datetime | date | None, zone: ZoneInfo) -> str | None:
    if one is None:
        return None
    return f"{one.astimezone(zone):%Y-%m-%d %H:%M}" if isinstance(one, datetime) else one.isoformat()


def _close(keys: tuple[str, ...]) -> None:
    address.write(dict.fromkeys(keys, ()))
    st.session_state.pop("clicked", None)
