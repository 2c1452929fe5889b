"""A sync from a database in a process of its own: who ends it ends the query, and nobody is shown the password."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import URL

from cockpit import settings
from cockpit.sources.database.address import address, told
from tests.conftest import ROOT
from tests.sources.database.conftest import TICKETS, ticket_table
from tests.sources.database.test_trouble import RUNNING, SLEEP
from tests.sources.database.test_view import settled

INTERRUPTED = 130


@dataclass
class Site:
    """A site whose tickets come from a database; its password stands in a file or in the environment."""

    folder: Path
    desk: object
    environ: dict[str, str]

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "cockpit", *words]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False
        )

    def held(self) -> bytes:
        """All that the cockpit wrote."""
        return b"\n".join(one.read_bytes() for one in (self.folder / "data").rglob("*") if one.is_file())


@pytest.fixture(params=["file", "environment"])
def how(request):
    return request.param


@pytest.fixture
def site_of(tmp_path, desk):
    def made(how="file", query=None, password=None):
        password = password or str(desk.url.password)
        url = desk.url
        bare = str(URL.create(url.drivername, url.username, None, url.host, url.port, url.database))
        columns = "\n".join(f'{name} = "{name}"' for name in TICKETS.columns)
        secret = tmp_path / "password"
        secret.touch(0o600)
        secret.write_text(password + "\n")
        user = f"{desk.url.username}@"
        where = {
            "file": f'url = "{bare}"\npassword_file = "password"',
            "environment": f'url = "{bare.replace(user, f"{desk.url.username}:${{SECRET}}@")}"',
        }[how]
        (tmp_path / "cockpit.toml").write_text(
            f'[site]\nname = "某某大学"\nzone = "Asia/Shanghai"\n[sources.desk]\n{where}\n'
            f'[sources.desk.tables.tickets]\nquery = "{query or TICKETS.query}"\n'
            f"[sources.desk.tables.tickets.columns]\n{columns}\n"
            "[sources.desk.tables.tickets.values]\n"
            'status = { "处理中" = "in_progress" }\nchannel = { "电话" = "phone" }\n',
            "utf-8",
        )
        environ = {
            **os.environ,
            "SECRET": quote(password, safe=""),
            "COCKPIT_CONFIG": str(tmp_path / "cockpit.toml"),
            "COCKPIT_DATA": str(tmp_path / "data"),
            "COCKPIT_NOW": "2026-11-01T00:00:00Z",
        }
        return Site(tmp_path, desk, environ)

    return made


def spellings(password):
    return {password.encode(), quote(password, safe="").encode(), quote(password).encode()}


def test_the_password_is_nowhere(site_of, desk, how):
    desk.tell(*ticket_table(3), "update tickets set status = '?' where ticket_id = 'T2'")
    site = site_of(how)
    done = site.run("sync", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["tables"]["tickets"]["read"] == 3
    said = done.stdout + done.stderr
    for words in (("check", "--json"), ("check",), ("sync",)):
        again = site.run(*words)
        said += again.stdout + again.stderr
    loaded = settings.load(site.folder / "cockpit.toml", site.folder / "data", site.environ)
    said += repr(loaded) + str(loaded)
    for one in spellings(str(desk.url.password)):
        assert one not in said.encode()
        assert one not in site.held()


@pytest.mark.parametrize("query", ["select * from nowhere", "select broken from tickets", TICKETS.query])
def test_nor_in_what_goes_wrong(site_of, desk, how, query):
    desk.tell(*ticket_table(1))
    secret = str(desk.url.password) if query != TICKETS.query else "canary:/@%+ 12345"
    site = site_of(how, query, secret)
    done = site.run("sync", "--json")
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    for one in spellings(secret):
        assert one not in (done.stdout + done.stderr).encode() + site.held()


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT])
def test_who_ends_a_sync_ends_its_query(site_of, desk, way):
    desk.tell(*ticket_table(1))
    backend = desk.url.get_backend_name()
    site = site_of(query=SLEEP[backend])
    process = subprocess.Popen(
        site.command("sync"), cwd=ROOT, env=site.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert settled(lambda: desk.scalar(RUNNING[backend]), 1)
        shown = Path("/proc", str(process.pid), "cmdline").read_bytes()
        process.send_signal(way)
        _, said = process.communicate(timeout=60)
        assert process.returncode == INTERRUPTED, said
        assert "Traceback" not in said
        assert settled(lambda: desk.scalar(RUNNING[backend]), 0)
        assert not any(one in shown for one in spellings(str(desk.url.password)))
    finally:
        process.kill()
    assert not list((site.folder / "data" / "snapshots").glob("*"))


def test_a_password_file_that_others_can_read_is_refused(site_of, desk):
    site = site_of()
    (site.folder / "password").chmod(0o644)
    done = site.run("check")
    assert done.returncode == 1
    assert "chmod 600" in done.stderr
    (site.folder / "password").chmod(0o600)
    (site.folder / "password").write_text("\n")
    assert "password" in site.run("check").stderr
    (site.folder / "password").unlink()
    assert "password" in site.run("check").stderr


def test_a_driver_s_words_are_told_without_the_password(desk):
    url = desk.url.set(password="a b/@%:繁")
    for spelt in ("a b/@%:繁", quote("a b/@%:繁", safe=""), quote("a b/@%:繁")):
        assert told(f"cannot connect\n to x:{spelt}@host", url) == "cannot connect to x:***@host"


def test_a_url_without_driver_has_the_one_we_bring(desk):
    short = {"mariadb": "mariadb", "postgresql": "postgresql"}[desk.url.get_backend_name()]
    source = desk.source(url=desk.url.set(drivername=short))
    assert address(source).drivername == desk.url.drivername
    desk.tell(*ticket_table(2))
    assert desk.tickets(url=desk.url.set(drivername=short)).read == 2
