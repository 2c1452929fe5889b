"""The weekly sheet, the yearly report and the report on an incident: figures are the cockpit's, sentences are true."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cockpit.errors import UsageError
from cockpit.metrics import Cockpit
from cockpit.review import Document
from cockpit.review.document import Table
from cockpit.review.incident import incident, incidents
from cockpit.review.month import Asked
from cockpit.review.week import week
from cockpit.review.year import year
from cockpit.sentences import span
from tests.metrics import chance, naive_facts
from tests.metrics.small_site import Row, SmallSite
from tests.review.months import asked_anew, texts

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
DAY = date(2025, 11, 12)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=SHANGHAI)


def opened(site: SmallSite, folder: Path, as_of: datetime) -> Cockpit:
    """A small site's cockpit that knows its snapshot, as one that was opened from a store does."""
    return replace(site.opened(as_of, folder), held=site.snapshot(folder, as_of))


def whole(document: Document, cockpit: Cockpit) -> None:
    """What is to hold of every document."""
    for figure in {(one.metric, one.period, one.filters, one.cell): one for one in document.figures()}.values():
        assert asked_anew(cockpit, figure) == pytest.approx(figure.value), figure
    for words in texts(document):
        assert not re.search(r"[{}]|None|nan", words), words


@pytest.mark.parametrize("seed", [3])
def test_a_week_and_a_year_of_any_site_are_whole_in_every_language(seed: int, tmp_path: Path):
    small = chance.site(seed, count=400)
    zone = ZoneInfo(small.zone)
    cockpit = opened(small, tmp_path, datetime(2025, 12, 20, 12, tzinfo=zone))
    site = small.settings(tmp_path)
    asked = Asked()
    for language in LANGUAGES:
        whole(week(cockpit, site, DAY, language), cockpit)
        whole(week(cockpit, site, date(2019, 1, 1), language), cockpit)
        told = year(cockpit, site, 2025, language, asked)
        whole(told if language == "en" else replace(told, indicators=()), cockpit)
        assert told.ran.last == date(2025, 12, 20)
        under = {one.key: one.under for one in told.slides}
        assert under["counts"].endswith(span(told.ran, language).split(" ")[-1])
        assert not any(span(told.period, language) in line for line in under.values())
    shown = [incident(cockpit, site, row["incident_id"], "en") for row in incidents(cockpit)[:8]]
    for document in shown:
        whole(document, cockpit)
        course = document.slide("course")
        assert course is not None
        assert document.texts[0].key == "occurred"
    assert shown


@pytest.mark.parametrize("seed", [2, 4])
def test_what_ran_over_in_a_week_is_that_of_the_raw_rows(seed: int, tmp_path: Path):
    small = chance.site(seed, count=500)
    zone = ZoneInfo(small.zone)
    cockpit = opened(small, tmp_path, datetime(2025, 12, 20, 12, tzinfo=zone))
    document = week(cockpit, small.settings(tmp_path), DAY, "en")
    rows = naive_facts.Site(small.tables["tickets"].to_pylist(), (), zone, small.contract)
    first = DAY - timedelta(days=DAY.weekday())

    def late(row: Row) -> bool:
        due, done = naive_facts.due(rows, row), naive_facts.finished(row)
        if row["work_type"] != "fault" or row["status"] == "cancelled" or row["reported_at"] > cockpit.as_of:
            return False
        if due is None or not first <= rows.day(due) < first + timedelta(days=7) or due >= cockpit.as_of:
            return False
        return done is None or done > due

    slide = document.slide("overruns")
    assert slide is not None
    missed = sum(map(late, rows.tickets))
    if missed:
        assert slide.sentence.startswith(f"{missed} of ")


def test_the_groups_of_a_week_add_up(tmp_path: Path):
    groups = [{"group": "B"}, {"group": "A"}, {"group": "A"}, {}, {}]
    rows: list[Row] = [{"ticket_id": f"T{n}", "reported_at": at(11, 8), **one} for n, one in enumerate(groups)]
    site = SmallSite({"tickets": rows})
    slide = week(opened(site, tmp_path, at(20, 12)), site.settings(tmp_path), DAY, "en").slide("load")
    assert slide is not None
    (table,) = [one for one in slide.blocks if isinstance(one, Table)]
    assert [(row[0].text, row[1].value) for row in table.rows] == [("A", 2), ("B", 1), ("(not given)", 2)]


def test_where_the_time_went_is_told_of_those_whose_moments_are_known(tmp_path: Path):
    usual = {"reported_at": "2025-11-10 08:00", "level": "B", "status": "resolved", "resolved_at": "2025-11-11 08:00"}
    rows = [
        {"ticket_id": "T1", **usual, "assigned_at": "2025-11-10 20:00", "arrived_at": "2025-11-10 21:00"},
        {"ticket_id": "T2", **usual, "assigned_at": "2025-11-10 21:00", "arrived_at": "2025-11-10 22:00"},
        {"ticket_id": "T3", **usual, "cause": "a cable"},
    ]
    site = SmallSite({"tickets": rows})
    document = week(opened(site, tmp_path, at(20, 12)), site.settings(tmp_path), DAY, "en")
    slide = document.slide("overruns")
    assert slide is not None
    assert slide.sentence.endswith("0.0% in time, in 2 of them most time went before assignment")
    assert [(one.head, one.detail) for one in slide.so[:2]] == [
        ("Of 2 it is known in which stage most time went", "before assignment 2"),
        ("Of 1 a cause is written down", "a cable 1"),
    ]


def emergency(**more: object) -> SmallSite:
    row = {
        "incident_id": "E1", "level": "A", "campus": "North", "title": "No login", "nature": "login", "scope": "all",
        "occurred_at": "2025-11-10 08:00", "discovered_at": "2025-11-10 08:10", "discovered_by": "monitoring",
        "told_leader_at": "2025-11-10 08:15", "restored_at": "2025-11-10 11:00", "symptom": "none could log in", **more,
    }  # fmt: skip
    return SmallSite({"tickets": [{"ticket_id": "T1", "reported_at": "2025-11-10 08:12"}], "incidents": [row]})


def test_a_report_on_an_incident_says_what_it_lacks(tmp_path: Path):
    site = emergency()
    document = incident(opened(site, tmp_path, at(20, 12)), site.settings(tmp_path), "E1", "en")
    assert document.title == "Report on a major incident: E1 No login"
    parts, owed = document.slide("missing"), document.slide("owed")
    assert parts is not None
    assert owed is not None
    assert parts.sentence == (
        "4 of the report's 9 parts are there, missing: impact, how it is handled, cause, solution, follow-up"
    )
    (cause,) = [one for one in document.texts if one.key == "cause"]
    assert [(one.head, one.tone) for one in cause.points] == [("Not filled in yet", "late")]
    course = document.slide("course")
    assert course is not None
    assert course.sentence == "Level A “No login” lasted 3.0 h, over before its limit, 10 Nov 2025, 12:10"
    (line,) = course.blocks
    assert [one.text for one in line.events] == ["Occurred", "Discovered: monitoring", "Leader told", "Restored"]  # type: ignore[union-attr]


def test_what_had_not_come_by_the_clock_is_not_in_a_report(tmp_path: Path):
    site = emergency()
    document = incident(opened(site, tmp_path, at(10, 9)), site.settings(tmp_path), "E1", "en")
    course, parts = document.slide("course"), document.slide("missing")
    assert course is not None
    assert parts is not None
    assert course.sentence == "Level A “No login” has lasted 1.0 h so far, its limit is 10 Nov 2025, 12:10"
    assert "restoration" in parts.sentence
    with pytest.raises(UsageError):
        incident(opened(site, tmp_path, at(10, 9)), site.settings(tmp_path), "E2", "en")
