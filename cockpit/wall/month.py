"""The scene *month*: the month so far beside its targets and beside the equal part of the month before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from math import ceil, floor
from typing import Final

from cockpit import periods, sentences
from cockpit.contract import limits
from cockpit.i18n import day, each, halves, has, label, number, percent, say, value
from cockpit.metrics import Answer
from cockpit.metrics.catalogue import CATALOGUE
from cockpit.periods import Period
from cockpit.wall import parts, strips
from cockpit.wall.asked import Asked, Body, Panel
from cockpit.wall.course import Course, course

# In the order in which they have a place: the first that the site can give are tiles, the next rows.
MEASURES: Final = (
    "sla_met", "opened", "time_to_resolve", "satisfaction", "resolved", "first_time_fix", "found_first",
    "sla_respond_met", "manual_coverage", "reopen_rate", "repeat_fault_rate",
)  # fmt: skip
TARGETS: Final = {"sla_met": "sla_target", "manual_coverage": "manual_target"}
ROWS, FEWER_ROWS = 5, 4
SPLITS: Final = ("campus", "category", "building")
# Of fewer tickets whose limit passed a share says nothing.
ENOUGH: Final = 20
TICK_DAYS, FEWER_TICKS = 7, 14
# Halves of small letters that a tile has room for on its figure's line, and how many of them a figure's sign takes.
ROOM: Final = 18
SIGN: Final = 3
UNIT_ROOM: Final = 4  # halves, beside letters larger than at the standard


@dataclass(frozen=True)
class Measure:
    """A measure of the month so far, beside the equal part of the month before and, where there is one, its target."""

    answer: Answer
    target: float | None = None

    @property
    def missed(self) -> bool:
        return self.target is not None and self.answer.value is not None and self.answer.value < self.target


class Month:
    """What there is to be told of the month that the cockpit's day is in."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        today = asked.cockpit.today
        self.whole = periods.whole(today, "month")
        self.ran = periods.elapsed(self.whole, today)
        self.former = periods.whole(self.whole.first - timedelta(days=1), "month")
        self.terms = limits.terms_of(asked.settings.contract, today)

    @cached_property
    def measures(self) -> list[Measure]:
        """Those that this site can give, in their order."""
        found: list[Measure] = []
        for name in MEASURES:
            if len(found) < parts.MOST_TILES + ROWS and not self.asked.cockpit.lacks(CATALOGUE[name]):
                found.append(self.measure(name, TARGETS.get(name)))
        return found

    def measure(self, name: str, target: str | None = None) -> Measure:
        """A metric of the month so far; ``target`` names the contract's term that it should not miss."""
        answer = self.asked.ask(name, self.whole, against="previous")
        return Measure(answer, getattr(self.terms, target) if target else None)

    @cached_property
    def now(self) -> list[int]:
        """Tickets opened from the month's first day up to the end of each, the last being today."""
        return self._summed(self.ran)

    @cached_property
    def before(self) -> list[int]:
        """Likewise of all of the month before."""
        return self._summed(self.former)

    def _summed(self, period: Period) -> list[int]:
        rows = self.asked.ask("opened", period, "day").rows
        came = {row["day"]: int(row["value"] or 0) for row in rows}
        return list(accumulate(came.get(period.first + timedelta(days=at), 0) for at in range(period.days)))

    def worst(self, split: str) -> tuple[str, float, int] | None:
        """Where the smallest share was in time, of those with enough tickets to tell, and how many were not."""
        if split not in self.asked.cockpit.provided:
            return None
        rows = [
            row
            for row in self.asked.ask("sla_met", self.whole, split).rows
            if row["n"] >= ENOUGH and row[split] is not None
        ]
        if len(rows) < 2:
            return None
        row = min(rows, key=lambda row: (row["value"], row[split]))
        return row[split], row["value"], round(row["n"] * (1 - row["value"]))


def still(measure: Measure) -> int | None:
    """How many more in time, one after another, would bring a missed share back to its target.

    Of a share that is not missed how many more may be late, as a number of 0 or less. None without a target.
    """
    share, n = measure.answer.value, measure.answer.n
    if share is None or measure.target is None or not 0 < measure.target < 1 or not n:
        return None
    target, kept = Fraction(str(measure.target)), round(share * n)
    if kept < target * n:
        return ceil((target * n - kept) / (1 - target))
    return -floor(kept / target - n)


def month(asked: Asked) -> Body:
    """The scene as it stands."""
    found = Month(asked)
    tiles = [tile(asked, one) for one in found.measures[: parts.MOST_TILES]]
    panels = [Panel(_course(asked, found), 1.3)]
    if rows := found.measures[parts.MOST_TILES :][: FEWER_ROWS if asked.fewer else ROWS]:
        panels.append(Panel(_rows(asked, rows)))
    return Body(tiles, panels, _lines(asked, found)[: parts.MOST_LINES])


# ---- tiles and rows


def tile(asked: Asked, one: Measure, name: str = "") -> str:
    """A measure as a tile, its target or what the equal part of the month before came to beside it."""
    answer = one.answer
    kind, record = answer.metric.unit, answer.metric.record
    figure, unit = figure_of(asked, answer.value, kind, record)
    if len(figure) * SIGN + halves(unit) > ROOM:
        unit = ""
    beside = ""
    if one.target is not None:
        beside = _say(asked, "below" if one.missed else "target", target=percent(one.target, asked.language, 0))
    elif answer.value_against is not None:
        beside = _say(asked, "was", value=figure_of(asked, answer.value_against, kind, record)[0])
    if asked.large and halves(unit) > UNIT_ROOM:  # what stands beside it needs the room more
        unit = ""
    return parts.tile(name or _name(asked, one), figure, beside, unit=unit, state="late" if one.missed else "")


def _name(asked: Asked, one: Measure) -> str:
    return name_of(asked, "month", one.answer.metric.name)


def name_of(asked: Asked, scene: str, metric: str) -> str:
    """A metric's name; a shorter one where the scene has it."""
    short = f"scenes.{scene}.names.{metric}"
    return say(short if has(short, asked.language) else f"metrics.{metric}.name", asked.language)


def figure_of(asked: Asked, figure: float | None, unit: str, record: str) -> tuple[str, str]:
    """A value in large and what belongs behind it in small."""
    if figure is None:
        return "–", ""
    if unit == "count":
        told = value(figure, unit, asked.language)
        return told, each(record, asked.language, figure) if len(told) < parts.LONG_FIGURE else ""
    told = value(figure, unit, asked.language)
    digits = next((at for at, sign in enumerate(told) if not (sign.isdigit() or sign in ".,−")), len(told))
    return told[:digits], told[digits:].strip()


def _rows(asked: Asked, rows: Sequence[Measure]) -> str:
    told = []
    for one in rows:
        answer = one.answer
        now, then = (
            "–" if figure is None else value(figure, answer.metric.unit, asked.language)
            for figure in (answer.value, answer.value_against)
        )
        told.append(strips.Fact(_name(asked, one), now, then, "watch" if one.missed else ""))
    return parts.panel(_say(asked, "measures"), _say(asked, "beside_before"), strips.facts(told))


# ---- how it went


def _course(asked: Asked, found: Month) -> str:
    now, before = found.now, found.before
    every = FEWER_TICKS if asked.large or asked.wall.video_wall else TICK_DAYS
    one = Course(
        now,
        before,
        days=max(found.whole.days, found.former.days),
        ticks=[
            (at, day(found.whole.first + timedelta(days=at), asked.language, short=True))
            for at in range(0, found.whole.days, every)
        ],
        end=_say(asked, "so_far", n=number(now[-1], asked.language)),
        former=_say(asked, "former", n=number(before[-1], asked.language)),
    )
    return parts.panel(_say(asked, "course"), span(asked, found.ran), course(one))


def span(asked: Asked, period: Period) -> str:
    """The first and the last day of a period, in short."""
    return " – ".join(dict.fromkeys(day(at, asked.language, short=True) for at in (period.first, period.last)))


# ---- lines


def _lines(asked: Asked, found: Month) -> list[str]:
    lines = []
    sla = next((one for one in found.measures if one.target is not None and one.answer.value is not None), None)
    if sla is not None and (more := still(sla)) is not None:
        lines.append(_target(asked, sla, more))
    for split in SPLITS:
        low = found.worst(split) if sla is not None else None
        if low is not None and low[1] < (sla.target if sla and sla.target else 0):
            name, share, late = low
            words = _say(asked, "lowest", where=label(split, name, asked.language))
            told = {"share": percent(share, asked.language), "n": number(late, asked.language)}
            lines.append(parts.line(words, _say(asked, "lowest_why", **told), state="watch"))
            break
    lines.append(_pace(asked, found))
    return lines


def _target(asked: Asked, sla: Measure, more: int) -> str:
    target = percent(sla.target, asked.language, 0)
    if sla.missed:
        words = _say(asked, "missed", name=_name(asked, sla), target=target)
        return parts.line(words, _say(asked, "missed_why", n=number(more, asked.language)), state="late")
    words = _say(asked, "kept", name=_name(asked, sla), target=target)
    return parts.line(words, _say(asked, "kept_why", n=number(-more, asked.language)), state="fine")


def _pace(asked: Asked, found: Month) -> str:
    """How many came beside the equal part of the month before, and how many that month had in all."""
    now, before = found.now[-1], found.before
    equal = before[min(len(found.now), len(before)) - 1]
    figures = {"n": number(now, asked.language), "before": number(equal, asked.language)}
    words = (
        _say(asked, "pace", delta=sentences.signed(now - equal, asked.language)) if equal else _say(asked, "no_before")
    )
    return parts.line(words, _say(asked, "pace_why", **figures, whole=number(before[-1], asked.language)), sign="●")


def _say(asked: Asked, key: str, **facts: object) -> str:
    return say(f"scenes.month.{key}", asked.language, **facts)
