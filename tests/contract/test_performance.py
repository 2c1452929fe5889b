"""Scores, pay, penalties and the year's consequences: worked by hand, boundaries included."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.contract import performance as rules
from cockpit.contract.performance import Band, Case, Member, Scored
from cockpit.periods import after
from cockpit.settings.people import Scoring

TERMS = Scoring()
D = Decimal


@pytest.mark.parametrize(
    ("score", "band", "factor"),
    [
        ("0", "fail", "0.5"),
        ("69.99", "fail", "0.5"),
        ("70", "pass", "0.7"),
        ("79.99", "pass", "0.7999"),
        ("80", "good", "1"),
        ("89.99", "good", "1"),
        ("90", "excellent", "1"),
        ("100", "excellent", "1"),
    ],
)
def test_bands_begin_at_their_lower_figure(score: str, band: str, factor: str):
    assert rules.band(D(score), TERMS) == band
    assert rules.coefficient(D(score), TERMS) == D(factor)


@pytest.mark.parametrize(
    ("role", "stated", "amount"),
    [
        ("operation_manager", None, 500),
        ("operation_specialist", None, 500),
        ("operation_manager", 300, 300),
        ("leader", None, 300),
        ("backbone", None, 200),
        ("agent", None, 200),
        ("engineer", None, 200),
        ("department_manager", None, 200),
        (None, None, 200),
        ("engineer", 0, 0),
    ],
)
def test_base_is_the_stated_one_or_the_roles(role: str | None, stated: int | None, amount: int):
    assert rules.base(role, None if stated is None else D(stated), TERMS) == amount


@pytest.mark.parametrize(
    ("amount", "score", "penalty", "reward", "paid"),
    [
        ("200", "79.99", "0", None, "159.98"),
        ("200", "85", "0", None, "200.00"),
        ("200", "60", "0", "50", "150.00"),
        ("500", "92", "5", None, "475.00"),
        ("300", "72.5", "10", None, "195.75"),
        # 333 × 0.7005 = 233.2665, less 5 % = 221.603175
        ("333", "70.05", "5", None, "221.60"),
        # exactly half a cent: 1.01 × 0.5 = 0.505
        ("1.01", "50", "0", None, "0.51"),
        ("200", "95", "120", "30", "30.00"),
        ("200", "95", "0", "-250", "0.00"),
    ],
)
def test_pay_is_half_up_to_the_cent(amount: str, score: str, penalty: str, reward: str | None, paid: str):
    factor = rules.coefficient(D(score), TERMS)
    assert rules.pay(D(amount), factor, D(penalty), None if reward is None else D(reward)) == D(paid)


MONEY = st.decimals(0, 10_000, places=2)
SCORE = st.decimals(0, 100, places=2)


@given(MONEY, SCORE, st.decimals(0, 300, places=1))
def test_pay_before_rewards_is_between_nought_and_base(amount: D, score: D, penalty: D):
    found = rules.before_reward(amount, rules.coefficient(score, TERMS), penalty)
    assert 0 <= found <= amount


@given(SCORE, SCORE)
def test_more_points_never_pay_less(one: D, other: D):
    low, high = sorted((one, other))
    assert rules.coefficient(low, TERMS) <= rules.coefficient(high, TERMS)


STAFF = [
    Member("M1", "operation_manager", "office", date(2020, 1, 1)),
    Member("M2", "department_manager", "office", date(2020, 1, 1), date(2026, 3, 14)),
    Member("L1", "leader", "net", date(2020, 1, 1)),
    Member("L2", "leader", "media", date(2020, 1, 1)),
    Member("S1", "engineer", "net", date(2020, 1, 1)),
]


def case(subject: str, day: date, *, kind: str = "overrun", not_told: bool = False) -> Case:
    return Case(subject, kind, day, "S1", "net", not_told)


def charged(*cases: Case) -> list[tuple[str, D, str, bool]]:
    found = rules.penalties(cases, STAFF, {one.day: TERMS for one in cases})
    return [(one.staff_id, one.percent, one.why, one.second) for one in found]


def test_managers_and_the_groups_leader_pay_for_an_emergency():
    assert charged(case("J1", date(2026, 3, 14))) == [
        ("M1", D(5), "manager", False),
        ("M2", D(5), "manager", False),
        ("L1", D(10), "leader", False),
    ]
    assert [one[0] for one in charged(case("J1", date(2026, 3, 15)))] == ["M1", "L1"]  # M2 has left


def test_who_does_not_tell_the_leader_at_once_pays_twenty():
    assert ("S1", D(20), "not_told", False) in charged(case("J1", date(2026, 3, 20), not_told=True))


def test_an_overrun_and_a_complaint_of_one_emergency_are_one_case():
    day = date(2026, 3, 20)
    assert charged(case("J1", day), case("J1", day, kind="complaint")) == charged(case("J1", day))


def test_a_second_case_is_pointed_out_for_leader_and_handler():
    found = charged(case("J1", date(2026, 3, 20), not_told=True), case("J2", date(2026, 5, 2), not_told=True))
    assert [(who, second) for who, _, why, second in found if why != "manager"] == [
        ("L1", False), ("S1", False), ("L1", True), ("S1", True),
    ]  # fmt: skip
    assert not any(second for _, _, why, second in found if why == "manager")


@pytest.mark.parametrize(("day", "second"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_a_case_of_another_year_is_a_first_one(day: date, second: bool):
    found = charged(case("J1", date(2026, 12, 30)), case("J2", day))
    assert [one[-1] for one in found if one[0] == "L1"] == [False, second]


def months(text: str, first: date = date(2025, 10, 1)) -> list[Scored]:
    """One letter a month: e, g, p, f, or a dot where there is no score."""
    found, month = [], first
    for letter in text:
        if letter != ".":
            found.append(Scored(month, next(band for band in Band if band.value[0] == letter)))
        month = after(month, "month")
    return found


def consequences(text: str, number: int, now: date = date(2026, 12, 31), complaints: tuple[date, ...] = ()):
    return rules.year(number, months(text), complaints, TERMS, now)


def test_three_fails_in_a_row_over_the_new_year_count_in_the_year_of_the_third():
    assert consequences("pff" + "f", 2025).no_raise == ()
    found = consequences("pff" + "f", 2026)
    assert found.no_raise == ("run",)
    assert found.runs == ((date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)),)
    assert consequences("fff" + "p", 2026).no_raise == ()
    assert consequences("fff" + "p", 2025).no_raise == ("run",)


def test_a_month_without_a_score_ends_a_run():
    assert consequences("ggg" + "ff.f", 2026).no_raise == ()


def test_five_fails_must_be_within_one_year():
    assert consequences("ggf" + "fgfgfgf", 2026).no_raise == ()
    found = consequences("ggg" + "fgfgfgfgf", 2026)
    assert found.no_raise == ("fails",)
    assert found.fails == tuple(date(2026, month, 1) for month in (1, 3, 5, 7, 9))


def test_three_complaints_found_true():
    days = (date(2026, 1, 1), date(2026, 12, 31), date(2025, 12, 31), date(2026, 6, 1))
    assert consequences("", 2026, complaints=days).no_raise == ("complaints",)
    assert consequences("", 2026, complaints=days[:3]).no_raise == ()


@pytest.mark.parametrize(("good", "raised"), [(10, False), (11, True), (12, True)])
def test_two_raises_need_more_than_ten_good_months(good: int, raised: bool):
    found = consequences("ggg" + "ge" * (good // 2) + "g" * (good % 2) + "p" * (12 - good), 2026)
    assert (len(found.good), found.two_raises) == (good, raised)


@pytest.mark.parametrize(("now", "good"), [(date(2026, 11, 29), 10), (date(2026, 11, 30), 11)])
def test_a_month_counts_when_it_has_ended(now: date, good: int):
    found = consequences("ggg" + "e" * 11, 2026, now)
    assert (len(found.good), found.two_raises) == (good, good > 10)
    failed = consequences("ggg" + "g" * 8 + "fff", 2026, now)
    assert failed.no_raise == (("run",) if good > 10 else ())
    assert failed.nearly == (() if good > 10 else ("run",))


def test_a_raise_that_is_denied_is_not_doubled():
    days = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
    found = consequences("ggg" + "e" * 12, 2026, complaints=days)
    assert (found.no_raise, found.two_raises) == (("complaints",), False)
    assert consequences("ggg" + "e" * 12, 2026, complaints=days[:2]).two_raises


def test_a_run_that_may_reach_into_the_next_year_is_told_in_time():
    at_the_end = "ggggggggggggg" + "ff"  # November, December
    found = consequences(at_the_end, 2027, date(2026, 12, 31))
    assert (found.nearly, found.running) == (("run",), (date(2026, 11, 1), date(2026, 12, 1)))
    assert consequences(at_the_end, 2027, date(2026, 12, 30)).nearly == ()  # December has not ended


def test_one_more_is_told_while_there_is_time():
    four = "ggg" + "fgfgfgf"
    assert consequences(four, 2026, date(2026, 8, 20)).nearly == ("fails",)
    assert consequences(four, 2026, date(2027, 1, 5)).nearly == ()
    two = "ggg" + "gggggff"
    assert consequences(two, 2026, date(2026, 8, 20)).nearly == ("run",)
    assert consequences(two, 2026, date(2026, 11, 20)).nearly == ()  # August's score never came
    assert consequences(two + "g", 2026, date(2026, 9, 20)).nearly == ()
    over_new_year = "ggggggggggggg" + "ff"  # November, December
    assert consequences(over_new_year, 2026, date(2027, 1, 10)).nearly == ()
    assert consequences(over_new_year, 2027, date(2027, 1, 10)).nearly == ("run",)
    assert consequences("", 2026, complaints=(date(2026, 2, 1), date(2026, 3, 1))).nearly == ("complaints",)
