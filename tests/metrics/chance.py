"""Small sites by chance: every status, awkward instants, empty cells where cells may be empty."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from cockpit.metrics import CATALOGUE, Question
from cockpit.periods import Period
from cockpit.records.core import CHANNELS, ROLES, STATUSES, WORK_TYPES
from cockpit.settings.model import Calendar, Duty, Limit, Measures, Room, Rooms, Term, Terms
from tests.metrics import chance_ledgers, chance_people, chance_rounds, chance_scores
from tests.metrics.naive_facts import DAY, US
from tests.metrics.small_site import Row, SmallSite

FIRST = date(2025, 10, 20)
DAYS = 200
ZONES = ("Asia/Shanghai", "America/New_York", "Europe/London", "UTC", "Australia/Lord_Howe")
STEPS = (
    timedelta(0),
    US,
    timedelta(seconds=1),
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=3),
    timedelta(hours=4),
    timedelta(hours=8),
    DAY,
    3 * DAY,
    7 * DAY,
    30 * DAY,
)
# Columns a site may lack altogether.
OPTIONAL = (
    "overrun_report_at",
    "reopened_at",
    "device_id",
    "due_at",
    "agreed_due_at",
    "arrived_at",
    "hold_minutes",
    "manual_ref",
    "group",
)


def site(seed: int, count: int = 250) -> SmallSite:
    """A site of ``count`` tickets and a dozen people; the same for the same seed."""
    draw = Random(seed)
    zone = draw.choice(ZONES)
    lacking = draw.sample(OPTIONAL, draw.randint(0, 3))
    tickets = [ticket(draw, number, ZoneInfo(zone)) for number in range(count)]
    staff = [member(draw, number) for number in range(8)]
    return SmallSite(
        {
            "tickets": [{name: cell for name, cell in row.items() if name not in lacking} for row in tickets],
            "staff": staff,
            "incidents": incidents(Random(f"incidents {seed}"), tickets, ZoneInfo(zone)),
            **chance_people.trainings(Random(f"trainings {seed}"), FIRST, DAYS, staff),
            **chance_scores.records(Random(f"scores {seed}")),
            "complaints": complaints(Random(f"complaints {seed}"), staff, ZoneInfo(zone)),
            "inspections": chance_rounds.rounds(Random(f"rounds {seed}"), FIRST, DAYS, ZoneInfo(zone), tickets),
            "shifts": chance_people.shifts(Random(f"shifts {seed}"), FIRST, DAYS, ZoneInfo(zone)),
            "work_logs": chance_ledgers.logs(Random(f"logs {seed}"), FIRST, DAYS, ZoneInfo(zone)),
            "documents": chance_ledgers.reviewed(Random(f"documents {seed}"), FIRST, DAYS),
            "policies": chance_ledgers.reviewed(Random(f"policies {seed}"), FIRST, DAYS),
        },
        zone,
        contract(draw),
        Calendar(
            terms=(
                Term("autumn", date(2025, 9, 3), date(2026, 1, 18)),
                Term("spring", date(2026, 3, 2), date(2026, 7, 5)),
            ),
            holidays=(date(2025, 12, 19), date(2026, 1, 1), date(2026, 2, 28)),
            workdays=(date(2025, 12, 20), date(2026, 2, 8)),
        ),
        measures(Random(f"measures {seed}")),
        Duty(("North", "东校区"), draw.choice((timedelta(0), timedelta(minutes=5)))),
        Rooms((Room("North", "Library", "101"), Room("东校区", "Hall"), Room("West", "Nowhere", "1"))),
    )


def measures(draw: Random) -> Measures:
    """The usual bounds, or others: some of the lengths that rules speak of."""
    if draw.random() < 0.4:
        return Measures()
    ageing, left = (sorted(draw.sample(STEPS[3:], draw.randint(1, 5))) for _ in range(2))
    return Measures(tuple(ageing), tuple(left), draw.choice((60, 79.9, 100)))


def contract(draw: Random) -> tuple[Terms, ...]:
    changes = sorted(draw.sample(range(6, DAYS), 2))
    return tuple(
        Terms(
            since=FIRST + timedelta(days=days),
            respond=draw.choice(("assigned", "arrived", "earliest")),
            limits={
                level: Limit(timedelta(hours=draw.choice((0.25, 0.5, 2))), timedelta(hours=draw.choice((4, 8, 24, 72))))
                for level in draw.sample("ABCD", draw.randint(3, 4))
            },
            risk_share=draw.choice((0.75, 0.5)),
            reopen_days=draw.choice((7, 3)),
            repeat_days=draw.choice((30, 7)),
            report_within=draw.choice((DAY, 2 * DAY)),
            overrun_report_within=draw.choice((2 * DAY, timedelta(hours=3))),
        )
        for days in (draw.choice((-400, 5)), *changes)
    )


def ticket(draw: Random, number: int, zone: ZoneInfo) -> dict[str, Any]:
    reported = awkward(draw, zone)
    resolved = maybe(draw, 0.6, after(draw, reported, zone))
    closed = maybe(draw, 0.6, after(draw, resolved or reported, zone))
    campus = draw.choice(("North", "South's", "东校区"))
    return {
        "ticket_id": f"T{number:04d}",
        "work_type": "fault" if draw.random() < 0.85 else draw.choice(WORK_TYPES),
        "channel": draw.choice(CHANNELS),
        "campus": campus,
        # As the serving file tells buildings of one name apart: each campus has both.
        "building": f"{draw.choice(('Library', 'Hall'))} · {campus}",
        "room": maybe(draw, 0.6, draw.choice(("101", "102"))),
        "category": draw.choice(("network", "power")),
        "subcategory": maybe(draw, 0.5, draw.choice(("cable", "switch"))),
        "device_type": maybe(draw, 0.5, draw.choice(("ap", "switch"))),
        "device_id": maybe(draw, 0.4, draw.choice(("AP-1", "AP-2", "SW-1"))),
        "level": maybe(draw, 0.9, draw.choice("ABCD")),
        "status": draw.choice(STATUSES),
        "engineer_id": maybe(draw, 0.8, f"S{draw.randrange(9)}"),
        "group": maybe(draw, 0.8, draw.choice(("one", "two"))),
        "reported_at": reported,
        "assigned_at": maybe(draw, 0.6, after(draw, reported, zone)),
        "arrived_at": maybe(draw, 0.6, after(draw, reported, zone)),
        "resolved_at": resolved,
        "closed_at": closed,
        "reopened_at": maybe(draw, 0.3, after(draw, resolved or reported, zone)),
        "reopen_count": maybe(draw, 0.6, draw.randrange(3)),
        "due_at": maybe(draw, 0.2, after(draw, reported, zone)),
        "agreed_due_at": maybe(draw, 0.3, after(draw, reported - draw.choice(STEPS), zone)),
        "hold_minutes": maybe(draw, 0.3, draw.choice((0.0, 0.5, 90.0, 600.25))),
        "rating": maybe(draw, 0.5, draw.choice((0.0, 20.0, 79.9, 80.0, 100.0))),
        "manual_ref": maybe(draw, 0.5, "3.2"),
        "overrun_report_at": maybe(draw, 0.6, after(draw, reported, zone)),
        "signed": draw.choice((True, True, False, None)),
        "revisit_at": maybe(draw, 0.6, after(draw, resolved or reported, zone)),
    }


def complaints(draw: Random, staff: list[Row], zone: ZoneInfo) -> list[Row]:
    """Complaints about somebody or nobody, answered at awkward instants or not at all."""
    found: list[Row] = []
    for number in range(60):
        received = awkward(draw, zone)
        found.append(
            {
                "complaint_id": f"C{number:02d}",
                "received_at": received,
                "complexity": draw.choice(("simple", "complex")),
                "staff_id": maybe(draw, 0.8, draw.choice(staff)["staff_id"]),
                "confirmed": draw.random() < 0.5,
                "replied_at": maybe(draw, 0.8, received + draw.choice((*STEPS, 2 * DAY, 2 * DAY + US))),
            }
        )
    return found


def incidents(draw: Random, tickets: list[dict[str, Any]], zone: ZoneInfo) -> list[Row]:
    """An incident for some tickets, of their campus and level, and some without a ticket."""
    submitted = draw.random() < 0.8
    found: list[Row] = []
    for row in (*draw.sample(tickets, len(tickets) // 3), *({} for _ in range(15))):
        discovered = row.get("reported_at") or awkward(draw, zone)
        restored = maybe(draw, 0.8, after(draw, discovered, zone))
        handled = maybe(draw, 0.6, after(draw, restored or discovered, zone))
        written = maybe(draw, 0.8, after(draw, handled or restored or discovered, zone))
        found.append(
            {
                "incident_id": f"I{len(found):03d}",
                "ticket_id": row.get("ticket_id") or maybe(draw, 0.2, "nowhere"),
                "level": row.get("level") or draw.choice("AABC"),
                "campus": row.get("campus") or draw.choice(("North", "South's")),
                "occurred_at": discovered - draw.choice(STEPS),
                "discovered_at": discovered,
                "restored_at": restored,
                "handling_finished_at": handled,
                "report_at": written,
                "report_submitted_at": maybe(draw, 0.9, written) if submitted else None,
            }
        )
    return found


def member(draw: Random, number: int) -> Row:
    hired = FIRST + timedelta(days=draw.randint(-300, 150))
    return {
        "staff_id": f"S{number}",
        "role": draw.choice(("engineer", "engineer", "multimedia_engineer", *ROLES)),
        "group": draw.choice(("one", "two")),
        "campus": draw.choice(("North", "South's", "东校区")),
        "hired_on": hired,
        "left_on": maybe(draw, 0.3, hired + timedelta(days=draw.randint(0, 200))),
    }


def knots(zone: ZoneInfo) -> tuple[datetime, ...]:
    """Instants at which much happens at once, a midnight and a noon: where one should look from."""
    days = (FIRST + timedelta(days=60), FIRST + timedelta(days=130))
    return tuple(
        datetime.combine(day, time(hour), zone).astimezone(UTC) for day, hour in zip(days, (0, 12), strict=True)
    )


def awkward(draw: Random, zone: ZoneInfo) -> datetime:
    """An instant, often a knot, or on or just before a site's midnight or a full hour."""
    if draw.random() < 0.1:
        return draw.choice(knots(zone))
    day = FIRST + timedelta(days=draw.randrange(DAYS))
    instant = datetime.combine(day, time(), zone).astimezone(UTC) + timedelta(hours=draw.randrange(24))
    return instant + draw.choice((timedelta(0), -US, -timedelta(seconds=1), timedelta(seconds=draw.randrange(3600))))


def after(draw: Random, instant: datetime, zone: ZoneInfo) -> datetime:
    """A later instant (or the same), often a knot, or by exactly one of the lengths that rules speak of."""
    later = [knot for knot in knots(zone) if knot >= instant]
    if later and draw.random() < 0.15:
        return draw.choice(later)
    if draw.random() < 0.5:
        return instant + draw.choice(STEPS) + draw.choice((timedelta(0), timedelta(0), US))
    return instant + timedelta(seconds=draw.randrange(draw.choice((3600, 100_000, 3_000_000))))


def maybe(draw: Random, chance: float, value: Any) -> Any:
    return value if draw.random() < chance else None


def clock(draw: Random, zone: ZoneInfo) -> datetime:
    """An instant to look from: a knot, any, or after all."""
    return draw.choice((*knots(zone), awkward(draw, zone), knots(zone)[0] + 400 * DAY))


def question(draw: Random, metric: str, today: date) -> Question:
    """A period within the days of the data, often with ``today`` in it; up to two splits, filters on up to two."""
    splits = CATALOGUE[metric].splits
    by = tuple(draw.sample(splits, draw.choice((0, 1, 1, 2))))
    if "hour" in splits and draw.random() < 0.15:
        by = ("hour",)
    days = draw.choice((1, 7, 31, 90))
    first = FIRST + timedelta(days=draw.randint(-10, DAYS))
    if draw.random() < 0.5:
        first = today - timedelta(days=draw.randrange(days + 1))
    return Question(metric, Period(first, first + timedelta(days=days)), by, filters(draw, metric))


def filters(draw: Random, *metrics: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Filters that all these metrics take, on up to two dimensions."""
    known = {
        "campus": ("North", "South's", "nowhere"),
        "category": ("network",),
        "level": ("A", "B", ""),
        "channel": ("phone", "wechat", "patrol", "other"),
        "device": ("AP-1", ""),
        "engineer": ("S1", "S2", "S3", ""),
        "group": ("one", ""),
        "status": ("closed", "resolved", "new"),
    }
    if any(CATALOGUE[metric].stock for metric in metrics):
        del known["status"]
    chosen = draw.sample(sorted(known), draw.choice((0, 0, 1, 2)))
    return tuple((name, tuple(draw.sample(known[name], draw.randint(1, len(known[name]))))) for name in chosen)
