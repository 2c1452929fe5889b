"""Major incidents: their course, what the contract asked for and was not done, and what their reports still lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cockpit.contract import emergencies
from cockpit.contract.emergencies import Duty, State
from cockpit.i18n import say
from cockpit.metrics.reading import Row
from cockpit.review import counting
from cockpit.review.document import Block, Cell, Event, Head, Point, Slide, Table, Timeline, Tone
from cockpit.review.facts import incidents as of_month
from cockpit.review.month import Month
from cockpit.review.numbers import Listing
from cockpit.review.slides.nothing import reported
from cockpit.sentences import Sentence

MOST_COURSES, MOST_POINTS, MOST_ROWS = 2, 4, 8
EVENTS: Final = (
    ("occurred", "occurred_at", "late"), ("discovered", "discovered_at", ""), ("leader", "told_leader_at", ""),
    ("customer", "told_customer_at", ""), ("limit", "due_at", "watch"), ("restored", "ended_at", "fine"),
    ("handled", "handling_finished_at", ""), ("written", "report_at", ""), ("submitted", "report_submitted_at", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Incident:
    """An incident and all that was owed for it."""

    row: Row
    owed: tuple[Duty, ...]

    @property
    def missed(self) -> tuple[Duty, ...]:
        return tuple(one for one in self.owed if one.state is State.MISSED)

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that its report lacks."""
        return next((one.missing for one in self.owed if one.name == "parts"), ())

    @property
    def overran(self) -> bool:
        return any(one.name == "restored" for one in self.missed)


def incidents(month: Month) -> Slide | None:
    """The month's A and B incidents; None where the site keeps no record of them."""
    if not month.offers("major_incidents"):
        return None
    answer = month.answer("major_incidents")
    if answer.value is None:
        return reported(month)
    found = [_incident(month, row) for row in of_month(month)]
    figures = [month.figure(answer), month.figure(answer, former=True)]
    if month.offers("outage_hours"):
        figures.append(month.figure(month.answer("outage_hours")))
    return Slide(
        "incidents",
        month.say("incidents.name"),
        _title(month, found),
        _under(month),
        _blocks(month, found),
        tuple(_points(month, found))[:MOST_POINTS],
        month.foot("major_incidents", n=answer.n),
        (month.say("incidents.note"), *_notes(month, found)),
        tuple(figures),
        counts=tuple(_counts(month, found)),
    )


def _counts(month: Month, found: Sequence[Incident]) -> Iterator[Listing]:
    """The incidents that the title tells of beside their number."""
    for some in (
        [one for one in found if one.overran],
        [one for one in found if not _over(month, one)],
        [one for one in found if one.missing],
    ):
        if some:
            yield counting.rows(month, "incidents", (one.row for one in some), _title(month, found).stress)
            return


def _incident(month: Month, row: Row) -> Incident:
    plain = emergencies.in_utc(row)
    return Incident(row, emergencies.owed(plain, month.settings.contract, month.zone, month.cockpit.as_of))


def _title(month: Month, found: Sequence[Incident]) -> Sentence:
    told = {"period": month.spelled, "n": month.counted("major_incidents", len(found))}
    if not found:
        return month.sentence(month.say("incidents.none", **told))
    begin = month.clauses(month.say("incidents.some", **told), " ")[:-1]
    over, lacking = sum(one.overran for one in found), sum(bool(one.missing) for one in found)
    open_ = sum(not _over(month, one) for one in found)
    limited = all(any(duty.name == "restored" and duty.state is State.MET for duty in one.owed) for one in found)
    key, k = ("overran", over) if over else ("open", open_) if open_ else ("lacking", lacking)
    if k:
        return month.sentence(begin, month.say(f"incidents.{key}", k=k))
    return month.sentence(f"{begin}{month.say('incidents.in_time' if limited else 'incidents.over')}")


def _over(month: Month, one: Incident) -> bool:
    ended = one.row["ended_at"]
    return ended is not None and ended <= month.cockpit.as_of


def _under(month: Month) -> str:
    before = month.answer("major_incidents").value_against
    told = {"now": month.span(month.ran), "than": month.than, "before": month.told(before, "major_incidents")}
    return month.say("incidents.under", **told)


def _blocks(month: Month, found: Sequence[Incident]) -> tuple[Block, ...]:
    """The course of one or two; of more a table, and the course of the longest."""
    if not found:
        return ()
    if len(found) <= MOST_COURSES:
        return tuple(_course(month, one) for one in found)
    longest = max(found, key=lambda one: _lasted(month, one))
    return _table(month, found), _course(month, longest)


def _lasted(month: Month, one: Incident) -> timedelta:
    end = one.row["ended_at"] if _over(month, one) else month.cockpit.as_of
    lasted: timedelta = end - one.row["occurred_at"]
    return lasted


def _hours(month: Month, one: Incident) -> str:
    told = month.told(_lasted(month, one) / timedelta(hours=1), "outage_hours")
    return month.say("incidents.lasted" if _over(month, one) else "incidents.lasts", time=told)


def _name(month: Month, one: Incident) -> str:
    title: str | None = one.row["title"]
    return title or month.say("incidents.untitled", id=one.row["incident_id"])


def _course(month: Month, one: Incident) -> Timeline:
    row = one.row
    under = month.dotted(
        month.label("level", row["level"]), month.label("campus", row["campus"]), row["scope"] or "", _hours(month, one)
    )
    return Timeline(_name(month, one), under, tuple(_events(month, one)))


def _events(month: Month, one: Incident) -> Iterator[Event]:
    """What is known to have happened, one after the other; the limit where it was overrun."""
    known = [(one.row[column], name, tone) for name, column, tone in EVENTS if one.row.get(column) is not None]
    for at, name, tone in sorted(known, key=lambda event: event[0]):
        if at <= month.cockpit.as_of and (name != "limit" or one.overran):
            shown: Tone = tone  # type: ignore[assignment]
            yield Event(_at(month, at), month.say(f"incidents.event.{name}"), shown)


def _at(month: Month, at: object) -> str:
    local = at.astimezone(month.zone)  # type: ignore[attr-defined]
    return f"{month.day(local.date())} {local:%H:%M}"


def _table(month: Month, found: Sequence[Incident]) -> Table:
    names = ("title", "level", "occurred", "lasted", "lacking")
    heads = tuple(
        Head(month.say(f"incidents.head.{one}"), one == "lasted", 2.0 if one in ("title", "lacking") else 1.0)
        for one in names
    )
    rows = tuple(_line(month, one) for one in found[:MOST_ROWS])
    rest = len(found) - len(rows)
    left = month.say("incidents.rest", n=rest) if rest else ""
    others = (one.row for one in found[MOST_ROWS:])
    counts = (counting.rows(month, "incidents", others, month.say("incidents.table")),) if rest else ()
    return Table(month.say("incidents.table"), heads, rows, rest=left, counts=counts)


def _events_listed(month: Month, one: Incident, named: str) -> Listing:
    """An incident's course as a list, which its row of the table leads to."""
    heads = (month.say("incidents.head.occurred"), _course(month, one).under)
    return Listing(named, named, heads=heads, rows=tuple((event.at, event.text) for event in _events(month, one)))


def _line(month: Month, one: Incident) -> tuple[Cell, ...]:
    hours = _lasted(month, one) / timedelta(hours=1)
    lacks = month.listed(_duty(month, duty) for duty in one.missed)
    named = month.dotted(_name(month, one), month.label("campus", one.row["campus"]))
    return (
        Cell(named, count=_events_listed(month, one, named)),
        Cell(month.label("level", one.row["level"])),
        Cell(_at(month, one.row["occurred_at"])),
        Cell(month.told(hours, "outage_hours"), tone="late" if one.overran else "", value=hours, form="0.0"),
        Cell(lacks or "–", tone="late" if lacks else "quiet"),
    )


def _duty(month: Month, duty: Duty) -> str:
    """What was not done; of the report also what it lacks."""
    name = say(f"service.duty.{duty.name}", month.language)
    missing = duty.missing if duty.name == "parts" else ()
    parts = month.listed(say(f"service.part.{part}", month.language) for part in missing)
    return month.say("incidents.lacks", name=name, parts=parts) if parts else name


def _points(month: Month, found: Sequence[Incident]) -> Iterator[Point]:
    """Of each what was missed; of those that lack nothing what was to follow."""
    for one in found:
        if one.missed:
            head = month.say("incidents.point.missed", name=_name(month, one), n=len(one.missed))
            names = [_duty(month, duty) for duty in one.missed]
            yield Point(head, month.listed(names), "late", counts=(counting.named(month, names, head),))
    waiting = [one for one in found if any(duty.state is State.DUE for duty in one.owed)]
    for one in waiting:
        due = [duty for duty in one.owed if duty.state is State.DUE]
        head = month.say("incidents.point.due", name=_name(month, one))
        yield Point(head, month.listed(_duty(month, duty) for duty in due), "watch")
    if found and not waiting and not any(one.missed for one in found):
        yield Point(month.say("incidents.point.whole"), month.say("incidents.point.whole_why"), "fine")
    for one in found:
        if one.row["follow_up"]:
            head = month.say("incidents.point.follow", follow=one.row["follow_up"])
            cause = one.row["cause"] or month.say("incidents.point.unknown")
            yield Point(head, month.say("incidents.point.cause", name=_name(month, one), cause=cause))
    if not found:
        yield from _quiet(month)


def _quiet(month: Month) -> Iterator[Point]:
    """Of a month without incidents: how many there were a year ago."""
    answer = month.answer("major_incidents", against="last-year")
    if answer.value_against is not None:
        told = month.told(answer.value_against, "major_incidents")
        head = month.say("incidents.point.year", then=told)
        yield Point(head, evidence=(month.figure(answer, former=True),))


def _notes(month: Month, found: Sequence[Incident]) -> Iterator[str]:
    for one in found:
        told = {"id": one.row["incident_id"], "name": _name(month, one), "impact": one.row["impact"] or "–"}
        told |= {"solution": one.row["solution"] or "–", "handling": one.row["emergency_handling"] or "–"}
        yield month.say("incidents.note_of", **told)
