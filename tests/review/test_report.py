"""A document as chapters: in their order, nothing told twice, nothing empty."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cockpit.i18n import LANGUAGES, say
from cockpit.review.document import Point, Points, Slide, Text
from cockpit.review.report import MONTH, chapters, indicators
from cockpit.sentences import Sentence
from tests.review.example import document


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapters_of_a_month_stand_in_the_contracts_order(language: str):
    found = replace(document(), language=language)
    titles = [one.title for one in chapters(found)]
    order = [say(f"review.chapters.{name}", language) for name in ("basics", *(name for name, _, _ in MONTH))]
    assert titles == [title for title in order if title in titles]
    assert len(set(order)) == len(order)


def test_every_slide_stands_in_some_chapter_a_hidden_one_too_and_every_indicator_is_a_row():
    found = document()
    leads = [section.lead for chapter in chapters(found) for section in chapter.sections]
    keys = {key for _, keys, _ in MONTH for key in keys}
    assert all(leads.count(slide.sentence) == 1 for slide in found.slides if slide.key in keys)
    assert [row[0].text for row in indicators(found).rows] == [one.name for one in found.indicators]


def test_what_a_person_wrote_stands_instead_of_what_was_drafted():
    found = document()
    told = {one.title: one for one in chapters(found)}
    assert told["下月计划"].paragraphs == ("一、完成宿舍区巡检", "二、培训新员工")
    assert told["改进建议"].points == found.texts[0].points
    both = replace(found, texts=(Text("suggestions", "改进建议", (Point("x"),), "我写的"),))
    assert next(one for one in chapters(both) if one.title == "改进建议").points == ()


def test_a_slide_that_says_what_a_text_says_is_not_told_twice():
    slide = Slide("suggestions", "改进建议", Sentence("三条建议"))
    found = replace(document(), slides=(slide,))
    assert "三条建议" not in [section.lead for one in chapters(found) for section in one.sections]
    bare = replace(found, texts=())
    assert "三条建议" in [section.lead for one in chapters(bare) for section in one.sections]


def test_a_chapter_says_a_point_once():
    first, other = Point("AP-1 又坏了", "三次"), Point("备件不够")
    slides = (
        Slide("repeats", "重复故障", Sentence("重复 3 单"), so=(first, Point("别的"))),
        Slide("plan", "下月计划", Sentence("预计 9 单"), blocks=(Points("安排", (other, Point("培训"))),), so=(other,)),
    )
    texts = (Text("latent", "潜在问题", (first,)), Text("plan", "下月计划", (other,)))
    told = chapters(replace(document(), slides=slides, texts=texts))
    heads = [
        point.head
        for one in told
        for section in one.sections
        for point in (*section.so, *(found for block in section.blocks for found in getattr(block, "points", ())))
    ]
    assert heads == ["别的", "培训"]
    assert [point.head for one in told for point in one.points] == [first.head, other.head]


def test_a_week_is_told_slide_by_slide():
    found = replace(document(), kind="week")
    assert [one.title for one in chapters(found)][1:8] == [slide.name for slide in found.slides]
