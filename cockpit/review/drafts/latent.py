"""Latent problems: what is broken in a way that will show again, each with the figures or rows it is told by."""

from __future__ import annotations

from collections import Counter
from typing import Final

from cockpit.i18n import reckoned, say
from cockpit.review import facts
from cockpit.review.blocks import running
from cockpit.review.document import Point
from cockpit.review.month import Month
from cockpit.review.troubles import placed, repeating, uninspected, waiting_long

MOST: Final = 3


def told(month: Month, key: str, /, **facts_: object) -> str:
    """The words of ``drafts.<key>``."""
    return month.words(f"drafts.{key}", **facts_)


def latent(month: Month) -> tuple[Point, ...]:
    """The latent problems of a month, what is likeliest to come again first."""
    return month.found(
        ("latent", month.language),
        lambda: (*_devices(month), *_findings(month), *_rooms(month), *_parts(month), *_waiting(month)),
    )


def _devices(month: Month) -> list[Point]:
    """Devices that fail more often than chance would have it; then those that repeat as often as is told of."""
    points, known = [], set()
    for one in facts.failing(month)[:MOST]:
        known.add(one.device)
        figure = month.figure(month.ask(month.question("opened", more=one.filters)))
        place = f"{one.campus} {one.building}"
        head = told(month, "latent.device", device=one.device, place=place, days=one.days, n=one.actual)
        expected = reckoned("tickets", month.language, one.expected)
        detail = told(
            month, "latent.device_why", expected=expected, run=one.run, since=month.day(one.since, short=False)
        )
        points.append(Point(head, detail, "late", (figure,)))
    rows = [row for row in repeating(month, month.settings.warnings.device_faults) if row["device"] not in known]
    answer = month.answer("repeat_fault", "device", against=None) if rows else None
    places = placed(month, [row["device"] for row in rows[: MOST - len(points)]])
    for row in rows[: max(MOST - len(points), 0)]:
        assert answer is not None
        at = places[row["device"]]
        where = " ".join(filter(None, (at["campus"], at["building"])))
        head = told(month, "latent.repeats", device=row["device"], place=where, n=int(row["value"]))
        points.append(
            Point(head, told(month, "latent.repeats_why", n=at["faults"]), "watch", (month.figure(answer, row),))
        )
    return points


def _findings(month: Month) -> list[Point]:
    """What rounds found and nobody has put right yet."""
    rows = [row for row in facts.findings(month) if row["outcome"] not in ("fixed", "cancelled")]
    if not rows or month.lacks("finding_fixed"):
        return []
    counts = Counter(row["outcome"] for row in rows)
    parts = [say(f"inspections.findings.count_{name}", month.language, n=n) for name, n in counts.items()]
    what = [f"{row['building']} {row['room'] or ''}".strip() + f" {row['finding']}" for row in rows if row["finding"]]
    detail = say("common.comma", month.language).join(parts)
    if what:
        detail = told(month, "latent.findings_why", counts=detail, first=what[0])
    return [
        Point(
            told(month, "latent.findings", n=len(rows)), detail, "watch", (month.figure(month.answer("finding_fixed")),)
        )
    ]


def _rooms(month: Month) -> list[Point]:
    """The core room that was most often not looked at."""
    rooms = uninspected(month)
    if not rooms:
        return []
    room, days = next(iter(rooms.items()))
    figure = month.figure(month.answer("core_room_gaps"))
    head = told(month, "latent.room", room=room, n=len(days))
    return [
        Point(
            head, told(month, "latent.room_why", n=sum(map(len, rooms.values())), rooms=len(rooms)), "watch", (figure,)
        )
    ]


def _parts(month: Month) -> list[Point]:
    """Parts that may run out and of which too few are on order."""
    short = [one for one in facts.short_parts(month) if not one.enough_ordered]
    if not short:
        return []
    names = say("common.comma", month.language).join(one.name for one in short[:MOST])
    first = short[0]
    detail = told(
        month,
        "latent.parts_why",
        name=first.name,
        stock=month.number(float(first.stock)),
        unit=first.unit,
        days=month.number(first.days_left, 0),
        lead=first.lead_days,
    )
    return [Point(told(month, "latent.parts", n=len(short), names=names), detail, "watch")]


def _waiting(month: Month) -> list[Point]:
    """Faults that were open longest at the period's end."""
    found = waiting_long(month)
    if found is None:
        return []
    answer, row = found
    figure = month.figure(answer, row)
    key = "latent.waiting_now" if running(month) else "latent.waiting"
    head = told(month, key, n=int(row["value"]), age=month.label("age", row["age"]))
    return [Point(head, "", "watch", (figure,))]
