"""The satisfaction matrix, newcomers' courses and the monthly plan: worked by hand, boundaries included."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.contract import training as rules
from cockpit.settings.people import FEEDBACK_BANDS, INDICATORS, Training

TERMS = Training()


def sheet(**answers: float | None) -> dict[str, Any]:
    return dict.fromkeys(INDICATORS) | answers


def matrix(*sheets: dict[str, Any], terms: Training = TERMS) -> rules.Matrix:
    return rules.matrix([(one, terms) for one in sheets])


@pytest.mark.parametrize(
    ("answer", "band"),
    [("100", "A"), ("86", "A"), ("85.99", "B"), ("85.5", "B"), ("85", "B"), ("70", "B"), ("69.99", "C"), ("50", "C"),
     ("49.99", "D"), ("0", "D")],
)  # fmt: skip
def test_a_band_begins_at_its_lower_figure(answer: str, band: str):
    assert rules.band(Fraction(answer), TERMS) == band


def test_overall_is_the_weighted_sum():
    found = matrix(
        sheet(lecturer=90, material=80, environment=70, arrangement=60),
        sheet(lecturer=85.5, material=40, environment=70, arrangement=61),
    )
    lecturer, material, environment, arrangement = found.indicators
    assert lecturer.counts == {"A": 1, "B": 1, "C": 0, "D": 0}
    assert material.counts == {"A": 0, "B": 1, "C": 0, "D": 1}
    assert [one.score for one in found.indicators] == [Fraction("87.75"), 60, 70, Fraction("60.5")]
    assert environment.share("B") == arrangement.share("C") == 1
    # 87.75 × .5 + 60 × .2 + 70 × .15 + 60.5 × .15
    assert found.overall == Fraction("75.45")
    assert found.weakest is material
    assert not found.flagged
    assert found.sheets == 2


def test_what_nobody_answered_is_left_out_and_the_weights_rescaled():
    found = matrix(sheet(lecturer=80, material=60), sheet(lecturer=90))
    assert found.unanswered == ("environment", "arrangement")
    assert [one.counted for one in found.indicators] == [Fraction(500, 7), Fraction(200, 7), 0, 0]
    assert found.overall == Fraction(85 * 50 + 60 * 20, 70)
    assert found.indicators[2].share("A") is None


def test_no_answers_are_no_score():
    for found in (matrix(), matrix(sheet(), sheet())):
        assert found.overall is None
        assert not found.flagged
        assert found.weakest is None


@pytest.mark.parametrize(("answer", "flagged"), [(69.99, True), (70, False)])
def test_broad_dissatisfaction_is_below_the_limit(answer: float, flagged: bool):
    assert matrix(sheet(lecturer=answer)).flagged is flagged


def test_terms_are_those_of_each_sheets_training():
    other = Training(weights=dict(zip(INDICATORS, map(Decimal, (40, 40, 10, 10)), strict=True)))
    found = rules.matrix([(sheet(lecturer=80, material=60), TERMS), (sheet(lecturer=80, material=60), other)])
    assert [one.weight for one in found.indicators] == [45, 30, Fraction("12.5"), Fraction("12.5")]
    assert found.overall == Fraction(80 * 45 + 60 * 30, 75)


ANSWER = st.none() | st.decimals(0, 100, places=1).map(float)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(INDICATORS, ANSWER)), max_size=12))
def test_shares_add_up_and_the_overall_lies_among_the_scores(sheets: list[dict[str, Any]]):
    found = matrix(*sheets)
    for one in found.indicators:
        assert one.n == sum(sheet_[one.name] is not None for sheet_ in sheets)
        if one.n:
            assert sum(one.share(band) or 0 for band in FEEDBACK_BANDS) == 1
    scores = [one.score for one in found.indicators if one.score is not None]
    if scores:
        assert sum(one.counted for one in found.indicators) == 100
        assert found.overall is not None
        assert min(scores) <= found.overall <= max(scores)


def test_newcomers_have_three_months():
    person = {"staff_id": "S9", "hired_on": date(2026, 1, 31)}
    attended = [
        {"title": "计算机网络", "held_on": date(2026, 2, 27), "passed": None},
        {"title": "H3CNE认证课程", "held_on": date(2026, 3, 27), "passed": False},
        {"title": "H3CNE认证课程", "held_on": date(2026, 5, 29), "passed": True},
        {"title": "服务用语", "held_on": date(2026, 2, 3), "passed": True},
    ]
    owed = {one.course: one for one in rules.newcomer(person, attended, date(2026, 2, 2), TERMS, date(2026, 4, 30))}
    assert owed["计算机网络"] == rules.Owed("S9", "计算机网络", date(2026, 4, 30), date(2026, 2, 27), late=False)
    assert (owed["计算机应用基础"].done, owed["计算机应用基础"].late) == (None, False)
    assert owed["H3CNE"].done is None  # what comes later is not known yet
    assert owed["服务用语"] == rules.Owed(
        "S9", "服务用语", date(2026, 2, 2), date(2026, 2, 3), late=True, before_duty=True
    )
    assert owed["计算机网络"].untold is None
    after = {one.course: one for one in rules.newcomer(person, attended, date(2026, 2, 2), TERMS, date(2026, 6, 1))}
    assert after["计算机应用基础"].late
    assert [one.course for one in after.values() if one.overdue] == ["计算机应用基础"]
    assert (after["H3CNE"].done, after["H3CNE"].late) == (date(2026, 5, 29), True)


def test_the_test_before_duty_has_no_day_before_a_duty_is_on_record():
    person = {"staff_id": "S9", "hired_on": date(2026, 1, 31)}
    for today, late in ((date(2026, 4, 30), False), (date(2026, 5, 1), True)):
        found = {one.course: one for one in rules.newcomer(person, [], None, TERMS, today)}
        assert (found["服务用语"].due, found["服务用语"].before_duty, found["服务用语"].late) == (None, True, late)
        assert (found["H3CNE"].due, found["H3CNE"].before_duty) == (date(2026, 4, 30), False)


@pytest.mark.parametrize(
    ("passed", "done", "untold"),
    [(True, date(2026, 2, 1), None), (None, None, date(2026, 2, 1)), (False, None, None)],
)
def test_a_test_counts_where_it_is_known_to_be_passed(passed: bool | None, done: date | None, untold: date | None):
    person = {"staff_id": "S9", "hired_on": date(2026, 1, 31)}
    attended = [{"title": "服务用语考核", "held_on": date(2026, 2, 1), "passed": passed}]
    found = rules.newcomer(person, attended, date(2026, 2, 2), TERMS, date(2026, 2, 3))
    (test,) = [one for one in found if one.course == "服务用语"]
    assert (test.done, test.untold, test.late) == (done, untold, done is None)


@pytest.mark.parametrize(("month", "days"), [(10, (30, 31)), (7, (31,)), (8, (28, 29)), (2, (27, 28))])
def test_the_plan_is_the_last_week(month: int, days: tuple[int, ...]):
    assert rules.planned(date(2026, month, 1)) == tuple(date(2026, month, day) for day in days)
