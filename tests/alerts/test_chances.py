"""The chance of so many or more, against the distribution of a library."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cockpit.alerts.chances import at_least


@given(count=st.integers(0, 200), mean=st.floats(0.001, 150), shape=st.floats(0.05, 500))
def test_the_tail_is_that_of_a_negative_binomial(count: int, mean: float, shape: float):
    expected = stats.nbinom.sf(count - 1, shape, shape / (shape + mean))
    assert at_least(count, mean, shape) == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_small_tails_are_exact():
    assert at_least(40, 0.1, 2.0) == pytest.approx(stats.nbinom.sf(39, 2.0, 2.0 / 2.1), rel=1e-9)
    assert at_least(3, 0.0, 1.0) == 0
    assert at_least(0, 5.0, 1.0) == 1
