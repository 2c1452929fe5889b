"""Which alarm takes a wall, and whose turn it is: tables of examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from cockpit import alarms
from cockpit.errors import UsageError
from cockpit.ledger import Alarm, Mute
from cockpit.settings.alarming import KINDS, Alarming
from cockpit.settings.model import Settings

# Ten in the morning in Shanghai.
AT = datetime(2026, 3, 18, 2, tzinfo=UTC)
SITE = Settings(Path("x"), Path("x"), "x", "Asia/Shanghai")
MINUTE = timedelta(minutes=1)


def site(**changed) -> Settings:
    return replace(SITE, alarms=Alarming(**changed))


def alarm(number: int = 1, kind: str = "fault", subject: str | None = None, ago: int = 5, **facts) -> Alarm:
    raised = AT - ago * MINUTE
    told = {"level": "A", "campus": "东校区"} if kind in ("fault", "due") else {"first": "2026-03-18"}
    return Alarm(number, kind, subject if subject is not None else f"G{number}", raised, told | facts, raised, AT)


def due(number: int, minutes: int, **facts) -> Alarm:
    return alarm(number, "due", due_at=(AT + minutes * MINUTE).isoformat(), **{"level": "C", **facts})


def rise(number: int, subject: str = "campus=东校区&category=认证", far: float = 5.0, kind: str = "sudden") -> Alarm:
    return alarm(number, kind, subject, far=far)


@pytest.mark.parametrize(
    ("standing", "order"),
    [
        ([], []),
        ([rise(1), due(2, 10), alarm(3)], [3, 2, 1]),
        ([rise(1, far=4), rise(2, far=9)], [2, 1]),
        ([due(1, 20), due(2, -5), due(3, 25, level="B")], [3, 2, 1]),
        ([rise(1, kind="slow"), alarm(2, "device", "D1"), alarm(3, "sla", "")], []),
        ([replace(alarm(1), acknowledged_at=AT), rise(2)], [2]),
        ([replace(alarm(1), ended_at=AT)], []),
        ([replace(alarm(1), verdict=False), rise(2)], [2]),
        ([replace(alarm(1), verdict=True), rise(2)], [1, 2]),
        # one ticket is told once: with its A fault, and what was acknowledged covers what stood by then
        ([alarm(1, subject="G9"), alarm(2, "due", "G9")], [1]),
        ([replace(alarm(1, subject="G9"), acknowledged_at=AT), alarm(2, "due", "G9")], []),
        ([replace(alarm(1, subject="G9"), acknowledged_at=AT - 9 * MINUTE), alarm(2, "due", "G9")], [2]),
        ([replace(alarm(1, subject="G9"), ended_at=AT), alarm(2, "due", "G9")], [2]),
    ],
)
def test_the_gravest_unacknowledged_alarm_takes_the_wall(standing, order):
    waiting = alarms.pending(standing, SITE, (), AT)
    assert [one.id for one in waiting] == order
    assert alarms.takes(standing, SITE, (), AT) == (waiting[0] if waiting else None)
    assert alarms.pending(standing[::-1], SITE, (), AT) == waiting


def test_a_ticket_is_told_once_with_its_a_fault():
    one, limit, other = alarm(1, subject="G9"), due(2, 10), due(3, -5)
    limit = replace(limit, subject="G9")
    assert alarms.once([other, limit, one]) == [other, one]
    for apart in (replace(one, ended_at=AT), replace(one, acknowledged_at=AT - 9 * MINUTE), replace(one, subject="G8")):
        assert alarms.once([other, limit, apart]) == [other, limit, apart]
    assert alarms.once([other, limit, replace(one, acknowledged_at=AT)])[1:] == [replace(one, acknowledged_at=AT)]


@pytest.mark.parametrize(
    ("one", "filters", "shown"),
    [
        (alarm(), (("campus", ("东校区",)),), True),
        (alarm(), (("campus", ("西校区", "东校区")),), True),
        (alarm(), (("campus", ("西校区",)),), False),
        (rise(1), (("campus", ("西校区",)),), False),
        (rise(1), (("category", ("认证",)), ("campus", ("东校区",))), True),
        (rise(1, "category=认证"), (("campus", ("西校区",)),), True),
        (rise(1, ""), (("campus", ("西校区",)),), True),
        (rise(1, "campus=A%26B"), (("campus", ("A&B",)),), True),
    ],
)
def test_a_wall_of_some_campuses_shows_what_lies_in_them(one, filters, shown):
    assert bool(alarms.pending([one], SITE, filters, AT)) == shown


def test_settings_say_which_kinds_take_a_wall():
    every = [alarm(at, kind, f"x={at}", first="2026-03-18") for at, kind in enumerate(KINDS)]
    assert [one.kind for one in alarms.pending(every, site(wall=KINDS), (), AT)] == list(KINDS)
    assert alarms.pending(every, site(wall=()), (), AT) == []


@pytest.mark.parametrize(
    ("kind", "subject", "until", "silent"),
    [
        ("sudden", "campus=东校区&category=认证", date(2026, 3, 18), True),
        ("sudden", "campus=东校区", date(2026, 3, 18), True),
        ("sudden", "campus=东校区", date(2026, 3, 17), False),
        ("slow", "campus=东校区", date(2026, 3, 18), False),
        ("sudden", "campus=东校区&category=认证&building=一号楼", date(2026, 3, 18), False),
        ("sudden", "", date(2026, 3, 18), False),
    ],
)
def test_what_is_muted_takes_no_wall(kind, subject, until, silent):
    mutes = [Mute(1, kind, subject, until, "演练", "S001")]
    assert (alarms.pending([rise(1)], SITE, (), AT, mutes) == []) == silent


def test_nothing_is_muted_until_a_day_that_is_past():
    today = date(2026, 3, 18)
    assert [alarms.lasting(today + timedelta(days=more), today) for more in (0, 7)] == [today, date(2026, 3, 25)]
    with pytest.raises(UsageError):
        alarms.lasting(today - timedelta(days=1), today)


def test_a_mute_of_one_ticket_is_of_that_ticket_alone():
    mutes = [Mute(1, "fault", "G1", date(2026, 3, 18), "演练", "S001")]
    assert [one.id for one in alarms.pending([alarm(1), alarm(2), alarm(3, subject="G11")], SITE, (), AT, mutes)] == [
        2,
        3,
    ]


@pytest.mark.parametrize(
    ("ago", "step", "roles", "since"),
    [
        (0, 0, ("leader",), 0),
        (14, 0, ("leader",), 0),
        (15, 1, ("operation_manager",), 15),
        (29, 1, ("operation_manager",), 15),
        (30, 2, ("department_manager", "sales"), 30),
        (60, 3, ("company_heads",), 60),
        (9_999, 3, ("company_heads",), 60),
    ],
)
def test_unacknowledged_it_goes_up_the_chain(ago, step, roles, since):
    one = alarm(ago=ago)
    found = alarms.turn(one, SITE, AT)
    assert found == alarms.Turn(step, roles, one.raised_at + since * MINUTE)
    after = alarms.following(one, SITE, AT)
    assert (after is None) == (step == 3)
    if after:
        assert after == alarms.turn(one, SITE, after.since)
        assert after.since > AT
    for done in (replace(one, acknowledged_at=AT), replace(one, ended_at=AT)):
        assert alarms.turn(done, SITE, AT) is alarms.following(done, SITE, AT) is None


@pytest.mark.parametrize(
    ("verdict", "until", "waits"),
    [
        (None, None, True),
        (True, None, True),
        (False, None, False),
        (None, date(2026, 3, 17), True),
        (None, date(2026, 3, 18), False),
        (False, date(2026, 3, 18), False),
    ],
)
def test_what_is_judged_false_or_muted_goes_up_no_chain_and_takes_no_wall(verdict, until, waits):
    one = replace(alarm(ago=40), verdict=verdict)
    mutes = [Mute(1, "fault", "G1", until, "演练", "S001")] if until else []
    assert (alarms.turn(one, SITE, AT, mutes) is not None) == waits
    assert (alarms.following(one, SITE, AT, mutes) is not None) == waits
    assert (alarms.takes([one], SITE, (), AT, mutes) is not None) == waits
    assert alarms.waits(one) == alarms.sounds(one, site(sound=True), AT) == (verdict is not False)


def test_a_chain_ends_where_the_site_ends_it():
    assert alarms.turn(alarm(ago=9_999), site(escalate_after=(15 * MINUTE,)), AT) == alarms.Turn(
        1, ("operation_manager",), AT - 9_984 * MINUTE
    )
    never = alarms.turn(alarm(ago=9_999), site(escalate_after=()), AT)
    assert never is not None
    assert never.step == 0
    assert alarms.following(alarm(), site(escalate_after=()), AT) is None


NIGHT = site(quiet=(time(22, 30), time(6, 30)))


@pytest.mark.parametrize(
    ("clock", "is_quiet"), [("22:29", False), ("22:30", True), ("00:00", True), ("06:29", True), ("06:30", False)]
)
def test_in_quiet_hours_only_a_faults_are_told(clock, is_quiet):
    at = datetime.fromisoformat(f"2026-03-18T{clock}+08:00")
    assert alarms.quiet(NIGHT, at) == is_quiet
    assert not alarms.quiet(SITE, at)
    assert [one.id for one in alarms.pending([alarm(1), rise(2)], NIGHT, (), at)] == ([1] if is_quiet else [1, 2])


def test_quiet_hours_do_not_count_as_waiting():
    raised = datetime.fromisoformat("2026-03-17T22:20:00+08:00")
    one, grave = replace(rise(1), raised_at=raised), replace(alarm(2), raised_at=raised)
    steps = [alarms.turn(one, NIGHT, datetime.fromisoformat(f"2026-03-18T{at}+08:00")) for at in ("06:29", "06:35")]
    assert [found and (found.step, found.since) for found in steps] == [
        (0, raised),
        (1, datetime.fromisoformat("2026-03-18T06:35:00+08:00")),
    ]
    found = alarms.turn(grave, NIGHT, raised + 60 * MINUTE)
    assert found is not None
    assert found.step == 3
    asleep = replace(rise(3), raised_at=datetime.fromisoformat("2026-03-18T03:00:00+08:00"))
    found = alarms.turn(asleep, NIGHT, datetime.fromisoformat("2026-03-18T06:44:00+08:00"))
    assert found == alarms.Turn(0, ("leader",), datetime.fromisoformat("2026-03-18T06:30:00+08:00"))


@pytest.mark.parametrize(
    ("clock", "settings", "heard"),
    [
        ("10:00", {}, False),
        ("10:00", {"sound": True}, True),
        ("18:00", {"sound": True}, False),
        ("19:00", {"sound": True, "duty": (time(18), time(2))}, True),
        ("03:00", {"sound": True, "duty": (time(18), time(2))}, False),
        ("23:00", {"sound": True, "duty": (time(18), time(2)), "quiet": (time(22), time(6))}, False),
    ],
)
def test_a_wall_sounds_only_where_wanted_and_within_duty_hours(clock, settings, heard):
    at = datetime.fromisoformat(f"2026-03-18T{clock}+08:00")
    assert alarms.sounds(rise(1), site(**settings), at) == heard
    assert not alarms.sounds(replace(rise(1), acknowledged_at=at), site(**settings), at)


@pytest.mark.parametrize(("level", "role"), [("A", "emergency_lead"), ("B", "leader"), ("C", "engineer"), (None, None)])
def test_who_keeps_the_customer_informed(level, role):
    assert alarms.keeper(due(1, 5, level=level)) == role
    assert alarms.keeper(rise(1)) is None
