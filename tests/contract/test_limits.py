from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest

from cockpit.contract.limits import OPEN, limits_table, terms_at, terms_table
from cockpit.settings import Limit, Terms

OLD = Terms(date(2023, 9, 1), respond="assigned", reopen_days=5)
NEW = Terms(
    date(2025, 9, 1),
    limits={"A": Limit(timedelta(minutes=10), timedelta(hours=3))},
    risk_share=0.8,
    overrun_report_within=timedelta(hours=12),
)


@pytest.mark.parametrize(
    ("day", "terms"),
    [
        (date(2023, 8, 31), None),
        (date(2023, 9, 1), OLD),
        (date(2025, 8, 31), OLD),
        (date(2025, 9, 1), NEW),
        (date(2099, 1, 1), NEW),
    ],
)
def test_terms_in_force(day, terms):
    assert terms_at((OLD, NEW), day) is terms


def test_limits_are_a_row_a_block_and_level():
    rows = [tuple(row.values()) for row in limits_table((OLD, NEW)).to_pylist()]
    until = date(2025, 9, 1)
    assert rows == [
        (OLD.since, until, "A", 900, 4 * 3600),
        (OLD.since, until, "B", 1800, 8 * 3600),
        (OLD.since, until, "C", 7200, 24 * 3600),
        (OLD.since, until, "D", 14400, 72 * 3600),
        (NEW.since, OPEN, "A", 600, 3 * 3600),
    ]


def test_terms_are_a_row_a_block():
    assert [tuple(row.values()) for row in terms_table((OLD, NEW)).to_pylist()] == [
        (OLD.since, NEW.since, "assigned", 0.75, 5, 30, 0.95, 0.80, 86_400, 172_800, 86_400, 172_800, 50, 20, 15, 15),
        (NEW.since, OPEN, "earliest", 0.8, 7, 30, 0.95, 0.80, 86_400, 43_200, 86_400, 172_800, 50, 20, 15, 15),
    ]


def test_a_contract_without_a_beginning_reaches_the_database():
    with duckdb.connect() as connection:
        connection.register("limits", limits_table((Terms(date.min),)))
        found = connection.execute(
            "select level from limits where date '1900-01-01' between valid_from and valid_until"
        )
        assert sorted(found.fetchall()) == [("A",), ("B",), ("C",), ("D",)]
