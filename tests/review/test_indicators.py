"""Every measure of a month beside the cockpit's own answer and its naive twin; targets and misses as told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from cockpit.access import MANAGER
from cockpit.i18n import has, say, uncapital
from cockpit.metrics import CATALOGUE, Question
from cockpit.metrics.catalogue import PEOPLE
from cockpit.review.indicators import ENOUGH, SPLITS, indicators, measures
from cockpit.settings import LANGUAGES, Terms
from tests.metrics import chance
from tests.metrics.test_twins import naive_figures, raw_site
from tests.review.chance_months import MONTHS, agree, month, opened

TERMS = (
    Terms(
        date(2020, 1, 1),
        targets={"satisfaction": 50, "reopen_rate": 0.05, "first_time_fix": 0.5, "time_to_resolve": 2, "backlog": 3},
    ),
)


def test_every_measure_of_the_catalogue_has_its_theme_once():
    names = [one.name for _, one in measures()]
    assert len(names) == len(set(names))
    assert set(names) == set(CATALOGUE)
    assert all(has(f"metrics.{name}.name", language) for name in names for language in LANGUAGES)


@pytest.mark.parametrize("seed", range(2))
def test_every_figure_is_the_answer_and_its_twin(seed, tmp_path):
    small = replace(chance.site(seed), contract=TERMS)
    cockpit, settings = opened(small, tmp_path)
    raw, span, compared = raw_site(small), cockpit.span(), 0
    for first in MONTHS[1:]:
        found = month(cockpit, settings, first)
        told = indicators(found)
        assert {one.metric for one in told} == {
            one.name for one in CATALOGUE.values() if cockpit.offers(one, MANAGER) and not cockpit.lacks(one)
        }
        for one in told:
            assert one.former
            assert one.year_before
            assert (one.former.period, one.year_before.period) == (found.former, found.year_before)
            for figure in (one.figure, one.former, one.year_before):
                agree(figure, found)
                if span.first <= figure.period.first and figure.period.until <= span.until:
                    value, n = naive_figures(raw, cockpit, Question(one.metric, figure.period)).get((), (None, 0))
                    assert figure.value == (None if value is None else pytest.approx(value)), one.metric
                    assert figure.n == n
                    compared += value is not None
    assert compared > len(CATALOGUE)


@pytest.mark.parametrize("seed", range(3))
def test_targets_are_judged_by_the_unrounded_value(seed, tmp_path):
    small = replace(chance.site(seed), contract=TERMS)
    found = month(*opened(small, tmp_path), MONTHS[seed])
    wanted = {"sla_met": 0.95, "manual_coverage": 0.8, "satisfaction": 50, "first_time_fix": 0.5}
    wanted |= dict.fromkeys(("core_room_days", "duty_coverage", "complaint_on_time", "report_on_time"), 1)
    most = {"reopen_rate": 0.05, "time_to_resolve": 2, "backlog": 3}
    states = {one.metric: one for one in indicators(found)}
    judged = 0
    for name, target in (wanted | most).items():
        one = states.get(name)
        if one is None:
            continue
        kept = one.figure.value is not None and (
            one.figure.value <= target if name in most else one.figure.value >= target
        )
        assert one.state == ("" if one.figure.value is None else "fine" if kept else "late"), name
        assert one.target.startswith("≤" if name in most else "≥") or one.target == "100%"
        assert one.state_text == {"": "无数据", "fine": "达标", "late": "未达标"}[one.state]
        judged += bool(one.state)
    assert judged >= 5
    assert all(one.state == "" for one in states.values() if not one.target)


def test_a_remark_says_where_a_miss_lies(tmp_path):
    small = replace(chance.site(1), contract=TERMS)
    found = month(*opened(small, tmp_path), date(2026, 1, 1), "en")
    looked = 0
    for one in indicators(found):
        if one.state != "late" or not (
            where := re.search(r"(lowest|highest) by (.*?)(?: with n ≥ (\d+))?: (.*) \(n =", one.remark)
        ):
            continue
        metric, least = CATALOGUE[one.metric], int(where[3] or 1)
        split = next(one for one in SPLITS if uncapital(say(f"common.dims.{one}", "en")) == where[2])
        assert split not in PEOPLE
        rows = [row for row in found.answer(metric.name, split, against=None).rows if row[split] and row["n"] >= least]
        pick = min if where[1] == "lowest" else max
        row = pick(rows, key=lambda row: row["value"])
        assert where[4] == f"{found.label(split, row[split])} {found.told(row['value'], metric)}"
        assert row["n"] >= ENOUGH
        looked += 1
    assert looked >= 2


def test_a_miss_that_rounds_to_its_target_is_told_with_more_digits(by_chance):
    _, cockpit, settings = by_chance(2)
    share = next(
        one.figure.value for one in indicators(month(cockpit, settings, MONTHS[0])) if one.metric == "reopen_rate"
    )
    assert share
    terms = (Terms(date(2020, 1, 1), targets={"reopen_rate": share - 1e-5}),)
    found = month(cockpit, replace(settings, contract=terms), MONTHS[0])
    told = next(one for one in indicators(found) if one.metric == "reopen_rate")
    assert told.state == "late"
    assert float(told.figure.text.rstrip("%")) / 100 > share - 1e-5


def test_scores_and_pay_are_private(by_chance):
    _, cockpit, settings = by_chance(0)
    found = indicators(month(cockpit, settings, MONTHS[0]))
    assert {one.metric for one in found if one.private} == {"score", "score_passed", "pay"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_month_is_told_so(language, by_chance):
    _, cockpit, settings = by_chance(0)
    found = indicators(month(cockpit, settings, MONTHS[-1], language))
    told = found[0].former
    assert told
    assert told.text in ("无数据", "無資料", "no data")
    assert not any(one.state for one in found if one.metric != "training_hours")
