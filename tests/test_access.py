"""Who has which role, and what a role may see."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from cockpit.access import (
    COMPLAINTS,
    CONSEQUENCES,
    MANAGER,
    PAY,
    PHONES,
    REPORTERS,
    RESPONDENTS,
    SCORES,
    VISITORS,
    Rights,
    combined,
    counting,
    lasting,
    recognised,
    reduced,
    rights,
)
from cockpit.errors import UsageError
from cockpit.i18n import explain
from cockpit.records import RECORDS
from cockpit.settings.model import LANGUAGES, ROLES, Access

ALL = frozenset[str]()
GROUPS = {"S003": "north"}
ACCESS = Access(
    "https://login.example/.well-known/openid-configuration",
    "cockpit",
    "https://cockpit.example/oauth2callback",
    "x" * 32,
    "y" * 32,
    roles={"manager": ("managers", "wang@example.edu"), "engineer": ("staff",), "leader": ("leaders",)},
    people={"zhang.san": "S012"},
)
CLAIMS = {"iss": "https://login.example", "sub": "42", "preferred_username": "S009", "name": "李四"}


@pytest.mark.parametrize(
    ("role", "rows", "denied", "masked"),
    [
        ("administrator", (), ALL, ALL),
        ("manager", (), ALL, ALL),
        ("hr", (), REPORTERS | COMPLAINTS | VISITORS, PHONES),
        ("customer", (), SCORES | PAY | CONSEQUENCES | COMPLAINTS | RESPONDENTS, PHONES),
        ("network_centre", (), SCORES | PAY | CONSEQUENCES | COMPLAINTS | RESPONDENTS, PHONES),
        ("leader", (("group", ("north",)),), RESPONDENTS, ALL),
        ("engineer", (("engineer", ("S003",)),), RESPONDENTS | VISITORS, ALL),
    ],
)
def test_what_each_role_sees(role, rows, denied, masked):
    assert rights(role, "S003", "north") == Rights(rows, denied, masked)


def test_without_a_person_or_a_group_there_are_no_rows():
    assert rights("engineer").rows == (("engineer", ()),)
    assert rights("leader", "S003").rows == (("group", ()),)


def test_where_tickets_name_no_group_its_members_are_a_leaders():
    assert rights("leader", "S003", "north", ("S003", "S004")).rows == (("engineer", ("S003", "S004")),)
    assert reduced("leader:S003", GROUPS.get, lambda name: (name,)).rows == (("engineer", ("north",)),)
    assert rights("manager", "S003", "north", ("S003",)).rows == ()


def test_every_column_that_is_kept_back_is_one():
    for role in ROLES:
        for name in (rights(role).denied | rights(role).masked) - CONSEQUENCES:
            record, _, column = name.rpartition(".")
            assert column in RECORDS[record or "tickets"].names


@pytest.mark.parametrize(
    ("held", "count"),
    [
        ((), ()),
        (("engineer",), ("engineer",)),
        (("engineer", "leader"), ("leader",)),
        (("engineer", "customer", "hr"), ("hr", "customer")),
        (("leader", "manager"), ("manager",)),
    ],
)
def test_the_roles_that_see_most_rows_count(held, count):
    assert counting(held) == count


def test_what_one_of_two_roles_of_the_same_rows_may_see_is_seen():
    both = combined(("hr", "customer"))
    assert both == Rights((), COMPLAINTS, PHONES)
    assert combined(("leader", "hr"), "S003", "north") == rights("hr")


@given(st.lists(st.sampled_from(ROLES), min_size=1))
def test_several_roles_never_see_less_than_the_widest_and_never_more_than_a_manager(roles):
    found = combined(roles, "S003", "north")
    widest = [rights(role, "S003", "north") for role in counting(roles)]
    assert all(found.rows == one.rows and found.denied <= one.denied and found.masked <= one.masked for one in widest)
    if found.rows == () and "manager" not in roles and "administrator" not in roles:
        assert found.denied >= COMPLAINTS


@pytest.mark.parametrize(
    ("claims", "roles"),
    [
        ({}, ()),
        ({"groups": ["staff"]}, ("engineer",)),
        ({"groups": "staff"}, ("engineer",)),
        ({"groups": ["Staff", "/staff", "staffs", "sta", "staff leaders"]}, ()),
        ({"groups": ["leaders", "staff"]}, ("leader",)),
        ({"groups": {"staff": True}}, ()),
        ({"groups": [1, None, "managers"]}, ("manager",)),
        ({"email": "Wang@Example.edu"}, ("manager",)),
        ({"email": "Wang@Example.edu", "email_verified": True}, ("manager",)),
        ({"email": "wang@example.edu", "email_verified": False}, ()),
        ({"email": "wang@example.edu", "email_verified": "false"}, ()),
        ({"email": "managers"}, ()),
        ({"groups": ["wang@example.edu"]}, ()),
        ({"email": None, "groups": None}, ()),
    ],
)
def test_roles_come_from_groups_and_addresses(claims, roles):
    assert recognised(CLAIMS | claims, ACCESS).roles == roles


@pytest.mark.parametrize(
    ("named", "staff_id", "who"),
    [
        ("S009", "S009", "S009"),
        (" S009 ", "S009", "S009"),
        ("zhang.san", "S012", "zhang.san"),
        ("", None, "https://login.example 42"),
        (None, None, "https://login.example 42"),
        (["S009"], None, "https://login.example 42"),
    ],
)
def test_a_person_is_named_by_their_claim(named, staff_id, who):
    found = recognised(CLAIMS | {"preferred_username": named}, ACCESS)
    assert (found.staff_id, found.who, found.name, found.subject) == (
        staff_id,
        who,
        "李四",
        "https://login.example 42",
    )


@pytest.mark.parametrize(
    ("issued", "stands"),
    [(1_000, True), (1_000 - 36_000 + 1, True), (1_000 - 36_000, False), (1_299, True), (1_301, False), (0, True)],
)
def test_a_login_ends_a_session_after_it_was_issued(issued, stands):
    assert lasting({"is_logged_in": True, "iat": issued}, ACCESS, 1_000.0) == stands


@pytest.mark.parametrize("claims", [{}, {"iat": 999}, {"is_logged_in": True}, {"is_logged_in": True, "iat": "999"}])
def test_without_a_time_of_issue_there_is_no_login(claims):
    assert not lasting(claims, ACCESS, 1_000.0)


def test_the_command_line_may_only_reduce():
    assert reduced("manager") == reduced("administrator") == MANAGER == Rights()
    for role in ROLES:
        own = role in ("engineer", "leader")
        found = reduced(f"{role}:S003" if own else role, GROUPS.get)
        assert found.masked >= MANAGER.masked
        assert bool(found.rows) == own
    assert reduced("leader: S003", GROUPS.get).rows == (("group", ("north",)),)
    assert reduced("engineer:S012").rows == (("engineer", ("S012",)),)


@pytest.mark.parametrize(
    "text",
    ["", "engineer", "engineer:", "engineer: ", "leader", "manager:S012", "Manager", "hr:", "boss", "engineers:S1"],
)
def test_what_is_no_role_is_refused(text):
    with pytest.raises(UsageError) as raised:
        reduced(text, GROUPS.get)
    assert raised.value.key == "unknown_role"
    for language in LANGUAGES:
        assert "network_centre" in explain(raised.value, language)


def test_a_leader_without_a_group_is_refused():
    with pytest.raises(UsageError) as raised:
        reduced("leader:S999", GROUPS.get)
    assert (raised.value.key, raised.value.arguments) == ("no_group", {"name": "S999"})
