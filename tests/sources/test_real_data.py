"""The real data sets come in by their configurations alone; counts against a direct reading of the files."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from cockpit import settings, sources, sync
from cockpit.checks import Union, unite
from cockpit.metrics import training
from cockpit.metrics.opening import open_cockpit
from cockpit.periods import Period
from cockpit.records import RECORDS
from tests.conftest import REAL_DATA, ROOT

pytestmark = [pytest.mark.real_data, pytest.mark.slow]
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def imported(name: str, root: Path) -> Union:
    """One of the example configurations, read and united."""
    file = ROOT / "sample_data" / "examples" / f"{name}.toml"
    site = settings.load(file, root / "data", {"COCKPIT_REAL_DATA": str(REAL_DATA)})
    (source,) = site.sources
    outcome = sources.parse(source, source.tables[0], site.zone, root / "cache", NOW)
    assert outcome.refused == []
    assert [one.unmapped for one in outcome.parsed] == [{}]
    return unite(RECORDS["tickets"], outcome.parsed, root / "out")


def direct(name: str) -> Iterator[dict[str, str]]:
    """The file's own rows."""
    with gzip.open(REAL_DATA / name, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def counted(union: Union, expression: str, where: str = "true") -> dict[str, int]:
    """Rows of the united table by an expression."""
    query = f"select {expression}, count(*) from read_parquet('{union.rows}') where {where} group by 1"
    return {str(key): int(count) for key, count in duckdb.execute(query).fetchall()}


def test_boston(tmp_path: Path) -> None:
    union = imported("boston311", tmp_path)
    assert (union.read, union.accepted, union.quarantined, union.deduplicated) == (121_145, 120_948, 197, 0)
    assert union.reasons == {"before_reported_at": 197}

    def when(text: str) -> datetime:
        return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p")  # noqa: DTZ007 - compared as written

    kept = [
        row
        for row in direct("boston311_2015.csv.gz")
        if not row["CLOSED_DT"] or when(row["CLOSED_DT"]) >= when(row["OPEN_DT"])
    ]
    local = "strftime(reported_at at time zone 'America/New_York', '%m')"
    assert counted(union, local) == dict(Counter(row["OPEN_DT"][:2] for row in kept))
    assert counted(union, "status") == {
        "closed": sum(row["CASE_STATUS"] == "Closed" for row in kept),
        "in_progress": sum(row["CASE_STATUS"] == "Open" for row in kept),
    }
    assert counted(union, "true", "due_at is null") == {"True": sum(not row["TARGET_DT"] for row in kept)}
    assert counted(union, "true", "resolved_at is null") == {"True": sum(not row["CLOSED_DT"] for row in kept)}


def test_uci(tmp_path: Path) -> None:
    union = imported("uci_incidents", tmp_path)
    assert (union.read, union.accepted) == (141_712, 24_918)
    assert union.reasons == {"before_reported_at": 2}
    last: dict[str, dict[str, str]] = {}
    moment = "%d/%m/%Y %H:%M"
    for row in direct("uci_incident_event_log.csv.gz"):
        at = datetime.strptime(row["sys_updated_at"], moment)  # noqa: DTZ007 - compared as written
        before = last.get(row["number"])
        if before is None or at >= datetime.strptime(before["sys_updated_at"], moment):  # noqa: DTZ007
            last[row["number"]] = row
    local = "strftime(reported_at at time zone 'UTC', '%Y-%-m')"
    months = Counter("-".join(reversed(row["opened_at"].split(" ")[0].split("/")[1:])) for row in last.values())
    assert counted(union, local) == dict(months)
    levels = Counter("_ABCD"[int(row["priority"][0])] for row in last.values())
    assert counted(union, "level") == dict(levels)
    assert counted(union, "true", "resolved_at is null") == {
        "True": sum(row["resolved_at"] == "?" for row in last.values())
    }


SCALES = {
    "TrainersCommunicators": ["Never", "Rarely", "Sometimes", "Often", "All of the time"],
    "Material": ["Strongly Disagree", "Disagree", "Neither Agree nor Disagree", "Agree", "Strongly Agree"],
    "AtmosphereWelcoming": ["Strongly Disagree", "Disagree", "Neither Agree nor Disagree", "Agree", "Strongly Agree"],
    "Pace": ["Too slow", "-", "Slightly slow", "-", "Just right"],
}
FAST = {"Too fast": "Too slow", "Slightly fast": "Slightly slow"}
WEIGHTS = (50, 20, 15, 15)


def test_the_carpentries_survey_is_a_training_matrix(tmp_path: Path) -> None:
    site = settings.load(
        ROOT / "sample_data" / "examples" / "carpentries.toml",
        tmp_path / "data",
        {"COCKPIT_REAL_DATA": str(REAL_DATA)},
    )
    sync.sync(site)
    cockpit = open_cockpit(site)
    held = training.held(cockpit, site.contract, Period(date(2016, 1, 1), date(2018, 10, 1)))
    with (REAL_DATA / "carpentries_instructor_training_post_survey_2018.csv").open(encoding="utf-8") as stream:
        answers = list(csv.DictReader(stream))
    places = Counter(" ".join(_place(row).split()) for row in answers)
    assert {one.session["session_id"]: len(one.sheets) for one in held} == dict(places)
    shown = training.together(held)
    overall = Fraction(0)
    for one, weight, (item, words) in zip(shown.indicators, WEIGHTS, SCALES.items(), strict=True):
        points = [1 + words.index(FAST.get(row[item], row[item])) for row in answers if row[item]]
        bands = Counter({5: "A", 4: "B", 3: "C"}.get(point, "D") for point in points)
        assert one.counts == {band: bands[band] for band in "ABCD"}
        assert one.score == Fraction(sum(points) * 20, len(points))
        overall += one.score * weight / 100
    assert shown.overall == overall
    first = min(row["Date"] for row in answers if row["MemberSite"] == "AUG 30 - 31 (Calgary)")
    assert first.startswith("8/31/18")
    assert {one.session["held_on"] for one in held if "Calgary" in one.session["title"]} == {date(2018, 8, 31)}


def _place(row: dict[str, str]) -> str:
    listed = row["MemberSite"].replace("\u00a0", " ")
    other = "" if listed == "My training event is not listed" else listed
    return other or row["MemberSiteOther"] or "(training not named)"
