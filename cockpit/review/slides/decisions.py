"""What was decided before, and whether the figures moved as was wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cockpit.metrics import CATALOGUE
from cockpit.review.document import Cell, Head, Point, Slide, Table, Tone
from cockpit.review.judging import OPEN, Judged, judged
from cockpit.review.month import Month
from cockpit.review.numbers import Counted, Figure, Listing
from cockpit.sentences import Sentence

MOST, MOST_POINTS = 8, 4
TONES: Final[dict[str, Tone]] = {"wanted": "fine", "against": "late", "moved": "", "chance": "quiet"}


def decisions(month: Month) -> Slide | None:
    """Each decision with its measure before and now, of those only some may see no figure; None where there is none."""
    found = judged(month)
    if not found:
        return None
    shown = [one for one in found if not one.private]
    return Slide(
        "decisions",
        month.say("decisions.name"),
        _title(month, found, shown),
        month.say("decisions.under", before=month.span(month.former)),
        (_table(month, found),),
        tuple(_points(month, found))[:MOST_POINTS],
        month.foot(more=[month.say("decisions.foot")]),
        (month.say("decisions.note"),),
        tuple(figure for one in shown for figure in (one.before, one.now) if figure),
        counts=_counts(month, found, shown),
    )


def _listed(month: Month, some: Sequence[Judged]) -> Listing:
    """Decisions with what came of them."""
    heads = tuple(month.say(f"decisions.head.{one}") for one in ("text", "owner", "verdict"))
    rows = tuple((one.decision.text, _line(month, one)[1].text, _line(month, one)[-1].text) for one in some)
    return Listing(month.number(len(rows)), month.say("decisions.table"), heads=heads, rows=rows)


def _counts(month: Month, found: Sequence[Judged], shown: Sequence[Judged]) -> tuple[Counted, ...]:
    """The numbers of the title, in its order."""
    judged_ = [[one for one in shown if one.verdict == verdict] for verdict in ("against", "wanted", "chance")]
    return tuple(_listed(month, some) for some in (found, *judged_) if some)


def _title(month: Month, found: Sequence[Judged], shown: Sequence[Judged]) -> Sentence:
    told = {"n": len(found), "k": sum(one.verdict == "wanted" for one in shown)}
    told["against"] = sum(one.verdict == "against" for one in shown)
    told["chance"] = sum(one.verdict == "chance" for one in shown)
    begin = month.say("decisions.some", **told)
    parts = [f"decisions.{name}" for name, count in (("against", told["against"]), ("wanted", told["k"])) if count]
    parts += ["decisions.chance"] if told["chance"] and len(parts) < 2 else []
    if not parts:
        return month.sentence(month.clauses(begin, month.say("decisions.unjudged")))
    return month.sentence(month.clauses(begin, " ")[:-1], month.clauses(*(month.say(one, **told) for one in parts)))


def _table(month: Month, found: Sequence[Judged]) -> Table:
    names = ("text", "owner", "measure", "before", "now", "verdict")
    heads = tuple(
        Head(month.say(f"decisions.head.{one}"), one in ("before", "now"), 2.4 if one == "text" else 1.2)
        for one in names
    )
    rest = len(found) - MOST
    left = month.say("decisions.rest", n=rest) if rest > 0 else ""
    rows, more = tuple(_line(month, one) for one in found[:MOST]), (_listed(month, found[MOST:]),) if left else ()
    return Table(month.say("decisions.table"), heads, rows, rest=left, counts=more)


def _line(month: Month, one: Judged) -> tuple[Cell, ...]:
    decision = one.decision
    due = month.day(decision.due) if decision.due else ""
    text, owner = Cell(decision.text), Cell(month.dotted(decision.owner, due) or "–")
    if one.private:
        return text, owner, Cell("–"), Cell("–"), Cell("–"), Cell(month.say("decisions.verdict.private"), tone="quiet")
    verdict = Cell(month.say(f"decisions.verdict.{one.verdict}"), tone=TONES.get(one.verdict, "quiet"))
    return text, owner, Cell(_measure(month, one)), _figure(one.before), _figure(one.now), verdict


def _measure(month: Month, one: Judged) -> str:
    if one.decision.metric not in CATALOGUE:
        return "–"
    values = [month.label(name, key) for name, keys in one.decision.filters for key in keys]
    return month.dotted(month.name(one.decision.metric), *values)


def _figure(figure: Figure | None) -> Cell:
    return Cell("–") if figure is None else Cell(figure.text, figure, value=figure.value)


def _points(month: Month, found: Sequence[Judged]) -> Iterator[Point]:
    """What went the other way first, then what nothing can be said of, and what is open past its day."""
    for one in found:
        if one.verdict == "against" and not one.private:
            yield Point(
                month.say("decisions.point.against", text=one.decision.text), _moved(month, one), "late", _of(one)
            )
    late = [
        one
        for one in found
        if one.decision.state == OPEN and one.decision.due and one.decision.due < month.period.until
    ]
    if late:
        told = month.listed(one.decision.text for one in late)
        yield Point(month.say("decisions.point.late", n=len(late)), told, "watch", counts=(_listed(month, late),))
    for one in found:
        if one.verdict == "chance" and not one.private:
            yield Point(month.say("decisions.point.chance", text=one.decision.text), _moved(month, one), "", _of(one))
    for one in found:
        if one.verdict == "wanted" and not one.private:
            yield Point(
                month.say("decisions.point.wanted", text=one.decision.text), _moved(month, one), "fine", _of(one)
            )


def _moved(month: Month, one: Judged) -> str:
    if one.before is None or one.now is None:
        return ""
    return month.say("decisions.point.moved", name=_measure(month, one), before=one.before.text, now=one.now.text)


def _of(one: Judged) -> tuple[Figure, ...]:
    return tuple(figure for figure in (one.before, one.now) if figure)
