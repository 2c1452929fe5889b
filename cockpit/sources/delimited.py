"""Delimited text: any encoding and delimiter; DuckDB reads it when it is regular, csv when it is not."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

import duckdb
import numpy as np
import pyarrow as pa

from cockpit.checks import Job, Raw
from cockpit.checks.parsed import literal, scalar
from cockpit.checks.tidy import MARK, NO_MARK, heading
from cockpit.errors import SourceError
from cockpit.sources import headers
from cockpit.sources.content import CHUNK, Findings
from cockpit.sources.headers import Header

HEAD = 1 << 18
DELIMITERS = (",", "\t", ";", "|")
BOMB_RATIO, BOMB_SIZE = 200, 200 << 20
BATCH = 50_000
TORN = (EOFError, OSError, zlib.error)
LONGEST_CELL = 16 << 20
GLIMPSE = 60
MOST_COLUMNS = 2_000
csv.field_size_limit(LONGEST_CELL)


def load(
    connection: duckdb.DuckDBPyConnection, file: Path, job: Job
) -> tuple[Raw, dict[str, str], list[dict[str, object]]]:
    """Fills the table ``raw``; gives what was found, where our columns stand, and warnings."""
    plain, encoding = _plain(file, job)
    delimiter, rows, lines = _split(_head(plain, job), job)
    header = _narrow(headers.find(rows, job), job)
    cells, warnings = headers.match(header, job)
    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(_look, plain, delimiter)
        regular = lines[header.after - 1] == header.after and _fast(
            connection, plain, delimiter, header.after, len(header.names)
        )
        findings = looking.result()
    raw = Raw(
        header=tuple(name.strip() for name in header.names),
        row=f"rowid + {header.after + 1}",
        unclean=findings.unclean,
        padded=findings.padded,
        gaps=findings.gaps,
        wide=findings.wide,
        normalised={
            "encoding": int(encoding != "utf-8"),
            "delimiter": int(delimiter != ","),
            "title_rows": header.first,
        },
        titles=tuple(cell for row in rows[: header.first] for cell in row if cell),
    )
    if not regular or findings.nul or findings.odd_lines:
        raw = _slow(connection, plain, delimiter, header.after, raw, job)
    if not raw.faults and not _any(connection):
        raise job.refusal("header_only")
    return raw, cells, warnings


def heads(file: Path, job: Job) -> tuple[str, dict[str, list[list[str]]]]:
    """The encoding of a file, and its first lines under each delimiter that there may be."""
    plain, encoding = _plain(file, job)
    return encoding, {delimiter: rows for delimiter, rows, _ in _splits(_head(plain, job), job)}


def _plain(file: Path, job: Job) -> tuple[Path, str]:
    """The file as plain UTF-8, and the encoding it had."""
    plain, encoding = _as_utf8(file, job)
    if encoding == "utf-8" and plain == file and _turns_chinese(file):
        encoding, plain = "gb18030", job.folder / "utf8.csv"
        _transcode(file, False, encoding, plain, job)
    return plain, encoding


def _head(plain: Path, job: Job) -> str:
    with plain.open("rb") as stream:
        head = stream.read(HEAD).removeprefix(codecs.BOM_UTF8).decode("utf-8", "ignore")
    if not head.strip():
        raise job.refusal("file_empty")
    return head


def _narrow(header: Header, job: Job) -> Header:
    """The header, without the empty cells that some programs put behind it by the thousand."""
    if len(header.names) <= MOST_COLUMNS:
        return header
    width = max(place for place, name in enumerate(header.names, 1) if name.strip())
    if width > MOST_COLUMNS:
        raise job.refusal("too_many_columns", count=width, most=MOST_COLUMNS)
    return replace(header, names=header.names[:width])


def _any(connection: duckdb.DuckDBPyConnection) -> bool:
    return scalar(connection, "select 1 from raw limit 1") == 1


def _split(head: str, job: Job) -> tuple[str, list[list[str]], list[int]]:
    """The delimiter under which the first lines hold most of the mapped headers, with those lines."""
    sought = {heading(name) for names in headers.wanted(job.table).values() for name in names}
    tried = _splits(head, job)
    return max(tried, key=lambda one: max(len(sought & {heading(cell) for cell in row}) for row in one[1]))


def _splits(head: str, job: Job) -> list[tuple[str, list[list[str]], list[int]]]:
    """The first lines under each delimiter, with the lines of the file at which they end."""
    tried = []
    for delimiter in (job.table.delimiter,) if job.table.delimiter else DELIMITERS:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        rows, lines = [], []
        try:
            for row in reader:
                rows.append(row)
                lines.append(reader.line_num)
                if len(rows) >= headers.SEARCHED + 2:
                    break
        except csv.Error:
            pass
        if rows:
            tried.append((delimiter, rows, lines))
    if not tried:
        raise job.refusal("file_empty")
    return tried


def _as_utf8(file: Path, job: Job) -> tuple[Path, str]:
    """The file itself if it is plain UTF-8 by the look of its start, else a plain UTF-8 copy."""
    with file.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    with _opened(file, packed) as stream:
        head = _first(stream, job)
    encoding = job.table.encoding or _guess(head)
    if not packed and encoding == "utf-8":
        return file, encoding
    copy = job.folder / "utf8.csv"
    _transcode(file, packed, encoding, copy, job)
    return copy, encoding


def _first(stream: IO[bytes], job: Job) -> bytes:
    try:
        return stream.read(HEAD)
    except TORN as error:
        raise job.refusal("file_truncated") from error


def _opened(file: Path, packed: bool) -> IO[bytes]:
    return gzip.open(file) if packed else file.open("rb")  # type: ignore[return-value]


def _guess(head: bytes) -> str:
    """The encoding by mark, by the zeros of UTF-16, by validity as UTF-8; else the Chinese one."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.count(b"\0") > len(head) // 5:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        return "utf-8" if _genuine(head[: error.start]) else "gb18030"
    return "utf-8"


def _turns_chinese(file: Path) -> bool:
    """Whether a file that starts plainly goes on in the Chinese encoding: its first other byte is no UTF-8."""
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if not chunk.isascii():
                return _guess(chunk[max(0, _first_other(chunk) - 1) :][:HEAD]) == "gb18030"
    return False


def _first_other(chunk: bytes) -> int:
    return int(np.argmax(np.frombuffer(chunk, np.uint8) > 127))


def _genuine(valid: bytes) -> bool:
    """Whether text that is valid UTF-8 so far really is: Chinese in another encoding hardly ever is for two signs."""
    return sum(lead >= 0xE0 for lead in valid) >= 2


def _transcode(file: Path, packed: bool, encoding: str, copy: Path, job: Job) -> None:
    """A plain UTF-8 copy; refuses what is not all in one encoding, with the place of the first wrong byte."""
    decoder = codecs.getincrementaldecoder(encoding)()
    size, limit, read = 0, max(BOMB_SIZE, file.stat().st_size * BOMB_RATIO), 0
    with _opened(file, packed) as stream, copy.open("wb") as target:
        while True:
            try:
                chunk = stream.read(CHUNK)
            except TORN as error:
                raise job.refusal("file_truncated") from error
            size += len(chunk)
            if packed and size > limit:
                raise job.refusal("zip_bomb", ratio=size // max(1, file.stat().st_size))
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeError as error:
                raise _wrong_byte(file, packed, encoding, job) from error
            target.write(text.encode("utf-8", "surrogatepass"))
            read += len(chunk)
            if not chunk:
                break
    if encoding == "gb18030":
        _refuse_mixture(file, packed, job)


def _wrong_byte(file: Path, packed: bool, encoding: str, job: Job) -> SourceError:
    """The refusal of a file that is not in one encoding, naming byte and line."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset, line = 0, 1
    with suppress(*TORN), _opened(file, packed) as stream:
        for number, text in enumerate(stream, 1):
            try:
                decoder.decode(text)
            except UnicodeError as error:  # UTF-16 without its mark has no place
                offset, line = offset + max(0, getattr(error, "start", 0)), number
                break
            offset += len(text)
    return job.refusal("mixed_encoding", offset=offset, line=line, encoding=encoding)


def _refuse_mixture(file: Path, packed: bool, job: Job) -> None:
    """A GBK file with lines that are UTF-8 would decode to nonsense."""
    offset = 0
    with _opened(file, packed) as stream:
        for number, line in enumerate(stream, 1):
            if not line.isascii() and _genuine(line):
                try:
                    line.decode("utf-8")
                except UnicodeDecodeError:
                    pass
                else:
                    raise job.refusal("mixed_encoding", offset=offset, line=number, encoding="gb18030")
            offset += len(line)


def _look(file: Path, delimiter: str) -> Findings:
    findings = Findings()
    with file.open("rb") as stream:
        chunk = stream.read(CHUNK).removeprefix(codecs.BOM_UTF8)
        while chunk:
            findings.look(chunk, delimiter)
            following = stream.read(CHUNK)
            chunk = chunk[-3:] + following if following else b""
    return findings


def _fast(connection: duckdb.DuckDBPyConnection, file: Path, delimiter: str, skip: int, width: int) -> bool:
    """Lets DuckDB read a regular file; False if it meets anything irregular."""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    try:
        connection.execute(
            f"create or replace table raw as select * from read_csv({literal(str(file))}, auto_detect = false, "
            f"header = false, skip = {skip}, delim = {literal(delimiter)}, quote = '\"', escape = '\"', "
            f"columns = {{{columns}}}, strict_mode = true)"
        )
    except duckdb.Error:
        return False
    return True


def _slow(connection: duckdb.DuckDBPyConnection, file: Path, delimiter: str, skip: int, raw: Raw, job: Job) -> Raw:
    """Reads line by line: rows that cannot be split are put aside with their line, the rest goes on."""
    width = len(raw.header)
    columns = ", ".join(f"c{i} varchar" for i in range(width))
    connection.execute(f"create or replace table raw (_place bigint, {columns})")
    faults: list[tuple[int, str, str, tuple[str, ...]]] = []
    blank, batch, places = 0, [], []
    for place, row in _records(file, delimiter, job):
        if place <= skip:
            continue
        if isinstance(row, str):
            faults.append((place, "bad_quote", _glimpse(row), (row[:2000],)))
        elif not any(row):
            blank += 1
        elif len(row) != width and (len(row) < width or any(row[width:])):
            faults.append((place, "ragged", f"{len(row)}/{width}", tuple(row)))
        else:
            batch.append(row[:width])
            places.append(place)
        if len(batch) >= BATCH:
            _insert(connection, places, batch)
            batch, places = [], []
    _insert(connection, places, batch)
    return replace(raw, row="_place", marked=True, faults=tuple(faults), blank=blank)


def _insert(connection: duckdb.DuckDBPyConnection, places: list[int], rows: list[list[str]]) -> None:
    if not rows:
        return
    columns = {
        f"c{i}": pa.array([_cell(text) for text in column], pa.string())
        for i, column in enumerate(zip(*rows, strict=True))
    }
    connection.register("given_rows", pa.table({"_place": pa.array(places, pa.int64()), **columns}))
    connection.execute("insert into raw select * from given_rows")
    connection.unregister("given_rows")


def _cell(text: str) -> str | None:
    text = text.replace(MARK, NO_MARK)
    if "\0" in text:
        return f"{MARK}nul{MARK}{text.replace(chr(0), '')}"
    return text or None


def _records(file: Path, delimiter: str, job: Job) -> Iterator[tuple[int, list[str] | str]]:
    """Every record with its place counted from 1; the bare text of one whose quotes are wrong."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        taken: list[str] = []
        reader = csv.reader(_noting(stream, taken), delimiter=delimiter, strict=True)
        place = 0
        while True:
            place += 1
            start = reader.line_num + 1
            taken.clear()
            try:
                yield place, next(reader)
            except StopIteration:
                return
            except UnicodeDecodeError as error:
                raise _wrong_byte(file, False, "utf-8", job) from error
            except csv.Error as error:
                if "unexpected end of data" in str(error):
                    raise job.refusal("unclosed_quote", line=start) from error
                if "field larger" in str(error):
                    raise job.refusal("cell_too_long", line=start, most=LONGEST_CELL >> 20) from error
                yield place, "".join(taken).rstrip("\r\n")


def _noting(stream: Iterable[str], taken: list[str]) -> Iterator[str]:
    """The lines of a stream, each also added to ``taken``."""
    for line in stream:
        taken.append(line)
        yield line


def _glimpse(line: str) -> str:
    """The beginning of a line, by which it is found again; what may be a telephone number is masked."""
    shown = re.sub(r"\d{7,}", lambda number: f"{number[0][:3]}***", line)
    return shown if len(shown) <= GLIMPSE else f"{shown[:GLIMPSE]}…"
