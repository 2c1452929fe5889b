"""Trends by a round of time: hours of the day, weekdays, weeks of term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from cockpit import periods
from cockpit.figures import Series
from cockpit.i18n import label, say
from cockpit.metrics import Answer
from cockpit.periods import Period
from cockpit.ui import charts
from cockpit.ui.reader import Reader

GRAINS = ("hour", "weekday", "term_week")
VACATION = "vacation"
FEWEST_DAYS = 28
MOST_WEEKS = 16


def reach(reader: Reader, grain: str) -> Period:
    """The days counted: the chosen ones that have passed, at least four weeks of them, or the term up to there."""
    chosen = periods.elapsed(reader.chosen.period, reader.opened.cockpit.today)
    span = reader.opened.cockpit.span()
    until = max(min(chosen.until, span.until), span.first + periods.DAY)
    first = min(chosen.first, until - timedelta(days=FEWEST_DAYS))
    terms = [term for term in reader.opened.settings.calendar.terms if term.first < until]
    if grain == "term_week" and terms:
        first = min(first, max(term.first for term in terms))
    return Period(min(max(first, span.first), until - periods.DAY), until)


def places(reader: Reader, answer: Answer, grain: str) -> list[tuple[Any, str, str]]:
    """Every place of the round: its key, its whole wording and the one beneath the chart."""
    every: list[tuple[int | None, str]]
    if grain == "hour":
        every = [(at, reader.say("trend.hour_tick", n=at) if at % 3 == 0 else "") for at in range(24)]
    elif grain == "weekday":
        every = [(at, label(grain, at, reader.language)) for at in range(1, 8)]
    else:
        found = {row[grain] for row in answer.rows}
        weeks = range(1, max((week for week in found if week is not None), default=0) + 1)
        step = 1 if len(weeks) <= MOST_WEEKS else 2
        every = [(at, reader.say("trend.term_week_tick", n=at) if not (at - 1) % step else "") for at in weeks]
        every += [(None, reader.say("chart.vacation"))] if None in found else []
    return [(key, worded(reader, grain, key), tick) for key, tick in every]


def worded(reader: Reader, grain: str, key: Any) -> str:
    """A place in words; what lies outside every term is vacation."""
    if key is None:
        return reader.say("chart.vacation")
    return label(grain, key, reader.language)


def key_of(grain: str, text: str) -> int | None:
    """The place an address names; ValueError if there is none such."""
    if grain == "term_week" and text == VACATION:
        return None
    key = int(text)
    first, last = {"hour": (0, 23), "weekday": (1, 7), "term_week": (1, 60)}[grain]
    if not first <= key <= last:
        raise ValueError(text)
    return key


def series(reader: Reader, answer: Answer, grain: str, split: str | None) -> list[Series]:
    """An answer by a round of time as series, the largest first."""
    rows: dict[Any, dict[Any, dict[str, Any]]] = {}
    for row in answer.rows:
        rows.setdefault(row[split] if split else None, {})[row[grain]] = row
    order = sorted(rows, key=lambda key: -sum(row["n"] or 0 for row in rows[key].values()))
    every = places(reader, answer, grain)
    return [_series(reader, answer, every, rows[key], split, key) for key in order]


def _series(
    reader: Reader,
    answer: Answer,
    every: list[tuple[Any, str, str]],
    rows: dict[Any, dict[str, Any]],
    split: str | None,
    key: Any,
) -> Series:
    name = reader.label(split, key) if split else ""
    nothing = reader.opened.cockpit.nothing(answer.metric, answer.question.period)
    found = [(rows.get(place, {}), words) for place, words, _ in every]
    values = _values([row.get("value") for row, _ in found], nothing)
    told = tuple(
        f"{words}\u2003{name} {reader.told_value(figure, answer.metric)}".rstrip()
        for (_, words), figure in zip(found, values, strict=True)
    )
    now = running(reader, answer)
    place = next((at for at, (one, _, _) in enumerate(every) if one == now), None) if now else None
    if place is not None:
        told = (
            *told[:place],
            told[place].replace("\u2003", reader.say("chart.running") + "\u2003", 1),
            *told[place + 1 :],
        )
    if answer.against is None:
        return Series(name, values, told, key=key or "", running=place)
    nothing = reader.opened.cockpit.nothing(answer.metric, answer.against)
    former = _values([row.get("value_against") for row, _ in found], nothing)
    beside = charts.former_name(reader, answer)
    worded_ = tuple(
        f"{words}\u2003{beside} {reader.told_value(then, answer.metric)}"
        for (_, words), then in zip(found, former, strict=True)
    )
    return Series(name, values, told, former, worded_, beside, key or "", place)


def _values(figures: Sequence[float | None], nothing: float | None) -> tuple[float | None, ...]:
    """The figures of the places; those without a row are ``nothing``."""
    return tuple(nothing if figure is None else figure for figure in figures)


def running(reader: Reader, answer: Answer) -> int | None:
    """The week of term that has not ended, where the answer is by week of term within one term."""
    today = reader.opened.cockpit.today
    if "term_week" not in answer.question.by or today not in answer.question.period:
        return None
    table = periods.days(today, today, reader.opened.settings.calendar)
    week: int | None = table["term_week"][0].as_py()
    return week


def sentence(reader: Reader, answer: Answer, grain: str) -> str:
    """Where the round is highest and where lowest."""
    metric, name = answer.metric, reader.name(answer.metric.name)
    drawn = series(reader, answer, grain, None)
    keys = [words for _, words, _ in places(reader, answer, grain)]
    pairs = enumerate(zip(drawn[0].values, keys, strict=True)) if drawn else ()
    known = [(one, words) for at, (one, words) in pairs if one is not None and at != drawn[0].running]
    if not known:
        return say("sentences.trend.none", reader.language, metric=name)
    (top, when), (low, low_when) = max(known, key=lambda one: one[0]), min(known, key=lambda one: one[0])
    told = [reader.told_value(one, metric) for one in (top, low)]
    return reader.say("trend.highest", metric=name, when=when, value=told[0], low_when=low_when, low=told[1])
