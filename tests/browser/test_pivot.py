"""The pivot in a browser: dragged, clicked, closed, driven by keys, kept in the address and under a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.shots import settled
from tests.browser.test_screens import asked, settle

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]
FIELDS = "rows=campus&rows=category&cols=month&measures=opened&measures=time_to_resolve&period=last_90_days"
GRID = "table[role=grid][aria-label]"
WIDE = "rows=building&cols=campus&cols=category&measures=opened&measures=sla_met&period=last_90_days"
# Whether the last column's total stands within the table's frame, and whether more columns lie under its edge.
SIDE = """() => {
    const root = document.querySelector('.st-key-table [data-testid=stBidiComponentIsolated]').shadowRoot;
    const place = root.querySelector('.scroller'), last = root.querySelector('tfoot').lastChild.lastChild;
    const within = last.getBoundingClientRect().right <= place.getBoundingClientRect().right + 1;
    return [within, place.classList.contains('more')];
}"""
RIGHT = """() => {
    const root = document.querySelector('.st-key-table [data-testid=stBidiComponentIsolated]').shadowRoot;
    root.querySelector('.scroller').scrollLeft = 99999;
}"""
HELD = "() => { const root = document.activeElement.shadowRoot; return root.activeElement.textContent; }"
WATCHED = """() => {
    window.runs = 0;
    const what = {attributes: true, subtree: true, attributeFilter: ['data-stale']};
    new MutationObserver(() => { window.runs += 1; }).observe(document.querySelector('.st-key-pivot-bar'), what);
}"""
FRAMES = """async () => {
    const root = document.querySelector('.st-key-table [data-testid=stBidiComponentIsolated]').shadowRoot;
    const place = root.querySelector('.scroller');
    const most = [];
    for (let step = 0; step < 40; step++) {
        place.scrollTop += 90; place.scrollLeft += 120;
        await new Promise(requestAnimationFrame);
        most.push(root.querySelectorAll('td').length);
    }
    return Math.max(...most);
}"""


@pytest.fixture
def opened(lend: Opener, address: str) -> Opener:
    """Opens the pivot, each time in a browser of its own."""

    def open_page(query: str = "") -> Page:
        page = lend()
        settled(page, f"{address}/pivot?{query}")
        expect(page.locator(GRID)).to_be_visible()
        return page

    return open_page


@pytest.fixture
def shown(look: Opener, address: str) -> Opener:
    """Opens the pivot to be looked at."""

    def open_page(query: str, **how: Any) -> Page:
        page = look(f"{address}/pivot?{query}", **how)
        expect(page.locator(GRID)).to_be_visible()
        return page

    return open_page


def row(page: Page, name: str) -> Any:
    return page.locator(".st-key-table tr[data-at]").filter(has=page.locator("th", has_text=name)).first


def cell(page: Page, name: str, place: int) -> Any:
    return row(page, name).locator(f"td[data-place='{place}']")


def lines(page: Page) -> int:
    return int(page.locator(GRID).get_attribute("aria-rowcount") or 0)


def counted(page: Page) -> str:
    return page.locator(".c-h2").last.inner_text()


def chip(page: Page, name: str) -> Any:
    return page.locator("button.chip", has_text=name)


@pytest.mark.parametrize(("name", "place"), [("无线网络", 0), ("东校区", 2), ("合计", 0), ("东校区", 8), ("合计", 8)])
def test_a_cell_a_subtotal_and_a_total_have_as_many_rows_as_they_say(opened: Opener, name: str, place: int) -> None:
    page = opened(FIELDS)
    target = cell(page, name, place)
    number = target.inner_text()
    assert number.replace(",", "").isdigit()
    settle(page, target.click)
    assert f"报修量 · {number} 单" in counted(page)
    expect(target).to_have_attribute("aria-selected", "true")
    settle(page, target.click)
    assert "row" not in asked(page)


def test_what_is_picked_narrows_the_charts_and_is_a_link(opened: Opener) -> None:
    page = opened(FIELDS)
    settle(page, row(page, "西校区").locator("th .name").click)
    assert asked(page)["row"] == ["西校区"]
    assert page.locator(".c-h2", has_text="西校区 · 报修量").count() == 2
    again = opened(page.url.split("?", maxsplit=1)[1])
    assert counted(again) == counted(page)
    assert again.locator("td.picked").count() > 0


def test_a_click_runs_the_rows_and_charts_alone(opened: Opener) -> None:
    page = opened(FIELDS)
    page.evaluate(WATCHED)
    for name, place in (("无线网络", 0), ("东校区", 2)):
        settle(page, cell(page, name, place).click)
    assert page.evaluate("window.runs") == 0
    assert asked(page)["row"] == ["东校区"]
    assert {"rows", "cols", "measures", "period"} <= asked(page).keys()
    again = opened(page.url.split("?", maxsplit=1)[1])
    assert counted(again) == counted(page)
    settle(page, page.locator(".st-key-rows_close button").click)
    assert "row" not in asked(page)
    assert page.locator("td.picked").count() == 0


def test_a_row_of_the_list_opens_its_story_and_back_leads_to_the_cell(opened: Opener) -> None:
    page = opened(FIELDS)
    settle(page, cell(page, "东校区", 2).click)
    before = counted(page)
    settle(page, page.locator(".st-key-rows .row").first.click)
    expect(page.locator("h1")).to_contain_text("T00")
    assert {*asked(page)} == {"period", "ticket"}
    settle(page, page.go_back)
    assert counted(page) == before
    expect(page.locator("td.picked")).to_have_count(1)


def test_a_chip_is_dragged_from_the_rows_to_the_columns(opened: Opener) -> None:
    page = opened(FIELDS)
    start, end = chip(page, "校区").bounding_box(), page.locator("section.shelf").nth(1).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 12, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + 14, steps=6)
    settle(page, page.mouse.up)
    assert asked(page)["rows"] == ["category"]
    assert asked(page)["cols"] == ["campus", "month"]
    assert page.locator("th.corner").inner_text().strip() == "故障大类"


def test_chips_are_moved_taken_off_and_added_by_keys(opened: Opener) -> None:
    page = opened(FIELDS)
    chip(page, "校区").focus()
    settle(page, lambda: page.keyboard.press("ArrowRight"))
    assert asked(page)["rows"] == ["category", "campus"]
    assert page.evaluate(HELD) == "校区"
    settle(page, lambda: page.keyboard.press("ArrowDown"))
    assert asked(page)["cols"] == ["month", "campus"]
    settle(page, lambda: page.keyboard.press("Delete"))
    assert asked(page)["cols"] == ["month"]
    settle(page, lambda: page.locator("section.shelf").nth(0).locator("select").select_option("level"))
    assert asked(page)["rows"] == ["category", "level"]
    chip(page, "报修量").focus()
    settle(page, lambda: page.keyboard.press("ArrowDown"))
    assert asked(page)["measures"] == ["opened", "time_to_resolve"]


def test_a_row_closes_and_stays_closed_in_the_address(opened: Opener) -> None:
    page = opened(FIELDS)
    before = lines(page)
    settle(page, row(page, "东校区").locator(".toggle").click)
    assert asked(page)["closed"] == ["东校区"]
    assert lines(page) == before - 8
    again = opened(page.url.split("?", maxsplit=1)[1])
    expect(row(again, "东校区").locator("th")).to_have_attribute("aria-expanded", "false")


def test_the_table_is_driven_by_keys(opened: Opener) -> None:
    page = opened(FIELDS)
    row(page, "本部").locator("th").focus()
    settle(page, lambda: page.keyboard.press("ArrowLeft"))
    expect(row(page, "本部").locator("th")).to_have_attribute("aria-expanded", "false")
    settle(page, lambda: page.keyboard.press(" "))
    expect(row(page, "本部").locator("th")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    first = page.evaluate(HELD)
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(HELD) == "▾本部"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(HELD) == first
    page.keyboard.press("ArrowRight")
    number = page.evaluate(HELD)
    settle(page, lambda: page.keyboard.press("Enter"))
    assert f"报修量 · {number} 单" in counted(page)
    page.keyboard.press("Control+End")
    assert page.evaluate(HELD) == cell(page, "合计", 9).inner_text()
    page.keyboard.press("Home")
    assert page.evaluate(HELD) == "合计"
    assert page.locator(f"{GRID} [tabindex='0']").count() == 1


def test_a_header_sorts_down_up_and_by_name(opened: Opener) -> None:
    page = opened("rows=building&cols=campus&measures=opened")
    head = page.locator("thead th", has_text="合计")
    expect(head).to_have_attribute("aria-sort", "descending")
    settle(page, head.click)
    numbers = [int(one) for one in page.locator("tbody td.total").all_inner_texts()]
    assert numbers == sorted(numbers)
    assert asked(page)["sort"] == ["opened"]
    settle(page, page.locator("thead th", has_text="合计").click)
    assert asked(page)["sort"] == ["name"]


def test_what_is_shown_comes_back_under_its_name(opened: Opener) -> None:
    page = opened("rows=level&cols=campus&measures=resolved&show=row&period=last_month&level=C")
    shown = page.locator(".st-key-table tbody").inner_text()
    settle(page, page.locator(".st-key-views button").first.click)
    page.locator(".st-key-views_name input").fill("等级与校区")
    settle(page, page.locator("[data-testid='stFormSubmitButton'] button").click)
    other = opened(f"view={quote('等级与校区')}")
    assert asked(other)["measures"] == ["resolved"]
    assert asked(other)["show"] == ["row"]
    assert other.locator(".st-key-table tbody").inner_text() == shown
    assert {"period", "level"} <= asked(other).keys()
    assert opened(other.url.partition("?")[2]).locator(".st-key-table tbody").inner_text() == shown
    assert "等级与校区" in other.locator(".st-key-views button").first.inner_text()


def test_forty_thousand_cells_are_never_all_in_the_document(shown: Opener) -> None:
    page = shown("rows=device&cols=week&measures=opened&period=last_12_months")
    assert page.evaluate(FRAMES) < 3_000
    assert lines(page) > 500


def test_a_phone_shows_the_pivot_without_sideways_scrolling(shown: Opener) -> None:
    page = shown(FIELDS, width=390)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("more", ["", "&show=difference", "&row=东校区&column=%7Copened", "&top=5&totals=false"])
def test_nothing_in_the_pivot_stands_in_anybodys_way(shown: Opener, more: str, dark: bool) -> None:
    page = shown(FIELDS + more, dark=dark)
    found = Axe().run(page)
    grave = [one["id"] for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    assert grave == [], [node["html"] for one in found.response["violations"] for node in one["nodes"]][:5]


def heads(page: Page, name: str) -> Any:
    return page.locator(".st-key-table thead th[data-group]").filter(has_text=name)


def test_columns_close_under_their_header_and_stay_closed_in_the_address(opened: Opener) -> None:
    page = opened(WIDE)
    before = int(page.locator(GRID).get_attribute("aria-colcount") or 0)
    group = heads(page, "东校区").first
    number = page.locator("tfoot td").nth(int(group.get_attribute("data-start") or 0) + 16).inner_text()
    settle(page, group.locator(".toggle").click)
    assert asked(page)["folded"] == ["东校区"]
    assert int(page.locator(GRID).get_attribute("aria-colcount") or 0) == before - 16
    expect(heads(page, "东校区").first).to_have_attribute("aria-expanded", "false")
    start = int(heads(page, "东校区").first.get_attribute("data-start") or 0)
    target = page.locator("tfoot td").nth(start)
    assert target.inner_text() == number
    settle(page, target.click)
    assert f"东校区 · 报修量 · {number} 单" in counted(page)
    expect(target).to_have_attribute("aria-selected", "true")
    again = opened(page.url.split("?", maxsplit=1)[1])
    expect(heads(again, "东校区").first).to_have_attribute("aria-expanded", "false")
    assert counted(again) == counted(page)


def test_columns_close_and_open_by_keys(opened: Opener) -> None:
    page = opened(WIDE)
    before = page.locator(GRID).get_attribute("aria-colcount")
    page.locator(".st-key-table thead th[data-column='0']").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    first = page.evaluate(HELD)
    settle(page, lambda: page.keyboard.press(" "))
    assert asked(page)["folded"] == [first.removeprefix("▾")]
    assert page.evaluate(HELD) == first.replace("▾", "▸")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(HELD).startswith("▾")
    page.keyboard.press("ArrowLeft")
    settle(page, lambda: page.keyboard.press(" "))
    assert "folded" not in asked(page)
    assert page.locator(GRID).get_attribute("aria-colcount") == before


def test_the_grand_total_stays_in_sight(shown: Opener) -> None:
    page = shown(WIDE)
    assert page.evaluate(SIDE) == [True, True]
    page.evaluate(RIGHT)
    page.wait_for_timeout(300)
    assert page.evaluate(SIDE) == [True, False]


def test_where_the_total_is_not_pinned_its_header_stands_over_its_own_column(shown: Opener) -> None:
    fields = "rows=campus&rows=building&cols=level&cols=month&measures=opened&measures=sla_met&period=last_90_days"
    page = shown(fields, width=400)
    page.evaluate(RIGHT.replace("99999", "150"))
    page.wait_for_timeout(300)
    assert not page.locator(".st-key-table .scroller.pinned").count()
    for part in ("thead tr:last-child th", "tfoot td"):
        over = page.locator(f".st-key-table {part}").last.bounding_box()
        body = page.locator(".st-key-table tbody tr[data-at] td").last.bounding_box()
        assert over is not None
        assert body is not None
        assert abs(over["x"] - body["x"]) < 1.5


def test_the_name_of_a_group_stays_in_sight_while_its_columns_are(shown: Opener) -> None:
    page = shown("rows=building&cols=level&cols=month&measures=opened&measures=sla_met&period=last_12_months")
    page.evaluate(RIGHT.replace("99999", "900"))
    page.wait_for_timeout(300)
    names = page.locator(".st-key-table tbody tr[data-at] th").first.bounding_box()
    assert names is not None
    edge = names["x"] + names["width"]
    group = page.locator(".st-key-table thead tr").first.locator("th[data-group]")
    over = [
        (cell, name)
        for at in range(group.count())
        if (cell := group.nth(at).bounding_box()) and (name := group.nth(at).locator(".name").bounding_box())
        if cell["x"] < edge < cell["x"] + cell["width"] - 100
    ]
    assert len(over) == 1
    assert over[0][1]["x"] >= edge
