"""The slide of the volume beside a naive count of the tickets."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from cockpit.i18n import say
from cockpit.periods import Period, whole
from cockpit.review.document import Bars, Lines
from cockpit.review.slides import volume
from cockpit.settings import LANGUAGES
from tests.review.chance_months import AFTER, MONTHS, agree, month


def faults(small, period: Period):
    """The fault tickets reported in a period, by the site's clock."""
    zone = ZoneInfo(small.zone)
    return [
        row
        for row in small.tables["tickets"].to_pylist()
        if row["work_type"] == "fault" and row["reported_at"].astimezone(zone).date() in period
    ]


@pytest.mark.parametrize("seed", range(4))
def test_bars_and_days_are_naive_counts(seed, by_chance):
    small, cockpit, settings = by_chance(seed, 400)
    found = month(cockpit, settings, MONTHS[0])
    slide = volume.volume(found)
    bars = next(one for one in slide.blocks if isinstance(one, Bars))
    lines = next(one for one in slide.blocks if isinstance(one, Lines))
    now, before = faults(small, found.period), faults(small, found.former)
    parts = Counter(f"{row['category']} · {row['campus']}" for row in now)
    parts.subtract(f"{row['category']} · {row['campus']}" for row in before)
    assert sum(bar.value or 0 for bar in bars.bars) == len(now) - len(before)
    named = [bar for bar in bars.bars if bar.tone != "quiet"]
    assert {bar.label: bar.value for bar in named} == {bar.label: parts[bar.label] for bar in named}
    assert len({bar.label for bar in named}) == len(named)
    days = Counter(row["reported_at"].astimezone(ZoneInfo(small.zone)).date() for row in now)
    assert list(lines.lines[0].values) == [
        days[found.period.first + timedelta(days=at)] for at in range(found.period.days)
    ]
    for figure in (*slide.told, *(bar.figure for bar in named if bar.figure)):
        agree(figure, found)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("first", MONTHS)
def test_the_title_says_what_is_so(seed, first, by_chance):
    small, cockpit, settings = by_chance(seed, 400)
    found = month(cockpit, settings, first, "en")
    slide = volume.volume(found)
    now, before = len(faults(small, found.period)), len(faults(small, found.former))
    if first == MONTHS[-1]:
        near, n = _nearest(small, first)
        assert slide.sentence == f"The month nearest to Jan 2020 with any reports is {near}: {n}"
        (bars,) = slide.blocks
        assert isinstance(bars, Bars)
        assert all(bar.value == len(faults(small, bar.figure.period)) for bar in bars.bars if bar.figure)
        assert not slide.so
        return
    assert f"{now:,} tickets reported" in slide.sentence
    span = cockpit.span()
    if found.former.until <= span.first:
        assert "no data of the month before" in slide.sentence
    elif before and now != before:
        share = abs(now / before - 1) * 100
        way = "more" if now > before else "fewer"
        assert f"{share:.{0 if share >= 10 else 1}f}% {way} than the month before" in slide.sentence
    chief = volume.change(found).chief
    assert bool(slide.title.stress) == bool(chief)
    if chief:
        assert volume.label(found, chief) in slide.title.stress
        assert chief.effect.change * (now - before) > 0


def test_a_running_month_stands_beside_the_same_days(by_chance):
    small, cockpit, settings = by_chance(1, 400)
    at = AFTER.replace(year=2026, month=1, day=11)
    found = month(cockpit, settings, MONTHS[0], as_of=at)
    told = volume.volume(found).told[:2]
    assert found.than == "上月同期"
    assert told[1].period == Period(MONTHS[1], MONTHS[1] + timedelta(days=found.ran.days))
    assert told[1].value == len(faults(small, told[1].period))


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes_and_days_above_are_marked(language, by_chance):
    _, cockpit, settings = by_chance(1, 400)
    found = month(cockpit, settings, MONTHS[0], language)
    noted = MONTHS[0] + timedelta(days=10)
    found.ledger.add_note(noted, "认证网关升级")
    lines = next(one for one in volume.volume(found).blocks if isinstance(one, Lines))
    assert (lines.marks[0].at, lines.marks[0].text) == (10, f"{found.day(noted)} 认证网关升级")
    assert lines.range_name in ("", say("review.volume.expected", language))


def _nearest(small, first):
    """The month nearest to another in which there were faults, and how many."""
    rows = [row for row in small.tables["tickets"].to_pylist() if row["work_type"] == "fault"]
    day = min(row["reported_at"] for row in rows).astimezone(ZoneInfo(small.zone)).date()
    assert day > first
    n = len(faults(small, whole(day, "month")))
    return f"{day:%b %Y}", f"{n} ticket" + "s" * (n != 1)
