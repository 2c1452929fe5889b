"""A document as plain data for the templates: every text worded, every chart drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from cockpit.exports import svg
from cockpit.exports.slide_fit import HEADING, across, arranged, cut, said
from cockpit.exports.slide_parts import Box
from cockpit.figures import LIGHT
from cockpit.i18n import moment, say
from cockpit.review.document import Bars, Block, Cards, Document, Lines, Point, Points, Slide, Table, Timeline
from cockpit.review.report import Chapter, Section, chapters, standing
from cockpit.sentences import span

FONT: Final = "Noto Sans CJK SC"
COLORS: Final = {
    "": LIGHT.text,
    "stress": LIGHT.late,
    "late": LIGHT.late,
    "watch": LIGHT.watch,
    "fine": LIGHT.fine,
    "quiet": LIGHT.second,
}
TAGS: Final = {"zh-Hans": ("zh", "cn"), "zh-Hant": ("zh", "tw"), "en": ("en", "gb")}
# Pixels of drawings, and of their letters; typst scales a drawing to the width it has there.
_DECK: Final = 26
_REPORT: Final = 24
_PAGE: Final = 1000
_BODY: Final = Box(0, 0, 12.07, 4.3)  # inches of a slide's body
_PIXELS: Final = 150  # an inch
_SHRUNK: Final = 0.9  # for the room between blocks, which grows with the letters
_ROW, _LINES = 46, 340

Facts = dict[str, Any]


class _Drawn:
    """The blocks of one document as data, and the drawings they refer to by name."""

    def __init__(self, letters: int) -> None:
        self.drawings: dict[str, str] = {}
        self._look = replace(svg.LIGHT, font=FONT, letters=letters)

    def block(self, block: Block, language: str, wide: float = _PAGE, high: float | None = None) -> Facts:
        """A block as data; a chart is drawn ``wide`` and as ``high`` as is said, else as it wants."""
        found: Facts = {"kind": type(block).__name__.lower(), "title": getattr(block, "title", "")}
        match block:
            case Bars() | Lines():
                found["title"] = svg.heading(block.title, block.unit, language)
                found["picture"] = self._drawing(block, wide, high or wanted(block))
            case Table():
                found |= _table(block)
            case Cards():
                found["across"] = across(len(block.cards))
                found["cards"] = [
                    {
                        "name": card.name,
                        "figure": card.figure.text,
                        "state": card.state,
                        "under": "  ·  ".join(filter(None, (card.target, card.beside))),
                        "color": COLORS[card.tone],
                    }
                    for card in block.cards
                ]
            case Timeline():
                found["under"] = block.under
                found["events"] = [[one.at, one.text, COLORS[one.tone], bool(one.tone)] for one in block.events]
            case Points():
                found["points"] = points(block.points or (Point(block.empty),))
        return found

    def _drawing(self, block: Bars | Lines, wide: float, high: float) -> str:
        name = f"{len(self.drawings)}.svg"
        if isinstance(block, Bars):
            self.drawings[name] = svg.bars(block, wide, high, self._look)
        else:
            self.drawings[name] = svg.lines(block, wide, high, self._look)
        return name


def wanted(block: Bars | Lines) -> float:
    """As high as a chart likes to be."""
    return _ROW * max(len(block.bars), 1) if isinstance(block, Bars) else _LINES


def _table(block: Table) -> Facts:
    first = len(block.rows) - block.totals
    rows = [
        [[cell.text, COLORS[cell.tone], at >= first or cell.tone in ("late", "stress"), cell.dark] for cell in cells]
        for at, cells in enumerate(block.rows)
    ]
    heads = [[head.text, head.right, head.wide] for head in block.heads]
    return {"heads": heads, "rows": rows, "empty": block.empty, "rest": block.rest}


def points(found: Sequence[Point]) -> list[list[str]]:
    """Each as its head, its detail and its colour."""
    return [[one.head, one.detail, COLORS[one.tone]] for one in found]


def _facts(document: Document) -> Facts:
    origin, tongue = document.origin, document.language
    language, region = TAGS[tongue]
    return {
        "title": document.title,
        "site": origin.site,
        "period": span(document.ran, tongue),
        "language": language,
        "region": region,
        "font": FONT,
        "draft": say("review.draft", tongue) if origin.draft else "",
        "standing": standing(document),
        "asked": say("scene.slide.asked", tongue, asked=moment(origin.as_of, tongue, origin.zone)),
        "snapshot": say("scene.slide.snapshot", tongue, snapshot=origin.snapshot),
        "so": say("review.so", tongue),
        "comment": say("review.comment", tongue),
        "contents": say("review.contents", tongue),
        "colors": {"text": LIGHT.text, "second": LIGHT.second, "line": "#D6DEE6", "stress": LIGHT.late},
    }


def deck_data(document: Document) -> tuple[Facts, dict[str, str]]:
    """The deck's slides, and its drawings by their names."""
    drawn = _Drawn(_DECK)
    slides = [_slide(slide, drawn, document) for slide in document.shown]
    return {**_facts(document), "slides": slides}, drawn.drawings


def _slide(slide: Slide, drawn: _Drawn, document: Document) -> Facts:
    """A slide: its numbers in ``lead``, its other blocks in the room that the slide has for them."""
    told, language = said(slide, document), document.language
    places, so = arranged(slide, len(told), _BODY)
    blocks = []
    for block, place in zip(slide.blocks, places, strict=True):
        shown = cut(block, place.height, language) if isinstance(block, Table) else block
        high = max(place.height - HEADING, 0.5) * _PIXELS * _SHRUNK
        blocks.append(drawn.block(shown, language, place.width * _PIXELS, high))
    lead = isinstance(next(iter(slide.blocks), None), Cards)
    return {
        "title": [slide.title.text, slide.title.stress, slide.title.after],
        "under": slide.under,
        "lead": blocks[:1] if lead else [],
        "blocks": blocks[1:] if lead else blocks,
        "beside": so is not None and so.width < _BODY.width,
        "so": points(told),
        "foot": slide.foot,
    }


def report_data(document: Document) -> tuple[Facts, dict[str, str]]:
    """The report's chapters, and its drawings by their names."""
    drawn = _Drawn(_REPORT)
    return {
        **_facts(document),
        "chapters": [_chapter(one, drawn, document.language) for one in chapters(document)],
    }, drawn.drawings


def _chapter(chapter: Chapter, drawn: _Drawn, language: str) -> Facts:
    return {
        "title": chapter.title,
        "sections": [_section(one, drawn, language) for one in chapter.sections],
        "points": points(chapter.points),
        "paragraphs": chapter.paragraphs,
    }


def _section(section: Section, drawn: _Drawn, language: str) -> Facts:
    return {
        "lead": section.lead,
        "blocks": [drawn.block(block, language) for block in section.blocks],
        "so": points(section.so),
        "comment": section.comment,
        "foot": section.foot,
    }
