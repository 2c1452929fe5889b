"""What a sync tells of each source adds up to what it tells of all."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit.store import Store
from cockpit.sync import Report, sync
from tests.sync.site import HEADER, STAFF, Site, ticket

SECOND = STAFF + (
    """
[sources.campus]
path = "campus"
[sources.campus.tables.tickets]
files = "*.csv"
values.status = { "已关闭" = "closed" }
rating_scale = [1, 5]
columns = { ticket_id = "工单号", campus = "校区", building = "楼宇", category = "类别", status = "状态", """
    """reported_at = "报修", resolved_at = "完成", engineer_id = "工程师" }
"""
)
FIGURES = ("read", "accepted", "quarantined", "deduplicated")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site", more=SECOND)
    (made.folder / "campus").mkdir()
    made.staff("S001")
    made.tickets(20)
    return made


def run(site: Site) -> Report:
    report = sync(site.settings(), site.environ, accept=True)
    told = report.as_dict()
    for name, table in told["tables"].items():
        of_sources = [tables[name] for tables in told["sources"].values() if name in tables]
        for figure in FIGURES:
            assert sum(one[figure] for one in of_sources) == table[figure], (name, figure)
        assert table["read"] == table["accepted"] + table["quarantined"] + table["deduplicated"]
        for why, count in told["skipped"][name].items():
            assert sum(one["skipped"][why] for one in of_sources) == count
    manifest = Store(site.data).open(report.snapshot).manifest
    assert manifest["tables"]["tickets"]["by_source"] == {
        source: tables["tickets"] for source, tables in told["sources"].items() if "tickets" in tables
    }
    return report


def test_counts_of_two_sources(site: Site) -> None:
    """Eight rows of the second: three as in the first, a conflict of two, one at fault, one by nobody, one good."""
    rows = [ticket(number) for number in (17, 18, 19, 30, 30, 31, 32, 33)]
    rows[4][2], rows[5][7], rows[6][6] = "二号楼", "", "S999"
    blank = [""] * len(HEADER)
    site.write("../campus/东.csv", HEADER, [*rows, ["4月小计", *blank[1:]], ["合计", *blank[1:]], blank])
    told = run(site).as_dict()
    assert told["sources"]["desk"]["tickets"] == {
        "read": 20, "accepted": 20, "quarantined": 0, "deduplicated": 0, "skipped": {"blank": 0, "total": 0},
    }  # fmt: skip
    assert told["sources"]["campus"]["tickets"] == {
        "read": 8, "accepted": 1, "quarantined": 4, "deduplicated": 3, "skipped": {"blank": 1, "total": 2},
    }  # fmt: skip
    assert told["skipped"] == {"tickets": {"blank": 1, "total": 2}, "staff": {"blank": 0, "total": 0}}


def test_a_row_carried_over_is_nobodys_reading(site: Site) -> None:
    site.write("../campus/东.csv", HEADER, [ticket(30), ticket(31)])
    run(site)
    changed = ticket(30)
    changed[2] = "二号楼"
    site.write("../campus/东.csv", HEADER, [ticket(30), changed, ticket(31)])
    told = run(site).as_dict()
    counts = told["sources"]["campus"]["tickets"]
    assert [counts[figure] for figure in FIGURES] == [3, 1, 2, 0]


def test_values_without_a_mapping_are_of_their_source(site: Site) -> None:
    rows = [ticket(number) for number in (30, 31, 32)]
    rows[0][5], rows[1][5] = "踢皮球", "搁置"
    site.write("../campus/东.csv", HEADER, rows)
    tickets = Store(site.data).open(run(site).snapshot).manifest["tables"]["tickets"]
    assert tickets["unmapped"] == {"status": {"踢皮球": 1, "搁置": 1}}
    assert tickets["unmapped_sources"] == {"campus": {"status": {"values": 2, "rows": 2}}}
