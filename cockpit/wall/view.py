"""A view of the pivot as a scene: its totals, and as many of its rows as are read from eight metres."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from cockpit import periods, scenes
from cockpit.exports import notes
from cockpit.figures import Palette
from cockpit.i18n import halves, say
from cockpit.ledger import Ledger, Saved
from cockpit.metrics.catalogue import CATALOGUE, PEOPLE
from cockpit.request import Request
from cockpit.scenes import Cell, Column, Fit, Row, Scene, Total
from cockpit.sentences import span
from cockpit.views import View, named, title
from cockpit.wall import parts
from cockpit.wall.asked import Asked, Body, Panel

PREFIX: Final = "view:"
FIT: Final = Fit(rows=7, columns=8, several=6)
LARGE: Final = Fit(rows=7, columns=6, several=4)
UPRIGHT: Final = Fit(rows=9, columns=4, several=3)
FEWER: Final = 3  # rows, of letters larger beneath heads of several lines
FEWER_TILED: Final = 3  # rows, in the lower half of four screens
WITH_SENTENCE: Final = 2
# Dimensions whose values are people's names.
NAMES: Final = (*PEOPLE, "reviewer")
HEADING: Final = 80  # halves of a panel's title and what stands at its right
NAMED_EVERY: Final = 3  # of the narrow columns
FEW_ROWS, LARGER = 4, 5 / 3.7  # so many rows stand so much larger
BROAD_BARS: Final = 2  # columns of figures leave room for broad bars
WHOLE: Final = 8  # halves of a word that is not broken: 完成量, 重开率, 2026年
YEAR_ENDS: Final = re.compile(r"(?<=年)(?=[第\d])")
WIDEST_NAME: Final = 46
FIGURE: Final = re.compile(r"^(≥ ?|≤ ?|[+−]?)([\d.,]+)(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Shown:
    """A view by the name it was asked for; ``named``: it may name people."""

    name: str
    view: View
    named: bool


def known(asked: Asked, scene: str, saved: Sequence[Saved] | None = None) -> Shown:
    """The view that a scene's name means: a ready one, or of those ``saved``, without which it is of the team's.

    UsageError for an unknown one.
    """
    people = saved is not None
    if saved is None:
        book = Ledger(asked.settings.data)
        saved = book.views() if asked.settings.access is None else book.views("")
    name = scene.removeprefix(PREFIX)
    return Shown(name, named(name, saved), people)


def nameless(one: View) -> View:
    """A view by people as one by their groups; where its measures know no groups, without them."""
    people = [name for name in (*one.rows, *one.cols) if name in NAMES]
    grouped = "group" not in (*one.rows, *one.cols) and all("group" in CATALOGUE[name].splits for name in one.measures)
    instead = dict.fromkeys(people, "") | ({people[0]: "group"} if people and grouped else {})
    rows, cols = (
        tuple(name for name in (instead.get(split, split) for split in side) if name) for side in (one.rows, one.cols)
    )
    return replace(one, rows=rows, cols=cols)


def view(asked: Asked, shown: Shown) -> Body:
    """The scene of a view as it stands, within the wall's campus as if there were no other."""
    rights = asked.rights
    if asked.wall.campus:
        rights = replace(rights, rows=(*rights.rows, ("campus", asked.wall.campus)))
    told = shown.view if shown.named else nameless(shown.view)
    question = told.question(asked.cockpit, asked.settings.calendar)
    request = Request(
        asked.cockpit, asked.settings, asked.language, question.period, question.filters, rights=rights,
        preset=told.period,
    )  # fmt: skip
    found = scenes.composed(request, title(shown.name, asked.language), told, _room(asked))
    if not found.dense and asked.fewer:  # its heads are higher than those of colours
        found = scenes.composed(request, title(shown.name, asked.language), told, _room(asked, heads=True))
    said = _remarks(found, asked.language)
    said += [say("scenes.view.nameless", asked.language)] if told != shown.view else []
    under, content = _under(request), _main(asked, request, found)
    beside = under if halves(found.name) + halves(under) <= HEADING else ""
    said = said if beside else [under, *said]
    panels = [Panel(parts.panel(found.name, beside, content))] if content else []
    return Body(_tiles(found), panels, (), say("scene.dot", asked.language).join(said), "" if panels else found.name)


def _room(asked: Asked, *, heads: bool = False) -> Fit:
    """For how much of a table there is room."""
    fit = UPRIGHT if asked.upright else LARGE if asked.large else FIT
    if asked.upright and asked.large:
        fit = replace(fit, columns=fit.columns - 1)
    less = (FEWER if heads else 0) + (FEWER_TILED if asked.wall.video_wall else 0)
    return replace(fit, rows=max(fit.rows - less, 1))


def _under(request: Request) -> str:
    """Which days it is of, and what it is narrowed to."""
    under = [span(periods.elapsed(request.period, request.cockpit.today), request.language)]
    if request.filters:
        open_to_all = tuple((name, values) for name, values in request.filters if name not in NAMES)
        under += [told for _, told in notes.filters_told(request, open_to_all)]
    return say("scene.dot", request.language).join(under)


def _main(asked: Asked, request: Request, scene: Scene) -> str:
    if scene.nothing and scene.view.rows:
        period = span(periods.elapsed(request.period, request.cockpit.today), request.language)
        why = say("scene.wall.nothing_why", request.language, name=scene.name, period=period)
        return parts.nothing(say("scene.wall.nothing", request.language), why)
    return _table(asked, scene) if scene.rows else ""


# ---- the totals


def _tiles(scene: Scene) -> list[str]:
    """The totals, and where there is room the sentence beside them."""
    tiles = [_tile(one) for one in scene.totals[: parts.MOST_TILES]]
    if len(tiles) <= WITH_SENTENCE:
        told = scene.sentence
        stress = f"<em>{escape(told.stress)}</em>" if told.stress else ""
        tiles.append(f'<p class="wl-say"><span>{escape(told.text)}{stress}{escape(told.after)}</span></p>')
    return tiles


def _tile(one: Total) -> str:
    match = FIGURE.match(one.text)
    if not match:
        return parts.tile(one.name, one.text, one.beside)
    sign, digits, rest = match.groups()
    return parts.tile(one.name, sign + digits, one.beside, unit=rest.strip() or one.unit)


# ---- the table


def _table(asked: Asked, scene: Scene) -> str:
    palette = asked.palette
    rows = [*scene.rows, *([scene.rest] if scene.rest else [])]
    rows += [scene.total] if scene.total and (scene.view.cols or len(scene.totals) > parts.MOST_TILES) else []
    bars = not scene.view.cols
    most = max((abs(row.cells[0].figure or 0) for row in scene.rows), default=0)
    lines = "".join(_line(scene, row, palette, most if bars else None) for row in rows)
    few = len(rows) <= FEW_ROWS and not asked.wall.video_wall
    kinds = {"w-dense": scene.dense, "w-few": few, "w-several": len(scene.columns) > BROAD_BARS}
    kind = " ".join(["w-table", *(name for name, so in kinds.items() if so)])
    widths = "" if bars else _widths(asked, scene, rows, few=few)
    head = f"<caption>{escape(scene.name)}</caption>{widths}{_header(asked, scene, bars=bars)}"
    return f'<table class="{kind}">{head}{lines}</table>'


def _widths(asked: Asked, scene: Scene, rows: Sequence[Row], *, few: bool) -> str:
    """Names as wide as they are, figures equally wide; a total beside colours has a width of its own."""
    names = [scene.corner(asked.language), *(row.text for row in rows)]
    room = _wide(names) * (LARGER if few else asked.growth)
    first = f'<col style="width:calc({min(room, WIDEST_NAME):.1f}*var(--u))">'
    if not scene.dense:
        return f"<colgroup>{first}</colgroup>"
    total = _wide([row.cells[-1].text for row in rows]) * asked.growth
    leaves = f'<col span="{len(scene.columns) - 1}">'
    return f'<colgroup>{first}{leaves}<col style="width:calc({total:.1f}*var(--u))"></colgroup>'


def _wide(texts: Sequence[str]) -> float:
    """About how wide the longest is, in hundredths of the screen's height."""
    return max(sum(2 if ord(sign) > 0x2E80 else 1.15 for sign in text) for text in texts) * 1.87 + 2


def _header(asked: Asked, scene: Scene, *, bars: bool) -> str:
    tongue, every = asked.language, NAMED_EVERY * (2 if asked.upright else 1)
    cells = ['<td aria-hidden="true"></td>'] if bars else []
    leaves, total = [one for one in scene.columns if not one.total], [one for one in scene.columns if one.total]
    if scene.dense:
        groups = [leaves[at : at + every] for at in range(0, len(leaves), every)]
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
        told = [
            (cell.figure, row.text, column, cell.text)
            for row in scene.rows
            for cell, column in zip(row.cells, scene.columns, strict=True)
            if cell.figure is not None and not column.total
        ]
        if told:
            figure, row, column, text = max(told, key=lambda one: one[0])
            after = scenes.unit(column.measure.metric, tongue, figure) if column.show in ("value", "difference") else ""
            said.insert(0, say("scene.peak", tongue, row=row, col=column.text, text=f"{text} {after}".strip()))
    return [*said, *scenes.signs(scene, tongue, figures=not scene.dense)]
