"""A person's shares beside the others': worked by hand, and what must hold whatever the tickets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.evidence import FEWEST, FEWEST_OTHERS, Cell, Counts, Usual, byar, compared, loaded, wilson

EASY: Cell = ("login", "C", "Library")
HARD: Cell = ("cable", "B", "Hall")
cells = st.tuples(*(st.sampled_from((None, "a", "b")) for _ in range(3)))
counts: Any = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n).map(float), st.just(n)))
tickets = st.dictionaries(cells, counts, min_size=1, max_size=8)


def team(easy: float, hard: float, people: int = 6, each: int = 2000) -> list[Counts]:
    return [{EASY: (easy * each, each), HARD: (hard * each, each)} for _ in range(people)]


def test_hard_tickets_are_compared_with_hard_tickets():
    """60 % in time is poor of easy tickets and as usual of hard ones, though the team as a whole had 75 %."""
    usual = team(0.9, 0.6)
    assert compared("sla_met", {HARD: (60.0, 100)}, usual).verdict == "same"
    assert compared("sla_met", {EASY: (60.0, 100)}, usual).verdict == "below"
    assert compared("sla_met", {HARD: (90.0, 100)}, usual).verdict == "above"
    found = compared("sla_met", {EASY: (45.0, 50), HARD: (30.0, 50)}, usual)
    assert (found.value, found.verdict) == (0.75, "same")
    assert found.expected == pytest.approx(0.75, abs=0.001)


def test_a_cell_nobody_else_has_leans_on_the_coarser_one():
    """Twenty tickets of the coarser share stand for the cell: (0 + 20 × 0.6…) / 20, one step after the other."""
    others: list[Counts] = [{HARD: (6.0, 10)} for _ in range(5)]
    found = compared("sla_met", {("cable", "B", "Annex"): (12.0, 20)}, others)
    assert found.expected == pytest.approx(0.6)
    mixed: list[Counts] = [*others, {("login", "C", "Hall"): (50.0, 50)}]
    usual = 80 / 100
    for _ in range(2):
        usual = (30 + 20 * usual) / 70
    assert compared("sla_met", {("cable", "B", "Annex"): (12.0, 20)}, mixed).expected == pytest.approx(usual)


@pytest.mark.parametrize(
    ("n", "people", "verdict"), [(19, 6, "few"), (20, 5, "below"), (20, 4, "alone"), (19, 4, "few"), (0, 6, "few")]
)
def test_too_few_to_say(n: int, people: int, verdict: str):
    own = {EASY: (0.0, n)} if n else {}
    found = compared("sla_met", own, team(0.9, 0.6, people))
    assert (found.n, found.verdict) == (n, verdict)
    assert (found.expected is None) == (verdict != "below")


def test_wilson_is_as_published():
    """Newcombe (1998), table I: 81 of 263 and 0 of 20."""
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)


@given(tickets, st.lists(tickets, min_size=FEWEST_OTHERS, max_size=8))
def test_what_is_expected_lies_within_what_the_others_had(own: Any, others: Any):
    found = compared("sla_met", own, others)
    if found.n < FEWEST:
        assert found.expected is None
        return
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.expected is not None
    shares = [good / n for one in others for good, n in one.values()]
    assert min(shares) - 1e-9 <= found.expected <= max(shares) + 1e-9
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1
    assert (found.verdict == "above") == (found.expected < found.low)


@given(tickets, st.integers(FEWEST_OTHERS, 9))
def test_somebody_like_everybody_is_not_told_apart(own: Any, people: int):
    assert compared("sla_met", own, [own] * people).verdict in ("same", "few")


@given(st.lists(tickets, min_size=2, max_size=6), cells)
def test_leaving_somebody_out_is_as_if_they_had_never_been(people: Any, cell: Cell):
    whole, rest = Usual(people).without(people[0]), Usual(people[1:])
    assert whole.share(cell) == pytest.approx(rest.share(cell))


def test_byar_is_as_published():
    """Breslow and Day (1987), table 2.10: 10 and 100 cases."""
    assert byar(10) == pytest.approx((4.79, 18.39), abs=0.01)
    assert byar(100) == pytest.approx((81.36, 121.63), abs=0.01)


def test_heavy_tickets_count_for_more():
    """Thirty tickets of twice the usual weight are worth sixty: as many as others have, who take sixty light ones."""
    others = [([(60, 1.0)], 30)] * 5
    assert loaded([(30, 2.0)], 30, others).verdict == "same"
    light = loaded([(30, 1.0)], 30, others)
    assert (light.n, light.value, light.expected, light.verdict) == (30, 30.0, 60.0, "below")
    assert loaded([(30, 1.0)], 15, others).verdict == "same"
    assert loaded([(100, 1.0)], 30, others).verdict == "above"


@pytest.mark.parametrize(
    ("n", "days", "people", "verdict"),
    [(20, 30, 5, "below"), (19, 30, 5, "few"), (20, 0, 5, "outside"), (20, 30, 4, "alone")],
)
def test_too_few_to_say_of_a_load(n: int, days: int, people: int, verdict: str):
    found = loaded([(n, 1.0)], days, [([(60, 1.0)], 30)] * people)
    assert (found.n, found.verdict) == (n, verdict)
    assert (found.expected is None) == (verdict != "below")


def test_nobody_who_did_not_work_then_is_compared_with():
    others = [([(60, 1.0)], 30)] * 5
    assert loaded([(30, 1.0)], 30, [*others, ([(9, 1.0)], 0)]) == loaded([(30, 1.0)], 30, others)
