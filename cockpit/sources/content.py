"""What a file is by its first bytes, and what its bytes hold that cells may not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

CHUNK = 4 << 20
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
    """Whether bytes of UTF-8 text hold what must be cleaned; gathered over chunks."""

    unclean: bool = False
    nul: bool = False
    wide_digits: bool = False
    padded: bool = False
    blank_lines: bool = False

    def look(self, chunk: bytes, delimiter: str = ",") -> None:
        """Adds what this chunk holds."""
        codes = np.frombuffer(chunk, np.uint8)
        self._controls(chunk, codes)
        self._edges(chunk, codes, delimiter)
        if not chunk.isascii():
            self._wide(codes)
        if not self.blank_lines:
            self.blank_lines = b"\n\n" in chunk or b"\n\r\n" in chunk or b"\r\r" in chunk

    def _controls(self, chunk: bytes, codes: np.ndarray) -> None:
        if self.unclean and self.nul:
            return
        low = int(np.count_nonzero(codes < 32))
        low -= chunk.count(b"\n") + chunk.count(b"\r") + chunk.count(b"\t")
        if low or b"\x7f" in chunk:
            self.unclean = True
            self.nul = self.nul or b"\0" in chunk

    def _edges(self, chunk: bytes, codes: np.ndarray, delimiter: str) -> None:
        if self.padded:
            return
        edges = np.zeros(256, bool)
        edges[list(b'\n\r"' + delimiter.encode())] = True
        spaces = np.flatnonzero(codes == 32)
        inner = spaces[(spaces > 0) & (spaces < len(codes) - 1)]
        self.padded = bool(edges[codes[inner - 1]].any() or edges[codes[inner + 1]].any() or len(inner) != len(spaces))
        self.padded = self.padded or (delimiter != "\t" and b"\t" in chunk)

    def _wide(self, codes: np.ndarray) -> None:
        if len(codes) < 3:
            return
        first, second, third = codes[:-2], codes[1:-1], codes[2:]
        for lead in (0xE2, 0xE3, 0xEF):
            places = np.flatnonzero(first == lead)
            middle, last = second[places], third[places]
            if lead == 0xE2:
                unseen = (middle == 0x80) & (((last >= 0x8B) & (last <= 0x8F)) | ((last >= 0xAA) & (last <= 0xAE)))
                self.unclean = self.unclean or bool(
                    (unseen | ((middle == 0x81) & (last >= 0xA0) & (last <= 0xA9))).any()
                )
            elif lead == 0xE3:
                self.padded = self.padded or bool(((middle == 0x80) & (last == 0x80)).any())
            else:
                self.wide_digits = self.wide_digits or bool(((middle == 0xBC) & (last >= 0x90) & (last <= 0x99)).any())
                self.unclean = self.unclean or bool(((middle == 0xBB) & (last == 0xBF)).any())
        self.padded = self.padded or bool(((codes[:-1] == 0xC2) & (codes[1:] == 0xA0)).any())
