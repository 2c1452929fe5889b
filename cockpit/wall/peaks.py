"""Days on which far more came than expected, and of what: marked where the ledger has no warning of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from cockpit.alerts import Range, Ranges
from cockpit.i18n import label
from cockpit.periods import Period
from cockpit.wall.asked import Asked
from cockpit.wall.kept import KEPT

# By how many times the distance from the expected to the highest usual count a day lies above the expected.
FAR_ABOVE: Final = 1.6
SPLITS: Final = ("category", "campus")
WEEKS: Final = 4  # the same weekdays before, beside which a day's kinds are looked at
HOLDS: Final = 0.6  # of what came beyond: the part that one value must hold to give the day its name


def peaks(found: Ranges) -> Iterator[tuple[int, int]]:
    """The positions of such days, each the highest of a run, and how many more than expected came; most first."""
    above = [_above(one) for _, one in found.days[:-1]]
    highest = [
        (at, more)
        for at, more in enumerate(above)
        if more and more >= max(above[max(at - 2, 0) : at + 3]) and more not in above[max(at - 2, 0) : at]
    ]
    yield from sorted(highest, key=lambda one: -one[1])


def _above(one: Range) -> int:
    if one.actual is None or one.expected is None or one.high is None:
        return 0
    more = one.actual - one.expected
    return round(more) if more > FAR_ABOVE * (one.high - one.expected) else 0


def named(asked: Asked, day: date) -> str:
    """What came more on a day than on the same weekdays before: a kind or a place, "" where no single one did."""
    key = ("peak", asked.cockpit.engine.path, day, asked.rights, asked.filters, asked.language)
    found: str = KEPT.get(key, lambda: _named(asked, day))
    return found


def _named(asked: Asked, day: date) -> str:
    before = [day - timedelta(weeks=at) for at in range(1, WEEKS + 1)]
    period = Period(before[-1], day + timedelta(days=1))
    for split in SPLITS:
        if split not in asked.cockpit.provided:
            continue
        rows = [row for row in asked.ask("opened", period, split, "day").rows if row[split] is not None]
        more: dict[str, float] = {}
        for row in rows:
            part = row["value"] if row["day"] == day else -row["value"] / WEEKS if row["day"] in before else 0
            more[row[split]] = more.get(row[split], 0) + part
        most = max(more, key=lambda name: more[name], default=None)
        if most is not None and more[most] >= HOLDS * sum(more.values()) > 0:
            return label(split, most, asked.language)
    return ""
