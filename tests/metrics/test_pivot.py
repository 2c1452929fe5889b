"""Pivots by chance: every cell, subtotal and total against the naive twin, and the rows behind each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit.metrics import CATALOGUE, REST, Cockpit, Figures, Pivot, PivotQuestion, Top
from cockpit.metrics.catalogue import DIMENSIONS
from cockpit.periods import Period
from tests.metrics import chance, naive
from tests.metrics.naive_facts import Site
from tests.metrics.test_twins import raw_site

Cells = dict[tuple[Any, ...], tuple[Any, int]]
SPLITS = ("campus", "building", "category", "channel", "level", "engineer", "group", "age", "device", "status")
TIMES = ("month", "week", "quarter", "year", "day", "weekday", "hour", "term_week")


@dataclass(repr=False)
class Opened:
    """A site by chance, its raw rows and its cockpit."""

    raw: Site
    cockpit: Cockpit


@pytest.fixture(scope="module", params=(3, 5))
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    small = chance.site(request.param, count=160)
    raw = raw_site(small)
    return Opened(raw, small.opened(chance.knots(raw.zone)[-1], tmp_path_factory.mktemp("pivot")))


def question(draw: Random, today: date) -> PivotQuestion:
    """Up to three measures that share the splits drawn; often a top N; often today in the period."""
    names = draw.sample(sorted(CATALOGUE), draw.choice((1, 2, 3)))
    if draw.random() < 0.5:
        names = [
            draw.choice(("backlog", "ageing", "load", "load_open", "channel_share", "time_to_resolve_p90")),
            *names,
        ]
    common = [split for split in CATALOGUE[names[0]].splits if split in (*SPLITS, *TIMES)]
    splits = draw.sample(common, min(len(common), draw.choice((0, 1, 2, 3, 4))))
    splits = [name for place, name in enumerate(splits) if name not in TIMES or draw.random() < 0.7]
    measures = [name for name in dict.fromkeys(names) if set(splits) <= set(CATALOGUE[name].splits)]
    cut = draw.randint(0, len(splits))
    days = draw.choice((1, 7, 40, 120))
    first = chance.FIRST.toordinal() + draw.randint(-10, chance.DAYS)
    if draw.random() < 0.5:
        first = today.toordinal() - draw.randrange(days + 1)
    dims = [name for name in splits if name in DIMENSIONS]
    top = tuple(Top(name, draw.randint(1, 3)) for name in draw.sample(dims, draw.randint(0, min(1, len(dims)))))
    return PivotQuestion(
        tuple(measures),
        Period(date.fromordinal(first), date.fromordinal(first + days)),
        tuple(splits[:cut]),
        tuple(splits[cut:]),
        chance.filters(draw),
        top=top,
    )


def levels(pivot: PivotQuestion) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [
        (pivot.rows[:row], pivot.cols[:col]) for row in range(len(pivot.rows) + 1) for col in range(len(pivot.cols) + 1)
    ]


def expected(opened: Opened, cockpit: Cockpit, pivot: Pivot, measure: str) -> Cells:
    """Every level worked out by itself from the raw rows: (row keys, column keys) → value, n."""
    asked = pivot.question
    kept = {name: tuple(key or None for key in keys) for name, keys in (pivot.kept or {}).items()}
    found: Cells = {}
    for rows, cols in levels(asked):
        whole = naive.Asked(
            opened.raw,
            cockpit.as_of,
            asked.period.first,
            asked.period.until,
            (*rows, *cols),
            dict(asked.filters),
            kept,
        )
        figures = naive.answer(measure, whole)
        if not whole.by and not naive.spanned(whole) and CATALOGUE[measure].unit == "count":
            figures = {(): (None, 0)}
        for key, (value, n) in figures.items():
            keys = tuple(REST if one == naive.OTHER else one for one in key)
            near = value if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)
            found[keys[: len(rows)], keys[len(rows) :]] = (near, n)
    return found


def cells(figures: Figures, asked: PivotQuestion) -> Cells:
    found: Cells = {}
    for row in figures.table.to_pylist():
        keys = tuple(row[name] for name in asked.rows)[: row["row_level"]]
        heads = tuple(row[name] for name in asked.cols)[: row["col_level"]]
        assert (keys, heads) not in found
        found[keys, heads] = (row["value"], row["n"])
    return found


@given(seed=st.integers(0, 10**9))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_cell_and_total_is_recomputed_from_the_rows(opened: Opened, seed: int):
    draw = Random(seed)
    cockpit = replace(opened.cockpit, as_of=chance.clock(draw, opened.raw.zone))
    pivot = cockpit.pivot(question(draw, cockpit.today))
    for figures in pivot.figures:
        if not figures.lacking:
            found = cells(figures, pivot.question)
            assert found == expected(opened, cockpit, pivot, figures.metric.name), pivot.question


@given(seed=st.integers(0, 10**9))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_rows_behind_a_cell_are_as_many_as_it_counts(opened: Opened, seed: int):
    draw = Random(seed)
    cockpit = replace(opened.cockpit, as_of=chance.clock(draw, opened.raw.zone))
    pivot = cockpit.pivot(question(draw, cockpit.today))
    for figures in pivot.figures:
        found = list(cells(figures, pivot.question).items())
        folded = [(keys, figure) for keys, figure in found if REST in (*keys[0], *keys[1])]
        for (row, col), (_, n) in [*draw.sample(found, min(6, len(found))), *folded[:3]]:
            asked = pivot.question.of(figures.metric.name)
            behind = cockpit.rows(asked, pivot.cell(row, col), ["ticket_id"], limit=1000)["ticket_id"].to_pylist()
            assert len(set(behind)) == len(behind) == n, (pivot.question, figures.metric.name, row, col)
