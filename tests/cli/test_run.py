from __future__ import annotations

import contextlib
import os
import pty
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect as websocket
from websockets.typing import Subprotocol

from cockpit import settings as configuration
from cockpit.cli import serve
from cockpit.cli.context import Context
from cockpit.errors import DONE, USAGE, UsageError
from cockpit.store import Store
from tests.cli.conftest import Cli
from tests.store.conftest import ROOT
from tests.sync.site import STAFF, Site

ACCESS = """
[access]
metadata_url = "https://login.example/.well-known/openid-configuration"
client_id = "cockpit"
client_secret = "${{CLIENT}}"
cookie_secret = "${{COOKIE}}"
redirect_uri = "http://localhost:{port}/oauth2callback"
roles = {{ manager = "managers" }}
"""


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
        assert next(line for line in worker.stderr if "工单2.csv" in line)
        (site.folder / "exports" / "工单2.csv").unlink()
        assert wait(lambda: Store(site.data).latest())
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == DONE


def test_run_says_which_names_and_sizes_of_walls_mean_nothing(cli: Cli):
    cli.site.configure(more='[wall.west]\nscenes = ["trned"]\ndistance_m = 30\n')
    assert cli("sync")[0] == DONE
    serve._prepare(Context(configuration.load(cli.site.config, cli.site.data), "en"))
    told = [line for line in cli.capsys.readouterr().err.splitlines() if line.startswith("[wall.west]")]
    assert ["trned" in line for line in told] == [False, True]
    assert "30 m" in told[0]


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
    terminal, told = pty.openpty()
    with subprocess.Popen(command, cwd=ROOT, stdout=-1, stderr=told, text=True) as server:
        os.close(told)
        assert server.stdout is not None
        lines = iter(server.stdout.readline, "")
        assert next(line for line in lines if f"http://127.0.0.1:{port}" in line)
        assert wait(lambda: answers(port))
        with websocket(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=[Subprotocol("streamlit")]):
            pass
        site.tickets(45)
        assert wait(lambda: rows(site) == 45)
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) in (DONE, -signal.SIGTERM)
    said = drained(terminal)
    assert "首次读取数据源" in said
    assert ".csv" in said
    # Steps write over each other, what is so in every round of the worker is told once, and connections are not told.
    left = [line.rstrip("\r").rsplit("\r")[-1].strip() for line in said.split("\n")]
    assert [line[:8] for line in left if line] == ["小站：首次读取数", "配置里没有 [[", "配置里没有学期："]
    time.sleep(1.5)
    with Store(site.data).lock():
        pass


def test_with_a_login_it_listens_beyond_the_machine_and_lets_nobody_in(site: Site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    site.configure(more=ACCESS.format(port=port))
    environ = os.environ | {"CLIENT": "x", "COOKIE": "0123456789abcdef0123456789abcdef"}
    command = [
        sys.executable, "-m", "cockpit", "run", "--host", "0.0.0.0", "--port", str(port), "--every", "1h",
        "--config", str(site.config), "--data", str(site.data),
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stdout=-1, stderr=-1, text=True, env=environ) as server:
        assert server.stdout is not None
        assert next(line for line in iter(server.stdout.readline, "") if f"http://localhost:{port}" in line)
        assert wait(lambda: answers(port))
        for path, status in (("/", 401), ("/version", 401), ("/health", 200), ("/login", 200)):
            assert asked(f"http://localhost:{port}{path}") == status
        assert asked(f"http://127.0.0.1:{port}/health", host="elsewhere.example") == 400
        with pytest.raises(InvalidStatus), websocket(f"ws://localhost:{port}/_stcore/stream"):
            pass
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) in (DONE, -signal.SIGTERM)


def test_without_a_login_it_listens_on_the_machine_alone_and_says_why(cli: Cli):
    code, _, why = cli("run", "--host", "0.0.0.0", "--lang", "en")
    assert code == USAGE
    assert "Without a login" in why
    assert "docs/access.md" in why


def asked(address: str, host: str | None = None) -> int:
    request = urllib.request.Request(address, headers={"host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def drained(terminal: int) -> str:
    """What was written to a terminal that nobody has open any more."""
    said = b""
    with contextlib.suppress(OSError), open(terminal, "rb", buffering=0) as screen:
        while chunk := screen.read(65_536):
            said += chunk
    return said.decode()


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
        assert serve._port("127.0.0.1", None) > serve.PORT
        with pytest.raises(UsageError, match="port_taken"):
            serve._port("127.0.0.1", serve.PORT)
