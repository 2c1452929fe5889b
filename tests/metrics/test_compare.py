"""An answer beside an earlier one. Every day has one fault, resolved at noon and rated by the day of its month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cockpit.metrics import Answer, Cockpit, Question
from cockpit.periods import Period
from tests.metrics.small_site import SmallSite, moment

FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
AFTER = datetime(2027, 2, 1, tzinfo=UTC)


def day_ticket(day: date) -> dict[str, Any]:
    """In the network; in 2025 also of power; from 2026 on of water; without a group in March."""
    category = (
        "power" if day.year == 2025 and day.day == 7 else "water" if day.year == 2026 and day.day == 8 else "network"
    )
    return {
        "ticket_id": day.isoformat(),
        "category": category,
        "status": "closed",
        "group": None if day.month == 3 else "one",
        "reported_at": f"{day} 09:00",
        "resolved_at": f"{day} 12:00",
        "rating": float(day.day),
    }


@pytest.fixture(scope="module")
def site() -> SmallSite:
    return SmallSite({"tickets": [day_ticket(FIRST + timedelta(days=n)) for n in range((LAST - FIRST).days + 1)]})


@pytest.fixture(scope="module")
def after(site: SmallSite, tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    return site.opened(AFTER, tmp_path_factory.mktemp("after"))


@pytest.fixture(scope="module")
def running(site: SmallSite, tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    """On Tuesday 10 March 2026 at 10:00."""
    return site.opened(moment("2026-03-10 10:00", site.zone), tmp_path_factory.mktemp("running"))


def ask(cockpit: Cockpit, metric: str, first: str, until: str, against: str, *by: str, **where: str) -> Answer:
    filters = tuple((name, (value,)) for name, value in where.items())
    period = Period(date.fromisoformat(first), date.fromisoformat(until))
    return cockpit.answer(Question(metric, period, by, filters, against, course=True))


def beside(answer: Answer) -> dict[Any, Any]:
    """Key of the split → the value it stands beside."""
    by = answer.question.by
    return {tuple(row[name] for name in by) if len(by) > 1 else row[by[0]]: row["value_against"] for row in answer.rows}


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_a_month_beside_the_month_before(after: Cockpit):
    answer = ask(after, "satisfaction", "2026-03-01", "2026-04-01", "previous", "day")
    assert answer.against == Period(day("2026-02-01"), day("2026-03-01"))
    values = beside(answer)
    assert len(values) == 31
    assert values[day("2026-03-28")] == 28
    assert values[day("2026-03-29")] is None
    whole = ask(after, "opened", "2026-03-01", "2026-04-01", "previous")
    assert whole.rows == [{"value": 31, "n": 31, "value_against": 28, "n_against": 28}]
    assert (whole.value, whole.value_against, whole.n) == (31, 28, 31)


def test_a_span_beside_the_equal_span_before(after: Cockpit):
    answer = ask(after, "satisfaction", "2026-03-10", "2026-03-15", "previous", "day")
    assert answer.against == Period(day("2026-03-05"), day("2026-03-10"))
    assert list(beside(answer).values()) == [5, 6, 7, 8, 9]


def test_a_running_month_beside_as_many_days(running: Cockpit):
    answer = ask(running, "opened", "2026-03-01", "2026-04-01", "previous")
    assert answer.against == Period(day("2026-02-01"), day("2026-02-11"))
    assert answer.rows == [{"value": 10, "n": 10, "value_against": 10, "n_against": 10}]
    last_year = ask(running, "opened", "2026-03-01", "2026-04-01", "last-year")
    assert last_year.against == Period(day("2025-03-01"), day("2025-03-11"))
    assert last_year.value_against == 10


def test_a_running_year_by_month(running: Cockpit):
    answer = ask(running, "opened", "2026-01-01", "2027-01-01", "last-year", "month")
    assert [(row["month"].month, row["value"], row["value_against"]) for row in answer.rows] == [
        (1, 31, 31),
        (2, 28, 28),
        (3, 10, 10),
    ]


def test_a_running_week_beside_its_part(running: Cockpit):
    answer = ask(running, "satisfaction", "2026-03-09", "2026-03-16", "previous", "day")
    assert answer.against == Period(day("2026-03-02"), day("2026-03-04"))
    assert beside(answer) == {day("2026-03-09"): 2, day("2026-03-10"): 3}


def test_dates_a_year_apart_over_a_29th_of_february(after: Cockpit):
    leap = beside(ask(after, "satisfaction", "2024-01-01", "2025-01-01", "last-year", "day"))
    assert leap[day("2024-02-28")] == leap[day("2024-02-29")] == 28
    assert leap[day("2024-03-01")] == 1
    assert leap[day("2024-12-31")] == 31
    common = beside(ask(after, "satisfaction", "2025-01-01", "2026-01-01", "previous", "day"))
    assert common[day("2025-02-28")] == 28
    assert common[day("2025-03-01")] == 1
    assert day("2024-02-29") not in common


def test_weeks_a_year_apart_by_number(after: Cockpit):
    values = beside(ask(after, "satisfaction", "2026-01-01", "2027-01-01", "last-year", "week"))
    mean = lambda *days: sum(days) / len(days)  # noqa: E731
    assert values[day("2026-03-02")] == mean(*range(3, 10))  # week 10 of 2025 began on 3 March
    assert values[day("2026-12-21")] == values[day("2026-12-28")] == mean(*range(22, 29))  # 53 falls back on 52


def test_an_iso_week_beside_the_week_of_the_same_number(after: Cockpit):
    answer = ask(after, "satisfaction", "2026-03-02", "2026-03-09", "last-year", "day", "weekday")
    assert answer.against == Period(day("2025-03-03"), day("2025-03-10"))
    assert beside(answer) == {(day("2026-03-02") + timedelta(days=n), n + 1): 3 + n for n in range(7)}


def test_a_quarter_by_month_and_position(after: Cockpit):
    answer = ask(after, "opened", "2026-04-01", "2026-07-01", "previous", "month")
    assert beside(answer) == {day("2026-04-01"): 31, day("2026-05-01"): 28, day("2026-06-01"): 31}


def test_a_span_by_month_beside_as_many_whole_months(after: Cockpit, running: Cockpit):
    """As many days, 89, would begin in the midst of a month."""
    answer = ask(after, "opened", "2026-02-01", "2026-05-01", "previous", "month")
    assert answer.against == Period(day("2025-11-01"), day("2026-02-01"))
    assert beside(answer) == {day("2026-02-01"): 30, day("2026-03-01"): 31, day("2026-04-01"): 31}
    part = ask(running, "opened", "2026-02-01", "2026-04-01", "previous", "month")
    assert beside(part) == {day("2026-02-01"): 31, day("2026-03-01"): 10}
    whole = ask(after, "opened", "2026-02-01", "2026-05-01", "previous")
    assert (whole.against, whole.value_against) == (Period(day("2025-11-04"), day("2026-02-01")), 89)


def test_what_vanished_and_what_is_new_are_seen(after: Cockpit):
    answer = ask(after, "opened", "2026-01-01", "2027-01-01", "last-year", "category")
    assert answer.rows == [
        {"category": "network", "value": 353, "n": 353, "value_against": 353, "n_against": 353},
        {"category": "power", "value": None, "n": 0, "value_against": 12, "n_against": 12},
        {"category": "water", "value": 12, "n": 12, "value_against": None, "n_against": 0},
    ]
    cells = beside(ask(after, "opened", "2026-03-01", "2026-05-01", "last-year", "month", "category"))
    assert cells[day("2026-03-01"), "power"] == cells[day("2026-04-01"), "power"] == 1
    assert cells[day("2026-03-01"), "water"] is None


def test_an_empty_cell_is_a_value_like_others(after: Cockpit):
    answer = ask(after, "opened", "2026-04-01", "2026-05-01", "previous", "group")
    assert answer.rows == [
        {"group": "one", "value": 30, "n": 30, "value_against": None, "n_against": 0},
        {"group": None, "value": None, "n": 0, "value_against": 31, "n_against": 31},
    ]


def test_filters_narrow_both(after: Cockpit):
    answer = ask(after, "opened", "2026-03-01", "2026-04-01", "last-year", category="power")
    assert (answer.value, answer.value_against) == (0, 1)


def test_before_the_data_there_is_nothing_to_compare(after: Cockpit):
    count = ask(after, "opened", "2023-01-01", "2024-01-01", "last-year")
    assert count.rows == [{"value": 365, "n": 365, "value_against": None, "n_against": 0}]
    rate = ask(after, "satisfaction", "2023-01-01", "2024-01-01", "previous", "month")
    assert {row["value_against"] for row in rate.rows} == {None}


def test_a_stock_beside_the_stock_then(tmp_path: Path):
    rows = [
        {"reported_at": "2026-01-10 08:00", "status": "closed", "resolved_at": "2026-02-10 08:00"},
        {"reported_at": "2026-01-20 08:00"},
        {"reported_at": "2026-02-20 08:00"},
        {"reported_at": "2026-03-03 08:00"},
    ]
    site = SmallSite({"tickets": rows})
    cockpit = site.opened(moment("2026-03-05 08:00", site.zone), tmp_path)
    months = ask(cockpit, "backlog", "2026-02-01", "2026-03-01", "previous")
    assert (months.value, months.value_against) == (2, 2)
    part = ask(cockpit, "backlog", "2026-03-01", "2026-04-01", "previous", "month")
    assert part.against == Period(day("2026-02-01"), day("2026-02-06"))
    assert part.rows == [{"month": day("2026-03-01"), "value": 3, "n": 3, "value_against": 2, "n_against": 2}]
