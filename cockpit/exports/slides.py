"""A view as one slide: what it says as its title, a native chart or table, and where the figures come from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pptx.enum.text import MSO_ANCHOR
from pptx.slide import Slide as Page

from cockpit import periods, scenes
from cockpit.errors import UsageError
from cockpit.exports import notes
from cockpit.exports import slide_parts as parts
from cockpit.exports.book import NUMBERS
from cockpit.exports.slide_fit import title_size
from cockpit.exports.slide_parts import INK, SECOND, STRESS, Bars, Box, Look, Piece
from cockpit.i18n import half_up, halves, moment, number, say
from cockpit.periods import UNITS
from cockpit.request import Request
from cockpit.scenes import Cell, Column, Fit, Row, Scene
from cockpit.sentences import span
from cockpit.tables import SHARES
from cockpit.views import MOVED, View

SUFFIX: Final = ".pptx"
FIT: Final = Fit(rows=12, columns=15, several=12)
BESIDE, LEAST_BARS = 0.62, 3  # a table no wider than that part of the slide has a chart of so many rows beside it
_FILLED, _TALLEST = 0.86, 0.78  # of the body a table takes, as far as its rows may be so tall
_TITLE_ONLY: Final = 5  # among the template's layouts
_LEFT, _WIDE = 0.63, parts.WIDTH - 1.26
_BODY = Box(_LEFT, 1.95, _WIDE, 4.42)


@dataclass(frozen=True)
class Slide:
    """A view to be put on a slide; ``address`` is where it can be seen."""

    request: Request
    scene: Scene
    address: str

    def file_name(self, suffix: str) -> str:
        return self.request.file_name(self.scene.name, suffix=suffix)


def prepared(request: Request, name: str, view: View, base: str = "") -> Slide:
    """The view of that name within the request's days, filters and rights."""
    address = f"{base.rstrip('/')}/pivot?{view.query()}"
    return Slide(request, scenes.composed(request, name, view, FIT), address)


def write(slide: Slide, out: Path) -> None:
    """Writes the file its name says."""
    if out.suffix.lower() != SUFFIX:
        raise UsageError("export_kind", file=out.name, known=(SUFFIX,))
    out.write_bytes(made(slide))


def made(slide: Slide) -> bytes:
    """The file's bytes."""
    request, scene, tongue = slide.request, slide.scene, slide.request.language
    deck = parts.deck(tongue)
    page = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    _head(page, slide)
    if scene.nothing and scene.view.rows:
        words = say("scene.wall.nothing", tongue)
        parts.box(page, Box(_LEFT, _BODY.top + 0.3, _WIDE, 0.5), [[(words, Look(20, SECOND))]], tongue, "nothing")
    elif len(scene.columns) == 1 and not scene.view.cols:
        _chart(page, slide, _BODY)
    elif scene.columns:
        _table(page, slide)
    else:
        _totals(page, scene, tongue)
    _foot(page, slide)
    parts.noted(page, _notes(slide), tongue)
    return parts.packed(deck, _title(scene), request.settings.name, tongue, request.made)


def _title(scene: Scene) -> str:
    told = scene.sentence
    return f"{told.text}{told.stress}{told.after}".strip()


def _head(page: Page, slide: Slide) -> None:
    """The sentence, and under it the view's name and its days."""
    request, scene, tongue = slide.request, slide.scene, slide.request.language
    told = scene.sentence
    size = title_size(_title(scene))
    title = page.shapes.title
    assert title is not None
    title.left, title.top, title.width, title.height = Box(_LEFT, 0.42, _WIDE, 1.02).place
    said = [(told.text, INK), (told.stress, STRESS), (told.after, INK)]
    runs = [(words, Look(size, color, bold=True)) for words, color in said if words.strip()]
    runs[-1] = (runs[-1][0].rstrip(), runs[-1][1])
    parts.text(title.text_frame, [runs], tongue)
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    under = say("scene.slide.under", tongue, name=scene.name, period=_days(request))
    parts.box(page, Box(_LEFT, 1.5, _WIDE, 0.35), [[(under, Look(14, SECOND))]], tongue, "under")


def _days(request: Request) -> str:
    return span(periods.elapsed(request.period, request.cockpit.today), request.language)


# ---- the chart


def _chart(page: Page, slide: Slide, place: Box) -> None:
    """The first measure's bars; beside their heading what would dwarf them: the rest and the total."""
    scene, tongue = slide.scene, slide.request.language
    bars = _bars(scene, tongue)
    heading = Box(place.left, place.top, place.width, 0.35)
    parts.box(page, heading, [[(bars.title, Look(13, SECOND))]], tongue, "measure")
    if len(scene.columns) == 1:
        others = [row for row in (scene.rest, scene.total) if row and row.cells[0].text]
        told = "  ·  ".join(f"{row.text} {row.cells[0].text}" for row in others)
        parts.box(page, heading, [[(told, Look(13, SECOND, right=True))]], tongue, "rest")
    below = Box(place.left, place.top + 0.35, place.width, place.height - 0.35)
    parts.chart(page, below, bars, tongue, slide.request.made)


def _bars(scene: Scene, tongue: str) -> Bars:
    """The first measure over the rows."""
    rows, column = scene.rows, scene.columns[0]
    upright = scene.view.rows[-1] in UNITS
    metric, show = column.measure.metric, column.show
    figures = [row.cells[0].figure for row in rows]
    scale, unit = 1.0, say(f"common.units.{metric.unit}", tongue)
    plain = "0.0%" if column.text != say(f"metrics.{metric.name}.name", tongue) and show in SHARES else None
    form = plain or NUMBERS[metric.unit]
    if plain or show == "change":
        unit = ""
    elif metric.unit == "hours":
        scale, unit = _times(figures, tongue)
    elif metric.unit == "share" and show == "difference":
        scale, form = 100.0, "0.0"
        unit = ""
    if show in MOVED:
        form = "0.0%" if show == "change" else form
        form = f"+{form};−{form};{form}"
    title = say("scene.slide.per", tongue, name=column.text, unit=unit) if unit not in ("", "%") else column.text
    digits = len(form.split(";")[-1].partition(".")[2].rstrip("%")) + 2 * form.endswith("%")
    told = [None if figure is None else half_up(figure * scale, digits) for figure in figures]  # as the page does
    return Bars(title, [row.text for row in rows], told, form, upright)


def _times(figures: list[float | None], tongue: str) -> tuple[float, str]:
    """By what hours are multiplied, and to what, so that the longest is told as on the page."""
    most = max((abs(figure) for figure in figures if figure is not None), default=0.0)
    scale, name = (1 / 24, "days") if most >= 48 else (1.0, "hours") if round(most * 60) >= 60 else (60.0, "minutes")
    return scale, say(f"scene.slide.{name}", tongue)


# ---- the table


def _table(page: Page, slide: Slide) -> None:
    """The figures; a narrow table of several measures has the first of them as a chart beside it."""
    scene, tongue = slide.scene, slide.request.language
    columns, lines = scene.columns, [*scene.rows]
    lines += [scene.rest] if scene.rest else []
    lines += [scene.total] if scene.total else []
    size = _size(scene, len(lines))
    pieces = [_header(scene, size, tongue), *(_line(scene, row, size) for row in lines)]
    label = min(max(max(halves(line[0].words) for line in pieces) * size * 0.0085 + 0.3, 0.9), _WIDE * 0.35)
    shares = [1.4 if one.total else 1.0 for one in columns]
    narrow = label + sum(shares) * 1.6
    beside = not scene.view.cols and narrow <= _WIDE * BESIDE and len(scene.rows) >= LEAST_BARS
    each = ((narrow if beside else _WIDE) - label) / sum(shares)
    widths = [label, *(each * share for share in shares)]
    over = max(_lines(piece, width) for piece, width in zip(pieces[0], widths, strict=True))
    head = (over + (over > 2)) * size / 55  # brackets and years are not broken anywhere, which costs a line
    filling = min(_FILLED * _BODY.height / len(pieces), _TALLEST)
    tall = min(max(0.36 + size / 100, filling), (_BODY.height - head) / len(lines), _BODY.height / len(pieces))
    place = Box(_LEFT, _BODY.top, sum(widths), tall * len(pieces))
    parts.table(page, place, pieces, widths, tongue, side=0.02 if scene.dense else 0.05)
    if beside:
        left = _LEFT + place.width + 0.5
        _chart(page, slide, Box(left, _BODY.top, _WIDE + _LEFT - left, max(place.height, 2.4)))


def _lines(piece: Piece, width: float) -> int:
    """About how many lines a text takes in a column of so many inches."""
    room = max(width - 0.1, 0.1) * 72 / piece.look.size
    wide = [sum(1.0 if halves(sign) > 1 else 0.56 for sign in line) for line in piece.words.split("\n")]
    return sum(max(-int(-one // room), 1) for one in wide)


def _size(scene: Scene, lines: int) -> float:
    """The points in which all the figures are set."""
    columns = len(scene.columns)
    if scene.dense:
        return 9
    if columns > 10:
        return 10
    if columns > 8 or lines > 8:
        return 11.5
    return 18 if lines <= 6 and columns <= 6 else 14


def _header(scene: Scene, size: float, tongue: str) -> list[Piece]:
    look, right = Look(size, SECOND), Look(size, SECOND, right=True)
    return [
        Piece(scene.corner(tongue), look),
        *(Piece("\n".join(one.over), right) for one in scene.columns),
    ]


def _line(scene: Scene, row: Row, size: float) -> list[Piece]:
    strong = row.keys == ()
    cells = [
        _piece(cell, column, scene, size, strong=strong) for cell, column in zip(row.cells, scene.columns, strict=True)
    ]
    return [Piece(row.text, Look(size, SECOND if row.keys is None else INK, bold=strong)), *cells]


def _piece(cell: Cell, column: Column, scene: Scene, size: float, *, strong: bool) -> Piece:
    ground = None
    if scene.view.heat and scene.view.cols and not column.total and not strong and cell.dark:
        ground = parts.mixed(parts.HEAT[cell.tone], 0.06 + 0.42 * cell.dark)
    return Piece(
        cell.text, Look(size, INK, bold=strong or (column.total and bool(scene.view.cols)), right=True), ground
    )


def _totals(page: Page, scene: Scene, tongue: str) -> None:
    """Where nothing splits the view: its measures below each other."""
    head = [
        Piece(say(f"scene.slide.{name}", tongue), Look(16, SECOND, right=name == "value"))
        for name in ("measure", "value")
    ]
    lines = [
        [Piece(one.name, Look(18)), Piece(f"{one.text} {one.unit}".strip(), Look(18, bold=True, right=True))]
        for one in scene.totals
    ]
    parts.table(page, Box(_LEFT, _BODY.top, 7.5, 0.5 * (len(lines) + 1)), [head, *lines], [3, 2], tongue)


# ---- where the figures come from


def _foot(page: Page, slide: Slide) -> None:
    request, scene, tongue = slide.request, slide.scene, slide.request.language
    first, *others = scene.totals
    more = [say("scene.slide.notes_more", tongue)] if others else []
    facts = [
        say("scene.slide.n", tongue, n=number(int(first.measure.n[-1, -1]), tongue)),
        _filters(request),
        *scenes.remarks(scene, tongue),
        *(scenes.signs(scene, tongue) if len(scene.columns) > 1 or scene.view.cols else []),
    ]
    lines = ["  ·  ".join([_definition(first.measure.metric.name, tongue), *more]), "  ·  ".join(facts)]
    parts.rule(page, Box(_LEFT, 6.5, _WIDE, 0))
    look = Look(10.5, SECOND)
    parts.box(page, Box(_LEFT, 6.58, 8.0, 0.6), [[(line, look)] for line in lines], tongue, "footnote")
    told = [f"{request.settings.name}  ·  {_asked(request)}", _snapshot(request)]
    right = Look(10.5, SECOND, right=True)
    parts.box(page, Box(_LEFT + 8.1, 6.58, _WIDE - 8.1, 0.6), [[(line, right)] for line in told], tongue, "snapshot")


def _definition(metric: str, tongue: str) -> str:
    named = {"name": say(f"metrics.{metric}.name", tongue), "definition": say(f"metrics.{metric}.definition", tongue)}
    return say("scene.slide.definition", tongue, **named)


def _asked(request: Request) -> str:
    asked = moment(request.cockpit.as_of, request.language, request.settings.zone)
    return say("scene.slide.asked", request.language, asked=asked)


def _snapshot(request: Request) -> str:
    return say("scene.slide.snapshot", request.language, snapshot=request.cockpit.snapshot)


def _filters(request: Request) -> str:
    colon = request.say("notes.is")
    facts = notes.filters_told(request, request.filters)
    if not request.filters:
        return say("scene.slide.filters", request.language, filters=facts[0][1])
    return "  ·  ".join(f"{name}{colon}{told}" for name, told in facts)


def _notes(slide: Slide) -> list[str]:
    """What the speaker may be asked."""
    request, scene, tongue = slide.request, slide.scene, slide.request.language
    said = [_title(scene), say("scene.slide.address", tongue, address=slide.address), ""]
    said += [_definition(one.measure.metric.name, tongue) for one in scene.totals]
    said += ["", span(request.period, tongue), _filters(request), *scenes.remarks(scene, tongue)]
    made_at = moment(request.made, tongue, request.settings.zone)
    said.append(f"{_asked(request)}  ·  {_snapshot(request)}")
    said.append(say("scene.slide.made", tongue, made=made_at, who=request.who))
    return said
