"""Records about people by chance: trainings, who attended them, and what they said of them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

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
