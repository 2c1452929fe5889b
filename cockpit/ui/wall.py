"""A view on the wall: one screen nobody touches, read from eight metres, redrawn in place as new data come.

Two pieces of HTML, no chart: what has not changed is not sent again, and nothing is torn down.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import streamlit as st

from cockpit import periods, scenes
from cockpit.access import Person
from cockpit.errors import CockpitError, UsageError
from cockpit.exports import notes
from cockpit.exports.request import Request
from cockpit.figures import DARK, LIGHT, Palette
from cockpit.i18n import day, explain, halves, moment, say
from cockpit.metrics.question import Clocks
from cockpit.scenes import Cell, Column, Fit, Row, Scene, Total
from cockpit.sentences import span
from cockpit.ui import html, login, saved_views, site
from cockpit.ui.cache import ANSWERS
from cockpit.views import READY, named, ready_name, title

log = logging.getLogger("cockpit")

RULES = (Path(__file__).parent / "wall.css").read_text(encoding="utf-8")
EVERY_SECONDS = 20
FIT = Fit(rows=7, columns=8, several=6)
MOST_TOTALS, WITH_SENTENCE = 4, 2
NAMED_EVERY = 3  # of the narrow columns
FEW_ROWS, LARGER = 4, 5 / 3.7  # so many rows stand so much larger
BROAD_BARS = 2  # columns of figures leave room for broad bars
WHOLE = 8  # halves of a word that is not broken: 完成量, 重开率, 2026年
YEAR_ENDS = re.compile(r"(?<=年)(?=[第\d])")
WIDEST_NAME = 46
KEPT = "wall_kept"


@dataclass(frozen=True)
class Picture:
    """What is on the screen: its body, the clocks of its data, and when it was made."""

    body: str
    clocks: Clocks | None
    at: datetime


def show() -> None:
    """The screen of the view that the address names."""
    light = st.query_params.get("theme") == "light"
    html.show(_style(LIGHT if light else DARK))
    st.fragment(_screen, run_every=EVERY_SECONDS)(st.query_params.get("view"), site.language(), light=light)


def _screen(name: str | None, tongue: str, *, light: bool) -> None:
    """The picture as it is now; where it cannot be made, the last one with its hour; without a login none."""
    problem = ""
    who = login.person()
    if who is None:
        login.ask(tongue)
        return
    try:
        picture = _picture(name, who, tongue, LIGHT if light else DARK)
        st.session_state[KEPT] = name, picture
    except Exception as error:  # a wall is never blank: whatever it was, the last picture stays and says so
        log.warning("the wall keeps its last picture", exc_info=error)
        of, kept = st.session_state.get(KEPT, (None, None))
        if kept is None or of != name:
            why = explain(error, tongue) if isinstance(error, CockpitError) else ""
            picture = _message(say("scene.wall.not_shown", tongue), why)
        else:
            at = moment(kept.at, tongue, site.settings().zone)
            picture, problem = kept, say("scene.wall.kept", tongue, at=at)
    html.show(picture.body)
    html.show(_clocks(picture.clocks, problem, tongue))


def _picture(name: str | None, who: Person, tongue: str, palette: Palette) -> Picture:
    opened = site.current()
    if opened is None:
        return _message(say("scene.wall.first", tongue), say("scene.wall.first_why", tongue))
    if name is None:
        return _choice(say("scene.wall.choose", tongue), who, tongue)
    saved = saved_views.ledger().views(who.who)
    try:
        view = named(name, saved)
    except UsageError:
        return _choice(say("scene.wall.unknown", tongue, name=name), who, tongue)
    try:
        question = view.question(opened.cockpit, opened.settings.calendar)
        days, filters = question.period, question.filters
        rights = login.wall_rights()
        request = Request(opened.cockpit, opened.settings, tongue, days, filters, rights=rights, preset=view.period)
        key = ("wall", opened.cockpit.engine.path, opened.cockpit.as_of, request.rights, tongue, name, view)
        called = title(name, tongue)
        scene: Scene = ANSWERS.get(key, lambda: scenes.composed(request, called, view, FIT))
    except UsageError as error:
        return _message(say("scene.wall.not_shown", tongue), explain(error, tongue))
    return Picture(_body(request, scene, palette), opened.cockpit.clocks, datetime.now(UTC))


def _message(words: str, why: str, more: str = "") -> Picture:
    body = f'<div class="w w-message"><h1>{escape(words)}</h1><p>{escape(why)}</p>{more}</div>'
    return Picture(body, None, datetime.now(UTC))


def _choice(words: str, who: Person, tongue: str) -> Picture:
    """Every view by its name, as a link to it."""
    names = [ready_name(key, tongue) for key in READY] + [one.name for one in saved_views.ledger().views(who.who)]
    more = "".join(f"&{key}={quote(st.query_params[key])}" for key in ("lang", "theme") if key in st.query_params)
    links = "".join(f'<li><a href="wall?view={quote(one)}{more}">{escape(one)}</a></li>' for one in names)
    return _message(words, say("scene.wall.choose_why", tongue), f"<ul>{links}</ul>")


# ---- the picture


def _body(request: Request, scene: Scene, palette: Palette) -> str:
    under = [span(periods.elapsed(request.period, request.cockpit.today), request.language)]
    if request.filters:
        under += [told for _, told in notes.filters_told(request, request.filters)]
    if scene.nothing and scene.view.rows:
        why = say("scene.wall.nothing_why", request.language, name=scene.name, period=under[0])
        words = say("scene.wall.nothing", request.language)
        main = f'<div class="w-none"><strong>{escape(words)}</strong>{escape(why)}</div>'
    else:
        main = _table(scene, request.language, palette) if scene.rows else ""
    said = _remarks(scene, request.language)
    foot = f'<p class="w-foot">{escape(say("scene.dot", request.language).join(said))}</p>' if said else ""
    head = (
        f'<h1>{escape(scene.name)}</h1><p class="w-under">{escape(say("scene.dot", request.language).join(under))}</p>'
    )
    return f'<div class="w">{head}{_band(scene)}{main}{foot}</div>'


def _band(scene: Scene) -> str:
    """The totals, and where there is room the sentence beside them."""
    tiles = [_tile(one) for one in scene.totals[:MOST_TOTALS]]
    columns = f"repeat({len(tiles)},auto)"  # each as wide as its figure and name need, in equal parts of what is left
    if len(tiles) <= WITH_SENTENCE:
        told = scene.sentence
        stress = f"<em>{escape(told.stress)}</em>" if told.stress else ""
        tiles.append(f'<p class="w-say"><span>{escape(told.text)}{stress}{escape(told.after)}</span></p>')
        columns = f"repeat({len(tiles) - 1},minmax(max-content,calc(44*var(--u)))) 1fr"
    return f'<div class="w-band" style="grid-template-columns:{columns}">{"".join(tiles)}</div>'


def _tile(one: Total) -> str:
    beside = f"<span>{escape(one.beside)}</span>" if one.beside else ""
    figure = html.figure(one.text, one.unit)
    return f'<div class="w-tile"><p>{escape(one.name)} {beside}</p><b>{figure}</b></div>'


def _table(scene: Scene, tongue: str, palette: Palette) -> str:
    rows = [*scene.rows, *([scene.rest] if scene.rest else [])]
    rows += [scene.total] if scene.total and (scene.view.cols or len(scene.totals) > MOST_TOTALS) else []
    bars = not scene.view.cols
    most = max((abs(row.cells[0].figure or 0) for row in scene.rows), default=0)
    lines = "".join(_line(scene, row, palette, most if bars else None) for row in rows)
    kinds = {"w-dense": scene.dense, "w-few": len(rows) <= FEW_ROWS, "w-several": len(scene.columns) > BROAD_BARS}
    kind = " ".join(["w-table", *(name for name, so in kinds.items() if so)])
    widths = "" if bars else _widths(scene, [scene.corner(tongue), *(row.text for row in rows)], rows)
    head = f"<caption>{escape(scene.name)}</caption>{widths}{_header(scene, tongue, bars=bars)}"
    return f'<table class="{kind}">{head}{lines}</table>'


def _widths(scene: Scene, names: Sequence[str], rows: Sequence[Row]) -> str:
    """Names as wide as they are, figures equally wide; a total beside colours has a width of its own."""
    room = _wide(names) * (LARGER if len(rows) <= FEW_ROWS else 1)
    first = f'<col style="width:calc({min(room, WIDEST_NAME):.1f}*var(--u))">'
    if not scene.dense:
        return f"<colgroup>{first}</colgroup>"
    total = _wide([row.cells[-1].text for row in rows])
    leaves = f'<col span="{len(scene.columns) - 1}">'
    return f'<colgroup>{first}{leaves}<col style="width:calc({total:.1f}*var(--u))"></colgroup>'


def _wide(texts: Sequence[str]) -> float:
    """About how wide the longest is, in hundredths of the screen's height."""
    return max(sum(2 if ord(sign) > 0x2E80 else 1.15 for sign in text) for text in texts) * 1.87 + 2


def _header(scene: Scene, tongue: str, *, bars: bool) -> str:
    cells = ['<td aria-hidden="true"></td>'] if bars else []
    leaves, total = [one for one in scene.columns if not one.total], [one for one in scene.columns if one.total]
    if scene.dense:
        groups = [leaves[at : at + NAMED_EVERY] for at in range(0, len(leaves), NAMED_EVERY)]
        cells += [f'<th scope="colgroup" colspan="{len(group)}">{escape(group[0].text)}</th>' for group in groups]
    else:
        cells += [_over(one) for one in leaves]
    cells += [_over(one) for one in total]
    return f'<tr><th scope="col">{escape(scene.corner(tongue))}</th>{"".join(cells)}</tr>'


def _over(column: Column) -> str:
    pieces = [
        f"<b>{escape(one)}</b>" if halves(one) <= WHOLE else escape(one)
        for words in column.over
        for one in YEAR_ENDS.split(words)
    ]
    return f'<th scope="col"><span>{"<wbr>".join(pieces)}</span></th>'


def _line(scene: Scene, row: Row, palette: Palette, most: float | None) -> str:
    kind = "w-rest" if row.keys is None else "w-total" if row is scene.total else ""
    bar = ""
    if most is not None:
        figure = row.cells[0].figure or 0.0
        part = abs(figure) / most * 100 if most and not kind else 0
        color = palette.series[0] if figure >= 0 else palette.series[1]
        bar = f'<td class="w-bar" aria-hidden="true"><i style="width:{part:.1f}%;background:{color}"></i></td>'
    cells = "".join(
        _figure(scene, cell, column, palette) for cell, column in zip(row.cells, scene.columns, strict=True)
    )
    return f'<tr class="{kind}"><th scope="row">{escape(row.text)}</th>{bar}{cells}</tr>'


def _figure(scene: Scene, cell: Cell, column: Column, palette: Palette) -> str:
    ground = ""
    if cell.dark and scene.view.heat and scene.view.cols and not column.total:
        color = (*palette.series[:2], palette.second)[cell.tone]
        channels = ",".join(str(int(color[at : at + 2], 16)) for at in (1, 3, 5))
        ground = f' style="background:rgba({channels},{0.08 + (0.86 if scene.dense else 0.6) * cell.dark:.2f})"'
    words = escape(cell.text)
    if scene.dense and not column.total:
        words = f'<span class="w-unseen">{words}</span>'
    return f"<td{ground}>{words}</td>"


def _remarks(scene: Scene, tongue: str) -> list[str]:
    """What is left out; of colours without figures the highest."""
    said = scenes.remarks(scene, tongue)
    if scene.dense:
        known = [
            (cell.figure, row.text, column, cell.text)
            for row in scene.rows
            for cell, column in zip(row.cells, scene.columns, strict=True)
            if cell.figure is not None and not column.total
        ]
        if known:
            figure, row, column, text = max(known, key=lambda one: one[0])
            after = scenes.unit(column.measure.metric, tongue, figure) if column.show in ("value", "difference") else ""
            said.insert(0, say("scene.peak", tongue, row=row, col=column.text, text=f"{text} {after}".strip()))
    return [*said, *scenes.signs(scene, tongue, figures=not scene.dense)]


# ---- the clocks


def _clocks(clocks: Clocks | None, problem: str, tongue: str) -> str:
    """Source, sync and this screen. Redrawn each time, so the warning beneath shows only once nothing redraws it."""
    now = datetime.now(ZoneInfo(site.settings().zone))
    told = [("page", f"{now:%H:%M:%S}")]
    if clocks is not None:
        told[:0] = [("source", _hour(clocks.source, now, tongue)), ("sync", _hour(clocks.sync, now, tongue))]
    parts = "".join(
        f"<span>{escape(say(f'scene.wall.{name}', tongue))} <b>{escape(at)}</b></span>" for name, at in told
    )
    late = f'<p class="w-late">▲ {escape(problem)}</p>' if problem else ""
    stopped = f'<p class="w-late w-stopped">▲ {escape(say("scene.wall.stopped", tongue))}</p>'
    return f'<div class="w-clocks"><p>{parts}</p>{late}{stopped}</div>'


def _hour(at: datetime | None, now: datetime, tongue: str) -> str:
    if at is None:
        return "–"
    local = at.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{day(local.date(), tongue, short=True)} {local:%H:%M}"


def _style(palette: Palette) -> str:
    names: Sequence[str] = ("ground", "panel", "text", "second", "grid", "late")
    variables = ";".join(f"--w-{name}:{getattr(palette, name)}" for name in names)
    return f"<style>:root{{{variables};--w-link:{palette.inks[0]}}}{RULES}</style>"
