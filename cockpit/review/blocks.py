"""Blocks out of answers: cards, cells and bars hold the answers' own figures, told once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from cockpit.i18n import say, uncapital
from cockpit.metrics import Answer
from cockpit.periods import elapsed, unit_of
from cockpit.review.document import Bar, Card, Cell, Figure, Head, Tone
from cockpit.review.month import Month
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
    """A title of several parts and what matters most after them; a full stop ends it."""
    comma, stop = say("sentences.comma", month.language), say("sentences.stop", month.language).rstrip()
    return month.sentence(comma.join(parts) + (comma if stress else ""), stress, stop)


def unrecorded(month: Month, record: str, first: date | None) -> Sentence | None:
    """That a record says nothing of the period, since it begins (``first``) after it or is empty; else None."""
    if first is not None and first < month.period.until:
        return None
    parts = [
        tell(month, "unrecorded", month=month.spelled, name=uncapital(say(f"records.{record}.name", month.language)))
    ]
    return title(month, parts, tell(month, "recorded_from", day=month.day(first, short=False)) if first else "")


def than(month: Month) -> str:
    """What the period is compared with, in few words."""
    running = elapsed(month.period, month.cockpit.today) != month.period
    return tell(month, "than.part" if running else f"than.{unit_of(month.period) or 'span'}")


def card(month: Month, metric: str, *, target: str = "", state: str = "", tone: Tone = "") -> Card:
    """A measure of the month beside what it was in the one before."""
    answer = month.answer(metric)
    before = month.figure(answer, former=True)
    beside = "" if before.value is None else tell(month, "beside", than=than(month), before=before.text)
    return Card(month.name(metric), month.figure(answer), beside, target, state, tone)


def held_to(month: Month, metric: str, least: float, told: str = "") -> Card:
    """The same against a least value, in the measure's unit."""
    value = month.answer(metric).value
    target = tell(month, "at_least", value=told or month.told(least, metric))
    if value is None:
        return card(month, metric, target=target)
    met = value >= least
    return card(month, metric, target=target, state=tell(month, f"state.{met}"), tone="fine" if met else "late")


def cell(month: Month, answer: Answer, row: dict[str, Any] | None = None, tone: Tone = "") -> Cell:
    """A value of an answer in a table."""
    return shown(month.figure(answer, row), answer.metric.unit, tone)


def shown(figure: Figure, unit: str, tone: Tone = "") -> Cell:
    """A figure in a table."""
    return Cell(figure.text, figure, tone, value=figure.value, form=FORMS[unit])


def plain(text: str | None, tone: Tone = "") -> Cell:
    """A text in a table; a dash where there is none."""
    return Cell(text or "–", tone=tone)


def counted(month: Month, count: float, tone: Tone = "", digits: int = 0) -> Cell:
    """A number in a table."""
    return Cell(
        month.number(count, digits),
        tone=tone,
        value=float(count),
        form="#,##0" + ("." + "0" * digits if digits else ""),
    )


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
