"""Blocks out of answers: cards, cells and bars hold the answers' own figures, told once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from cockpit.contract.targets import YEARLY
from cockpit.i18n import say, uncapital
from cockpit.metrics import Answer
from cockpit.periods import unit_of
from cockpit.review.document import Bar, Card, Cell, Head, Tone
from cockpit.review.indicators import bound, figured
from cockpit.review.month import Month
from cockpit.review.numbers import Figure
from cockpit.sentences import Sentence

# How Excel writes a measure's values, by its unit.
FORMS: Final = {
    "count": "#,##0",
    "share": "0.0%",
    "percent100": "0.0",
    "hours": "0.0",
    "yuan": "#,##0.00",
    "per_day": "0.00",
    "per_engineer": "0.00",
    "class_hours": "0.0",
}


def tell(month: Month, key: str, /, **facts: object) -> str:
    """The words of ``slides.<key>``."""
    return month.words(f"slides.{key}", **facts)


def listed(month: Month, names: Sequence[str]) -> str:
    """Names one after the other."""
    return say("common.comma", month.language).join(names)


def few(month: Month, names: Sequence[str], most: int = 6) -> str:
    """The first names, and how many there are where that is not all."""
    told = listed(month, names[:most])
    return tell(month, "few", names=told, n=len(names)) if len(names) > most else told


def title(month: Month, parts: Sequence[str], stress: str = "") -> Sentence:
    """A title of several parts and what matters most after them."""
    comma = say("sentences.comma", month.language)
    return month.sentence(comma.join(parts) + (comma if stress else ""), stress)


def unrecorded(month: Month, record: str, first: date | None) -> Sentence | None:
    """That a record says nothing of the period, since it begins (``first``) after it or is empty; else None."""
    if first is not None and first < month.period.until:
        return None
    parts = [
        tell(month, "unrecorded", month=named(month), name=uncapital(say(f"records.{record}.name", month.language)))
    ]
    return title(month, parts, tell(month, "recorded_from", day=month.day(first, short=False)) if first else "")


def running(month: Month) -> bool:
    """Whether the period is not over yet."""
    return month.bounds[1] > month.cockpit.as_of


def named(month: Month) -> str:
    """The period in words; of a running one that it is told as it stands."""
    return tell(month, "so_far", month=month.spelled) if running(month) else month.spelled


def than(month: Month) -> str:
    """What the period is compared with, in few words."""
    unit = unit_of(month.period)
    if unit == "month":
        return month.than
    return tell(month, "than.part" if month.ran != month.period else f"than.{unit or 'span'}")


def card(month: Month, metric: str) -> Card:
    """A measure of the period beside what it was in the one before, and against its target where it has one."""
    answer, aim = month.answer(metric), month.target(metric)
    before = month.figure(answer, former=True)
    beside = "" if before.value is None else tell(month, "beside", than=than(month), before=before.text)
    if aim is None or metric in YEARLY or answer.value is None:
        return Card(month.name(metric), month.figure(answer), beside, former=before)
    kept = aim.kept(answer.value)
    return Card(
        month.name(metric),
        figured(month, answer, None if kept else aim),
        beside,
        month.say("summary.target", target=bound(month, answer.metric, aim)),
        month.say(f"indicator.{'kept' if kept else 'missed'}"),
        "fine" if kept else "late",
        before,
    )


def cell(month: Month, answer: Answer, row: dict[str, Any] | None = None, tone: Tone = "") -> Cell:
    """A value of an answer in a table."""
    return shown(month.figure(answer, row), answer.metric.unit, tone)


def shown(figure: Figure, unit: str, tone: Tone = "") -> Cell:
    """A figure in a table."""
    return Cell(figure.text, figure, tone, value=figure.value, form=FORMS[unit])


def plain(text: str | None, tone: Tone = "") -> Cell:
    """A text in a table; a dash where there is none."""
    return Cell(text or "–", tone=tone)


def counted(month: Month, count: float, tone: Tone = "") -> Cell:
    """A number in a table."""
    return Cell(month.number(count), tone=tone, value=float(count), form="#,##0")


def bar(month: Month, answer: Answer, row: dict[str, Any], label: str, tone: Tone = "") -> Bar:
    """A part of an answer as a bar."""
    figure = month.figure(answer, row)
    return Bar(label, figure.value, figure.text, tone, figure)


def heads(
    month: Month,
    prefix: str,
    names: Sequence[str],
    right: Sequence[str] = (),
    wide: Sequence[str] = (),
    area: str = "slides",
) -> tuple[Head, ...]:
    """The heads ``slides.<prefix>.<name>``; those of ``right`` are over figures, those of ``wide`` twice as wide."""
    return tuple(
        Head(month.words(f"{area}.{prefix}.{name}"), name in right, 2.0 if name in wide else 1.0) for name in names
    )


def ranked(answer: Answer, most: int | None = None) -> list[dict[str, Any]]:
    """The rows of an answer that have something, the largest first."""
    split = answer.question.by
    found = [row for row in answer.rows if row["value"]]
    return sorted(found, key=lambda row: (-row["value"], *(str(row[name]) for name in split)))[:most]
