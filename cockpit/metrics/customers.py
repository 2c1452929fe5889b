"""What customers say beside the figures: complaints one by one, contacts that were held, where ratings are bad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from cockpit.access import MANAGER, Rights
from cockpit.metrics.catalogue import kept_back
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import Row, read
from cockpit.periods import Period, start

Asked = Callable[[Cockpit, Period, float, Filters, Rights], list[Row]]
WEEKS, QUARTERS, LEAST = 13, 6, 2

# The faults whose users may have rated them: those finished in the period, as the measures of satisfaction have it.
_RATED = (
    "work_type = 'fault' and rating is not null and finished_day >= :from_day and finished_day < :to_day "
    "and finished_at <= :as_of"
)
_NEEDED = {"rating", "finished_day", "finished_at", "work_type"}


def complaints(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> list[Row]:
    """The complaints received in the period: those not answered yet first, the next due on top, then the latest.

    ``open`` says of each whether it is not answered, ``late`` whether its answer came or is too late.
    """
    sql = (
        "select *, replied_at is null or replied_at > :as_of as open, "
        "coalesce(due_at < coalesce(case when replied_at <= :as_of then replied_at end, :as_of), false) as late "
        "from complaints where received_day >= :from_day and received_day < :to_day and received_at <= :as_of "
        "order by open desc, case when open then due_at end, received_at desc, complaint_id"
    )
    return read(cockpit, "complaints", sql, rights, filters, from_day=period.first, to_day=period.until)


@dataclass(frozen=True)
class Week:
    """A week from its Monday, and the days on which the customer was talked to."""

    first: date
    days: tuple[date, ...]


def weeks(cockpit: Cockpit, rights: Rights = MANAGER) -> list[Week]:
    """The last whole weeks and this one, the latest first: contact is to be kept at least weekly."""
    this = start(cockpit.today, "week")
    first = this - timedelta(weeks=WEEKS - 1)
    held = [row["held_on"] for row in _contacts(cockpit, rights) if row["held_on"] >= first]
    mondays = [first + timedelta(weeks=place) for place in range(WEEKS)]
    return [Week(one, tuple(sorted(day for day in held if start(day, "week") == one))) for one in reversed(mondays)]


def surveys(cockpit: Cockpit, rights: Rights = MANAGER) -> list[Row]:
    """The latest quarterly surveys: ``held_on`` and ``score``."""
    return [row for row in _contacts(cockpit, rights) if row["kind"] == "quarterly_survey"][:QUARTERS]


def contacts(cockpit: Cockpit, rights: Rights = MANAGER) -> list[Row]:
    """All that was talked about with the customer in those weeks, the latest first."""
    first = weeks(cockpit, rights)[-1].first
    return [row for row in _contacts(cockpit, rights) if row["held_on"] >= first]


def spread(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> float | None:
    """How far the ratings of the period lie about their mean: their standard deviation; None of fewer than two."""
    sql = f"select stddev_samp(rating) as spread from tickets where {_RATED}"
    (row,) = read(cockpit, "tickets", sql, rights, filters, _NEEDED, from_day=period.first, to_day=period.until)
    found: float | None = row["spread"]
    return found


def unhappy(cockpit: Cockpit, period: Period, bad: float, filters: Filters = (), rights: Rights = MANAGER) -> list[Row]:
    """Buildings with several ratings below ``bad`` of faults resolved in the period, the most first.

    Columns: ``campus``, ``building``, ``bad``, ``rated``.
    """
    sql = (
        "select campus, building, count(case when rating < :bad then 1 end) as bad, count(*) as rated "
        f"from tickets where {_RATED} group by campus, building having count(case when rating < :bad then 1 end) "
        ">= :least order by bad desc, bad * 1.0 / rated desc, campus, building"
    )
    return _several(cockpit, sql, {"campus", "building"}, period, bad, filters, rights)


def unhappy_people(
    cockpit: Cockpit, period: Period, bad: float, filters: Filters = (), rights: Rights = MANAGER
) -> list[Row]:
    """Who gave several ratings below ``bad``, the most first; nobody where reporters are not known or not to be seen.

    Columns: ``reporter``, ``buildings``, ``bad``, ``rated``, ``last_day``.
    """
    if "reporter" in kept_back(rights.denied) or "reporter" not in cockpit.provided:
        return []
    sql = (
        "select reporter, list(distinct building) filter (where rating < :bad) as buildings, "
        "count(case when rating < :bad then 1 end) as bad, count(*) as rated, "
        "max(case when rating < :bad then finished_day end) as last_day "
        f"from tickets where {_RATED} and reporter is not null group by reporter "
        "having count(case when rating < :bad then 1 end) >= :least order by bad desc, last_day desc, reporter"
    )
    rows = _several(cockpit, sql, {"reporter", "building"}, period, bad, filters, rights)
    return [row | {"buildings": sorted(row["buildings"])} for row in rows]


def _several(
    cockpit: Cockpit, sql: str, columns: set[str], period: Period, bad: float, filters: Filters, rights: Rights
) -> list[Row]:
    days = {"from_day": period.first, "to_day": period.until}
    return read(cockpit, "tickets", sql, rights, filters, _NEEDED | columns, bad=bad, least=LEAST, **days)


def _contacts(cockpit: Cockpit, rights: Rights) -> list[Row]:
    sql = "select * from customer_contacts where held_on <= :today order by held_on desc, contact_id"
    return read(cockpit, "customer_contacts", sql, rights)
