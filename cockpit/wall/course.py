"""Two lines from the first of a month to its end: this month as far as it has come, and all of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from cockpit.wall.chart import HIGH, MARGIN, STEPS, WIDE, nice

# What is said of a dot stands so far above it, in parts of the plot's height.
LIFT = 0.13
BENEATH = 0.08


@dataclass(frozen=True)
class Course:
    """Sums up to the end of each day of a month of ``days``; the last of ``now`` is not over yet.

    ``end`` is what is said of where it has come to, ``former`` of where the one before ended; ``ticks`` are days
    counted from 0, and their names.
    """

    now: Sequence[float]
    before: Sequence[float]
    days: int
    ticks: Sequence[tuple[int, str]]
    end: str
    former: str


def course(one: Course) -> str:
    """The chart as HTML that fills whatever it stands in."""
    step = nice(max((*one.now, *one.before), default=1) / STEPS)
    top = STEPS * step

    def place(at: int, value: float) -> tuple[float, float]:
        return at / max(one.days - 1, 1), 1 - value / top

    lines = [
        (at / STEPS, f'<path class="wl-grid" d="M0 {HIGH - at / STEPS * HIGH:.0f}H{WIDE}"/>') for at in range(STEPS + 1)
    ]
    levels = "".join(
        f'<span class="wl-y" style="top:{100 - part * 100:.1f}%">{part * top:g}</span>' for part, _ in lines
    )
    days = "".join(
        f'<span class="wl-x" style="left:{place(at, 0)[0] * 100:.2f}%">{escape(text)}</span>' for at, text in one.ticks
    )
    before = [place(at, value) for at, value in enumerate(one.before)]
    now = [place(at, value) for at, value in enumerate(one.now)]
    shapes = "".join(shape for _, shape in lines)
    shapes += _path("wl-draw wl-former", before) + _path("wl-draw", now[:-1]) + _path("wl-open", now[-2:])
    return (
        f'<div class="wl-chart wl-ended" style="--digits:{len(f"{top:g}")}"><div class="wl-plot">'
        f'<svg viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="none" aria-hidden="true">{shapes}</svg>'
        f"{levels}{days}{_ends(one, now[-1], before[-1])}</div></div>"
    )


def _path(kind: str, points: Sequence[tuple[float, float]]) -> str:
    if len(points) < 2:
        return ""
    told = "L".join(f"{left * WIDE:.1f} {height * HIGH:.1f}" for left, height in points)
    return f'<path class="{kind}" d="M{told}"/>'


def _ends(one: Course, now: tuple[float, float], before: tuple[float, float]) -> str:
    """Where this month has come to is told at its dot: above it, left of it once half of the month is over.

    Where the month before ran above it, it is told below and at the right, so that no line goes through the words.
    """
    left, height = now
    former = one.before[min(len(one.now), len(one.before)) - 1] if one.before else 0
    beneath = one.now[-1] < former and height + LIFT <= 1
    side = "wl-leftward" if left > 0.5 and not beneath else "wl-rightward"
    high = min(max(height + (BENEATH if beneath else -LIFT), MARGIN), 1 - MARGIN)
    ended = min(max(before[1], MARGIN), 1 - MARGIN)
    lifted = "" if beneath else "wl-lifted "
    return (
        f'<i class="wl-dot" style="left:{left * 100:.2f}%;top:{height * 100:.1f}%"></i>'
        f'<b class="wl-named {lifted}wl-plain {side}" style="left:{left * 100:.2f}%;top:{high * 100:.1f}%">'
        f"{escape(one.end)}</b>"
        f'<span class="wl-end wl-quiet" style="top:{ended * 100:.1f}%">{escape(one.former)}</span>'
    )
