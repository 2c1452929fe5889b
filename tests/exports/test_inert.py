"""Any text whatever stays text, and comes back as it was."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.exports import delimited
from cockpit.exports.cells import LONGEST, fitting, letters
from cockpit.exports.filling import Long, fill
from tests.exports.conftest import unescaped

TEXTS = st.lists(
    st.one_of(
        st.none(),
        st.text(),
        st.builds(
            lambda head, rest: head + rest, st.sampled_from(["=", "+", "-", "@", "\t", "\r", "'", "\n", " "]), st.text()
        ),
        st.sampled_from(["_x000D_", "_x0041_b", "&lt;", "<![CDATA[", "]]>", "a\r\nb", "\x00\x0b", "\ufffe", "😀" * 3]),
    ),
    min_size=1,
    max_size=12,
)
RISKY = ("=", "+", "-", "@", "\t", "\r")


def tables(texts: list[str | None]) -> list[pa.Table]:
    clean = [None if text is None else text.encode("utf-8", "replace").decode() for text in texts]
    plain = pa.chunked_array([pa.array(clean, pa.string())])
    few = plain.dictionary_encode()
    return [pa.table({"a": plain, "b": few, "n": pa.array(range(len(texts)))})]


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_no_field_of_a_csv_can_run_and_every_one_comes_back(texts: list[str | None]):
    [table] = tables(texts)
    written = b"".join(delimited.csv_chunks(["=a", "b", "n"], [table]))
    assert written.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))
    assert head == ["'=a", "b", "n"]
    assert len(rows) == len(texts)
    for row, text in zip(rows, table["a"].to_pylist(), strict=True):
        for field in row[:2]:
            assert not field.startswith(RISKY)
            back = field[1:] if text and text.startswith(RISKY) else field
            assert back == (text or "")


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_every_text_comes_back_from_a_sheet(texts: list[str | None]):
    [table] = tables(texts)
    with tempfile.TemporaryDirectory() as folder:
        setup, out = Path(folder) / "setup.xlsx", Path(folder) / "out.xlsx"
        with xlsxwriter.Workbook(setup) as book:
            page = book.add_worksheet()
            look = book.add_format({"valign": "top"})
            page.write_row(0, 0, ["a", "b", "n"])
            for place in range(3):
                page.write_blank(1, place, None, look)
        fill(setup, out, {0: Long(table.num_rows, [table])})
        sheet = openpyxl.load_workbook(out).active
        assert sheet is not None
        rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == len(texts)
    for row, text in zip(rows, table["a"].to_pylist(), strict=True):
        assert [cell.data_type for cell in row[:2]] == ["n", "n"] if text is None else ["s", "s"]
        for cell in row[:2]:
            assert cell.data_type != "f"
            assert (unescaped(cell.value) or "") == kept(text or "").replace("_x005F_", "_")


def kept(text: str) -> str:
    """A text as XML can hold it: without control characters, a line end one sign."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text).replace("\r\n", "\n").replace("\r", "\n")


@given(st.integers(0, 40_000), st.sampled_from(["a", "汉", "😀", "a😀"]))
@settings(max_examples=30, deadline=None)
def test_a_text_too_long_for_a_cell_is_cut_with_a_mark(times: int, sign: str):
    text = sign * times
    fit = fitting(text)
    assert len(fit.encode("utf-16-le")) // 2 <= LONGEST
    assert (
        fit == text
        if len(text.encode("utf-16-le")) // 2 <= LONGEST
        else (text.startswith(fit[:-1]) and fit.endswith("…"))
    )


def test_columns_are_named_as_excel_names_them():
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
