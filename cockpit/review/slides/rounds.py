"""Inspections of the month: made in time or not, core rooms day by day, what was found and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from cockpit.i18n import label, say
from cockpit.metrics.reading import Row
from cockpit.metrics.rounds import RoomDay
from cockpit.review import counting, facts
from cockpit.review.blocks import card, cell, few, heads, named, plain, tell, title, unrecorded
from cockpit.review.document import Cards, Cell, Point, Slide, Table, Tone
from cockpit.review.month import Month
from cockpit.review.numbers import Count, Counted, Listing
from cockpit.review.troubles import uninspected
from cockpit.sentences import Sentence

PLANNED, CORE, FOUND = "inspection_completion", "core_room_days", "abnormal_findings"
TICKETED, FIXED = "finding_ticketed", "finding_fixed"
MOST, MOST_SO = 4, 3
TONES: dict[str, Tone] = {"none": "late", "unknown": "late", "late": "late", "cancelled": "quiet", "fixed": "fine"}


def rounds(month: Month) -> Slide | None:
    """The rounds of the month; None where the site has none."""
    if facts.rounds_lacking(month):
        return None
    planned = month.answer(PLANNED)
    return Slide(
        "rounds",
        tell(month, "rounds.name"),
        _title(month),
        _found(month),
        _blocks(month),
        so=tuple(_so(month)),
        foot=month.foot(PLANNED, n=planned.n, more=(tell(month, "rounds.n"),)),
        notes=tuple(say(f"metrics.{name}.definition", month.language) for name in (CORE, FIXED)),
        told=tuple(month.figure(month.answer(name)) for name in (PLANNED, FOUND, CORE) if not month.lacks(name)),
        counts=tuple(_counts(month)),
    )


def _counts(month: Month) -> Iterator[Counted]:
    """The numbers of the title and of the line below it, in their order."""
    planned = month.figure(month.answer(PLANNED))
    yield counting.tally(month, planned)
    yield Count(month.percent(planned.value), planned)
    gaps, late = uninspected(month), facts.overdue(month)
    if gaps:
        room, days = next(iter(gaps.items()))
        yield _gaps(month, days, tell(month, "rounds.gaps", room=room, n=len(days)))
    elif late:
        yield counting.rows(month, "inspections", late, tell(month, "rounds.overdue", n=len(late)))
    yield counting.tally(month, planned)
    for name, some in due(month).items():
        if some:
            told = tell(month, f"rounds.{name}", n=len(some))
            yield counting.rows(month, "inspections", some, told, told)
    if not month.lacks(FOUND):
        yield counting.tally(month, month.figure(month.answer(FOUND)))
    fixed = [row for row in facts.findings(month) if row["outcome"] == "fixed"]
    if fixed and _made(month) and not month.lacks(FIXED):
        yield counting.rows(month, "inspections", fixed, _abnormal(month))


def _gaps(month: Month, days: Sequence[RoomDay], name: str) -> Listing:
    return counting.keyed(month, "room_days", (one.key for one in days), name)


def _title(month: Month) -> Sentence:
    if nothing := unrecorded(month, "inspections", facts.first_day(month, "inspections")):
        return nothing
    planned = month.answer(PLANNED)
    told = {"month": named(month), "n": month.number(planned.n), "share": month.percent(planned.value)}
    parts = [tell(month, "rounds.planned" if planned.n else "rounds.unplanned", **told)]
    return title(month, parts, _worst(month))


def _found(month: Month) -> str:
    """How the rounds that were due were made, and how much was found and put right in the month."""
    told, found = _due(month), _abnormal(month)
    both = tell(month, "rounds.both", due=told, found=found) if told and found else told or found
    return both or month.span(month.ran)


def _due(month: Month) -> str:
    """How many of those due were made in time, late and not at all."""
    counts = due(month)
    parts = [tell(month, f"rounds.{name}", n=len(some)) for name, some in counts.items() if some]
    return tell(month, "rounds.due", of=sum(map(len, counts.values())), parts=month.listed(parts)) if parts else ""


def _abnormal(month: Month) -> str:
    """What the rounds made in the month found, whenever they were due; without any nothing could be."""
    found = month.answer(FOUND)
    if found.lacking or not _made(month):
        return ""
    if not found.n:
        return tell(month, "rounds.nothing")
    fixed = sum(row["outcome"] == "fixed" for row in facts.findings(month))
    key = "rounds.untraced" if month.lacks(FIXED) else "rounds.found"
    return tell(month, key, n=month.number(found.n), fixed=month.number(fixed))


def due(month: Month) -> dict[str, list[Row]]:
    """The rounds planned in the month for days that are over: made in time, made late, not made; none left out."""
    if month.lacks(PLANNED):
        return {}
    sql = (
        "select inspection_id, case when on_time then 'in_time' when done_at is null or done_at > :as_of "
        "then 'not_made' else 'made_late' end as how from inspections "
        "where planned_on >= :from_day and planned_on < :to_day and planned_on < :today order by inspection_id"
    )
    rows = month.found("due", lambda: month.rows("inspections", sql))
    return {how: [row for row in rows if row["how"] == how] for how in ("in_time", "made_late", "not_made")}


def _made(month: Month) -> bool:
    """Whether any round was made in the month."""
    sql = (
        "select count(*) as n from inspections where done_day >= :from_day and done_day < :to_day and done_at <= :as_of"
    )
    (row,) = month.found("made", lambda: month.rows("inspections", sql))
    return bool(row["n"])


def _worst(month: Month) -> str:
    """The core room that was most often not inspected; else how many rounds are not made yet, or that all was kept."""
    for room, days in uninspected(month).items():
        return tell(month, "rounds.gaps", room=room, n=len(days))
    late = facts.overdue(month)
    if late:
        return tell(month, "rounds.overdue", n=month.number(len(late)))
    return tell(month, "rounds.kept") if not month.lacks(CORE) and month.answer(CORE).n else ""


def _blocks(month: Month) -> tuple[Cards | Table, ...]:
    known = [name for name in (PLANNED, CORE, FOUND, FIXED) if not month.lacks(name)]
    cards = tuple(card(month, name) for name in known if month.answer(name).value is not None)
    table = _findings(month) if facts.findings(month) else _kinds(month)
    return (*((Cards(cards),) if cards else ()), *((table,) if table.rows else ()))


def _findings(month: Month) -> Table:
    """What was found, what is not put right first."""
    rows = facts.findings(month)
    lines = tuple(_finding(month, row) for row in rows[:MOST])
    more = len(rows) - len(lines)
    names = ("day", "place", "found", "came")
    return Table(
        tell(month, "rounds.findings"),
        heads(month, "rounds.head", names, wide=("place", "found")),
        lines,
        rest=tell(month, "more", n=month.number(more)) if more else "",
        counts=(counting.rows(month, "inspections", rows[MOST:], tell(month, "rounds.findings")),) if more else (),
    )


def _finding(month: Month, row: Row) -> tuple[Cell, ...]:
    place = " ".join(filter(None, (row["campus"], row["building"], row["room"])))
    came = say(f"inspections.outcome.{row['outcome']}", month.language)
    what = row["finding"] or say("inspections.findings.untold", month.language)
    return plain(month.day(row["done_day"])), plain(place), plain(what), plain(came, TONES.get(row["outcome"], ""))


def _kinds(month: Month) -> Table:
    """What was made in time of what was planned, a kind of room a line."""
    answer = month.answer(PLANNED, "kind")
    lines = [
        (
            plain(label("kind", row["kind"], month.language)),
            counting.cell(counting.tally(month, month.figure(answer, row))),
            cell(month, answer, row),
        )
        for row in sorted(answer.rows, key=lambda row: (-row["n"], str(row["kind"])))
    ]
    names = ("kind", "planned", "share")
    return Table(tell(month, "rounds.kinds"), heads(month, "rounds.head", names, names[1:]), tuple(lines))


def _so(month: Month) -> list[Point]:
    found, points = facts.findings(month), []
    counts = Counter(row["outcome"] for row in found)
    figure = month.figure(month.answer(FOUND))
    if counts["none"] and not month.lacks(TICKETED):
        told = tell(month, "rounds.unticketed", n=counts["none"], of=len(found))
        numbers = (counting.rows(month, "inspections", found, told), _came(month, "none", told))
        points.append(
            Point(told, tell(month, "rounds.unticketed_why"), "watch", (figure,), counting.ordered(told, *numbers))
        )
    if counts["late"]:
        told = tell(month, "rounds.late", n=counts["late"])
        points.append(Point(told, "", "late", counts=(_came(month, "late", told),)))
    for room, days in [*uninspected(month).items()][:1]:
        told = tell(month, "rounds.room", room=room, n=len(days))
        detail, gaps = few(month, [month.day(one.day) for one in days]), _gaps(month, days, told)
        points.append(Point(told, detail, "late", counts=(gaps, gaps)))
    if late := facts.overdue(month):
        told, detail = (
            tell(month, "rounds.open", n=len(late)),
            tell(month, "rounds.since", day=month.day(late[0]["planned_on"])),
        )
        points.append(Point(told, detail, "late", counts=(counting.rows(month, "inspections", late, told),)))
    if unseen := facts.unseen(month):
        told = tell(month, "rounds.unseen", n=len(unseen))
        why = tell(month, "rounds.unseen_why", days=month.settings.rooms.missed_within.days)
        points.append(Point(told, why, "watch", counts=(counting.rows(month, "tickets", unseen, told),)))
    return points[:MOST_SO]


def _came(month: Month, outcome: str, name: str) -> Listing:
    """The findings that came to that."""
    some = [row for row in facts.findings(month) if row["outcome"] == outcome]
    return counting.rows(month, "inspections", some, name)
