"""Delimited files as no program should write them: any cells, any bytes, any encoding."""

from __future__ import annotations

import gzip
import random
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.sources.conftest import COLUMNS, lines, text

CELLS = (
    "", "0", "-1", "１２", "2026-03-02", "2026/3/2 8:05", "2026年3月2日", "29/2/2016 01:16", "22/1/1",
    "2026-03-02 24:00", "2026-03-02T08:00:00Z", "NaN", "inf", "1e999", "9" * 400, "95%", "0.95", "是", "A",
    "紧急", '"', "a,b", "a\nb", "a\r\nb", "\0", "\x01", "\x01nul\x01x", "\u200b", "😀", "#N/A", "########", "=1+1",
    "1_000", "合计", "小计：", "制表：信息中心", "--", "\t", " x ", "o'clock", "{0}", "{file}", "\\", "0000-00-00",
    "9999-12-31", "10000-01-01", "1.38E+10", "infinity", "epoch", "T1", "%", "$1", "</c>", "\ufeff", "\u202e", "Ａ",
    "NA", "2026-13-01", "31/12/2026", "13800000000", "closed", "x" * 70_000,
    "'2026-03-02", "2026-03-02 下午两点", "2026-03-02 下午", "2026-03-02 14:00-15:00", "2026—03—02 8.75", "1772433000",
    "2026-03-02 14:30 GMT+99", "20260302T143099", "民國999999年3月", "11503", "9999999999999", "次日凌晨1:20",
)  # fmt: skip
HEADERS = tuple(sorted(COLUMNS.values()))
ROWS = st.lists(
    st.dictionaries(st.sampled_from(HEADERS), st.sampled_from(CELLS) | st.text(max_size=8)), min_size=1, max_size=8
)
ODD = st.fixed_dictionaries(
    {},
    optional={
        "join": st.sampled_from([{"building": ("楼宇", "校区")}, {"ticket_id": ("_file", "_row")}]),
        "header_row": st.integers(1, 4),
        "header_rows": st.integers(1, 3),
        "encoding": st.sampled_from(["utf-8", "gb18030", "latin-1", "utf-16"]),
        "delimiter": st.sampled_from([";", "\t", "x", " "]),
    },
)
USUAL = st.fixed_dictionaries(
    {},
    optional={
        "dates": st.sampled_from([("%d/%m/%Y",), ("%m/%d/%Y %H:%M", "%Y年%m月%d日"), ("%y/%m/%d",), ("epoch", "民国")]),
        "fill_down": st.sampled_from([("building",), ("level", "reported_at")]),
        "rating_scale": st.sampled_from([(1, 5), (0, 10), (0, 100)]),
        "nulls": st.sampled_from([("",), ("", "?", "无", "A")]),
        "others": st.just({"level": "C", "status": "new"}),
        "defaults": st.just({"building": "o'x", "reported_at": "2026-01-01"}),
        "constants": st.just({"campus": "{x}", "group": "'"}),
        "values": st.just({"campus": {"o'clock": "x"}, "level": {"紧急": "A"}, "rating": {"A": "3"}}),
    },
)
MAPPINGS = st.tuples(USUAL, st.one_of(st.just({}), st.just({}), st.just({}), ODD)).map(lambda two: two[0] | two[1])
PIECES = [b'"', b"\n", b",", b"\r\n", b"\0", b"\xff", b"\xe2\x80", b"\r", b'""', b"\xb9\xa4", b"\x1a", b"\xef\xbb\xbf"]
DAMAGE: st.SearchStrategy[list[tuple[int, bytes]]] = st.one_of(
    st.just([]), st.lists(st.tuples(st.integers(0, 400), st.sampled_from(PIECES)), max_size=3)
)
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "big5", "latin-1")
TITLES = st.lists(
    st.sampled_from(["某某大学工单", "导出时间：2026-03-31", "", ",,,", '"', "a,b,c,d,e,f,g,h,i"]), max_size=3
)


@dataclass(frozen=True)
class Made:
    """A generated file: ``whole`` says that nothing was done to it that could hide one of its ``rows``."""

    name: str
    content: bytes = field(repr=False)
    mapping: dict[str, Any]
    rows: int
    whole: bool


@st.composite
def files(draw: st.DrawFn) -> Made:
    """A file of tickets with anything in its cells, perhaps damaged."""
    rows, mapping = draw(ROWS), draw(MAPPINGS)
    encoding, delimiter = draw(st.sampled_from(ENCODINGS)), draw(st.sampled_from(",;\t|"))
    ends, titles, damage = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"])), draw(TITLES), draw(DAMAGE)
    table = lines(*rows)
    cut = draw(st.sampled_from([0, 0, 0, 0, 0, 1, 2]))
    if cut == 1:
        table[-1] = table[-1][:3]
    if cut == 2:
        table[0][1] = table[0][0]
    plain = text(table, delimiter)
    written = "\n".join([*titles, plain]).replace("\n", ends)
    content = bytearray(written.encode(encoding, "replace"))
    for place, piece in damage:
        content[place:place] = piece
    packed = draw(st.sampled_from([None] * 7 + ["工单.csv.gz"]))
    if packed:
        content = _packed(bytes(content), random.Random(draw(st.integers(0, 999))))
    usual = not {"header_row", "header_rows", "encoding", "delimiter"} & mapping.keys() and encoding.startswith("utf-8")
    whole = usual and not packed and "\r" not in plain and not (damage or titles or cut in (1, 2) or ends == "\r")
    return Made(packed or "工单.csv", bytes(content), mapping, len(rows), whole)


def _packed(content: bytes, chance: random.Random) -> bytearray:
    """Compressed, and perhaps damaged."""
    made = bytearray(gzip.compress(content))
    match chance.randrange(4):
        case 0:
            del made[chance.randrange(len(made)) :]
        case 1:
            for _ in range(chance.randrange(1, 4)):
                made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
        case 2:
            made = made + (made if chance.random() < 0.5 else b"x")
    return made
