"""Scores of the month, for rooms that may see people's: bands by group, who failed, what penalties there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cockpit.contract.performance import GOOD_OR_BETTER, Band
from cockpit.i18n import say
from cockpit.metrics.people import Scores
from cockpit.metrics.reading import Row
from cockpit.periods import add_months, unit_of
from cockpit.review import facts
from cockpit.review.blocks import counted, heads, listed, plain, running, shown, tell, title, unrecorded
from cockpit.review.document import Cell, Point, Slide, Table, Tone
from cockpit.review.month import Month
from cockpit.sentences import Sentence

MOST = 4


def scores(month: Month) -> Slide | None:
    """The month's scores; None of another period, or where the site has none."""
    found = facts.people_scores(month)
    if found is None or unit_of(month.period) != "month":
        return None
    rows = found.of_month(month.period.first)
    answer = month.answer("score")
    return Slide(
        "scores",
        tell(month, "scores.name"),
        _title(month, rows),
        tell(month, "scores.under_running" if running(month) else "scores.under", month=month.spelled),
        (_groups(month, rows),) if rows else (),
        so=tuple(_so(month, found, rows)),
        foot=month.foot("score", n=len(rows)),
        notes=(say("performance.table.remark", month.language),),
        told=(month.figure(answer),),
        private=True,
    )


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


def named(month: Month, people: Sequence[str]) -> str:
    """The first few by name, and how many more there are."""
    told = listed(month, [month.label("person", one) for one in people[:MOST]])
    rest = len(people) - MOST
    return say("performance.and_more", month.language, names=told, n=rest) if rest > 0 else told


def _groups(month: Month, rows: Sequence[Row]) -> Table:
    """How many of each group are in each band, and its mean score."""
    answer = month.answer("score", "group", against=None)
    lines = []
    for row in sorted(answer.rows, key=lambda row: (row["group"] is None, row["group"] or "")):
        own = Counter(one["band"] for one in rows if one["group"] == row["group"])
        lines.append(
            _line(
                month, month.label("group", row["group"]), own, row["n"], shown(month.figure(answer, row), "percent100")
            )
        )
    whole = month.answer("score", against=None)
    every = Counter(one["band"] for one in rows)
    lines.append(_line(month, tell(month, "all"), every, len(rows), shown(month.figure(whole), "percent100")))
    names = ("group", "people", *Band, "mean")
    return Table(
        tell(month, "scores.groups"),
        heads(month, "scores.head", names, names[1:], ("group", "mean")),
        tuple(lines),
        totals=1,
    )


def _line(month: Month, name: str, bands: Counter[str], people: int, mean: Cell) -> tuple[Cell, ...]:
    cells = [counted(month, bands[one], "late" if one is Band.FAIL and bands[one] else "") for one in Band]
    return plain(name), counted(month, people), *cells, mean


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
        points.append(
            Point(
                tell(month, "scores.penalties", n=len(charged)),
                named(month, [row["staff_id"] for row in charged]),
                "watch",
            )
        )
    best = [row for row in rows if row["reward"]]
    if best:
        points.append(
            Point(tell(month, "scores.rewards", n=len(best)), named(month, [row["staff_id"] for row in best]), "fine")
        )
    return points[:3]
