"""Rows that are many for one thing: event logs that fold by a number and a time, and answers named in two columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cockpit.checks.parsed import first
from cockpit.checks.tidy import in_one_line
from cockpit.drafting import vocabulary
from cockpit.drafting.profile import Column
from cockpit.settings.model import Fold, Take

if TYPE_CHECKING:
    from cockpit.drafting.mapping import Desk

REPEATED = 0.95
CALLED, EACH_ROW, MOSTLY = 0.9, 0.9, 0.7
TELLS_ORDER = 0.75
OTHERS = ("other", "其他", "其它", "others")
NEARLY_ALL = 0.95


def fold(desk: Desk) -> None:
    """Proposes how rows of one number become one, where most numbers stand on several rows that differ."""
    record = desk.match.record
    if len(record.key) != 1 or record.key[0] not in desk.columns:
        return
    key = desk.match.claims[record.key[0]].header
    if key.distinct >= key.filled * REPEATED or _all_alike(desk, key):
        return
    order = _order(desk, key)
    if order is None:
        desk.doubt("repeated", record.key[0], header=in_one_line(key.header), n=key.filled - key.distinct)
        return
    told = in_one_line(order.header)
    own = _unclaimed(desk, order)
    desk.fold = Fold(in_one_line(key.header), told, _first(desk, told) | _own(desk, own, key, told))
    desk.doubt("fold", record.key[0], header=in_one_line(key.header), order=told, n=key.filled, things=key.distinct)


def _all_alike(desk: Desk, key: Column) -> bool:
    """Whether rows of one number are copies, which any import takes once."""
    cells = ", ".join(one.cell for one in desk.profile.columns)
    query = f"select count(*) from (select distinct {cells} from raw where {key.cell} is not null)"
    return int(first(desk.connection, query)[0]) <= key.distinct


def _order(desk: Desk, key: Column) -> Column | None:
    """The column that puts the rows of a number in order: named as the time of a change, different on most of them."""
    taken = {claim.header.place for name, claim in desk.match.claims.items() if name != desk.match.record.key[0]}
    best, rank = None, (False, 0.0, 0.0)
    for column in desk.profile.columns:
        named = vocabulary.ordered(column.header)
        if named < TELLS_ORDER or (column.times < 0.9 and column.numbers < 0.9):
            continue
        free = column.place not in taken
        timed = column.times >= 0.9
        query = f"select count(*) from (select distinct {key.cell}, {column.cell} from raw)"
        varied = int(first(desk.connection, query)[0]) / max(1, desk.profile.rows)
        if not free and (named < CALLED or not timed or varied < EACH_ROW):
            continue
        if (free, named + timed, varied) > rank:
            best, rank = column, (free, named + timed, varied)
    return best


def _unclaimed(desk: Desk, order: Column) -> str | None:
    """The time of a change is no other time of the thing: which of ours it had been taken for, and no longer is."""
    taken = (name for name in desk.columns if name in desk.match.claims)
    name = next((one for one in taken if desk.match.claims[one].header.place == order.place), None)
    if name is not None:
        del desk.columns[name]
        desk.doubts = [one for one in desk.doubts if one.column != name]
    return name


def _own(desk: Desk, name: str | None, key: Column, order: str) -> dict[str, Take]:
    """When a ticket came is its first event, when it was resolved the first with such a state, if no column tells."""
    if name is None or desk.match.record.name != "tickets":
        return {}
    found = {}
    if "reported_at" not in desk.columns:
        found["reported_at"] = Take(in_one_line(key.header), order, (), ("",))
    done = tuple(value for value, code in desk.values.get("status", {}).items() if code == "resolved")
    if "resolved_at" not in desk.columns and done:
        found["resolved_at"] = Take(desk.columns["status"][0], order, done)
    return found


def written_once(desk: Desk, name: str) -> bool:
    """Whether a name stands once, in the first of its rows, and the rows below it are empty: merged cells read so."""
    column = desk.match.claims[name].header
    if column.filled >= desk.profile.rows * MOSTLY or set(column.nulls):
        return False
    query = (
        f"with told as (select rowid as place, nullif(tidy({column.cell}), '') as y from raw), "
        "filled as (select y, lag(y) over (order by place) as before from told where y is not null) "
        "select (select arg_min(coalesce(y, ''), place) from told) != '', "
        "(select count(*) from filled where y = before)"
    )
    starts, again = first(desk.connection, query)
    return bool(starts) and not again


def _first(desk: Desk, order: str) -> dict[str, Take]:
    """Of tickets that tell no other answer: the first row that is no longer new."""
    columns = desk.columns
    if desk.match.record.name != "tickets" or {"arrived_at", "assigned_at"} & columns.keys() or "status" not in columns:
        return {}
    new = tuple(value for value, code in desk.values.get("status", {}).items() if code == "new")
    return {"arrived_at": Take(columns["status"][0], order, (), new)} if new else {}


def together(desk: Desk, name: str) -> tuple[tuple[str, ...], str | None] | None:
    """A header and the one beside it for what was not on its list (Site, SiteOther); the value that says so, if one."""
    header = desk.match.claims[name].header
    plain = vocabulary.plain(header.header)
    for column in desk.profile.columns:
        if vocabulary.plain(column.header) not in {plain + one for one in OTHERS} or not column.filled:
            continue
        query = (
            f"select tidy({header.cell}), count(*) as n, count({column.cell}) as told from raw "
            f"where {header.cell} is not null group by 1 having told >= n * {NEARLY_ALL} order by n desc, 1 limit 1"
        )
        row = first(desk.connection, query)
        return (in_one_line(header.header), in_one_line(column.header)), str(row[0]) if row else None
    return None
