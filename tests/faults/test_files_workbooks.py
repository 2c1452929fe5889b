"""Workbooks that hold what only workbooks can, and what calls itself one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.faults.cases import Case, Desk
from tests.sources.books import SHEET, book, changed
from tests.sources.conftest import lines, text

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
DESCRIBED = {"description": "描述"}
MANY = book(lines(*({"描述": f"网络不通 {number}"} for number in range(200))))
HTML = "<html><meta charset='utf-8'><table><tr><td>工单号</td></tr></table></html>"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
FILLER = b"<!--" + b" " * (70 << 20) + b"-->"


def _refused(entry: str, content: str | bytes, key: str, name: str = "工单.xlsx", **told: object) -> Case:
    shown = {"html": ["HTML"], "xls": ["xls"], "zip": ["zip"]}.get(str(told.get("kind")), [])
    return Case(entry, {name: content}, refused=(key, told), tells=shown)


def _sheet(change: Callable[[bytes], bytes], *rows: dict[str, object]) -> bytes:
    made: bytes = changed(book(lines(*(rows or ({},)))), SHEET, change)
    return made


def _in_row(row: int, cell: bytes) -> Callable[[bytes], bytes]:
    """Puts a cell at the end of a row."""
    return lambda data: re.sub(rb'(<row r="%d".*?)</row>' % row, lambda found: found[1] + cell + b"</row>", data)


CASES = (
    Case(
        "a formula without its value",
        {"工单.xlsx": _sheet(_in_row(3, b'<c r="H3"><f>1+1</f></c>'), {"描述": "好"}, {})},
        columns=DESCRIBED,
        counts=(2, 1, 1, 0),
        problems=[(3, "description", "formula_without_value", "=1+1")],
    ),
    Case(
        "an error in a cell",
        {"工单.xlsx": _sheet(_in_row(3, b'<c r="H3" t="e"><v>#REF!</v></c>'), {"描述": "好"}, {})},
        columns=DESCRIBED,
        counts=(2, 1, 1, 0),
        problems=[(3, "description", "error_cell", "#REF!")],
    ),
    Case("a hidden sheet", {"工单.xlsx": book(lines({}), hidden="草稿")}, counts=(1, 1, 0, 0)),
    Case(
        "a hidden sheet that is named",
        {"工单.xlsx": book(lines({}, {"楼宇": ""}), shown="封面", conceal=True)},
        mapping='sheet = "工单"',
        counts=(2, 1, 1, 0),
        problems=[(3, "building", "required", None)],
    ),
    Case(
        "a sheet that is not there",
        {"工单.xlsx": book(lines({}), hidden="草稿")},
        mapping='sheet = "七月"',
        refused=("sheet_missing", {"wanted": "七月", "found": ["草稿", "工单"]}),
    ),
    _refused("a password", OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500, "password_protected"),
    _refused(
        "an old workbook in disguise",
        OLE + "Workbook".encode("utf-16-le") + b"\0" * 500,
        "not_a_workbook",
        kind="xls",
    ),
    _refused("HTML called .xlsx", HTML, "not_a_workbook", kind="html"),
    _refused("CSV called .xlsx", text(lines({})), "not_a_workbook", kind="text"),
    _refused("a workbook called .csv", book(lines({})), "not_text", "工单.csv", kind="zip"),
    *(_refused("a truncated file", MANY[: int(len(MANY) * share)], "file_truncated") for share in (0.2, 0.6, 0.99)),
    _refused("a zip bomb", _sheet(lambda data: data.replace(b"<sheetData>", FILLER + b"<sheetData>")), "zip_bomb"),
    _refused(
        "a far cell",
        _sheet(_in_row(2, b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c>')),
        "far_cell",
        cell="XFD1048576",
    ),
    Case(
        "a false dimension",
        {
            "工单.xlsx": _sheet(
                lambda data: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data), {}, {}
            )
        },
        counts=(2, 2, 0, 0),
    ),
    Case(
        "a false dimension",
        {"工单.xlsx": _sheet(lambda data: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', data), {}, {})},
        counts=(2, 2, 0, 0),
    ),
    _refused("XML entities", _sheet(lambda data: data.replace(b"<worksheet", DOCTYPE + b"<worksheet", 1)), "entities"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_workbooks(case: Case, desk: Desk) -> None:
    desk.judge(case)
