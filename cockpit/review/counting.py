"""Numbers of a slide that lead to what they count: of a measure's rows, of a part of them, of other records.

A listing is called by the words its number stands in, so that whoever follows it reads the same again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from cockpit.i18n import say
from cockpit.metrics import Answer, Question, shares
from cockpit.metrics.question import Filters
from cockpit.metrics.subjects import SUBJECTS
from cockpit.review.document import Cell, Tone
from cockpit.review.month import Month
from cockpit.review.numbers import Count, Counted, Figure, Listing

MOST: Final = 100_000_000


def tally(month: Month, figure: Figure) -> Count:
    """Of how many rows a figure is, as a bare number."""
    return Count(month.number(figure.n), figure)


def keyed(month: Month, record: str, keys: Iterable[str], name: str, text: str | None = None) -> Listing:
    """Rows of a record by their keys; told as a bare number where no text is given."""
    found = tuple(dict.fromkeys(keys))
    return Listing(month.number(len(found)) if text is None else text, name, record, found)


def rows(month: Month, record: str, found: Iterable[Mapping[str, Any]], name: str, text: str | None = None) -> Listing:
    """Rows that were read of a record."""
    key = SUBJECTS[record].key
    return keyed(month, record, (str(row[key]) for row in found), name, text)


def named(month: Month, found: Sequence[str], name: str, text: str | None = None) -> Listing:
    """What is told by its name alone."""
    told = tuple((one,) for one in found)
    return Listing(month.number(len(found)) if text is None else text, name, heads=(name,), rows=told)


def dated(month: Month, days: Sequence[date], name: str, text: str | None = None) -> Listing:
    """Days, each with its weekday."""
    told = tuple((month.day(day, short=False), month.label("weekday", day.isoweekday())) for day in days)
    heads = tuple(say(f"review.listed.{one}", month.language) for one in ("day", "weekday"))
    return Listing(month.number(len(days)) if text is None else text, name, heads=heads, rows=told)


def did(month: Month, answer: Answer, name: str, *, so: bool, more: Filters = (), text: str | None = None) -> Listing:
    """Of a share's rows those that did what it is the share of, or (``so`` false) did not; ``more`` narrows them."""
    asked = answer.question
    question = replace(asked, by=(), against=None, course=False, filters=(*asked.filters, *more))
    made = lambda: shares.keys(month.cockpit, question, month.rights, did=so)  # noqa: E731
    return keyed(month, answer.metric.record, month.found(("share", question, so), made), name, text)


def beside(month: Month, answer: Answer, shown: Sequence[Mapping[str, Any]], name: str, text: str) -> Listing:
    """The rows behind an answer that are behind none of its rows ``shown``."""
    whole = replace(answer.question, by=(), against=None, course=False)
    out = {key for row in shown for key in _keys(month, whole, {split: row[split] for split in answer.question.by})}
    found = [key for key in _keys(month, whole, {}) if key not in out]
    return keyed(month, answer.metric.record, found, name, text)


def _keys(month: Month, question: Question, cell: Mapping[str, object]) -> list[str]:
    key = SUBJECTS[question.checked().record].key
    found = month.cockpit.rows(question, cell, (key,), month.rights, limit=MOST, descending=False)
    return [str(one) for one in found[key].to_pylist()]


def cell(count: Counted, tone: Tone = "") -> Cell:
    """A number in a table that leads to what it counts."""
    return Cell(count.text, tone=tone, value=float(count.n), form="#,##0", count=count)


def ordered(told: str, *numbers: Counted) -> tuple[Counted, ...]:
    """Numbers in the order in which a language tells them."""
    return tuple(sorted(numbers, key=lambda one: told.find(one.text)))


def bad_ratings(month: Month, building: Mapping[str, Any], name: str) -> Listing:
    """The faults of a building that were rated badly."""
    sql = (
        "select ticket_id from tickets where work_type = 'fault' and rating < :bad and campus = :campus "
        "and building = :building and finished_day >= :from_day and finished_day < :to_day and finished_at <= :as_of"
    )
    bound = {"bad": month.settings.measures.bad_rating, "campus": building["campus"], "building": building["building"]}
    return rows(month, "tickets", month.rows("tickets", sql, **bound), name)
