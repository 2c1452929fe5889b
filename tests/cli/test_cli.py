from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cockpit.cli import export, main, measure, serve, snapshots, syncing
from cockpit.cli.parser import Parser
from cockpit.errors import AT_FAULT, DONE, HELD, USAGE
from cockpit.settings import LANGUAGES
from cockpit.store import Store
from tests.cli.conftest import Cli
from tests.store.conftest import ROOT
from tests.sync.site import Site


def test_sync_prints_what_it_did(cli: Cli):
    told = cli.json("sync", "--json")
    assert told["published"]
    assert told["tables"]["tickets"] == {
        "read": 40, "accepted": 40, "quarantined": 0, "deduplicated": 0, "carried": 0, "reasons": {},
    }  # fmt: skip
    again = cli.json("sync", "--json")
    assert (again["published"], again["snapshot"]) == (False, told["snapshot"])
    code, out, _ = cli("sync", "--lang", "en")
    assert code == DONE
    assert told["snapshot"] in out
    assert "Tickets" in out


def test_lines_of_totals_are_told_beside_what_was_read(cli: Cli):
    cli.site.tickets(40, 工单号="4月合计", 校区="", 报修="", 楼宇="", 类别="", 等级="", 状态="", 工程师="",
                     派单="", 到场="", 完成="", 关闭="")  # fmt: skip
    for command in ("check", "sync"):
        told = cli.json(command, "--json")
        assert told["skipped"] == {"tickets": {"blank": 0, "total": 1}}
        assert told["sources"]["desk"]["tickets"]["read"] == told["tables"]["tickets"]["read"] == 39
        assert "totals and signatures 1, blank rows 0" in cli(command, "--lang", "en")[1]


def test_sync_held(synced: Cli):
    synced.site.tickets(5)
    code, out, told = synced("sync", "--json")
    assert (code, out) == (HELD, "")
    assert "--accept" in told
    assert synced("sync", "--accept")[0] == DONE


def test_sync_at_fault_tells_every_fault(cli: Cli):
    cli.site.write("工单2.csv", ("工单号",), [["X"]])
    cli.site.write("工单3.csv", ("校区",), [["东"]])
    code, out, told = cli("sync", "--json")
    assert (code, out) == (AT_FAULT, "")
    assert "工单2.csv" in told
    assert "工单3.csv" in told
    assert Store(cli.site.data).current() is None


def test_sync_progress_for_a_page(cli: Cli):
    _, _, told = cli("sync", "--json", "--json-progress")
    steps = [json.loads(line)["step"] for line in told.splitlines()]
    assert steps == ["source", "file", "unite", "publish", "done"]


def test_check_publishes_nothing(cli: Cli):
    cli.site.tickets(40, 等级="特急")
    told = cli.json("check", "--json")
    assert told["faults"] == []
    assert told["tables"]["tickets"]["unmapped"] == {"level": {"特急": 1}}
    assert Store(cli.site.data).current() is None
    assert list((cli.site.data / "staging").iterdir()) == []
    assert "特急" in cli("check")[1]


def test_check_lists_faults(cli: Cli):
    cli.site.write("工单2.csv", ("工单号",), [["X"]])
    code, out, _ = cli("check", "--json")
    assert code == AT_FAULT
    assert [fault["arguments"]["file"] for fault in json.loads(out)["faults"]] == ["工单2.csv"]
    code, _, told = cli("check")
    assert code == AT_FAULT
    assert "工单2.csv" in told


def test_a_faulty_configuration_is_told_whole(cli: Cli):
    cli.site.configure(site='sone = "x"\n', more="[sources.desk.tables.ticket]\n")
    for words in (["sync"], ["check"], ["measure", "opened"], ["snapshots", "list"]):
        code, out, told = cli(*words)
        assert (code, out) == (USAGE, "")
        assert "sone" in told
        assert "tickets" in told


def test_check_gives_the_faults_of_a_configuration_as_json(cli: Cli):
    cli.site.configure(site='sone = "x"\n')
    code, out, _ = cli("check", "--json", "--lang", "en")
    assert code == USAGE
    (fault,) = json.loads(out)["faults"]
    assert (fault["path"], fault["line"]) == ("site.sone", 6)
    assert "zone" in fault["message"]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nonsense",),
        ("sync", "--nonsense"),
        ("sync", "--every", "soon"),
        ("sync", "--every", "0s"),
        ("measure",),
        ("measure", "opend"),
        ("measure", "opened", "--by", "colour"),
        ("measure", "opened", "--where", "campus"),
        ("measure", "opened", "--where", "colour=red"),
        ("measure", "opened", "--from", "yesterday"),
        ("measure", "opened", "--from", "2026-03-09", "--to", "2026-03-02"),
        ("measure", "opened", "--as", "emperor"),
        ("measure", "opened", "--as-of", "noon"),
        ("snapshots",),
        ("export", "quarantine", "-o", "x.doc"),
        ("run", "--host", "0.0.0.0"),
        ("run", "--host", "example.org"),
        ("run", "--every", "often"),
        ("run", "--port", "99999"),
    ],
)
def test_a_wrong_command_is_told_in_words(synced: Cli, words: tuple[str, ...]):
    code, out, told = synced(*words)
    assert (code, out) == (USAGE, "")
    assert len(told.strip()) > 10


def test_what_nobody_foresaw_gets_a_number(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    def failing(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError("mysql://cockpit:s3cret@db/tickets")

    monkeypatch.setattr(syncing, "sync", failing)
    code, out, told = cli("sync", "--lang", "en")
    assert (code, out) == (AT_FAULT, "")
    log = (cli.site.data / "cockpit.log").read_text("utf-8")
    reference = told.split("Reference ")[1].split(";")[0]
    assert reference in log
    assert "ZeroDivisionError" in log
    assert "s3cret" not in log + told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_help(language: str, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    parser = Parser(prog="cockpit", language=language)
    below = parser.commands("command")
    for group in (serve, syncing, measure, export, snapshots):
        group.add(below)
    assert "sync" in parser.format_help()
    for words in (["sync"], ["snapshots", "prune"], ["export", "quarantine"], ["run"]):
        with pytest.raises(SystemExit) as ended:
            main([*words, "--help", "--lang", language, "--data", str(tmp_path)])
        assert ended.value.code == DONE
        assert "--data" in capsys.readouterr().out


def test_a_closed_pipe_is_no_fault(site: Site):
    command = f"{sys.executable} -m cockpit metrics --config {site.config} --data {site.data} | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.returncode == DONE
