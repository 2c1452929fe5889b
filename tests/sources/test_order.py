"""Accepted rows are kept in the order of their time and key, whether the file had them so or not."""

from __future__ import annotations

import importlib
import random
from datetime import datetime, timedelta

import duckdb
import pytest

from tests.sources.conftest import lines, text

TIMES = [f"2026-0{month}-{day:02} 08:00" for month in (1, 2, 3) for day in range(1, 29)]
check = importlib.import_module("cockpit.checks.run")


def kept(read, times, **columns):
    """(time, key) of the accepted rows, as they stand in the file that is kept."""
    rows = [{"报修时间": time, "完成时间": "", **columns} for time in times]
    parsed = read(text(lines(*rows))).parsed
    return duckdb.execute("select reported_at, ticket_id from read_parquet(?)", [str(parsed.rows)]).fetchall()


@pytest.mark.parametrize("how", [list, lambda times: times[::-1], lambda times: random.Random(1).sample(times, 84)])
def test_any_order_of_the_file(read, how):
    found = kept(read, how(TIMES))
    assert len(found) == len(TIMES)
    assert found == sorted(found)


def test_equal_times_go_by_key(read):
    found = kept(read, [TIMES[0]] * 12)
    assert [key for _, key in found] == sorted(f"T{number}" for number in range(1, 13))


def test_faulty_rows_do_not_count_for_the_order(read):
    times = [*TIMES[:10], "2026-02-30 08:00", *TIMES[10:]]
    assert len(kept(read, times)) == len(TIMES)


@pytest.mark.parametrize(("how", "judged"), [(list, [True, True]), (lambda times: times[::-1], [False])])
def test_only_rows_out_of_order_are_sorted(read, monkeypatch, how, judged):
    found, real = [], check._in_order

    def judge(*given):
        found.append(real(*given))
        return found[-1]

    monkeypatch.setattr(check, "_in_order", judge)
    kept(read, how(TIMES))
    assert found == judged


def test_few_sound_rows_among_many_at_fault_keep_their_place(read):
    """DuckDB puts less than 64 rows of 2,048 aside when it joins them, and they would come last."""
    first = datetime.fromisoformat("2026-01-01 08:00")
    times = [f"{first + timedelta(minutes=n):%Y-%m-%d %H:%M}" for n in range(8_192)]
    times[2_100:4_090] = ["2026-02-30 08:00"] * 1_990
    found = kept(read, times)
    assert len(found) == 8_192 - 1_990
    assert found == sorted(found)


@pytest.mark.parametrize("times", [TIMES[:2] * 10_000, TIMES[:1] * 20_000])
def test_rows_of_one_key_and_time_stay_as_in_the_file(read, times):
    parsed = read(text(lines(*({"报修时间": time, "工单号": "T1"} for time in times)))).parsed
    found = duckdb.execute("select reported_at, _row from read_parquet(?)", [str(parsed.rows)]).fetchall()
    assert len(found) == 20_000
    assert found == sorted(found)
