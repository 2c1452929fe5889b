from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cockpit.errors import StoreError
from cockpit.ledger import Ledger
from tests.ledger.raising import end, raise_alarm, renew

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
WHERE = "campus=E&category=认证"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "data")


def _raised(ledger: Ledger) -> int:
    return raise_alarm(ledger, "sudden", WHERE, AT - timedelta(hours=8), {"actual": 31, "expected": 9.5}, AT)


def test_an_alarm_stands_until_it_is_no_longer_found(ledger: Ledger):
    assert ledger.alarms() == []
    assert not ledger.path.exists()
    one = _raised(ledger)
    (stands,) = ledger.alarms(standing=True)
    assert (stands.id, stands.kind, stands.subject, stands.facts["actual"]) == (one, "sudden", WHERE, 31)
    assert (stands.since, stands.raised_at) == (AT - timedelta(hours=8), AT)
    renew(ledger, one, WHERE, stands.since, {"actual": 40}, AT + timedelta(hours=1))
    found = ledger.alarm(one)
    assert found
    assert found.facts == {"actual": 40}
    end(ledger, one, AT + timedelta(days=2))
    end(ledger, one, AT + timedelta(days=3))
    assert ledger.alarms(standing=True) == []
    (ended,) = ledger.alarms(standing=False)
    assert ended.ended_at == AT + timedelta(days=2)
    renew(ledger, one, WHERE, stands.since, {"actual": 44}, AT + timedelta(days=3))
    again = ledger.alarm(one)
    assert again
    assert again.ended_at is None


def test_who_acknowledged_first_stays_and_the_last_verdict_counts(ledger: Ledger):
    one = _raised(ledger)
    ledger.acknowledge(one, "S001")
    ledger.acknowledge(one, "S002")
    ledger.judge(one, "S001", true=False)
    ledger.judge(one, "S002", true=True)
    ledger.tell(one, " 重启了认证服务 ", "S001")
    ledger.tell(one, "  ", "S001")
    found = ledger.alarm(one)
    assert found
    assert (found.acknowledged_by, found.verdict, found.verdict_by) == ("S001", True, "S002")
    assert [(told.who, told.text) for told in found.deeds] == [("S001", "重启了认证服务")]
    assert [deed.action for deed in ledger.trail()] == [
        "alarm.tell", "alarm.true", "alarm.false", "alarm.acknowledge",
    ]  # fmt: skip


def test_a_mute_has_a_reason_and_an_end(ledger: Ledger):
    ledger.mute("sudden", WHERE, date(2026, 3, 8), " ", "S001")
    assert ledger.mutes(date(2026, 3, 2)) == []
    ledger.mute("sudden", WHERE, date(2026, 3, 5), "施工", "S001")
    ledger.mute("sudden", WHERE, date(2026, 3, 8), "施工延期", "S001")
    (muted,) = ledger.mutes(date(2026, 3, 8))
    assert (muted.reason, muted.until) == ("施工延期", date(2026, 3, 8))
    assert ledger.mutes(date(2026, 3, 9)) == []
    ledger.unmute(muted.id, "S002")
    assert ledger.mutes(date(2026, 3, 2)) == []


def test_a_screen_is_let_in_by_its_digest_until_it_is_shut_out(ledger: Ledger):
    ledger.add_tv("north", "lobby", "d1")
    with pytest.raises(StoreError, match="tv_taken"):
        ledger.add_tv("north", "lobby", "d2")
    screen = ledger.tv_of("d1")
    assert screen
    assert screen.wall == "lobby"
    ledger.tv_seen(screen.id)
    assert ledger.tvs()[0].seen_at is not None
    assert ledger.revoke_tv("north")
    assert not ledger.revoke_tv("north")
    assert ledger.tv_of("d1") is None
    ledger.add_tv("north", "lobby", "d3")
    assert [one.revoked_at is None for one in ledger.tvs()] == [False, True]


def test_an_alarm_is_in_line_once_for_a_receiver_and_step(ledger: Ledger):
    one = _raised(ledger)
    assert ledger.queue("mail", "first", [one, one], AT) == 1
    assert ledger.queue("mail", "first", [one], AT) == 0
    assert ledger.queue("mail", "manager", [one], AT + timedelta(minutes=15)) == 1
    assert [due.step for due in ledger.due(AT)] == ["first"]
    assert ledger.deliveries(failed=True) == []
