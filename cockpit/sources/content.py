"""What a file is by its first bytes, and what its bytes hold that cells may not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

CHUNK = 4 << 20
TAB, LF, CR = 9, 10, 13
Codes = npt.NDArray[Any]
SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "pdf"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"PAR1", "parquet"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
)


def kind(file: Path) -> str:
    """zip, ole, encrypted, xls, gzip, html, xml, pdf, …, empty or text."""
    with file.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        return "empty"
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            return _compound(file) if name == "ole" else name
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        return "html"
    return "xml" if start.startswith(b"<?xml") else "text"


def _compound(file: Path) -> str:
    """An OLE file is an old workbook, or a new one behind a password."""
    data = file.read_bytes()[: 64 << 20]
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted"
    return "xls" if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data else "ole"


@dataclass
class Findings:
    """Whether bytes of UTF-8 text hold what must be cleaned; gathered over chunks, at a few passes a byte."""

    unclean: bool = False
    nul: bool = False
    wide: bool = False
    padded: bool = False
    gaps: bool = False
    odd_lines: bool = False

    def look(self, chunk: bytes, delimiter: str = ",") -> int:
        """Adds what this chunk holds; gives its line feeds."""
        codes = np.frombuffer(chunk, np.uint8)
        breaks = np.flatnonzero(codes == LF)
        returns = np.flatnonzero(codes == CR)
        self._controls(chunk, codes, len(breaks) + len(returns))
        self._lines(codes, breaks, returns)
        self._edges(chunk, codes, delimiter)
        if not chunk.isascii():
            self._wide(chunk, codes)
        return len(breaks)

    def _controls(self, chunk: bytes, codes: Codes, breaks: int) -> None:
        if self.unclean and self.nul:
            return
        if np.count_nonzero(codes < 32) > breaks + np.count_nonzero(codes == TAB) or b"\x7f" in chunk:
            self.unclean = True
            self.nul = self.nul or b"\0" in chunk

    def _lines(self, codes: Codes, breaks: Codes, returns: Codes) -> None:
        """Blank lines, and line ends that are neither LF nor CR LF."""
        if self.odd_lines:
            return
        gaps = np.diff(breaks)
        blank = (gaps == 1).any() or ((gaps == 2) & (codes[breaks[1:] - 1] == CR)).any()
        inner = returns[returns < len(codes) - 1]
        self.odd_lines = bool(blank or (codes[inner + 1] != LF).any())

    def _edges(self, chunk: bytes, codes: Codes, delimiter: str) -> None:
        """Space beside a delimiter, a quote or a line's end; inside cells, where it is not one plain space."""
        if self.padded and self.gaps:
            return
        spaces = np.flatnonzero(codes == 32)
        self.gaps = self.gaps or bool((np.diff(spaces) == 1).any() or b'"' in chunk)
        edges = np.zeros(256, bool)
        edges[list(b'\n\r"' + delimiter.encode())] = True
        inner = spaces[(spaces > 0) & (spaces < len(codes) - 1)]
        at_edge = len(inner) != len(spaces) or edges[codes[inner - 1]].any() or edges[codes[inner + 1]].any()
        self.padded = self.padded or bool(at_edge or (delimiter != "\t" and b"\t" in chunk))

    def _wide(self, chunk: bytes, codes: Codes) -> None:
        """Signs of two and three bytes: what cannot be seen, wide digits and letters, wide spaces.

        A byte that few texts have is searched for five times as fast as its places are told.
        """
        if len(codes) < 3:
            return
        first, second, third = codes[:-2], codes[1:-1], codes[2:]

        def following(lead: int) -> tuple[Codes, Codes]:
            places = np.flatnonzero(first == lead)
            return second[places], third[places]

        if b"\xe2" in chunk:
            middle, last = following(0xE2)
            marks = (middle == 0x80) & (((last >= 0x8B) & (last <= 0x8F)) | ((last >= 0xAA) & (last <= 0xAE)))
            joiners = (middle == 0x81) & (last >= 0xA0) & (last <= 0xA9)
            self.unclean = self.unclean or bool((marks | joiners).any())
        middle, last = following(0xE3)
        self.padded = self.padded or bool(((middle == 0x80) & (last == 0x80)).any())
        middle, last = following(0xEF)
        self.wide = self.wide or bool(((middle == 0xBC) & (last >= 0x90) | (middle == 0xBD) & (last <= 0x9A)).any())
        self.unclean = self.unclean or bool(((middle == 0xBB) & (last == 0xBF)).any())
        self.padded = self.padded or (b"\xc2" in chunk and b"\xc2\xa0" in chunk)
