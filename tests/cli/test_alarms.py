"""The round of alarms on the command line: after every sync, whatever becomes of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from cockpit import alarms
from cockpit.alarms import Finder, Looked, Round
from cockpit.errors import DONE
from cockpit.settings.model import Settings
from tests.cli.conftest import Cli


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
