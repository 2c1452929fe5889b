"""Scores of the month, for rooms that may see people's: by group, who failed, what penalties there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cockpit.contract.performance import GOOD_OR_BETTER, Band
from cockpit.i18n import say
from cockpit.metrics.people import Scores
from cockpit.metrics.reading import Row
from cockpit.periods import add_months, unit_of
from cockpit.review import counting, facts
from cockpit.review.blocks import listed, plain, running, shown, tell, title, unrecorded
from cockpit.review.document import Cell, Point, Tone
from cockpit.review.month import Month
from cockpit.review.numbers import Figure, Listing
from cockpit.sentences import Sentence

MOST = 4


@dataclass(frozen=True)
class Marks:
    """What the slide of the team tells of the month's scores: a sentence, columns by group, what follows."""

    said: str
    figure: Figure
    rows: Sequence[Row]
    so: tuple[Point, ...]
    counts: tuple[Listing, ...]


def marks(month: Month) -> Marks | None:
    """The month's scores; None of another period, or where the site has none."""
    found = facts.people_scores(month)
    if found is None or unit_of(month.period) != "month":
        return None
    rows = found.of_month(month.period.first)
    sentence, so = _title(month, rows), tuple(_so(month, found, rows))
    told = f"{sentence.text}{sentence.stress}{sentence.after}"
    if running(month):
        told = month.dotted(told, tell(month, "scores.running", month=month.spelled))
    return Marks(told, month.figure(month.answer("score")), rows, so, tuple(_counts(month, rows)))


def _title(month: Month, rows: Sequence[Row]) -> Sentence:
    first = facts.first_day(month, "performance")
    if nothing := unrecorded(month, "performance", first):
        return nothing
    if not rows:
        return title(month, [tell(month, "scores.none", month=month.spelled)])
    good = sum(row["band"] in GOOD_OR_BETTER for row in rows)
    parts = [say("performance.sentence.month", month.language, month=month.spelled, n=len(rows), good=good)]
    failed = [row["staff_id"] for row in rows if row["band"] == Band.FAIL]
    if failed:
        return title(month, parts, say("performance.sentence.failed", month.language, names=named(month, failed)))
    return title(month, parts, tell(month, "scores.nobody"))


def _counts(month: Month, rows: Sequence[Row]) -> Iterator[Listing]:
    """The numbers of the title, in their order."""
    for some in (rows, [row for row in rows if row["band"] in GOOD_OR_BETTER]):
        if some:
            yield _people(month, some, month.spelled)


def _people(month: Month, some: Sequence[Row], name: str) -> Listing:
    """Scores by their people."""
    heads_ = (say("common.dims.person", month.language), month.name("score"))
    told = tuple((month.label("person", row["staff_id"]), month.number(row["score"], 1)) for row in some)
    return Listing(month.number(len(told)), name, heads=heads_, rows=told)


def named(month: Month, people: Sequence[str]) -> str:
    """The first few by name, and how many more there are."""
    told = listed(month, [month.label("person", one) for one in people[:MOST]])
    rest = len(people) - MOST
    return say("performance.and_more", month.language, names=told, n=rest) if rest > 0 else told


COLUMNS: Final = ("fail", "mean")


def cells(month: Month, found: Marks, group: str | None) -> tuple[Cell, ...]:
    """How many of a group failed, and its mean score; of all where it is None."""
    answer = month.answer("score", *([] if group is None else ["group"]), against=None)
    row = next((row for row in answer.rows if group is None or row["group"] == group), None)
    failed = [one for one in found.rows if group in (None, one["group"]) and one["band"] == Band.FAIL]
    name = month.dotted(tell(month, "all") if group is None else group, tell(month, "scores.head.fail"))
    mean = shown(month.figure(answer, row), "percent100") if row else plain("")
    return counting.cell(_people(month, failed, name), "late" if failed else ""), mean


def _so(month: Month, found: Scores, rows: Sequence[Row]) -> list[Point]:
    points = []
    first = month.period.first
    standing, before = found.standing(first), found.standing(add_months(first, -1))
    known = {(one["staff_id"], one["year"]) for one in before if one["no_raise"]}
    lost = [one for one in standing if one["no_raise"] and (one["staff_id"], one["year"]) not in known]
    nearly = [one for one in standing if one["nearly"] and not one["no_raise"]]
    told: tuple[tuple[str, Tone, list[Row]], ...] = (("lost", "late", lost), ("nearly", "watch", nearly))
    for key, tone, some in told:
        for year in sorted({one["year"] for one in some}):
            names = named(month, [one["staff_id"] for one in some if one["year"] == year])
            head = say(f"performance.sentence.{key}", month.language, names=names, year=year + 1)
            points.append(Point(head.strip(), "", tone))
    charged = [row for row in rows if row["penalty"]]
    if charged:
        head = tell(month, "scores.penalties", n=len(charged))
        names = named(month, [row["staff_id"] for row in charged])
        points.append(Point(head, names, "watch", counts=_counted(month, charged, head)))
    best = [row for row in rows if row["reward"]]
    if best:
        head = tell(month, "scores.rewards", n=len(best))
        names = named(month, [row["staff_id"] for row in best])
        points.append(Point(head, names, "fine", counts=_counted(month, best, head)))
    return points[:3]


def _counted(month: Month, some: Sequence[Row], name: str) -> tuple[Listing, ...]:
    """How many there are, and those that are not named."""
    return tuple(_people(month, part, name) for part in (some, some[MOST:]) if part)
