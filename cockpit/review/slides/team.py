"""The team: how much each took on, whether somebody was on duty, clocking in, logs and scores, group by group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from cockpit.i18n import say
from cockpit.metrics import CATALOGUE, Answer
from cockpit.metrics.staffing import DutyDay
from cockpit.review import counting
from cockpit.review.blocks import card, few, heads, named, plain, shown, tell, title
from cockpit.review.document import Cards, Cell, Point, Slide, Table
from cockpit.review.month import Month
from cockpit.review.numbers import Counted, Figure, Listing
from cockpit.review.slides import scores
from cockpit.review.troubles import unattended
from cockpit.sentences import Sentence

LOAD, DUTY, CLOCK, LOGS, KEPT = "load", "duty_coverage", "on_time_clock_in", "log_on_time", "sla_met"
MOST_SO, MOST_POINTS = 2, 4
MEASURES: Final = (LOAD, DUTY, CLOCK, LOGS)


def team(month: Month) -> Slide | None:
    """Staffing of the month; None where the site says nothing of its people."""
    known, found = [name for name in MEASURES if not month.lacks(name)], scores.marks(month)
    if not known and found is None:
        return None
    cards = tuple(card(month, name) for name in known if month.answer(name).value is not None)
    table = _groups(month, found)
    so = (*_so(month)[: MOST_SO if found else None], *(found.so if found else ()))
    return Slide(
        "team",
        tell(month, "team.name"),
        _title(month, known) if known or found is None else Sentence(found.said),
        month.dotted(_took(month, known), *([found.said] if found and known else [])),
        (*((Cards(cards),) if cards else ()), *((table,) if table.rows else ())),
        so=so[:MOST_POINTS],
        foot=(tell(month, "team.rule"), *month.foot()),
        notes=tuple(say(f"metrics.{name}.definition", month.language) for name in known),
        told=(*(month.figure(month.answer(name)) for name in known), *([found.figure] if found else [])),
        counts=(*_counts(month, known), *(found.counts if found else ())),
        private=True,  # the company's own people, as on the pages
    )


def _title(month: Month, known: list[str]) -> Sentence:
    """How far somebody was on duty, and where nobody was; without days of duty what else is known."""
    if DUTY in known and (duty := month.answer(DUTY)).n:
        there = round((duty.value or 0) * duty.n)
        told = {"month": named(month), "n": there, "of": duty.n, "share": month.percent(duty.value)}
        key = "team.duty" if there < duty.n else "team.duty_all"
        return title(month, [tell(month, key, **told)], _uncovered(month))
    for name in (LOAD, CLOCK, LOGS):
        if name in known and (answer := month.answer(name)).value is not None:
            return title(month, [tell(month, f"team.{name}", month=named(month), told=month.figure(answer).text)])
    return title(month, [tell(month, "team.nothing", month=named(month))])


def _counts(month: Month, known: list[str]) -> Iterator[Counted]:
    """The numbers of the title, in their order."""
    if DUTY not in known or not (duty := month.answer(DUTY)).n:
        return
    name = _title(month, known).text
    there = counting.did(month, duty, name, so=True)
    yield from counting.ordered(name, counting.tally(month, month.figure(duty)), there)
    gaps = [*unattended(month).values()]
    for some in (gaps[0] if gaps else [], [one for days in gaps[1:] for one in days]):
        if some:
            yield _gaps(month, some, _uncovered(month))


def _gaps(month: Month, days: Sequence[DutyDay], name: str) -> Listing:
    return counting.keyed(month, "duty_days", (one.key for one in days), name)


def _took(month: Month, known: list[str]) -> str:
    load = month.figure(month.answer(LOAD)) if LOAD in known else None
    if load is None or load.value is None:
        return month.span(month.ran)
    return tell(month, "team.took", told=load.text)


def _uncovered(month: Month) -> str:
    """The site with most days without anybody, and how many the others have; or that there was none."""
    told = unattended(month)
    if not told:
        return tell(month, "team.covered")
    (site, days), *others = told.items()
    if others:
        return tell(month, "team.gaps", site=site, n=len(days), rest=sum(len(gaps) for _, gaps in others))
    return tell(month, "team.gap", site=site, n=len(days))


def _groups(month: Month, found: scores.Marks | None) -> Table:
    """Every group's load, what it kept in time, its logs and scores; in the order of their names."""
    names = [name for name in (LOAD, KEPT, CLOCK, LOGS) if not month.lacks(name)]
    answers = {name: month.answer(name, "group", against=None) for name in names}
    rows: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for name, answer in answers.items():
        for row in answer.rows:
            if row["group"] is not None and row["value"] is not None:
                rows[row["group"]][name] = row
    lines = []
    for group in sorted(rows):
        cells: list[Cell] = [
            _told(month.figure(answers[name], rows[group][name]), month) if name in rows[group] else plain("–")
            for name in names
        ]
        lines.append((plain(group), *cells, *(scores.cells(month, found, group) if found and found.rows else ())))
    tops = heads(month, "team.head", ("group", *names), names)
    if found and found.rows:
        tops += heads(month, "scores.head", scores.COLUMNS, scores.COLUMNS)
        told = (_told(month.figure(month.answer(name, against=None)), month) for name in names)
        lines.append((plain(tell(month, "all")), *told, *scores.cells(month, found, None)))
    return Table(tell(month, "team.groups"), tops, tuple(lines), totals=int(bool(found and found.rows)))


def _told(figure: Figure, month: Month) -> Cell:
    """A figure of the table; the unit of what each took stands in the head, so that a row takes one line."""
    found = shown(figure, CATALOGUE[figure.metric].unit)
    if figure.metric == LOAD and figure.value is not None:
        return replace(found, text=month.number(figure.value, 2))
    return found


def _so(month: Month) -> list[Point]:
    points = []
    for site, days in [*unattended(month).items()][:1]:
        figure = month.figure(month.answer(DUTY))
        told = tell(month, "team.gap", site=site, n=len(days))
        names, gaps = few(month, [month.day(one.day) for one in days]), _gaps(month, days, told)
        points.append(Point(told, names, "late", (figure,), (gaps, gaps)))
    if not month.lacks(CLOCK) and (clock := month.answer(CLOCK)).value is not None:
        late = clock.n - round(clock.value * clock.n)
        if late:
            points.append(_kept(month, clock, tell(month, "team.late", n=late, of=clock.n)))
    if not month.lacks(LOGS) and (logs := month.answer(LOGS)).value is not None:
        late = logs.n - round(logs.value * logs.n)
        if late:
            points.append(_kept(month, logs, tell(month, "team.logs", n=late, of=logs.n)))
    return points


def _kept(month: Month, answer: Answer, told: str) -> Point:
    """How many of all did not keep it."""
    figure = month.figure(answer)
    numbers = counting.tally(month, figure), counting.did(month, answer, told, so=False)
    return Point(told, "", "watch", (figure,), counting.ordered(told, *numbers))
