"""Pivots by chance: every cell, subtotal and total against the naive twin, and the rows behind each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cockpit.access import Rights
from cockpit.errors import UsageError
from cockpit.metrics import CATALOGUE, REST, Cockpit, Figures, Metric, Pivot, PivotQuestion, Question, Top, pivot_sql
from cockpit.metrics import cockpit as cockpit_module
from cockpit.metrics.catalogue import DIMENSIONS
from cockpit.metrics.question import AGAINST, EMPTY
from cockpit.metrics.subjects import SUBJECTS
from cockpit.periods import Period
from tests.metrics import chance, naive
from tests.metrics.naive_facts import Site
from tests.metrics.small_site import SmallSite, moment
from tests.metrics.test_twins import raw_site

Cells = dict[tuple[Any, ...], tuple[Any, ...]]
COMPARED = ("value", "n", "value_against", "n_against")
SPLITS = (
    "campus",
    "building",
    "category",
    "channel",
    "level",
    "engineer",
    "group",
    "age",
    "time_left",
    "device",
    "status",
)
TIMES = ("month", "week", "quarter", "year", "day", "weekday", "hour", "term_week")


@dataclass(repr=False)
class Opened:
    """A site by chance, its raw rows and its cockpit."""

    raw: Site
    cockpit: Cockpit

    def _repr_pretty_(self, printer, _cycle):
        """A failing example would else print the whole site."""
        printer.text("opened")


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
        chance.filters(draw, *measures),
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
        if CATALOGUE[measure].unit == "count":
            figures = naive.no_data(whole, figures)
        for key, (value, n) in figures.items():
            keys = tuple(REST if one == naive.OTHER else one for one in key)
            found[keys[: len(rows)], keys[len(rows) :]] = (near(value and float(value)), n)
    return found


def near(value: Any) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value


def cells(figures: Figures, asked: PivotQuestion, names: Sequence[str] = ("value", "n")) -> Cells:
    found: Cells = {}
    for row in figures.table.to_pylist():
        keys = tuple(row[name] for name in asked.rows)[: row["row_level"]]
        heads = tuple(row[name] for name in asked.cols)[: row["col_level"]]
        assert (keys, heads) not in found
        found[keys, heads] = tuple(row[name] for name in names)
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
            key = SUBJECTS[figures.metric.record].key
            behind = cockpit.rows(asked, pivot.cell(row, col), [key], limit=1000)[key].to_pylist()
            assert len(set(behind)) == len(behind) == n, (pivot.question, figures.metric.name, row, col)


@given(seed=st.integers(0, 10**9), kind=st.sampled_from(AGAINST))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_level_stands_beside_the_earlier_one_as_an_answer_does(opened: Opened, seed: int, kind: str):
    draw = Random(seed)
    cockpit = replace(opened.cockpit, as_of=chance.clock(draw, opened.raw.zone))
    asked = replace(question(draw, cockpit.today), top=(), against=kind)
    pivot = cockpit.pivot(asked)
    for figures in pivot.figures:
        if figures.lacking:
            continue
        found = cells(figures, asked, COMPARED)
        expected = {}
        for rows, cols in levels(asked):
            answer = cockpit.answer(replace(asked.of(figures.metric.name), by=(*rows, *cols)))
            assert answer.against == pivot.against
            for row in answer.rows:
                keys = tuple(row[name] for name in (*rows, *cols))
                expected[keys[: len(rows)], keys[len(rows) :]] = tuple(map(near, (row[name] for name in COMPARED)))
        assert found == expected, asked


def test_the_rest_of_the_earlier_period_is_of_the_same_values(opened: Opened):
    asked = PivotQuestion(
        ("opened", "found_first", "backlog"),
        Period(date(2026, 1, 1), date(2026, 2, 1)),
        ("campus", "device"),
        against="previous",
        top=(Top("device", 1), Top("campus", 2, "time_to_resolve")),
    )
    pivot = opened.cockpit.pivot(asked)
    assert pivot.against is not None
    assert pivot.kept is not None
    assert {name: len(keys) for name, keys in pivot.kept.items()} == {"device": 2, "campus": 2}
    now = {figures.metric.name: cells(figures, asked, COMPARED) for figures in pivot.figures}
    for measure, found in now.items():
        for period, (value, n) in ((asked.period, (0, 1)), (pivot.against, (2, 3))):
            then = replace(pivot, question=replace(asked, period=period))
            wanted = expected(opened, opened.cockpit, then, measure)
            assert {key: (cell[value], cell[n]) for key, cell in found.items() if cell[n]} == wanted
    assert any(REST in row for row, _ in now["opened"])


def test_a_top_ranks_by_the_measure_named_and_the_empty_value_stands_beside_it(opened: Opened):
    period = Period(date(2025, 11, 1), date(2026, 5, 1))
    for by, measure in ((None, "opened"), ("time_to_resolve", "time_to_resolve")):
        asked = PivotQuestion(("opened",), period, ("device",), top=(Top("device", 2, by),))
        ranks = opened.cockpit.answer(Question(measure, period, ("device",))).rows
        ranks.sort(key=lambda row: -(row["value"] or 0))
        kept = opened.cockpit.pivot(asked).kept
        named = [row["device"] for row in ranks if row["device"]]
        assert kept == {"device": (*named[:2], EMPTY)}


def narrowed_alike(metric: Metric, dimension: str) -> bool:
    """Whether a right and a filter leave the same rows of every table; of load a group's filter leaves all tickets."""
    subjects = [SUBJECTS[table] for table in {metric.record, *metric.needs}]
    own = all(dimension in one.columns.keys() - one.unfiltered and not one.everybodys for one in subjects)
    return own and not (dimension == "group" and "staff" in metric.needs)


@given(seed=st.integers(0, 10**9))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rights_narrow_as_filters_do(opened: Opened, seed: int):
    draw = Random(seed)
    asked = question(draw, opened.cockpit.today)
    name, values = draw.choice((("campus", ("North",)), ("engineer", ("S1", "S2")), ("group", ("one",))))
    # What a top keeps goes by a measure's rows: those must be the same too.
    rankings = {CATALOGUE[top.by or asked.measures[0]] for top in asked.top}
    assume(all(narrowed_alike(ranking, name) for ranking in rankings))
    narrowed = replace(asked, filters=(*asked.filters, (name, values)))
    for mine, filtered in zip(
        opened.cockpit.pivot(asked, Rights(((name, values),))).figures,
        opened.cockpit.pivot(narrowed).figures,
        strict=True,
    ):
        if mine.metric.share_of != name and narrowed_alike(mine.metric, name):
            assert cells(mine, asked) == {
                key: (near(value), n) for key, (value, n) in cells(filtered, narrowed).items()
            }, asked


def test_a_denied_column_refuses_measure_split_and_rank(opened: Opened):
    period = Period(date(2025, 11, 1), date(2026, 5, 1))
    for asked in (
        PivotQuestion(("opened", "satisfaction"), period),
        PivotQuestion(("opened",), period, ("level",)),
        PivotQuestion(("opened",), period, ("campus",), top=(Top("campus", 1, "satisfaction"),)),
    ):
        with pytest.raises(UsageError) as caught:
            opened.cockpit.pivot(asked, Rights(denied=frozenset({"rating", "level"})))
        assert caught.value.key == "denied_column"


def test_what_is_too_large_is_refused(opened: Opened, monkeypatch: pytest.MonkeyPatch):
    asked = PivotQuestion(("opened",), Period(date(2025, 11, 1), date(2026, 5, 1)), ("engineer",), ("day",))
    for module in (pivot_sql, cockpit_module):
        monkeypatch.setattr(module, "MOST_CELLS", 20)
    with pytest.raises(UsageError) as caught:
        opened.cockpit.pivot(asked)
    assert caught.value.key == "pivot_too_large"


def test_a_measure_without_its_columns_has_the_reason(tmp_path: Path):
    site = SmallSite({"tickets": [{"reported_at": "2026-03-02 09:00"}]})
    cockpit = site.opened(moment("2026-03-05 08:00", site.zone), tmp_path)
    asked = PivotQuestion(("satisfaction", "opened"), Period(date(2026, 3, 1), date(2026, 4, 1)), ("campus",))
    for top in ((), (Top("campus", 1),)):
        rated, opened = cockpit.pivot(replace(asked, top=top)).figures
        assert (rated.lacking, rated.table.num_rows) == (("tickets.rating",), 0)
        assert cells(opened, asked) == {((), ()): (1, 1), (("North",), ()): (1, 1)}
