"""What generated files have found, each as one small file of its own."""

from __future__ import annotations

import gzip
import random
import re

import pytest

from cockpit import settings
from cockpit.errors import ConfigurationError, SourceError
from cockpit.i18n import explain
from tests.settings.conftest import GOOD
from tests.sources.books import SHEET, book, changed
from tests.sources.conftest import lines, read, text

__all__ = ["read"]


def test_utf_16_that_is_named_and_is_none(read) -> None:
    with pytest.raises(SourceError) as refused:
        read(text(lines({})), encoding="utf-16")
    told = refused.value.arguments
    assert (refused.value.key, told["line"], told["offset"], told["encoding"]) == ("mixed_encoding", 1, 0, "utf-16")


@pytest.mark.parametrize("merged", ["A90:B91", "A1:B2", "ZZ1:ZZ3"])
def test_merged_cells_where_nothing_stands(read, merged: str) -> None:
    ranges = f'</sheetData><mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>'.encode()
    content = changed(book(lines({})), SHEET, lambda data: re.sub(rb"</sheetData>", ranges, data))
    assert read(content, "t.xlsx").column("campus") in (["东校区"], [])


@pytest.mark.parametrize("cell", ["\x01", "\x01x", "\x01future\x01x", "\x01\x01\x01"])
def test_a_control_character_that_marks_cells_inside(read, cell: str) -> None:
    """Nobody can tell a cell what is wrong with it from outside, by a file or by a workbook's escapes."""
    rows = lines({"工单号": f"{cell}7", "描述": "a\0b"}, {"描述": cell, "工单号": f"T{cell}"})
    kept = "T" + cell.replace("\x01", "")
    found = read(text(rows))
    assert (found.column("ticket_id"), [one[:3] for one in found.problems]) == ([kept], [(2, "description", "nul")])
    escaped = [[one.replace("\x01", "_x0001_").replace("\0", "") for one in row] for row in rows]
    assert read(book(escaped), "t.xlsx").parsed.accepted == 2


@pytest.mark.parametrize("seed", range(6))
def test_a_packed_file_with_flipped_bits(read, seed: int) -> None:
    """Wherever they are, they are found by the checksum or before."""
    chance, packed = random.Random(seed), bytearray(gzip.compress(text(lines({}, {})).encode("gbk")))
    packed[chance.randrange(12, len(packed))] ^= 1 << chance.randrange(8)
    with pytest.raises(SourceError) as refused:
        read(bytes(packed), "t.csv.gz")
    assert refused.value.key in ("file_truncated", "mixed_encoding")


def _wide(count: int, name: str) -> str:
    header, row = lines({})
    return text([[*header, *[name] * count], [*row, *[""] * count]])


def test_thousands_of_columns(read) -> None:
    """Delimiters without end behind a header are no columns; columns without end are refused before they cost much."""
    assert read(_wide(16_384, "")).column("ticket_id") == ["T1"]
    with pytest.raises(SourceError) as refused:
        read(_wide(30_000, "x"))
    assert (refused.value.key, refused.value.arguments["count"]) == ("too_many_columns", 30_007)


def test_a_file_of_nothing_that_can_be_read_is_told_what_to_do(read) -> None:
    with pytest.raises(SourceError) as refused:
        read(b"\0" * 5_000)
    assert refused.value.key == "header_missing"
    told = [explain(refused.value, one) for one in ("zh-Hans", "en")]
    assert all(end in words for end, words in zip(("请改正 columns", "Correct columns"), told, strict=True)), told


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("x = " + "[" * 20_000, "bad_toml_deep"),
        ("x = " + "{ a = " * 20_000, "bad_toml_deep"),
        ("x = " + "[" * 200 + "]" * 200, "bad_toml_deep"),
        ("x." * 200 + "y = 1", "bad_toml_deep"),
        ("x = " + "9" * 5_000, "bad_toml_digits"),
    ],
)
def test_toml_that_has_no_end(tmp_path, written: str, key: str) -> None:
    file = tmp_path / "cockpit.toml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        settings.load(file, tmp_path, {})
    assert [fault.key for fault in raised.value.faults] == [key]


@pytest.mark.parametrize("name", ["hex", "rot13", "zip", "base64"])
def test_a_codec_that_is_no_encoding(tmp_path, name: str) -> None:
    file = tmp_path / "cockpit.toml"
    file.write_text(GOOD + f"encoding = '{name}'", encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        settings.load(file, tmp_path, {})
    assert "unknown_encoding" in [fault.key for fault in raised.value.faults]
