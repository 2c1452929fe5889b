"""Who is not let in, and what those who are see: through a real provider, in a real browser."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import websockets.exceptions
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from websockets.sync.client import connect

from cockpit.boards import PAGES, seen_by
from tests.browser.conftest import listening
from tests.browser.serve_login import COOKIE_SECRET, LATER
from tests.browser.shots import still
from tests.ui import made

pytestmark = pytest.mark.browser

COOKIE = "_streamlit_user"
PHONE: ViewportSize = {"width": 390, "height": 844}
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


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("provider")
    people = folder / "people.json"
    people.write_text(json.dumps(PEOPLE), "utf-8")
    with listening(folder, "-m", "tests.browser.provider", str(people)) as address:
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guarded")


@pytest.fixture
def later(folder: Path) -> Iterator[Path]:
    """While it is there, as long has passed for the server as a login lasts."""
    yield folder / LATER
    (folder / LATER).unlink()


@pytest.fixture(scope="module")
def guarded(provider: str, folder: Path) -> Iterator[str]:
    """Where the cockpit listens behind the login."""
    with listening(folder, "-m", "tests.browser.serve_login", str(folder), provider, "3600") as address:
        yield address


@pytest.fixture
def entered(lend: Callable[..., Page], guarded: str) -> Callable[..., Page]:
    """Somebody's page once they have logged in, each in a browser of their own."""

    def enter(login: str, path: str = "/") -> Page:
        page = lend()
        log_in(page, f"{guarded}{path}", login)
        still(page)
        return page

    return enter


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


def test_a_leader_sees_their_group(entered: Callable[..., Page]) -> None:
    page = entered("S002", "/detail?period=dates&dates=2024-01-01&dates=2026-11-22")
    expect(page.locator("h1")).to_contain_text(f"{len(own(group='网络一组')):,}")
    page.locator(".st-key-who button").click()
    expect(page.locator("[data-testid='stPopoverBody']")).to_contain_text("组长")


@pytest.mark.parametrize("login", ["boss", "wang", "hr"])
def test_who_may_see_all_rows_sees_them(entered: Callable[..., Page], login: str) -> None:
    page = entered(login, "/detail?period=dates&dates=2024-01-01&dates=2026-11-22")
    expect(page.locator("h1")).to_contain_text("4,000")
    shown = page.locator("[data-testid='stTopNavLink']").all_inner_texts()
    assert any("数据" in name for name in shown) == (login == "boss")


def test_a_name_is_no_markup(entered: Callable[..., Page]) -> None:
    page = entered("boss")
    expect(page.locator(".st-key-who button")).to_contain_text("<b>总</b>管")


def test_an_engineer_who_is_in_no_staff_list_is_told_so(entered: Callable[..., Page]) -> None:
    page = entered("unlisted")
    expect(page.locator("[data-testid='stMain']")).to_contain_text("人员名单里没有您的工号（unlisted）")


@pytest.mark.parametrize("login", ["stranger", "pretender"])
def test_who_has_no_role_sees_whom_to_ask_and_nothing_else(guarded: str, page: Page, login: str) -> None:
    log_in(page, f"{guarded}/pivot", login)
    expect(page.locator("h1")).to_have_text("您还没有角色")
    expect(page.locator("main")).to_contain_text(f"请让管理员把您（{login}）加入一个有角色的组。")
    expect(page.locator("main")).to_contain_text("联系：李老师 8001。")
    assert page.locator("[data-testid]").count() == 0
    cookies = cookie(page)
    for path in ("/", "/data", "/version", "/_stcore/health", "/static/index.html", "/media/x", "/export/x", "/rows/x"):
        assert asked(guarded + path, cookies) == 403, path
    assert refused(guarded, cookies)
    page.get_by_role("link", name="换一个帐号").click()
    expect(page.locator("h1")).to_have_text("已退出")


@pytest.mark.parametrize("dark", [False, True])
def test_everybody_can_use_the_doors(guarded: str, browser: Browser, dark: bool) -> None:
    context = browser.new_context(color_scheme="dark" if dark else "light", locale="en-GB", viewport=PHONE)
    page = context.new_page()
    page.goto(f"{guarded}/pivot")
    usable(page)
    page.get_by_role("link", name="Log in").click()
    page.get_by_role("link", name="stranger", exact=True).click()
    expect(page.locator("h1")).to_have_text("You have no role yet")
    usable(page)
    context.close()


def usable(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def refused(address: str, cookies: str = "") -> bool:
    """Whether the socket of the pages is shut."""
    try:
        with connect(f"{address.replace('http', 'ws')}/_stcore/stream", additional_headers={"cookie": cookies}):
            return False
    except websockets.exceptions.InvalidStatus as error:
        return error.response.status_code == 403


CLOSED = (
    "/",
    "/data",
    "/wall",
    "/version",
    "/_stcore/health",
    "/_stcore/host-config",
    "/static/index.html",
    "/app/static/icon.png",
    "/media/x",
    "/export/x",
    "/rows/x",
    "//",
    "/health/",
    "/HEALTH",
    "/login/",
    "/oauth2callback/x",
)


@pytest.mark.parametrize("path", CLOSED)
def test_without_a_login_everything_is_shut(guarded: str, path: str) -> None:
    assert asked(guarded + path) == 401
    assert asked(guarded + path, accept="text/html") == 303
    assert asked(f"{guarded}/health") == 200


def test_without_a_login_the_socket_is_shut(guarded: str) -> None:
    assert refused(guarded)


FORGED = {"is_logged_in": True, "iss": "x", "sub": "x", "groups": ["managers"]}


@pytest.mark.parametrize(
    ("secret", "name", "changed"),
    [
        ("another secret altogether, of 32 and more", COOKIE, {}),
        (COOKIE_SECRET, "_streamlit_user_tokens", {}),
        (COOKIE_SECRET, COOKIE, {"origin": "http://elsewhere.example"}),
        (COOKIE_SECRET, COOKIE, {"iat": 1}),
        (COOKIE_SECRET, COOKIE, {"iat": 9_000_000_000}),
        (COOKIE_SECRET, COOKIE, {"is_logged_in": False}),
    ],
)
def test_a_forged_or_stale_cookie_is_none(guarded: str, secret: str, name: str, changed: dict[str, Any]) -> None:
    claims = {**FORGED, "iat": time.time(), "origin": guarded, "preferred_username": "boss"}
    good = create_signed_value(COOKIE_SECRET, COOKIE, json.dumps(claims)).decode()
    assert asked(f"{guarded}/version", f"{COOKIE}={good}") == 200
    bad = create_signed_value(secret, name, json.dumps(claims | changed)).decode()
    for cookies in (f"{COOKIE}={bad}", f"{COOKIE}={good[:-2]}xx", f"{COOKIE}=", f"{COOKIE}=chunks-3", f"{COOKIE}=é"):
        assert asked(f"{guarded}/version", cookies.encode().decode("latin-1")) == 401
        assert refused(guarded, cookies.encode().decode("latin-1"))


@pytest.mark.parametrize("page", ["pivot", "categories", "data", "wall"])
def test_a_page_that_is_not_theirs_says_so(entered: Callable[..., Page], page: str) -> None:
    opened = entered("S003", f"/{page}")
    expect(opened.locator(".c-empty")).to_contain_text("这一页不对您的角色开放")
    expect(opened.locator(".c-empty")).to_contain_text("运维人员")
    expect(opened.locator("[data-testid='stTopNavLink']")).to_have_count(
        sum(one.listed and one.name in seen_by(("engineer",)) for one in PAGES)
    )
    expect(opened.locator("[data-testid='stException'], .stAlert")).to_have_count(0)


def test_a_file_of_one_person_is_not_anothers(entered: Callable[..., Page], guarded: str) -> None:
    page = entered("boss", "/detail")
    page.locator(".st-key-export-detail button").first.click()
    link = page.locator(".c-links a[download]").first
    expect(link).to_be_visible()
    path = link.get_attribute("href")
    assert path
    mine, theirs = cookie(page), cookie(entered("other-boss"))
    assert asked(guarded + path, theirs) == 404
    assert asked(guarded + path) == 401
    assert asked(guarded + path, mine) == 200


def test_rows_of_one_person_are_not_anothers(entered: Callable[..., Page], guarded: str) -> None:
    found: list[str] = []
    page = entered("boss")
    page.on("request", lambda one: found.append(one.url) if "/rows/" in one.url else None)
    page.goto(f"{guarded}/detail?period=dates&dates=2024-01-01&dates=2026-11-22")
    still(page)
    page.mouse.move(600, 600)
    page.mouse.wheel(0, 60_000)
    page.wait_for_timeout(1_500)
    assert found
    mine, theirs = cookie(page), cookie(entered("other-boss"))
    assert (asked(found[0], mine), asked(found[0], theirs), asked(found[0])) == (200, 404, 401)
    page.close()  # with what listens to it


def test_only_who_looks_after_the_data_may_put_files(entered: Callable[..., Page], guarded: str) -> None:
    keeper, engineer = entered("boss", "/data"), entered("S003")
    expect(keeper.locator("input[type=file]")).to_be_attached()
    path = f"{guarded}/_stcore/upload_file/{'0' * 8}/file"
    assert (asked(path), asked(path, cookie(engineer))) == (401, 403)
    assert asked(path, cookie(keeper)) not in (401, 403)


def test_who_logs_out_is_out_with_every_cookie_they_had(entered: Callable[..., Page], guarded: str) -> None:
    page = entered("S001")
    before = cookie(page)
    assert asked(f"{guarded}/version", before) == 200
    other = page.context.new_page()
    other.goto(f"{guarded}/trends")
    still(other)
    page.locator(".st-key-who button").click()
    page.get_by_role("link", name="退出").click()
    expect(page.locator("h1")).to_have_text("已退出")
    assert asked(f"{guarded}/version", before) == 401
    assert refused(guarded, before)
    other.locator("[data-testid='stTopNavLink']", has_text="明细").click()
    expect(other.locator(".c-empty")).to_contain_text("登录已结束")
    expect(other.locator("[data-testid='stMain']")).not_to_contain_text("报修")
    other.get_by_role("link", name="登录").click()
    expect(other.locator("h1")).to_have_text("请登录")
    other.get_by_role("link", name="登录").click()
    other.get_by_role("link", name="S001", exact=True).click()
    still(other)
    assert other.url.startswith(f"{guarded}/detail")


def test_a_login_that_fails_says_so(guarded: str, page: Page) -> None:
    page.goto(f"{guarded}/oauth2callback?code=x&state=y")
    expect(page.locator("h1")).to_have_text("登录没有成功")
    page.goto(f"{guarded}/auth/login?provider=x")
    expect(page.locator("h1")).to_have_text("请登录")


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example/", "/\\evil.example", "/login", "/auth/logout"])
def test_nobody_is_sent_elsewhere_after_a_login(guarded: str, page: Page, to: str) -> None:
    page.goto(f"{guarded}/login?to={quote(to, safe='')}")
    page.get_by_role("link", name="登录").click()
    page.get_by_role("link", name="S001", exact=True).click()
    still(page)
    assert page.url.split("?")[0] == f"{guarded}/"


def test_a_login_ends_by_itself(guarded: str, entered: Callable[..., Page], later: Path) -> None:
    page = entered("boss", "/pivot")
    expect(page.locator(".c-foot")).to_be_visible()
    assert asked(f"{guarded}/version", cookie(page)) == 200
    later.touch()
    assert asked(f"{guarded}/version", cookie(page)) == 401
    page.locator("[data-testid='stTopNavLink']", has_text="趋势").click()
    expect(page.locator(".c-empty")).to_contain_text("登录已结束")


@pytest.mark.parametrize(
    ("login", "roles", "names"),
    [
        ("S001", ("engineer",), {"王建国"}),
        ("S002", ("leader",), set(made.PEOPLE.values())),
        ("wang", ("customer",), set(made.PEOPLE.values())),
    ],
)
def test_every_page_of_a_role_is_drawn_and_tells_of_nobody_else(
    entered: Callable[..., Page], guarded: str, login: str, roles: tuple[str, ...], names: set[str]
) -> None:
    page = entered(login)
    heard: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(text(frame))))
    for name in seen_by(roles):
        page.goto(f"{guarded}/{name}?period=this_year")
        page.wait_for_selector(".c-foot, .w-clocks", timeout=60_000)
        still(page)
        assert page.locator("[data-testid='stException'], .stAlert").count() == 0, name
        said = page.inner_text("body") + "".join(heard)
        told = {one for one in made.PEOPLE.values() if one in said or one.encode("unicode_escape").decode() in said}
        assert told <= names, name
    assert sum(map(len, heard)) > 100_000
    assert any("王建国" in frame for frame in heard)
    page.close()  # with what listens to it


def text(frame: str | bytes) -> str:
    """What stands in a message in words."""
    return frame.decode("utf-8", "ignore") if isinstance(frame, bytes) else frame
