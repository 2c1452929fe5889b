"""Parts that run out before delivery, by plain simulation; the terms of the year to come; days of work of a month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.access import Rights
from cockpit.alerts import ahead, parts
from cockpit.alerts.parts import LIKELY, Short, rate, short_of
from cockpit.alerts.staffing import staffing, work
from cockpit.alerts.terms import missing_terms
from cockpit.alerts.volume import Expected
from cockpit.contract.stock import Stock
from cockpit.settings.model import Calendar, Term
from tests.metrics.small_site import Row, SmallSite

NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
TODAY = date(2026, 6, 1)


def move(days: float, quantity: float, part: str = "P1", store: str = "main", **more: object) -> Row:
    at = (NOW - timedelta(days=days)).isoformat()
    return {"moved_at": at, "part_id": part, "store": store, "quantity": quantity, **more}


def shelf(**facts: object) -> Row:
    return {"part_id": "P1", "name": "AP", "kind": "spare", "unit": "pcs", "minimum": 5, "lead_days": 30, **facts}


def opened(folder: Path, moves: list[Row], *kept: Row) -> tuple[Short, ...]:
    site = SmallSite({"tickets": [{"reported_at": "2026-05-01 08:00"}], "parts": kept, "part_moves": moves})
    return parts(site.opened(NOW, folder))


def test_a_part_that_runs_out_before_delivery_is_told(tmp_path: Path):
    weekly = [move(7 * week + 1, -2) for week in range(50)]
    (one,) = opened(tmp_path, [move(400, 106), *weekly], shelf(on_order=10.0))
    assert (one.part_id, one.name, one.unit, one.stock, one.lead_days) == ("P1", "AP", "pcs", Decimal(6), 30)
    assert one.per_week == pytest.approx(2, rel=0.1)
    assert one.days_left == pytest.approx(21, rel=0.1)
    assert one.runs_out == TODAY + timedelta(days=int(one.days_left))
    assert one.chance > 0.5
    assert one.enough_ordered


def test_one_that_lasts_is_not(tmp_path: Path):
    weekly = [move(7 * week + 1, -2) for week in range(50)]
    assert opened(tmp_path, [move(400, 150), *weekly], shelf()) == ()


@pytest.mark.parametrize(
    ("moves", "facts"),
    [
        ([move(400, 3)], {}),  # nothing was used of it
        ([move(7, -2)], {}),  # the books are below nothing
        ([move(400, 3), move(5, -2)], {"lead_days": None}),
    ],
)
def test_what_is_not_known_is_not_told(tmp_path: Path, moves: list[Row], facts: dict[str, object]):
    kept = [one for one in [shelf(**facts)] if one]
    rows = [{name: cell for name, cell in row.items() if cell is not None} for row in kept]
    assert opened(tmp_path, moves, *rows) == ()


def test_nothing_left_is_told_as_such(tmp_path: Path):
    (one,) = opened(tmp_path, [move(400, 2), move(5, -1), move(9, -1)], shelf())
    assert (one.stock, one.chance, one.runs_out) == (Decimal(0), 1.0, None)


def test_who_may_not_see_every_store_is_told_nothing(tmp_path: Path):
    site = SmallSite(
        {
            "tickets": [{"reported_at": "2026-05-01 08:00"}],
            "parts": [shelf()],
            "part_moves": [move(400, 2), move(5, -1), move(9, -1)],
        }
    )
    cockpit = site.opened(NOW, tmp_path)
    assert len(parts(cockpit)) == 1
    assert parts(cockpit, Rights(rows=(("group", ("one",)),))) == ()


@given(seed=st.integers(0, 500), main=st.integers(1, 30), lead=st.integers(5, 60))
def test_the_chance_is_that_of_a_plain_simulation(seed: int, main: int, lead: int):
    random = np.random.default_rng(seed)
    used = [(TODAY - timedelta(days=int(day)), 1.0) for day in random.integers(0, 360, random.integers(10, 80))]
    lately = sum(day > TODAY - timedelta(days=91) for day, _ in used)
    uses, size = rate(used, TODAY)
    assert size == 1
    rates = random.gamma(lately + 2, uses / (lately + 2), 20_000)
    simulated = float((random.poisson(rates * lead) >= main).mean())
    found = short_of(Stock(shelf(lead_days=lead, on_order=None), Decimal(main), {}), used, TODAY)
    if found is not None:
        assert found.chance == pytest.approx(simulated, abs=0.02)
    else:
        assert simulated < LIKELY + 0.02
        assert main / uses >= lead


def test_the_next_terms_are_asked_for_in_time():
    terms = (Term("autumn", date(2025, 9, 1), date(2026, 1, 15)), Term("spring", date(2026, 2, 20), date(2026, 7, 3)))
    calendar = Calendar(terms=terms)
    assert missing_terms(calendar, date(2026, 5, 3)) is None
    for day in (date(2026, 5, 4), date(2026, 9, 1)):
        found = missing_terms(calendar, day)
        assert found is not None
        assert found.last == date(2026, 7, 3)
    none = missing_terms(Calendar(), TODAY)
    assert none is not None
    assert none.last is None


@given(low=st.integers(0, 900), more=st.integers(0, 900), per_day=st.floats(0.2, 9), usual=st.integers(0, 900))
def test_days_of_work_are_enough_and_not_one_too_many(low: int, more: int, per_day: float, usual: int):
    found = work(Expected((), low + more / 2, low, low + more, None, None), per_day, usual)
    for days, count in ((found.low, low), (found.needed, low + more / 2), (found.high, low + more)):
        assert (days + 1e-5) * per_day >= count - 1e-4
        assert (days - 1) * per_day < count + 1e-4
    assert found.short == max(found.needed - usual, 0)


def test_the_pace_is_that_of_the_people_who_take_tickets_in_busy_weeks(tmp_path: Path):
    tickets = [
        {
            "reported_at": f"{TODAY - timedelta(days=day)} 08:00",
            "resolved_at": f"{TODAY - timedelta(days=day)} 10:00",
            "status": "closed",
            "engineer_id": f"E{at % 2}",
        }
        for day in range(1, 1 + 26 * 7)
        for at in range(4 if day <= 70 else 2)
    ]
    shifts = [
        {"staff_id": name, "date": f"{TODAY - timedelta(days=day)}", "kind": kind}
        for day in range(1, 1 + 26 * 7)
        for name, kind in (("E0", "day"), ("E1", "leave" if day % 7 == 0 else "day"), ("E9", "day"))
    ]
    site = SmallSite({"tickets": tickets, "shifts": shifts, "staff": [{"staff_id": "E0", "name": "A"}]})
    cockpit = site.opened(NOW, tmp_path)
    found = staffing(cockpit, Expected((), 100.0, 90, 111, None, None), 28)
    assert found is not None
    assert found.per_day == pytest.approx(28 / 13)
    assert (found.low, found.needed, found.high) == (42, 47, 52)
    assert found.usual == 52


def test_a_site_without_these_records_is_told_what_it_can_be(tmp_path: Path):
    site = SmallSite({"tickets": [{"reported_at": "2026-05-01 08:00"}]})
    found = ahead(site.opened(NOW, tmp_path), site.settings(tmp_path))
    assert (found.staffing, found.sla, found.backlog, found.parts) == (None, None, (), ())
    assert found.volume.learning > 0
