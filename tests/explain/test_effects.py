"""Contributions add up without a remainder, by exact fractions."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cockpit.explain.effects import Moved, Sums, effect, share
from cockpit.explain.explanation import linear


def sums(total: int, weight: int) -> Sums:
    return Sums(Fraction(total), Fraction(weight))


SIDES = st.builds(sums, st.integers(0, 50), st.integers(0, 9))
PARTS = st.lists(st.builds(Moved, SIDES, SIDES), min_size=1, max_size=8)


def rate_change(whole: Moved) -> Fraction:
    found: Fraction = whole.now.total / whole.now.weight - whole.before.total / whole.before.weight
    return found


@given(PARTS)
def test_of_a_count_they_add_up(parts: list[Moved]):
    whole = sum(parts, Moved())
    effects = [effect(part, whole, rate=False) for part in parts]
    assert sum(one.change for one in effects) == whole.now.total - whole.before.total
    assert effect(whole, whole, rate=False).change == whole.now.total - whole.before.total


@given(PARTS)
def test_of_a_rate_level_and_mix_add_up(parts: list[Moved]):
    whole = sum(parts, Moved())
    if not whole.now.weight or not whole.before.weight:
        return
    effects = [effect(part, whole, rate=True) for part in parts]
    assert all(one.level + one.mix == one.change for one in effects)
    assert sum(one.change for one in effects) == rate_change(whole)
    assert (effect(whole, whole, rate=True).level, effect(whole, whole, rate=True).mix) == (rate_change(whole), 0)


@given(PARTS, PARTS)
def test_parts_of_a_part_add_up_to_it(ones: list[Moved], others: list[Moved]):
    part, whole = sum(ones, Moved()), sum([*ones, *others], Moved())
    for rate in (False, True):
        if rate and (not whole.now.weight or not whole.before.weight):
            return
        inner = sum(effect(one, whole, rate=rate).change for one in ones)
        assert inner == effect(part, whole, rate=rate).change


@given(PARTS)
def test_the_linear_form_is_the_same(parts: list[Moved]):
    whole = sum(parts, Moved())
    if not whole.now.weight or not whole.before.weight:
        return
    for rate in (False, True):
        factors = linear(whole, 0.0, rate=rate)
        for part in parts:
            adds = (
                part.now.total * factors.total_now
                + part.before.total * factors.total_before
                + part.now.weight * factors.weight_now
                + part.before.weight * factors.weight_before
            )
            assert abs(float(adds - effect(part, whole, rate=rate).change)) < 1e-9


def test_as_reckoned_by_hand():
    """Of 10 of 100 simple and 30 of 60 hard ones missed, then 10 of 50 and 30 of 100."""
    simple = Moved(sums(10, 50), sums(10, 100))
    hard = Moved(sums(30, 100), sums(30, 60))
    whole = simple + hard
    found = effect(hard, whole, rate=True)
    weights, rates = (Fraction(60, 160), Fraction(100, 150)), (Fraction(30, 60), Fraction(30, 100))
    middle = (Fraction(40, 160) + Fraction(40, 150)) / 2
    assert found.level == sum(weights) / 2 * (rates[1] - rates[0])
    assert found.mix == (weights[1] - weights[0]) * (sum(rates) / 2 - middle)
    assert found.level < 0 < found.mix
    assert not found.by_mix
    assert share(hard, whole, rate=True) == float(sum(weights) / 2)


def test_what_appears_or_vanishes_has_no_level():
    stays = Moved(sums(5, 10), sums(5, 10))
    comes, goes = Moved(sums(9, 10), Sums()), Moved(Sums(), sums(1, 10))
    whole = stays + comes + goes
    for part in (comes, goes):
        found = effect(part, whole, rate=True)
        assert found.level == 0
        assert found.mix > 0
        assert found.by_mix
    assert effect(stays, whole, rate=True).change == 0
