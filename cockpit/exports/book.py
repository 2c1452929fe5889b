"""A workbook as a careful person would set it up: one font, quiet headers, every sheet ready to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cockpit.exports import inert
from cockpit.i18n import say

FONT: Final = "Microsoft YaHei"
INK, SECOND, HEAD, LINE, BAND = "#1F2A33", "#5B6B78", "#E8EEF3", "#C9D3DB", "#F6F8FA"
LATE, LATE_FILL, SOON, SOON_FILL = "#B3261E", "#FCE8E6", "#8A5A00", "#FFF4DA"
SERIES: Final = ("#1F77B4", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#7F7F7F", "#F0E442")
FORMER: Final = "#9AA7B2"
NUMBERS: Final = {
    "count": "#,##0",
    "share": "0.0%",
    "hours": "#,##0.0",
    "percent100": "0.0",
    "yuan": "#,##0.00",
    "per_day": "0.00",
    "per_engineer": "0.00",
    "class_hours": "0.0",
    "number": "#,##0.##",
    "moment": "yyyy-mm-dd hh:mm",
    "day": "yyyy-mm-dd",
}
LONGEST_NAME: Final = 31
_A3, _A4 = 8, 9
_REFUSED: Final = "[]:*?/\\"


class Book:
    """An open workbook and the formats its sheets share."""

    def __init__(self, book: xlsxwriter.Workbook, language: str) -> None:
        self.book = book
        self.language = language
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._names: set[str] = set()

    @property
    def sheets(self) -> int:
        """How many sheets there are already."""
        return len(self._names)

    def format(self, **look: Any) -> Format:
        """The format of that look, made once."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"font_color": INK, **look})
        return self._formats[key]

    def head(self, **look: Any) -> Format:
        """The look of a header cell."""
        plain = {"bold": True, "bg_color": HEAD, "bottom": 1, "bottom_color": LINE, "valign": "vcenter"}
        return self.format(**{**plain, "text_wrap": True, **look})

    def number(self, unit: str, **look: Any) -> Format:
        """The look of a value of that unit."""
        return self.format(num_format=NUMBERS.get(unit, "General"), **look)

    def moved(self, unit: str, **look: Any) -> Format:
        """The look of how much a value of that unit moved: with its sign, of a share in points."""
        plain = NUMBERS.get(unit, "General")
        if unit == "share":
            before, after = say("pages.card.points", self.language, n="\0").split("\0")
            plain = f'"{before}"0.0"{after}"' if before else f'0.0"{after}"'
        return self.format(num_format=f"+{plain};-{plain};{plain}", **look)

    def sheet(
        self, name: str, *, header: tuple[int, int] | None = None, landscape: bool = True, wide: bool = False
    ) -> Worksheet:
        """A sheet ready to print: fit to the paper's width, ``header`` rows (from 0) repeated, pages numbered."""
        page = self.book.add_worksheet(self._free(name))
        page.set_landscape() if landscape else page.set_portrait()
        page.set_paper(_A3 if wide else _A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.set_header("&L&10&A")
        page.set_footer(f"&C&9{say('export.page', self.language)}")
        if header:
            page.repeat_rows(*header)
        return page

    def _free(self, wanted: str) -> str:
        """A name Excel takes, and that no other sheet has."""
        base = "".join(sign for sign in wanted if sign not in _REFUSED and sign >= " ").strip("' ") or "–"
        name, number = base[:LONGEST_NAME], 1
        while name.casefold() in self._names:
            number += 1
            name = f"{base[: LONGEST_NAME - len(str(number)) - 1]} {number}"
        self._names.add(name.casefold())
        return name


@contextmanager
def written(out: Path | BinaryIO, language: str, title: str, made: datetime) -> Iterator[Book]:
    """A workbook that is on disk when the block is left."""
    options = {**inert.WORKBOOK, "default_format_properties": {"font_name": FONT, "font_size": 10}}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title, "created": made})
        book.set_size(2400, 1400)
        yield Book(book, language)


def headings(page: Worksheet, book: Book, title: str, under: Sequence[str]) -> int:
    """A sheet's title and the quiet lines beneath it; returns the row after them and a free one."""
    page.set_row(0, 26)
    page.write_string(0, 0, title, book.format(bold=True, font_size=15, valign="vcenter"))
    for line, text in enumerate(under, 1):
        page.write_string(line, 0, text, book.format(font_color=SECOND))
    page.set_row(len(under) + 1, 8)
    return len(under) + 2
