"""The arranged table of random pivots against pandas over the raw rows; its order, shares, differences and heat."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.errors import UsageError
from cockpit.metrics import CATALOGUE, REST, Cockpit, PivotQuestion, Top
from cockpit.metrics.question import AGAINST, EMPTY
from cockpit.periods import Period, after, start
from cockpit.scenes.heat import leaves
from cockpit.tables import ABSENT, FIGURE, NO_DATA, SHARES, Arranged, Header, Measured, Sort, arranged
from tests.metrics import chance
from tests.metrics.small_site import SmallSite, moment

CLOCK = datetime(2026, 5, 20, 4, tzinfo=UTC)
ZONE = "Asia/Shanghai"
PERIOD = Period(date(2025, 11, 10), date(2026, 4, 20))
COLUMNS = {"device": "device_id", "engineer": "engineer_id"}
DIMS = ("campus", "building", "category", "level", "device", "engineer", "group", "channel")
TIMES = ("month", "quarter", "year", "week")
# What pandas makes of the rows of a cell.
MEASURES = {
    "opened": len,
    "time_to_resolve": lambda rows: rows["hours"].median(),
    "time_to_resolve_p90": lambda rows: rows["hours"].quantile(0.9),
    "reopen_rate": lambda rows: (rows["reopen_count"].fillna(0) > 0).mean(),
    "satisfaction": lambda rows: rows["rating"].mean(),
    "backlog": len,
}


@cache
def site() -> SmallSite:
    return replace(chance.site(21, count=300), zone=ZONE)


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    return site().opened(CLOCK, tmp_path_factory.mktemp("tables"))


def question(draw: Random) -> PivotQuestion:
    splits = draw.sample((*DIMS, *TIMES), draw.choice((1, 2, 2, 3, 3, 4)))
    cut = draw.randint(0, len(splits))
    dims = [name for name in splits if name in DIMS]
    return PivotQuestion(
        tuple(draw.sample(sorted(MEASURES), draw.choice((1, 2, 3)))),
        PERIOD,
        tuple(splits[:cut]),
        tuple(splits[cut:]),
        top=tuple(Top(name, draw.randint(1, 3)) for name in dims if draw.random() < 0.2),
    )


@cache
def frame() -> pd.DataFrame:
    """The raw rows, times as the site's clock shows them."""
    rows: pd.DataFrame = site().tables["tickets"].to_pandas()
    for name in ("reported_at", "resolved_at", "closed_at"):
        rows[name] = rows[name].dt.tz_convert(ZONE)
    rows = rows[rows["work_type"] == "fault"].copy()
    done = rows["closed_at"].where(rows["status"] != "cancelled")
    rows["finished_at"] = rows["resolved_at"].fillna(done)
    rows["hours"] = (rows["finished_at"] - rows["reported_at"]).dt.total_seconds() / 3600
    said = rows["resolved_at"].fillna(rows["closed_at"])
    left = said.copy()
    cancelled, finished = rows["status"] == "cancelled", rows["status"].isin(["resolved", "closed"])
    earlier = rows[["resolved_at", "closed_at"]].min(axis=1)
    left[finished] = said[finished].fillna(rows["reported_at"])
    left[cancelled] = earlier[cancelled].where(rows["closed_at"].notna(), rows["reported_at"])
    rows["left_at"] = left
    return rows


@cache
def counted(measure: str, units: tuple[str, ...]) -> pd.DataFrame:
    """The rows a measure counts, each with its day; of a stock those open at the end of each of these units."""
    rows, clock = frame(), pd.Timestamp(CLOCK)
    if measure != "backlog":
        at = rows["reported_at" if measure == "opened" else "finished_at"]
        kept: pd.DataFrame = rows[(at <= clock) & (at.dt.date >= PERIOD.first) & (at.dt.date < PERIOD.until)].copy()
        kept["day"] = at[kept.index].dt.date
        return kept.dropna(subset="rating") if measure == "satisfaction" else kept
    days = pd.date_range(PERIOD.first, PERIOD.last).date
    lasts = {tuple(start(day, unit) for unit in units): day for day in days}
    stocks = []
    for day in sorted(lasts.values()):
        end = pd.Timestamp(after(day, "day"), tz=ZONE) - pd.Timedelta(microseconds=1)
        still = rows[(rows["reported_at"] <= end) & (rows["left_at"].isna() | (rows["left_at"] > end))]
        stocks.append(still.assign(day=day))
    return pd.concat(stocks)


def behind(table: Arranged, measure: str, row: Header, col: Header) -> pd.DataFrame:
    """The rows of one cell, picked by its keys one after the other."""
    pairs = paired(table, row, col)
    return kept_to(table, counted(measure, tuple(name for name, _ in pairs if name in TIMES)), pairs)


def occurs(table: Arranged, row: Header, col: Header) -> bool:
    """Whether a cell has rows of any measure; a stock is looked at wherever the pivot looks at it."""
    asked = table.pivot.question
    units = tuple(name for name in asked.by if name in TIMES)
    pairs = paired(table, row, col)
    return not pairs or any(len(kept_to(table, counted(name, units), pairs)) for name in asked.measures)


def paired(table: Arranged, row: Header, col: Header) -> list[tuple[str, Any]]:
    asked = table.pivot.question
    return [*zip(asked.rows, row.keys, strict=False), *zip(asked.cols, col.keys, strict=False)]


def kept_to(table: Arranged, rows: pd.DataFrame, pairs: list[tuple[str, Any]]) -> pd.DataFrame:
    for name, key in pairs:
        values = (
            rows["day"].map(lambda day, unit=name: start(day, unit)) if name in TIMES else rows[COLUMNS.get(name, name)]
        )
        if key == REST:
            kept = (table.pivot.kept or {})[name]
            rows = rows[~values.fillna(EMPTY).isin(kept)]
        else:
            rows = rows[values.isna() if key is None else values == key]
    return rows


def there(grid: Any) -> Any:
    """An array that must be there."""
    assert grid is not None
    return grid


def cells(table: Arranged, one: Measured) -> list[tuple[int, int, Header, Header]]:
    return [(i, j, row, col) for i, row in enumerate(table.rows) for j, col in enumerate(table.cols)]


@given(seed=st.integers(0, 10**9))
@settings(max_examples=15, deadline=None)
def test_every_cell_is_what_pandas_makes_of_its_rows(cockpit: Cockpit, seed: int):
    draw = Random(seed)
    table = arranged(cockpit.pivot(question(draw)))
    for one in table.measures:
        every = cells(table, one)
        totals = [cell for cell in every if not (cell[2].keys and cell[3].keys)]
        for i, j, row, col in [*draw.sample(every, min(25, len(every))), *totals[-8:]]:
            rows = behind(table, one.metric.name, row, col)
            told = (table.pivot.question, one.metric.name, row, col)
            assert one.n[i, j] == len(rows), told
            if len(rows):
                assert one.value[i, j] == pytest.approx(float(MEASURES[one.metric.name](rows)), abs=1e-9), told
                assert one.state[i, j] == FIGURE
            elif not occurs(table, row, col):
                assert (math.isnan(one.value[i, j]), one.state[i, j]) == (True, ABSENT), told
            elif one.metric.unit == "count":
                assert (one.value[i, j], one.state[i, j]) == (0, FIGURE), told
            else:
                assert (math.isnan(one.value[i, j]), one.state[i, j]) == (True, NO_DATA), told


@given(seed=st.integers(0, 10**9), share=st.sampled_from(SHARES))
@settings(max_examples=40, deadline=None)
def test_shares_are_of_the_whole_that_is_shown(cockpit: Cockpit, seed: int, share: str):
    table = arranged(cockpit.pivot(question(Random(seed))), share=share)
    asked = table.pivot.question
    for one in table.measures:
        over = {"row": asked.cols, "column": asked.rows, "total": asked.by}[share]
        if one.metric.unit != "count" or (one.metric.stock and set(TIMES) & set(over)):
            assert one.share is None
            continue
        assert one.share is not None
        for i, j, _, _ in cells(table, one):
            whole = one.value[i if share == "row" else -1, j if share == "column" else -1]
            if np.isnan(one.value[i, j]) or not whole:
                assert np.isnan(one.share[i, j])
            else:
                assert one.share[i, j] == one.value[i, j] / whole
        if share == "row":
            leaves = [j for j, col in enumerate(table.cols) if col.level == len(asked.cols)]
            for i in range(len(table.rows)):
                if one.value[i, -1] > 0:
                    assert np.nansum(one.share[i, leaves]) == pytest.approx(1)


@given(seed=st.integers(0, 10**9), kind=st.sampled_from(AGAINST))
@settings(max_examples=30, deadline=None)
def test_differences(cockpit: Cockpit, seed: int, kind: str):
    table = arranged(cockpit.pivot(replace(question(Random(seed)), against=kind)))
    for one in table.measures:
        then_all = there(one.value_against)
        count = one.metric.unit == "count" and not (np.isnan(one.value[-1, -1]) or np.isnan(then_all[-1, -1]))
        for i, j, _, _ in cells(table, one):
            now, then = (None if math.isnan(figure) else figure for figure in (one.value[i, j], then_all[i, j]))
            if count and (now is not None or then is not None):
                now, then = now or 0, then or 0
            apart = math.nan if now is None or then is None else now - then
            assert there(one.difference)[i, j] == pytest.approx(apart, nan_ok=True)
            if one.metric.unit in ("share", "percent100"):
                assert (one.change, one.face("change")) == (None, "difference")
                continue
            change = apart / abs(then) if then else math.nan
            assert there(one.change)[i, j] == pytest.approx(change, nan_ok=True)


@given(seed=st.integers(0, 10**9))
@settings(max_examples=40, deadline=None)
def test_order(cockpit: Cockpit, seed: int):
    draw = Random(seed)
    pivot = cockpit.pivot(question(draw))
    plain = arranged(pivot)
    at = draw.choice(plain.cols).keys
    sort = Sort(draw.choice(pivot.question.measures), at, draw.choice(("value", "n")), draw.random() < 0.5)
    table = arranged(pivot, rows=sort)
    assert table.cols == plain.cols
    assert {row.keys for row in table.rows} == {row.keys for row in plain.rows}
    assert (table.rows[-1].kind, table.cols[-1].kind) == ("total", "total")
    keys = [row.keys for row in table.rows]
    assert len(set(keys)) == len(keys)
    heads = [col.keys for col in table.cols]
    for i, row in enumerate(keys[:-1]):
        assert not row[:-1] or row[:-1] in keys[:i]
    for j, col in enumerate(heads[:-1]):
        assert not col[:-1] or col[:-1] in heads[j + 1 :]
    (one,) = [one for one in table.measures if one.metric.name == sort.measure]
    figures = dict(zip(keys, getattr(one, sort.by)[:, heads.index(at)].tolist(), strict=True))
    for parent in {row[:-1] for row in keys[:-1]}:
        members = [row for row in keys if row and row[:-1] == parent]
        begun = keys.index(members[0])
        assert all(row[: len(parent)] == parent for row in keys[begun : keys.index(members[-1])])
        ranks = [_rank(figures[row], row[-1], descending=sort.descending) for row in members]
        assert ranks == sorted(ranks)
    for shuffled in (plain, table):
        for one in shuffled.measures:
            picked = {
                (row.keys, col.keys): one.n[i, j]
                for i, row in enumerate(shuffled.rows)
                for j, col in enumerate(shuffled.cols)
            }
            found = next(figures for figures in pivot.figures if figures.metric is one.metric).table.to_pylist()
            asked = pivot.question
            for cell in found:
                row = tuple(cell[name] for name in asked.rows)[: cell["row_level"]]
                assert picked[row, tuple(cell[name] for name in asked.cols)[: cell["col_level"]]] == cell["n"]


def _rank(figure: float, key: Any, *, descending: bool) -> tuple[int, float]:
    if key in (None, REST) or math.isnan(figure):
        return (3 if key == REST else 2 if key is None else 1, 0)
    return (0, -figure if descending else figure)


def small(tmp_path: Path, *tickets: dict[str, Any]) -> Cockpit:
    site = SmallSite({"tickets": [{"reported_at": "2026-03-02 09:00", **one} for one in tickets]})
    return site.opened(moment("2026-03-20 08:00", ZONE), tmp_path)


MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def test_numbers_within_names_sort_by_size_and_the_empty_and_the_rest_come_last(tmp_path: Path):
    names = ("Hall 10", "Hall 9", "Hall 2", "Annex", "Hall 10", "Hall 10")
    cockpit = small(tmp_path, *({"building": name, "group": name[-1:] or None} for name in names), {"group": None})
    by = PivotQuestion(("opened",), MARCH, ("building",))
    keys = [row.keys for row in arranged(cockpit.pivot(by)).rows]
    assert keys == [("Annex",), ("Hall 2",), ("Hall 9",), ("Hall 10",), ("Library",), ()]
    table = arranged(cockpit.pivot(by), rows=Sort())
    assert [row.keys for row in table.rows] == [*keys[-2::-1], ()]
    folded = arranged(
        cockpit.pivot(replace(by, rows=("group",), top=(Top("group", 3),))), rows=Sort("opened", descending=False)
    )
    assert [row.keys for row in folded.rows] == [("2",), ("9",), ("0",), (None,), (REST,), ()]


def test_codes_stand_in_their_own_order(tmp_path: Path):
    cockpit = small(tmp_path, *({"status": status} for status in ("closed", "assigned", "unmapped", "new")))
    table = arranged(cockpit.pivot(PivotQuestion(("opened",), MARCH, ("status",))))
    assert [row.keys for row in table.rows] == [("new",), ("assigned",), ("closed",), ("unmapped",), ()]


def test_empty_nought_and_no_data_are_told_apart(tmp_path: Path):
    cockpit = small(
        tmp_path,
        {"campus": "North", "level": "A", "status": "closed", "resolved_at": "2026-03-02 10:00", "reopen_count": 0},
        {"campus": "South", "level": "B"},
    )
    asked = PivotQuestion(("reopen_rate", "opened"), MARCH, ("campus",), ("level",))
    rate, opened = arranged(cockpit.pivot(asked)).measures
    assert opened.state.tolist() == [[FIGURE, ABSENT, FIGURE], [ABSENT, FIGURE, FIGURE], [FIGURE] * 3]
    assert rate.state.tolist() == [[FIGURE, ABSENT, FIGURE], [ABSENT, NO_DATA, NO_DATA], [FIGURE, NO_DATA, FIGURE]]
    assert (rate.value[0, 0], rate.value[2, 2], rate.n[0, 0]) == (0, 0, 1)
    stock = arranged(cockpit.pivot(PivotQuestion(("backlog", "opened"), MARCH, ("campus",)))).measures[0]
    assert (stock.value[:, 0].tolist(), stock.n[:, 0].tolist()) == ([0, 1, 1], [0, 1, 1])


def test_a_subtotal_over_nothing_is_as_empty_as_a_leaf(tmp_path: Path):
    cockpit = small(
        tmp_path,
        {"campus": "North", "building": "N1", "level": "A", "status": "closed", "resolved_at": "2026-03-02 10:00"},
        {"campus": "South", "building": "S1", "level": "B"},
    )
    asked = PivotQuestion(("opened", "resolved", "reopen_rate"), MARCH, ("campus", "building"), ("level",))
    opened, resolved, rate = arranged(cockpit.pivot(asked)).measures
    none, some = [FIGURE, ABSENT, FIGURE], [ABSENT, FIGURE, FIGURE]
    assert opened.state.tolist() == [none, none, some, some, [FIGURE] * 3]
    assert resolved.state.tolist() == opened.state.tolist()
    assert resolved.value[2:4, 1:].tolist() == [[0, 0], [0, 0]]
    assert [ABSENT, NO_DATA, NO_DATA] in rate.state.tolist()
    assert ((rate.state == ABSENT) == (opened.state == ABSENT)).all()


def test_what_nobody_filled_in_stands_last_without_heat_and_is_counted(tmp_path: Path):
    rows = [{"device_id": None}] * 5 + [{"device_id": "AP-1"}] * 2 + [{"device_id": "AP-2"}]
    cockpit = small(tmp_path, *rows)
    asked = PivotQuestion(("opened",), MARCH, ("device",), top=(Top("device", 1),))
    table = arranged(cockpit.pivot(asked), rows=Sort("opened"))
    (one,) = table.measures
    assert [row.keys for row in table.rows] == [("AP-1",), (None,), (REST,), ()]
    assert one.value[:, 0].tolist() == [2, 5, 1, 8]
    assert leaves(table)[:, 0].tolist() == [True, False, False, False]


def test_outside_the_data_there_is_no_data(tmp_path: Path):
    cockpit = small(tmp_path, {})
    asked = PivotQuestion(("opened", "reopen_rate"), Period(date(2020, 1, 1), date(2020, 2, 1)), ("campus",))
    table = arranged(cockpit.pivot(asked), share="column")
    assert [row.kind for row in table.rows] == ["total"]
    assert [one.state.tolist() for one in table.measures] == [[[NO_DATA]], [[NO_DATA]]]


def test_a_stocks_total_over_time_is_its_last_and_a_parent_without_stock_is_nought(tmp_path: Path):
    cockpit = small(
        tmp_path,
        {"reported_at": "2026-01-05 09:00", "campus": "South", "status": "closed", "resolved_at": "2026-02-03 09:00"},
        {"reported_at": "2026-03-05 09:00"},
    )
    asked = PivotQuestion(("backlog",), Period(date(2026, 1, 1), date(2026, 4, 1)), ("campus", "month"))
    table = arranged(cockpit.pivot(asked), share="row")
    figures = {row.keys: one for row, one in zip(table.rows, table.measures[0].value[:, 0].tolist(), strict=True)}
    assert figures == {
        ("North",): 1, ("North", date(2026, 3, 1)): 1, ("South",): 0, ("South", date(2026, 1, 1)): 1, (): 1,
    }  # fmt: skip


def test_a_lacking_measure_stands_beside_others(tmp_path: Path):
    cockpit = small(tmp_path, {"campus": "North"})
    for measures in (("satisfaction", "opened"), ("satisfaction",)):
        table = arranged(cockpit.pivot(PivotQuestion(measures, MARCH, ("campus",), against="previous")), share="total")
        rated = table.measures[0]
        assert rated.lacking == ("tickets.rating",)
        assert set(rated.state.ravel().tolist()) == {NO_DATA}
        assert rated.n.sum() == 0


@pytest.mark.parametrize(
    ("given_", "key"),
    [
        ({"share": "columns"}, "unknown_share"),
        ({"rows": Sort("backlog")}, "unknown_metric"),
        ({"rows": Sort("opened", by="share")}, "unknown_sort"),
        ({"rows": Sort("opened", (date(2026, 3, 1),))}, "unknown_header"),
    ],
)
def test_what_cannot_be_arranged_is_refused(tmp_path: Path, given_: dict[str, Any], key: str):
    pivot = small(tmp_path, {}).pivot(PivotQuestion(("opened",), MARCH, ("campus",)))
    with pytest.raises(UsageError) as caught:
        arranged(pivot, **given_)
    assert caught.value.key == key


def test_the_cell_of_headers_is_what_rows_take(cockpit: Cockpit):
    asked = PivotQuestion(("opened",), PERIOD, ("campus", "device"), ("month",), top=(Top("device", 1),))
    table = arranged(cockpit.pivot(asked))
    for i, _ in enumerate(table.rows):
        for j, _ in enumerate(table.cols):
            found = cockpit.rows(asked.of("opened"), table.cell(i, j), ["ticket_id"], limit=1000)
            assert found.num_rows == table.measures[0].n[i, j]


assert MEASURES.keys() <= CATALOGUE.keys()
