"""Text files in every shape people export them in."""

from __future__ import annotations

import gzip

import pytest

from cockpit.errors import SourceError
from cockpit.settings.model import TableSource
from tests.sources.conftest import lines, text

GOOD = text(lines({}, {"描述": "网络不通，重启后恢复"}))


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", 0), ("utf-8-sig", 0), ("gbk", 1), ("gb18030", 1), ("utf-16", 1), ("utf-16-le", 1)]
)
def test_any_encoding(read, encoding, told):
    found = read(GOOD.encode(encoding))
    assert found.column("ticket_id") == ["T1", "T2"]
    assert found.column("description") == [None, "网络不通，重启后恢复"]
    assert found.parsed.normalised.get("encoding", 0) == told


def test_gzip_and_configured_encoding(read):
    assert read(gzip.compress(GOOD.encode("gbk")), "t.csv.gz", encoding="gbk").parsed.accepted == 2


def test_gbk_behind_a_long_plain_start(read):
    columns: dict[str, tuple[str, ...]] = {
        name: (name,) for name in ("ticket_id", "campus", "building", "category", "status", "reported_at")
    }
    plain = ",".join(columns) + "\n" + "".join(f"T{n},east,b,net,closed,2026-03-02 08:00\n" for n in range(9000))
    content = plain.encode() + "T99999,东校区,教学楼,网络,closed,2026-03-02 08:00\n".encode("gbk")
    mapping = TableSource("tickets", columns=columns)
    assert read(content, mapping=mapping).column("campus")[-1] == "东校区"


@pytest.mark.parametrize("first", ["utf-8", "gbk"])
def test_mixed_encodings_are_refused_with_their_place(read, first):
    second = {"utf-8": "gbk", "gbk": "utf-8"}[first]
    start = text(lines({}, {})).encode(first)
    with pytest.raises(SourceError) as refused:
        read(start + "T3,西校区办公楼,办公楼,网络,closed,2026-03-02 08:00,\n".encode(second))
    assert refused.value.key == "mixed_encoding"
    assert refused.value.arguments["line"] == 4
    assert refused.value.arguments["offset"] in range(len(start), len(start) + 40)


def test_nul_is_put_aside(read):
    found = read(text(lines({}, {"描述": "a\0b"})))
    assert found.problems == [(3, "description", "nul", "ab")]
    assert found.parsed.accepted == 1


def test_unseen_characters_go_and_emoji_stay(read):
    found = read(text(lines({"描述": "\u200b断网\u202e了\x07 😀👨‍👩‍👧"}, {"工单号": "\u200eT2\u200d"})))
    assert found.column("description")[0] == "断网了 😀👨‍👩‍👧"
    assert found.column("ticket_id") == ["T1", "T2"]
    assert found.parsed.normalised["characters"] == 2


def test_title_rows_above_the_header(read):
    found = read("科技大学工单\n导出时间：2026-03-31\n\n" + text(lines({}, {"楼宇": ""})))
    assert found.problems == [(6, "building", "required", None)]
    assert found.parsed.normalised["title_rows"] == 3


def test_two_header_lines(read):
    content = "工单号,位置,,类别,状态,报修时间\n,校区,楼宇,,,\nT1,东校区,教学楼,网络,closed,2026-03-02 08:00\n"
    found = read(content, header_rows=2, columns={"campus": ("位置/校区",), "building": ("位置/楼宇",)})
    assert (found.column("campus"), found.column("building")) == (["东校区"], ["教学楼"])


def test_configured_header_row(read):
    content = "工单号,校区,楼宇,类别,状态,报修时间\n" + GOOD
    assert read(content, header_row=2).parsed.accepted == 2


def test_twice_the_same_header_is_refused_only_if_mapped(read):
    rows = lines({})
    assert read(text([[*rows[0], "x", "x"], [*rows[1], "1", "2"]])).parsed.accepted == 1
    with pytest.raises(SourceError) as refused:
        read(text([[*rows[0], "校区"], [*rows[1], "西校区"]]))
    assert (refused.value.key, refused.value.arguments["header"]) == ("header_twice", "校区")


def test_missing_required_column_names_the_nearest(read):
    with pytest.raises(SourceError) as refused:
        read(GOOD.replace("工单号", "工单编号"))
    assert refused.value.key == "column_missing"
    assert refused.value.arguments["nearest"] == "工单编号"
    assert refused.value.arguments["column"] == "ticket_id"


def test_unmapped_required_column(read):
    with pytest.raises(SourceError) as refused:
        read(GOOD, columns={"campus": ()})
    assert (refused.value.key, refused.value.arguments["column"]) == ("column_unmapped", "campus")


def test_no_header_at_all(read):
    with pytest.raises(SourceError) as refused:
        read("a,b\n1,2\n")
    assert refused.value.key == "header_missing"
    assert refused.value.arguments["found"] == ["a", "b"]


def test_extra_and_absent_columns_are_told(read):
    found = read(text([[*row, "x"] for row in lines({})]))
    keys = {str(warning["key"]): warning for warning in found.parsed.warnings}
    assert keys["extra_columns"]["columns"] == ["x"]
    assert keys["column_absent"]["header"]
    assert "rating" not in found.parsed.provided_columns


def test_headers_with_other_widths_spaces_and_breaks(read):
    content = GOOD.replace("工单号", " 工 单号\u3000").replace("报修时间", '"报修\n时间"')
    assert read(content).parsed.accepted == 2


def test_a_header_is_told_in_one_line(read):
    told = {
        "来电\n时刻": "来电时刻",
        " First\r\nresponse ": "First response",
        "备注 \n(选填)": "备注 (选填)",
        "附": "附",
    }
    header, row = lines({})
    found = read(text([[*header, *told], [*row, *told]]))
    [extra] = [warning["columns"] for warning in found.parsed.warnings if warning["key"] == "extra_columns"]
    assert extra == list(told.values())


def test_header_alternatives(read):
    assert read(GOOD, columns={"campus": ("院区", "校区")}).column("campus") == ["东校区", "东校区"]


def test_ragged_rows_are_put_aside_with_their_line(read):
    content = GOOD + "T3,东校区\nT4,东校区,教学楼,网络,closed,2026-03-02 08:00,2026-03-02 09:00,,,\n"
    found = read(content)
    assert found.problems == [(4, None, "ragged", "2/8")]
    assert found.cells == [["T3", "东校区"]]
    assert found.column("ticket_id") == ["T1", "T2", "T4"]


def test_quotes_in_the_wrong_place(read):
    found = read(GOOD + '"T3"x,东校区,教学楼,网络,closed,2026-03-02 08:00,,\n')
    assert [problem[:3] for problem in found.problems] == [(4, None, "bad_quote")]


def test_unclosed_quote_is_refused_with_its_line(read):
    with pytest.raises(SourceError) as refused:
        read(GOOD + 'T3,"东校区,教学楼\nT4,东校区\n')
    assert (refused.value.key, refused.value.arguments["line"]) == ("unclosed_quote", 4)


def test_line_breaks_inside_quotes(read):
    found = read(text(lines({"描述": "第一行\n\n第三行"}, {"楼宇": ""})))
    assert found.column("description") == ["第一行\n\n第三行"]
    assert found.problems == [(3, "building", "required", None)]


def test_blank_lines_are_no_rows_but_keep_their_place(read):
    rows = text(lines({}, {"楼宇": ""})).splitlines()
    found = read("\n".join([rows[0], rows[1], "", rows[2], "", ""]))
    assert found.problems == [(4, "building", "required", None)]
    assert found.parsed.read == 2


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters(read, delimiter):
    found = read(text(lines({"描述": "a,b"}), delimiter))
    assert found.column("description") == ["a,b"]
    assert found.parsed.normalised["delimiter"] == 1


@pytest.mark.parametrize(
    ("content", "key"), [("", "file_empty"), ("\n \n", "file_empty"), (GOOD.splitlines()[0] + "\n", "header_only")]
)
def test_nothing_to_read(read, content, key):
    with pytest.raises(SourceError) as refused:
        read(content)
    assert refused.value.key == key


def test_totals_are_skipped_and_counted(read):
    content = GOOD + "合计,,,,,2,\n小 计：,,,,,,\nTotal,,,,9,,\n".replace(",\n", ",,\n")
    found = read(content)
    assert (found.parsed.read, found.parsed.skipped) == (2, {"total": 3})
    assert found.problems == []
    assert found.parsed.unmapped == {}


def test_truncated_gzip(read):
    with pytest.raises(SourceError) as refused:
        read(gzip.compress(GOOD.encode() * 100)[:-20], "t.csv.gz")
    assert refused.value.key == "file_truncated"


@pytest.mark.parametrize(("start", "kind"), [(b"PK\x03\x04", "zip"), (b"%PDF-1.7", "pdf"), (b"<html><table>", "html")])
def test_not_text(read, start, kind):
    with pytest.raises(SourceError) as refused:
        read(start + b"\0" * 100)
    assert refused.value.key == "not_text"
    assert refused.value.arguments["kind"] == kind


def test_formula_like_text_is_text(read):
    assert read(text(lines({"描述": "=cmd|' /C calc'!A0"}))).column("description") == ["=cmd|' /C calc'!A0"]
