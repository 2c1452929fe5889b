"""A report as data: slides of blocks, worded in one language. Every file is made of this and of nothing else.

Whatever is shown stands here as it is told (``text``) and, where it is a figure, as it was answered (``value``), so
that no file reckons or words anything by itself, and a month once closed stays as it was whatever becomes of the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from cockpit.i18n import capital
from cockpit.periods import Period, elapsed
from cockpit.review.numbers import Counted, Figure, figures
from cockpit.sentences import Sentence

Tone = Literal["", "stress", "late", "watch", "fine", "quiet"]
Kind = Literal["month", "year", "week", "incident"]


@dataclass(frozen=True)
class Point:
    """A line that says something, and beneath it why; ``evidence`` are the figures it rests on, ``counts`` its others.

    Its head begins with a capital letter.
    """

    head: str
    detail: str = ""
    tone: Tone = ""
    evidence: tuple[Figure, ...] = ()
    counts: tuple[Counted, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "head", capital(self.head))


@dataclass(frozen=True)
class Card:
    """One number; ``beside`` what it was or is compared with, ``target`` and ``state`` in words where it has one.

    ``former`` is the figure that ``beside`` tells.
    """

    name: str
    figure: Figure
    beside: str = ""
    target: str = ""
    state: str = ""
    tone: Tone = ""
    former: Figure | None = None


@dataclass(frozen=True)
class Cards:
    """Numbers beside each other."""

    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Bar:
    """A bar: ``value`` as it is drawn (in the block's unit), ``text`` as it is told at its end."""

    label: str
    value: float | None
    text: str
    tone: Tone = ""
    figure: Figure | None = None
    count: Counted | None = None


@dataclass(frozen=True)
class Bars:
    """Bars below each other, from zero to either side. ``form`` is how Excel writes the numbers (``0.0%``)."""

    title: str
    unit: str
    form: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Line:
    """A line of a chart: a value for each label, None where there is none."""

    name: str
    values: tuple[float | None, ...]
    tone: Tone = ""


@dataclass(frozen=True)
class Mark:
    """Something named at one place of a chart; ``at`` counts the labels from 0."""

    at: int
    text: str
    tone: Tone = "stress"


@dataclass(frozen=True)
class Lines:
    """Lines over time, with the range that was to be expected (``low`` to ``high``) where there is one."""

    title: str
    unit: str
    form: str
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    range_name: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Head:
    """What stands over a column; figures stand on the ``right``. ``wide`` is its share of the width."""

    text: str
    right: bool = False
    wide: float = 1.0


@dataclass(frozen=True)
class Cell:
    """A cell of a table; ``value`` and ``form`` for files that hold numbers, ``dark`` how much colour, 0 to 1.

    ``count`` is what it tells where that is no figure.
    """

    text: str
    figure: Figure | None = None
    tone: Tone = ""
    dark: float = 0.0
    value: float | None = None
    form: str = ""
    count: Counted | None = None


@dataclass(frozen=True)
class Table:
    """Rows of as many cells as there are heads. ``empty`` is told where there are no rows, ``rest`` what is left out.

    The last ``totals`` rows are totals. ``counts`` are what ``rest`` tells.
    """

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    rest: str = ""
    totals: int = 0
    counts: tuple[Counted, ...] = ()


@dataclass(frozen=True)
class Event:
    """A moment of a course of events."""

    at: str
    text: str
    tone: Tone = ""


@dataclass(frozen=True)
class Timeline:
    """What happened one after the other; under ``title`` in ``under`` what it is of."""

    title: str
    under: str
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Points:
    """Lines that say something, one below the other; ``empty`` where there are none."""

    title: str
    points: tuple[Point, ...]
    empty: str = ""


Block = Cards | Bars | Lines | Table | Timeline | Points


@dataclass(frozen=True)
class Slide:
    """One message: its sentence, one or two blocks that show it, what follows from it, and where the figures come from.

    ``key`` names it in addresses and in what people kept of it. ``private``: for rooms that may see people's scores.
    ``foot``: definition, n, filters, one a line. ``told`` are the figures its sentences tell, ``counts``
    their other numbers. ``comment`` is a person's.
    """

    key: str
    name: str
    title: Sentence
    under: str = ""
    blocks: tuple[Block, ...] = ()
    so: tuple[Point, ...] = ()
    foot: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    told: tuple[Figure, ...] = ()
    counts: tuple[Counted, ...] = ()
    private: bool = False
    hidden: bool = False
    comment: str = ""

    @property
    def sentence(self) -> str:
        """The title as one text."""
        return f"{self.title.text}{self.title.stress}{self.title.after}".strip()

    def figures(self) -> Iterator[Figure]:
        """Every figure that stands on it."""
        yield from figures(self)


@dataclass(frozen=True)
class Indicator:
    """A measure of the month: against its target where there is one, and what it was before and a year ago.

    ``state`` is ``fine``, ``late`` (missed) or "" (no target or no data). ``remark`` says for each miss where it lies,
    ``counts`` are the numbers in it.
    """

    metric: str
    theme: str
    name: str
    figure: Figure
    target: str = ""
    state: Tone = ""
    state_text: str = ""
    former: Figure | None = None
    year_before: Figure | None = None
    remark: str = ""
    private: bool = False
    counts: tuple[Counted, ...] = ()


@dataclass(frozen=True)
class Text:
    """A part of a report that is drafted and may be edited: its points, or what was ``written`` instead."""

    key: str
    name: str
    points: tuple[Point, ...] = ()
    written: str = ""


@dataclass(frozen=True)
class Restated:
    """A measure that later corrections of the data moved since the close, in all or in one cell.

    ``added``, ``removed`` and ``changed`` are the keys of the rows behind it that came, went or say something else.
    ``version`` is the close that ``closed`` is of; 0: the document's own.
    """

    metric: str
    name: str
    closed: Figure
    now: Figure
    difference: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    private: bool = False
    version: int = 0

    @property
    def seen(self) -> bool:
        """Whether it moved in the digits that are shown."""
        return self.closed.text != self.now.text


@dataclass(frozen=True)
class Origin:
    """What a document was made of. ``version`` 0 is a draft; ``closed_by`` and ``closed_at`` are of the close."""

    site: str
    snapshot: str
    as_of: datetime
    synced: datetime
    zone: str
    version: int = 0
    closed_at: datetime | None = None
    closed_by: str = ""

    @property
    def draft(self) -> bool:
        return self.version == 0


@dataclass(frozen=True)
class Document:
    """A report of a period in one language. ``former`` is what it is compared with.

    ``restated`` is what moved since it was closed, ``earlier`` what had moved since the closes before it.
    """

    kind: Kind
    language: str
    title: str
    period: Period
    former: Period | None
    origin: Origin
    slides: tuple[Slide, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    texts: tuple[Text, ...] = ()
    restated: tuple[Restated, ...] = ()
    earlier: tuple[Restated, ...] = ()

    def slide(self, key: str) -> Slide | None:
        """The slide of that key, shown or not."""
        return next((one for one in self.slides if one.key == key), None)

    def text(self, key: str) -> Text | None:
        """The text of that key."""
        return next((one for one in self.texts if one.key == key), None)

    @property
    def ran(self) -> Period:
        """What had run of the period when it was asked."""
        return elapsed(self.period, self.origin.as_of.astimezone(ZoneInfo(self.origin.zone)).date())

    @property
    def shown(self) -> tuple[Slide, ...]:
        """The slides that are not hidden."""
        return tuple(one for one in self.slides if not one.hidden)

    def figures(self) -> Iterator[Figure]:
        """Every figure that stands anywhere in it."""
        yield from figures(self)
