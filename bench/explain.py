"""Explaining a change on 1,000,000 tickets: every single dimension and pair of both periods, within a second."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import combinations

import duckdb
import pandas as pd

from bench.measure import Figure, record, seconds
from bench.queries import MONTH, YEAR, by_hand, open_site
from cockpit.explain import explain
from cockpit.metrics import Cockpit, Question
from cockpit.metrics.catalogue import DIMENSIONS
from cockpit.periods import Period

LIMIT = 1.0
METRICS = ("opened", "sla_met", "time_to_resolve_mean", "time_to_resolve")


def main() -> bool:
    """A year against the year before by every kind of measure, a month, and a naive page; true if within a second."""
    cockpit = open_site()
    figures = []
    for name in METRICS:
        question = Question(name, YEAR, against="previous")
        found = explain(cockpit, question)
        note = f"{len(found.singles)} dimensions, at most {found.examined:,} members and pairs"
        figures.append(Figure(f"{name}, a year", _seconds(cockpit, question), LIMIT, "s", note))
    month = Question("opened", MONTH, against="previous")
    figures.append(Figure("opened, a month", _seconds(cockpit, month), LIMIT, "s"))
    dims = [DIMENSIONS[dim] for dim in explain(cockpit, month).singles]
    naive = _naive(by_hand(cockpit), YEAR, dims)
    taken = seconds(naive, repeat=1)
    ours = figures[0].value
    figures.append(Figure("opened, a year, of a pandas page", ours / taken, 1.0, "x", f"{ours:.2f} s / {taken:.2f} s"))
    return record("explain", figures)


def _seconds(cockpit: Cockpit, question: Question) -> float:
    return seconds(lambda: explain(cockpit, question))


def _naive(connection: duckdb.DuckDBPyConnection, year: Period, dims: list[str]) -> Callable[[], object]:
    """What a page does that loads both periods into a frame and groups it by every dimension and pair."""
    columns = ", ".join(dims)
    within = "reported_day >= $2 and reported_day < $3"
    sql = f"select {columns}, reported_day >= $1 as later from store.tickets where {within}"

    def work() -> object:
        values = [year.first, year.first.replace(year=year.first.year - 1), year.until]
        frame: pd.DataFrame = connection.execute(sql, values).df()
        one = [frame.groupby([dim, "later"], observed=True).size() for dim in dims]
        two = [frame.groupby([*pair, "later"], observed=True).size() for pair in combinations(dims, 2)]
        return one, two

    return work


if __name__ == "__main__":
    sys.exit(not main())
