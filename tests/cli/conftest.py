"""Runs commands of one small site in this process."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from cockpit.cli import main
from cockpit.errors import DONE
from tests.sync.site import HEADER, NOW, Site


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


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site once its sources have been read: a sync takes as long as ten questions."""
    made = Site(tmp_path_factory.mktemp("template"))
    made.tickets(40)
    read(made)
    return made.folder


def read(site: Site) -> None:
    """One sync at the instant every test begins."""
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("COCKPIT_NOW", NOW)
        assert main(["sync", "--config", str(site.config), "--data", str(site.data)]) == DONE


def in_database(site: Site, rows: Sequence[Sequence[str]], more: str = "") -> None:
    """Has the site read its tickets from a database that holds these, its table with what the mapping says ``more``."""
    path = site.folder / "desk.db"
    text = site.config.read_text("utf-8").replace('path = "exports"', f'url = "sqlite:///{path}"')
    site.config.write_text(text.replace('files = "工单*.csv"', f'query = "select * from tickets"\n{more}'), "utf-8")
    with sqlite3.connect(path) as desk:
        desk.execute(f"create table tickets ({', '.join(HEADER)})")
        desk.executemany(f"insert into tickets values ({', '.join('?' * len(HEADER))})", rows)
    desk.close()


@pytest.fixture
def synced(cli: Cli, template: Path) -> Cli:
    """Commands of a site that was read: a copy of the template, which a test may change."""
    shutil.rmtree(cli.site.folder)
    shutil.copytree(template, cli.site.folder, symlinks=True)
    return cli
