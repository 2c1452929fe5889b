"""What people kept of a month stands on its document, drafted or closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest

from cockpit.ledger import Decision, Ledger, Review, Written
from cockpit.metrics import Question, open_cockpit
from cockpit.periods import whole
from cockpit.review import closes, closing, reading
from cockpit.review.document import Bars, Cards, Head, Point, Points, Slide, Table
from cockpit.review.document import Cell as DocumentCell
from cockpit.review.kept import kept
from cockpit.review.report import chapters
from cockpit.review.slides.decisions import decisions
from cockpit.sentences import Sentence
from tests.review.conftest import CLOCK, MARCH, Published
from tests.review.example import document

pytestmark = pytest.mark.usefixtures("short")

OCTOBER = date(2026, 10, 1)


def keys(slides) -> list[str]:
    return [one.key for one in slides]


def test_slides_stand_in_their_order_hidden_and_commented():
    made = kept(document(), Review(("places", "summary", "gone"), frozenset({"volume"}), {"volume": "请说明"}))
    assert keys(made.slides) == ["places", "summary", "volume", "incidents", "decisions", "team", "hidden"]
    assert keys(made.shown) == ["places", "summary", "incidents", "decisions", "team"]
    assert made.slide("volume") == replace(document().slides[0], hidden=True, comment="请说明")
    assert made.slide("places") == document().slide("places")
    assert kept(document(), Review()) == document()


def test_a_written_text_stands_in_the_place_of_the_drafted_one_in_its_language_alone():
    written = {
        ("zh-Hans", "suggestions"): Written("换交换机", "S001", CLOCK),
        ("en", "plan"): Written("Rounds", "S001", CLOCK),
    }
    made = kept(document(), Review(texts=written))
    assert {one.key: one.written for one in made.texts} == {
        "suggestions": "换交换机", "plan": "一、完成宿舍区巡检\n二、培训新员工",
    }  # fmt: skip


def test_what_was_decided_is_a_slide_of_its_own():
    decisions = [
        Decision(OCTOBER, "演练写入变更流程", "王工", date(2026, 11, 30), "opened", wanted="lower"),
        Decision(OCTOBER, "买备件", state="done"),
        Decision(OCTOBER, "作罢", state="dropped"),
        Decision(OCTOBER, "少重复", metric="opened", filters=(("category", ("认证登录",)), ("level", ("A",)))),
    ]
    found = kept(document(), Review(), decisions).slide("decided")
    assert found is not None
    (block,) = found.blocks
    assert isinstance(block, Points)
    assert [one.head for one in block.points] == ["演练写入变更流程", "买备件", "少重复"]
    assert block.points[0].detail == "负责人：王工  ·  期限：2026年11月30日  ·  应降低：报修量  ·  进行中"
    assert "报修量 · 认证登录 · A" in block.points[2].detail
    assert found.sentence == "会上决定 3 项，已完成 1 项"
    assert kept(document(), Review(), decisions[2:3]).slide("decided") is None


def views(site: Published, **kinds: str) -> dict[str, Slide]:
    ledger = Ledger(site.settings.data)
    for name, query in kinds.items():
        ledger.save_view(name, query, team=True)
        ledger.add_view("2026-03", name)
    found = reading.read(site.settings, MARCH, "en", private=True).slides
    return {one.name: one for one in found if one.key.startswith("view:")}


def test_a_view_is_a_slide_over_the_months_days(site: Published):
    made = views(
        site,
        bars="rows=campus&measures=opened&period=this_month",
        table="rows=campus&cols=category&measures=opened",
        several="rows=level&measures=opened&measures=sla_met&campus=North",
        whole="measures=opened&measures=satisfaction",
    )
    cockpit, period = open_cockpit(site.settings), whole(MARCH, "month")
    opened = cockpit.answer(Question("opened", period))
    (bars,) = made["bars"].blocks
    assert isinstance(bars, Bars)
    split = {row["campus"]: row["value"] for row in cockpit.answer(Question("opened", period, ("campus",))).rows}
    assert {one.figure.cell[0][1]: one.value for one in bars.bars if one.figure} == split
    assert (bars.unit, bars.form) == ("tickets", "#,##0")
    (table,) = made["table"].blocks
    assert isinstance(table, Table)
    assert table.totals == 1
    assert table.rows[-1][-1].value == opened.value
    assert all(len(row) == len(table.heads) for row in table.rows)
    (cards,) = made["whole"].blocks
    assert isinstance(cards, Cards)
    assert [one.figure.value for one in cards.cards] == [
        opened.value, cockpit.answer(Question("satisfaction", period)).value,
    ]  # fmt: skip
    assert made["several"].told[0].filters == (("campus", ("North",)),)
    assert "North" in made["several"].foot[1]


def test_a_view_keeps_to_the_closed_snapshot_and_what_it_was(site: Published):
    before = views(site, mine="rows=campus&measures=opened")["mine"]
    closing.close(site.settings, MARCH)
    Ledger(site.settings.data).save_view("mine", "rows=building&measures=closed", team=True)
    site.sync(tickets=site.small.rows["tickets"][:30])
    assert views(site)["mine"] == before
    draft = reading.read(site.settings, MARCH, "en", private=True, version=reading.DRAFT)
    assert draft.slide("view:mine") != before


def test_a_view_that_is_no_more_is_left_out_and_a_ready_one_is_named(site: Published):
    ledger = Ledger(site.settings.data)
    for name in ("no such", "growth"):
        ledger.add_view("2026-03", name)
    found = reading.read(site.settings, MARCH, "zh-Hans", private=True)
    assert found.slide("view:no such") is None
    ready = found.slide("view:growth")
    assert ready is not None
    assert ready.name != "growth"


def test_a_written_text_stands_on_its_slide_too():
    table = Table("预计", (Head("何处"),), ((DocumentCell("全部"),),))
    slides = (
        Slide(
            "suggestions", "改进建议", Sentence("数据支持 8 条建议"), "按规则得出", (Points("", (Point("换电池"),)),),
            so=(Point("一"),), foot=("规则",), notes=("换电池",),
        ),
        Slide(
            "plan", "下月计划", Sentence("预计 1,439 单"),
            blocks=(table, Points("", (Point("巡检"),))), so=(Point("人手够"),),
        ),
    )  # fmt: skip
    written = {
        ("zh-Hans", "suggestions"): Written("换交换机\n\n " + "长" * 300, "S001", CLOCK),
        ("zh-Hans", "plan"): Written("培训", "S001", CLOCK),
    }
    made = kept(replace(document(), slides=slides), Review(texts=written))
    first, second = made.slides
    (block,) = first.blocks
    assert isinstance(block, Points)
    assert [one.head for one in block.points] == ["换交换机", "长" * 239 + "…"]
    assert (first.sentence, first.under, first.so, first.foot, first.notes) == ("改进建议", "会前由人改写", (), (), ())
    assert second.blocks == (table, Points("", (Point("培训"),)))
    assert (second.sentence, second.so) == ("预计 1,439 单", (Point("人手够"),))
    told = [chapter for chapter in chapters(made) if chapter.title in ("改进建议", "下月计划")]
    assert [chapter.paragraphs for chapter in told] == [("换交换机", " " + "长" * 300), ("培训",)]
    assert [block for chapter in told for section in chapter.sections for block in section.blocks] == [table]


def test_a_decision_written_after_the_close_stands_on_the_closed_slide(
    site: Published, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(import_module("cockpit.review.made"), "DECK", (decisions,))
    ledger = Ledger(site.settings.data)
    ledger.decide(Decision(date(2026, 2, 1), "巡检机房"))
    closing.close(site.settings, MARCH)
    closed = reading.read(site.settings, MARCH, "zh-Hans", private=True).slide("decisions")
    assert closed == reading.read(site.settings, MARCH, "zh-Hans", private=True, version=1).slide("decisions")
    assert closed is not None
    assert not any("月结以后" in line for line in closed.foot)
    ledger.decide(Decision(date(2026, 2, 1), "买备件", metric="opened", wanted="lower"))
    ledger.decide(Decision(MARCH, "下月的事"))
    site.sync(tickets=site.small.rows["tickets"][:20])
    found = reading.read(site.settings, MARCH, "zh-Hans", private=True).slide("decisions")
    assert found is not None
    (block,) = found.blocks
    assert isinstance(block, Table)
    assert [row[0].text for row in block.rows] == ["巡检机房", "买备件"]
    snapshot = closes.find(site.settings.data, MARCH, 1).snapshot
    count = open_cockpit(site.settings, snapshot).answer(Question("opened", whole(MARCH, "month"))).value
    assert block.rows[1][4].value == count
    assert any("月结以后" in line for line in found.foot)
