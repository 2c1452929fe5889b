"""Drafted texts and the slides they stand on, against counts made by hand and in plain Python over the raw rows."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cockpit.alarms.matching import Matched
from cockpit.alerts.found import Found
from cockpit.ledger import Decision
from cockpit.review import Month
from cockpit.review.drafts.plan import plan
from cockpit.review.drafts.suggestions import suggestions
from cockpit.review.drafts.work import tickets, work
from cockpit.review.facts import silent_weeks
from cockpit.review.slides.repeats import repeats
from cockpit.review.slides.rounds import rounds
from cockpit.review.slides.warned import warned
from cockpit.review.troubles import repeating, worse
from tests.metrics import chance, naive_facts
from tests.metrics.small_site import Row, SmallSite
from tests.review.months import month_of

FIRST = date(2025, 11, 1)


def fault(number: int, day: int, hour: int = 9, **more: object) -> Row:
    """A fault of November that was finished in two hours."""
    at = f"2025-11-{day:02d} {hour:02d}:00"
    done = f"2025-11-{day:02d} {hour + 2:02d}:00"
    return {
        "ticket_id": f"T{number}",
        "reported_at": at,
        "resolved_at": done,
        "status": "resolved",
        "level": "C",
        **more,
    }


def naive(small: SmallSite) -> naive_facts.Site:
    return naive_facts.Site(small.rows["tickets"], (), ZoneInfo(small.zone), small.contract)


def heads(month: Month) -> list[str]:
    return [one.head for one in suggestions(month)]


@pytest.mark.parametrize("seed", [1, 5])
def test_repeats_by_device_are_those_of_the_raw_rows(seed: int, tmp_path: Path):
    small = chance.site(seed, count=600)
    month = month_of(small, tmp_path, FIRST)
    site = naive(small)
    if "device_id" not in small.rows["tickets"][0]:
        assert repeating(month) == []
        return
    came = Counter(
        row["device_id"]
        for row in site.tickets
        if row["device_id"]
        and row["reported_at"] <= month.cockpit.as_of
        and site.day(row["reported_at"]) in month.period
        and naive_facts.is_repeat(site, row)
    )
    assert {row["device"]: row["value"] for row in repeating(month, 1)} == came


def test_a_device_is_to_be_replaced_from_three_repeats_on(tmp_path: Path):
    rows = [fault(n, 3 + 4 * n, device_id="AP-1", building="Hall") for n in range(4)]
    rows += [fault(10 + n, 4 + 4 * n, device_id="AP-2", building="Hall") for n in range(3)]
    month = month_of(SmallSite({"tickets": rows}), tmp_path, FIRST)
    assert [head for head in heads(month) if "Replace" in head] == ["Replace or overhaul AP-1 (North Hall)"]
    slide = repeats(month)
    assert slide is not None
    assert slide.sentence == "5 tickets came again in Nov 2025, 71.4% of all, AP-1 alone 3 times"
    (point,) = [one for one in suggestions(month) if "AP-1" in one.head]
    assert [(one.metric, one.value) for one in point.evidence] == [("repeat_fault", 3)]


def test_earlier_decisions_that_are_open_are_in_the_plan_but_none_of_scores(tmp_path: Path):
    month = month_of(SmallSite({"tickets": [fault(1, 6)]}), tmp_path, FIRST)
    october = date(2025, 10, 1)
    for one in (
        Decision(october, "Change the batteries", "Li", date(2025, 12, 1)),
        Decision(october, "Raise the scores", metric="score"),
        Decision(FIRST, "Of this very month"),
        Decision(october, "Done long ago", state="done"),
    ):
        month.ledger.decide(one)
    points = [one for one in plan(month) if "decision" in one.head]
    assert [(one.head, one.detail) for one in points] == [
        ("1 earlier decision is not done yet", "Change the batteries (Li, 1 Dec)")
    ]


def test_who_repeats_as_often_as_another_is_not_named_alone(tmp_path: Path):
    rows = [fault(n, 3 + 4 * n, hour, device_id=name) for hour, name in ((9, "A"), (12, "B")) for n in range(3)]
    rows = [{**row, "ticket_id": f"T{place}"} for place, row in enumerate(rows)]
    slide = repeats(month_of(SmallSite({"tickets": rows}), tmp_path, FIRST))
    assert slide is not None
    assert slide.sentence.endswith("2 devices at least 2 times each")


def test_a_part_is_worse_only_beyond_chance(tmp_path: Path):
    late = "2025-11-12 09:00"
    rows = [fault(n, 3, category="good") for n in range(40)]
    rows += [fault(100 + n, 3, category="bad", resolved_at=late if n < 20 else "2025-11-03 11:00") for n in range(40)]
    rows += [fault(200 + n, 3, category="few", resolved_at=late) for n in range(5)]
    month = month_of(SmallSite({"tickets": rows}), tmp_path, FIRST)
    found = worse(month, "sla_met", "category")
    (bad,) = found
    assert (bad.row["category"], bad.row["value"]) == ("bad", 0.5)
    assert bad.others == pytest.approx(40 / 45)
    assert any("bad" in head for head in heads(month))
    even = month_of(SmallSite({"tickets": rows[:40]}), tmp_path / "even", FIRST)
    assert worse(even, "sla_met", "category") == []
    assert heads(even) == []


def test_findings_without_a_ticket_are_counted_and_suggested(tmp_path: Path):
    usual = {"kind": "core_room", "campus": "North", "building": "Hall", "planned_on": "2025-11-05"}
    made = {"done_at": "2025-11-05 10:00", "items_checked": "5", "items_abnormal": "1"}
    inspections = [
        {"inspection_id": "R1", **usual, **made, "ticket_id": "T1"},
        {"inspection_id": "R2", **usual, **made},
        {"inspection_id": "R3", **usual},
        {"inspection_id": "R4", **usual, "done_at": "2025-11-05 11:00"},
        {"inspection_id": "R5", **usual, "done_at": "2025-11-07 11:00"},
        {"inspection_id": "R6", **usual, "planned_on": "2025-10-30", "done_at": "2025-11-02 11:00"},
    ]
    month = month_of(SmallSite({"tickets": [fault(1, 6)], "inspections": inspections}), tmp_path, FIRST)
    slide = rounds(month)
    assert slide is not None
    assert slide.sentence == "5 inspections were due in Nov 2025, 60.0% made in time, 1 still not made"
    assert slide.under == (
        "5 due: 3 made in time, 1 made late, 1 not made; 2 made in the period found something, 1 of it put right"
    )
    (point,) = [one for one in suggestions(month) if "finding" in one.head]
    assert point.detail == "1 of 2 findings led to no ticket"


def test_every_week_is_of_the_month_in_which_it_ends(tmp_path: Path):
    held = ("2025-10-28", "2025-11-05", "2025-11-19")
    rows = [{"contact_id": f"C{n}", "held_on": day} for n, day in enumerate(held)]
    small = SmallSite({"tickets": [fault(1, 6)], "customer_contacts": rows})
    silent, weeks = silent_weeks(month_of(small, tmp_path, FIRST))
    assert (silent, weeks) == ([date(2025, 11, 10), date(2025, 11, 24)], 5)
    silent, weeks = silent_weeks(month_of(small, tmp_path, date(2025, 12, 1)))
    assert (silent, weeks) == ([date(2025, 12, day) for day in (1, 8, 15, 22)], 4)


def test_a_missed_target_is_told_alike_in_sentence_and_figure(tmp_path: Path):
    rows = [fault(n, 3, group="A") for n in range(1, 1340)]
    rows += [fault(2000 + n, 3, group="A", resolved_at="2025-11-12 09:00") for n in range(336)]
    month = month_of(SmallSite({"tickets": rows}), tmp_path, FIRST)
    (point,) = [one for one in suggestions(month) if one.evidence and one.evidence[0].metric == "sla_met"]
    assert point.evidence[0].text in point.detail


@pytest.mark.parametrize("seed", [3, 6])
def test_work_by_kind_is_that_of_the_raw_rows(seed: int, tmp_path: Path):
    small = chance.site(seed, count=500)
    month = month_of(small, tmp_path, FIRST)
    site = naive(small)
    now = month.cockpit.as_of

    def counted(row: Row) -> bool:
        at = naive_facts.finished(row)
        return at is not None and at <= now and site.day(at) in month.period and row["status"] != "cancelled"

    done = Counter(row["work_type"] for row in site.tickets if counted(row))
    assert {row["work_type"]: row["done"] for row in tickets(month) if row["done"]} == done
    others = done.total() - done["fault"]
    assert (f"{others} other ticket" in " ".join(one.head for one in work(month))) == bool(others)


def told(kind: str, subject: str, day: int) -> Found:
    facts = {"first": f"2025-11-{day:02d}", "last": f"2025-11-{day:02d}", "actual": 9, "expected": 2.0}
    return Found(kind, subject, datetime(2025, 11, day, tzinfo=UTC), facts)


def test_warnings_are_counted_by_what_people_judged(tmp_path: Path):
    month = month_of(SmallSite({"tickets": [fault(1, 6)]}), tmp_path, FIRST)
    at = datetime(2025, 11, 6, 3, tzinfo=UTC)
    found = (told("sudden", "campus=North", 5), told("slow", "category=network", 4), told("device", "AP-1", 3))
    month.ledger.settle(lambda _: Matched(raised=found), at, at - timedelta(days=9))
    for identity, verdict in ((1, True), (2, False)):
        month.ledger.judge(identity, true=verdict)
    slide = warned(month)
    assert slide is not None
    assert slide.sentence == ("3 warnings were raised in Nov 2025, 1 judged true and 1 false, 1 not judged yet")
    late = month_of(SmallSite({"tickets": [fault(1, 6)]}), tmp_path, date(2025, 10, 1))
    assert warned(late) is None  # nobody looked for any then
