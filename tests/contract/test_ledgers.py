"""Logs, reviews, stock and visits: the contract's rules worked by hand, boundaries included."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.contract import logs, reviews, stock, visits
from cockpit.settings import Terms

ZONE = ZoneInfo("Asia/Shanghai")
DUE = datetime(2026, 3, 2, 18, 30, tzinfo=ZONE)
SECOND = timedelta(seconds=1)


# ---- daily logs


@pytest.mark.parametrize(
    ("role", "at"),
    [
        ("engineer", time(18, 30)),
        ("agent", time(18, 30)),
        ("deputy_manager", time(18, 30)),
        (None, time(18, 30)),
        ("leader", time(19, 30)),
        ("backbone", time(19, 30)),
        ("operation_manager", time(21)),
    ],
)
def test_each_role_has_its_deadline(role: str | None, at: time):
    assert logs.deadline(role, Terms(date.min)) == at


def test_each_block_of_the_contract_has_its_own_deadlines():
    changed = Terms(date(2026, 3, 1), log_deadlines={**Terms(date.min).log_deadlines, "staff": time(18, 0, 30)})
    rows = logs.deadlines_table([Terms(date(2026, 1, 1)), changed]).to_pylist()
    staff = {row["valid_from"]: row["seconds"] for row in rows if row["role"] == "staff"}
    assert staff == {date(2026, 1, 1): 18 * 3600 + 1800, date(2026, 3, 1): 18 * 3600 + 30}


def owed(**more: datetime | None) -> dict[str, Any]:
    return {"due_by": DUE, "submitted_at": None, "tried_at": None, "excused_at": None, **more}


@pytest.mark.parametrize(
    ("found", "now", "state"),
    [
        ({}, DUE, "waiting"),
        ({}, DUE + SECOND, "missing"),
        ({"submitted_at": DUE - SECOND}, DUE, "waiting"),
        ({"submitted_at": DUE}, DUE + SECOND, "on_time"),
        ({"submitted_at": DUE + SECOND}, DUE + 2 * SECOND, "late"),
        ({"submitted_at": DUE + 2 * SECOND}, DUE + SECOND, "missing"),
        ({"tried_at": DUE}, DUE, "waiting"),
        ({"tried_at": DUE}, DUE + SECOND, "invalid"),
        ({"excused_at": DUE + 2 * SECOND}, DUE + SECOND, "missing"),
        ({"excused_at": DUE + SECOND, "submitted_at": DUE + SECOND}, DUE + SECOND, "excused"),
    ],
)
def test_a_log_stands_as_is_known_now(found: dict[str, datetime], now: datetime, state: str):
    assert logs.state(owed(**found), now) == state


def test_what_is_handed_in_after_midnight_did_not_reach_the_manager_the_same_day():
    night = datetime(2026, 3, 2, 23, 59, 59, tzinfo=ZONE)
    assert logs.same_day({"date": date(2026, 3, 2), "submitted_at": night.astimezone(UTC)}, ZONE)
    assert not logs.same_day({"date": date(2026, 3, 2), "submitted_at": night.astimezone(UTC) + SECOND}, ZONE)


# ---- documents and policies


@pytest.mark.parametrize(
    ("cycle", "reviewed", "due", "overdue"),
    [
        ("week", date(2026, 3, 8), date(2026, 3, 9), date(2026, 3, 16)),
        ("week", date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23)),
        ("month", date(2026, 2, 28), date(2026, 3, 1), date(2026, 4, 1)),
        ("month", date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)),
        ("quarter", date(2026, 3, 31), date(2026, 4, 1), date(2026, 7, 1)),
        ("quarter", date(2026, 10, 1), date(2027, 1, 1), date(2027, 4, 1)),
        ("year", date(2025, 12, 31), date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_due_in_the_next_cycle_overdue_in_the_one_after(cycle: str, reviewed: date, due: date, overdue: date):
    assert reviews.again(cycle, reviewed) == (due, overdue)
    one = {"last_reviewed_on": reviewed, "due_from": due, "overdue_from": overdue}
    day = timedelta(days=1)
    states = [reviews.state(one, at) for at in (reviewed, due - day, due, overdue - day, overdue)]
    assert states == ["current", "current", "due", "due", "overdue"]


def test_what_was_never_reviewed_says_so():
    assert reviews.again("month", None) == (None, None)
    assert reviews.state({"last_reviewed_on": None}, date(2026, 3, 1)) == "never"


@pytest.mark.parametrize(
    ("changed_on", "reviewed", "told"),
    [
        (None, None, False),
        (None, date(2026, 3, 1), False),
        (date(2026, 3, 1), None, True),
        (date(2026, 3, 1), date(2026, 3, 1), False),
        (date(2026, 3, 2), date(2026, 3, 1), True),
    ],
)
def test_a_change_after_the_review_is_told(changed_on: date | None, reviewed: date | None, told: bool):
    assert reviews.changed({"changed_on": changed_on, "last_reviewed_on": reviewed}) is told


@given(st.sampled_from(["week", "month", "quarter", "year"]), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_review_lasts_to_the_end_of_its_cycle_and_is_overdue_a_cycle_later(cycle: str, day: date):
    due, overdue = reviews.again(cycle, day)
    assert due
    assert overdue
    assert day < due < overdue
    assert reviews.again(cycle, due - timedelta(days=1)) == (due, overdue)
    assert reviews.again(cycle, due)[0] == overdue


# ---- parts

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def move(quantity: float, store: str = "main", *, part: str = "P1", minutes: int = 0, **more: Any) -> dict[str, Any]:
    at = AT + timedelta(minutes=minutes)
    usual = {"ticket_id": None, "old_returned": None, "moved_at": at}
    return {**usual, "part_id": part, "store": store, "quantity": quantity, **more}


def part(minimum: float = 5, on_order: float | None = None, part_id: str = "P1") -> dict[str, Any]:
    return {"part_id": part_id, "minimum": minimum, "on_order": on_order}


@pytest.mark.parametrize(("count", "below"), [(5.1, False), (5, False), (4.9, True), (0, True), (-1, True)])
def test_the_minimum_itself_is_enough(count: float, below: bool):
    (found,) = stock.stocks([part()], [move(10), move(count - 10, minutes=1)])
    assert found.main == Decimal(str(count))
    assert (found.below, found.negative) == (below, count < 0)


def test_a_part_without_moves_has_no_known_stock():
    (found,) = stock.stocks([part()], [move(1, part="other")])
    assert found.main is None
    assert not found.below
    assert not found.negative


def test_a_tenth_thrice_is_three_tenths():
    (found,) = stock.stocks([part(0.3)], [move(0.1), move(0.1), move(0.1)])
    assert found.main == Decimal("0.3")
    assert not found.below


def test_what_people_hold_is_not_in_the_main_store_and_what_is_on_order_comes():
    moves = [move(6), move(-2), move(2, "S1"), move(1, "S2"), move(-1, "S2")]
    (found,) = stock.stocks([part(5, 3)], moves)
    assert (found.main, found.held) == (Decimal(4), {"S1": Decimal(2)})
    assert found.below
    assert found.short == 0
    (found,) = stock.stocks([part(9, 3)], moves)
    assert found.short == 2


def test_drawn_and_used_for_a_ticket_is_used_once():
    moves = [
        move(20),
        move(-1, ticket_id="T1"),
        move(1, "S1", ticket_id="T1"),
        move(-1, "S1", ticket_id="T1", minutes=10, old_returned=False),
    ]
    (one,) = stock.uses(moves)
    assert (one.ticket_id, one.store, one.at) == ("T1", "S1", AT + timedelta(minutes=10))
    assert one.quantity == 1
    assert one.old_returned is False


def test_drawn_and_brought_back_is_not_used_and_nor_is_moving_without_a_ticket():
    drawn = [move(-2, ticket_id="T1"), move(2, "S1", ticket_id="T1")]
    back = [move(-2, "S1", ticket_id="T1", minutes=90), move(2, ticket_id="T1", minutes=90)]
    assert stock.uses([*drawn, *back]) == []
    assert stock.uses([move(-3), move(3, "S1")]) == []
    assert [one.quantity for one in stock.uses([move(-3), move(2, "S1")])] == [1]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["main", "S1", "S2"]),
            st.integers(-30, 30),
            st.sampled_from([None, "T1", "T2"]),
            st.integers(0, 3),
        ),
        max_size=30,
    )
)
def test_what_is_used_is_what_left_all_stores(told: list[tuple[str, int, str | None, int]]):
    moves = [move(n / 10, store, ticket_id=ticket, minutes=at) for store, n, ticket, at in told]
    together: dict[object, Fraction] = {}
    for store, n, ticket, at in told:
        del store
        together[ticket or at] = together.get(ticket or at, Fraction(0)) + Fraction(n, 10)
    lost = -sum(net for net in together.values() if net < 0)
    assert sum(Fraction(one.quantity) for one in stock.uses(moves)) == lost
    (found,) = stock.stocks([part()], moves) if moves else (None,)
    if found:
        assert Fraction(found.main or 0) == sum(Fraction(n, 10) for store, n, _, _ in told if store == "main")


@pytest.mark.parametrize(
    ("told", "kind", "state"),
    [
        (True, "spare", "returned"),
        (False, "tool", "kept"),
        (None, "tool", "untold"),
        (False, "consumable", "none"),
        (True, None, "none"),
    ],
)
def test_old_for_new_holds_for_parts_and_tools(told: bool | None, kind: str | None, state: str):
    assert stock.old_part(use(old_returned=told), kind) == state


def use(**more: Any) -> stock.Use:
    usual = {"part_id": "P1", "ticket_id": "T1", "at": AT, "quantity": Decimal(1), "store": "S1", "old_returned": None}
    return stock.Use(**{**usual, **more})


TICKET = {"status": "closed", "reported_at": AT, "engineer_id": "S1"}


@pytest.mark.parametrize(
    ("taken", "ticket", "faults"),
    [
        ({}, TICKET, []),
        ({"store": "main"}, {**TICKET, "engineer_id": "S2"}, []),
        ({}, {**TICKET, "engineer_id": None}, []),
        ({"ticket_id": None}, None, ["no_ticket"]),
        ({}, None, ["unknown_ticket"]),
        ({}, {**TICKET, "status": "cancelled"}, ["cancelled"]),
        ({"at": AT - SECOND}, TICKET, ["before_report"]),
        ({"at": AT - SECOND}, {**TICKET, "engineer_id": "S2"}, ["before_report", "other_person"]),
    ],
)
def test_what_does_not_match_a_ticket(taken: dict[str, Any], ticket: dict[str, Any] | None, faults: list[str]):
    assert stock.faults(use(**taken), ticket) == faults


# ---- machine rooms

BOTH = ("left_at", "approved_by")
ENTERED = datetime(2026, 3, 2, 23, 0, tzinfo=ZONE)
MIDNIGHT = datetime(2026, 3, 3, tzinfo=ZONE)


def visit(**more: Any) -> dict[str, Any]:
    return {"entered_at": ENTERED, "left_at": None, "approved_by": "Ann", **more}


def test_until_midnight_a_visitor_may_be_inside():
    before, after = MIDNIGHT - SECOND, MIDNIGHT
    assert visits.inside(visit(), before, ZONE)
    assert visits.faults(visit(), before, ZONE, BOTH) == []
    assert not visits.inside(visit(), after, ZONE)
    assert visits.faults(visit(), after, ZONE, BOTH) == ["not_left"]
    assert visits.faults(visit(left_at=MIDNIGHT), after, ZONE, BOTH) == []


def test_an_approval_is_missed_only_where_the_site_records_approvals():
    told = visit(left_at=MIDNIGHT, approved_by=None)
    assert visits.faults(told, MIDNIGHT, ZONE, BOTH) == ["not_approved"]
    assert visits.faults(told, MIDNIGHT, ZONE, ("left_at",)) == []
    assert visits.faults(visit(), MIDNIGHT, ZONE, ("approved_by",)) == []


def test_a_visit_lasts_until_it_is_left():
    assert visits.hours(visit()) is None
    assert visits.hours(visit(left_at=MIDNIGHT)) == 1.0


@pytest.mark.parametrize(
    ("said", "operation", "became"),
    [
        (None, "服务器上架", []),
        ("新增交换机1台", "设备巡检", ["added"]),
        ("拆除旧UPS，新增UPS1台", "UPS维保", ["added", "removed"]),
        ("2 switches removed", "visit", ["removed"]),
        ("有", "服务器上架", ["added"]),
        ("有", "更换硬盘", ["replaced"]),
        (" Yes ", "设备下架", ["removed"]),
        ("有", "线路割接", ["unsaid"]),
        ("配线架1个", "服务器上架", ["unsaid"]),  # what is said of the change goes before the operation
    ],
)
def test_what_became_of_equipment(said: str | None, operation: str, became: list[str]):
    told = visit(equipment_change=said, operation=operation)
    assert visits.changes(told) == became
    assert (visits.told(told) is None) == (said is None or said.strip().lower() in visits.BARE)
