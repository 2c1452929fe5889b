"""Every measure of the month, theme by theme: beside its target, the month and the year before; where a miss lies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from math import ceil
from typing import Any, Final

from cockpit.boards import THEMES
from cockpit.contract.targets import YEARLY, Target
from cockpit.i18n import half_up, say, uncapital
from cockpit.metrics import CATALOGUE, Answer, Metric
from cockpit.metrics.catalogue import DIMENSIONS
from cockpit.periods import Period
from cockpit.review import counting
from cockpit.review.document import Indicator, Tone
from cockpit.review.month import Month
from cockpit.review.numbers import Count, Counted, Figure

# What is said of people's scores and pay is for rooms that may see them.
PRIVATE: Final = ("score", "pay")
# Where a miss is looked for; nobody's name is among them.
SPLITS: Final = ("campus", "category", "group", "building", "level", "kind", "cycle", "role")
# Rows that a part must have to be told, and which part of all rows.
ENOUGH, WEIGHS = 10, 0.05
# Measures whose whole says less than their parts.
IN_PARTS: Final = {"channel_share": "channel", "ageing": "age", "time_left": "time_left"}
MOST_PARTS: Final = 4
Remark = tuple[str, tuple[Counted, ...]]


def indicators(month: Month) -> tuple[Indicator, ...]:
    """The measures that the site has the records for, in the order in which they are offered."""
    made = lambda: tuple(_indicator(month, theme, one) for theme, one in measures() if month.offers(one.name))  # noqa: E731
    return month.found(("indicators", month.language), made)


def measures() -> Iterator[tuple[str, Metric]]:
    """Every measure with its theme."""
    for theme, families in THEMES.items():
        for family in families:
            yield from ((theme, one) for one in CATALOGUE.values() if one.family == family)


def _indicator(month: Month, theme: str, metric: Metric) -> Indicator:
    answer, year = month.answer(metric.name), month.answer(metric.name, against="last-year")
    aim = month.target(metric.name)
    state = _state(month, answer, aim)
    figure = figured(month, answer, aim if state == "late" and metric.name not in YEARLY else None)
    remark, counts = _remark(month, answer, aim, state)
    key = "none" if answer.value is None else {"fine": "kept", "late": "missed"}.get(state, "open")
    return Indicator(
        metric.name,
        theme,
        month.name(metric.name),
        figure,
        bound(month, metric, aim) if aim else "",
        state,
        month.say(f"indicator.{key}") if aim else "",
        month.figure(answer, former=True),
        month.figure(year, former=True),
        remark,
        metric.family in PRIVATE,
        counts,
    )


def bound(month: Month, metric: Metric, aim: Target) -> str:
    """A target in words: ≥ 95%, ≥ 90 分; one of all, beyond which there is nothing, as 100%."""
    figure = aim.value * 100 if metric.unit == "share" else aim.value
    told = month.number(figure, 0 if float(figure).is_integer() else 1)
    if metric.unit == "share":
        told += "%"
    elif metric.unit in ("percent100", "class_hours"):
        key = {"percent100": "score"}.get(metric.unit, metric.unit)
        told = say(f"common.{key}", month.language, n=told)
    else:
        told = month.told(aim.value, metric)
    year = month.say("indicator.a_year") if metric.name in YEARLY else ""
    if metric.unit == "share" and aim.value == (1 if aim.bound == "least" else 0):
        return f"{told}{year}"
    return f"{'≥' if aim.bound == 'least' else '≤'} {told}{year}"


def figured(month: Month, answer: Answer, missed: Target | None) -> Figure:
    """The month's figure; one that rounds to the target it misses, with as many digits as it takes to see that."""
    figure, metric = month.figure(answer), answer.metric
    if missed is None or answer.value is None or metric.unit not in ("share", "percent100"):
        return figure
    share = metric.unit == "share"
    scale = 100 if share else 1
    digits = next((n for n in range(1, 5) if missed.kept(half_up(answer.value * scale, n) / scale) is False), 5)
    told = month.number(answer.value * scale, digits)
    return (
        figure
        if digits == 1
        else replace(figure, text=f"{told}%" if share else say("common.score", month.language, n=told))
    )


def _state(month: Month, answer: Answer, aim: Target | None) -> Tone:
    if aim is None or answer.value is None:
        return ""
    if answer.metric.name not in YEARLY:
        return "fine" if aim.kept(answer.value) else "late"
    year = so_far(month, answer.metric.name)
    if year.value is None:
        return ""
    over = month.ran.until == date(month.period.last.year + 1, 1, 1)
    return "fine" if aim.kept(year.value) else "late" if over else ""


def so_far(month: Month, metric: str) -> Answer:
    """A measure from the year's first day up to the month's last."""
    last = month.period.last
    return month.ask(month.question(metric, period=Period(date(last.year, 1, 1), month.period.until)))


def _remark(month: Month, answer: Answer, aim: Target | None, state: Tone) -> Remark:
    """Where a miss lies; of what is told in parts, its parts; of the year's targets, the year so far."""
    name = answer.metric.name
    if answer.value is None:
        return "", ()
    if split := IN_PARTS.get(name):
        return _parts(month, name, split), ()
    said: list[Remark] = []
    if name in YEARLY:
        said.append((month.say("indicator.so_far", value=month.told(so_far(month, name).value, name)), ()))
    if aim and state == "late":
        said += [_missed(month, answer, aim), lowest(month, name, aim)]
    return month.clauses(*(words for words, _ in said)), tuple(one for _, counts in said for one in counts)


def _parts(month: Month, name: str, split: str) -> str:
    rows = [row for row in month.answer(name, split, against=None).rows if row["value"]]
    if split == "channel":
        rows.sort(key=lambda row: -row["value"])
    told = [f"{month.label(split, row[split])} {month.told(row['value'], name)}" for row in rows[:MOST_PARTS]]
    return month.listed(told)


def _missed(month: Month, answer: Answer, aim: Target) -> Remark:
    """How many of how many did not do it, of a measure that is the share of those that did."""
    if answer.metric.unit != "share" or not answer.metric.value.startswith("avg("):
        return "", ()
    share = 1 - (answer.value or 0) if aim.bound == "least" else answer.value or 0
    name = answer.metric.name
    told = {"n": month.number(answer.n), "k": month.counted(name, round(share * answer.n))}
    words = month.say(f"indicator.{'not_done' if aim.bound == 'least' else 'had'}", **told)
    which = month.dotted(month.name(name), words)
    few = counting.did(month, answer, which, so=aim.bound != "least", text=told["k"])
    return words, (few, counting.tally(month, month.figure(answer)))


def enough(n: int) -> int:
    """How many rows a part of ``n`` must have to be told as the best or the worst."""
    return max(ENOUGH, ceil(n * WEIGHS))


def lowest(month: Month, name: str, aim: Target) -> Remark:
    """The part that is furthest off for its size, worst of its dimension among those of enough rows."""
    whole = month.answer(name, against=None)
    least = enough(whole.n)
    found = [one for split in SPLITS if (one := _worst(month, name, split, aim, least)) is not None]
    if not found or whole.value is None:
        return "", ()
    middle, sign = whole.value, 1 if aim.bound == "least" else -1
    row, split, bare = max(found, key=lambda one: sign * (middle - one[0]["value"]) * one[0]["n"] ** 0.5)
    told: dict[str, object] = {
        "dim": uncapital(say(f"common.dims.{split}", month.language)),
        "name": month.label(split, row[split]),
        "value": month.told(row["value"], name),
        "n": month.number(row["n"]),
        "least": month.number(least),
    }
    side = "lowest" if aim.bound == "least" else "highest"
    words = month.say(f"indicator.{side}" if bare else f"indicator.{side}_enough", **told)
    part = month.figure(month.answer(name, split, against=None), dict(row))
    return words, (Count(part.text, part), counting.tally(month, part))


def _worst(month: Month, name: str, split: str, aim: Target, least: int) -> tuple[Mapping[str, Any], str, bool] | None:
    """The worst member of a dimension that has enough rows, if it misses; and whether no smaller one is worse."""
    metric = CATALOGUE[name]
    if split not in metric.dims or not _provided(month, metric, split):
        return None
    answered = month.answer(name, split, against=None).rows
    rows = [row for row in answered if row[split] is not None and row["value"] is not None and row["n"]]
    many = [row for row in rows if row["n"] >= least]
    if len(rows) < 2 or not many:
        return None
    worst = min if aim.bound == "least" else max
    row = worst(many, key=lambda one: one["value"])
    if aim.kept(row["value"]):
        return None
    return row, split, row["value"] == worst(one["value"] for one in rows)


def _provided(month: Month, metric: Metric, split: str) -> bool:
    return metric.grain != "ticket" or DIMENSIONS[split] in month.cockpit.provided


def figure_of(found: tuple[Indicator, ...], metric: str) -> Figure | None:
    """The figure of one of the measures."""
    return next((one.figure for one in found if one.metric == metric), None)
