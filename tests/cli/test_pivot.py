from __future__ import annotations

import csv
import io

import pytest

from cockpit.errors import DONE, USAGE
from cockpit.settings import LANGUAGES
from tests.cli.conftest import Cli

SPAN = ("--from", "2026-03-01", "--to", "2026-03-08")


def test_pivot_prints_every_cell_and_total_as_json(synced: Cli):
    told = synced.json(
        "pivot", "--rows", "campus", "--cols", "level", "--measures", "opened", *SPAN, "--format", "json"
    )
    assert set(told) == {"measures", "by", "filters", "snapshot", "clocks", "rows"}
    assert told["measures"] == [{"metric": "opened", "unit": "count", "n": 40}]
    assert told["by"] == {"rows": ["campus"], "cols": ["level"]}
    measured = synced.json("measure", "opened", "--by", "campus,level", *SPAN, "--format", "json")["rows"]
    leaves = [row for row in told["rows"] if row["kind"] == "leaf"]
    assert [{name: row[name] for name in ("campus", "level", "value", "n")} for row in leaves] == measured
    totals = [row for row in told["rows"] if row["kind"] != "leaf"]
    assert totals[-1] == {
        "campus": None, "level": None, "kind": "total", "row_level": 0, "col_level": 0, "metric": "opened",
        "value": 40, "n": 40,
    }  # fmt: skip
    assert sum(row["n"] for row in totals if row["row_level"] == 1) == 40
    assert sum(row["n"] for row in totals if row["col_level"] == 1) == 40


def test_a_rates_total_is_not_the_mean_of_its_cells(synced: Cli):
    asked = ("--rows", "campus", "--measures", "reopen_rate,time_to_resolve", *SPAN, "--format", "json")
    told = synced.json("pivot", *asked)
    for metric in ("reopen_rate", "time_to_resolve"):
        whole = synced.json("measure", metric, *SPAN, "--format", "json")["rows"][0]
        (total,) = [row for row in told["rows"] if row["metric"] == metric and row["kind"] == "total"]
        assert (total["value"], total["n"]) == (whole["value"], whole["n"])


def test_top_folds_the_others_into_a_rest(synced: Cli):
    told = synced.json(
        "pivot", "--rows", "campus", "--measures", "opened", "--top", "campus=1", *SPAN, "--format", "json"
    )  # fmt: skip
    first, rest, total = told["rows"]
    assert (first["rest"], rest["rest"], total["rest"]) == ([], ["campus"], [])
    assert (rest["campus"], rest["row_level"], rest["kind"]) == (None, 1, "leaf")
    assert first["value"] >= rest["value"] > 0
    assert first["value"] + rest["value"] == total["value"] == 40


def test_pivot_writes_csv_with_shares_beside_the_period_before(synced: Cli):
    code, out, _ = synced(
        "pivot", "--rows", "campus", "--measures", "opened,sla_met", "--share", "column", "--against", "previous",
        "--from", "2026-03-04", "--to", "2026-03-06", "--format", "csv",
    )  # fmt: skip
    assert code == DONE
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == [
        "campus", "kind", "row_level", "col_level", "metric", "value", "n", "value_against", "n_against", "difference",
        "change", "share",
    ]  # fmt: skip
    opened = {row["campus"]: row for row in rows if row["metric"] == "opened"}
    assert (opened[""]["value"], opened[""]["value_against"], opened[""]["difference"]) == ("16", "13", "3")
    assert opened[""]["share"] == "1"
    assert sum(float(row["share"]) for row in opened.values()) == pytest.approx(2)
    assert {row["share"] for row in rows if row["metric"] == "sla_met"} == {""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_says_what_is_a_total_in_words(synced: Cli, language: str):
    asked = ("--rows", "campus,level", "--cols", "day", "--measures", "opened,satisfaction", "--top", "campus=1")
    code, out, _ = synced("pivot", *asked, *SPAN, "--lang", language)
    assert code == DONE
    words = {
        "zh-Hans": ("合计", "小计", "其余", "校区"),
        "zh-Hant": ("合計", "小計", "其餘", "校區"),
        "en": ("Total", "Subtotal", "All others", "Campus"),
    }
    assert [word for word in words[language] if word not in out] == []
    assert "\x1f" not in out


def test_what_a_site_does_not_provide_is_told(synced: Cli):
    code, _, told = synced("pivot", "--rows", "group", "--measures", "manual_coverage,opened", "--lang", "en", *SPAN)
    assert code == DONE
    assert "manual_ref" in told
    listed = synced.json("pivot", "--measures", "manual_coverage", "--format", "json")
    assert listed["measures"] == [
        {"metric": "manual_coverage", "unit": "share", "n": 0, "lacking": ["tickets.manual_ref"]}
    ]
    assert [row["value"] for row in listed["rows"]] == [None]


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("--rows", "building", "--measures", "load"), "load"),
        (("--rows", "campus", "--cols", "campus", "--measures", "opened"), "campus"),
        (("--rows", "campus", "--measures", "opened", "--top", "building=3"), "campus (校区)"),
        (("--rows", "campus", "--measures", "opened", "--top", "campus"), "building=10"),
        (("--rows", "campus", "--measures", "opened", "--top", "campus=0"), "building=10"),
        (("--rows", "campus", "--measures", "openned"), "“opened”"),
        (("--measures", ","), "metrics"),
        (("--measures", "opened", "--share", "columns"), "“column”"),
        ((), "--measures"),
    ],
)
def test_what_cannot_be_asked_is_told(synced: Cli, words: tuple[str, ...], near: str):
    code, out, told = synced("pivot", *words)
    assert (code, out) == (USAGE, "")
    assert near in told
