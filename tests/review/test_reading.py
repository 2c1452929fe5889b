"""The one door to a month's document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cockpit.errors import StoreError, UsageError
from cockpit.ledger import Decision, Ledger
from cockpit.periods import whole
from cockpit.review import reading
from cockpit.review.document import Document
from tests.review.conftest import CLOCK, MARCH, Published
from tests.review.example import document

pytestmark = pytest.mark.usefixtures("short")


def test_a_month_that_was_never_closed_is_a_draft_of_what_serves(site: Published):
    found = reading.read(site.settings, MARCH, "en", private=True)
    assert found.origin.draft
    assert (found.period, found.language) == (whole(MARCH, "month"), "en")
    current = site.store.current()
    assert current is not None
    assert (found.origin.snapshot, found.origin.as_of) == (current.id, CLOCK)


def test_a_draft_is_made_once_for_an_hour_and_anew_when_anything_it_rests_on_changes(site: Published):
    def drafted(settings=site.settings, language: str = "en") -> Document:
        return reading._draft(settings, MARCH, language, {})

    first = drafted()
    assert drafted() is first
    assert drafted(replace(site.settings, clock=CLOCK + timedelta(seconds=20))) is first
    assert drafted(replace(site.settings, clock=CLOCK + timedelta(minutes=59))) is first
    assert drafted(replace(site.settings, clock=CLOCK + timedelta(minutes=60))) is not first
    assert drafted(language="zh-Hant").language == "zh-Hant"
    ledger = Ledger(site.settings.data)
    ledger.comment_slide("2026-03", "volume", "请说明")
    assert drafted() is first
    ledger.add_note(MARCH, "停电")
    assert drafted() is not first
    noted = drafted()
    ledger.decide(Decision(MARCH, "演练"))
    assert drafted() is not noted
    site.sync(tickets=site.small.rows["tickets"][:100])
    assert drafted().origin.snapshot != first.origin.snapshot


def test_months_reach_from_the_first_data_to_today(site: Published):
    found = reading.months(site.settings)
    assert [one.month for one in found][:2] == [date(2026, 4, 1), MARCH]
    assert [one.ended for one in found][:2] == [False, True]
    assert all(one.draft for one in found)
    assert found[-1].month == date(2025, 10, 1)


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "2026", "", "2026-10-01", "0000-01", "十月"])
def test_what_is_no_month_is_refused(text: str):
    with pytest.raises(UsageError, match="bad_month"):
        reading.month_of(text)
    assert reading.month_of(" 2026-10 ") == date(2026, 10, 1)


def test_a_month_that_has_not_begun_has_no_draft(site: Published):
    with pytest.raises(UsageError, match="month_ahead"):
        reading.read(site.settings, date(2026, 5, 1), "en", private=True)
    assert reading.read(site.settings, date(2020, 1, 1), "en", private=True).period.first == date(2020, 1, 1)


def test_without_a_sync_there_is_nothing_to_read(site: Published, tmp_path):
    with pytest.raises(StoreError, match="no_snapshot"):
        reading.read(replace(site.settings, data=tmp_path / "new"), MARCH, "en", private=True)


def test_what_only_some_rooms_may_see_is_left_out():
    found = reading.public(document())
    assert [one.key for one in document().slides if one.private] == ["team"]
    assert found.slide("team") is None
    assert found.slide("volume") is not None
