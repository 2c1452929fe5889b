"""The last seven days beside the four weeks before, counted a second time ticket by ticket."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import comb
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.access import Rights
from cockpit.alerts.usual import TAIL, likely, week
from cockpit.metrics import Cockpit, Question
from cockpit.periods import Period
from cockpit.settings.model import Calendar
from tests.metrics import chance
from tests.metrics.small_site import Row, SmallSite

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 14, 10, 30, tzinfo=ZONE)  # a Wednesday
GOLDEN = tuple(date(2026, 10, day) for day in range(1, 8))
CALENDAR = Calendar(holidays=GOLDEN, workdays=(date(2026, 10, 10),))


def site() -> SmallSite:
    """Ten weeks of some tickets an hour, few on days off; in the last of them many of one building."""
    draw, rows = Random(5), []
    for hours in range(70 * 24):
        at = (NOW - timedelta(days=70)).replace(minute=0) + timedelta(hours=hours)
        quiet = at.date() in GOLDEN or (at.isoweekday() > 5 and at.date() not in CALENDAR.workdays)
        many = draw.choice((0, 0, 1)) if quiet else draw.randrange(4)
        rows += [_ticket(draw, at + timedelta(minutes=draw.randrange(60))) for _ in range(many)]
        if NOW - at < timedelta(days=2):
            rows.append({**_ticket(draw, at), "campus": "West", "building": "Gym · West"})
    return SmallSite({"tickets": rows}, calendar=CALENDAR)


def _ticket(draw: Random, at: datetime) -> Row:
    campus = draw.choice(("North", "North", "West"))
    return {
        "reported_at": at,
        "work_type": draw.choice(("fault", "fault", "fault", "test")),
        "status": draw.choice(("new", "cancelled")),
        "campus": campus,
        "building": draw.choice((f"Hall · {campus}", f"Gym · {campus}", None)),
        "category": draw.choice(("network", "power")),
    }


@pytest.fixture(scope="module")
def small() -> SmallSite:
    return site()


@pytest.fixture(scope="module")
def cockpit(small: SmallSite, tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    return small.opened(NOW, tmp_path_factory.mktemp("usual"))


def naive(rows: list[Row], now: datetime, wanted: Row) -> tuple[int, float]:
    """How many came in the last seven days, and how many would have at the level of the four weeks before."""

    def off(day: date) -> bool:
        return day in GOLDEN or (day.isoweekday() > 5 and day not in CALENDAR.workdays)

    today = now.date()
    recent = [today - timedelta(days=back) for back in range(7)]
    before = [today - timedelta(days=back) for back in range(7, 35)]
    came = [
        row["reported_at"]
        for row in rows
        if row["work_type"] == "fault" and row["reported_at"] <= now and all(row[key] == wanted[key] for key in wanted)
    ]
    by_day, so_far = Counter(at.date() for at in came), Counter(at.date() for at in came if at.time() < now.time())
    expected = 0.0
    for day in recent:
        alike = [one for one in before if off(one) == off(day)]
        counted = so_far if day == today else by_day
        expected += sum(counted[one] for one in alike) / len(alike)
    return sum(by_day[day] for day in recent), expected


def test_every_place_and_kind_is_counted_and_expected(small: SmallSite, cockpit: Cockpit) -> None:
    found = week(cockpit)
    rows = list(small.rows["tickets"])
    assert found.days == Period(date(2026, 10, 8), date(2026, 10, 15))
    assert found.known
    told = [found.whole, *(one for parts in found.parts.values() for one in parts)]
    assert len(told) == 1 + 2 + 2 + 4 + 4 + 8
    for one in told:
        actual, usual = naive(rows, NOW, dict(one.where))
        assert one.actual == actual, one
        assert one.usual == pytest.approx(usual), one
        assert one.low is not None
        assert one.high is not None
        assert one.low <= usual <= one.high
    assert found.whole.actual == cockpit.answer(Question("opened", found.days)).value


def test_what_is_above_its_range_stands_first(cockpit: Cockpit) -> None:
    found = week(cockpit)
    buildings = found.of("campus", "building")
    assert buildings[0].where == (("campus", "West"), ("building", "Gym · West"))
    assert [one.above for one in buildings] == [True, False, False, False]
    assert [one.actual for one in buildings[1:]] == sorted((one.actual for one in buildings[1:]), reverse=True)
    assert found.of("nothing") == ()


def test_a_holiday_among_the_four_weeks_makes_no_outbreak(small: SmallSite, cockpit: Cockpit) -> None:
    north = week(cockpit, filters=(("campus", ("North",)),))
    assert not north.whole.above
    assert not any(one.above for parts in north.parts.values() for one in parts)
    assert {dict(one.where)["campus"] for one in north.of("campus", "building")} == {"North"}
    assert week(cockpit, Rights((("campus", ("nowhere",)),))).whole.actual == 0


def test_parts_rise_and_fall_with_what_is_expected_of_the_whole(cockpit: Cockpit) -> None:
    plain, twice = week(cockpit), week(cockpit, whole=2 * (week(cockpit).whole.usual or 0))
    for split, parts in plain.parts.items():
        usual = {one.where: one.usual for one in twice.of(*split)}
        assert usual == {one.where: pytest.approx(2 * (one.usual or 0)) for one in parts}
    assert twice.whole.actual == plain.whole.actual
    assert (twice.whole.high or 0) > (plain.whole.high or 0)


def test_data_that_are_behind_are_not_taken_for_a_quiet_hour(small: SmallSite, cockpit: Cockpit) -> None:
    """A sync of yesterday noon: of the days since nothing is expected, of yesterday the morning."""
    noon = (NOW - timedelta(days=1)).replace(hour=12, minute=0)
    behind = week(replace(cockpit, clocks=replace(cockpit.clocks, sync=noon)))
    rows = [row for row in small.rows["tickets"] if row["reported_at"] <= noon]
    _, today = naive(rows, NOW, {})
    assert behind.whole.usual is not None
    assert behind.whole.usual < today


def test_without_four_weeks_before_there_is_no_level(small: SmallSite, tmp_path: Path) -> None:
    rows = [row for row in small.rows["tickets"] if NOW - row["reported_at"] < timedelta(days=30)]
    found = week(SmallSite({"tickets": rows}).opened(NOW, tmp_path))
    assert not found.known
    assert found.whole.actual > 0
    assert (found.whole.usual, found.whole.high, found.whole.above) == (None, None, False)


@pytest.mark.parametrize("seed", [1, 2])
def test_counts_are_those_of_the_measure(seed: int, tmp_path: Path) -> None:
    made = chance.site(seed, count=800)
    cockpit = made.opened(chance.knots(ZoneInfo(made.zone))[-1], tmp_path)
    found = week(cockpit)
    for split in (("category",), ("campus",), ("campus", "building")):
        rows = cockpit.answer(Question("opened", found.days, split)).rows
        counted = {tuple((name, row[name]) for name in split): row["value"] for row in rows}
        assert {one.where: one.actual for one in found.of(*split) if one.actual} == counted


@given(st.floats(0.05, 60), st.integers(1, 8))
def test_the_range_holds_all_but_the_tails(expected: float, weeks: int) -> None:
    """The same probabilities from the textbook's formula, for whole shapes."""
    shape = max(round(expected * weeks), 1)
    low, high = likely(expected, expected**2 / shape)
    part = expected / (shape + expected)

    def below(count: int) -> float:
        return sum(comb(k + shape - 1, k) * part**k * (1 - part) ** shape for k in range(count + 1))

    assert below(low) >= TAIL - 1e-9
    assert low == 0 or below(low - 1) < TAIL + 1e-9
    assert below(high) >= 1 - TAIL - 1e-9
    assert high == 0 or below(high - 1) < 1 - TAIL + 1e-9


def test_of_many_places_each_has_a_smaller_part_of_what_may_stand_out_by_chance(tmp_path: Path) -> None:
    """Six tickets where two are usual: remarkable in one of three buildings, not in one of two hundred."""

    def found(many: int) -> list[str]:
        at = NOW.replace(hour=1)
        rows = [
            {"reported_at": at - timedelta(days=back), "campus": "W", "building": f"B{one}", "category": "k"}
            for one in range(many)
            for back in (3, 9, 13, 17, 21, 25, 29, 33, 40)
        ]
        rows += [{**rows[0], "reported_at": at - timedelta(hours=8 + more)} for more in range(7)]
        (tmp_path / str(many)).mkdir()
        seen = week(SmallSite({"tickets": rows}).opened(NOW, tmp_path / str(many)))
        assert seen.known
        return [dict(one.where)["building"] for one in seen.of("campus", "building") if one.above]

    assert found(3) == ["B0"]
    assert found(200) == []


def test_a_week_that_is_over_is_as_it_was_told_then(small: SmallSite, cockpit: Cockpit) -> None:
    until = date(2026, 10, 12)
    found = week(cockpit, until=until)
    assert found.days == Period(date(2026, 10, 5), until)
    assert found.whole.actual == cockpit.answer(Question("opened", found.days)).value
    for one in found.of("campus", "category"):
        places = tuple((name, (value,)) for name, value in one.where)
        before = Period(date(2026, 9, 7), date(2026, 10, 5))
        assert one.actual == cockpit.answer(Question("opened", found.days, (), places)).value
        assert (one.usual or 0) > 0 or not cockpit.answer(Question("opened", before, (), places)).value
