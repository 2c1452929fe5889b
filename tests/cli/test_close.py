from __future__ import annotations

import json

import pytest

from cockpit.errors import DONE, USAGE
from cockpit.ledger import Ledger
from cockpit.review import closes
from tests.cli.conftest import Cli
from tests.sync.site import NOW


def test_a_month_is_closed_and_what_moved_since_is_told(synced: Cli, monkeypatch: pytest.MonkeyPatch):
    month = NOW[:7]
    code, _, told = synced("close", month, "--lang", "en")
    assert code == USAGE
    assert "has not ended" in told
    monkeypatch.setenv("COCKPIT_NOW", f"{int(NOW[:4]) + 1}{NOW[4:]}")
    first = synced.json("close", month, "--json")
    assert (first["month"], first["version"], first["since"], first["restated"]) == (month, 1, None, [])
    synced.site.tickets(44)
    code, out, told = synced("sync", "--json", "--lang", "en")
    assert code == DONE
    (moved,) = json.loads(out)["restated"]
    assert (moved["month"], moved["n"] > 0) == (month, True)
    assert "is closed (version 1); this sync moved" in told
    code, out, told = synced("close", month, "--json", "--json-progress")
    second = json.loads(out)
    assert (code, second["version"], second["since"]) == (DONE, 2, 1)
    assert [json.loads(line)["step"] for line in told.splitlines()][-2:] == ["close_answers", "close_publish"]
    opened = next(one for one in second["restated"] if one["metric"] == "opened")
    assert opened["now"]["value"] - opened["closed"]["value"] == len(opened["added"]) > 0
    assert second["snapshot"] != first["snapshot"]
    code, out, told = synced("close", month, "--lang", "en")
    assert "version 3" in out
    assert "No figure has moved since version 2." in out
    assert len(list(closes.every(synced.site.data))) == 3
    assert len(Ledger(synced.site.data).closings()) == 3


@pytest.mark.parametrize("month", ["2026-13", "x", "202610"])
def test_what_is_no_month_is_refused(synced: Cli, month: str):
    code, _, told = synced("close", month, "--lang", "en")
    assert code == USAGE
    assert "2026-10" in told
