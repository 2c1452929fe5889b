"""The page of the monthly review: what it says of a month, and what somebody keeps of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cockpit.ledger import Ledger
from cockpit.ledger.decisions import Decision
from cockpit.review import closing
from cockpit.settings.model import Settings
from cockpit.ui import site
from tests.ui import made
from tests.ui.conftest import APP
from tests.ui.test_pages import go, html

MONTH = "2026-10"
FIRST = date(2026, 10, 1)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = made.settings(tmp_path_factory.mktemp("review"))
    made.publish(settings, made.tickets(800), urgent=made.incidents())
    return settings


@pytest.fixture
def page(own: Settings) -> AppTest:
    site.install(own)
    for left in ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"):
        (own.data / left).unlink(missing_ok=True)
    return AppTest.from_file(str(APP), default_timeout=120)


def said(app: AppTest) -> str:
    return " ".join(html(app).split())


def test_a_month_is_a_draft_with_its_slides_in_their_order(page: AppTest) -> None:
    text = said(go(page, "review", lang="zh-Hans", month=MONTH))
    assert "草稿，数字取自" in text
    assert text.index("月度例会") < text.index("一页总结") < text.index("报修量")
    assert "还没有记录决定。" in text


def test_a_slide_is_hidden_moved_and_commented(page: AppTest, own: Settings) -> None:
    go(page, "review", lang="zh-Hans", month=MONTH)
    page.button(key="review-hide-volume").click().run()
    page.button(key="review-up-volume").click().run()
    page.text_input(key=f"review-comment-{MONTH}-volume").set_value("请组长说明").run()
    kept = Ledger(own.data).review(MONTH)
    assert kept.hidden == {"volume"}
    assert kept.comments == {"volume": "请组长说明"}
    assert kept.order.index("volume") + 1 == kept.order.index("summary")
    assert "隐藏 1 张" in said(page)
    page.button(key="review-show-volume").click().run()
    assert Ledger(own.data).review(MONTH).hidden == set()


def test_a_decision_is_recorded_with_the_better_way_of_its_measure_and_settled(page: AppTest, own: Settings) -> None:
    go(page, "review", lang="zh-Hans", month=MONTH)
    form = {one.label: one for one in (*page.text_input, *page.selectbox)}
    form["决定"].set_value("升级前演练")
    form["负责人"].set_value("李敏")
    form["要影响的指标"].set_value("opened")
    next(one for one in page.button if one.label == "记录决定").click().run()
    assert "请补上期限" in said(page)
    assert Ledger(own.data).decisions(FIRST) == []
    page.date_input[0].set_value(date(2026, 12, 31))
    next(one for one in page.button if one.label == "记录决定").click().run()
    (decision,) = Ledger(own.data).decisions(FIRST)
    wanted = Decision(FIRST, "升级前演练", "李敏", date(2026, 12, 31), "opened", wanted="lower")
    assert replace(decision, id=0, written_at=None) == wanted
    assert "报修量 应降低" in said(page) or "报修 应降低" in said(page)
    page.selectbox(key=f"decision-{decision.id}").set_value("done").run()
    assert Ledger(own.data).decisions(FIRST)[0].state == "done"


def test_a_text_is_written_in_the_place_of_the_draft_and_given_back(page: AppTest, own: Settings) -> None:
    go(page, "review", lang="zh-Hans", month=MONTH)
    area = page.text_area[0]
    area.set_value("我们自己写的")
    next(one for one in page.button if one.label == "保存").click().run()
    texts = Ledger(own.data).review(MONTH).texts
    assert [(language, one.text) for (language, _), one in texts.items()] == [("zh-Hans", "我们自己写的")]
    next(one for one in page.button if one.label == "恢复草拟" and not one.disabled).click().run()
    assert Ledger(own.data).review(MONTH).texts == {}


def test_a_closed_month_says_who_closed_it_and_what_moved_since(tmp_path: Path) -> None:
    settings = made.settings(tmp_path)
    tickets = made.tickets(400)
    made.publish(settings, tickets)
    closing.close(settings, FIRST, "王建国")
    made.publish(settings, tickets[: len(tickets) - 40])
    site.install(settings)
    text = said(go(AppTest.from_file(str(APP), default_timeout=120), "review", lang="zh-Hans", month=MONTH))
    assert "第 1 版，王建国于" in text
    assert "因数据更正而变动" in text
    closing.close(settings, FIRST, "王建国")
    text = said(go(AppTest.from_file(str(APP), default_timeout=120), "review", lang="zh-Hans", month=MONTH))
    assert "因数据更正而变动" not in text
    assert "以前的月结有" in text
    assert "减少 " in text


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
def test_the_page_is_drawn_in_every_language(page: AppTest, language: str) -> None:
    go(page, "review", lang=language, month=MONTH)
    assert not page.exception
    assert {"zh-Hant": "本次會議的決定", "en": "Decisions of this meeting"}[language] in said(page)
