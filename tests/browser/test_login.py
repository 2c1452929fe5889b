"""Who is not let in, and what those who are see: through a real provider, in a real browser."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import listening
from tests.browser.shots import still
from tests.ui import made

pytestmark = pytest.mark.browser

COOKIE = "_streamlit_user"
PEOPLE: dict[str, dict[str, Any]] = {
    "S001": {"name": "王建国", "groups": ["staff"]},
    "S002": {"name": "李敏", "groups": ["staff", "leaders"]},
    "S003": {"name": "陈志强", "groups": ["staff"]},
    "boss": {"name": "<b>总</b>管", "groups": "managers"},
    "other-boss": {"name": "副总管", "groups": ["managers"]},
    "hr": {"name": "综合部", "groups": ["hr"]},
    "wang": {"name": "王老师", "email": "wang@example.edu", "email_verified": True},
    "stranger": {"name": "外人", "groups": ["Staff", "guests"], "email": "stranger@example.edu"},
    "pretender": {"name": "冒名", "email": "wang@example.edu", "email_verified": False},
    "unlisted": {"name": "新人", "groups": ["staff"]},
}
ENTERED = "cockpit.subject"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("provider")
    people = folder / "people.json"
    people.write_text(json.dumps(PEOPLE), "utf-8")
    with listening(folder, "-m", "tests.browser.provider", str(people)) as address:
        yield address


@pytest.fixture(scope="module")
def guarded(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the cockpit listens behind the login."""
    folder = tmp_path_factory.mktemp("guarded")
    with listening(folder, "-m", "tests.browser.serve_login", str(folder), provider, "3600") as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made_here = browser.new_context(viewport={"width": 1366, "height": 900}, locale="zh-CN")
    yield made_here
    made_here.close()


@pytest.fixture
def entered(browser: Browser, guarded: str) -> Iterator[Callable[..., Page]]:
    """Somebody's page once they have logged in, each in a browser of their own."""
    contexts = []

    def enter(login: str, path: str = "/") -> Page:
        context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        log_in(page, f"{guarded}{path}", login)
        still(page)
        return page

    yield enter
    for context in contexts:
        context.close()


def log_in(page: Page, address: str, login: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="登录").click()
    page.get_by_role("link", name=login, exact=True).click()


def cookie(page: Page) -> str:
    """What the browser would send."""
    return "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies() if one["path"] == "/")


def asked(address: str, cookies: str = "", accept: str = "*/*") -> int:
    """The status of an answer; redirections are not followed."""
    request = urllib.request.Request(address, headers={"cookie": cookies, "accept": accept})
    opener = urllib.request.build_opener(Stay)
    try:
        with opener.open(request, timeout=60) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def own(**narrowed: str) -> list[dict[str, Any]]:
    return [row for row in made.tickets(4_000) if all(row[name] == value for name, value in narrowed.items())]


def test_an_engineer_sees_their_own_tickets_and_comes_back_to_where_they_were_going(
    entered: Callable[..., Page],
) -> None:
    page = entered("S001", "/detail?period=dates&dates=2024-01-01&dates=2026-11-22&q=AP")
    assert "/detail?" in page.url
    assert "q=AP" in page.url
    expect(page.locator("h1")).to_contain_text("AP")
    page = entered("S001", "/detail?period=dates&dates=2024-01-01&dates=2026-11-22")
    expect(page.locator("h1")).to_contain_text(f"{len(own(engineer_id='S001')):,}")
