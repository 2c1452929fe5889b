"""Work by hour of the week against people on shift, reckoned a second time in plain Python."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.access import Rights
from cockpit.metrics import demand
from cockpit.metrics.demand import Block, Move, Place
from cockpit.settings.model import Calendar, Duty
from tests.metrics.small_site import Row, SmallSite

ZONE = "Asia/Shanghai"
MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 4, 27, 4, tzinfo=UTC)  # a Monday: the eight weeks before it begin on 2 March
HOLIDAY = date(2026, 4, 6)
WORKED = date(2026, 4, 11)
DUTY = Duty()
KINDS = ("day", "night", "weekend", "leave")


def by_chance(seed: int) -> SmallSite:
    """Tickets and shifts of ten weeks: with and without site, half hours, over midnight, never clocked, on leave."""
    draw = Random(seed)
    tickets: list[Row] = [
        {
            "reported_at": f"{MONDAY + timedelta(days=draw.randint(-9, 58))} {draw.randint(0, 23):02d}:30",
            "campus": draw.choice(("North", "West")),
            "engineer_id": draw.choice((None, "S1", "S2", "S3")),
            "work_type": draw.choice(("fault", "test")),
        }
        for _ in range(600)
    ]
    shifts: dict[tuple[str, date, str], Row] = {}
    for _ in range(200):
        day, kind = MONDAY + timedelta(days=draw.randint(-9, 58)), draw.choice(KINDS)
        begin = datetime.combine(day, datetime.min.time()) + timedelta(minutes=30 * draw.randint(0, 47))
        person = f"S{draw.randint(1, 5)}"
        shifts[person, day, kind] = {
            "staff_id": person,
            "date": str(day),
            "kind": kind,
            "site": draw.choice((None, "North", "West")),
            "planned_start": str(begin) if draw.random() < 0.9 else None,
            "planned_end": str(begin + timedelta(minutes=30 * draw.randint(1, 26))) if draw.random() < 0.9 else None,
            "clock_in": str(begin - timedelta(minutes=5)) if draw.random() < 0.8 else None,
            "clock_out": str(begin + timedelta(hours=9)) if draw.random() < 0.5 else None,
        }
    staff = [{"staff_id": f"S{n}", "name": f"N{n}", "campus": "North" if n % 2 else "West"} for n in range(1, 6)]
    calendar = Calendar(holidays=(HOLIDAY,), workdays=(WORKED,))
    return SmallSite({"tickets": tickets, "shifts": [*shifts.values()], "staff": staff}, ZONE, calendar=calendar)


def naive(small: SmallSite, sites: tuple[str, ...]) -> dict[Place, tuple[float, float]]:
    """Day after day, in steps of five minutes."""
    zone = ZoneInfo(ZONE)
    homes = {one["staff_id"]: one["campus"] for one in small.rows["staff"]}
    stored = {name: table.to_pylist() for name, table in small.tables.items()}
    days = [day for n in range(56) if (day := MONDAY + timedelta(n)) not in (HOLIDAY, WORKED)]
    count = Counter(day.isoweekday() for day in days)
    tickets = [(one["reported_at"].astimezone(zone), one) for one in stored["tickets"]]
    took = {one["engineer_id"] for at, one in tickets if MONDAY <= at.date() < NOW.date()}
    came = Counter(
        (at.isoweekday(), at.hour) for at, one in tickets if at.date() in days and (not sites or one["campus"] in sites)
    )
    steps: set[tuple[str, datetime]] = set()
    for one in stored["shifts"]:
        begin, end = one["planned_start"] or one["clock_in"], one["planned_end"] or one["clock_out"]
        left_out = one["kind"] == "leave" or one["staff_id"] not in took or not (one["clock_in"] or one["clock_out"])
        if left_out or not (begin and end) or (sites and (one["site"] or homes[one["staff_id"]]) not in sites):
            continue
        at = begin.astimezone(zone)
        while at < end:
            steps.add((one["staff_id"], at))
            at += timedelta(minutes=5)
    there = Counter((at.isoweekday(), at.hour) for _, at in steps if at.date() in days)
    return {
        (weekday, hour): (came[weekday, hour] / count[weekday], there[weekday, hour] / 12 / count[weekday])
        for weekday in range(1, 8)
        for hour in range(24)
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_the_means_of_every_hour(seed: int, tmp_path: Path):
    small = by_chance(seed)
    cockpit = small.opened(NOW, tmp_path)
    for sites in ((), ("North",), ("North", "West"), ("nowhere",)):
        found = demand.week(cockpit, ZONE, Duty(), sites=sites)
        assert found.enough
        assert (found.days[1], found.days[2], found.days[6]) == (7, 8, 7)
        again = naive(small, sites)
        assert found.expected == pytest.approx({place: came for place, (came, _) in again.items()})
        assert found.present == pytest.approx({place: there for place, (_, there) in again.items()})
        assert any(found.present.values()) == (sites != ("nowhere",))


def test_too_few_days_say_nothing(tmp_path: Path):
    cockpit = by_chance(3).opened(NOW, tmp_path)
    assert demand.week(cockpit, ZONE, Duty(least_days=7)).enough
    for few in (demand.week(cockpit, ZONE, Duty(least_days=8)), demand.week(cockpit, ZONE, Duty(weeks=3))):
        assert (few.enough, few.expected, few.move) == (False, {}, None)


def test_who_may_see_nobody_counts_nobody(tmp_path: Path):
    cockpit = by_chance(3).opened(NOW, tmp_path)
    found = demand.week(cockpit, ZONE, Duty(), rights=Rights((("campus", ("nowhere",)),)))
    assert sum(found.expected.values()) == sum(found.present.values()) == 0
    assert found.move is None


def days(weeks: int = 8) -> list[date]:
    return [MONDAY + timedelta(n) for n in range(7 * weeks)]


def at(there: dict[tuple[date, int], float], site: str = "North") -> dict[str, dict[tuple[date, int], float]]:
    """All of them at one site."""
    return {site: there}


def seen(each: dict[tuple[int, range], float]) -> dict[tuple[date, int], float]:
    """The same every week: so much in each of these hours of a weekday."""
    return {
        (day, h): n
        for (weekday, hours), n in each.items()
        for day in days()
        if day.isoweekday() == weekday
        for h in hours
    }


def test_a_shift_moves_from_idle_hours_to_those_without_anybody():
    came = seen({(2, range(8, 12)): 1, (2, range(18, 22)): 3, (5, range(8, 12)): 0.1})
    there = seen({(2, range(8, 16)): 6, (5, range(8, 16)): 6})
    move = demand.reckoned(days(), came, at(there), DUTY).move
    assert move == Move(Block(2, 18, 3, 0), Block(2, 12, 0, 6), "North", 6, 8, 8)
    assert move.short.load() == float("inf")
    assert move.short.load(1) == 3
    assert move.spare.load(-1) == 0


def test_another_weekday_gives_where_the_own_has_nobody_to_spare():
    came = seen({(2, range(18, 22)): 3, (4, range(8, 12)): 1, (5, range(8, 12)): 0.5})
    there = seen({(2, range(18, 22)): 1, (4, range(8, 12)): 3, (5, range(8, 12)): 3})
    move = demand.reckoned(days(), came, at(there), DUTY).move
    assert move
    assert move.spare == Block(5, 8, 0.5, 3)


@pytest.mark.parametrize("people", [1, 1.9, 2])
def test_nobody_is_left_alone(people: float):
    came = seen({(2, range(18, 22)): 3, (2, range(8, 12)): 0.5})
    there = seen({(2, range(18, 22)): 1, (2, range(8, 12)): people})
    assert (demand.reckoned(days(), came, at(there), DUTY).move is not None) == (people == 2)


def test_six_people_at_sites_of_one_each_give_nobody_away():
    came = seen({(2, range(18, 22)): 3})
    alone = {f"site {n}": seen({(2, range(8, 12)): 1}) for n in range(6)}
    assert demand.reckoned(days(), came, alone, DUTY).move is None
    move = demand.reckoned(days(), came, {**alone, "North": seen({(5, range(8, 12)): 2})}, DUTY).move
    assert move
    assert (move.spare, move.site, move.posted) == (Block(5, 8, 0, 2), "North", 2)


def test_the_site_with_most_people_gives_and_is_named():
    came = seen({(2, range(18, 22)): 3})
    posts = {"": seen({(2, range(8, 12)): 2}), "West": seen({(2, range(8, 12)): 3}), "North": {}}
    move = demand.reckoned(days(), came, posts, DUTY).move
    assert move
    assert (move.site, move.posted, move.spare.present) == ("West", 3, 5)


@pytest.mark.parametrize(("alone", "moved"), [(3, True), (4, False)])
def test_a_week_in_which_somebody_would_be_left_alone_does_not_count(alone: int, moved: bool):
    few = {MONDAY + timedelta(7 * n + 1) for n in range(alone)}
    there = {(day, hour): 1.0 if day in few else 5.0 for day, hour in seen({(2, range(8, 12)): 1})}
    move = demand.reckoned(days(), seen({(2, range(18, 22)): 3}), at(there), DUTY).move
    assert (move is not None) == moved
    assert move is None or (move.held, move.weeks) == (5, 8)


def test_nothing_is_moved_for_less_than_a_ticket_or_where_all_is_even():
    there = seen({(2, range(8, 12)): 4})
    assert demand.reckoned(days(), seen({(2, range(18, 22)): 0.24}), at(there), DUTY).move is None
    even = seen({(weekday, range(24)): 2 for weekday in range(1, 8)})
    assert demand.reckoned(days(), even, at(even), DUTY).move is None


@pytest.mark.parametrize(("busy", "moved"), [(0.6, True), (0.61, False)])
def test_hours_that_one_person_can_manage_need_no_other(busy: float, moved: bool):
    came = seen({(2, range(18, 22)): 1.2})
    there = seen({(2, range(8, 12)): 4, (2, range(18, 22)): 2})
    assert (demand.reckoned(days(), came, at(there), Duty(busy=busy)).move is not None) == moved


def test_one_bad_week_moves_nobody():
    once = {(MONDAY + timedelta(1), hour): 80.0 for hour in range(18, 22)}
    there = seen({(2, range(18, 22)): 2, (2, range(8, 12)): 4})
    came = seen({(2, range(8, 12)): 1}) | once
    assert demand.reckoned(days(), came, at(there), DUTY).move is None
    always = demand.reckoned(days(), came | seen({(2, range(18, 22)): 9}), at(there), DUTY).move
    assert always
    assert (always.held, always.weeks) == (8, 8)


MOMENTS = st.integers(1_735_689_600, 1_798_675_200).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(
    MOMENTS, st.timedeltas(timedelta(0), timedelta(hours=40)), st.sampled_from([ZONE, "Europe/Berlin", "Asia/Kolkata"])
)
def test_the_hours_of_a_shift_add_up_to_it(begin: datetime, lasts: timedelta, zone: str):
    parts = list(demand._hours(begin, begin + lasts, ZoneInfo(zone)))
    assert sum(part for _, _, part in parts) == pytest.approx(lasts / timedelta(hours=1))
    assert all(0 < part <= 1 for _, _, part in parts)
