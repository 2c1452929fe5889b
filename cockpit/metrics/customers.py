"""What customers say beside the figures: complaints one by one, contacts that were held, where ratings are bad."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cockpit.access import MANAGER, Rights
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.reading import Row, read
from cockpit.periods import Period, start

WEEKS, QUARTERS, LEAST = 13, 6, 2
BAD = 60  # points of 100 below which somebody is plainly unhappy


def complaints(cockpit: Cockpit, period: Period, rights: Rights = MANAGER) -> list[Row]:
    """The complaints received in the period: those not answered yet first, the next due on top, then the latest.

    ``open`` says of each whether it is not answered, ``late`` whether its answer came or is too late.
    """
    sql = (
        "select *, replied_at is null or replied_at > :as_of as open, "
        "coalesce(due_at < coalesce(case when replied_at <= :as_of then replied_at end, :as_of), false) as late "
        "from complaints where received_day >= :from_day and received_day < :to_day and received_at <= :as_of "
        "order by open desc, case when open then due_at end, received_at desc, complaint_id"
    )
    return read(cockpit, "complaints", sql, rights, from_day=period.first, to_day=period.until)


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


def unhappy(cockpit: Cockpit, period: Period, rights: Rights = MANAGER, most: int = 8) -> list[Row]:
    """Buildings with several bad ratings of faults resolved in the period, the most first.

    Columns: ``campus``, ``building``, ``bad``, ``rated``.
    """
    columns = {"campus", "building", "rating", "finished_day", "finished_at", "work_type"}
    sql = (
        "select campus, building, count(case when rating < :bad then 1 end) as bad, count(*) as rated "
        "from tickets where work_type = 'fault' and rating is not null and finished_day >= :from_day "
        "and finished_day < :to_day and finished_at <= :as_of "
        "group by campus, building having count(case when rating < :bad then 1 end) >= :least "
        "order by bad desc, bad * 1.0 / rated desc, building limit :most"
    )
    days = {"from_day": period.first, "to_day": period.until}
    return read(cockpit, "tickets", sql, rights, (), columns, bad=BAD, least=LEAST, most=most, **days)


def _contacts(cockpit: Cockpit, rights: Rights) -> list[Row]:
    sql = "select * from customer_contacts where held_on <= :today order by held_on desc, contact_id"
    return read(cockpit, "customer_contacts", sql, rights)
