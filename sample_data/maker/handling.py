"""What happens to a report: who takes it, when they answer, when it is done, what people say of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sample_data.maker import stories
from sample_data.maker.calendar import Calendar
from sample_data.maker.draws import about, pick, stream
from sample_data.maker.people import AGENTS, GROUP_OF, MULTIMEDIA, PEOPLE, Person, Shift
from sample_data.maker.tickets import CATEGORIES, Draft

LIMITS = (
    {"A": 4, "B": 8, "C": 36, "D": 72},
    {"A": 4, "B": 8, "C": 24, "D": 72},
)
CANCELLED, REOPENED, REOPENED_LATE = 0.021, 0.062, 0.011
RATED, SIGNED, REMOTE = 0.58, 0.93, 0.45
FORGOTTEN = 0.022
"""Share of the reports that lie for hours until somebody dispatches them."""
HOLD = {"A": 0.0, "B": 0.02, "C": 0.045, "D": 0.10}
QUEUE = {"A": 0.0, "B": 0.0, "C": 45.0, "D": 400.0}
"""Median minutes of duty time until somebody finds the time."""


@dataclass
class Ticket:
    """A report and its further life."""

    id: str
    draft: Draft
    status: str = "closed"
    engineer: Person | None = None
    assigned: datetime | None = None
    arrived: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    reopened: datetime | None = None
    reopen_count: int = 0
    due: datetime | None = None
    agreed: datetime | None = None
    hold: int | None = None
    signed: bool | None = None
    rating: int | None = None
    revisit: datetime | None = None
    cause: str | None = None
    solution: str | None = None
    manual: str | None = None
    overrun_report: datetime | None = None


class Desk:
    """Gives reports to people who are on duty and lets time pass."""

    def __init__(self, calendar: Calendar, shifts: list[Shift]) -> None:
        self.calendar = calendar
        self.duty: dict[tuple[date, str], list[Person]] = defaultdict(list)
        for shift in shifts:
            if shift.clock_in and shift.kind not in ("night", "overtime"):
                self.duty[shift.day, shift.person.group].append(shift.person)

    def handle(self, drafts: list[Draft]) -> list[Ticket]:
        """All tickets, numbered within their day."""
        found: list[Ticket] = []
        numbers: dict[date, int] = defaultdict(int)
        for draft in drafts:
            day = draft.reported.date()
            numbers[day] += 1
            ticket = Ticket(f"GD{day:%Y%m%d}{numbers[day]:04d}", draft)
            self.live(stream("handling", ticket.id), ticket)
            found.append(ticket)
        return found

    def live(self, rng: Random, ticket: Ticket) -> None:
        """One ticket's life."""
        draft = ticket.draft
        if draft.story is None and rng.random() < CANCELLED:
            ticket.status = "cancelled"
            ticket.closed = draft.reported + timedelta(minutes=round(about(rng, 90, 1.2)))
            if rng.random() < 0.7:
                ticket.assigned = min(self.assigned(rng, draft), ticket.closed)
                ticket.engineer = self.taker(rng, ticket.assigned, draft, False)
            return
        ticket.assigned = self.assigned(rng, draft)
        remote = draft.category == "认证登录" and draft.story != "outage" and rng.random() < REMOTE
        ticket.engineer = self.taker(rng, ticket.assigned, draft, remote)
        ticket.resolved = self.work(rng, ticket, remote)
        self.promises(rng, ticket)
        if draft.level:
            self.slip(rng, ticket)
        if draft.restored:
            ticket.resolved = draft.restored + timedelta(minutes=rng.randint(3, 55))
            ticket.arrived = min(ticket.arrived, ticket.resolved) if ticket.arrived else None
        self.after(rng, ticket)

    def assigned(self, rng: Random, draft: Draft) -> datetime:
        """Dispatch: within minutes by day; what is not urgent waits at night, or where nobody is, at times."""
        urgent = draft.level in ("A", "B")
        moment = draft.reported
        if not urgent and (moment.hour < 6 or moment.hour >= 23) and rng.random() < 0.3:
            moment = self.calendar.duty(moment)
        elif not urgent and stories.uncovered(moment.date(), draft.place.campus) and rng.random() < 0.6:
            moment = datetime.combine(next_monday(moment.date()), time(8))
        elif draft.story is None and rng.random() < FORGOTTEN:
            moment += timedelta(minutes=round(about(rng, 35 if urgent else 200, 0.4)))
        return moment + timedelta(minutes=round(min(about(rng, 3 if urgent else 7, 0.75), 95)))

    def taker(self, rng: Random, moment: datetime, draft: Draft, remote: bool) -> Person:
        """Somebody of the right group who is there, else somebody of the group."""
        group = GROUP_OF[draft.place.campus]
        if remote:
            group = AGENTS
        elif draft.category == "多媒体教室":
            group = MULTIMEDIA
        day = self.calendar.duty(moment).date()
        present = self.duty[day, group] or [p for p in PEOPLE if p.group == group and p.employed(day)]
        return pick(rng, ((person, person.share) for person in present))

    def work(self, rng: Random, ticket: Ticket, remote: bool) -> datetime:
        """On the way, at the place, and what has to wait for parts or for the user."""
        draft, assigned = ticket.draft, ticket.assigned
        assert assigned
        assert ticket.engineer
        level, pace = draft.level or "D", ticket.engineer.pace
        minutes = about(rng, CATEGORIES[draft.category]["minutes"] * pace, 0.55)
        if remote:
            return assigned + timedelta(minutes=round(2 + minutes * 0.6))
        if level in ("A", "B"):
            ticket.arrived = assigned + timedelta(minutes=round(about(rng, 18, 0.4)))
            resolved = ticket.arrived + timedelta(minutes=round(minutes * 1.4))
        else:
            start = assigned
            if stories.uncovered(self.calendar.duty(assigned).date(), draft.place.campus):
                start = datetime.combine(next_monday(assigned.date()), time(8))
            wait = about(rng, QUEUE[level] * pace, 0.9) * (0.35 if draft.category == "多媒体教室" else 1)
            ticket.arrived = self.calendar.advance(start, 12 + min(wait, 1100))
            resolved = self.calendar.advance(ticket.arrived, minutes)
        if draft.story is None and rng.random() < HOLD[level]:
            ticket.hold = round(min(about(rng, 2300, 0.9), 20000))
            resolved = self.calendar.duty(resolved + timedelta(minutes=ticket.hold))
        return resolved

    def promises(self, rng: Random, ticket: Ticket) -> None:
        """What the source or the customer set as a time."""
        draft, resolved = ticket.draft, ticket.resolved
        assert resolved is not None
        if not draft.level:
            day = self.calendar.duty(draft.reported + timedelta(days=rng.choice((1, 2, 3, 3, 5, 7)))).date()
            ticket.due = datetime.combine(day, time(18))
        elif draft.channel == "centre_notice":
            hours = {"A": 4, "B": 8, "C": 24, "D": 48}[draft.level]
            ticket.due = draft.reported + timedelta(hours=hours)
        if draft.level in ("C", "D") and draft.story is None and rng.random() < 0.05:
            ticket.agreed = datetime.combine(draft.reported.date() + timedelta(rng.randint(2, 6)), time(18))
            if rng.random() < 0.8:
                meeting = ticket.agreed - timedelta(minutes=rng.randint(20, 900))
                ticket.resolved = max(resolved, self.calendar.duty(meeting))

    def limit(self, ticket: Ticket) -> datetime:
        """When the ticket is due by the contract."""
        draft = ticket.draft
        if ticket.agreed and draft.level != "A":
            return ticket.agreed
        if ticket.due:
            return ticket.due
        hours = LIMITS[draft.reported.date() >= stories.TIGHTENED][draft.level or "D"]
        return draft.reported + timedelta(hours=hours, minutes=ticket.hold or 0)

    def slip(self, rng: Random, ticket: Ticket) -> None:
        """Now and then a job is simply late; slower people are late more often."""
        assert ticket.resolved
        assert ticket.engineer
        due, day = self.limit(ticket), ticket.draft.reported.date()
        if ticket.draft.story == "outage":
            return
        if rng.random() < stories.slip(day) * ticket.engineer.pace**1.3:
            allowed = due - ticket.draft.reported
            late = due + allowed * rng.uniform(0.04, 0.9)
            ticket.resolved = max(ticket.resolved, self.calendar.duty(minute(late)))
        elif ticket.resolved > due and not uncovered_report(ticket) and rng.random() < 0.72:
            ticket.resolved = max(ticket.arrived or ticket.draft.reported, due - timedelta(minutes=rng.randint(4, 70)))
        if ticket.resolved > due and rng.random() < 0.8:
            ticket.overrun_report = due + timedelta(minutes=rng.randint(90, 2700))

    def after(self, rng: Random, ticket: Ticket) -> None:
        """Signature, rating, call-back, closing, reopening, and what went into the file."""
        resolved, draft, person = ticket.resolved, ticket.draft, ticket.engineer
        assert resolved is not None
        assert person is not None
        late = resolved > self.limit(ticket)
        ticket.signed = rng.random() < SIGNED
        chance = rng.random()
        if draft.work == "fault" and chance < REOPENED * person.pace:
            ticket.reopened = self.calendar.duty(resolved + timedelta(minutes=round(30 + about(rng, 1500, 0.9))))
        elif draft.work == "fault" and chance > 1 - REOPENED_LATE:
            ticket.reopened = self.calendar.duty(resolved + timedelta(days=rng.uniform(8, 25)))
        ticket.reopen_count = (2 if rng.random() < 0.07 else 1) if ticket.reopened else 0
        if rng.random() < RATED * (1 if draft.work == "fault" else 0.5):
            pair = 2.6 if late else 1.4 if ticket.reopened else 0.0
            ticket.rating = pick(
                rng, ((5, 72 / (1 + pair)), (4, 20), (3, 5 + 6 * pair), (2, 2 + 4 * pair), (1, 1 + pair))
            )
        called = self.calendar.duty(minute(resolved + timedelta(hours=rng.uniform(14, 62))))
        ticket.revisit = called if rng.random() < 0.7 else None
        last = max(filter(None, (called, ticket.reopened)))
        ticket.closed = self.calendar.advance(last, rng.randint(5, 90) if not ticket.reopened else rng.randint(60, 900))
        if rng.random() < 0.02 and not ticket.reopened:
            ticket.closed, ticket.status = None, "resolved"
        record(rng, ticket)


def record(rng: Random, ticket: Ticket) -> None:
    """Cause, solution and the page of the service manual; the manual is used more every year."""
    draft = ticket.draft
    if draft.work != "fault":
        return
    subs = CATEGORIES[draft.category]["subs"]
    number = next(n for n, sub in enumerate(subs) if sub["name"] == draft.sub)
    if rng.random() < 0.9:
        choice = rng.randrange(len(subs[number]["causes"]))
        ticket.cause = subs[number]["causes"][choice]
        ticket.solution = subs[number]["solutions"][min(choice, len(subs[number]["solutions"]) - 1)]
    years = (draft.reported.date() - date(2023, 9, 4)).days / 365
    if rng.random() < 0.70 + 0.042 * years:
        chapter = list(CATEGORIES).index(draft.category) + 1
        ticket.manual = f"手册{chapter}.{number + 1}"


def uncovered_report(ticket: Ticket) -> bool:
    """Whether it was reported on a weekend without cover."""
    return stories.uncovered(ticket.draft.reported.date(), ticket.draft.place.campus)


def next_monday(day: date) -> date:
    """The Monday after that day."""
    return day + timedelta(7 - day.weekday())


def minute(moment: datetime) -> datetime:
    """Cut to the minute."""
    return moment.replace(second=0, microsecond=0)
