"""Workbooks with anything in their cells, sheets of every kind, and damage inside and out."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import xlsxwriter
from hypothesis import strategies as st

from tests.faults.generated.texts import CELLS, HEADERS, MAPPINGS, Made
from tests.sources.conftest import lines

LONGEST = 32_000
PLAIN = st.sampled_from([one[:LONGEST] for one in CELLS if one.isprintable()])
TYPED = st.one_of(
    PLAIN,
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)),  # noqa: DTZ001 - a cell has no zone
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.times(),
    st.timedeltas(timedelta(0), timedelta(days=4000)),
    st.sampled_from(["=1/0", "=NOW()", '=""', "=A1", "=SUM(A:A)"]),
)
ROWS = st.lists(st.dictionaries(st.sampled_from(HEADERS), TYPED, max_size=5), min_size=1, max_size=6)
MERGES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 8), st.integers(0, 2), st.integers(0, 2)), max_size=2)
SPLICES = (
    b"", b"<c", b"</c>", b'<c r="ZZZ99"/>', b'<c r="A2"><v>1e400</v></c>', b"<v>99999</v>", b't="s"', b't="x"', b"&#0;",
    b'<row r="0">', b'<row r="-1">', b'<f t="shared" si="9"/>', b"<mergeCell ref=\"A1:XFD9\"/>", b"<!--", b"]]>", b"\0",
    b"\xff\xfe", b'<v xml:space="preserve"> </v>', b"<is><t>x</t></is>", b't="inlineStr"', b't="d"', b"s=\"77\"",
)  # fmt: skip


@st.composite
def books(draw: st.DrawFn) -> Made:
    """A workbook of tickets, perhaps damaged."""
    rows, mapping = draw(ROWS), draw(MAPPINGS)
    writer = draw(st.sampled_from([_by_xlsxwriter, _by_xlsxwriter, _by_openpyxl]))
    merges, titles, hidden = draw(MERGES), draw(st.integers(0, 2)), draw(st.booleans())
    content = writer([["标题"]] * titles + lines(*rows), merges, hidden, draw(st.booleans()))
    damage, seed = (
        draw(st.sampled_from(["", "", "", "cut", "flip", "splice", "splice", "drop"])),
        draw(st.integers(0, 999)),
    )
    content = _damaged(content, damage, random.Random(seed))
    plain = not {"header_row", "header_rows", "fill_down"} & mapping.keys()
    name = draw(st.sampled_from(["工单.xlsx"] * 6 + ["工单.xlsm", "工单.xls", "工单.csv"]))
    return Made(name, content, mapping, len(rows), plain and not (damage or merges or titles) and name == "工单.xlsx")


def _by_xlsxwriter(rows: list[list[Any]], merges: list[tuple[int, ...]], hidden: bool, old: bool) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "date_1904": old, "default_date_format": "yyyy-mm-dd hh:mm"}
    made = xlsxwriter.Workbook(out, options)
    if hidden:
        made.add_worksheet("草稿 & 'x' <1>").hide()
    page = made.add_worksheet("工单<1>")
    if hidden:
        page.activate()
        page.set_first_sheet()
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if value != "":
                page.write(place, column, value)
    for top, left, down, right in _apart(merges):
        page.merge_range(top, left, top + down, left + right, "合并")
    made.close()
    return out.getvalue()


def _by_openpyxl(rows: list[list[Any]], merges: list[tuple[int, ...]], hidden: bool, old: bool) -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    for row in rows:
        page.append([value if value != "" else None for value in row])
    for top, left, down, right in _apart(merges):
        page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=top + down + 1, end_column=left + right + 1)
    if hidden:
        made.create_sheet("草稿", 0).sheet_state = "veryHidden"
        made.active = 1
    if old:
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _apart(merges: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Ranges of more than one cell that do not overlap."""
    kept: list[tuple[int, ...]] = []
    taken: set[tuple[int, int]] = set()
    for top, left, down, right in merges:
        cells = {(top + row, left + column) for row in range(down + 1) for column in range(right + 1)}
        if len(cells) > 1 and not cells & taken:
            kept.append((top, left, down, right))
            taken |= cells
    return kept


def _damaged(content: bytes, damage: str, chance: random.Random) -> bytes:
    if damage == "cut":
        return content[: chance.randrange(len(content))]
    if damage == "flip":
        changed = bytearray(content)
        for _ in range(chance.randrange(1, 6)):
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        return bytes(changed)
    if damage in ("splice", "drop"):
        return _spliced(content, chance, drop=damage == "drop")
    return content


def _spliced(content: bytes, chance: random.Random, *, drop: bool) -> bytes:
    """One part of the package with something put into it or taken out, or gone altogether."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = chance.choice([*names, *["xl/worksheets/sheet1.xml"] * 8, *["xl/workbook.xml"] * 2])
        for name in names:
            data = old.read(name)
            if name == chosen and drop:
                if chance.random() < 0.5:
                    continue
                start = chance.randrange(len(data))
                data = data[:start] + data[start + chance.randrange(1, 200) :]
            elif name == chosen:
                start = chance.randrange(len(data))
                data = data[:start] + chance.choice(SPLICES) + data[start + chance.choice((0, 0, 3)) :]
            new.writestr(name, data)
    return out.getvalue()
