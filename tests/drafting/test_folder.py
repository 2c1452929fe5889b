"""Folders: the same table in many files is one, and what one file tells answers for the others."""

from __future__ import annotations

from pathlib import Path

from cockpit.drafting import draft_folder, toml
from cockpit.drafting.merge import pattern
from tests.drafting import styles
from tests.drafting.drafted import UNNAMED, Drafting


def test_names_of_one_family() -> None:
    assert pattern("工单_2025-01.xlsx") == "工单_*.xlsx"
    assert pattern("巡检_2023-Q3.csv") == "巡检_*.csv"
    assert pattern("日志_2023.csv.gz") == "日志_*.csv.gz"
    assert pattern("a[1].csv") == "a[[]*].csv"


def test_months_with_other_headers_are_one_table(drafting: Drafting, tmp_path: Path) -> None:
    header = ["工单号", "报修时间", "校区", "楼宇", "故障类型", "状态"]
    first = [[f"T{n}", f"0{n}/02/2024 08:00", "本部", "图书馆", "网络", "已完成"] for n in range(1, 5)]
    later = [[f"U{n}", f"2{n}/03/2024 08:00", "本部", "图书馆", "网络", "待派单"] for n in range(1, 5)]
    folder = tmp_path / "exports"
    folder.mkdir()
    styles.write_csv(folder / "工单_2024-02.csv", [header, *first])
    styles.write_csv(folder / "工单_2024-03.csv", [["工单编号", *header[1:]], *later])
    (folder / "坏.xlsx").write_bytes(b"nothing")
    drafted, refused = draft_folder(folder, "x", UNNAMED, tmp_path / "work", lambda _: None)
    (proposal,) = drafted.proposals
    assert proposal.table.files == "工单_*.csv"
    assert set(proposal.table.columns["ticket_id"]) == {"工单号", "工单编号"}
    assert proposal.table.dates == ("%d/%m/%Y %H:%M",)
    assert proposal.unanswered == ()
    assert [error.key for error in refused] == ["not_a_workbook"]
    read = drafting.read(drafting.from_words(toml.text("x", toml.Place(path=str(folder)), drafted, "en")))["tickets"]
    assert (read.read, read.accepted, read.unmapped) == (8, 8, {})
