"""The slides of kinds, places, limits, incidents and decisions beside naive counts; true in any month."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from cockpit.ledger import Decision
from cockpit.review import made
from cockpit.review.codec import decode, encode
from cockpit.review.document import Bars, Table, Timeline
from cockpit.review.slides import categories, decisions, incidents, limits, opening, places, summary, volume
from cockpit.settings import LANGUAGES
from tests.metrics.small_site import SmallSite
from tests.review.chance_months import MONTHS, agree, month, opened
from tests.review.test_volume import faults

MINE = (
    opening.opening, decisions.decisions, summary.summary, volume.volume, categories.categories, places.places,
    limits.limits, incidents.incidents,
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("first", MONTHS)
def test_every_slide_can_be_made_of_any_month(first, language, by_chance):
    _, cockpit, settings = by_chance(3)
    found = month(cockpit, settings, first, language)
    for make in MINE:
        if (slide := make(found)) is None:
            assert make in (
                decisions.decisions,
                *(() if found.answer("opened").value else (categories.categories, places.places)),
            )
            continue
        words = [
            slide.sentence,
            slide.under,
            *slide.foot,
            *slide.notes,
            *(f"{one.head}{one.detail}" for one in slide.so),
        ]
        assert not re.search(r"[{}]|\bNone\b|\bnan\b", "\n".join(words)), words
        assert len(slide.so) <= 4
        for block in slide.blocks:
            if isinstance(block, Table):
                assert block.rows
                assert {len(row) for row in block.rows} == {len(block.heads)}
            assert not isinstance(block, Bars) or block.bars
    document = made(found)
    assert decode(encode(document)) == document


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_of_tickets_alone_says_nothing_of_what_it_lacks(language, tmp_path):
    rows = [{"reported_at": f"2026-0{n % 2 + 1}-{n % 27 + 1:02d} 10:00"} for n in range(40)]
    found = month(*opened(SmallSite({"tickets": rows}), tmp_path), MONTHS[0], language)
    slides = {slide.key: slide for make in MINE if (slide := make(found))}
    assert "incidents" not in slides
    assert not any(isinstance(block, Bars | Table) and "sla" in str(block) for block in slides["volume"].blocks)
    assert "20" in slides["volume"].sentence
    for slide in slides.values():
        for figure in slide.told:
            agree(figure, found)


@pytest.mark.parametrize("seed", range(3))
def test_kinds_and_places_are_naive_counts(seed, by_chance):
    small, cockpit, settings = by_chance(seed, 400)
    found = month(cockpit, settings, MONTHS[0])
    now, before = faults(small, found.period), faults(small, found.former)
    kinds_slide = categories.categories(found)
    assert kinds_slide
    table = next(one for one in kinds_slide.blocks if isinstance(one, Table))
    kinds, former = (Counter(row["category"] for row in rows) for rows in (now, before))
    told = {row[0].text: (row[1].value, row[2].value, row[3].value) for row in table.rows}
    whole = told.pop("合计")
    assert whole == (len(now), len(before), len(now) - len(before))
    assert told == {kind: (kinds[kind], former[kind], kinds[kind] - former[kind]) for kind in kinds | former}
    zone = ZoneInfo(small.zone)
    earlier = [date(2025, 11, 1), date(2025, 12, 1)]
    for place in places.looked(found, "campus"):
        months = Counter(
            row["reported_at"].astimezone(zone).date().replace(day=1)
            for row in small.tables["tickets"].to_pylist()
            if row["work_type"] == "fault" and row["campus"] == place.key
        )
        assert place.now == months[date(2026, 1, 1)]
        assert place.before[-2:] == tuple(months[one] for one in earlier)


def test_a_place_is_told_beside_its_own_months(tmp_path):
    months = [date(2025, n, 1) for n in range(1, 13)]
    rows = [
        {"reported_at": f"{one:%Y-%m}-{n + 1:02d} 09:00", "campus": campus, "building": f"{campus} hall"}
        for one in months
        for campus, count in (("North", 6 + one.month % 3), ("South", 12))
        for n in range(count)
    ]
    rows += [
        {"reported_at": f"2026-01-{n % 28 + 1:02d} 09:00", "campus": "North", "building": "North hall"}
        for n in range(25)
    ]
    found = month(*opened(SmallSite({"tickets": rows}), tmp_path), MONTHS[0], "en")
    (north,) = [one for one in places.looked(found, "campus") if one.key == "North"]
    assert (north.now, north.usual, len(north.before)) == (25, median([6 + n % 3 for n in range(1, 13)]), 12)
    at_north = places.places(found)
    assert at_north
    assert at_north.sentence == (
        "Jan 2026: 25 tickets at North, more than in any of 12 months before (usually 7 tickets)"
    )
    quiet = month(found.cockpit, found.settings, date(2025, 12, 1), "en")
    usual = places.places(quiet)
    assert usual
    assert "no campus or building was clearly above" in usual.sentence


@pytest.mark.parametrize("seed", range(3))
def test_what_was_missed_stands_in_one_bar_each(seed, by_chance):
    _, cockpit, settings = by_chance(seed, 400)
    found = month(cockpit, settings, MONTHS[0])
    slide = limits.limits(found)
    assert slide
    whole = found.cockpit.answer(found.question("sla_missed")).value
    bars = next(one for one in slide.blocks if isinstance(one, Bars))
    table = next(one for one in slide.blocks if isinstance(one, Table))
    assert sum(bar.value or 0 for bar in bars.bars) == whole
    assert sum(row[2].value or 0 for row in table.rows[:-1]) == whole == table.rows[-1][2].value
    assert sum(row[1].value or 0 for row in table.rows[:-1]) == table.rows[-1][1].value
    for figure in (*(bar.figure for bar in bars.bars if bar.figure), *slide.told):
        agree(figure, found)


def test_incidents_by_what_was_owed(tmp_path):
    incident = {
        "level": "A", "campus": "North", "title": "Gateway down", "occurred_at": "2026-01-10 08:00",
        "discovered_at": "2026-01-10 08:05", "restored_at": "2026-01-10 15:00", "cause": "Certificate",
        "follow_up": "Rehearse",
    }  # fmt: skip
    tickets = [{"reported_at": "2025-12-20 09:00"}, {"reported_at": "2026-01-20 09:00"}]
    small = SmallSite({"tickets": tickets, "incidents": [incident]})
    found = month(*opened(small, tmp_path), MONTHS[0], "en")
    slide = incidents.incidents(found)
    assert slide
    assert slide.sentence == "Jan 2026: 1 incident of level A or B, 1 took longer than the limit"
    (course,) = slide.blocks
    assert isinstance(course, Timeline)
    assert [event.text for event in course.events] == [
        "occurred",
        "discovered",
        "limit for restoring passed",
        "restored",
    ]
    assert course.under == "Level A · North · scope · took 7.0 h"
    assert "Report: 9 parts (lacks symptom, impact, how it is handled, solution)" in slide.so[0].detail
    assert "Rehearse" in slide.so[1].head
    before = replace(found.cockpit, as_of=datetime(2026, 1, 10, 2, tzinfo=UTC))
    running = incidents.incidents(month(before, found.settings, MONTHS[0], "en"))
    assert running
    assert running.sentence.endswith("1 not restored yet")
    assert isinstance(running.blocks[0], Timeline)
    assert "restored" not in [event.text for event in running.blocks[0].events]


def test_half_a_ticket_is_usual_alike_in_sentence_and_table(tmp_path):
    rows = [
        {"reported_at": f"2025-{n:02d}-{at + 1:02d} 09:00", "campus": "North"}
        for n in range(1, 13)
        for at in range(5 + n % 2)
    ]
    rows += [{"reported_at": f"2026-01-{n % 28 + 1:02d} 09:00", "campus": "North"} for n in range(25)]
    slide = places.places(month(*opened(SmallSite({"tickets": rows}), tmp_path), MONTHS[0], "en"))
    assert slide
    (table,) = [block for block in slide.blocks if isinstance(block, Table)]
    assert table.rows[0][2].text == "5.5"
    assert "usually 5.5 tickets" in slide.sentence


def test_decisions_by_their_measure(tmp_path):
    rows = [{"reported_at": f"2025-12-{n % 28 + 1:02d} 10:00"} for n in range(120)]
    rows += [{"reported_at": f"2026-01-{n % 28 + 1:02d} 10:00"} for n in range(40)]
    found = month(*opened(SmallSite({"tickets": rows}), tmp_path), MONTHS[0], "en")
    assert decisions.decisions(found) is None
    at = MONTHS[1]
    found.ledger.decide(Decision(at, "Rehearse upgrades", "Li", date(2026, 1, 15), "opened"))
    found.ledger.decide(Decision(at, "Talk to the vendor"))
    slide = decisions.decisions(found)
    assert slide
    assert slide.sentence == "2 decisions to follow up, 1 moved as wanted"
    table = slide.blocks[0]
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0]] == [
        "Rehearse upgrades", "Li · 15 Jan", "Opened", "120 tickets", "40 tickets", "as wanted",
    ]  # fmt: skip
    assert table.rows[1][-1].text == "no measure"
    for figure in slide.told:
        agree(figure, found)
    assert slide.so[0].head == "1 past the due day and not done: who finishes them, and when?"


def test_a_month_in_which_the_data_begin_is_no_comparison(tmp_path):
    rows = [{"reported_at": f"2025-12-{n % 5 + 20} 10:00", "category": "ab"[n % 2]} for n in range(9)]
    rows += [{"reported_at": f"2026-01-{n % 28 + 1:02d} 10:00", "category": "ab"[n % 2]} for n in range(60)]
    found = month(*opened(SmallSite({"tickets": rows}), tmp_path), MONTHS[0], "en")
    slide = volume.volume(found)
    assert slide.sentence == (
        "Jan 2026: 60 tickets reported, not compared, since the data of the month before begin on 20 Dec 2025 only"
    )
    assert not any(isinstance(block, Bars) for block in slide.blocks)
    kinds = categories.categories(found)
    assert kinds
    assert kinds.sentence == "Jan 2026: a came first with 30 tickets, 50.0% of all"
    table = kinds.blocks[0]
    assert isinstance(table, Table)
    assert {row[2].text for row in table.rows} == {row[3].text for row in table.rows} == {"–"}
