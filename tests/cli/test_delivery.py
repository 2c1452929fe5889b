"""delivery test, list, retry; and that a sync tells people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import pytest

from cockpit import alarms
from cockpit.errors import AT_FAULT, DONE, USAGE
from cockpit.ledger import Ledger
from tests.cli.conftest import Cli
from tests.delivery.servers import Group, robot
from tests.ledger.raising import raise_alarm


@pytest.fixture
def group() -> Iterator[Group]:
    with robot("wecom") as made:
        yield made


@pytest.fixture
def telling(synced: Cli, group: Group, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A site that tells a group of what stands in its ledger: nothing is looked for, so nothing ends."""
    monkeypatch.setattr("cockpit.alarms.run", partial(alarms.run, finders=()))
    monkeypatch.setenv("ROBOT", group.url)
    told = '[delivery]\naddress = "https://c.example"\n'
    told += '[[delivery.to]]\nname = "值班群"\nkind = "wecom"\nurl = "${ROBOT}"\n'
    synced.site.config.write_text(synced.site.config.read_text("utf-8") + "\n" + told, encoding="utf-8")
    return synced


def raised(cli: Cli) -> int:
    at = datetime.now(UTC)
    return raise_alarm(Ledger(cli.site.data), "parts", "P1", at, {}, at)


def test_a_test_message_says_what_came_of_it(telling: Cli, group: Group):
    code, out, _ = telling("delivery", "test")
    assert (code, out) == (DONE, "值班群：已接收。\n")
    assert "测试消息" in str(group.seen)
    group.script = [{"errcode": 93000, "errmsg": "invalid webhook url"}]
    code, out, _ = telling("delivery", "test", "值班群", "--lang", "en")
    assert code == AT_FAULT
    assert "knows no robot of that address" in out
    assert [deed.action for deed in Ledger(telling.site.data).trail(2)] == ["delivery.test"] * 2


def test_who_is_not_there_is_told_with_the_nearest(telling: Cli, synced: Cli):
    code, _, told = telling("delivery", "test", "值班")
    assert code == USAGE
    assert "是否想写“值班群”" in told


def test_without_receivers_there_is_nobody_to_try(synced: Cli):
    code, _, told = synced("delivery", "test")
    assert code == USAGE
    assert "[[delivery.to]]" in told


def test_what_failed_is_listed_and_tried_again(telling: Cli, group: Group):
    assert "还没有发送过" in telling("delivery", "list")[1]
    raised(telling)
    group.script = [503]
    assert "没有接收" in telling("sync")[2]
    assert telling.json("delivery", "list", "--failed", "--json")[0]["tries"] == 1
    listed = telling("delivery", "list", "--failed")[1]
    assert "值班群" in listed
    assert "HTTP 503" in listed
    code, out, _ = telling("delivery", "retry")
    assert (code, out) == (DONE, "送出 1 条消息。\n")
    assert telling("delivery", "retry")[1] == "没有失败的。\n"
    assert "已发送" in telling("delivery", "list")[1]
    assert len(group.seen) == 1


def test_a_sync_tells_people_and_does_not_fail_with_it(telling: Cli, group: Group):
    raised(telling)
    group.script = ["<html>"]
    code, _, told = telling("sync")
    assert code == DONE
    assert "不是机器人的应答" in told
