"""``python -m cockpit warnings``: learns first, then names what stands out; refuses what is no day."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta

import numpy as np
import pytest

from cockpit.errors import DONE, USAGE
from cockpit.settings import LANGUAGES
from tests.cli.conftest import Cli
from tests.sync.site import HEADER, Site

STRUCK = "2026-03-18"


@pytest.fixture
def busy(site: Site) -> Site:
    """Half a year of ten faults a day on two campuses, and forty on one of them on one day."""
    first, random = datetime(2025, 9, 1, 9), np.random.default_rng(3)  # noqa: DTZ001
    rows = []
    for at in range(199):
        day = first + timedelta(days=at)
        for campus, mean in (("东校区", 6), ("西校区", 4)):
            many = int(random.poisson(mean)) + 34 * (campus == "东校区" and f"{day:%Y-%m-%d}" == STRUCK)
            rows += [(campus, day + timedelta(minutes=5 * one)) for one in range(many)]
    with (site.folder / "exports" / "工单3.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number, (campus, came) in enumerate(rows):
            done = came + timedelta(hours=1)
            writer.writerow(
                [f"W{number:05}", campus, "一号楼", "网络", "C", "已关闭", "E1", came, came, came, done, done, 5]
            )
    return site


def test_it_says_how_long_it_still_learns(cli: Cli):
    cli("sync")
    told = cli.json("warnings", "--json")
    assert told["learning"] > 0
    assert told["warnings"] == []
    code, out, _ = cli("warnings", "--lang", "en")
    assert code == DONE
    assert f"{told['learning']} more days" in out


def test_a_day_of_many_is_named_with_its_campus(busy: Site, cli: Cli):
    cli("sync")
    told = cli.json("warnings", "--at", STRUCK, "--json")
    assert told["day"] == STRUCK
    assert told["learning"] == 0
    (one,) = told["warnings"]
    assert (one["kind"], one["where"]["campus"]) == ("sudden", "东校区")
    assert one["first"] <= STRUCK == one["last"]
    assert one["actual"] > one["highest"] > one["expected"]
    measured = cli.json(
        *("measure", "opened", "--from", one["first"], "--to", "2026-03-19", "--where", "campus=东校区"),
        *("--format", "json"),
    )
    assert measured["rows"][0]["value"] == one["actual"]
    for language in LANGUAGES:
        _, out, _ = cli("warnings", "--at", STRUCK, "--lang", language)
        assert "▲" in out
        assert "东校区" in out
        assert str(one["actual"]) in out


def test_a_quiet_day_has_none(busy: Site, cli: Cli):
    cli("sync")
    told = cli.json("warnings", "--at", "2026-02-20", "--json")
    assert (told["learning"], told["warnings"]) == (0, [])
    assert cli("warnings", "--at", "2026-02-20")[0] == DONE


def test_rights_narrow_what_is_watched(busy: Site, cli: Cli):
    cli("sync")
    everything = cli.json("warnings", "--at", STRUCK, "--json")
    west = cli.json("warnings", "--at", STRUCK, "--where", "campus=西校区", "--json")
    assert west["series"] < everything["series"]
    assert not any(one["where"].get("campus") == "东校区" for one in west["warnings"])


def test_what_is_to_be_expected_is_told_beside(busy: Site, cli: Cli):
    cli("sync")
    told = cli.json("warnings", "--at", STRUCK, "--json")
    month = told["ahead"]["volume"]
    assert month["month"] == {"first": "2026-04-01", "until": "2026-05-01"}
    assert month["whole"]["low"] < 300 < month["whole"]["high"] + 60
    assert [one["where"] for one in month["parts"][:2]] == [{"campus": "东校区"}, {"campus": "西校区"}]
    assert (told["devices"], told["clusters"], told["ahead"]["parts"]) == ([], [], [])
    for language in LANGUAGES:
        _, out, _ = cli("warnings", "--at", STRUCK, "--lang", language)
        assert str(month["whole"]["low"]) in out


def test_what_is_no_day_is_refused(cli: Cli):
    cli("sync")
    code, _, told = cli("warnings", "--at", "gestern")
    assert code == USAGE
    assert "gestern" in told
