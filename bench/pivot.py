"""A pivot of 60 buildings × 12 months × 3 measures with all totals, of 1,000,000 tickets, beside the bare queries."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from bench.measure import Figure, record, seconds
from bench.queries import YEAR, by_hand, open_site
from cockpit.metrics import REST, Cockpit, PivotQuestion, Top
from cockpit.tables import arranged

LIMIT = 2.0
DRILL_MS = 200
GROWTH_MEGABYTES = 200
QUESTION = PivotQuestion(("opened", "time_to_resolve", "sla_met"), YEAR, ("building",), ("month",))
FOLDED = PivotQuestion(
    ("backlog", "opened", "time_to_resolve_p90"), YEAR, ("building",), ("month",), top=(Top("building", 10),)
)
SHOWN = ("ticket_id", "title", "campus", "building", "category", "level", "status", "reported_at", "resolved_at")
# The same cells as somebody would write them by hand, one query a measure.
WRITTEN = """
select building, cast(date_trunc('month', {span}_day) as date) as month, grouping(building, month), {value}, count(*)
from store.tickets
where work_type = 'fault' and {span}_day >= $1 and {span}_day < $2 and {span}_at <= $3 {also}
group by grouping sets ((building, month), (building), (month), ())
"""
MEASURES = {
    "opened": {"span": "reported", "value": "count(*)", "also": ""},
    "time_to_resolve": {
        "span": "finished",
        "value": "percentile_cont(0.5) within group (order by seconds_to_resolve * 1e0) / 3600",
        "also": "",
    },
    "sla_met": {
        "span": "due",
        "value": "avg(case when finished_at <= due_at then 1.0 else 0.0 end)",
        "also": "and status <> 'cancelled'",
    },
}


LOADED = """
select building, reported_at, finished_at, due_at, reported_day, finished_day, due_day, seconds_to_resolve, status
from store.tickets where work_type = 'fault' and ({within})
"""


def memory() -> dict[str, float]:
    """Megabytes a process holds before its first pivot, and more at the most during ten of them."""
    cockpit = open_site()
    before = _resident("VmRSS")
    for _ in range(10):
        arranged(cockpit.pivot(QUESTION))
    return {"before": before, "growth": _resident("VmHWM") - before}


def main() -> bool:
    """Time against the bare queries, and memory; true if within the limits."""
    cockpit = open_site()
    connection = by_hand(cockpit)
    values = [QUESTION.period.first, QUESTION.period.until, cockpit.as_of]
    written = [WRITTEN.format(**measure) for measure in MEASURES.values()]

    def hand() -> list[int]:
        return [connection.sql(sql, params=values).to_arrow_table().num_rows for sql in written]

    assert hand() == [figures.table.num_rows for figures in cockpit.pivot(QUESTION).figures]
    theirs = seconds(hand, repeat=15)
    ours = seconds(lambda: arranged(cockpit.pivot(QUESTION)), repeat=15)
    naive = seconds(_naive(connection, values), repeat=3)
    drill = max(_drills(cockpit))
    child = subprocess.run(
        [sys.executable, "-m", "bench.pivot", "--memory"], capture_output=True, text=True, check=True
    )
    held = json.loads(child.stdout)
    figures = [
        Figure(
            "pivot of 60 x 12 x 3 / bare queries",
            ours / theirs,
            LIMIT,
            "x",
            f"{ours * 1e3:.0f} / {theirs * 1e3:.0f} ms",
        ),
        Figure("pivot, of a pandas page", ours / naive, 1.0, "x", f"{ours * 1e3:.0f} / {naive * 1e3:.0f} ms"),
        Figure("rows behind a cell, the slowest", drill * 1e3, DRILL_MS, "ms", "leaves, the rest, totals"),
        Figure("memory a pivot adds", held["growth"], GROWTH_MEGABYTES, "MB", f"over {held['before']:.0f} MB"),
    ]
    return record("pivot", figures)


def _naive(connection: duckdb.DuckDBPyConnection, values: Sequence[Any]) -> Callable[[], object]:
    """What a page does that loads the year's tickets into a frame and groups it once for each level and measure."""
    within = " or ".join(f"({name}_day >= $1 and {name}_day < $2)" for name in ("reported", "finished", "due"))

    def grouped(frame: pd.DataFrame, at: str, pick: Callable[[Any], Any]) -> list[Any]:
        month = pd.to_datetime(frame[f"{at}_day"]).dt.to_period("M")
        keys = [frame["building"], month]
        return [pick(frame.groupby(by, observed=True)) for by in (keys, keys[0], keys[1])] + [pick(frame)]

    def of(frame: pd.DataFrame, at: str) -> pd.DataFrame:
        day = pd.to_datetime(frame[f"{at}_day"])
        first, until = (pd.Timestamp(str(day)) for day in values[:2])
        return frame[(day >= first) & (day < until) & (frame[f"{at}_at"] <= pd.Timestamp(str(values[2])))]

    def work() -> object:
        frame: pd.DataFrame = connection.execute(LOADED.format(within=within), values[:2]).df()
        due = of(frame[frame["status"] != "cancelled"], "due")
        due = due.assign(met=due["finished_at"] <= due["due_at"])
        return [
            grouped(of(frame, "reported").assign(n=1), "reported", lambda one: one["n"].sum()),
            grouped(of(frame, "finished"), "finished", lambda one: one["seconds_to_resolve"].median()),
            grouped(due, "due", lambda one: one["met"].mean()),
        ]

    return work


def _drills(cockpit: Cockpit) -> Iterator[float]:
    """Seconds to the first 200 rows behind a leaf, the rest, and the totals of each measure."""
    pivot = cockpit.pivot(FOLDED)
    month = YEAR.first
    building = (pivot.kept or {})["building"][0]
    for measure in FOLDED.measures:
        for row, col in (((building,), (month,)), ((REST,), (month,)), ((REST,), ()), ((), (month,)), ((), ())):
            cell = pivot.cell(row, col)
            yield seconds(lambda measure=measure, cell=cell: cockpit.rows(FOLDED.of(measure), cell, SHOWN))  # type: ignore[misc]


def _resident(name: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(f"{name}:"))


if __name__ == "__main__":
    if "--memory" in sys.argv:
        print(json.dumps(memory()))
    else:
        sys.exit(not main())
