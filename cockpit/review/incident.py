"""The report on one incident: its course, its nine parts, what was owed for it, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from cockpit.access import MANAGER
from cockpit.contract import emergencies as rules
from cockpit.contract.emergencies import Duty, State
from cockpit.errors import UsageError, nearest
from cockpit.i18n import label, say, value
from cockpit.metrics import Cockpit
from cockpit.metrics.reading import Row, read
from cockpit.periods import Period, after
from cockpit.review import opened
from cockpit.review.blocks import heads, plain, title
from cockpit.review.document import Cell, Document, Event, Point, Points, Slide, Table, Text, Timeline, Tone
from cockpit.review.made import origin
from cockpit.review.month import Asked, Month
from cockpit.settings.model import Settings

# What happened, as the record and its ticket have it, each with what else is told of it.
MOMENTS: Final = {
    "occurred_at": (),
    "discovered_at": ("discovered_by",),
    "told_leader_at": (),
    "told_customer_at": (),
    "assigned_at": (),
    "arrived_at": (),
    "restored_at": (),
    "handling_finished_at": (),
    "report_at": (),
    "report_submitted_at": (),
}
TONES: Final[dict[str, Tone]] = {"occurred_at": "late", "restored_at": "fine"}
STATES: Final[dict[State, Tone]] = {State.MET: "fine", State.MISSED: "late", State.DUE: "watch"}
_ROW: Final = "select * from incidents where incident_id = :identity"
_TICKET: Final = "select assigned_at, arrived_at from tickets where ticket_id = :ticket"


def incident(cockpit: Cockpit, site: Settings, identity: str, language: str) -> Document:
    """The report on an incident, as far as it is known by the clock; UsageError where there is none of that number."""
    row = _found(cockpit, identity)
    until = max(row["occurred_day"], cockpit.today)
    if row["ended_at"] and row["ended_at"] <= cockpit.as_of:
        until = max(row["occurred_day"], row["ended_at"].astimezone(ZoneInfo(cockpit.engine.zone)).date())
    month = opened.over(cockpit, site, Period(row["occurred_day"], after(until, "day")), language, Asked())
    slides = (_course(month, row), _missing(month, row), _owed(month, row))
    told = " ".join(filter(None, (identity, row["title"])))
    name = say("papers.incident.title", language, title=told)
    texts = tuple(_text(month, row, part) for part in rules.MAJOR_REPORT)
    return Document("incident", language, name, month.period, None, origin(month), slides, texts=texts)


def incidents(cockpit: Cockpit) -> list[Row]:
    """The incidents known by the clock, the latest first."""
    if "incidents" not in cockpit.records:
        return []
    sql = "select * from incidents where discovered_at <= :as_of order by occurred_at desc, incident_id"
    return read(cockpit, "incidents", sql, MANAGER)


def _found(cockpit: Cockpit, identity: str) -> Row:
    rows = read(cockpit, "incidents", _ROW, MANAGER, identity=identity) if "incidents" in cockpit.records else []
    known = [row for row in rows if row["discovered_at"] <= cockpit.as_of]
    if not known:
        names = [row["incident_id"] for row in incidents(cockpit)]
        raise UsageError("unknown_incident", name=identity, nearest=nearest(identity, names))
    row = known[0]
    ticket = read(cockpit, "tickets", _TICKET, MANAGER, ticket=row["ticket_id"]) if row["ticket_id"] else []
    return {"assigned_at": None, "arrived_at": None} | row | (ticket[0] if ticket else {})


def tell(month: Month, key: str, /, **facts: object) -> str:
    """The words of ``papers.incident.<key>``."""
    return month.words(f"papers.incident.{key}", **facts)


def span(month: Month, lasted: timedelta) -> str:
    """How long something lasted."""
    return value(lasted / timedelta(hours=1), "hours", month.language)


def known(month: Month, at: datetime | None) -> datetime | None:
    """A moment that has come by the clock."""
    return at if at is not None and at <= month.cockpit.as_of else None


# ---- what happened


def _course(month: Month, row: Row) -> Slide:
    ended, now = known(month, row["ended_at"]), month.cockpit.as_of
    told = {"level": label("level", row["level"], month.language), "title": row["title"] or row["incident_id"]}
    lasted = span(month, (ended or now) - row["occurred_at"])
    parts = [tell(month, "lasted" if ended else "lasts", time=lasted, **told)]
    under = " · ".join(filter(None, (row["campus"], row["scope"], row["incident_id"], row["ticket_id"])))
    block = Timeline(told["title"], under, tuple(_events(month, row)))
    return Slide(
        "course", tell(month, "course"), title(month, parts, _limit(month, row)), under, (block,),
        foot=(tell(month, "foot"),),
    )  # fmt: skip


def _limit(month: Month, row: Row) -> str:
    """Whether it was over within the limit of its level."""
    duty = rules.restored(rules.in_utc(row), month.cockpit.as_of)
    if duty.due is None:
        return ""
    if duty.state is State.MISSED:
        return tell(month, "over", time=span(month, (duty.done or month.cockpit.as_of) - duty.due))
    return tell(month, "within" if duty.state is State.MET else "left", at=month.moment(duty.due))


def _events(month: Month, row: Row) -> Iterator[Event]:
    """What happened one after the other, as far as somebody wrote down when."""
    came = [(at, name) for name in MOMENTS if (at := known(month, row.get(name)))]
    for at, name in sorted(came, key=lambda pair: (pair[0], list(MOMENTS).index(pair[1]))):
        more = " ".join(str(row[column]) for column in MOMENTS[name] if row[column])
        text = tell(month, f"event.{name}")
        told = tell(month, "event.by", what=text, who=more) if more else text
        yield Event(month.moment(at), told, TONES.get(name, ""))


# ---- the nine parts


def said(month: Month, row: Row, part: str) -> str:
    """What the record has of a part; empty where it is missing."""
    (column,) = rules.MAJOR_REPORT[part]
    found: Any = row[column]
    if isinstance(found, datetime):
        return month.moment(found) if known(month, found) else ""
    return str(found).strip() if found is not None else ""


def missing(month: Month, row: Row) -> list[str]:
    """The names of the parts that are missing."""
    return [_named(month, part) for part in rules.MAJOR_REPORT if not said(month, row, part)]


def _named(month: Month, part: str) -> str:
    return say(f"service.part.{part}", month.language)


def _text(month: Month, row: Row, part: str) -> Text:
    """A part as the record has it; that it is to be filled in where it has not."""
    found = said(month, row, part)
    points = () if found else (Point(tell(month, "lacking"), "", "late"),)
    return Text(part, _named(month, part), points, found)


def _missing(month: Month, row: Row) -> Slide:
    lacks = missing(month, row)
    n = len(rules.MAJOR_REPORT)
    text = tell(month, "parts" if lacks else "whole", of=n, n=n - len(lacks))
    stress = tell(month, "lacks", names=say("common.comma", month.language).join(lacks)) if lacks else ""
    points = tuple(Point(name, tell(month, "lacking"), "late") for name in lacks)
    shown = Points("", points, tell(month, "nothing_lacks"))
    return Slide("missing", tell(month, "nine"), title(month, [text], stress), "", (shown,))


# ---- what is owed


def _owed(month: Month, row: Row) -> Slide:
    duties = [
        one
        for one in rules.owed(row, month.settings.contract, month.zone, month.cockpit.as_of)
        if one.state not in (State.FREE, State.AHEAD)
    ]
    late = [one for one in duties if one.state is State.MISSED]
    due = [one for one in duties if one.state is State.DUE]
    names = ("duty", "state", "due", "done", "missing")
    rows = tuple(_duty(month, one) for one in duties)
    block = Table(
        "",
        heads(month, "owed", names, wide=("due", "done", "missing"), area="papers.incident"),
        rows,
        tell(month, "free"),
    )
    parts = [tell(month, "owes", n=len(duties), met=len(duties) - len(late) - len(due))]
    stress = tell(month, "missed", n=len(late)) if late else tell(month, "due", n=len(due)) if due else ""
    return Slide("owed", tell(month, "duties"), title(month, parts, stress), "", (block,))


def _duty(month: Month, one: Duty) -> tuple[Cell, ...]:
    names = [_named(month, part) for part in one.missing]
    moments = [plain(month.moment(at) if at else "") for at in (one.due, one.done)]
    state = Cell(tell(month, f"state.{one.state.value}"), tone=STATES.get(one.state, ""))
    return (
        plain(say(f"service.duty.{one.name}", month.language)),
        state,
        *moments,
        plain(say("common.comma", month.language).join(names)),
    )
