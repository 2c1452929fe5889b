"""The round of alarms on the command line: after every sync, whatever becomes of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cockpit import alarms
from cockpit.access import rights
from cockpit.alarms import Finder, Looked, Round
from cockpit.cli import measure
from cockpit.errors import DONE, USAGE
from cockpit.ledger import Ledger
from cockpit.settings.model import Settings
from tests.cli.conftest import Cli
from tests.ledger.raising import end, raise_alarm
from tests.sync.site import HEADER, Site, ticket


def test_a_sync_is_followed_by_a_round_and_outlives_its_failure(synced: Cli, monkeypatch: pytest.MonkeyPatch):
    before = alarms.last(synced.site.data)
    assert before is not None
    assert before.failed == ()
    run = alarms.run

    def broken(_: Looked) -> Any:
        raise ZeroDivisionError

    def failing(site: Settings, environ: Mapping[str, str]) -> Round:
        return run(site, environ, (Finder(("fault",), broken),))

    monkeypatch.setattr(alarms, "run", failing)
    code, out, told = synced("sync", "--json", "--lang", "en")
    assert code == DONE
    assert json.loads(out)["snapshot"] == before.snapshot
    done = alarms.last(synced.site.data)
    assert done is not None
    assert done.at > before.at
    assert done.failed[0].arguments["reference"] in told


def test_what_stands_is_listed_by_number_and_something_can_be_said_of_it(site: Site, cli: Cli):
    rows = [ticket(number) for number in range(40)]
    rows[0][4:] = ["A", "处理中", "S001", "2026-03-20 09:00", "2026-03-20 09:05", "", "", "", ""]
    site.write("工单.csv", HEADER, rows)
    cli("sync")
    told = cli.json("warnings", "--json")
    (one,) = told["alarms"]
    assert (one["kind"], one["subject"], one["turn"], one["muted"]) == ("fault", "G0000", ["leader"], False)
    number = str(one["id"])
    _, out, _ = cli("warnings", "--lang", "zh-Hans")
    line = next(line for line in out.splitlines() if line.startswith(f"{number}  ▲"))
    assert "G0000" in line
    assert "轮到组长" in line

    assert cli("warnings", "--mute", number, "--until", "2026-03-21", "--reason", "演练")[0] == DONE
    assert "静音到 2026年3月21日，不再催办：演练" in cli("warnings", "--lang", "zh-Hans")[1]
    (one,) = cli.json("warnings", "--json")["alarms"]
    assert (one["muted"], one["turn"]) == (True, [])
    assert "已取消静音" in cli("warnings", "--unmute", number, "--lang", "zh-Hans")[1]
    assert Ledger(site.data).mutes(date(2026, 3, 20)) == []
    code, _, refused = cli("warnings", "--unmute", number, "--lang", "zh-Hans")
    assert (code, "没有静音" in refused) == (USAGE, True)
    assert cli("warnings", "--false", number)[0] == DONE
    assert "判为误报，不再催办" in cli("warnings", "--lang", "zh-Hans")[1]
    assert cli("warnings", "--acknowledge", number, "--true", number)[0] == DONE
    (one,) = cli.json("warnings", "--json")["alarms"]
    assert (one["acknowledged_by"], one["verdict"], one["turn"]) == ("cli", True, [])
    kept = Ledger(site.data).alarm(one["id"])
    assert kept is not None
    assert kept.facts["level"] == "A"
    deeds = [deed.action for deed in Ledger(site.data).trail() if deed.who == "cli"]
    assert {"alarm.mute", "alarm.unmute", "alarm.acknowledge", "alarm.true"} <= set(deeds)
    for narrowed in (("--at", "2026-03-20"), ("--as", "engineer:S001"), ("--where", "campus=东校区")):
        assert "alarms" not in cli.json("warnings", "--json", *narrowed)


def test_a_fault_is_listed_once_with_its_limit(site: Site, cli: Cli):
    rows = [ticket(number) for number in range(40)]
    rows[0][4:] = ["A", "处理中", "S001", "2026-03-20 02:00", "2026-03-20 02:05", "", "", "", ""]
    site.write("工单.csv", HEADER, rows)
    _, out, _ = cli("sync", "--lang", "en")
    assert "1 alarm stands (1 new, 0 over)" in out
    kinds = {one.kind: one.id for one in Ledger(site.data).alarms(standing=True)}
    assert kinds.keys() == {"fault", "due"}
    assert [one["kind"] for one in cli.json("warnings", "--json")["alarms"]] == ["fault"]
    _, out, _ = cli("warnings", "--lang", "zh-Hans")
    assert "未结束的 1 条" in out
    assert not any(line.startswith(f"{kinds['due']}  ") for line in out.splitlines())


def test_what_is_muted_and_over_is_listed_and_can_be_heard_again(site: Site, cli: Cli):
    cli("sync")
    at = datetime(2026, 3, 19, tzinfo=UTC)
    book = Ledger(site.data)
    number = str(raise_alarm(book, "due", "G0007", at, {"level": "B"}, at))
    assert cli("warnings", "--mute", number, "--until", "2026-03-25", "--reason", "改造中")[0] == DONE
    end(book, int(number), at)
    _, out, _ = cli("warnings", "--lang", "zh-Hans")
    (line,) = [line for line in out.splitlines() if line.startswith(f"{number}  ")]
    assert "改造中" in line
    assert "无人确认" not in line
    assert cli("warnings", "--unmute", number)[0] == DONE
    assert "改造中" not in cli("warnings", "--lang", "zh-Hans")[1]


def test_who_may_not_see_to_an_alarm_changes_nothing_and_the_first_who_did_is_told(site: Site, cli: Cli):
    rows = [ticket(number) for number in range(40)]
    rows[0][4:] = ["A", "处理中", "S001", "2026-03-20 09:00", "2026-03-20 09:05", "", "", "", ""]
    site.write("工单.csv", HEADER, rows)
    cli("sync")
    book = Ledger(site.data)
    (one,) = book.alarms(standing=True)
    number = str(one.id)
    mute = ("--mute", number, "--until", "2026-03-21", "--reason", "x")
    for role in ("engineer:S001", "customer", "hr"):
        for words in (("--acknowledge", number), ("--true", number), ("--unmute", number), mute):
            code, out, told = cli("warnings", "--as", role, *words, "--lang", "en")
            assert (code, out) == (USAGE, "")
            assert f"“{role}” may not" in told
    assert cli("warnings", "--as", "nobody", "--acknowledge", number)[0] == USAGE
    assert (book.alarm(one.id), book.mutes(date(2026, 3, 20))) == (one, [])

    assert "已确认第" in cli("warnings", "--as", "network_centre", "--acknowledge", number, "--lang", "zh-Hans")[1]
    again = [cli("warnings", "--acknowledge", number, "--lang", lang)[1] for lang in ("zh-Hans", "zh-Hant", "en")]
    for said, who in zip(again, ("早已由命令行在", "早已由命令列在", "already by the command line, "), strict=True):
        assert who in said
        assert str(datetime.now(UTC).year) in said
    assert [deed.action for deed in book.trail()].count("alarm.acknowledge") == 1
    assert "命令行 已确认" in cli("warnings", "--lang", "zh-Hans")[1]


def test_a_leader_sees_to_their_own_alarms_alone(site: Site, cli: Cli, monkeypatch: pytest.MonkeyPatch):
    rows = [ticket(number) for number in range(40)]
    rows[0][4:] = ["A", "处理中", "S001", "2026-03-20 09:00", "2026-03-20 09:05", "", "", "", ""]
    site.write("工单.csv", HEADER, rows)
    cli("sync")
    (one,) = Ledger(site.data).alarms(standing=True)
    for who, code in (("S009", USAGE), ("S001", DONE)):
        monkeypatch.setattr(measure, "allowed", lambda *_, who=who: rights("engineer", who))
        assert cli("warnings", "--as", "leader:S002", "--acknowledge", str(one.id))[0] == code
    assert Ledger(site.data).alarms()[0].acknowledged_by == "cli"


def test_a_mute_until_a_day_that_is_past_leaves_the_one_that_holds(site: Site, cli: Cli):
    cli("sync")
    at = datetime.now(UTC)
    book = Ledger(site.data)
    number = str(raise_alarm(book, "sla", "", at, {}, at))
    words = ("warnings", "--mute", number, "--reason", "x", "--lang", "zh-Hans")
    code, out, _ = cli(*words, "--until", "2026-03-25")
    assert code == DONE
    assert "到 2026年3月25日 为止（含当天）" in out
    kept = book.mutes(date(2026, 3, 20))
    for until, more in (("2020-01-01", ()), ("2026-03-19", ()), ("2020-01-02", ("--at", "2020-01-01"))):
        code, out, told = cli(*words, "--until", until, *more)
        assert (code, out) == (USAGE, "")
        assert "这一天已经过去" in told
        assert "2026年3月20日" in told
    assert book.mutes(date(2020, 1, 1)) == kept
    assert cli(*words, "--until", "2026-03-20")[0] == DONE


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--acknowledge", "99"), "99"),
        (("--mute", "99", "--until", "2026-03-21", "--reason", "x"), "99"),
        (("--acknowledge", "x"), "x"),
    ],
)
def test_what_is_no_alarm_is_refused(synced: Cli, words: tuple[str, ...], named: str):
    code, _, told = synced("warnings", *words)
    assert code == USAGE
    assert named in told


def test_nothing_is_muted_without_a_reason_and_an_end(synced: Cli):
    at = datetime.now(UTC)
    number = raise_alarm(Ledger(synced.site.data), "sla", "", at, {}, at)
    for words in ((), ("--until", "2026-03-21"), ("--reason", "x"), ("--until", "morgen", "--reason", "x")):
        code, _, told = synced("warnings", "--mute", str(number), *words)
        assert code == USAGE
        assert "--until" in told or "--reason" in told or "morgen" in told
    assert Ledger(synced.site.data).mutes(at.date()) == []
