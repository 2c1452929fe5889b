"""Colours say what is large of a count, and what is bad of anything that has a better side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.metrics import CATALOGUE
from cockpit.scenes.heat import FALLEN, FEWEST, PLAIN, WORSE, heated, scale
from cockpit.tables import Floats, Measured

FIGURES = st.lists(st.floats(0, 1).map(lambda one: round(one, 3)), min_size=2, max_size=40)


def measured(metric: str, figures: list[float]) -> tuple[Measured, Floats]:
    grid = np.array([figures])
    return Measured(CATALOGUE[metric], grid, np.full(grid.shape, FEWEST), np.zeros(grid.shape, np.int8)), grid


def dark(metric: str, figures: list[float], *, compared: bool = False) -> tuple[list[float], set[int]]:
    one, grid = measured(metric, figures)
    found, tones = heated(one, grid, np.ones(grid.shape, bool), compared=compared)
    return found[0].tolist(), set(tones[0].tolist())


def test_one_odd_rate_leaves_the_others_apart_and_the_worst_stands_out() -> None:
    figures = [0.0, 0.835, 0.89, 0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.966, 0.966, 1.0]
    found, tones = dark("sla_met", figures)
    assert tones == {WORSE}
    assert found[0] == 1
    assert found[1] > 0.9
    assert found[-3:] == [0, 0, 0]
    assert dark("reopen_rate", figures)[0][0] == 0


def test_of_a_count_the_larger_is_darker_whatever_is_better() -> None:
    assert dark("overdue", [0, 5, 10]) == ([0, 0.5, 1], {PLAIN})
    assert dark("resolved", [0, 5, 10]) == ([0, 0.5, 1], {PLAIN})


@pytest.mark.parametrize(("metric", "rise", "fall"), [("sla_met", PLAIN, WORSE), ("overdue", WORSE, PLAIN)])
def test_a_difference_is_coloured_by_its_way(metric: str, rise: int, fall: int) -> None:
    one, grid = measured(metric, [-0.2, 0.1])
    found, tones = heated(one, grid, np.ones(grid.shape, bool), compared=True)
    assert found.tolist() == [[1, 0.5]]
    assert tones.tolist() == [[fall, rise]]


def test_a_difference_that_is_neither_good_nor_bad_is_grey_where_it_fell() -> None:
    one, grid = measured("load", [-1.0, 1.0])
    assert heated(one, grid, np.ones(grid.shape, bool), compared=True)[1].tolist() == [[FALLEN, PLAIN]]


@given(figures=FIGURES, metric=st.sampled_from(["sla_met", "reopen_rate", "time_to_resolve", "opened", "load"]))
def test_colours_keep_the_order_of_the_figures(figures: list[float], metric: str) -> None:
    one, grid = measured(metric, figures)
    found, _ = heated(one, grid, np.ones(grid.shape, bool), compared=False)
    if len(set(figures)) == 1:
        assert scale(one, grid, np.ones(grid.shape, bool)) is None
        assert np.isnan(found).all()
        return
    assert ((found >= 0) & (found <= 1)).all()
    up = -1 if metric == "sla_met" else 1
    order = np.argsort(grid[0])[::up]
    assert (np.diff(found[0][order]) >= 0).all()
    assert found.min() == 0
    assert found.max() == 1


@pytest.mark.parametrize(("metric", "coloured"), [("sla_met", False), ("time_to_resolve", False), ("score", True)])
def test_what_is_of_few_tickets_has_no_colour_and_takes_none(metric: str, coloured: bool) -> None:
    figures = [0.2, 0.5, 0.6, 0.7, 0.8]
    one, grid = measured(metric, figures)
    one.n[0, 0] = FEWEST - 1
    everywhere = np.ones(grid.shape, bool)
    found, _ = heated(one, grid, everywhere, compared=False)
    assert np.isfinite(found[0, 0]) == coloured
    if not coloured:
        without, _ = heated(*measured(metric, figures[1:]), np.ones((1, 4), bool), compared=False)
        assert found[0, 1:].tolist() == without[0].tolist()


def test_a_change_of_next_to_nothing_has_no_colour_though_its_difference_has() -> None:
    one, grid = measured("opened", [3.0, 1.0, 0.5, -0.5])
    former = np.array([[1, 10, 20, 20]])
    one = replace(one, n=np.array([[4, 20, 30, 10]]), n_against=former, change=grid, difference=grid * former)
    everywhere = np.ones(grid.shape, bool)
    found, _ = heated(one, grid, everywhere, compared=True)
    assert np.isnan(found[0, 0])
    assert found[0, 1] == 1
    assert one.difference is not None
    assert heated(one, one.difference, everywhere, compared=True)[0][0, 0] > 0
    one.n[0, 0] = FEWEST
    assert heated(one, grid, everywhere, compared=True)[0][0, 0] == 1


def test_what_has_no_figure_has_no_colour() -> None:
    one, grid = measured("sla_met", [np.nan, 0.5, 0.9])
    found, _ = heated(one, grid, np.array([[True, True, False]]), compared=False)
    assert np.isnan(found).all()
