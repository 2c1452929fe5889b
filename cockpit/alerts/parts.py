"""Parts that will run out before new ones can be there: the main store against the use of the last weeks."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from cockpit.access import MANAGER, Rights
from cockpit.alerts.chances import at_least
from cockpit.contract import stock
from cockpit.metrics import Cockpit, stores
from cockpit.metrics.reading import read
from cockpit.periods import Period

DAYS: Final = 91
YEAR: Final = 364
# By so many uses the rate of the last weeks is held to the year's.
LEANING: Final = 2.0
# With less chance of running out before delivery a part is not told of.
LIKELY: Final = 0.25


@dataclass(frozen=True)
class Short:
    """A part whose ``stock`` in the main store lasts ``days_left`` at the use of late; new ones take ``lead_days``.

    ``per_week``: what is used; ``chance``: that it runs out within the lead time. ``on_order`` has been ordered; when
    it comes nobody knows, at most after the lead time. ``runs_out``: the day, None where nothing is left now.
    """

    part_id: str
    name: str
    unit: str
    stock: Decimal
    per_week: float
    days_left: float
    runs_out: date | None
    lead_days: int
    on_order: Decimal
    chance: float

    @property
    def enough_ordered(self) -> bool:
        """Whether what is on order covers the use of the lead time."""
        return float(self.on_order) >= self.per_week / 7 * self.lead_days


def parts(cockpit: Cockpit, rights: Rights = MANAGER) -> tuple[Short, ...]:
    """The parts that may well run out before new ones can be there, the likeliest first.

    Who may not see every store cannot know the stock: they get none. A part of which nothing was used in a year, or
    whose books cannot be right, is not told of.
    """
    if not {"parts", "part_moves"} <= cockpit.records or "parts.lead_days" not in cockpit.provided or rights.rows:
        return ()
    sql = "select part_id, store, sum(quantity) as quantity from part_moves where moved_at <= :as_of group by 1, 2"
    known = stock.stocks(
        read(cockpit, "parts", "select * from parts order by part_id", rights),
        read(cockpit, "part_moves", sql, rights),
    )
    period = Period(cockpit.today - timedelta(days=YEAR), cockpit.today + timedelta(days=1))
    used: dict[str, list[tuple[date, float]]] = defaultdict(list)
    for row in stores.uses(cockpit, period, rights):
        used[row["part_id"]].append((row["used_day"], row["quantity"]))
    found = [short for one in known if (short := short_of(one, used[one.part["part_id"]], cockpit.today))]
    return tuple(sorted(found, key=lambda one: (-one.chance, one.days_left, one.part_id)))


def short_of(one: stock.Stock, used: Sequence[tuple[date, float]], today: date) -> Short | None:
    """A part that will not last until new ones can be there; None of one that will, or of which that is not known.

    ``used``: the day and the quantity of each use of the year.
    """
    part, lead = one.part, one.part["lead_days"]
    if lead is None or one.main is None or one.main < 0 or not used:
        return None
    uses, quantity = rate(used, today)
    per_day = uses * quantity
    left = float(one.main) / per_day
    mean = sum(size for _, size in used) / len(used)
    square = sum(size**2 for _, size in used) / len(used)
    batch = square / mean  # so many go at once: the variance of what is used is that many times its mean
    lately = sum(day > today - timedelta(days=DAYS) for day, _ in used)
    due = per_day * lead / batch
    chance = at_least(math.ceil(float(one.main) / batch), due, lately + LEANING)
    if chance < LIKELY and left >= lead:
        return None
    runs_out = today + timedelta(days=int(left)) if one.main else None
    order = stock.exact(part["on_order"] or 0)
    told = (part["part_id"], part["name"], part["unit"], one.main, per_day * 7, left, runs_out, int(lead), order)
    return Short(*told, chance)


def rate(used: Sequence[tuple[date, float]], today: date) -> tuple[float, float]:
    """Uses a day of late, held to those of the year, and how much goes at once."""
    lately = sum(day > today - timedelta(days=DAYS) for day, _ in used)
    known = min(max((today - min(day for day, _ in used)).days, DAYS), YEAR)
    yearly = len(used) / known
    uses = (lately + LEANING) / (DAYS + LEANING / yearly)
    return uses, sum(size for _, size in used) / len(used)
