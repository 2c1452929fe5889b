"""The team as a whole: how much each took on, whether somebody was on duty, clocking in and logs; nobody by name."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from cockpit.i18n import say
from cockpit.review.blocks import card, cell, few, heads, named, plain, tell, title
from cockpit.review.document import Cards, Cell, Point, Slide, Table
from cockpit.review.month import Month
from cockpit.review.troubles import unattended
from cockpit.sentences import Sentence

LOAD, DUTY, CLOCK, LOGS, KEPT = "load", "duty_coverage", "on_time_clock_in", "log_on_time", "sla_met"
MEASURES: Final = (LOAD, DUTY, CLOCK, LOGS)


def team(month: Month) -> Slide | None:
    """Staffing of the month; None where the site says nothing of its people."""
    known = [name for name in MEASURES if not month.lacks(name)]
    if not known:
        return None
    cards = tuple(card(month, name) for name in known if month.answer(name).value is not None)
    table = _groups(month)
    return Slide(
        "team",
        tell(month, "team.name"),
        _title(month, known),
        _took(month, known),
        (*((Cards(cards),) if cards else ()), *((table,) if table.rows else ())),
        so=tuple(_so(month)),
        foot=(tell(month, "team.rule"), *month.foot()),
        notes=tuple(say(f"metrics.{name}.definition", month.language) for name in known),
        told=tuple(month.figure(month.answer(name)) for name in known),
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


def _groups(month: Month) -> Table:
    """Every group's load, what it kept in time, its logs; in the order of their names."""
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
            cell(month, answers[name], rows[group][name]) if name in rows[group] else plain("–") for name in names
        ]
        lines.append((plain(group), *cells))
    tops = heads(month, "team.head", ("group", *names), names)
    return Table(tell(month, "team.groups"), tops, tuple(lines))


def _so(month: Month) -> list[Point]:
    points = []
    for site, days in [*unattended(month).items()][:1]:
        figure = month.figure(month.answer(DUTY))
        told = tell(month, "team.gap", site=site, n=len(days))
        points.append(Point(told, few(month, [month.day(one) for one in days]), "late", (figure,)))
    if not month.lacks(CLOCK) and (clock := month.answer(CLOCK)).value is not None:
        late = clock.n - round(clock.value * clock.n)
        if late:
            points.append(Point(tell(month, "team.late", n=late, of=clock.n), "", "watch", (month.figure(clock),)))
    if not month.lacks(LOGS) and (logs := month.answer(LOGS)).value is not None:
        late = logs.n - round(logs.value * logs.n)
        if late:
            points.append(Point(tell(month, "team.logs", n=late, of=logs.n), "", "watch", (month.figure(logs),)))
    return points
