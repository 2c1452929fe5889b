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
select rowid as spot, repeat_key, finished_at from tickets where ticket_id in (select ticket_id from delta)
"""
# The faults after which others may be repeats: what changed, as it was and as it is.
TOUCHED: Final = """
create temp table touched as
select repeat_key, finished_at from replaced where repeat_key is not null and finished_at is not null
union
select repeat_key, finished_at from made where repeat_key is not null and finished_at is not null
"""
# All others of the same places: of a million rows they are looked for once.
NEAR: Final = """
create temp table near as
select rowid as spot, ticket_id, repeat_key, reported_at, finished_at, repeat_of
from tickets
where repeat_key in (select repeat_key from touched union select repeat_key from made)
    and rowid not in (select spot from replaced)
"""
LATER: Final = f"""
create temp table later as
select distinct near.ticket_id, near.repeat_key, near.reported_at, near.repeat_of, near.spot
from near inner join touched on near.repeat_key = touched.repeat_key
where near.reported_at between touched.finished_at and touched.finished_at + {REACH}
"""
# What these may be repeats of.
EARLIER: Final = f"""
create temp table earlier as
with judged as (
    select repeat_key, reported_at from made
    union
    select repeat_key, reported_at from later
)
select distinct near.spot
from near inner join judged on near.repeat_key = judged.repeat_key
where near.finished_at between judged.reported_at - {REACH} and judged.reported_at
"""
# Of what the view tells only this depends on other tickets, so only this is asked of all of them together.
JUDGED: Final = "create temp table judged as select ticket_id, repeat_of from ({view})"
# A later one changes only by whose repeat it is.
OUTDATED: Final = """
create temp table outdated as
select later.spot, judged.repeat_of
from later inner join judged on later.ticket_id = judged.ticket_id
where later.repeat_of is distinct from judged.repeat_of
"""
PUT: Final = """
create temp table put as
select made.* replace (judged.repeat_of as repeat_of)
from made inner join judged on made.ticket_id = judged.ticket_id
union all by name
select tickets.* replace (outdated.repeat_of as repeat_of)
from tickets inner join outdated on tickets.rowid = outdated.spot
"""
DELETE: Final = """
delete from tickets where rowid in (select spot from replaced union all select spot from outdated)
"""
INSERT: Final = "insert into tickets by name select * from put order by reported_at, ticket_id"


def raw(where: str) -> str:
    """SQL of the tickets that hold, with the columns they came with."""
    given = {column: name(column) for column in (*RECORDS["tickets"].names, *LINEAGE)} | {"due_at": "source_due_at"}
    chosen = ", ".join(f"{cell} as {name(column)}" for column, cell in given.items())
    return f"select {chosen} from main.tickets where {where}"


def renew(connection: duckdb.DuckDBPyConnection) -> None:
    """Puts the tickets right whose keys stand in ``delta``; those that still are stand, typed, in ``arrived``."""
    view = VIEW.read_text("utf-8")
    connection.execute("create or replace view raw.tickets as select * from arrived")
    connection.execute(f"create temp table made as {view}")
    for sql in (REPLACED, TOUCHED, NEAR, LATER, EARLIER):
        connection.execute(sql)
    beside = "rowid in (select spot from later union all select spot from earlier)"
    connection.execute(f"create or replace view raw.tickets as select * from arrived union all by name {raw(beside)}")
    for sql in (JUDGED.format(view=view), OUTDATED, PUT, DELETE, INSERT):
        connection.execute(sql)
