"""The list of tickets and the story of one, by mouse and by keyboard."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from cockpit.i18n import LANGUAGES
from tests.browser.shots import PATIENCE, settled, still

pytestmark = pytest.mark.browser

ROWS = ".view .body [role=row]:not([aria-busy])"
Opener = Callable[..., Page]
# Colours are the same in every language: the dark is looked at in one of them.
LOOKED_AT = [*((language, False) for language in LANGUAGES), (LANGUAGES[0], True)]


@pytest.fixture
def opened(lend: Opener, address: str) -> Opener:
    def open_page(path: str) -> Page:
        page = lend(height=768)
        settled(page, f"{address}/{path}")
        return page

    return open_page


@pytest.fixture
def shown(look: Opener, address: str) -> Opener:
    """Opens a page to be looked at."""
    return lambda path, **how: look(f"{address}/{path}", **{"height": 768, **how})


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def grid(page: Page) -> Locator:
    found = page.locator(".view").first
    expect(found.locator("[role=row]:not([aria-busy])").nth(5)).to_be_visible()
    return found


def row(page: Page, number: int) -> Locator:
    """The row of that number, counted from one."""
    return page.locator(f".view .body [role=row][aria-rowindex='{number + 1}']:not([aria-busy])")


def cells(page: Page, name: str) -> list[str]:
    """What stands in one column of the rows that are drawn, from top to bottom."""
    found: list[str] = page.evaluate(
        """(name) => {
            const all = (node) => [...node.querySelectorAll('*')].flatMap(
                (one) => one.shadowRoot ? [one.shadowRoot, ...all(one.shadowRoot)] : []);
            const list = all(document).find((one) => one.querySelector('.view'));
            const heads = [...list.querySelectorAll('[role=columnheader]')];
            const at = heads.findIndex((one) => one.textContent.replace(/[↑↓]/, '') === name);
            return [...list.querySelectorAll('.body [role=row]:not([aria-busy])')]
                .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex).map((one) => one.children[at].textContent);
        }""",
        name,
    )
    return found


def heads(page: Page) -> list[str]:
    return [text.strip("↑↓ ") for text in page.locator(".view [role=columnheader]").all_inner_texts()]


def come(page: Page, holds: Callable[[], bool]) -> None:
    """Waits until it holds, as long as one would for a page."""
    for _ in range(PATIENCE // 100):
        if holds():
            break
        page.wait_for_timeout(100)
    assert holds()


def test_the_last_of_many_rows_is_reached_by_scrolling(opened: Opener) -> None:
    page = opened("detail?period=all&sort=ticket_id")
    view = grid(page)
    total = int(view.get_attribute("aria-rowcount") or 0) - 1
    assert total > 3_900
    view.evaluate("one => { one.scrollTop = one.scrollHeight }")
    expect(row(page, total)).to_be_visible()
    assert cells(page, "工单号")[-1] == "T003999"
    view.evaluate("one => { one.scrollTop = one.scrollHeight / 2 }")
    expect(row(page, total // 2)).to_be_visible()
    numbers = cells(page, "工单号")
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers) < 60
    page.mouse.move(600, 500)
    page.mouse.wheel(0, 2_000)
    page.wait_for_timeout(500)
    assert page.locator("h1").first.is_visible()


def test_a_header_sorts_and_the_address_holds_it(opened: Opener) -> None:
    page = opened("detail?period=all")
    grid(page)
    page.locator(".view [data-column=building]").click()
    page.wait_for_timeout(700)
    still(page)
    assert asked(page)["sort"] == ["building"]
    expect(page.locator(".view [aria-sort=ascending]")).to_contain_text("楼宇")
    page.locator(".view [data-column=building]").click()
    page.wait_for_timeout(700)
    assert asked(page)["sort"] == ["-building"]
    page.reload()
    still(page)
    expect(page.locator(".view [aria-sort=descending]")).to_contain_text("楼宇")


def test_every_word_searched_for_is_found_and_marked(opened: Opener) -> None:
    page = opened("detail?period=all")
    grid(page)
    box = page.get_by_label("搜索工单")
    box.fill("投影 号楼")
    box.press("Enter")
    expect(page.locator("h1")).to_contain_text("含“投影、号楼”的工单有")
    assert asked(page)["q"] == ["投影 号楼"]
    expect(page.locator(".view mark", has_text="投影").nth(5)).to_be_visible()
    titles = cells(page, "标题")
    assert all("投影" in title and "号楼" in title for title in titles)
    box.fill("没有这样的词")
    box.press("Enter")
    expect(page.locator("h1")).to_contain_text("没有含“没有这样的词”的工单")


def test_a_ticket_opens_and_back_leads_to_where_one_was(opened: Opener) -> None:
    page = opened("detail?period=all&sort=ticket_id")
    view = grid(page)
    view.evaluate("one => { one.scrollTop = 34 * 1500 }")
    expect(row(page, 1505)).to_be_visible()
    row(page, 1505).click()
    expect(page.locator("h1")).to_contain_text("T001504")
    assert asked(page)["ticket"] == ["T001504"]
    page.go_back()
    grid(page)
    expect(row(page, 1505)).to_be_visible()
    assert "ticket" not in asked(page)
    row(page, 1507).click()
    expect(page.locator("h1")).to_contain_text("T001506")
    page.get_by_role("button", name="返回明细").click()
    grid(page)
    expect(row(page, 1507)).to_be_visible()


def test_the_keyboard_goes_through_the_rows(opened: Opener) -> None:
    page = opened("detail?period=all&sort=ticket_id")
    view = grid(page)
    view.focus()
    page.keyboard.press("End")
    expect(page.locator(".view .row.active a")).to_have_text("T003999")
    page.keyboard.press("Home")
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowDown")
    active = page.locator(".view .row.active")
    expect(active).to_be_in_viewport()
    number = active.locator("a").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(number)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_usual_columns_stand_in_view(shown: Opener, language: str) -> None:
    page = shown(f"detail?period=all&lang={language}")
    assert grid(page).evaluate("view => view.scrollWidth - view.clientWidth") <= 0


def test_columns_are_chosen_and_moved_by_keys_and_by_hand(opened: Opener) -> None:
    page = opened("detail?period=all")
    grid(page)
    before = heads(page)
    page.get_by_role("button", name="选择列").click()
    page.get_by_role("checkbox", name="校区").press("Space")
    come(page, lambda: "校区" not in heads(page))
    page.get_by_role("button", name="等级 前移").press("Enter")
    come(page, lambda: heads(page).index("等级") == 1)
    come(page, lambda: asked(page).get("columns", [""])[0].startswith("ticket_id,level,reported_at"))
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    page.locator(".view [data-column=title]").focus()
    page.keyboard.press("Alt+ArrowLeft")
    come(page, lambda: heads(page).index("标题") == heads(page).index("故障大类") - 1)
    page.locator("[role=columnheader]", has_text="状态").last.drag_to(page.locator("[role=columnheader]").first)
    come(page, lambda: "状态" in heads(page)[:2])
    page.get_by_role("button", name="选择列").click()
    page.get_by_role("button", name="恢复默认").click()
    come(page, lambda: heads(page) == before and "columns" not in asked(page))


def test_a_list_taller_than_a_browser_draws_is_scrolled_to_its_end(opened: Opener) -> None:
    """The list is told to stand for ten million rows; every row in view must stand at its own place."""
    page = opened("detail?period=all")
    view = grid(page)
    told = view.evaluate(
        """async (view) => {
            const list = view.cockpitList, seen = [];
            list.data = {...list.data, total: 10_000_000};
            list.fetch = () => {};
            list.lay();
            const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            const top = () => {
                const edge = view.getBoundingClientRect().top + view.clientTop + 36;
                const rows = [...list.drawn.values()].map((one) => [one.place, one.getBoundingClientRect().top - edge]);
                return rows.filter(([, y]) => y > -33.5 && y <= 0.5).map(([place]) => place)[0];
            };
            list.to(0); list.draw(); await frame(); seen.push(top());
            list.to(5_000_000 * 34); list.draw(); await frame(); seen.push(top());
            view.scrollTop += 340; await frame(); seen.push(top());
            view.scrollTop -= 680; await frame(); seen.push(top());
            view.scrollTop = view.scrollHeight; await frame();
            seen.push(Math.max(...list.drawn.keys()));
            view.scrollTop = 0; await frame(); seen.push(top());
            return seen;
        }"""
    )
    assert told == [0, 5_000_000, 5_000_010, 4_999_990, 9_999_999, 0]


@pytest.mark.parametrize(("language", "dark"), LOOKED_AT)
def test_list_panel_and_story_stand_in_nobodys_way(shown: Opener, language: str, dark: bool) -> None:
    page = shown(f"detail?period=all&lang={language}", dark=dark)
    grid(page)
    page.locator(".opener").click()
    clean(page)
    settled(page, f"{page.url.split('?')[0]}?lang={language}&ticket=T001234")
    clean(page)


def clean(page: Page) -> None:
    found = Axe().run(page)
    grave = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    assert not grave, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in grave], indent=1)


def test_a_phone_shows_the_story_without_sideways_scrolling(shown: Opener) -> None:
    page = shown("detail?ticket=T001234", width=390, height=844)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


def test_the_rows_behind_a_number_lead_to_a_story_and_back(opened: Opener) -> None:
    page = opened("trends?at=period&measure=opened")
    rows = page.locator(".st-key-rows [role=grid]")
    number = page.locator(".c-h2").last.inner_text().split("·")[-1].split("单")[0].strip()
    expect(rows).to_have_attribute("aria-rowcount", str(int(number.replace(",", "")) + 1))
    page.locator(".st-key-rows .row").first.click()
    expect(page.locator("h1")).to_contain_text(re.compile(r"^T\d{6} "))
    page.go_back()
    expect(rows).to_be_visible()
    assert asked(page)["at"] == ["period"]
