"""The range of each day and hour: against a plain count, a search through all counts, and what was known before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cockpit.access import Rights
from cockpit.alerts import Range, Ranges, model, ranges
from cockpit.alerts.limits import LEAST_FAR, LOOKS
from cockpit.alerts.watch import LEARNING_DAYS
from cockpit.metrics import Cockpit, open_cockpit
from cockpit.settings import load
from tests.conftest import Site

ZONE = ZoneInfo("Asia/Shanghai")
EAST = (("campus", "东校区"),)


@pytest.fixture(scope="module")
def cockpit(sample_site: Site) -> Cockpit:
    """The sample site at 10:30 on 14 October 2026."""
    return open_cockpit(load(sample_site.config, sample_site.data), environ=sample_site.environ)


@pytest.fixture(scope="module")
def found(cockpit: Cockpit) -> Ranges:
    return ranges(cockpit)


def at(cockpit: Cockpit, day: date, hour: int = 20) -> Cockpit:
    return replace(cockpit, as_of=datetime(day.year, day.month, day.day, hour, tzinfo=ZONE))


def plain(cockpit: Cockpit, condition: str) -> int:
    rows = cockpit.engine.query(
        f"select count(*) as n from store.tickets where work_type = 'fault' and reported_at <= :as_of and {condition}",
        {"as_of": cockpit.as_of},
    )
    found: int = rows["n"][0].as_py()
    return found


def known(one: Range) -> tuple[int, float, int]:
    """The range of what is not unknown."""
    assert one.low is not None
    assert one.expected is not None
    assert one.high is not None
    return one.low, one.expected, one.high


def day_of(found: Ranges, back: int = 0) -> tuple[int, float, int]:
    return known(found.days[-1 - back][1])


@given(mean=st.floats(0.05, 300), dispersion=st.floats(1, 8), deviate=st.floats(0.5, 6))
@example(mean=1, dispersion=7, deviate=0.5)
def test_the_lowest_count_is_the_first_that_is_not_too_far_below(mean: float, dispersion: float, deviate: float):
    least = model.lowest(np.array([mean]), dispersion, deviate)[0]
    first = next(n for n in range(10_000) if model.stands_out(np.array(n), np.array(mean), dispersion) >= -deviate)
    assert least == first


def test_days_hours_and_the_day_so_far_are_what_was_counted(cockpit: Cockpit, found: Ranges):
    assert [day for day, _ in found.days] == [cockpit.today - timedelta(days=back) for back in range(41, -1, -1)]
    for day, one in found.days:
        assert one.actual == plain(cockpit, f"reported_day = date '{day}'")
    here = f"reported_day = date '{cockpit.today}' and reported_hour"
    assert [one.actual for one in found.hours[:10]] == [plain(cockpit, f"{here} < {n}") for n in range(1, 11)]
    assert {one.actual for one in found.hours[10:]} == {None}
    assert (found.hour, found.so_far.actual) == (10.5, found.days[-1][1].actual)


def test_a_day_so_far_is_held_against_what_has_come_by_then(cockpit: Cockpit, found: Ranges):
    first = cockpit.today - timedelta(days=84)
    alike = f"reported_day in (select day from store.days where workday and day < date '{cockpit.today}')"
    alike += f" and reported_day >= date '{first}'"
    nine, ten = (plain(cockpit, f"{alike} and reported_hour < {hour}") for hour in (10, 11))
    part = (nine + (ten - nine) / 2) / plain(cockpit, alike)
    assert known(found.so_far)[1] == pytest.approx(day_of(found)[1] * part, rel=1e-6)
    evening = ranges(at(cockpit, cockpit.today - timedelta(days=1), 23))
    assert known(evening.hours[-1])[1] == pytest.approx(day_of(evening)[1])
    assert 0.9 * day_of(evening)[1] < known(evening.so_far)[1] < day_of(evening)[1]


@pytest.mark.parametrize("where", [(), EAST])
def test_a_range_ends_where_a_search_through_all_counts_ends(cockpit: Cockpit, where: tuple[tuple[str, str], ...]):
    found = ranges(cockpit, where=where)
    for far, some in ((LEAST_FAR, [one for _, one in found.days]), (LEAST_FAR + LOOKS, [found.so_far])):
        for one in some:
            low, expected, high = known(one)
            assert low <= expected <= high
            narrow, wide = ([n for n in range(400) if abs(_far(n, expected, spread)) <= far] for spread in (1.0, 3.0))
            assert wide[0] <= low <= narrow[0]
            assert narrow[-1] <= high <= wide[-1]


def _far(count: int, expected: float, spread: float) -> float:
    return float(model.stands_out(np.array(count), np.array(expected), spread))


def test_filters_rights_and_a_place_are_the_same_tickets(cockpit: Cockpit):
    place, filtered = ranges(cockpit, where=EAST), ranges(cockpit, filters=(("campus", ("东校区",)),))
    assert place == filtered
    allowed = ranges(cockpit, Rights(rows=(("campus", ("东校区",)),)))
    assert [one.actual for _, one in allowed.days] == [one.actual for _, one in place.days]
    assert known(allowed.so_far)[1] == pytest.approx(known(place.so_far)[1], rel=0.15)
    nothing = ranges(cockpit, where=(("campus", "none"),))
    assert {one.actual for _, one in nothing.days} == {0}


def test_an_outage_lies_above_its_range_and_changes_none_of_the_days_before(cockpit: Cockpit):
    day = date(2026, 9, 15)
    before, after = ranges(at(cockpit, day - timedelta(days=1))), ranges(at(cockpit, day))
    actual = after.days[-1][1].actual
    assert actual is not None
    assert actual > day_of(after)[2]
    for back in range(1, 42):
        assert day_of(after, back)[1] == pytest.approx(day_of(before, back - 1)[1], rel=0.02)


def test_days_not_read_are_unknown_and_not_none(cockpit: Cockpit):
    read = replace(cockpit.clocks, sync=cockpit.as_of - timedelta(days=2))
    stale = ranges(replace(cockpit, clocks=read))
    assert [one.actual is None for _, one in stale.days[-3:]] == [False, True, True]
    assert (stale.so_far.actual, stale.so_far.expected, stale.hour) == (None, 0, 0)
    assert {one.actual for one in stale.hours} == {None}
    assert day_of(stale)[1] == pytest.approx(day_of(ranges(cockpit))[1], rel=0.15)


def test_a_site_of_a_few_weeks_is_still_learning(cockpit: Cockpit):
    first = cockpit.engine.first_day
    assert first is not None
    young = ranges(at(cockpit, first + timedelta(days=50)))
    assert young.learning == LEARNING_DAYS - 50
    assert {one.expected for _, one in young.days} == {None}
    assert young.so_far.actual is not None
    grown = ranges(at(cockpit, first + timedelta(days=LEARNING_DAYS)))
    assert grown.learning == 0
    assert [one.expected is None for _, one in grown.days[-2:]] == [True, False]
