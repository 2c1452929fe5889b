"""Records about people by chance: trainings, who attended them, and what they said of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.metrics.small_site import Row


def trainings(draw: Random, first: date, days: int, staff: list[Row]) -> dict[str, list[Row]]:
    """Trainings on days around the tickets', sheets with empty answers, sheets of no known training."""
    sessions: list[Row] = [
        {
            "session_id": f"P{number}",
            "held_on": first + timedelta(days=draw.randint(-20, days)),
            "title": draw.choice(("Networks", "H3CNE", "Safety")),
            "audience": draw.choice(("staff", "customer")),
            "kind": draw.choice(("basic", "service")),
            "mode": "centralised",
            "lecturer": "L",
            "hours": draw.choice((1.5, 3.0, 7.0)),
        }
        for number in range(12)
    ]
    known = [str(one["session_id"]) for one in sessions]
    attendance: dict[tuple[str, str], Row] = {}
    for one in sessions:
        for person in draw.sample(staff, draw.randint(0, len(staff))):
            key = (str(one["session_id"]), str(person["staff_id"]))
            hours = draw.choice((one["hours"], 0.5))
            attendance[key] = {"session_id": key[0], "staff_id": key[1], "hours": hours, "passed": draw.random() < 0.8}
    feedback: list[Row] = [
        {
            "feedback_id": f"F{number}",
            "session_id": draw.choice((*known, "nowhere")),
            **{
                name: draw.choice((None, 0.0, 49.5, 50.0, 85.5, 86.0, 100.0))
                for name in ("lecturer", "material", "environment", "arrangement")
            },
        }
        for number in range(60)
    ]
    return {"training_sessions": sessions, "training_attendance": [*attendance.values()], "training_feedback": feedback}


def shifts(draw: Random, first: date, days: int, zone: ZoneInfo) -> list[Row]:
    """Shifts of all kinds, half on weekends: early, on the minute, late, missing, at no site, of nobody known."""
    found: dict[tuple[str, date, str], Row] = {}
    for _ in range(160):
        day = first + timedelta(days=draw.randint(-20, days))
        if draw.random() < 0.5:
            day += timedelta(days=5 - day.weekday() + draw.randint(0, 1))
        start = datetime.combine(day, time(draw.choice((0, 8, 20))), zone)
        late = timedelta(minutes=draw.choice((-20, 0, 0, 3, 5, 6, 300)))
        person, kind = f"S{draw.randrange(9)}", draw.choice(("day", "night", "weekend", "holiday", "leave", "overtime"))
        found[person, day, kind] = {
            "staff_id": person,
            "date": day,
            "kind": kind,
            "site": draw.choice((None, "North", "东校区", "South's")),
            "planned_start": start if draw.random() < 0.9 else None,
            "clock_in": start + late if draw.random() < 0.7 else None,
        }
    return [*found.values()]
