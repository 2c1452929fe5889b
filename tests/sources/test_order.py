"""Accepted rows are kept in the order of their time and key, whether the file had them so or not."""

from __future__ import annotations

import importlib
import random

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


@pytest.mark.parametrize(("largest", "sorts"), [(100_000, False), (0, True)])
def test_only_rows_out_of_order_or_joined_to_large_lists_are_sorted(read, monkeypatch, largest, sorts):
    monkeypatch.setattr(check, "MOST_LOOKED_UP", largest)
    judged = []
    real = check._in_order

    def judge(*given):
        judged.append(real(*given))
        return judged[-1]

    monkeypatch.setattr(check, "_in_order", judge)
    found = kept(read, TIMES)
    assert judged == [not sorts]
    assert found == sorted(found)
