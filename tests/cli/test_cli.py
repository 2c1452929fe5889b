from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import openpyxl
import pytest

from cockpit.cli import export, main, measure, serve, snapshots, syncing
from cockpit.cli.parser import Parser
from cockpit.errors import AT_FAULT, DONE, HELD, USAGE
from cockpit.settings import LANGUAGES
from cockpit.store import Store
from tests.store.conftest import ROOT
from tests.sync.site import NOW, STAFF, Site


class Cli:
    """Runs commands of one site in this process."""

    def __init__(self, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
        self.site = site
        self.capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        code = main([*words, "--config", str(self.site.config), "--data", str(self.site.data)])
        out, told = self.capsys.readouterr()
        assert "Traceback" not in out + told
        return code, out, told

    def json(self, *words: str):
        code, out, told = self(*words)
        assert code == DONE, told
        return json.loads(out)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("COCKPIT_NOW", NOW)
    made = Site(tmp_path / "site")
    made.tickets(40)
    return made


@pytest.fixture
def cli(site: Site, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(site, capsys)


def test_sync_prints_what_it_did(cli: Cli):
    told = cli.json("sync", "--json")
    assert told["published"]
    assert told["tables"]["tickets"] == {
        "read": 40, "accepted": 40, "quarantined": 0, "deduplicated": 0, "reasons": {},
    }  # fmt: skip
    again = cli.json("sync", "--json")
    assert (again["published"], again["snapshot"]) == (False, told["snapshot"])
    code, out, _ = cli("sync", "--lang", "en")
    assert code == DONE
    assert told["snapshot"] in out
    assert "Tickets" in out


def test_sync_held(cli: Cli):
    cli("sync")
    cli.site.tickets(5)
    code, out, told = cli("sync", "--json")
    assert (code, out) == (HELD, "")
    assert "--accept" in told
    assert cli("sync", "--accept")[0] == DONE


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
    ],
)
def test_a_wrong_command_is_told_in_words(cli: Cli, words: tuple[str, ...]):
    if "measure" in words or "export" in words:
        cli("sync")
    code, out, told = cli(*words)
    assert (code, out) == (USAGE, "")
    assert len(told.strip()) > 10


def test_before_the_first_sync_measures_say_so(cli: Cli):
    code, _, told = cli("measure", "opened", "--lang", "en")
    assert code == AT_FAULT
    assert "cockpit sync" in told


def test_measure_prints_json(cli: Cli):
    cli("sync")
    told = cli.json(
        "measure", "opened", "--by", "campus,level", "--from", "2026-03-02", "--to", "2026-03-04",
        "--where", "level=A", "--where", "level=B", "--format", "json",
    )  # fmt: skip
    assert {name: told[name] for name in ("metric", "unit", "by", "filters", "n")} == {
        "metric": "opened", "unit": "count", "by": ["campus", "level"], "filters": {"level": ["A", "B"]}, "n": 7,
    }  # fmt: skip
    assert set(told) == {"metric", "unit", "by", "filters", "snapshot", "n", "clocks", "rows"}
    assert told["clocks"] == {
        "source": "2026-03-07T01:00:00+00:00",
        "sync": "2026-03-20T04:00:00+00:00",
        "asked": "2026-03-20T04:00:00+00:00",
    }  # fmt: skip
    assert told["rows"] == [
        {"campus": "东校区", "level": "B", "value": 3, "n": 3},
        {"campus": "西校区", "level": "A", "value": 4, "n": 4},
    ]


def test_no_data_is_null_and_not_nought(cli: Cli):
    cli("sync")
    told = cli.json("measure", "satisfaction", "--from", "2020-01-01", "--to", "2020-02-01", "--format", "json")
    assert told["rows"] == [{"value": None, "n": 0}]
    cli.site.configure()


def test_measure_compares_and_writes_csv(cli: Cli):
    cli("sync")
    code, out, _ = cli(
        "measure", "opened", "--by", "day", "--from", "2026-03-04", "--to", "2026-03-06", "--against", "previous",
        "--format", "csv",
    )  # fmt: skip
    assert code == DONE
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(row["day"], row["value"], row["value_against"]) for row in rows] == [
        ("2026-03-04", "8", "5"),
        ("2026-03-05", "8", "8"),
    ]


def test_measure_as_an_engineer_sees_less(cli: Cli):
    cli.site.tickets(40, 工程师="S002")
    cli("sync")
    told = cli.json("measure", "opened", "--as", "engineer:S002", "--format", "json")
    assert told["n"] == 1


def test_measure_an_older_snapshot_at_another_time(cli: Cli):
    first = cli.json("sync", "--json")["snapshot"]
    cli.site.tickets(60)
    cli("sync")
    assert cli.json("measure", "opened", "--format", "json")["n"] == 60
    old = cli.json("measure", "opened", "--snapshot", first, "--format", "json")
    assert (old["n"], old["snapshot"]) == (40, first)
    early = cli.json("measure", "backlog", "--as-of", "2026-03-02T10:00", "--format", "json")
    assert early["clocks"]["asked"] == "2026-03-02T02:00:00+00:00"
    assert early["rows"][0]["value"] == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_metrics_are_listed_with_their_definitions(cli: Cli, language: str):
    listed = cli.json("metrics", "--json", "--lang", language)
    assert {"opened", "backlog", "sla_met"} <= {one["metric"] for one in listed}
    assert all(one["unit"] and one["by"] and one["definition"] for one in listed)
    assert "opened" in cli("metrics", "--lang", language)[1]


def test_snapshots_are_listed_pinned_compared_and_pruned(cli: Cli):
    made = []
    for count in (40, 41, 42):
        cli.site.tickets(count)
        made.append(cli.json("sync", "--json")["snapshot"])
    assert cli("snapshots", "pin", made[0])[0] == DONE
    listed = cli.json("snapshots", "list", "--json")
    assert [(one["id"], one["current"], one["pinned"], one["rows"]["tickets"]) for one in listed] == [
        (made[2], True, False, 42), (made[1], False, False, 41), (made[0], False, True, 40),
    ]  # fmt: skip
    assert made[0] in cli("snapshots", "list")[1]
    changes = cli.json("snapshots", "diff", made[0], made[2], "--json")
    assert changes["tickets"] == {"added": 2, "removed": 0, "changed": 0}
    assert cli("snapshots", "diff", made[0], made[2])[0] == DONE
    assert cli("snapshots", "prune", "--keep", "1")[1].split() == [made[1]]
    cli("snapshots", "pin", made[0], "--off")
    assert cli("snapshots", "prune", "--keep", "1")[1].split() == [made[0]]


def test_snapshots_verify_finds_damage(cli: Cli):
    cli("sync")
    current = Store(cli.site.data).current()
    assert current is not None
    assert cli("snapshots", "verify")[0] == DONE
    path = current.path / "tickets.parquet"
    data = bytearray(path.read_bytes())
    data[50] ^= 1
    path.write_bytes(data)
    code, out, _ = cli("snapshots", "verify")
    assert code == AT_FAULT
    assert "tickets.parquet" in out
    assert cli("snapshots", "rebuild")[0] == AT_FAULT
    assert cli("snapshots", "verify", "20200101T000000Z-abcd")[0] == AT_FAULT


def test_snapshots_rebuild_makes_the_serving_file_again(cli: Cli):
    cli("sync")
    current = Store(cli.site.data).current()
    assert current is not None
    (serving,) = current.path.glob("serving-*.duckdb")
    serving.unlink()
    assert cli("snapshots", "rebuild")[0] == DONE
    assert serving.exists()


def test_quarantine_comes_out_inert(cli: Cli, tmp_path: Path):
    cli.site.tickets(40, 楼宇="=cmd|'/c calc'!A1", 完成="2026-03-01 08:00")
    cli("sync")
    for out in (tmp_path / "all.xlsx", tmp_path / "file.xlsx", tmp_path / "all.csv"):
        more = ["--file", "工单.csv"] if out.stem == "file" else []
        code, printed, _ = cli("export", "quarantine", "-o", str(out), *more)
        assert code == DONE
        assert "1" in printed
    book = openpyxl.load_workbook(tmp_path / "file.xlsx")
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert any(cell.value == "=cmd|'/c calc'!A1" for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert (tmp_path / "all.csv").read_text("utf-8-sig").count("\n") == 2


def test_a_workbook_comes_back_with_its_reasons(cli: Cli, tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "明细"
    rows = [line.split(",") for line in cli.site.tickets(6).read_text("utf-8").splitlines()]
    for row in [["工单明细"], *rows]:
        sheet.append(row)
    sheet["K3"] = "2020-01-01 08:00"
    sheet["P4"] = "=1+1"
    path = cli.site.folder / "exports" / "工单.xlsx"
    book.save(path)
    text = cli.site.config.read_text("utf-8").replace('files = "工单*.csv"', 'files = "工单*.xlsx"')
    cli.site.config.write_text(text, "utf-8")
    assert cli("sync")[0] == DONE
    out = tmp_path / "bad.xlsx"
    assert cli("export", "quarantine", "--file", "工单.xlsx", "-o", str(out), "--lang", "en")[0] == DONE
    back = openpyxl.load_workbook(out)["明细"]
    assert [back["A2"].value, back["A3"].value] == ["工单号", "G0000"]
    reasons = {cell.row: cell.value for cell in back["Q"] if cell.value}
    assert set(reasons) == {2, 3}
    assert reasons[3].startswith("Resolved: ")
    assert {cell.data_type for row in back.iter_rows() for cell in row} <= {"s", "n"}
    path.write_bytes(path.read_bytes() + b" ")
    assert cli("export", "quarantine", "--file", "工单.xlsx", "-o", str(out), "--lang", "en")[0] == DONE
    assert openpyxl.load_workbook(out).sheetnames == ["1 Tickets"]


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


def test_sync_every_goes_on_after_a_fault_and_stops_when_told(site: Site):
    site.write("工单2.csv", ("工单号",), [["X"]])
    command = [
        sys.executable,
        "-m",
        "cockpit",
        "sync",
        "--every",
        "1s",
        "--config",
        str(site.config),
        "--data",
        str(site.data),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=-1, stderr=-1, text=True) as worker:
        assert worker.stderr is not None
        assert "工单2.csv" in worker.stderr.readline()
        (site.folder / "exports" / "工单2.csv").unlink()
        assert wait(lambda: Store(site.data).latest())
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == DONE


def test_the_worker_does_not_outlive_its_parent(site: Site):
    command = [
        sys.executable,
        "-m",
        "cockpit",
        "sync",
        "--every",
        "1s",
        "--config",
        str(site.config),
        "--data",
        str(site.data),
    ]
    environ = {**os.environ, "COCKPIT_PARENT": "1"}
    with subprocess.Popen(command, cwd=ROOT, stdout=-1, stderr=-1, env=environ) as worker:
        assert worker.wait(60) == DONE


def wait(found, seconds: float = 60.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if result := found():
            return result
        time.sleep(0.1)
    return None


def test_run_serves_and_ends_clean(site: Site):
    site.configure(more=STAFF)
    site.staff("S001")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [
        sys.executable, "-m", "cockpit", "run", "--port", str(port), "--every", "1s", "--config", str(site.config),
        "--data", str(site.data),
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stdout=-1, stderr=-1, text=True) as server:
        assert server.stdout is not None
        lines = iter(server.stdout.readline, "")
        assert next(line for line in lines if f"http://127.0.0.1:{port}" in line)
        assert wait(lambda: answers(port))
        site.tickets(45)
        assert wait(lambda: rows(site) == 45)
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) in (DONE, -signal.SIGTERM)
    time.sleep(1.5)
    with Store(site.data).lock():
        pass


def rows(site: Site) -> int:
    current = Store(site.data).latest()
    return int(current.manifest["tables"]["tickets"]["rows"]) if current else 0


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def test_the_next_free_port_is_taken(monkeypatch: pytest.MonkeyPatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(serve, "PORT", taken.getsockname()[1])
        assert serve._free_port("127.0.0.1") > serve.PORT
