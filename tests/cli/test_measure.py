from __future__ import annotations

import csv
import io

import pytest

from cockpit.errors import AT_FAULT, DONE, USAGE
from cockpit.i18n import say
from cockpit.metrics import CATALOGUE
from cockpit.settings import LANGUAGES
from tests.cli.conftest import Cli
from tests.sync.site import STAFF


def test_before_the_first_sync_measures_say_so(cli: Cli):
    code, _, told = cli("measure", "opened", "--lang", "en")
    assert code == AT_FAULT
    assert "cockpit sync" in told


def test_measure_prints_json(synced: Cli):
    told = synced.json(
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


def test_no_data_is_null_and_not_nought(synced: Cli):
    told = synced.json("measure", "satisfaction", "--from", "2020-01-01", "--to", "2020-02-01", "--format", "json")
    assert told["rows"] == [{"value": None, "n": 0}]
    synced.site.configure()


def test_measure_compares_and_writes_csv(synced: Cli):
    code, out, _ = synced(
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


def test_measure_as_a_leader_sees_the_tickets_of_the_group(cli: Cli):
    cli.site.configure(more=STAFF)
    cli.site.staff("S001", "S002")
    cli.site.tickets(40)
    cli("sync")
    whole = cli.json("measure", "opened", "--by", "engineer", "--format", "json")
    told = cli.json("measure", "opened", "--by", "engineer", "--as", "leader:S001", "--format", "json")
    assert told["rows"] == [row for row in whole["rows"] if row["engineer"] in ("S001", "S002")]
    assert told["n"] > 0
    code, _, why = cli("measure", "opened", "--as", "leader:S999", "--lang", "en")
    assert (code, "S999" in why) == (USAGE, True)


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
    _, out, _ = cli("metrics", "sla_met", "--lang", language)
    for part in ("name", "definition", "denominator", "exclusions"):
        assert say(f"metrics.sla_met.{part}", language) in out
    assert all(split in out for split in CATALOGUE["sla_met"].splits)
    (one,) = cli.json("metrics", "sla_met", "--json", "--lang", language)
    assert one in listed
    code, out, told = cli("metrics", "sla_mett", "--lang", language)
    assert (code, out) == (USAGE, "")
    assert "sla_met" in told
