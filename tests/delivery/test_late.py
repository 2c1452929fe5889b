"""What was acknowledged or judged before a message goes out."""

from __future__ import annotations

import pytest

from cockpit.delivery import deliver
from cockpit.ledger import Ledger
from tests.delivery.conftest import AT, MINUTE, mail_of, person, rise, site_of
from tests.delivery.servers import Mailbox, text_of


@pytest.mark.parametrize("false", [False, True])
def test_what_was_acknowledged_before_a_late_message_is_told_so_and_calls_nobody_further_up(
    box: Mailbox, ledger: Ledger, tmp_path, false
):
    people = (person("值班"), person("经理", "manager@example.edu.cn", step="operation_manager"))
    site = site_of(tmp_path, *people, mail=mail_of(box, port=1))
    one = rise(ledger)
    assert len(deliver(site, ledger, AT + 20 * MINUTE).failed) == 2
    if false:
        ledger.judge(one, true=False)
    else:
        ledger.acknowledge(one)
    site = site_of(tmp_path, *people, mail=mail_of(box))
    for minutes in range(30, 120, 30):
        deliver(site, ledger, AT + minutes * MINUTE)
    ((to, message),) = box.taken
    assert to == "wang@example.edu.cn"
    assert ("已判为误报，不再催办" if false else "已有人在 ") in text_of(message)
    assert [row.step for row in ledger.deliveries()] == ["first"]


def test_what_is_judged_false_before_anybody_was_told_is_told_to_nobody(box: Mailbox, ledger: Ledger, tmp_path):
    ledger.judge(rise(ledger), true=False)
    assert deliver(site_of(tmp_path, person(), mail=mail_of(box)), ledger, AT).sent == 0
    assert ledger.deliveries() == []
