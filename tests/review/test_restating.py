"""What later corrections of the data made of a closed month."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cockpit.i18n import say
from cockpit.metrics import Question, open_cockpit
from cockpit.periods import whole
from cockpit.review import answers, closing, opened, reading, restating
from cockpit.review.corrected import corrected, first_seen, in_full
from cockpit.review.document import Restated, Table
from cockpit.review.month import Asked
from cockpit.review.report import chapters
from tests.review import example
from tests.review.conftest import CLOCK, MARCH, Published

pytestmark = pytest.mark.usefixtures("short")

PERIOD = whole(MARCH, "month")


def restated(site: Published, language: str = "en") -> dict[str, Restated]:
    return {one.metric: one for one in reading.read(site.settings, MARCH, language, private=True).restated}


def reported(site: Published, name: str = "opened") -> list[str]:
    """The tickets behind a measure of March, as they stand."""
    return sorted(answers.keys_behind(open_cockpit(site.settings), Question(name, PERIOD)))


def test_the_data_that_were_closed_restate_nothing(site: Published):
    closing.close(site.settings, MARCH)
    assert restated(site) == {}


def test_rows_that_came_and_went_are_told_with_both_figures(site: Published):
    closing.close(site.settings, MARCH)
    tickets = [dict(row) for row in site.small.rows["tickets"]]
    behind = reported(site)
    gone = behind[0]
    model = next(row for row in tickets if row["ticket_id"] == behind[1])
    late = [{**model, "ticket_id": f"late-{number}"} for number in range(3)]
    site.sync(tickets=[row for row in tickets if row["ticket_id"] != gone] + late)
    found = restated(site)["opened"]
    count = len(behind)
    assert (found.closed.value, found.now.value, found.closed.n, found.now.n) == (count, count + 2, count, count + 2)
    assert (found.added, found.removed, found.changed) == (("late-0", "late-1", "late-2"), (gone,), ())
    assert (found.name, found.difference) == ("Opened", "+2 tickets")
    assert restated(site, "zh-Hans")["opened"].difference == "+2 单"
    assert found.now.period == PERIOD
    document = reading.read(site.settings, MARCH, "zh-Hans", private=True)
    slide = document.slide("restated")
    assert slide is not None
    (block,) = in_full(document, slide).blocks
    assert isinstance(block, Table)
    told = next(row for row in block.rows if row[0].text == "报修量")
    assert [one.text for one in told[1:4]] == [f"{count} 单", f"{count + 2} 单", "+2 单"]
    assert told[4].text == f"新增 3：late-0 late-1 late-2 · 减少 1：{gone}"


def test_a_row_that_says_something_else_is_told_of_the_figures_it_moved(site: Published):
    closing.close(site.settings, MARCH)
    changed = reported(site, "satisfaction")[0]
    tickets = [
        {**row, "rating": 1 if row.get("rating", 0) != 1 else 5} if row["ticket_id"] == changed else row
        for row in site.small.rows["tickets"]
    ]
    site.sync(tickets=tickets)
    found = restated(site)
    assert "opened" not in found
    told = found["satisfaction"]
    assert (told.added, told.removed, told.changed) == ((), (), (changed,))
    assert told.closed.value != told.now.value
    assert told.closed.text != told.now.text


def test_a_change_of_place_moves_the_parts_alone(site: Published):
    """The whole stands, so what moved is told of the cells."""
    month = opened.month_over(opened.current(site.settings), site.settings, MARCH, "en", Asked())
    month.answer("opened", "campus")
    moved = reported(site)[0]
    campus = next(row["campus"] for row in site.small.rows["tickets"] if row["ticket_id"] == moved)
    made = closing.close(site.settings, MARCH)
    kept = answers.halves({**_answered(site, made), **month.answers})
    asking = restating._Asking(site.settings, made, opened.current(site.settings), {})
    site.sync(
        tickets=[
            {**row, "campus": "Elsewhere"} if row["ticket_id"] == moved else row for row in site.small.rows["tickets"]
        ]
    )
    asking.cockpit = replace(opened.current(site.settings), as_of=CLOCK)
    asking.kept = {question: answers.told(one) for question, one in kept.items()}
    found = [one for one in asking.moved() if one.question.metric == "opened"]
    assert {one.cell: one.now.n - one.closed.n for one in found} == {(campus,): -1, ("Elsewhere",): 1}
    assert all(one.changed == (moved,) for one in found)


def _answered(site: Published, made):
    cockpit = open_cockpit(site.settings, made.snapshot, CLOCK)
    return {question: cockpit.answer(question) for question in answers.read(
        made.bytes_of(answers.FIGURES), made.bytes_of(answers.ASKED))}  # fmt: skip


def test_what_other_rules_make_of_the_same_data_is_no_correction(site: Published):
    made = closing.close(site.settings, MARCH)
    tickets = site.small.rows["tickets"]
    site.sync(tickets=[*tickets, {**tickets[0], "ticket_id": "late", "reported_at": "2025-11-02T10:00"}])
    stricter = replace(
        site.small.contract[0],
        limits={name: replace(one, resolve=one.resolve / 8) for name, one in site.small.contract[0].limits.items()},
    )
    site.settings = replace(site.settings, contract=(stricter,))
    now = open_cockpit(site.settings).answer(Question("sla_met", PERIOD)).value
    kept = answers.read(made.bytes_of(answers.FIGURES), made.bytes_of(answers.ASKED))
    assert now != kept[Question("sla_met", PERIOD)][()].value
    assert "sla_met" not in restated(site)


def test_a_month_is_asked_again_once_for_a_snapshot(site: Published, monkeypatch: pytest.MonkeyPatch):
    closing.close(site.settings, MARCH)
    site.sync(tickets=site.small.rows["tickets"][:100])
    first = restated(site)
    assert first
    monkeypatch.setattr(restating, "_Asking", None)
    assert restated(site) == first
    later = replace(site.settings, clock=CLOCK + timedelta(days=9))
    found = reading.read(later, MARCH, "en", private=True).restated
    assert {one.metric: one for one in found} == first


def test_what_a_new_close_corrects_of_those_before_it_stays_told(site: Published):
    closing.close(site.settings, MARCH)
    count, gone = len(reported(site)), reported(site)[0]
    site.sync(tickets=[row for row in site.small.rows["tickets"] if row["ticket_id"] != gone])
    for _ in range(2):
        closing.close(site.settings, MARCH)
    for tongue, told in (("zh-Hans", "第 1 版"), ("en", "Version 1")):
        found = reading.read(site.settings, MARCH, tongue, private=True)
        assert (found.origin.version, found.restated, found.slide("restated")) == (3, (), None)
        (opened,) = [one for one in found.earlier if one.metric == "opened"]
        assert (opened.version, opened.closed.value, opened.now.value) == (1, count, count - 1)
        assert opened.removed == (gone,)
        slide = found.slide("earlier")
        assert slide is not None
        (table,) = slide.blocks
        assert isinstance(table, Table)
        assert all(len(row) == len(table.heads) for row in table.rows)
        assert table.rows[0][0].text == told
        (whole,) = in_full(found, slide).blocks
        assert isinstance(whole, Table)
        assert len(whole.rows) == len(found.earlier) >= len(table.rows)
        assert any(gone in row[-1].text for row in whole.rows)
        assert [one.title for one in chapters(found)][-1] == say("review.chapters.restated", tongue)
    assert reading.read(site.settings, MARCH, "en", private=True, version=1).slide("restated")


def test_what_moved_below_the_digits_shown_comes_last_and_is_no_move_of_a_slide():
    was = example.figure("satisfaction", "89.2%", 0.892)
    slight = Restated("satisfaction", "Satisfied", was, was, "…")
    more = Restated("opened", "Opened", example.OPENED, replace(example.OPENED, text="1,287"), "+3")
    assert first_seen((slight, more)) == [more, slight]
    found = replace(example.document(), restated=(slight, more))
    (slide,) = corrected(found)
    (table,) = slide.blocks
    assert isinstance(table, Table)
    assert [row[0].text for row in table.rows] == ["Opened", "Satisfied"]
