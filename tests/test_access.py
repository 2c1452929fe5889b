from __future__ import annotations

import pytest

from cockpit.access import MANAGER, Rights, reduced
from cockpit.errors import UsageError


def test_a_manager_sees_everything():
    assert reduced("manager") == MANAGER == Rights(rows=(), denied=frozenset())


def test_an_engineer_sees_their_own_rows_and_no_reporter():
    rights = reduced("engineer:S012")
    assert rights.rows == (("engineer", ("S012",)),)
    assert rights.denied == {"reporter", "reporter_phone"}


@pytest.mark.parametrize("text", ["", "engineer", "engineer:", "engineer: ", "manager:S012", "leader:S001", "Manager"])
def test_other_roles_are_refused(text):
    with pytest.raises(UsageError) as raised:
        reduced(text)
    assert raised.value.key == "unknown_role"
