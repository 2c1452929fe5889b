"""Bytes, characters, delimiters and quotes of text files."""

from __future__ import annotations

import pytest

from tests.faults.cases import Case, Desk
from tests.sources.conftest import lines, text

TWO = text(lines({}, {"描述": "网络不通，重启后恢复"}))
DESCRIBED = {"description": "描述"}
KEPT: dict[str, list[object]] = {"ticket_id": ["T1", "T2"], "description": [None, "网络不通，重启后恢复"]}


def _encoded(entry: str, encoding: str, told: int) -> Case:
    return Case(
        entry,
        {"工单.csv": TWO.encode(encoding)},
        columns=DESCRIBED,
        counts=(2, 2, 0, 0),
        kept=KEPT,
        normalised={"encoding": told} if told else {},
    )


def _first_wrong(content: bytes, encoding: str) -> int:
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    raise AssertionError("all of it is in one encoding")


def _mixed(first: str, second: str, encoding: str) -> Case:
    start = text(lines({}, {})).encode(first)
    other = "T3,西校区办公楼,办公楼,网络,closed,2026-03-02 08:00,\n".encode(second)
    told = {"line": 4, "offset": _first_wrong(start + other, encoding), "encoding": encoding}
    return Case("bytes of two encodings", {"工单.csv": start + other}, refused=("mixed_encoding", told))


def _cleaned(entry: str, written: str, kept: str) -> Case:
    rows = lines({"描述": written}, {"描述": "好"})
    return Case(
        entry,
        {"工单.csv": text(rows)},
        columns=DESCRIBED,
        counts=(2, 2, 0, 0),
        kept={"description": [kept, "好"]},
        normalised={} if kept == written else {"characters": 1},
    )


def _refused(entry: str, content: str, key: str, **told: object) -> Case:
    return Case(entry, {"工单.csv": content}, refused=(key, told))


CASES = (
    _encoded("GBK and GB18030", "gbk", 1),
    _encoded("GBK and GB18030", "gb18030", 1),
    _encoded("UTF-8 with a mark", "utf-8-sig", 0),
    _encoded("UTF-16", "utf-16", 1),
    _encoded("UTF-16", "utf-16-be", 1),
    _mixed("utf-8", "gbk", "utf-8"),
    _mixed("gbk", "utf-8", "gb18030"),
    Case(
        "a zero byte",
        {"工单.csv": text(lines({}, {"描述": "a\0b"}, {}))},
        columns=DESCRIBED,
        counts=(3, 2, 1, 0),
        problems=[(3, "description", "nul", "ab")],
    ),
    _cleaned("control characters", "断网\x07了\x1b\x7f", "断网了"),
    _cleaned("marks of right-to-left writing", "\u202e断网\u200f了\u2066", "断网了"),
    _cleaned("characters of no width", "\ufeff断\u200b网\u2060了", "断网了"),
    _cleaned("emoji", "断网 😀👨‍👩‍👧🇨🇳", "断网 😀👨‍👩‍👧🇨🇳"),
    *(
        Case(
            "another delimiter",
            {"工单.csv": text(lines({"描述": "a,b"}, {}), delimiter)},
            columns=DESCRIBED,
            counts=(2, 2, 0, 0),
            kept={"description": ["a,b", None]},
            normalised={"delimiter": 1},
        )
        for delimiter in ";\t|"
    ),
    Case(
        "a ragged row",
        {"工单.csv": text(lines({}, {})) + "T3,东校区\nT4,东校区,教学楼,网络,closed,2026-03-02 08:00,,,多\n"},
        counts=(4, 2, 2, 0),
        problems=[(4, None, "ragged", "2/7"), (5, None, "ragged", "9/7")],
    ),
    Case(
        "a quote in the wrong place",
        {"工单.csv": text(lines({}, {})) + '"T3"x,东校区,教学楼,网络,closed,2026-03-02 08:00,\n'},
        counts=(3, 2, 1, 0),
        problems=[(4, None, "bad_quote", '"T3"x,东校区,教学楼,网络,closed,2026-03-02 08:00,')],
    ),
    _refused(
        "a quote that is never closed",
        text(lines({}, {})) + 'T3,"东校区,教学楼\nT4,东校区,教学楼,网络,closed,2026-03-02 08:00,\n',
        "unclosed_quote",
        line=4,
    ),
    _refused("a cell without end", TWO + 'T3,"' + "x" * (17 << 20), "cell_too_long", line=4),
    _refused("an empty file", "", "file_empty"),
    _refused("an empty file", " \n\t\n\n", "file_empty"),
    _refused("a header alone", TWO.splitlines()[0] + "\n\n", "header_only"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_text(case: Case, desk: Desk) -> None:
    desk.judge(case)
