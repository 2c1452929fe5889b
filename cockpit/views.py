"""Views of the pivot: what stands in one as data, as an address and by name, for page, wall and slide alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import parse_qs, unquote, urlencode

from cockpit import i18n, periods
from cockpit.errors import CockpitError, UsageError, nearest
from cockpit.ledger import Saved
from cockpit.metrics import CATALOGUE, REST, Cockpit, Pivot, PivotQuestion, Top
from cockpit.metrics.catalogue import DIMENSIONS
from cockpit.metrics.pivot import Key
from cockpit.metrics.question import Filters
from cockpit.periods import UNITS, Period
from cockpit.settings.model import Calendar
from cockpit.tables import SHARES, Arranged, Sort, arranged

SHOWS: Final = ("value", "row", "column", "total", "difference", "change", "beside")
MOVED: Final = ("difference", "change")
TOPS: Final = (0, 5, 10, 20, 50)
SORT_BY_NAME: Final = "name"
MOST_LEVELS, MOST_MEASURES = 4, 6
DEFAULT_PERIOD, DEFAULT_AGAINST = "this_month", "previous"
FILTERED: Final = ("campus", "building", "category", "level", "channel", "engineer", "group")
NOTHING, OTHERS = "~", "*"
_MEANT: Final = frozenset("%/|@.~*")


@dataclass(frozen=True)
class View:
    """One view: the pivot's fields in their order, how its cells read, and the filters it was seen with.

    ``show`` is one of SHOWS; ``top`` keeps so many values (0: all) of the dimension ``top_of`` ("": the outermost);
    ``sort`` is the address of a sort (see ``Sorted``), "" the page's own choice. Periods are names, so that a view
    moves with time; ``dates`` (first and last day) goes with the period "dates".
    """

    rows: tuple[str, ...] = ()
    cols: tuple[str, ...] = ()
    measures: tuple[str, ...] = ("opened",)
    show: str = "value"
    top: int = 0
    top_of: str = ""
    sort: str = ""
    totals: bool = True
    heat: bool = True
    period: str = DEFAULT_PERIOD
    dates: tuple[date, ...] = ()
    against: str = DEFAULT_AGAINST
    filters: Filters = field(default=())

    @property
    def topped(self) -> str | None:
        """The dimension that ``top`` is of."""
        dims = [name for name in (*self.rows, *self.cols) if name in DIMENSIONS and self.top]
        return next((name for name in dims if self.top_of in ("", name)), None)

    @property
    def compared(self) -> bool:
        """Whether its cells say how far something moved; "beside" has that in columns of their own."""
        return self.show in (*MOVED, "beside")

    def within(self, period: Period) -> PivotQuestion:
        """The pivot to ask over these days."""
        top = (Top(self.topped, self.top),) if self.topped else ()
        against = self.against if self.compared else None
        return PivotQuestion(self.measures, period, self.rows, self.cols, self.filters, against, top)

    def question(self, cockpit: Cockpit, calendar: Calendar) -> PivotQuestion:
        """The pivot to ask of a snapshot, at its clock; UsageError where its period has no meaning there."""
        if self.period == "dates":
            return self.within(Period(min(self.dates), max(self.dates) + periods.DAY))
        return self.within(periods.named(self.period, cockpit.today, calendar, cockpit.span().first))

    def query(self) -> str:
        """The view as the query of an address, in codes; what is as usual is left out."""
        plain = View()
        pairs: list[tuple[str, str]] = [
            *(("rows", name) for name in self.rows),
            *(("cols", name) for name in self.cols),
            *(("measures", name) for name in self.measures),
        ]
        pairs += [("show", self.show)] if self.show != plain.show else []
        pairs += [("top", topping(self))] if self.top else []
        pairs += [("sort", self.sort)] if self.sort else []
        pairs += [(name, "false") for name in ("totals", "heat") if not getattr(self, name)]
        pairs += [("period", self.period)]  # what a page begins with is not everywhere this month
        pairs += [("against", self.against)] if self.against != plain.against else []
        pairs += [("dates", day.isoformat()) for day in self.dates]
        pairs += [(name, one) for name, values in self.filters for one in values]
        return urlencode(pairs)


def topping(view: View) -> str:
    """The top N of a view as an address says it: ``20`` of the outermost dimension, ``building.20`` of that one."""
    return f"{view.top_of}.{view.top}" if view.top and view.top_of else str(view.top)


def read(query: str) -> View:
    """The view an address made by ``query`` holds; what it says that is not known is left out."""
    asked = parse_qs(query, max_num_fields=1_000)

    def one(name: str, known: Sequence[str], default: str) -> str:
        chosen = asked.get(name, [default])[0]
        return chosen if chosen in known else default

    splits = frozenset(split for metric in CATALOGUE.values() for split in metric.splits)
    rows = tuple(dict.fromkeys(name for name in asked.get("rows", []) if name in splits))
    dates = tuple(found for text in asked.get("dates", []) if (found := _day(text)))
    top_of, _, top = asked.get("top", ["0"])[0].rpartition(".")
    known = top in map(str, TOPS[1:]) and top_of in ("", *DIMENSIONS)
    period = one("period", (*periods.NAMED, "dates"), DEFAULT_PERIOD)
    return View(
        rows=rows,
        cols=tuple(dict.fromkeys(name for name in asked.get("cols", []) if name in splits and name not in rows)),
        measures=tuple(dict.fromkeys(name for name in asked.get("measures", []) if name in CATALOGUE)) or ("opened",),
        show=one("show", SHOWS, SHOWS[0]),
        top=int(top) if known else 0,
        top_of=top_of if known else "",
        sort=asked.get("sort", [""])[0],
        totals=one("totals", ("true", "false"), "true") == "true",
        heat=one("heat", ("true", "false"), "true") == "true",
        period=DEFAULT_PERIOD if period == "dates" and not dates else period,
        dates=dates if period == "dates" else (),
        against=one("against", ("previous", "last-year"), DEFAULT_AGAINST),
        filters=tuple((name, tuple(asked[name])) for name in sorted(FILTERED) if asked.get(name)),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Sorted:
    """How the rows stand: by a measure's figure in the column of ``at`` (its keys), or by their names.

    In an address: ``-opened@2026-10-01`` falls, ``opened`` rises by the totals, ``name`` and ``-name`` go by names.
    Where a measure's change stands beside its value, ``-opened:change`` goes by the ``face`` "change".
    """

    measure: str | None
    at: tuple[Key, ...] = ()
    down: bool = True
    face: str = ""

    @property
    def text(self) -> str:
        where = f"@{path(self.at)}" if self.at else ""
        face = f":{self.face}" if self.face else ""
        return f"{'-' if self.down else ''}{self.measure or SORT_BY_NAME}{face}{where}"


def sorting(text: str, view: View) -> Sorted | None:
    """The sort that an address asks of a view, None where it has no meaning there."""
    down, rest = text.startswith("-"), text.removeprefix("-")
    named, _, where = rest.partition("@")
    measure, _, face = named.partition(":")
    if rest == SORT_BY_NAME:
        return Sorted(None, down=down)
    at = keys(where, view.cols)
    known = measure in view.measures and at is not None and face in ("", *(MOVED if view.show == "beside" else ()))
    return Sorted(measure, at or (), down, face) if known else None


def standing(view: View) -> Sorted | None:
    """How a view's rows stand: as its address asks; unasked, dimensions by the first measure and times as they run."""
    if found := sorting(view.sort, view):
        return found if found.measure or found.down else None
    free = [name for name in view.rows if name in DIMENSIONS and name not in ("level", "age")]
    return Sorted(view.measures[0]) if view.rows and len(free) == len(view.rows) else None


def laid_out(view: View, pivot: Pivot, order: Sorted | None) -> Arranged:
    """The finished table of a view: its rows in their order, with the shares it shows."""
    share = view.show if view.show in SHARES else None
    rows = None
    if order is not None:
        rows = Sort(order.measure, order.at, sorted_by(view, order), order.down)
    try:
        return arranged(pivot, rows=rows, share=share)
    except CockpitError:
        # The column it was sorted by is not there any more.
        return arranged(pivot, share=share)


def sorted_by(view: View, order: Sorted) -> str:
    """The figures of the measure by which the rows stand: those that are shown."""
    if order.measure is None:
        return "value"
    return order.face or (view.show if view.show in MOVED else "value")


def path(found: Sequence[Key]) -> str:
    """Keys as one word of an address; "" for none (the total)."""
    return "/".join(_spelled(key) for key in found)


def keys(text: str, splits: Sequence[str]) -> tuple[Key, ...] | None:
    """The keys such a word spells for these splits; None where it spells none."""
    if not text:
        return ()
    words = text.split("/")
    if len(words) > len(splits):
        return None
    try:
        return tuple(_key(word, split) for word, split in zip(words, splits, strict=False))
    except ValueError:
        return None


def _spelled(key: Key) -> str:
    """Only what has a meaning of its own in these words is escaped, so that an address stays readable."""
    if key is None:
        return NOTHING
    if key == REST:
        return OTHERS
    text = "".join(f"%{ord(letter):02X}" if letter in _MEANT else letter for letter in str(key))
    return text or "%"


def _key(word: str, split: str) -> Key:
    if word == NOTHING:
        return None
    if word == OTHERS:
        return REST
    text = "" if word == "%" else unquote(word)
    if split in UNITS:
        return date.fromisoformat(text)
    return text if split in DIMENSIONS else int(text)


# Views that stand ready, by the key under which words/*/pivotui.toml names them; the first is everybody's default.
READY: Final[Mapping[str, View]] = {
    "building_category": View(("building",), ("category",), top=20),
    "overdue_engineer": View(("engineer",), ("level",), ("overdue",)),
    "repeat_devices": View(("device",), (), ("repeat_fault", "opened"), top=20, period="last_90_days"),
    "channel_week": View(("channel",), ("week",), period="last_90_days", show="column"),
    "level_campus": View(
        ("level",), ("campus",), ("sla_met", "sla_respond_met", "time_to_resolve"), period="last_90_days"
    ),
    "backlog_age": View(("group", "engineer"), ("age",), ("ageing",)),
    "growth": View(("campus", "building"), (), ("opened",), show="beside", sort="-opened:difference"),
    "rush_hours": View(("weekday",), ("hour",), period="last_12_months", sort=SORT_BY_NAME),
    "category_month": View(
        ("category", "subcategory"), ("month",), ("opened", "time_to_resolve"), period="last_12_months"
    ),
    "quality": View(
        ("group", "engineer"),
        (),
        ("resolved", "time_to_resolve", "first_time_fix", "reopen_rate", "satisfaction"),
        period="last_90_days",
    ),
}
DEFAULT: Final = "building_category"


def ready_name(key: str, language: str) -> str:
    """A ready view's name."""
    return i18n.say(f"pivotui.ready.{key}", language)


def title(name: str, language: str) -> str:
    """How a view that was named so is called: a ready one in the language."""
    key = next((key for key in READY if name == key or name in {ready_name(key, one) for one in i18n.LANGUAGES}), None)
    return ready_name(key, language) if key else name


def named(name: str, saved: Sequence[Saved], languages: Sequence[str] = i18n.LANGUAGES) -> View:
    """The view of that name: a saved one, or a ready one by its key or its name in any language.

    UsageError for an unknown one names the others, in the first of the languages.
    """
    found = next((one for one in saved if one.name == name), None)
    if found is not None:
        return read(found.query)
    for key, view in READY.items():
        if name == key or name in {ready_name(key, language) for language in languages}:
            return view
    names = [ready_name(key, language) for language in languages for key in READY]
    own = [one.name for one in saved]
    spelled = [*READY, *own, *names]
    near = next((one for one in spelled if name in one), None) or nearest(name, spelled)
    raise UsageError("unknown_view", name=name, nearest=near, known=[*names[: len(READY)], *own])
