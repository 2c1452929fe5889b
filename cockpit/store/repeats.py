"""Tickets that changed, in a serving file: made by their view again, with those that may repeat them."""

from __future__ import annotations

from typing import Final

import duckdb

from cockpit.records import RECORDS
from cockpit.store import whole
from cockpit.store.relation import name
from cockpit.store.schema import LINEAGE

VIEW: Final = whole.VIEWS / "20_tickets.sql"
# A day more than the rule looks back: who is judged once too often is only found the same.
REACH: Final = "(select to_days(cast(coalesce(max(repeat_days), 0) + 1 as integer)) from terms)"
# To find rows by their place is quicker than by their key: there is no index.
REPLACED: Final = """
create temp table replaced as
select rowid as spot from tickets where ticket_id in (select ticket_id from delta)
"""
# The faults after which others may be repeats: what changed, as it was and as it is.
TOUCHED: Final = """
create temp table touched as
select repeat_key, finished_at from tickets
where rowid in (select spot from replaced) and repeat_key is not null and finished_at is not null
union
select repeat_key, finished_at from made where repeat_key is not null and finished_at is not null
"""
LATER: Final = f"""
create temp table later as
select distinct tickets.ticket_id, tickets.repeat_key, tickets.reported_at, tickets.repeat_of, tickets.rowid as spot
from tickets inner join touched on tickets.repeat_key = touched.repeat_key
where tickets.reported_at between touched.finished_at and touched.finished_at + {REACH}
    and tickets.rowid not in (select spot from replaced)
"""
# What these may be repeats of.
EARLIER: Final = f"""
create temp table earlier as
with judged as (
    select repeat_key, reported_at from made
    union
    select repeat_key, reported_at from later
)
select distinct tickets.rowid as spot
from tickets inner join judged on tickets.repeat_key = judged.repeat_key
where tickets.finished_at between judged.reported_at - {REACH} and judged.reported_at
    and tickets.rowid not in (select spot from replaced)
"""
# A later one changes only by whose repeat it is.
OUTDATED: Final = """
create temp table outdated as
select later.ticket_id, later.spot
from later inner join made on later.ticket_id = made.ticket_id
where later.repeat_of is distinct from made.repeat_of
"""
DELETE: Final = """
delete from tickets where rowid in (select spot from replaced union all select spot from outdated)
"""
INSERT: Final = """
insert into tickets by name
select * from made where ticket_id in (select ticket_id from delta union all select ticket_id from outdated)
order by reported_at, ticket_id
"""


def raw(where: str) -> str:
    """SQL of the tickets that hold, with the columns they came with."""
    given = {column: name(column) for column in (*RECORDS["tickets"].names, *LINEAGE)} | {"due_at": "source_due_at"}
    chosen = ", ".join(f"{cell} as {name(column)}" for column, cell in given.items())
    return f"select {chosen} from main.tickets where {where}"


def renew(connection: duckdb.DuckDBPyConnection) -> None:
    """Puts the tickets right whose keys stand in ``delta``; those that still are stand, typed, in ``arrived``."""
    _make(connection, "arrived")
    for sql in (REPLACED, TOUCHED, LATER, EARLIER):
        connection.execute(sql)
    beside = "rowid in (select spot from later union all select spot from earlier)"
    connection.execute(f"create temp table judging as select * from arrived union all by name {raw(beside)}")
    _make(connection, "judging")
    for sql in (OUTDATED, DELETE, INSERT):
        connection.execute(sql)


def _make(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    connection.execute(f"create or replace view raw.tickets as select * from {rows}")
    connection.execute(f"create or replace temp table made as {VIEW.read_text('utf-8')}")
