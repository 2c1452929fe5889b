"""Latent problems: what is broken in a way that will show again, each with the figures or rows it is told by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from cockpit.alerts import Failing, Short
from cockpit.i18n import reckoned, say
from cockpit.review import counting, facts
from cockpit.review.blocks import running
from cockpit.review.document import Point
from cockpit.review.month import Month
from cockpit.review.numbers import Count, Figure, Listing
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
        points.append(Point(head, detail, "late", (figure,), _run(month, one, head)))
    rows = [row for row in repeating(month, month.settings.warnings.device_faults) if row["device"] not in known]
    answer = month.answer("repeat_fault", "device", against=None) if rows else None
    places = placed(month, [row["device"] for row in rows[: MOST - len(points)]])
    for row in rows[: max(MOST - len(points), 0)]:
        assert answer is not None
        at = places[row["device"]]
        where = " ".join(filter(None, (at["campus"], at["building"])))
        head = told(month, "latent.repeats", device=row["device"], place=where, n=int(row["value"]))
        figure, opened = month.figure(answer, row), _opened(month, row["device"])
        counts = (counting.tally(month, figure), Count(opened.text, opened), counting.tally(month, opened))
        points.append(Point(head, told(month, "latent.repeats_why", n=at["faults"]), "watch", (figure,), counts))
    return points


def _opened(month: Month, device: str) -> Figure:
    """The faults of a device in the month."""
    return month.figure(month.ask(month.question("opened", more=(("device", (device,)),))))


def _run(month: Month, one: Failing, name: str) -> tuple[Listing, ...]:
    """The faults of the last days, and those of the run that they end."""
    sql = (
        "select ticket_id, reported_day from tickets where work_type = 'fault' and device_id = :device "
        "and reported_at <= :as_of and reported_day >= :since and reported_day <= :last order by reported_at"
    )
    rows = month.rows("tickets", sql, device=one.device, since=one.since, last=month.then.today)
    late = [row for row in rows if row["reported_day"] > month.then.today - timedelta(days=one.days)]
    return tuple(counting.rows(month, "tickets", some, name) for some in (late, rows))


def _findings(month: Month) -> list[Point]:
    """What rounds found and nobody has put right yet."""
    rows = [row for row in facts.findings(month) if row["outcome"] not in ("fixed", "cancelled")]
    if not rows or month.lacks("finding_fixed"):
        return []
    counts = Counter(row["outcome"] for row in rows)
    parts = {name: say(f"inspections.findings.count_{name}", month.language, n=n) for name, n in counts.items()}
    what = [f"{row['building']} {row['room'] or ''}".strip() + f" {row['finding']}" for row in rows if row["finding"]]
    detail = say("common.comma", month.language).join(parts.values())
    if what:
        detail = told(month, "latent.findings_why", counts=detail, first=what[0])
    head, figure = told(month, "latent.findings", n=len(rows)), month.figure(month.answer("finding_fixed"))
    each = (
        counting.rows(month, "inspections", (row for row in rows if row["outcome"] == name), words, words)
        for name, words in parts.items()
    )
    return [Point(head, detail, "watch", (figure,), (counting.rows(month, "inspections", rows, head), *each))]


def _rooms(month: Month) -> list[Point]:
    """The core room that was most often not looked at."""
    rooms = uninspected(month)
    if not rooms:
        return []
    room, days = next(iter(rooms.items()))
    figure = month.figure(month.answer("core_room_gaps"))
    head = told(month, "latent.room", room=room, n=len(days))
    why = told(month, "latent.room_why", n=sum(map(len, rooms.values())), rooms=len(rooms))
    every = (one.key for gaps in rooms.values() for one in gaps)
    numbers = counting.named(month, [*rooms], why), counting.keyed(month, "room_days", every, why)
    own = counting.keyed(month, "room_days", (one.key for one in days), head)
    return [Point(head, why, "watch", (figure,), (own, *counting.ordered(why, *numbers)))]


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
    head = told(month, "latent.parts", n=len(short), names=names)
    return [Point(head, detail, "watch", counts=(short_listed(month, short, head),))]


def short_listed(month: Month, short: Sequence[Short], name: str) -> Listing:
    """Parts that are short."""
    return counting.keyed(month, "parts", (one.part_id for one in short), name)


def _waiting(month: Month) -> list[Point]:
    """Faults that were open longest at the period's end."""
    found = waiting_long(month)
    if found is None:
        return []
    answer, row = found
    figure = month.figure(answer, row)
    key = "latent.waiting_now" if running(month) else "latent.waiting"
    head = told(month, key, n=int(row["value"]), age=month.label("age", row["age"]))
    return [Point(head, "", "watch", (figure,), (counting.tally(month, figure),))]
