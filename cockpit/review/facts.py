"""What several slides and texts read of a month besides its measures; each is read once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from cockpit.alarms.forecasts import kept_month
from cockpit.alerts import Failing, Short, Volume, devices, parts, volume
from cockpit.alerts.staffing import Staffing, staffing
from cockpit.keeping import Cache
from cockpit.ledger import Alarm
from cockpit.metrics import customers, rounds, training
from cockpit.metrics import staffing as shifts
from cockpit.metrics.people import RECORD, Scores, scores
from cockpit.metrics.reading import Row
from cockpit.metrics.rounds import RoomDay
from cockpit.metrics.staffing import DutyDay
from cockpit.metrics.training import Held
from cockpit.periods import Period, after, last_months
from cockpit.review.month import Month

MOST_ALARMS: Final = 10_000
FORECASTS: Final = Cache(40)  # each takes seconds and knows nothing that people say
# Where a record begins.
_BEGINS: Final = {
    "inspections": "select min(planned_on) as first from inspections",
    "customer_contacts": "select min(held_on) as first from customer_contacts",
    "training_sessions": "select min(held_on) as first from training_sessions",
    "performance": "select min(month) as first from performance",
}


def begun(month: Month) -> bool:
    """Whether the data begin before the period is over."""
    first = month.then.engine.first_day
    return first is not None and first <= month.then.today


def first_day(month: Month, record: str) -> date | None:
    """The first day of a record; None where it has no rows."""
    (row,) = month.found(("first", record), lambda: month.rows(record, _BEGINS[record]))
    found: date | None = row["first"]
    return found


def ahead(month: Month) -> Period:
    """The calendar month after the period's last day."""
    first = after(month.period.last.replace(day=1), "month")
    return Period(first, after(first, "month"))


def forecast(month: Month) -> Volume | None:
    """What the next month should bring, by what was known at the period's end; None where nothing was known."""
    if not begun(month):
        return None
    key = (str(month.cockpit.engine.path), month.then.as_of, month.rights)
    found: Volume = FORECASTS.get(key, lambda: _made(month))
    return found if found.month == ahead(month) else None


def _made(month: Month) -> Volume:
    """As the round kept it for who sees all rows; made here where it is missing."""
    known = None if month.rights.rows else kept_month(month.settings.data, month.then, month.settings)
    return known or volume(month.then, month.rights)


def workload(month: Month) -> Staffing | None:
    """What that means for the team; None where it is not known."""
    due = forecast(month)
    if due is None or due.whole is None:
        return None
    whole, days = due.whole, due.month.days
    return month.found("staffing", lambda: staffing(month.then, whole, days, month.rights))


def short_parts(month: Month) -> tuple[Short, ...]:
    """Parts that may run out before new ones can be there, as it stood at the period's end."""
    return () if not begun(month) else month.found("parts", lambda: parts(month.then, month.rights))


def failing(month: Month) -> tuple[Failing, ...]:
    """Devices that fail again and again, as it stood at the period's end."""
    return () if not begun(month) else month.found("devices", lambda: devices(month.then, month.settings, month.rights))


def alarms(month: Month) -> list[Alarm]:
    """All that was ever raised, the newest first."""
    return month.found("alarms", lambda: month.ledger.alarms(limit=MOST_ALARMS))


def raised(month: Month) -> list[Alarm]:
    """What was raised in the period, the newest first."""
    first, until = month.bounds
    return [one for one in alarms(month) if first <= one.raised_at < until]


def standing(month: Month) -> list[Alarm]:
    """What stood at the period's last moment, the newest first."""
    until = month.bounds[1]
    return [one for one in alarms(month) if one.raised_at < until and (one.ended_at is None or one.ended_at >= until)]


def findings(month: Month) -> list[Row]:
    """What rounds of the period found, what is not put right first; empty where there are no rounds."""
    if rounds_lacking(month):
        return []
    return month.found("findings", lambda: rounds.findings(month.cockpit, month.period, (), month.rights))


def overdue(month: Month) -> list[Row]:
    """The rounds of the period that are not made yet."""
    if rounds_lacking(month):
        return []
    return month.found("overdue", lambda: rounds.overdue(month.cockpit, month.period, (), month.rights))


def unseen(month: Month) -> list[Row]:
    """Faults of the period that a round of their room should have shown."""
    if rounds_lacking(month) or not month.settings.rooms.checks:
        return []
    made = lambda: rounds.missed(month.cockpit, month.period, month.settings.rooms, (), month.rights)  # noqa: E731
    return month.found("unseen", made)


def rounds_lacking(month: Month) -> bool:
    """Whether the site has no rounds."""
    return "inspections" not in month.cockpit.records


def room_gaps(month: Month) -> list[RoomDay]:
    """Core rooms and days of the period on which nobody inspected them, the earliest first."""
    if month.lacks("core_room_days"):
        return []
    made = lambda: rounds.room_days(month.cockpit, month.period, (), month.rights)  # noqa: E731
    return [one for one in month.found("room days", made) if not one.covered]


def duty_gaps(month: Month) -> list[DutyDay]:
    """Sites and days off of the period on which nobody was on duty, the latest first."""
    if month.lacks("duty_coverage"):
        return []
    made = lambda: shifts.duty_days(month.cockpit, month.period, (), month.rights)  # noqa: E731
    return shifts.gaps(month.found("duty days", made))


def complaints(month: Month) -> list[Row]:
    """The complaints received in the period: not answered yet first, then late, then the latest."""
    if "complaints" not in month.cockpit.records:
        return []
    made = lambda: customers.complaints(month.cockpit, month.period, (), month.rights)  # noqa: E731
    return [row for row in month.found("complaints", made) if row["received_day"] in month.period]


def unhappy(month: Month) -> list[Row]:
    """Buildings with several bad ratings in the period, the most first."""
    if month.lacks("satisfaction"):
        return []
    bad = month.settings.measures.bad_rating
    made = lambda: customers.unhappy(month.cockpit, month.period, bad, (), month.rights)  # noqa: E731
    return sorted(month.found("unhappy", made), key=lambda row: (-row["bad"], row["rated"], row["building"]))


def contacts(month: Month) -> list[Row]:
    """The contacts with the customer in the period and the week around its ends, the earliest first."""
    if "customer_contacts" not in month.cockpit.records:
        return []
    sql = (
        "select * from customer_contacts where held_on >= :from_day and held_on < :to_day and held_on <= :today "
        "order by held_on, contact_id"
    )
    first, until = month.period.first - timedelta(days=7), month.period.until + timedelta(days=7)
    made = lambda: month.rows("customer_contacts", sql, from_day=first, to_day=until)  # noqa: E731
    return month.found("contacts", made)


def silent_weeks(month: Month) -> tuple[list[date], int]:
    """The weeks without contact of those of ``weeks``, and of how many."""
    silent, over = weeks(month)
    return silent, len(over)


def weeks(month: Month) -> tuple[list[date], list[date]]:
    """The weeks that end in the period and are over in which there was no contact, and all of them.

    Every week is of one month. Weeks before the first contact on record are not among them: nobody knows.
    """
    held = {row["held_on"] - timedelta(days=row["held_on"].weekday()) for row in contacts(month)}
    first = month.period.first - timedelta(days=month.period.first.weekday())
    every = [first + timedelta(days=7 * n) for n in range(month.period.days // 7 + 1)]
    known = first_day(month, "customer_contacts")
    until = min(month.period.until, month.cockpit.today)
    over = [one for one in every if after(one, "week") <= until]
    over = [one for one in over if known and known < after(one, "week")]
    return [one for one in over if one not in held], over


def held(month: Month, *, year: bool = False) -> list[Held]:
    """The trainings of the period (of the ``year`` up to its end), the latest first."""
    if "training_sessions" not in month.cockpit.records:
        return []
    period = last_months(month.period, month.cockpit.today)
    contract = month.settings.contract
    made = month.found("trainings", lambda: training.held(month.cockpit, contract, period, month.rights))
    return made if year else [one for one in made if one.session["held_on"] in month.period]


def people_scores(month: Month) -> Scores | None:
    """All scores; None where the site has none."""
    if RECORD not in month.cockpit.records:
        return None
    found = month.found("scores", lambda: scores(month.cockpit, month.rights))
    return found if found.months else None


def planned_rounds(month: Month) -> list[Row]:
    """The rounds planned for the next month."""
    if rounds_lacking(month):
        return []
    sql = (
        "select inspection_id, kind from inspections where planned_on >= :from_day and planned_on < :to_day "
        "order by planned_on, inspection_id"
    )
    first, until = ahead(month).first, ahead(month).until
    made = lambda: month.rows("inspections", sql, from_day=first, to_day=until)  # noqa: E731
    return month.found("planned", made)


def days_off(month: Month) -> list[date]:
    """The days of the next month on which the sites of the duty need somebody; none where nobody is needed."""
    if not month.settings.duty.sites:
        return []
    sql = "select day from store.days where day >= :first and day < :until and not workday order by day"
    bound = {"first": ahead(month).first, "until": ahead(month).until}
    return [row["day"] for row in month.cockpit.engine.query(sql, bound).to_pylist()]


def incidents(month: Month) -> Sequence[Row]:
    """The A and B incidents of the period, the earliest first."""
    if "incidents" not in month.cockpit.records:
        return []
    sql = (
        "select * from incidents where level in ('A', 'B') and occurred_day >= :from_day and occurred_day < :to_day "
        "and discovered_at <= :as_of order by occurred_at, incident_id"
    )
    return month.found("incidents", lambda: month.rows("incidents", sql))
