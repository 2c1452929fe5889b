"""Spare parts: stock and use by month, what personal stores hold, old parts, uses that match no ticket."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cockpit import periods
from cockpit.access import MANAGER, Rights
from cockpit.contract import stock
from cockpit.contract.stock import Stock
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import Row, read
from cockpit.periods import Period


@dataclass(frozen=True)
class Shelf:
    """A part's stock, what was used of it in each of some months, and in the mean of those that are ``over``."""

    stock: Stock
    used: dict[date, Decimal]
    over: tuple[date, ...]

    @property
    def state(self) -> str:
        """``wrong`` (the ledger is below nothing), ``below`` its minimum, ``unknown`` or ``enough``."""
        if self.stock.negative:
            return "wrong"
        if self.stock.main is None:
            return "unknown"
        return "below" if self.stock.below else "enough"

    @property
    def mean(self) -> Decimal | None:
        """How many a month were used; None while no month is over."""
        return sum((self.used[month] for month in self.over), stock.NOTHING) / len(self.over) if self.over else None

    @property
    def months_left(self) -> Decimal | None:
        """For how many months the main store lasts at that; None where there is nothing, or nothing is used."""
        if not self.mean or self.stock.main is None or self.stock.main <= 0:
            return None
        return self.stock.main / self.mean


_ORDER = ("wrong", "below", "unknown", "enough")


def shelves(cockpit: Cockpit, months: Sequence[date], rights: Rights = MANAGER) -> list[Shelf]:
    """Every part with its stock now and its use in some months: what is wrong or below its minimum first.

    Who may not see every store cannot know the stock: they get none.
    """
    if rights.rows:
        return []
    parts = read(cockpit, "parts", "select * from parts order by part_id", rights)
    sql = (
        "select part_id, store, sum(quantity) as quantity from part_moves where moved_at <= :as_of "
        "group by part_id, store"
    )
    moves = read(cockpit, "part_moves", sql, rights)
    used: dict[str, dict[date, Decimal]] = defaultdict(lambda: dict.fromkeys(months, stock.NOTHING))
    for row in uses(cockpit, Period(months[0], periods.after(months[-1], "month")), rights):
        used[row["part_id"]][row["used_month"]] += stock.exact(row["quantity"])
    over = tuple(month for month in months if periods.after(month, "month") <= cockpit.today)
    found = [Shelf(one, used[one.part["part_id"]], over) for one in stock.stocks(parts, moves)]
    return sorted(found, key=lambda one: (_ORDER.index(one.state), one.stock.part["kind"], one.stock.part["part_id"]))


def uses(cockpit: Cockpit, period: Period, rights: Rights = MANAGER, filters: Filters = ()) -> list[Row]:
    """What was used in a period up to now, the latest first."""
    sql = (
        "select * from part_uses where used_day >= :from_day and used_day < :to_day and used_at <= :as_of "
        "order by used_at desc, use_id"
    )
    return read(cockpit, "part_uses", sql, rights, filters, from_day=period.first, to_day=period.until)


@dataclass
class Replaced:
    """How many old parts one person (None: the main store) owed, by what became of them."""

    staff_id: str | None
    states: Counter[str] = field(default_factory=Counter)

    @property
    def due(self) -> int:
        return sum(self.states.values())


def old_parts(used: Iterable[Row]) -> list[Replaced]:
    """Old parts owed by person, who kept most first; of consumables none are."""
    found: dict[str | None, Replaced] = {}
    for row in used:
        if row["old_part"] != "none":
            found.setdefault(row["staff_id"], Replaced(row["staff_id"])).states[row["old_part"]] += 1
    return sorted(found.values(), key=lambda one: (-one.states["kept"], -one.due, one.staff_id or ""))


def mismatched(used: Iterable[Row]) -> list[Row]:
    """Uses that do not match a ticket."""
    return [row for row in used if row["faults"]]


@dataclass(frozen=True)
class Held:
    """What somebody holds of a part (below nothing: more was used than drawn), since its last move."""

    staff_id: str
    part: Row
    quantity: Decimal
    since: date


def personal(cockpit: Cockpit, rights: Rights = MANAGER, filters: Filters = ()) -> list[Held]:
    """What lies in personal stores now: what is below nothing in the books first, then by person."""
    sql = (
        "select staff_id, part_id, store, sum(quantity) as quantity, max(moved_day) as since from part_moves "
        "where moved_at <= :as_of and staff_id is not null group by staff_id, part_id, store"
    )
    parts = {row["part_id"]: row for row in read(cockpit, "parts", "select * from parts", rights)}
    found = []
    for row in read(cockpit, "part_moves", sql, rights, filters):
        quantity = stock.exact(row["quantity"])
        if quantity and row["part_id"] in parts:
            found.append(Held(row["staff_id"], parts[row["part_id"]], quantity, row["since"]))
    return sorted(found, key=lambda one: (one.quantity > 0, one.staff_id, one.part["part_id"]))
