"""Documents as PDF, set by typst: the deck a slide a page, and reports on A4, with our own fonts in them."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from fontTools.ttLib import woff2

from cockpit.exports.print.data import deck_data, report_data
from cockpit.request import hour
from cockpit.review.document import Document

HERE: Final = Path(__file__).parent
FONTS: Final = HERE.parents[1] / "static" / "fonts"
STANDARD: Final = "a-2b"


def deck(document: Document) -> bytes:
    """The deck as a PDF/A file of 16:9 pages; a bookmark a slide."""
    return _set("deck", document, deck_data)


def report(document: Document) -> bytes:
    """The report as a PDF/A file of A4 pages: cover, contents, chapters; a bookmark a chapter."""
    return _set("report", document, report_data)


def _set(template: str, document: Document, data: Any) -> bytes:
    with tempfile.TemporaryDirectory(prefix="cockpit-print-") as name:
        folder = Path(name)
        facts, drawings = data(document)
        for drawn, drawing in drawings.items():
            (folder / drawn).write_text(drawing, encoding="utf-8")
        (folder / "data.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        for part in (f"{template}.typ", "parts.typ"):
            (folder / part).write_bytes((HERE / part).read_bytes())
        try:
            return _compiled(folder / f"{template}.typ", pdf_standards=STANDARD)
        except typst.TypstError:  # PDF/A refuses a character that our fonts do not have
            return _compiled(folder / f"{template}.typ")


def _compiled(source: Path, **how: Any) -> bytes:
    """The PDF of a template; where it may be any PDF, with the fonts of the machine besides ours."""
    made = typst.compile(
        str(source),
        root=str(source.parent),
        font_paths=[_fonts().name],
        ignore_system_fonts="pdf_standards" in how,
        timestamp=int(hour().timestamp()),
        **how,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> tempfile.TemporaryDirectory[str]:
    """A folder of our fonts as typst reads them, unpacked once a process (0.6 s), which takes it away at its end."""
    folder = tempfile.TemporaryDirectory(prefix="cockpit-fonts-")
    for packed in sorted(FONTS.glob("*.woff2")):
        with packed.open("rb") as source, (Path(folder.name) / f"{packed.stem}.otf").open("wb") as out:
            woff2.decompress(source, out)
    return folder
