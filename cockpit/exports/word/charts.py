"""Native charts in Word, of the same make as PowerPoint's: python-docx has none, so that one's parts are put in."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx.opc.package import XmlPart

from cockpit.exports import native
from cockpit.exports import slide_parts as parts
from cockpit.request import hour
from cockpit.review.document import Bars, Lines

_WIDE, _LINES, _ROW = 6.3, 2.5, 0.34  # inches
_EMU: Final = 914_400


@cache
def _scratch() -> Any:
    """A presentation that charts are drawn in before they are taken over."""
    return parts.deck("zh-Hans")


def placed(word: Any, paragraph: Any, block: Bars | Lines, language: str) -> None:
    """Puts a chart of a block into a paragraph, over a workbook of its own."""
    high = _LINES if isinstance(block, Lines) else 0.3 + _ROW * max(len(block.bars), 1)
    at = parts.Box(0, 0, _WIDE, high)
    page = _scratch().slides.add_slide(_scratch().slide_layouts[6])
    if isinstance(block, Bars):
        chart = native.bars(page, at, block, language, hour(), 9)
    else:
        chart = native.lines(page, at, block, language, hour(), 8)
    relation = _taken(word.part, chart.part)
    number = len([rel for rel in word.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.CHART])
    paragraph._p.append(_drawing(relation, number, block.title, high))  # noqa: SLF001 - python-docx draws pictures alone


def _taken(into: Part, chart: XmlPart) -> str:
    """The chart's XML and its workbook as parts of the Word file; returns the id by which it is drawn."""
    package = into.package
    assert package is not None
    taken = sum(str(part.partname).startswith("/word/charts/") for part in package.iter_parts()) + 1
    part = Part(PackURI(f"/word/charts/chart{taken}.xml"), CONTENT_TYPE.DML_CHART, chart.blob, package)
    cells = chart.chart_workbook.xlsx_part.blob
    book = Part(PackURI(f"/word/embeddings/chart{taken}.xlsx"), CONTENT_TYPE.SML_SHEET, cells, package)
    relation = part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    assert f'r:id="{relation}"'.encode() in part.blob
    return into.relate_to(part, RELATIONSHIP_TYPE.CHART)


def _drawing(relation: str, number: int, title: str, high: float) -> Any:
    """The run that shows the chart; its title is what it is called for who cannot see it."""
    run = parse_xml(
        f"<w:r {nsdecls('w', 'wp', 'a', 'r')}><w:drawing>"
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{int(_WIDE * _EMU)}" cy="{int(high * _EMU)}"/>'
        f'<wp:docPr id="{1000 + number}" name="chart {number}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        f'r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    run.find(".//{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr").set("descr", title)
    return run
