"""Workbooks in every shape people export them in, and those that must not be opened."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime, time

import openpyxl
import pytest
import xlsxwriter

from cockpit.errors import SourceError
from cockpit.settings.model import TableSource
from tests.sources.books import SHEET, book, changed, typed
from tests.sources.conftest import lines


def test_values_as_a_person_would_have_typed_them(read):
    rows = lines({}, {})
    rows[1][5:7] = [typed(2026, 3, 2, 8, 0, 30), typed(2026, 3, 2, 10)]
    rows[2][0] = "0012"
    rows[0] += ["电话", "重开次数", "评分", "签字"]
    rows[1] += [13800000000, 2, 87.5, True]
    rows[2] += ["013800000000", 0, 90, "否"]
    found = read(book(rows), "t.xlsx")
    assert found.problems == []
    first, second = found.accepted
    assert first["reported_at"].astimezone(UTC) == datetime(2026, 3, 2, 0, 0, 30, tzinfo=UTC)
    assert (first["reporter_phone"], first["reopen_count"], first["rating"]) == ("13800000000", 2, 87.5)
    assert (second["ticket_id"], second["reporter_phone"]) == ("0012", "013800000000")
    assert (first["signed"], second["signed"]) == (True, False)
    assert found.parsed.sheet == "工单"


def test_title_rows_and_row_numbers(read):
    rows = lines({}, {"楼宇": ""})
    found = read(book(rows, title=[["科技大学工单明细"], ["导出时间", "2026-03-31"]]), "t.xlsx")
    assert found.problems == [(5, "building", "required", None)]


def test_serials_and_both_epochs(read):
    rows = lines({"报修时间": 46083.25, "完成时间": ""})
    found = read(book(rows), "t.xlsx")
    assert found.column("reported_at")[0].astimezone(UTC) == datetime(2026, 3, 1, 22, tzinfo=UTC)
    rows = lines({"报修时间": 44621.25, "完成时间": typed(2026, 3, 2, 10)})
    found = read(book(rows, options={"date_1904": True}), "t.xlsx")
    assert found.column("reported_at")[0].astimezone(UTC) == datetime(2026, 3, 1, 22, tzinfo=UTC)
    assert found.column("resolved_at")[0].astimezone(UTC) == datetime(2026, 3, 2, 2, tzinfo=UTC)


def test_a_long_number_has_lost_its_digits(read):
    found = read(book(lines({}, {"电话": 110101199003071234})), "t.xlsx")
    assert [problem[:3] for problem in found.problems] == [(3, "reporter_phone", "digits_lost")]


def test_formulas_without_value_and_error_cells(read):
    content = book(lines({}, {}, {"描述": "x"}, {"描述": "y"}))
    formula, error = b'<c r="H3"><f>1+1</f></c></row>', b'<c r="H4" t="e"><v>#N/A</v></c>'

    def change(data):
        data = re.sub(rb"(<row r=\"3\".*?)</row>", lambda m: m[1] + formula, data)
        return re.sub(rb'<c r="H4"[^>]*><v>\d+</v></c>', error, data)

    found = read(changed(content, SHEET, change), "t.xlsx")
    assert found.problems == [
        (3, "description", "formula_without_value", "=1+1"),
        (4, "description", "error_cell", "#N/A"),
    ]
    assert found.column("description") == [None, "y"]
    assert found.cells[1][7] == "#N/A"


def test_formulas_with_values_are_read(read):
    made = openpyxl.Workbook()
    for row in lines({}):
        made.active.append(row)
    made.active["H1"], made.active["H2"] = "描述", '="网络"'
    out = io.BytesIO()
    made.save(out)
    assert [problem[2] for problem in read(out.getvalue(), "t.xlsx").problems] == ["formula_without_value"]
    data = changed(out.getvalue(), SHEET, lambda x: re.sub(rb"<v ?/>|<v></v>", b"<v>OK</v>", x))
    data = changed(data, SHEET, lambda x: x.replace(b'<c r="H2">', b'<c r="H2" t="str">'))
    assert read(data, "t.xlsx").column("description") == ["OK"]


def test_merged_body_cells(read):
    rows = lines({}, {"楼宇": ""}, {"楼宇": ""}, {})
    content = book(rows, merges=[(1, 2, 3, 2, "教学楼")])
    found = read(content, "t.xlsx")
    assert found.problems == [(row, "building", "merged_cell", "教学楼") for row in (3, 4)]
    assert read(content, "t.xlsx", fill_down=("building",)).column("building") == ["教学楼"] * 4


def test_two_row_header_with_merged_cells(read):
    rows = [
        ["工号", "日期", "班次", "上班", "", "下班", ""],
        ["", "", "", "计划", "打卡时间", "计划", "打卡时间"],
        ["S1", date(2026, 3, 2), "day", "", typed(2026, 3, 2, 8, 1), "", typed(2026, 3, 2, 17, 31)],
    ]
    merges = [
        (0, 0, 1, 0, "工号"),
        (0, 1, 1, 1, "日期"),
        (0, 2, 1, 2, "班次"),
        (0, 3, 0, 4, "上班"),
        (0, 5, 0, 6, "下班"),
    ]
    columns: dict[str, tuple[str, ...]] = {
        "staff_id": ("工号",), "date": ("日期",), "kind": ("班次",),
        "clock_in": ("上班/打卡时间",), "clock_out": ("下班/打卡时间",),
    }  # fmt: skip
    found = read(book(rows, merges=merges), "t.xlsx", mapping=TableSource("shifts", header_rows=2, columns=columns))
    assert found.problems == []
    row = found.accepted[0]
    assert (row["date"], row["clock_in"].astimezone(UTC).time()) == (date(2026, 3, 2), time(0, 1))
    assert row["clock_out"].astimezone(UTC).time() == time(9, 31)


def test_hidden_sheets_and_named_ones(read):
    content = book(lines({}), hidden="草稿")
    assert read(content, "t.xlsx").parsed.sheet == "工单"
    assert read(content, "t.xlsx", sheet="工单").parsed.accepted == 1
    with pytest.raises(SourceError) as refused:
        read(content, "t.xlsx", sheet="没有")
    assert refused.value.arguments["found"] == ["草稿", "工单"]


def test_totals_blank_rows_and_a_false_dimension(read):
    rows = [*lines({}, {}), [], ["合计", "", "", "", "", 2], ["", "", "", "", "", ""]]
    content = changed(book(rows), SHEET, lambda x: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', x))
    found = read(content, "t.xlsx")
    assert found.parsed.read == 2
    assert found.parsed.skipped["total"] == 1


def padded(formats, values):
    """A workbook of good rows whose ids are ``values``, each with the number format beside it."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    page = made.add_worksheet("工单")
    kinds = {one: made.add_format({"num_format": one}) for one in dict.fromkeys(formats) if one}
    for place, row in enumerate(lines(*({} for _ in values))):
        page.write_row(place, 0, row)
    for place, (one, value) in enumerate(zip(formats, values, strict=True), 1):
        page.write(place, 0, value, kinds.get(one))
    made.close()
    return out.getvalue()


@pytest.mark.parametrize("writer", ["xlsxwriter", "openpyxl"])
def test_ids_shown_with_leading_zeros(read, writer):
    formats = ["000000", None, "000000", '"W"0000', "000000", "#,##0", "000000", "0.00", "00000000;-0"]
    values = [7, 7000, "0009", 12, 1234567, 3, 8.5, 4, 5]
    content = padded(formats, values)
    if writer == "openpyxl":
        out = io.BytesIO()
        openpyxl.load_workbook(io.BytesIO(content)).save(out)
        content = out.getvalue()
    found = read(content, "t.xlsx")
    assert found.problems == []
    assert found.column("ticket_id") == ["000007", "7000", "0009", "W0012", "1234567", "3", "8.5", "4", "00000005"]


def test_a_number_shown_with_zeros_is_still_a_number(read):
    content = padded(["000000"], [7])
    mapping = TableSource(
        "tickets",
        columns={
            "ticket_id": ("状态",), "reopen_count": ("工单号",), "campus": ("校区",), "building": ("楼宇",),
            "category": ("类别",), "status": ("状态",), "reported_at": ("报修时间",),
        },
    )  # fmt: skip
    assert read(content, "t.xlsx", mapping=mapping).column("reopen_count") == [7]


def refused_as(read, content, name="t.xlsx"):
    with pytest.raises(SourceError) as refused:
        read(content, name)
    return refused.value


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "Workbook".encode("utf-16-le") + b"\0" * 500, "xls"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
        (b"\xef\xbb\xbf<table>", "html"),
        ("工单号,校区\n1,2\n".encode(), "text"),
        (b"%PDF-1.4", "pdf"),
    ],
)
def test_what_is_no_workbook(read, content, kind):
    error = refused_as(read, content)
    assert (error.key, error.arguments["kind"]) == ("not_a_workbook", kind)


def test_a_zip_that_is_no_workbook(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("readme.txt", "x")
    assert refused_as(read, out.getvalue()).key == "not_a_workbook"


def test_password(read):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500
    assert refused_as(read, content).key == "password_protected"


@pytest.mark.parametrize("share", [0.3, 0.7, 0.98])
def test_truncated(read, share):
    content = book(lines(*({"描述": f"网络不通 {number}"} for number in range(200))))
    assert refused_as(read, content[: int(len(content) * share)]).key == "file_truncated"


def test_damaged_inside(read):
    content = bytearray(book(lines(*({"描述": f"网络不通 {number}"} for number in range(200)))))
    start = content.index(b"xl/worksheets/sheet1.xml") + 60
    content[start : start + 200] = b"\xff" * 200
    assert refused_as(read, bytes(content)).key in ("file_truncated", "file_unreadable")


def test_far_cell(read):
    content = changed(
        book(lines({})), SHEET,
        lambda x: x.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    )  # fmt: skip
    error = refused_as(read, content)
    assert (error.key, error.arguments["cell"]) == ("far_cell", "XFD1048576")


def test_zip_bomb(read):
    filler = b"<!--" + b" " * (80 << 20) + b"-->"
    content = changed(book(lines({})), SHEET, lambda x: x.replace(b"<sheetData>", filler + b"<sheetData>"))
    assert refused_as(read, content).key == "zip_bomb"


def test_entities(read):
    declared = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    content = changed(book(lines({})), SHEET, lambda x: x.replace(b"<worksheet", declared + b"<worksheet", 1))
    assert refused_as(read, content).key == "entities"


def test_empty_and_header_only(read):
    assert refused_as(read, b"").key == "file_empty"
    assert refused_as(read, book([])).key == "file_empty"
    assert refused_as(read, book(lines({})[:1])).key == "header_only"


def test_text_with_unseen_characters(read):
    found = read(book(lines({"描述": "断\u200b网😀"}, {"工单号": "Ｔ２", "电话": " １３８ "})), "t.xlsx")
    assert found.column("description")[0] == "断网😀"
    assert found.column("reporter_phone")[1] == "138"
