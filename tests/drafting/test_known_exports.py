"""Exports whose configuration is known, drafted blind: the draft reads the same rows as what a person wrote."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cockpit import settings, sources
from tests.conftest import REAL_DATA, ROOT
from tests.drafting.drafted import NOW, Counts, Drafting, counts

EXPORTS = ROOT / "sample_data" / "exports"
FILES = {
    "工单_2023-09.xlsx": {"tickets"},
    "工单_2026-11.xlsx": {"tickets"},
    "巡检_2023-Q3.csv": {"inspections"},
    "考勤_2024.xlsx": {"shifts"},
    "日志_2023.csv.gz": {"work_logs"},
    "绩效考核.xlsx": {"performance"},
    "培训记录.xlsx": {"training_sessions", "training_attendance", "training_feedback"},
    "投诉登记.csv": {"complaints"},
    "重大故障.xlsx": {"incidents"},
    "备件管理.xlsx": {"parts", "part_moves"},
    "资料与制度.xlsx": {"documents", "policies"},
    "机房出入登记_2025.csv": {"room_visits"},
    "客户沟通.csv": {"customer_contacts"},
}


def by_hand(file: Path, records: set[str], folder: Path) -> dict[str, Counts]:
    """The same file read by the sample site's own configuration."""
    site = settings.load(ROOT / "sample_data" / "cockpit.toml", folder / "own")
    found = {}
    for source in site.sources:
        for table in source.tables:
            if table.record in records and source.path and file in source.path.glob(table.files or ""):
                alone = replace(table, files=file.name)
                outcome = sources.parse(source, alone, site.zone, folder / "own-cache", NOW)
                found[table.record] = counts(table.record, outcome, folder / "own-out")
    return found


@pytest.mark.parametrize("name", FILES)
def test_an_export_of_the_sample_site(name: str, drafting: Drafting) -> None:
    drafted = drafting.draft(EXPORTS / name)
    assert {one.record for one in drafted.proposals} == FILES[name]
    assert drafted.unknown == ()
    assert [doubt for one in drafted.proposals for doubt in one.unanswered] == []
    read = drafting.read(drafting.loaded(drafted, EXPORTS))
    expected = by_hand(EXPORTS / name, FILES[name], drafting.folder)
    assert read == expected


def test_the_columns_are_those_that_a_person_mapped(drafting: Drafting) -> None:
    site = settings.load(ROOT / "sample_data" / "cockpit.toml", drafting.folder / "own")
    by_record = {table.record: table for source in site.sources if source.path for table in source.tables}
    for name in ("工单_2026-11.xlsx", "巡检_2023-Q3.csv", "考勤_2024.xlsx", "备件管理.xlsx", "投诉登记.csv"):
        for one in drafting.draft(EXPORTS / name).proposals:
            mapped = by_record[one.record].columns
            assert one.table.columns.keys() == mapped.keys()
            assert [name for name, found in one.table.columns.items() if not set(found) <= set(mapped[name])] == []


@pytest.mark.real_data
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "record", "doubts", "read"),
    [
        ("boston311_2015.csv.gz", "tickets", 8, Counts(121_145, 120_948, 197, 0, {"before_reported_at": 197}, {})),
        (
            "uci_incident_event_log.csv.gz",
            "tickets",
            10,
            Counts(141_712, 24_918, 2, 116_792, {"before_reported_at": 2}, {"-100": 5}),
        ),
        (
            "carpentries_instructor_training_post_survey_2018.csv",
            "training_feedback",
            8,
            Counts(967, 967, 0, 0, {}, {}),
        ),
    ],
)
def test_real_data(name: str, record: str, doubts: int, read: Counts, drafting: Drafting) -> None:
    (proposal,) = drafting.guarded(REAL_DATA / name).proposals
    assert proposal.record == record
    assert proposal.unanswered == ()
    assert len(proposal.doubts) <= doubts
    assert drafting.imported(REAL_DATA / name) == {record: read}
