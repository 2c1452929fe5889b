"""What customers say beside the figures: complaints one by one, contacts that were held, where ratings are bad."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cockpit.access import MANAGER, Rights
from cockpit.metrics.catalogue import kept_back
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import Row, read
from cockpit.periods import Period, start

Asked = Callable[[Cockpit, Period, float, Filters, Rights], list[Row]]
LEAST = 2
# What is owed to the customer in each unit (None: a contact of any kind), and how many units are looked at.
OWED: Final[dict[str, tuple[str | None, int]]] = {
    "week": (None, 13),
    "month": ("monthly", 13),
    "quarter": ("quarterly_survey", 6),
}

# The faults whose users may have rated them: those finished in the period, as the measures of satisfaction have it.
_FINISHED = "finished_day >= :from_day and finished_day < :to_day and finished_at <= :as_of"
_RATED = f"work_type = 'fault' and rating is not null and {_FINISHED}"
_NEEDED = {"rating", "finished_day", "finished_at", "work_type"}


def complaints(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> list[Row]:
    """The complaints not answered yet, whenever they came, the most urgent first; then those received in the period.

    Of the latter those answered late come first, then the latest. ``open`` says of each whether it is not answered,
    ``late`` whether its answer came or is too late.
    """
    sql = (
        "select *, replied_at is null or replied_at > :as_of as open, "
        "coalesce(due_at < coalesce(case when replied_at <= :as_of then replied_at end, :as_of), false) as late "
        "from complaints where received_at <= :as_of and (received_day >= :from_day and received_day < :to_day "
        "or replied_at is null or replied_at > :as_of) "
        "order by open desc, case when open then due_at end, late desc, received_at desc, complaint_id"
    )
    return read(cockpit, "complaints", sql, rights, filters, from_day=period.first, to_day=period.until)


@dataclass(frozen=True)
class Span:
    """A week, month or quarter from its first day, and the days on which there was in it what is owed in each."""

    first: date
    days: tuple[date, ...]


def kept(cockpit: Cockpit, unit: str, rights: Rights = MANAGER) -> list[Span]:
    """The last whole units and the running one, the latest first, since the first contact that is known.

    Owed are a contact of any kind each week, an update of the processes each month, a survey each quarter.
    """
    kind, count = OWED[unit]
    held = _contacts(cockpit, rights)
    if not held:
        return []
    this, since = start(cockpit.today, unit), start(held[-1]["held_on"], unit)
    firsts = [this]
    while len(firsts) < count and firsts[-1] > since:
        firsts.append(start(firsts[-1] - timedelta(days=1), unit))
    days = sorted(row["held_on"] for row in held if kind in (None, row["kind"]))
    spans = [Span(first, tuple(day for day in days if start(day, unit) == first)) for first in firsts]
    # The unit in which the record begins may have had it before.
    return spans if spans[-1].first > since or spans[-1].days else spans[:-1]


def surveys(cockpit: Cockpit, rights: Rights = MANAGER) -> list[Row]:
    """The latest quarterly surveys: ``held_on`` and ``score``."""
    return [row for row in _contacts(cockpit, rights) if row["kind"] == "quarterly_survey"][: OWED["quarter"][1]]


def contacts(cockpit: Cockpit, rights: Rights = MANAGER) -> list[Row]:
    """All that was talked about with the customer in the months that are looked at, the latest first."""
    months = kept(cockpit, "month", rights)
    return [row for row in _contacts(cockpit, rights) if row["held_on"] >= months[-1].first] if months else []


def spread(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> float | None:
    """How far the ratings of the period lie about their mean: their standard deviation; None of fewer than two."""
    sql = f"select stddev_samp(rating) as spread from tickets where {_RATED}"
    (row,) = read(cockpit, "tickets", sql, rights, filters, _NEEDED, from_day=period.first, to_day=period.until)
    found: float | None = row["spread"]
    return found


def unhappy(cockpit: Cockpit, period: Period, bad: float, filters: Filters = (), rights: Rights = MANAGER) -> list[Row]:
    """Buildings with several ratings below ``bad`` of faults resolved in the period, by name.

    Columns: ``campus``, ``building``, ``bad``, ``rated``.
    """
    sql = (
        "select campus, building, count(case when rating < :bad then 1 end) as bad, count(*) as rated "
        f"from tickets where {_RATED} group by campus, building having count(case when rating < :bad then 1 end) "
        ">= :least order by campus, building"
    )
    return _several(cockpit, sql, {"campus", "building"}, period, bad, filters, rights)


def undone(
    cockpit: Cockpit, period: Period, owed: Sequence[str], filters: Filters = (), rights: Rights = MANAGER
) -> list[Row]:
    """The faults finished in the period whose sheet is not signed, or whose user was not called back, as is ``owed``.

    ``owed``: of ``signed`` and ``called`` those the site records; each row says of both whether it was done.
    """
    sql = (
        "select *, coalesce(signed, false) as is_signed, coalesce(revisit_at <= :as_of, false) as is_called "
        f"from tickets where work_type = 'fault' and {_FINISHED} "
        "and (:signed and not is_signed or :called and not is_called) order by finished_at desc, ticket_id"
    )
    told = {name: name in owed for name in ("signed", "called")}
    columns = {"ticket_id", "reported_at", "campus", "building", "group", "engineer_id", "signed", "revisit_at"}
    days = {"from_day": period.first, "to_day": period.until}
    return read(cockpit, "tickets", sql, rights, filters, _NEEDED | columns, **told, **days)


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
