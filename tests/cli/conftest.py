"""Runs commands of one small site in this process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cockpit.cli import main
from cockpit.errors import DONE
from tests.sync.site import NOW, Site


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
