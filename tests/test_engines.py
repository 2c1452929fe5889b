"""The reading connection: bound parameters, nothing but the serving file, no change, no endless query."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from cockpit import engines
from cockpit.engines import Engine, engine_over
from cockpit.engines.limit import limited
from cockpit.errors import StoreError
from tests.metrics.small_site import SmallSite

CLOCK = datetime(2026, 4, 1, tzinfo=UTC)
ROWS = [{"reported_at": "2026-03-02 00:30", "campus": campus} for campus in ("North", "South's", "东校区", "东校区")]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return SmallSite({"tickets": ROWS}).opened(CLOCK, tmp_path_factory.mktemp("engine")).engine


def test_parameters_are_bound(engine: Engine):
    sql = "select count(*) as n from store.tickets -- :not_one\nwhere campus in :campus and reported_at < :as_of"
    for campus, n in (
        (["South's"], 1),
        (["东校区", "North"], 3),
        (["' or true --"], 0),
        (["\0"], 0),
        (["x"] * 2000, 0),
    ):
        assert engine.query(sql, {"campus": campus, "as_of": CLOCK})["n"].to_pylist() == [n]


def test_times_are_the_sites(engine: Engine):
    found = engine.query("select extract(hour from reported_at) as hour, reported_day from store.tickets limit 1")
    assert found.to_pylist() == [{"hour": 0, "reported_day": datetime(2026, 3, 2).date()}]  # noqa: DTZ001
    assert engine.first_day == datetime(2026, 3, 2).date()  # noqa: DTZ001


@pytest.mark.parametrize(
    "sql",
    [
        "create table store.more as select 1",
        "delete from store.tickets",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "copy (select 1) to '/tmp/cockpit-engine-test'",
        "attach '/tmp/cockpit-engine-test.duckdb'",
        "set enable_external_access = true",
        "set memory_limit = '100GB'",
        "install httpfs",
    ],
)
def test_locked_down(engine: Engine, sql: str):
    with pytest.raises(duckdb.Error):
        engine.query(sql)


def test_a_query_that_takes_too_long_is_stopped(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engines, "TIME_LIMIT_SECONDS", 0.2)
    with pytest.raises(StoreError) as caught:
        engine.query("select sum(a.range * b.range) as s from range(10000000) as a, range(1000000) as b")
    assert caught.value.key == "query_too_long"
    assert engine.query("select 1 as one")["one"].to_pylist() == [1]


def test_threads_share_one_engine(engine: Engine):
    found: list[int] = []

    def ask() -> None:
        for _ in range(20):
            found.extend(engine.query("select count(*) as n from store.tickets")["n"].to_pylist())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [4] * 160


def test_the_last_used_stay_open(tmp_path: Path):
    site = SmallSite({"tickets": ROWS})
    paths = []
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths.append(site.opened(CLOCK, folder).engine.path)
    first = engine_over(paths[0], site.zone, keep=2)
    assert engine_over(paths[0], site.zone, keep=2) is first
    engine_over(paths[1], site.zone, keep=2)
    engine_over(paths[2], site.zone, keep=2)
    assert engine_over(paths[0], site.zone, keep=2) is not first
    assert first.query("select 1 as one")["one"].to_pylist() == [1]


def test_only_what_runs_too_long_is_interrupted():
    told: list[str] = []

    class Running:
        def __init__(self, name: str) -> None:
            self.name = name

        def interrupt(self) -> None:
            told.append(self.name)

    with limited(Running("short"), 60), limited(Running("long"), 0):
        deadline = time.monotonic() + 10
        while not told and time.monotonic() < deadline:
            time.sleep(0.01)
    assert set(told) == {"long"}
