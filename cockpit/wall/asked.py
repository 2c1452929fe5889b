"""What is asked of the wall, what a scene puts on it, and the picture that comes of it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from cockpit.access import Rights
from cockpit.alarms import lies_in, muted
from cockpit.figures import DARK, LIGHT, Palette
from cockpit.i18n import halves, say
from cockpit.ledger import Alarm, Mute
from cockpit.metrics import Cockpit
from cockpit.metrics.question import Answer, Clocks, Filters, Question
from cockpit.periods import Period, whole
from cockpit.settings.model import Settings, Wall
from cockpit.wall.kept import KEPT
from cockpit.wall.sizes import SHAPE, Reading, reading

LONG_NAME: Final = 14  # halves


@dataclass(frozen=True)
class Asked:
    """One picture of one wall. ``at``: the moment it is made (UTC); ``page`` of ``pages`` in the rotation.

    ``alarms``: those raised in the last weeks, ended ones among them, newest first; of all that are given, those
    that lie in what the wall is narrowed to. ``mutes``: what of them is not to be told. ``shape``: the screen's
    width over its height.
    """

    cockpit: Cockpit
    settings: Settings
    wall: Wall
    language: str
    rights: Rights
    alarms: Sequence[Alarm]
    at: datetime
    page: int = 1
    pages: int = 1
    mutes: Sequence[Mute] = ()
    shape: float = SHAPE

    def __post_init__(self) -> None:
        object.__setattr__(self, "alarms", tuple(one for one in self.alarms if lies_in(one, self.filters)))

    @property
    def filters(self) -> Filters:
        """What the wall is narrowed to."""
        return (("campus", self.wall.campus),) if self.wall.campus else ()

    @property
    def palette(self) -> Palette:
        return LIGHT if self.wall.theme == "light" else DARK

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.zone)

    @property
    def large(self) -> bool:
        """Whether letters are larger than at the standard, so that there is room for fewer things."""
        return self._reading.large

    @property
    def growth(self) -> float:
        """By how much letters are larger than at the standard."""
        return self._reading.growth

    @property
    def fewer(self) -> bool:
        """Whether there is room for fewer rows: letters are larger and the screen is not higher for it."""
        return self.large and not 1 <= self.shape < SHAPE - 0.01

    def long(self, name: str) -> bool:
        """Whether the name of a row takes two lines, since letters are larger and the screen is not higher for it."""
        return self.fewer and halves(name) > LONG_NAME

    @property
    def cramped(self) -> int:
        """For how many long rows less there is room: the head of a place's wall is higher, and there is a foot."""
        return int(bool(self.wall.campus)) + int(not self._reading.readable)

    @property
    def upright(self) -> bool:
        """Whether the screen is higher than wide."""
        return self.shape < 1

    @property
    def _reading(self) -> Reading:
        return reading(self.wall, self.shape)

    @property
    def today(self) -> Period:
        """The cockpit's day."""
        return whole(self.cockpit.today, "day")

    @cached_property
    def warned(self) -> tuple[Alarm, ...]:
        """The alarms that scenes tell: neither judged false nor muted."""
        at = self.cockpit.as_of
        return tuple(
            one for one in self.alarms if one.verdict is not False and muted(one, self.mutes, at, self.settings) is None
        )

    @property
    def silenced(self) -> list[Alarm]:
        """Those that have not ended and that scenes do not tell: somebody knows of them."""
        return [one for one in self.alarms if one.ended_at is None and one not in self.warned]

    @property
    def standing(self) -> list[Alarm]:
        """Those that scenes tell and that have not ended."""
        return [one for one in self.warned if one.ended_at is None]

    def say(self, key: str, **arguments: object) -> str:
        """The words of ``wall.<key>``."""
        return say(f"wall.{key}", self.language, **arguments)

    def ask(self, metric: str, period: Period, *by: str, against: str | None = None) -> Answer:
        """What a metric says within the wall's filters and rights; of several scenes of a minute asked once."""
        question = Question(metric, period, by, self.filters, against)
        key = ("answer", *self.data, question)
        found: Answer = KEPT.get(key, lambda: self.cockpit.answer(question, self.rights))
        return found

    @property
    def data(self) -> tuple[Hashable, ...]:
        """What every figure comes from: the snapshot, the clock's minute, the rights."""
        minute = self.cockpit.as_of.replace(second=0, microsecond=0)
        return self.cockpit.engine.path, minute, self.rights


@dataclass(frozen=True)
class Panel:
    """A part of a scene beside others, ``weight`` times as wide: ready HTML (``parts.panel``)."""

    html: str
    weight: float = 1.0


@dataclass(frozen=True)
class Body:
    """What a scene shows: at most four tiles, two panels and three lines, each ready HTML of ``parts``.

    ``foot``: what must be said beneath it, in words. ``title``: what stands beside the site's name instead of the
    scene's.
    """

    tiles: Sequence[str] = ()
    panels: Sequence[Panel] = ()
    lines: Sequence[str] = ()
    foot: str = ""
    title: str | None = None


@dataclass(frozen=True)
class Picture:
    """A finished picture of a scene: one element of HTML, the clocks of its data, when it was made (UTC)."""

    html: str
    clocks: Clocks
    at: datetime
    scene: str
