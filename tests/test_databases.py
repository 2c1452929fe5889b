"""The servers that other tests stand on."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

WORDS = "繁體 😀"


@pytest.fixture(params=["mariadb", "postgres"])
def server(request):
    return request.getfixturevalue(request.param)


def test_every_database_is_new_and_keeps_all_characters(server):
    first, second = server.database(), server.database()
    engine = create_engine(first)
    with engine.begin() as connection:
        connection.execute(text("create table words (word varchar(20))"))
        connection.execute(text("insert into words values (:word)"), {"word": WORDS})
        assert connection.scalar(text("select word from words")) == WORDS
    engine.dispose()
    engine = create_engine(second)
    with engine.begin() as connection:
        connection.execute(text("create table words (word varchar(20))"))
        assert connection.scalar(text("select count(*) from words")) == 0
    engine.dispose()


def test_an_outage_loses_nothing(server):
    url = server.database()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("create table words (word varchar(20))"))
        connection.execute(text("insert into words values (:word)"), {"word": WORDS})
    engine.dispose()
    server.stop()
    try:
        with pytest.raises(Exception, match=r"(?i)refused|can't connect"), create_engine(url).connect():
            pass
    finally:
        server.start()
    with engine.connect() as connection:
        assert connection.scalar(text("select word from words")) == WORDS
    engine.dispose()


@pytest.mark.parametrize("kind", ["mariadb", "postgres"])
def test_no_server_outlives_its_process(kind):
    code = (
        f"import os, signal\nfrom tests.databases import {kind}_server\n"
        f"with {kind}_server() as server:\n"
        "    print(server._process.pid, server.folder, flush=True)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).resolve().parent.parent
    said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    pid, folder = said.stdout.split()
    try:
        assert gone(Path("/proc", pid, "stat"))
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)


def gone(stat):
    """Whether a process that was told to end does so."""
    deadline = time.monotonic() + 30
    while stat.exists() and stat.read_text().split()[2] not in "ZX":
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
