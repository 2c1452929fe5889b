"""What is owed for an emergency, rule by rule, at and around every limit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cockpit.contract import emergencies
from cockpit.contract.emergencies import Duty, State
from cockpit.contract.limits import terms_at
from cockpit.records import RECORDS
from cockpit.settings import Terms

TERMS = Terms(date(2025, 9, 1))
US, MINUTE, HOUR = timedelta(microseconds=1), timedelta(minutes=1), timedelta(hours=1)
FOUND = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LIMIT = FOUND + 4 * HOUR
BACK = FOUND + 3 * HOUR
HANDLED = FOUND + 5 * HOUR
LATER = FOUND + timedelta(days=30)
TEXTS = dict.fromkeys(
    ("progress", "support_needed", "symptom", "impact", "emergency_handling", "cause", "solution", "follow_up"), "x"
)


def incident(**more: Any) -> dict[str, Any]:
    """An A incident of which everything was done in time."""
    columns = dict.fromkeys((*RECORDS["incidents"].names, "overrun_report_at"))
    return {
        **columns,
        **TEXTS,
        "level": "A",
        "nature": "outage",
        "scope": "all",
        "occurred_at": FOUND - 5 * MINUTE,
        "discovered_at": FOUND,
        "discovered_by": "monitoring",
        "told_leader_at": FOUND + 3 * MINUTE,
        "told_customer_at": FOUND + 20 * MINUTE,
        "expected_restore_at": LIMIT,
        "restored_at": BACK,
        "due_at": LIMIT,
        "ended_at": BACK,
        "handled_at": HANDLED,
        "report_done_at": HANDLED + 20 * HOUR,
        **more,
    }


def of(name: str, one: dict[str, Any], now: datetime = LATER, terms: Terms | None = TERMS) -> Duty:
    return {duty.name: duty for duty in emergencies.duties(one, terms, now)}[name]


def state(name: str, now: datetime = LATER, **more: Any) -> State:
    return of(name, incident(**more), now).state


def test_nothing_is_owed_where_all_was_done():
    found = {duty.name: duty.state for duty in emergencies.duties(incident(), TERMS, LATER)}
    assert found.pop("overrun") is State.FREE
    assert set(found.values()) == {State.MET}
    assert list(found) == ["leader", "company", "customer", "elements", "restored", "report", "parts"]


@pytest.mark.parametrize(
    ("told", "now", "expected"),
    [
        (FOUND + 10 * MINUTE, LATER, State.MET),
        (FOUND + 10 * MINUTE + US, LATER, State.MISSED),
        (FOUND - MINUTE, LATER, State.MET),
        (None, FOUND + 10 * MINUTE, State.DUE),
        (None, FOUND + 10 * MINUTE + US, State.MISSED),
        (FOUND + 5 * MINUTE, FOUND + 4 * MINUTE, State.DUE),
    ],
)
def test_the_leader_is_told_within_ten_minutes(told: datetime | None, now: datetime, expected: State):
    duty = of("leader", incident(told_leader_at=told), now)
    assert (duty.state, duty.due) == (expected, FOUND + 10 * MINUTE)


@pytest.mark.parametrize(
    ("told", "ended", "now", "expected"),
    [
        (FOUND + HOUR, None, FOUND + 2 * HOUR, State.MET),
        (BACK + HOUR, BACK, LATER, State.MET),
        (None, None, FOUND + 2 * HOUR, State.DUE),
        (None, BACK, BACK, State.MISSED),
        (None, BACK, BACK - US, State.DUE),
        (FOUND + HOUR, BACK, FOUND, State.DUE),
    ],
)
def test_the_customer_is_told_before_it_is_over(told, ended, now, expected):
    duty = of("customer", incident(told_customer_at=told, restored_at=ended, ended_at=ended, handled_at=ended), now)
    assert (duty.state, duty.due) == (expected, None)


@pytest.mark.parametrize(
    ("column", "element"),
    [
        ("nature", "nature"),
        ("scope", "scope"),
        ("occurred_at", "occurred"),
        ("discovered_by", "discovered_by"),
        ("progress", "progress"),
        ("support_needed", "support"),
    ],
)
def test_each_of_the_seven_elements_is_missed(column: str, element: str):
    assert len(emergencies.COMPANY) == 7
    duty = of("company", incident(**{column: None}))
    assert (duty.state, duty.missing) == (State.MISSED, (element,))
    assert of("company", incident(**{column: None}), FOUND + HOUR).state is State.DUE


def test_blanks_are_no_element_and_several_are_named():
    duty = of("company", incident(progress="  ", support_needed=None))
    assert duty.missing == ("progress", "support")


def test_the_customers_six_elements():
    assert len(emergencies.CUSTOMER) == 6
    assert of("elements", incident(expected_restore_at=None)).missing == ("expected",)
    assert of("elements", incident(scope="", nature=None)).missing == ("nature", "scope")
    assert of("elements", incident(emergency_handling=None)).state is State.MET
    assert of("elements", incident(emergency_handling=None, progress=None)).missing == ("handling",)


@pytest.mark.parametrize(("told", "expected"), [(BACK, State.MET), (BACK - US, State.MISSED), (None, State.MISSED)])
def test_who_is_told_of_the_restoration_needs_none_expected(told, expected):
    assert state("elements", told_customer_at=told, expected_restore_at=None) is expected


@pytest.mark.parametrize(
    ("ended", "now", "expected"),
    [
        (LIMIT, LATER, State.MET),
        (LIMIT + US, LATER, State.MISSED),
        (None, LIMIT - US, State.DUE),
        (None, LIMIT, State.MISSED),
        (LIMIT + HOUR, LIMIT - US, State.DUE),
    ],
)
def test_it_is_over_within_its_limit(ended, now, expected):
    duty = of("restored", incident(ended_at=ended), now)
    assert (duty.state, duty.due) == (expected, LIMIT)


def test_without_a_limit_nothing_overruns():
    assert state("restored", due_at=None) is State.FREE
    assert state("overrun", due_at=None, ended_at=None) is State.FREE


@pytest.mark.parametrize(
    ("ended", "written", "now", "expected"),
    [
        (LIMIT, None, LATER, State.FREE),
        (LIMIT + US, LIMIT + 48 * HOUR, LATER, State.MET),
        (LIMIT + US, LIMIT + 48 * HOUR + US, LATER, State.MISSED),
        (LIMIT + HOUR, None, LIMIT + 48 * HOUR, State.DUE),
        (LIMIT + HOUR, None, LIMIT + 48 * HOUR + US, State.MISSED),
        (None, None, LIMIT - US, State.AHEAD),
        (None, None, LIMIT, State.DUE),
        (LIMIT + HOUR, None, LIMIT, State.DUE),
    ],
)
def test_an_overrun_is_explained_within_two_days(ended, written, now, expected):
    duty = of("overrun", incident(ended_at=ended, overrun_report_at=written), now)
    assert duty.state is expected
    assert duty.due == (None if expected is State.FREE else LIMIT + 48 * HOUR)


@pytest.mark.parametrize("level", "ABCD")
def test_a_ticket_of_any_level_explains_its_overrun(level: str):
    ticket = {"level": level, "due_at": LIMIT, "overrun_report_at": None}
    duty = emergencies.overrun_report(ticket, TERMS, LIMIT + HOUR, finished=None)
    assert duty == Duty("overrun", State.DUE, LIMIT + 48 * HOUR)


@pytest.mark.parametrize(
    ("handled", "sent", "now", "expected"),
    [
        (HANDLED, HANDLED + 24 * HOUR, LATER, State.MET),
        (HANDLED, HANDLED + 24 * HOUR + US, LATER, State.MISSED),
        (HANDLED, None, HANDLED + 24 * HOUR, State.DUE),
        (HANDLED, None, HANDLED + 24 * HOUR + US, State.MISSED),
        (HANDLED, None, HANDLED - US, State.AHEAD),
        (None, None, LATER, State.AHEAD),
    ],
)
def test_a_fault_report_within_a_day_of_the_handling(handled, sent, now, expected):
    duty = of("report", incident(handled_at=handled, report_done_at=sent), now)
    assert duty.state is expected
    assert duty.due == (None if expected is State.AHEAD else HANDLED + 24 * HOUR)


@pytest.mark.parametrize("level", ["C", "D", "unmapped"])
def test_other_levels_owe_no_report(level: str):
    assert state("report", level=level, report_done_at=None) is State.FREE
    assert state("parts", level=level, cause=None) is State.FREE
    assert state("leader", level=level) is State.MET


@pytest.mark.parametrize(
    ("column", "part"),
    [
        ("discovered_by", "discovered_by"),
        ("restored_at", "restored"),
        ("symptom", "symptom"),
        ("impact", "impact"),
        ("emergency_handling", "handling"),
        ("cause", "cause"),
        ("solution", "solution"),
        ("follow_up", "follow_up"),
    ],
)
def test_each_of_the_nine_parts_is_missed(column: str, part: str):
    assert len(emergencies.MAJOR_REPORT) == 9
    one = incident(**{column: None})
    due = HANDLED + 24 * HOUR
    assert of("parts", one) == Duty("parts", State.MISSED, due, missing=(part,))
    assert of("parts", one, due) == Duty("parts", State.DUE, due, missing=(part,))
    assert of("parts", one, HANDLED - US).state is State.AHEAD


def test_terms_change_and_each_incident_keeps_its_own():
    contract = (
        Terms(date(2025, 1, 1), leader_within=5 * MINUTE, report_within=48 * HOUR, overrun_report_within=12 * HOUR),
        Terms(date(2026, 3, 2)),
    )
    one = incident(ended_at=None, handled_at=HANDLED)
    dues = [
        tuple(of(name, one, LATER, terms_at(contract, day)).due for name in ("leader", "report", "overrun"))
        for day in (date(2026, 3, 1), date(2026, 3, 2))
    ]
    assert dues == [
        (FOUND + 5 * MINUTE, HANDLED + 48 * HOUR, LIMIT + 12 * HOUR),
        (FOUND + 10 * MINUTE, HANDLED + 24 * HOUR, LIMIT + 48 * HOUR),
    ]


def test_hours_are_hours_when_the_clocks_change():
    zone = ZoneInfo("Europe/London")
    handled = datetime(2026, 3, 28, 20, 0, tzinfo=zone)
    duty = of("report", incident(handled_at=handled, report_done_at=None), datetime(2026, 3, 29, 20, 0, tzinfo=UTC))
    assert (duty.state, duty.due) == (State.DUE, datetime(2026, 3, 29, 20, 0, tzinfo=UTC))


def test_before_all_terms_nothing_has_a_time_limit():
    found = {duty.name: duty.state for duty in emergencies.duties(incident(progress=None), None, LATER)}
    assert {name for name, one in found.items() if one is State.FREE} == {"leader", "overrun", "report", "parts"}
    assert found["company"] is State.MISSED


def test_who_keeps_the_customer_informed_and_who_comes_next():
    assert [emergencies.KEEPERS[level] for level in "ABCD"] == ["emergency_lead", "leader", "engineer", "engineer"]
    assert emergencies.FIRST == "leader"
    assert emergencies.ESCALATION == (("operation_manager",), ("department_manager", "sales"), ("company_heads",))


def test_elements_name_columns_of_the_record():
    known = set(RECORDS["incidents"].names)
    for parts in (emergencies.COMPANY, emergencies.CUSTOMER, emergencies.MAJOR_REPORT):
        assert {column for columns in parts.values() for column in columns} <= known
