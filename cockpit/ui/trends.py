"""Trends: any measure at any grain, split into lines or small charts, against before, with the rows behind a point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import streamlit as st

from cockpit import figures, periods, sentences
from cockpit.boards import FAMILIES, THEMES, Tile
from cockpit.i18n import label, number, say, uncapital
from cockpit.metrics import CATALOGUE, Answer
from cockpit.metrics.catalogue import COMPUTED, DIMENSIONS, TIMES, Metric
from cockpit.periods import Period
from cockpit.ui import address, charts, explaining, exporting, html, notes, profiles
from cockpit.ui.address import Words
from cockpit.ui.calendar import axis, before
from cockpit.ui.filters import choice
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.rows import show_rows

REACH = {"day": 42, "week": 26, "month": 12, "quarter": 8, "year": 10}
MOST_LINES = 6
MOST_PANELS = 12
NONE = "none"
BESIDES = "besides"
BESIDE = (NONE, "previous", "last-year")


@dataclass(frozen=True)
class View:
    """What the page's own controls say."""

    metric: str
    grain: str
    split: str | None
    against: str | None
    small: bool = False

    @property
    def round(self) -> bool:
        """Whether time goes round (hours, weekdays) instead of on."""
        return self.grain in profiles.GRAINS

    @property
    def by(self) -> tuple[str, ...]:
        return (self.grain, self.split) if self.split else (self.grain,)


def trend(reader: Reader, _tile: Tile) -> None:
    """The page: what is drawn, the first sentence, the chart, and what was clicked; rows a link led to come first."""
    head = st.empty()
    view = _controls(reader)
    first = st.container()
    window = profiles.reach(reader, view.grain) if view.round else reach(reader, view.grain)
    asked = reader.question(view.metric, by=view.by, period=window, against=view.against)
    answer = reader.ask(replace(asked, course=True))
    if answer.lacking:
        with head:
            headline(sentences.Sentence(reader.name(view.metric)))
        lacking(reader, answer)
        return
    if view.round:
        _profile(reader, view, window, answer, head)
    else:
        _line(reader, view, window, answer, head)
    explaining.panel(reader, reader.question(view.metric, against=view.against or reader.chosen.against))
    if explaining.rows(reader, view.metric):
        return
    if not _linked():
        _rows(reader, view, window)
        return
    with first:
        told = _rows(reader, view, window)
    if told:
        with head:
            headline(sentences.Sentence(told))


def _linked() -> bool:
    """Whether the address opens a unit's rows without anybody having clicked its point here."""
    at, clicked = st.query_params.get("at", "period"), st.session_state.get("clicked")
    return at != "period" and not (clicked and clicked[1] == at)


def _line(reader: Reader, view: View, window: Period, answer: Answer, head: Any) -> None:
    """The measure as time goes on, with the notes on its days."""
    every = charts.over_time(reader, answer, view.grain, window, view.split)
    with head:
        _sentence(reader, view, window, every)
    most = MOST_PANELS if view.small else MOST_LINES
    lines = every[:most]
    compared = any(point.value is not None for line in lines for point in line.former)
    parts = [sentences.span(window, reader.language)]
    if before(reader, view.grain, window):
        name = sentences.spell(reader.chosen.period, reader.chosen.preset, reader.language)
        parts.append(say("trends.since", reader.language, period=uncapital(name)))
    if compared and answer.against:
        parts.append(reader.say("trend.grey", name=sentences.span(answer.against, reader.language)))
    if view.small and (ended := _last_ended(lines)):
        parts.append(reader.say("trend.headline", when=label(view.grain, ended, reader.language)))
    _beside(reader, answer, parts, len(every), most)
    marks = notes.within(window)
    if charts.anything(lines):
        _no_former(reader, answer, compared=compared)
        around = axis(reader, view.grain, window, [(note.day, note.text) for note in marks])
        figure = charts.drawn(reader, lines, around, answer.metric.unit, height=400, small=view.small)
        _put(reader, view, answer, figure, [line.key for line in lines])
    else:
        html.empty(reader.say("empty.no_rows"), reader.say("empty.widen"))
    notes.edit(reader, window, marks)


def _profile(reader: Reader, view: View, window: Period, answer: Answer, head: Any) -> None:
    """The measure by hours, weekdays or weeks of term."""
    with head:
        whole = reader.ask(reader.question(view.metric, by=(view.grain,), period=window))
        headline(sentences.Sentence(profiles.sentence(reader, whole, view.grain)))
    every = profiles.series(reader, answer, view.grain, view.split)
    drawn = every[:MOST_LINES]
    parts = [reader.say("trend.profile", span=sentences.span(window, reader.language))]
    _beside(reader, answer, parts, len(every), MOST_LINES)
    values = [one for line in drawn for one in line.values if one is not None]
    if not values:
        html.empty(reader.say("empty.no_rows"), reader.say("empty.widen"))
        return
    _no_former(reader, answer, compared=any(one is not None for line in drawn for one in line.former))
    places = [
        (profiles.VACATION if key is None else str(key), tick)
        for key, _, tick in profiles.places(reader, answer, view.grain)
    ]
    wording = charts.wording(reader, answer.metric.unit)
    figure = figures.profile(drawn, places, reader.palette, height=400, wording=wording)
    _put(reader, view, answer, figure, [line.key for line in drawn])


def _put(reader: Reader, view: View, answer: Answer, figure: Any, keys: Sequence[str]) -> None:
    alt = f"{reader.name(view.metric)} · {reader.say(f'grain.{view.grain}')}"
    key = f"chart-{view.metric}-{view.grain}-{view.split}-{view.small}"
    _clicked(charts.put(figure, key, alt, select=True), answer, view, keys)


def _no_former(reader: Reader, answer: Answer, *, compared: bool) -> None:
    """Says so where a comparison was asked for and there is nothing to compare with."""
    if answer.question.against and not compared:
        name = charts.former_name(reader, answer)
        html.show(f'<p class="c-under">{reader.say("trend.no_former", name=name)}</p>')


def _last_ended(lines: Sequence[figures.Line]) -> date | None:
    """The last unit that has ended."""
    return next((point.at for line in lines for point in reversed(line.points) if not point.running), None)


def measures() -> list[str]:
    """Every measure, family by family, those that count what others leave out at the end."""

    def place(metric: Metric) -> tuple[bool, int, bool, str]:
        return theme(metric) == BESIDES, FAMILIES.index(metric.family), metric.name != metric.family, metric.name

    return [metric.name for metric in sorted(CATALOGUE.values(), key=place)]


def theme(metric: Metric) -> str:
    """Under which heading a measure is offered: its family's, or that of what others leave out."""
    if metric.name not in FAMILIES and any(metric.name in one.beside for one in CATALOGUE.values()):
        return BESIDES
    return next(name for name, families in THEMES.items() if metric.family in families)


def offered(reader: Reader, asked: Sequence[str] = ()) -> list[str]:
    """The measures of which the site has the records and the reader may see the columns, and those that are asked."""
    cockpit, rights = reader.opened.cockpit, reader.rights
    return [name for name in measures() if name in asked or cockpit.offers(CATALOGUE[name], rights)]


def splits(reader: Reader, metric: Metric) -> list[str]:
    """What a measure can be split by here, first what it is split by unasked; a share is of nothing without."""
    dims = [dim for dim in metric.dims if dim in COMPUTED or reader.has(dim)]
    if metric.share_of and metric.share_of not in dict(reader.chosen.filters):
        return [metric.share_of]
    own = metric.share_of or next((dim for dim in dims if dim in COMPUTED), None)
    return [own, NONE, *(dim for dim in dims if dim != own)] if own else [NONE, *dims]


def _controls(reader: Reader) -> View:
    notices = list(reader.chosen.notices)
    places = st.columns([1.2, 3.7, 1.1, 2.3], gap="small")
    with places[0]:
        words = _words_of(lambda code: f"metrics.{code}.name")
        asked, _ = address.asked("measure", measures(), words)
        timed = [name for name in offered(reader, asked) if CATALOGUE[name].times]
        metric = choice(reader, "measure", timed, words, notices)
    known, name = CATALOGUE[metric], reader.name(metric)
    with places[1]:
        grains = [grain for grain in TIMES if grain in known.times]
        words = _words_of(lambda code: f"pages.grain.{code}")
        other: tuple[Sequence[str], str] = (TIMES, reader.say("trend.unfit_grain", metric=name))
        default = _grain(reader, grains)
        grain = choice(reader, "grain", grains, words, notices, default=default, kind="segments", elsewhere=other)
    with places[2]:
        other = ((NONE, *DIMENSIONS), reader.say("trend.unfit_split", metric=name))
        split = choice(reader, "split", splits(reader, known), _split_words, notices, elsewhere=other)
    small, against, goes_round = False, NONE, grain in profiles.GRAINS
    with places[3], st.container(horizontal=True, gap="medium", key="trend_beside"):
        if split != NONE and not goes_round:
            small = _small(reader)
        if split == NONE or small:
            words = _words_of(lambda code: f"pages.beside.{code}")
            against = choice(reader, "beside", BESIDE, words, notices, default=reader.chosen.against, kind="segments")
    for text in notices[len(reader.chosen.notices) :]:
        html.notice(text)
    return View(metric, grain, None if split == NONE else split, None if against == NONE else against, small)


def _small(reader: Reader) -> bool:
    """Whether each line has a small chart of its own."""
    address.hold("small", st.query_params.get("small") == "true")
    return st.toggle(reader.say("trend.small"), key="small", on_change=_small_chosen, width="content")


def _small_chosen() -> None:
    address.write({"small": ["true"] if st.session_state["small"] else []})


def _words_of(key: Callable[[str], str]) -> Words:
    return lambda code, tongue: say(key(code), tongue)


def _split_words(code: str, tongue: str) -> str:
    return say("pages.trend.no_split", tongue) if code == NONE else say(f"common.dims.{code}", tongue)


def _grain(reader: Reader, grains: Sequence[str]) -> str:
    """The finest grain of a measure's that does not give the chosen period more points than one can read."""
    days = reader.chosen.period.days
    most = {"day": 45, "week": 190, "month": 1200}
    return next((grain for grain in grains if days <= most.get(grain, days)), grains[0])


def reach(reader: Reader, grain: str) -> Period:
    """The days drawn: the chosen period, and before it as many units as a trend needs, as far as there are data."""
    chosen = periods.elapsed(reader.chosen.period, reader.opened.cockpit.today)
    span = reader.opened.cockpit.span()
    until = min(chosen.until, span.until)
    first = periods.start(until - timedelta(days=1), grain)
    for _ in range(REACH[grain] - 1):
        first = periods.start(first - timedelta(days=1), grain)
    first = max(min(first, periods.start(chosen.first, grain)), periods.start(span.first, grain))
    return Period(first, until) if first < until else chosen


def _sentence(reader: Reader, view: View, window: Period, lines: Sequence[figures.Line]) -> None:
    metric, name = CATALOGUE[view.metric], reader.name(view.metric)
    if metric.share_of and view.split and lines:
        lines, name = lines[:1], f"{name}{reader.say('paren', text=lines[0].name)}"
    else:
        whole = reader.ask(reader.question(view.metric, by=(view.grain,), period=window))
        lines = charts.over_time(reader, whole, view.grain, window)
    points = [(point.at, point.value) for line in lines for point in line.points if not point.running]
    headline(sentences.Sentence(sentences.trend(points, metric, name, view.grain, reader.language)))


def _beside(reader: Reader, answer: Answer, parts: list[str], lines: int, most: int) -> None:
    if lines > most:
        parts = [*parts, reader.say("trend.most", n=most, all=lines)]
    with st.container(horizontal=True, vertical_alignment="center", key="links-trend"):
        html.heading(
            f"{reader.name(answer.metric.name)}{reader.say('paren', text=unit_words(reader, answer))}",
            " · ".join(parts),
        )
        charts.about(reader, answer, "about")
        exporting.menu(reader, "trend", lambda: exporting.trend(reader, answer))


def unit_words(reader: Reader, answer: Answer) -> str:
    """The unit of a measure."""
    unit = answer.metric.unit
    return reader.unit(answer.metric.name) if unit == "count" else say(f"common.units.{unit}", reader.language)


def lacking(reader: Reader, answer: Answer) -> None:
    """What the site would have to provide for this measure."""
    names = sentences.lacking(answer.lacking, reader.language)
    html.empty(
        reader.say("empty.lacking", name=reader.name(answer.metric.name)), reader.say("empty.provide", names=names)
    )


def _clicked(event: Any, answer: Answer, view: View, keys: Sequence[str]) -> None:
    """A click opens the point's rows: the point goes into the address, so that the view with its rows is a link."""
    points = event.selection.points if event else []
    if not points or not points[0].get("customdata"):
        return
    at, number_ = points[0]["customdata"][:2]
    if not at or st.session_state.get("clicked") == (answer.question, at, number_):
        return
    st.session_state["clicked"] = (answer.question, at, number_)
    of = [keys[int(number_)]] if view.split else []
    address.write({explaining.PART: [], "at": [at], "of": of})


def _rows(reader: Reader, view: View, window: Period) -> str:
    """The rows of what stands in the address: the whole chosen period, or one unit of it and one part.

    Returns what they are in a sentence, "" where there are none to open.
    """
    at = st.query_params.get("at")
    if not at:
        html.show(f'<p class="c-under">{reader.say("trend.click")}</p>')
        return ""
    cell: dict[str, object] = {}
    title = reader.name(view.metric)
    of = st.query_params.get("of")
    if view.split and of is not None:
        cell[view.split] = of or None
        title = f"{title} · {reader.label(view.split, of or None)}"
    try:
        period, when, place = _clicked_unit(reader, view, window, at)
    except ValueError:
        if "clicked" in st.session_state:
            html.show(f'<p class="c-under">{reader.say("trend.click")}</p>')
        else:
            html.notice(say("pages.filter.left_out", reader.language, name="at"))
        return ""
    question = reader.question(view.metric, period=period)
    count = show_rows(reader, question, f"{title} · {when}", close=("at", "of"), cell=cell | place)
    if CATALOGUE[view.metric].stock and reader.opened.cockpit.today in period:
        when = say("trends.now", reader.language)
    told = f"{number(count, reader.language)} {reader.say(f'unit.{CATALOGUE[view.metric].record}')}"
    return say("trends.linked", reader.language, metric=title, when=when, value=told)


def _clicked_unit(reader: Reader, view: View, window: Period, at: str) -> tuple[Period, str, dict[str, object]]:
    """The days an address names, their words, and the place in the round of time; ValueError if it names none."""
    chosen = reader.chosen
    if at == "period":
        return chosen.period, sentences.spell(chosen.period, chosen.preset, reader.language), {}
    if view.round:
        key = profiles.key_of(view.grain, at)
        return window, profiles.worded(reader, view.grain, key), {view.grain: key}
    first = periods.start(date.fromisoformat(at), view.grain)
    return periods.whole(first, view.grain), label(view.grain, first, reader.language), {}
