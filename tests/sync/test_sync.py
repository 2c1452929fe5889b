from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cockpit.errors import HeldError, StoreError
from cockpit.metrics import Question, open_cockpit
from cockpit.periods import Period
from cockpit.settings.model import Settings
from cockpit.store import Snapshot, Store, serving
from cockpit.sync import Report, sync
from tests.store.conftest import ROOT
from tests.sync.site import STAFF, Site

COUNTED = {"read": 0, "accepted": 0, "quarantined": 0, "deduplicated": 0, "skipped": {"blank": 0, "total": 0}}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site")
    made.tickets(40)
    return made


def run(site: Site, **more) -> Report:
    return sync(site.settings(), site.environ, **more)


def current(site: Site) -> Snapshot:
    found = Store(site.data).current()
    assert found is not None
    return found


def column(site: Site, name: str, record: str = "tickets") -> list[object]:
    path = current(site).file(record)
    assert path is not None
    return list(pq.read_table(path)[name].to_pylist())


def test_the_first_sync_publishes(site: Site):
    report = run(site)
    assert report.published
    assert report.as_dict() == {
        "snapshot": current(site).id,
        "published": True,
        "tables": {
            "tickets": {"read": 40, "accepted": 40, "quarantined": 0, "deduplicated": 0, "carried": 0, "reasons": {}}
        },
        "skipped": {"tickets": {"blank": 0, "total": 0}},
        "sources": {"desk": {"tickets": {**COUNTED, "read": 40, "accepted": 40}}},
    }
    assert column(site, "ticket_id") == [f"G{number:04d}" for number in range(40)]
    assert column(site, "_row")[0] == 2
    assert current(site).manifest["clocks"] == {
        "source": "2026-03-07T01:00:00+00:00",
        "sync": "2026-03-20T04:00:00+00:00",
        "asked": "2026-03-20T04:00:00+00:00",
    }


def test_its_figures_are_those_of_the_file(site: Site):
    run(site)
    question = Question("opened", Period(date(2026, 3, 1), date(2026, 4, 1)), by=("campus",))
    answer = open_cockpit(site.settings(), environ=site.environ).answer(question)
    assert {row["campus"]: row["value"] for row in answer.rows} == {"东校区": 20, "西校区": 20}


def test_the_same_again_publishes_nothing_but_moves_the_sync_clock(site: Site):
    first = run(site)
    site.environ["COCKPIT_NOW"] = "2026-03-20T12:05:00+08:00"
    again = run(site)
    assert (again.published, again.snapshot) == (False, first.snapshot)
    assert current(site).clocks["sync"] == "2026-03-20T04:05:00+00:00"
    assert list(Store(site.data).staging.iterdir()) == []


def test_the_same_rows_in_other_bytes_publish_nothing(site: Site):
    first = run(site)
    (note,) = (site.data / "cache" / "parsed").glob("*/parsed.json")
    rows, told = note.with_name("rows.parquet"), json.loads(note.read_text("utf-8"))
    pq.write_table(pq.read_table(rows), rows, use_dictionary=False, compression="none")
    told["digests"]["rows"] = hashlib.sha256(rows.read_bytes()).hexdigest()
    note.write_text(json.dumps(told), encoding="utf-8")
    assert (run(site).published, current(site).id) == (False, first.snapshot)

    table = pq.read_table(rows)
    pq.write_table(table.set_column(table.column_names.index("room"), "room", pa.array(["1"] * 40)), rows)
    told["digests"]["rows"] = hashlib.sha256(rows.read_bytes()).hexdigest()
    note.write_text(json.dumps(told), encoding="utf-8")
    assert run(site).published
    assert set(column(site, "room")) == {"1"}


def test_a_damaged_snapshot_is_replaced_even_if_the_sources_are_the_same(site: Site):
    first = run(site)
    path = current(site).file("tickets")
    assert path is not None
    path.write_bytes(path.read_bytes()[:-1])
    assert run(site).snapshot != first.snapshot
    assert current(site).damage() == []


def test_new_rows_publish_and_old_snapshots_go(site: Site):
    for count in range(40, 46):
        site.tickets(count)
        run(site)
    assert [one.manifest["tables"]["tickets"]["rows"] for one in Store(site.data).list()] == [45, 44, 43]


def test_another_contract_makes_another_serving_file_of_the_same_snapshot(site: Site):
    first = run(site)
    before = serving.path(current(site), site.settings())
    site.configure(more='[[contract]]\nfrom = 2020-01-01\nlimits.A = { respond = "1m", resolve = "1h" }')
    assert run(site).snapshot == first.snapshot
    after = serving.path(current(site), site.settings())
    assert after != before
    assert [path.name for path in after.parent.glob("serving-*")] == [after.name]


def test_quarantined_rows_are_counted_and_kept(site: Site):
    site.tickets(40, 完成="2026-03-01 08:00", 派单="")
    report = run(site)
    told = report.as_dict()["tables"]["tickets"]
    assert (told["read"], told["accepted"], told["quarantined"]) == (40, 39, 1)
    assert told["reasons"] == {"before_reported_at": 1}
    path = current(site).file("quarantine")
    assert path is not None
    (problem,) = pq.read_table(path).to_pylist()
    assert (problem["file"], problem["row"], problem["column"]) == ("工单.csv", 2, "resolved_at")


def test_thirty_per_cent_fewer_are_let_through(site: Site):
    run(site)
    site.tickets(28)
    assert run(site).published


def test_how_many_fewer_are_held_is_the_sites_to_say(site: Site):
    text = site.config.read_text("utf-8")
    site.config.write_text(text.replace("[store]\n", "[store]\nhold_below = 0.5\n"), encoding="utf-8")
    run(site)
    site.tickets(20)
    assert run(site).published
    site.tickets(9)
    with pytest.raises(HeldError, match="tickets 20 → 9"):
        run(site)


def test_a_record_that_is_gone_is_held(site: Site):
    site.configure(more=STAFF)
    site.staff("S001")
    run(site)
    site.configure()
    with pytest.raises(HeldError, match="staff 1 → 0"):
        run(site)


def test_a_person_nobody_knows_is_quarantined_where_there_is_a_staff_list(site: Site):
    site.tickets(40, 工程师="S999")
    assert run(site).outcomes["tickets"].quarantined == 0
    site.configure(more=STAFF)
    site.staff("S001", "S002")
    outcome = run(site).outcomes["tickets"]
    assert (outcome.read, outcome.accepted, outcome.quarantined) == (40, 39, 1)
    assert outcome.reasons == {"unknown_person": 1}
    assert "S999" not in column(site, "engineer_id")


REPLAY = "replay = { anchor = 2026-03-02, period_weeks = 4 }"


def test_a_replayed_site_gives_out_what_is_known(site: Site):
    site.configure(site=REPLAY)
    site.environ["COCKPIT_NOW"] = "2026-03-03T10:00:00+08:00"
    report = run(site)
    told = report.outcomes["tickets"]
    assert (told.read, told.accepted) == (9, 9)
    assert column(site, "status") == ["closed"] * 8 + ["in_progress"]
    assert column(site, "resolved_at")[-1] is None
    assert column(site, "rating")[-1] is None
    assert column(site, "arrived_at")[-1] == datetime(2026, 3, 3, 1, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "statuses"),
    [
        ("2026-03-02T08:59:00+08:00", []),
        ("2026-03-02T09:05:00+08:00", ["new"]),
        ("2026-03-02T09:10:00+08:00", ["assigned"]),
        ("2026-03-02T09:40:00+08:00", ["in_progress"]),
        ("2026-03-02T11:00:00+08:00", ["resolved"]),
        ("2026-03-02T12:00:00+08:00", ["closed", "new"]),
    ],
)
def test_a_replayed_ticket_goes_through_its_states(site: Site, now: str, statuses: list[str]):
    site.configure(site=REPLAY)
    site.environ["COCKPIT_NOW"] = now
    run(site)
    assert column(site, "status") == statuses


def test_a_replayed_site_moves_by_whole_periods_with_its_calendar(site: Site):
    terms = 'terms = [{ name = "春", first = 2026-03-02, last = 2026-07-10 }]'
    site.configure(site=REPLAY + f"\n[calendar]\n{terms}")
    site.environ["COCKPIT_NOW"] = "2026-05-01T10:00:00+08:00"
    run(site)
    assert current(site).manifest["replay_days"] == 56
    assert column(site, "reported_at")[0] == datetime(2026, 4, 27, 1, 0, tzinfo=UTC)
    engine = open_cockpit(site.settings(), environ=site.environ).engine
    found = engine.query("select min(day) as first from store.days where term = '春'")["first"][0].as_py()
    assert found.isoformat() == "2026-04-27"
    site.environ["COCKPIT_NOW"] = "2026-05-01T10:05:00+08:00"
    assert run(site).published is False


def test_a_list_of_how_things_stand_is_moved_to_the_day(site: Site):
    papers = """
[sources.office]
path = "exports"

[sources.office.tables.documents]
files = "资料.csv"
columns = { name = "名称", cycle = "周期", last_reviewed_on = "上次" }
values.cycle = { "周" = "week" }
constants = { type = "资料", reviewer = "S001", level = "department" }
"""
    site.configure(site=REPLAY, more=papers)
    site.write("资料.csv", ("名称", "周期", "上次"), [["拓扑图", "周", "2026-02-27"]])
    site.environ["COCKPIT_NOW"] = "2026-05-01T10:00:00+08:00"
    run(site)
    engine = open_cockpit(site.settings(), environ=site.environ).engine
    found = engine.query("select last_reviewed_on from store.documents")["last_reviewed_on"][0].as_py()
    assert found.isoformat() == "2026-04-28"  # three days before, as on the anchor's day


def test_times_move_on_before_the_anchor_too(site: Site):
    site.configure(site=REPLAY)
    site.environ["COCKPIT_NOW"] = "2026-02-03T10:00:00+08:00"
    run(site)
    assert current(site).manifest["replay_days"] == -28
    assert len(column(site, "ticket_id")) == 9


def test_four_syncs_at_once_exactly_one_works(site: Site):
    command = [
        sys.executable,
        "-m",
        "cockpit",
        "sync",
        "--json",
        "--config",
        str(site.config),
        "--data",
        str(site.data),
    ]
    site.tickets(20_000)
    running = [subprocess.Popen(command, cwd=ROOT, stdout=-1, stderr=-1, text=True) for _ in range(4)]
    done = [(*process.communicate(), process.returncode) for process in running]
    assert sorted(code for *_, code in done) == [0, 1, 1, 1]
    (published,) = [json.loads(out) for out, _, code in done if code == 0]
    assert published["published"]
    assert all(str(site.data) in told for _, told, code in done if code)
    assert len(Store(site.data).list()) == 1


def test_a_sync_that_cannot_write_changes_nothing(site: Site, monkeypatch: pytest.MonkeyPatch):
    run(site)
    first = current(site).id
    site.tickets(50)

    def failing(_snapshot: Snapshot, _settings: Settings, _former: Snapshot) -> Path:
        raise StoreError("serving_failed", id="x", reason="no memory")

    monkeypatch.setattr(serving, "make", failing)
    with pytest.raises(StoreError, match="serving_failed"):
        run(site)
    assert current(site).id == first
