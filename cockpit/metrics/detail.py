"""Tickets one by one: what is listed, in an order made once, and windows of it fetched by their places.

Sorting a million tickets takes 40–150 ms and the order weighs 4 MB; with it a window anywhere costs the same. Without
it every window far down would sort again all that stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cockpit.access import MANAGER, Rights
from cockpit.errors import UsageError, nearest
from cockpit.metrics.catalogue import DIMENSIONS, kept_back
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.compose import Columns, Composed, narrowed, quoted
from cockpit.metrics.masking import TEXTS, masked_rows
from cockpit.metrics.question import Filters
from cockpit.metrics.subjects import SUBJECTS
from cockpit.periods import Period
from cockpit.records import RECORDS

SEARCHED = ("ticket_id", *TEXTS)
# Long texts are read, not sorted by.
UNSORTED = frozenset({"description", "cause", "solution"})
MOST_WORDS, LONGEST_SEARCH = 8, 100
LARGEST_WINDOW, READ_AT_ONCE = 1_000, 100_000

_OPEN = "(left_at is null or left_at > :as_of)"
LATE = "coalesce(status <> 'cancelled' and due_at <= :as_of and (finished_at is null or finished_at > due_at), false)"
STATE = f"case when {LATE} then 'late' when {_OPEN} and risk_at <= :as_of and due_at > :as_of then 'soon' end"
STATE_COLUMNS = ("status", "due_at", "risk_at", "finished_at", "left_at")


@dataclass(frozen=True)
class Listing:
    """Which tickets are listed and in which order: those reported in the period that hold every word of ``search``."""

    period: Period | None = None
    search: str = ""
    filters: Filters = ()
    order: str = "reported_at"
    descending: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.search[:LONGEST_SEARCH].split()))[:MOST_WORDS]


@dataclass(frozen=True)
class Listed:
    """The places of the listed tickets in their order, and how many of them are past their limit or still open.

    ``overdue`` are both; ``faults`` are no other work.
    """

    places: pa.Array
    late: int
    open: int
    overdue: int
    faults: int

    def __len__(self) -> int:
        return len(self.places)


def listed(cockpit: Cockpit, listing: Listing, rights: Rights = MANAGER) -> Listed:
    """The order of a listing; UsageError for a column or a filter that is none, or that these rights deny."""
    _checked(cockpit, listing, rights)
    words = {*SEARCHED, *STATE_COLUMNS, "reported_day", "reported_at", "rowid", "work_type", listing.order}
    shadow = narrowed("tickets", listing.filters, rights, _placed(cockpit), words)
    parameters = shadow.parameters | {"as_of": cockpit.as_of}
    conditions = ["tickets.reported_at <= :as_of", *_search(listing.words, rights, parameters)]
    if listing.period:
        conditions.append("tickets.reported_day >= :from_day and tickets.reported_day < :to_day")
        parameters |= {"from_day": listing.period.first, "to_day": listing.period.until}
    ranks, join, key = _key(cockpit, listing.order)
    direction = "desc" if listing.descending else "asc"
    found = cockpit.engine.query(
        f"with tickets as not materialized (\n{shadow.sql}\n){ranks}\n"
        f"select cast(tickets.rowid as integer) as place, {LATE} as late, {_OPEN} as is_open, "
        f"{LATE} and {_OPEN} as overdue, work_type = 'fault' as fault\n"
        f"from tickets{join}\nwhere {' and '.join(conditions)}\n"
        f"order by {key} {direction} nulls last, tickets.rowid",
        parameters,
    )
    counts = (int(pc.sum(found[name]).as_py() or 0) for name in ("late", "is_open", "overdue", "fault"))
    return Listed(found["place"].combine_chunks(), *counts)


def window(
    cockpit: Cockpit,
    found: Listed,
    columns: Sequence[str],
    rights: Rights = MANAGER,
    *,
    offset: int = 0,
    limit: int = 200,
) -> pa.Table:
    """Some of the listed tickets in their order: ``columns``, and ``state`` (late, soon or null).

    ``found`` must be of this cockpit and within these rights; the rights are put before the rows all the same.
    """
    return _taken(cockpit, found.places.slice(max(offset, 0), min(max(limit, 0), LARGEST_WINDOW)), columns, rights)


def every(cockpit: Cockpit, found: Listed, columns: Sequence[str], rights: Rights = MANAGER) -> Iterator[pa.Table]:
    """All the listed tickets in their order, in large windows after a first small one; see ``window``.

    By windows of 1,000 a million rows took 15 s, by these 4.
    """
    start, size = 0, LARGEST_WINDOW
    while start < max(len(found), 1):
        yield _taken(cockpit, found.places.slice(start, size), columns, rights)
        start, size = start + size, READ_AT_ONCE


def _taken(cockpit: Cockpit, some: pa.Array, columns: Sequence[str], rights: Rights) -> pa.Table:
    """The tickets at these places in their order, with ``state``."""
    known = cockpit.engine.columns["tickets"]
    if unknown := [name for name in columns if name not in known]:
        raise UsageError("unknown_column", name=unknown[0], known=sorted(known))
    places = some.to_pylist()
    shadow = narrowed("tickets", (), rights, _placed(cockpit), {*columns, *STATE_COLUMNS, "rowid"})
    names = ", ".join(quoted(name) for name in columns)
    rows = cockpit.engine.query(
        f"with tickets as not materialized (\n{shadow.sql}\n)\n"
        f"select {names}, {STATE} as state, rowid as place from tickets\n"
        "where rowid in (select unnest(cast(string_split(:places, ',') as bigint[])))",
        shadow.parameters | {"as_of": cockpit.as_of, "places": ",".join(map(str, places or [-1]))},
    )
    order = pc.index_in(pa.array(places, rows["place"].type), value_set=rows["place"].combine_chunks())
    return _masked(rows.take(order.drop_null()).drop_columns("place"), rights)


def as_shown(cockpit: Cockpit, composed: Composed, rights: Rights) -> list[dict[str, Any]]:
    """The rows of a query over a record, with the phone numbers in their texts masked."""
    table = cockpit.engine.query(composed.sql, composed.parameters | {"as_of": cockpit.as_of})
    rows: list[dict[str, Any]] = _masked(table, rights).to_pylist()
    return rows


def _masked(table: pa.Table, rights: Rights) -> pa.Table:
    """Who may not see a whole number in its column may not read it in a text either."""
    return masked_rows(table) if rights.masked else table


def _placed(cockpit: Cockpit) -> Columns:
    """The columns of tickets and the place of each row in the serving file."""
    return {"tickets": {**cockpit.engine.columns["tickets"], "rowid": "bigint"}}


def _checked(cockpit: Cockpit, listing: Listing, rights: Rights) -> None:
    known = cockpit.engine.columns["tickets"].keys() - UNSORTED
    if listing.order not in known:
        raise UsageError("unknown_column", name=listing.order, known=sorted(known))
    for dimension, _ in (*listing.filters, *rights.rows):
        if dimension not in SUBJECTS["tickets"].columns:
            near = nearest(dimension, SUBJECTS["tickets"].columns)
            raise UsageError("unknown_filter", name=dimension, nearest=near)
    asked = {listing.order, "reported_at", *(DIMENSIONS[dimension] for dimension, _ in listing.filters)}
    if denied := sorted(asked & kept_back(rights.denied)):
        raise UsageError("denied_column", metric=RECORDS["tickets"].name, columns=denied)


def _search(words: Sequence[str], rights: Rights, parameters: dict[str, object]) -> list[str]:
    """One condition a word: it stands in one of the searched columns, whatever the case of its letters.

    A word without such letters is found in half the time.
    """
    columns = [quoted(name) for name in SEARCHED if name not in rights.denied]
    conditions = []
    for position, word in enumerate(words):
        name = f"word_{position}"
        cased = word.lower() != word.upper()
        parameters[name] = f"(?i){re.escape(word)}" if cased else word
        how = "regexp_matches" if cased else "contains"
        conditions.append(f"({' or '.join(f'{how}(tickets.{column}, :{name})' for column in columns)})")
    return conditions


def _key(cockpit: Cockpit, column: str) -> tuple[str, str, str]:
    """What is sorted by: choices in the order of their record, people by name, other names as a dictionary has them.

    Only columns of few values are ranked; numbers, times and identifiers sort as they are. Returned are a CTE, its
    join and the key.
    """
    kind = cockpit.engine.columns["tickets"][column]
    if not kind.startswith("ENUM"):
        return "", "", f"tickets.{quoted(column)}"
    choices = next((one.choices for one in RECORDS["tickets"].columns if one.name == column), ())
    if choices:
        listed_choices = ", ".join(f"'{choice}'" for choice in choices)
        by = f"list_position([{listed_choices}], value) nulls last"
    elif column == "engineer_id":
        by = "coalesce((select max(name) from store.staff where staff_id = value), value) collate zh_cn"
    else:
        by = "value collate zh_cn"
    ranks = (
        f",\nmembers as (select unnest(enum_range(cast(null as {kind})))  as value)"
        f",\nranks as (select cast(value as {kind}) as value, row_number() over (order by {by}, value) as rank "
        "from (select cast(value as varchar) as value from members))"
    )
    return ranks, f" left join ranks on ranks.value = tickets.{quoted(column)}", "ranks.rank"
