"""Texts made of several cells and of where a row stands."""

from __future__ import annotations

import duckdb
import openpyxl
import pytest

from cockpit.checks import Job, unite
from cockpit.errors import SourceError
from cockpit.records import RECORDS
from cockpit.settings.model import Fold, TableSource
from cockpit.sources import child
from tests.sources.conftest import GOOD, NOW, lines, text

ROW = {"ticket_id": ("_file", "_row")}
PLACE = {"building": ("楼宇", "房间")}


def test_equal_rows_without_a_number_count_each(read, tmp_path):
    content = text([list(GOOD)[1:], *([[*GOOD.values()][1:]] * 3)])
    found = read(content, name="登记.csv", join=ROW, columns={"ticket_id": ()})
    assert found.column("ticket_id") == ["登记.csv / 2", "登记.csv / 3", "登记.csv / 4"]
    union = unite(RECORDS["tickets"], [found.parsed], tmp_path / "out")
    assert (union.read, union.accepted, union.deduplicated) == (3, 3, 0)


@pytest.mark.parametrize(
    ("building", "room", "told"),
    [
        ("教学楼", "101", "教学楼 / 101"),
        (" 教学楼　", "101 ", "教学楼 / 101"),
        ("教学楼", "", "教学楼"),
        ("", "101", "101"),
        ("未列出\u00a0的楼", "文史楼", "文史楼"),
        ("教学楼", "-", "教学楼"),
    ],
)
def test_parts_that_say_nothing_are_left_out(read, building, room, told):
    found = read(text(lines({"楼宇": building, "房间": room})), join=PLACE, nulls=("", "-", "未列出 的楼"))
    assert found.column("building") == [told]


def test_a_joined_text_is_mapped_and_defaulted_like_any_other(read):
    content = text(lines({"房间": "101"}, {"楼宇": "", "房间": ""}))
    changes = {"join": PLACE, "values": {"building": {"教学楼 / 101": "阶梯教室"}}, "defaults": {"building": "未填"}}
    assert read(content, **changes).column("building") == ["阶梯教室", "未填"]
    del changes["defaults"]
    found = read(content, **changes)
    assert [(row, column, reason) for row, column, reason, _ in found.problems] == [(3, "building", "required")]


def test_the_three_places_of_a_row(read):
    found = read(text(lines({}, {})), name="a.csv", join={"description": ("_source", "_file", "_row", "楼宇")})
    assert found.column("description") == ["helpdesk / a.csv / 2 / 教学楼", "helpdesk / a.csv / 3 / 教学楼"]


def test_a_missing_part_refuses_the_file(read):
    with pytest.raises(SourceError) as refused:
        read(text(lines({})), join={"building": ("楼宇", "层")})
    assert (refused.value.key, refused.value.arguments["column"]) == ("column_missing", "层")


def test_an_error_in_a_part_is_that_of_the_text(read, tmp_path):
    book = openpyxl.Workbook()
    for line in lines({"房间": "101"}, {"房间": "#N/A"}):
        book.active.append(line)
    book.active.cell(3, book.active.max_column).data_type = "e"
    book.save(tmp_path / "b.xlsx")
    found = read(tmp_path / "b.xlsx", join=PLACE)
    assert found.column("building") == ["教学楼 / 101"]
    assert [problem[:3] for problem in found.problems] == [(3, "building", "error_cell")]


def test_lines_of_totals_are_none_although_they_get_a_number(read):
    rows = lines({"评分": "4"}, {"评分": "5"})
    blank = [""] * (len(rows[0]) - 2)
    header, *good = [row[1:] for row in rows]
    content = text([header, *good, ["合计", *blank[1:], "9"]])
    found = read(content, join=ROW, columns={"ticket_id": ()}, rating_scale=(1, 5))
    assert (found.parsed.read, found.parsed.quarantined, found.parsed.skipped) == (2, 0, {"total": 1})
    with pytest.raises(SourceError, match="scale_unclear"):
        read(content, join=ROW, columns={"ticket_id": ()})


def test_rows_of_one_joined_key_fold_without_a_key_of_their_own(read, tmp_path):
    content = text(
        lines(
            {"序": "1", "状态": "new"}, {"序": "2"}, {"序": "3", "楼宇": "图书馆"}, {"序": "4", "楼宇": "", "校区": ""}
        )
    )
    mapping = {"join": {"ticket_id": ("校区", "楼宇")}, "columns": {"ticket_id": ()}, "fold": Fold(None, "序")}
    found = read(content, defaults={"campus": "未填", "building": "未填"}, **mapping)
    union = unite(RECORDS["tickets"], [found.parsed], tmp_path / "out")
    assert (union.read, union.accepted, union.quarantined, union.deduplicated) == (4, 2, 1, 1)


def test_without_a_key_an_event_log_folds_by_the_records_columns(tmp_path):
    file = tmp_path / "s.csv"
    file.write_text("who,day,kind,at,note\n" + "S1,2026-03-02,day,{},{}\n" * 2 + "S1,2026-03-03,day,1,c\n")
    file.write_text(file.read_text().format(2, "b", 1, "a"))
    names: dict[str, tuple[str, ...]] = {"staff_id": ("who",), "date": ("day",), "kind": ("kind",), "reason": ("note",)}
    mapping, record = TableSource("shifts", columns=names, fold=Fold(None, "at")), RECORDS["shifts"]
    (tmp_path / "job").mkdir()
    parsed = child.parse(file, Job(record, mapping, "s", "s.csv", "UTC", NOW, tmp_path / "job"), "")
    union = unite(record, [parsed], tmp_path / "out")
    assert (union.accepted, union.deduplicated) == (2, 1)
    query = f"select reason from read_parquet('{union.rows}') order by date"
    assert duckdb.execute(query).fetchall() == [("b",), ("c",)]
