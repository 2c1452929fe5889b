"""Whose rows are limited sees those warnings alone that lie wholly within them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.access import MANAGER, Rights, rights
from cockpit.alarms.seen import seen, within
from cockpit.ledger import Alarm
from cockpit.metrics import Cockpit
from cockpit.metrics.opening import open_cockpit
from tests.ui import made

ENGINEER, LEADER = rights("engineer", "S001"), rights("leader", "S002", "网络一组")
DAY = made.NOW - timedelta(days=2)


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    """A quiet building of one engineer's and one group's tickets; a busy one of everybody's."""
    site = made.settings(tmp_path_factory.mktemp("seen"))
    rows = [replaced(row) for row in made.tickets(60)]
    made.publish(site, rows)
    return open_cockpit(site, environ={"COCKPIT_NOW": made.NOW.isoformat()})


def replaced(row: dict[str, object]) -> dict[str, object]:
    """Every third is the engineer's and the group's, in the quiet building, on the day."""
    quiet = int(str(row["ticket_id"])[1:]) % 3 == 0
    own = {"building": "静楼", "engineer_id": "S001", "group": "网络一组", "device_id": "AP-1"}
    others = {"building": "闹楼", "engineer_id": "S003", "group": "网络二组", "device_id": "AP-2"}
    return (
        row
        | {"campus": "本部", "reported_at": DAY, "resolved_at": None, "status": "assigned"}
        | (own if quiet else others)
    )


def alarm(kind: str, subject: str, number: int = 1) -> Alarm:
    day = DAY.date().isoformat()
    return Alarm(number, kind, subject, DAY, {"first": day, "last": day}, made.NOW, made.NOW)


QUIET, BUSY = alarm("sudden", "building=静楼&campus=本部"), alarm("sudden", "campus=本部", 2)
MINE, THEIRS = alarm("due", "T000003", 3), alarm("due", "T000001", 4)
DEVICE, SITE, GONE = alarm("device", "AP-1", 5), alarm("sla", "", 6), alarm("fault", "T999999", 7)
EVERY = [QUIET, BUSY, MINE, THEIRS, DEVICE, SITE, GONE]


@pytest.mark.parametrize("own", [ENGINEER, LEADER], ids=["engineer", "leader"])
def test_who_sees_some_rows_sees_what_is_wholly_theirs(cockpit: Cockpit, own: Rights) -> None:
    assert seen(cockpit, EVERY, own) == [QUIET, MINE, DEVICE]


def test_who_sees_all_rows_sees_every_warning(cockpit: Cockpit) -> None:
    assert seen(cockpit, EVERY, MANAGER) == EVERY
    assert seen(cockpit, EVERY, rights("hr")) == EVERY


def test_who_has_no_rows_sees_no_warning(cockpit: Cockpit) -> None:
    assert seen(cockpit, EVERY, rights("engineer")) == []
    assert seen(cockpit, [], ENGINEER) == []


def test_a_place_that_no_longer_has_tickets_is_nobodys(cockpit: Cockpit) -> None:
    assert seen(cockpit, [replace(QUIET, subject="building=空楼&campus=本部")], ENGINEER) == []


@given(st.integers(0, 50), st.integers(0, 50))
def test_limited_rows_hold_a_warning_only_when_they_hold_all_of_it(whole: int, own: int) -> None:
    assert within(MANAGER, whole, own)
    assert within(ENGINEER, whole, own) == (whole == own and whole > 0)
