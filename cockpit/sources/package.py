"""A look into a workbook's zip before anything parses it: bombs, far cells, entities, odd cells."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cockpit.checks import Job

CHUNK = 1 << 20
RATIO, BOMB_SIZE = 200, 64 << 20
ROWS, COLUMNS, CELLS = 1_048_576, 2_000, 60_000_000
CLOSELY = 8 << 20
MOST_FORMATS = 255
REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
ODD = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*?)>'
    rb"(?:<f[^>]*?(?:/>|>[^<]*</f>))?(?:<v>([^<]*)</v>|<v ?/>|<v></v>)?(?:</c>)"
)
# A number format of zeros alone, perhaps behind some text: 000000, "W"000000.
ZEROS = re.compile(
    rb'<numFmt (?=[^>]*numFmtId="(\d+)")(?=[^>]*formatCode="((?:&quot;[^"&]*&quot;|\\[^"&])*)(00+)(?:;[^"]*)?")'
)
STYLED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*? s="(\d+)"')
RELATIONS = re.compile(rb"<Relationship\s[^>]*?>")


@dataclass
class Oddities:
    """Cells whose text calamine gives as empty: errors, and formulas that were never computed. Counted from 0.

    ``padded`` holds, by column, a byte a row: nought, or the place (from 1) in ``formats`` of the number format that
    shows the cell with leading zeros, as the text before the number and its digits.
    """

    cells: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    padded: dict[int, bytearray] = field(default_factory=dict)
    formats: list[tuple[str, int]] = field(default_factory=list)
    epoch: str = "1899-12-30"


def inspect(file: Path, sheet: str | None, job: Job) -> Oddities:
    """Refuses what must not be parsed; gives the odd cells of the sheet that will be read."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _inspected(archive, sheet, job)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError) as error:
        raise job.refusal("file_truncated") from error


def _inspected(archive: zipfile.ZipFile, sheet: str | None, job: Job) -> Oddities:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise job.refusal("password_protected")
    for member in members:
        ratio = member.file_size // max(1, member.compress_size)
        if member.file_size > BOMB_SIZE and ratio > RATIO:
            raise job.refusal("zip_bomb", ratio=ratio)
    if "xl/workbook.xml" not in archive.namelist():
        raise job.refusal("not_a_workbook", kind="zip")
    book = archive.read("xl/workbook.xml")
    odd = Oddities(epoch="1904-01-01" if re.search(rb'date1904="(1|true)"', book) else "1899-12-30")
    for name in ("xl/workbook.xml", "xl/sharedStrings.xml"):
        if name in archive.namelist():
            _plain(archive.open(name).read(4096), job)
    part = _part(archive, book, sheet)
    if part is not None:
        _sheet(archive, part, odd, _padding(archive, odd), job)
    return odd


def _padding(archive: zipfile.ZipFile, odd: Oddities) -> dict[bytes, int]:
    """The styles that show whole numbers with leading zeros (as 000007), and their places in ``formats``."""
    styles = archive.read("xl/styles.xml") if "xl/styles.xml" in archive.namelist() else b""
    known: dict[bytes, int] = {}
    for number, before, zeros in ZEROS.findall(styles)[:MOST_FORMATS]:
        odd.formats.append((re.sub(rb"&quot;|\\", b"", before).decode("utf-8", "replace"), len(zeros)))
        known[number] = len(odd.formats)
    cells = re.search(rb"<cellXfs[ >].*?</cellXfs>", styles, re.DOTALL)
    used = [re.search(rb'numFmtId="(\d+)"', one) for one in re.findall(rb"<xf\b[^>]*>", cells[0])] if cells else []
    return {str(place).encode(): known[one[1]] for place, one in enumerate(used) if one and one[1] in known}


def _plain(start: bytes, job: Job) -> None:
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise job.refusal("entities")


def _part(archive: zipfile.ZipFile, book: bytes, sheet: str | None) -> str | None:
    """The part that holds a sheet: the named one, else the first visible."""
    relations = {
        (re.search(rb'Id="([^"]*)"', one) or [b"", b""])[1]: (re.search(rb'Target="([^"]*)"', one) or [b"", b""])[1]
        for one in RELATIONS.findall(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for tag in re.findall(rb"<sheet\s[^>]*?>", book):
        name = _attribute(tag, "name")
        if (name == sheet) if sheet else _attribute(tag, "state") not in ("hidden", "veryHidden"):
            target = relations.get((re.search(rb':id="([^"]*)"', tag) or [b"", b""])[1], b"").decode()
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            return path if path in archive.namelist() else None
    return None


def _attribute(tag: bytes, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"'.encode(), tag)
    text = found[1].decode("utf-8", "replace") if found else ""
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The sheet's XML in pieces that end between two cells."""
    rest = b""
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK):
            piece = rest + piece
            cut = piece.rfind(b"<c ")
            rest = piece[cut:] if cut > 0 else b""
            yield piece[:cut] if cut > 0 else piece
    yield rest


def _sheet(archive: zipfile.ZipFile, part: str, odd: Oddities, padding: dict[bytes, int], job: Job) -> None:
    closely = archive.getinfo(part).file_size <= CLOSELY
    for number, piece in enumerate(_pieces(archive, part)):
        if number == 0:
            _plain(piece[:4096], job)
        found = REFERENCE.findall(piece if closely else piece[:4096] + b" " + piece[-4096:])
        if found:
            widest = max({letters for letters, _ in found}, key=_column)
            deepest = max(int(digits) for _, digits in found)
            if _column(widest) >= COLUMNS or deepest * (_column(widest) + 1) > CELLS:
                raise job.refusal("far_cell", cell=f"{widest.decode()}{deepest}")
        if b"<f" in piece or b't="e"' in piece:
            _odd(piece, odd)
        for letters, digits, style in STYLED.findall(piece) if padding else ():
            if style in padding:
                column, row = odd.padded.setdefault(_column(letters), bytearray()), int(digits)
                column.extend(bytes(max(0, row - len(column))))
                column[row - 1] = padding[style]


def _odd(piece: bytes, odd: Oddities) -> None:
    for letters, digits, attributes, value in ODD.findall(piece):
        place = (int(digits) - 1, _column(letters))
        if b't="e"' in attributes:
            odd.cells[place] = ("error_cell", value.decode("utf-8", "replace"))
    for found in re.finditer(
        rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*><f[^>]*?(?:/>|>([^<]*)</f>)(?:<v ?/>|<v></v>)?</c>', piece
    ):
        odd.cells[(int(found[2]) - 1, _column(found[1]))] = (
            "formula_without_value",
            "=" + (found[3] or b"").decode("utf-8", "replace"),
        )


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
