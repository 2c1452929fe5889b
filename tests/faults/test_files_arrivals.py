"""Files that come again, too late, twice or not yet; and what a refusal leaves behind."""

from __future__ import annotations

import importlib
import os
import shutil
import threading
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cockpit import sources
from cockpit.cli import findings
from cockpit.cli.context import Context
from cockpit.errors import AT_FAULT, HELD, HeldError
from cockpit.i18n import explain
from cockpit.settings import LANGUAGES
from cockpit.settings.model import Source
from cockpit.sources import nursery
from cockpit.store import Snapshot, Store
from cockpit.sync import Refused, sync
from tests.faults.cases import Case, Desk
from tests.faults.words import PLACES, WORDS
from tests.sources.conftest import NOW, lines, table, text
from tests.sync.site import STAFF, Site

ENTRY = pytest.mark.entry
OPEN = lines({"完成时间": ""}, {})
CASES = (
    Case(
        "a lock file",
        {"工单.csv": text(lines({})), "~$工单.xlsx": b"\x05office", ".~lock.工单.csv#": ",me,"},
        counts=(1, 1, 0, 0),
    ),
    Case(
        "the same file twice",
        {"工单.csv": text(lines({}, {})), "工单 - 副本.csv": text(lines({}, {}))},
        counts=(2, 2, 0, 0),
    ),
    Case(
        "an older file that arrives later",
        {"工单_10月.csv": text(lines({}, {})), "工单_补.csv": text(OPEN)},
        counts=(4, 2, 0, 2),
        kept={"ticket_id": ["T1", "T2"], "resolved_at": ["2026-03-02 02:00:00"] * 2},
    ),
    Case(
        "equal rows twice",
        {"工单.csv": text([*lines({}, {}), lines({})[1]])},
        counts=(3, 2, 0, 1),
    ),
    Case(
        "one key with two contents",
        {"工单.csv": text([*lines({}, {}), lines({"楼宇": "图书馆"})[1]])},
        counts=(3, 1, 2, 0),
        problems=[(2, "ticket_id", "duplicate_conflict", "T1"), (4, "ticket_id", "duplicate_conflict", "T1")],
        kept={"ticket_id": ["T2"]},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_arrivals(case: Case, desk: Desk) -> None:
    desk.judge(case)


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site that has been synced once: 40 tickets, one person."""
    made = Site(tmp_path_factory.mktemp("synced"), more=STAFF)
    made.tickets(40)
    made.staff("S001")
    sync(made.settings(), made.environ)
    return made.folder


@pytest.fixture
def site(synced: Path, tmp_path: Path) -> Site:
    """A copy of it to be spoiled."""
    shutil.copytree(synced, tmp_path / "site")
    return Site(tmp_path / "site", more=STAFF)


def _serving(site: Site) -> Snapshot:
    found = Store(site.data).current()
    assert found is not None
    return found


def _ids(site: Site) -> list[str]:
    file = _serving(site).file("tickets")
    assert file is not None
    return sorted(pq.read_table(file, columns=["ticket_id"])["ticket_id"].to_pylist())


@ENTRY("one key with two contents")
def test_the_last_good_row_of_a_conflict_stays(site: Site) -> None:
    rows = site.tickets(40).read_text("utf-8").splitlines()
    changed = rows[3].replace("一号楼", "二号楼")
    path = site.tickets(40)
    path.write_text("\n".join([*rows, changed]) + "\n", encoding="utf-8")
    report = sync(site.settings(), site.environ)
    assert report.as_dict()["tables"]["tickets"] == {
        "read": 41, "accepted": 39, "quarantined": 2, "deduplicated": 0, "carried": 1,
        "reasons": {"duplicate_conflict": 2},
    }  # fmt: skip
    assert _ids(site) == [f"G{number:04d}" for number in range(40)]


@ENTRY("an unknown person")
def test_a_person_nobody_knows(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.tickets(40, 工程师="S999")
    outcomes = sync(site.settings(), site.environ).outcomes
    tickets = outcomes["tickets"]
    assert (tickets.read, tickets.accepted, tickets.quarantined, tickets.deduplicated) == (40, 39, 1, 0)
    [problem] = tickets.problems.to_pylist()
    assert (problem["row"], problem["column"], problem["value"]) == (2, "engineer_id", "S999")
    for language, words in PLACES.items():
        findings.show_all(Context(site.settings(), language, {}), {"tickets": tickets}, {"tickets": {}})
        told = capsys.readouterr().out
        wanted = [*WORDS["unknown_person"][language], words.format(row=2), "工单.csv", "工程师", "S999"]
        assert [one for one in wanted if one not in told] == [], told


@ENTRY("a third of the rows gone")
def test_a_third_of_the_rows_gone(site: Site) -> None:
    before = _serving(site).id
    site.tickets(27)
    with pytest.raises(HeldError) as held:
        sync(site.settings(), site.environ)
    assert held.value.exit_code == HELD
    told = {language: explain(held.value, language) for language in LANGUAGES}
    assert all("40 → 27" in words and "--accept" in words for words in told.values()), told
    assert _serving(site).id == before
    assert sync(site.settings(), site.environ, accept=True).published
    assert len(_ids(site)) == 27


@ENTRY("a file still being copied")
def test_a_file_that_is_still_copied_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "exports" / "工单.csv"
    file.parent.mkdir()
    content = text(lines(*({} for _ in range(50)))).splitlines(keepends=True)
    file.write_text("".join(content[:10]), encoding="utf-8")

    def copy() -> None:
        for place in range(10, len(content), 4):
            with file.open("a", encoding="utf-8") as stream:
                stream.write("".join(content[place : place + 4]))
            time.sleep(0.1)

    copying = threading.Thread(target=copy)
    copying.start()
    outcome = sources.parse(
        Source("desk", path=file.parent, tables=(table(),)), table(), "Asia/Shanghai", tmp_path / "cache", NOW
    )
    copying.join()
    assert outcome.refused == []
    assert [one.read for one in outcome.parsed] == [50]


@ENTRY("a file still being copied")
def test_a_file_that_never_rests_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "exports" / "10月" / "工单.csv"
    file.parent.mkdir(parents=True)
    file.write_text(text(lines({})), encoding="utf-8")
    monkeypatch.setattr(sources, "PATIENCE", -1.0)
    monkeypatch.setattr(time, "sleep", lambda _: file.write_text(file.read_text() + "\n"))
    mapping = table(files="*/*.csv")
    source = Source("desk", path=tmp_path / "exports", tables=(mapping,))
    [error] = sources.parse(source, mapping, "Asia/Shanghai", tmp_path / "cache", NOW).refused
    assert (error.key, error.arguments["file"]) == ("file_changing", "10月/工单.csv")
    for language, words in WORDS["file_changing"].items():
        assert [one for one in (*words, "10月/工单.csv") if one not in explain(error, language)] == []


def test_any_names_of_folders_and_files(tmp_path: Path) -> None:
    """What SQL, patterns and shells read as more than a name is only a name."""
    made = Site(tmp_path / '站点 [2026] it\'s 50% {x}; "a" *')
    made.tickets(4, name="工单 [1] it's 50% {x};*.csv", 报修="2026-02-30")
    made.tickets(3, name="工单b.csv", first=2)
    counts = sync(made.settings(), made.environ).outcomes["tickets"].counts()
    assert [counts[name] for name in ("read", "accepted", "quarantined", "deduplicated")] == [7, 4, 1, 2]


@ENTRY("two million rows")
def test_many_rows_are_streamed(tmp_path: Path) -> None:
    """So many that they would not fit as Python objects in what the process may take; make faults has two million."""
    read, refused = parse_many(tmp_path, 200_000, 320 << 20)
    assert (read, refused) == ([200_000], [])


def parse_many(folder: Path, count: int, memory: int) -> tuple[list[int], list[str]]:
    """Rows read, and refusals, of a CSV of so many rows by a process that may take so many bytes."""
    file = folder / "工单.csv"
    header, *_ = lines({})
    with file.open("w", encoding="utf-8") as stream:
        stream.write(",".join(header) + "\n")
        stream.writelines(
            f"T{number},东校区,第{number % 40}教学楼,网络,closed,2026-03-{1 + number % 28:02} 08:00,\n"
            for number in range(count)
        )
    item = nursery.Item(file, file.name, "", folder / "out", table())
    limits = nursery.Limits(real_memory=memory)
    parsed, refused = nursery.parse("desk", "Asia/Shanghai", NOW, [item], lambda _: None, limits)
    return [one.accepted for one in parsed.values()], [error.key for error in refused]


def test_whatever_is_refused_the_last_snapshot_stays(site: Site) -> None:
    """All files that are refused, at once: each is told, and nothing is published."""
    before, count = _serving(site).id, 0
    for part in ("text", "layout", "dates", "workbooks"):
        for case in importlib.import_module(f"tests.faults.test_files_{part}").CASES:
            if case.refused and not case.mapping and case.record == "tickets":
                [(name, content)] = case.files.items()
                file = site.folder / "exports" / f"工单_{count:02}{Path(name).suffix}"
                file.write_bytes(content.encode() if isinstance(content, str) else content)
                os.utime(file, (1_772_000_000, 1_772_000_000))
                count += 1
    site.config.write_text(site.config.read_text("utf-8").replace("工单*.csv", "工单*"), encoding="utf-8")
    site.tickets(60)
    with pytest.raises(Refused) as refused:
        sync(site.settings(), site.environ)
    assert refused.value.exit_code == AT_FAULT
    assert {str(error.arguments["file"]).split(".")[0] for error in refused.value.faults} == {
        f"工单_{number:02}" for number in range(count)
    }
    assert count > 15
    assert _serving(site).id == before
    assert len(_ids(site)) == 40
