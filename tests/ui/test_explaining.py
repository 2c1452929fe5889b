"""The panel that explains a change: asked only when opened, true to its numbers, with the rows behind a part."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from cockpit import settings
from cockpit.i18n import LANGUAGES
from cockpit.metrics import CATALOGUE, Question
from cockpit.ui import explaining, site
from cockpit.ui.cache import ANSWERS
from tests.conftest import Site
from tests.ui.test_pages import go, html, parts


def asked() -> list[Question]:
    """The questions whose changes have been explained."""
    return [key[-1] for key in ANSWERS._kept if isinstance(key, tuple) and "explain" in key]


def test_nothing_is_asked_before_it_is_opened(app: AppTest) -> None:
    go(app, "trends", period="last_month")
    assert [one.label for one in app.expander][-1].startswith("为什么变了？")
    assert asked() == []


def test_opened_it_says_what_the_numbers_say(app: AppTest) -> None:
    said = html(go(app, "trends", period="last_month", beside="previous", part=["campus=东校区"]))
    question = asked()[0]
    assert (question.metric, question.against) == ("opened", "previous")
    counted = re.search(r"2026年10月报修量 ([\d,]+) 单，比前一个月", said)
    assert counted is not None
    opened = site.current()
    assert opened is not None
    assert opened.cockpit.answer(question).value == int(counted[1].replace(",", ""))


def test_the_rows_of_a_part_are_as_many_as_it_says(app: AppTest) -> None:
    said = html(go(app, "trends", period="last_month", part=["campus=东校区", "category=认证登录"]))
    counted = re.search(r"报修量 · 东校区 · 认证登录 · 2026年10月 · ([\d,]+) 单", said)
    assert counted is not None
    listed = parts(app, "tickets")
    assert listed["total"] == int(counted[1].replace(",", ""))
    assert len(listed["rows"]) == min(50, listed["total"])
    place = [column["title"] for column in listed["columns"]].index("校区")
    assert {row["cells"][place] for row in listed["rows"]} == {"东校区"}


def test_a_told_part_opens_its_rows(app: AppTest) -> None:
    go(app, "trends", period="last_28_days", part=["campus=本部"])
    button = next(one for one in app.button if one.key == "why-0")
    button.click().run()
    assert not app.exception
    n = re.search(r"([\d,]+) 单$", button.label)
    assert n is not None
    assert re.search(rf"报修量 · .* · {n[1]} 单", html(app))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("metric", ["opened", "sla_met", "time_to_resolve", "satisfaction", "load", "backlog"])
def test_every_kind_is_explained_in_every_language(app: AppTest, metric: str, language: str) -> None:
    dim = "campus" if "campus" in CATALOGUE[metric].dims else "group"
    said = html(go(app, "trends", period="last_month", measure=metric, lang=language, part=[f"{dim}=x"]))
    assert asked()
    assert not re.search(r"\b(explain|sentences|common)\.[a-z_]+", said)


def test_a_dimension_adds_up_on_the_page(app: AppTest) -> None:
    go(app, "trends", period="last_month", part=["campus=东校区"])
    app.segmented_control(key="why_by").set_value("building").run()
    assert not app.exception
    pieces = [one.proto.body for one in app.get("html") if "c-effect" in one.proto.body]
    effects = [int(text.replace("−", "-")) for text in re.findall(r"<b>\+?(−?\d+) 单</b>", pieces[0])]
    assert sum(effects[:-1]) == effects[-1]
    assert len(effects) == explaining.MOST_ROWS + 2


@pytest.mark.parametrize("part", [["\0"], ["campus"], ["no_such=x"], ["campus=a", "month=b"], ["a=b"] * 9, ["month=1"]])
def test_a_tampered_part_is_answered_calmly(app: AppTest, part: list[str]) -> None:
    said = html(go(app, "trends", period="last_month", part=part))
    assert "点击图中的点" in said


def test_every_card_leads_to_why_it_changed_and_asks_nothing(app: AppTest) -> None:
    go(app, "overview", period="last_month", campus="东校区")
    pieces = " ".join(one.proto.body for one in app.get("html"))
    links = re.findall(r'href="(trends\?[^"]+why=1)" aria-label="([^"]+)"', pieces)
    assert len(links) >= 4
    assert asked() == []
    for where, name in links:
        held = parse_qs(where.replace("&amp;", "&").partition("?")[2])
        assert held["campus"] == ["东校区"]
        assert held["beside"] == ["previous"]
        assert name.endswith("为什么变了？")


def test_the_link_opens_the_panel_on_the_same_comparison(app: AppTest) -> None:
    said = html(go(app, "trends", period="last_month", measure="sla_met", beside="previous", why="1"))
    assert re.search(r"2026年10月按时率 [\d.]+%，比前一个月", said)
    assert [(one.metric, one.against) for one in asked()] == [("sla_met", "previous")]


def test_the_panel_follows_the_comparison_chosen_on_the_page_and_says_which(app: AppTest) -> None:
    def told() -> list[tuple[str | None, str]]:
        title = next(one.label for one in app.expander if one.label.startswith("为什么变了？"))
        found = [(one.against, title) for one in asked()]
        ANSWERS.clear()
        return found

    go(app, "trends", period="last_month", why="1")
    assert told() == [("previous", "为什么变了？（与前一个月相比）")]
    app.segmented_control(key="beside").set_value("last-year").run()
    assert told() == [("last-year", "为什么变了？（与去年同期相比）")]
    app.segmented_control(key="beside").set_value("none").run()
    assert told() == [("previous", "为什么变了？（与前一个月相比）")]
    app.segmented_control(key="against").set_value("last-year").run()
    assert app.segmented_control(key="beside").value == "last-year"
    assert told() == [("last-year", "为什么变了？（与去年同期相比）")]


@pytest.mark.slow
@pytest.mark.parametrize(
    "metric", ["inspection_completion", "core_room_days", "complaint_on_time", "score", "duty_coverage", "pay"]
)
def test_what_is_no_ticket_is_explained_too(
    sample_site: Site, metric: str, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_NOW", sample_site.now)
    site.install(settings.load(sample_site.config, sample_site.data, sample_site.environ))
    ANSWERS.clear()
    go(app, "trends", period="last_month", measure=metric, beside="previous", why="1")
    assert [one.metric for one in asked()] == [metric]
    pieces = [one.proto.body for one in app.get("html")]
    assert any("c-why" in one for one in pieces)
    assert any("c-effect" in one for one in pieces)
