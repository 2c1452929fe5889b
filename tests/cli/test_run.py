from __future__ import annotations

import contextlib
import os
import pty
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from websockets.sync.client import connect as websocket
from websockets.typing import Subprotocol

from cockpit.cli import serve
from cockpit.errors import DONE, UsageError
from cockpit.store import Store
from tests.store.conftest import ROOT
from tests.sync.site import STAFF, Site


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
    assert [line[:8] for line in left if line] == ["小站：首次读取数", "配置里没有 [["]
    time.sleep(1.5)
    with Store(site.data).lock():
        pass


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
