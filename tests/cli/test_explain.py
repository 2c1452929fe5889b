"""``python -m cockpit explain``: adds up, says its sentence, refuses what cannot be asked."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from cockpit.errors import DONE, USAGE
from cockpit.settings import LANGUAGES
from tests.cli.conftest import Cli

SPAN = ("--from", "2026-03-04", "--to", "2026-03-06")


def test_the_parts_add_up_to_the_change(synced: Cli):
    told = synced.json("explain", "opened", *SPAN, "--format", "json")
    assert {name: told[name] for name in ("metric", "against", "period", "period_against", "method")} == {
        "metric": "opened",
        "against": "previous",
        "period": ["2026-03-04", "2026-03-06"],
        "period_against": ["2026-03-02", "2026-03-04"],
        "method": "count",
    }
    measured = synced.json("measure", "opened", *SPAN, "--against", "previous", "--format", "json")["rows"][0]
    assert (told["value"], told["value_against"]) == (measured["value"], measured["value_against"])
    assert told["change"] == told["value"] - told["value_against"]
    assert {"campus", "level"} <= told["dimensions"].keys()
    for parts in told["dimensions"].values():
        assert sum(part["change"] for part in parts) == told["change"]
        assert sum(part["n"] for part in parts) == told["value"]


def test_a_split_is_given_in_full(synced: Cli):
    told = synced.json("explain", "opened", *SPAN, "--by", "campus,level", "--format", "json")
    assert told["by"] == ["campus", "level"]
    assert sum(row["change"] for row in told["rows"]) == told["change"]
    measured = synced.json("measure", "opened", *SPAN, "--by", "campus,level", "--format", "json")["rows"]
    assert {(row["campus"], row["level"], row["n"]) for row in measured} == {
        (row["cell"]["campus"], row["cell"]["level"], row["n"]) for row in told["rows"] if row["n"]
    }


def test_csv_has_a_line_a_part(synced: Cli):
    code, out, _ = synced("explain", "opened", *SPAN, "--format", "csv")
    assert code == DONE
    rows = list(csv.DictReader(io.StringIO(out)))
    campus = [row for row in rows if row["dimension_1"] == "campus" and not row["dimension_2"]]
    assert sum(float(row["change"]) for row in campus) == sum(int(row["n"]) - int(row["n_against"]) for row in campus)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("metric", ["opened", "sla_met", "time_to_resolve", "satisfaction", "load"])
def test_the_table_begins_with_the_sentence(synced: Cli, language: str, metric: str):
    code, out, _ = synced("explain", metric, *SPAN, "--lang", language)
    assert code == DONE
    assert out.splitlines()[0]
    assert "explain." not in out


def test_without_anything_before_it_says_so(synced: Cli):
    told = synced.json("explain", "opened", *SPAN, "--against", "last-year", "--format", "json")
    assert (told["value_against"], told["change"], told["told"], told["dimensions"]) == (None, None, [], {})
    assert "没有数据可比" in told["sentence"]
    code, out, _ = synced("explain", "opened", *SPAN, "--against", "last-year", "--format", "csv")
    assert (code, len(out.splitlines())) == (DONE, 1)


def test_as_an_engineer_one_sees_ones_own(synced: Cli):
    told: Any = synced.json("explain", "opened", *SPAN, "--as", "engineer:S001", "--format", "json")
    own = synced.json("measure", "opened", *SPAN, "--as", "engineer:S001", "--format", "json")
    assert told["value"] == own["rows"][0]["value"]


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("opened",), "--from、--to"),
        (("opend", *SPAN), "opened"),
        (("opened", *SPAN, "--by", "campas"), "campus"),
        (("opened", *SPAN, "--by", "month"), "campus"),
        (("opened", *SPAN, "--against", "before"), "previous"),
        (("opened", *SPAN, "--where", "campus=东校"), "东校区"),
    ],
)
def test_a_wrong_word_is_told_with_the_nearest(synced: Cli, words: tuple[str, ...], near: str):
    code, out, told = synced("explain", *words)
    assert (code, out) == (USAGE, "")
    assert near in told
