"""Who is shown a wall, and that a screen's token opens nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cockpit import wall
from cockpit.ledger import Ledger
from cockpit.ledger.tokens import digest
from cockpit.server import policy
from cockpit.server.tv import holders, shell
from cockpit.settings.model import Settings
from cockpit.ui import site as served
from tests.ledger.raising import raise_alarm
from tests.server.conftest import Browser, application

TOKEN = "k" * 43
OTHER = "o" * 43
Site = tuple[Settings, Browser]


def let_in(site: Settings, wall: str = "east", token: str = TOKEN, name: str = "走廊") -> None:
    Ledger(site.data).add_tv(name, wall, digest(token))


def facts(page: str) -> dict[str, Any]:
    """What the page tells its script."""
    found = re.search(r'data-tv="([^"]*)"', page)
    assert found
    told: dict[str, Any] = json.loads(unescape(found[1]))
    return told


# ---- a screen by its token


def test_a_token_becomes_a_cookie_and_leaves_the_address(guarded: Site) -> None:
    site, browser = guarded
    let_in(site)
    first = browser.ask(f"/tv?token={TOKEN}", "text/html")
    assert (first.status, first.headers["location"]) == (303, "/tv")
    kept = first.headers["set-cookie"].lower()
    assert all(word in kept for word in ("httponly", "samesite=strict", "path=/"))
    assert first.headers["cache-control"] == "no-store"
    page = browser.ask("/tv", "text/html")
    assert page.status == 200
    assert TOKEN not in page.body
    assert facts(page.body)["wall"] == "east"


def test_a_cookie_is_secure_behind_tls(guarded: Site) -> None:
    site, _ = guarded
    assert site.access
    behind = replace(site, access=replace(site.access, redirect_uri="https://cockpit.example.edu/oauth2callback"))
    served.install(behind)
    answer = Browser(application(behind)).ask(f"/tv?token={TOKEN}")
    assert "Secure" in answer.headers["set-cookie"]


def test_a_screen_sees_its_own_wall_whatever_is_asked(guarded: Site) -> None:
    site, browser = guarded
    let_in(site)
    browser.ask(f"/tv?token={TOKEN}")
    own = browser.ask("/tv/picture?scene=trend").told
    assert own["scenes"] == ["trend"]
    assert "东校区" in own["html"]
    for query in (
        "scene=now",
        "wall=main",
        "scene=now&wall=main&campus=西校区",
        "scene=../main",
        "scene=%00",
        "as=manager",
    ):
        told = browser.ask(f"/tv/picture?{query}").told
        assert (told["scene"], told["scenes"]) == ("trend", ["trend"]), query
        assert _still(told["html"]) == _still(own["html"]), query
    assert facts(browser.ask("/tv?wall=main", "text/html").body)["wall"] == "east"


def _still(html: str) -> str:
    """A picture without what its own clock says."""
    return re.sub(r'data-clock="page" data-at="\d+"[^<]*<[^<]*<b>[^<]*|data-at="\d+"|\d\d:\d\d:\d\d', "", html)


def test_a_token_opens_the_wall_the_version_and_the_fonts_and_nothing_else(guarded: Site) -> None:
    site, browser = guarded
    let_in(site)
    browser.ask(f"/tv?token={TOKEN}")
    opened = ("/tv", "/tv/picture", "/tv/keeper.js", "/version", "/app/static/fonts/NotoSansSC-Bold.woff2")
    assert {browser.ask(path).status for path in opened} == {200}
    closed = (
        *("/", "/wall", "/detail", "/data", "/pivot", "/warnings", "/export/x", "/rows/x", "/media/x", "/a/x"),
        *("/_stcore/health", "/_stcore/host-config", "/app/static/icon.png", "/static/index.html", "//tv", "/TV"),
        *("/tv/", "/tv/x", "/tv/picture/x", "/version/", "/app/static/fontsx", "/health/"),
    )
    for path in closed:
        assert browser.ask(path).status in (401, 404), path
        assert "everything else" not in browser.ask(path, "text/html").body, path
    assert browser.knock("/_stcore/stream") == "websocket.close"


def test_a_revoked_screen_gets_a_plain_page_and_no_byte_of_data(guarded: Site) -> None:
    site, browser = guarded
    let_in(site)
    browser.ask(f"/tv?token={TOKEN}")
    assert browser.ask("/tv/picture").status == 200
    Ledger(site.data).revoke_tv("走廊")
    page, picture = browser.ask("/tv", "text/html"), browser.ask("/tv/picture")
    assert (page.status, picture.status) == (403, 403)
    assert picture.told == {"closed": "revoked"}
    assert "不存在或已撤销" in page.body
    assert "data-tv" not in page.body
    assert browser.ask("/version").status == 401
    assert browser.ask("/app/static/fonts/NotoSansSC-Bold.woff2").status == 401


def test_a_screen_let_in_again_needs_its_new_token(guarded: Site) -> None:
    site, browser = guarded
    let_in(site)
    Ledger(site.data).revoke_tv("走廊")
    let_in(site, token=OTHER)
    browser.ask(f"/tv?token={TOKEN}")
    assert browser.ask("/tv/picture").told == {"closed": "revoked"}
    browser.ask(f"/tv?token={OTHER}")
    assert browser.ask("/tv/picture").status == 200


@profile(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cookie=st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\'), max_size=200))
def test_no_other_cookie_opens_a_wall(guarded: Site, cookie: str) -> None:
    site, browser = guarded
    if Ledger(site.data).tv_of(digest(TOKEN)) is None:
        let_in(site)
    answer = browser.ask("/tv/picture", **{holders.COOKIE: cookie})
    assert (answer.status, answer.told) == (403, {"closed": "revoked"})
    assert browser.ask("/version", **{holders.COOKIE: cookie}).status == 401


def test_the_token_itself_is_kept_nowhere(guarded: Site) -> None:
    site, browser = guarded
    let_in(site)
    browser.ask(f"/tv?token={TOKEN}")
    browser.ask("/tv/picture")
    for file in site.data.glob("ledger.sqlite*"):
        assert TOKEN.encode() not in file.read_bytes()


def test_a_screen_that_shows_itself_is_seen(guarded: Site) -> None:
    site, browser = guarded
    let_in(site)
    assert Ledger(site.data).tvs()[0].seen_at is None
    browser.ask(f"/tv?token={TOKEN}")
    browser.ask("/tv/picture")
    seen = Ledger(site.data).tvs()[0].seen_at
    assert seen
    browser.ask("/tv/picture")
    assert Ledger(site.data).tvs()[0].seen_at == seen  # not again at every refresh


# ---- people


@pytest.mark.parametrize(("group", "status"), [("managers", 200), ("admins", 200), ("staff", 403), ("hr", 403)])
def test_people_see_a_wall_by_their_role(
    guarded: Site, person: Callable[..., dict[str, str]], group: str, status: int
) -> None:
    _, browser = guarded
    for path in ("/tv?wall=main", "/tv/picture?wall=main"):
        assert browser.ask(path, "text/html", **person(group)).status == status
    assert not facts(browser.ask("/tv", **person("managers")).body)["keep"]  # on a desk nothing is left behind


def test_nobody_is_told_how_to_be_let_in(guarded: Site) -> None:
    _, browser = guarded
    page = browser.ask("/tv?wall=main", "text/html")
    assert page.status == 403
    assert "/login?to=%2Ftv%3Fwall%3Dmain" in page.body
    assert browser.ask("/tv/picture?wall=main").told == {"closed": "nobody"}
    assert browser.ask("/version").status == 401


def test_a_scene_whose_records_the_site_lacks_has_no_turn(open_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    _, browser = open_site
    monkeypatch.setitem(wall.NEEDS, "trend", ("nothing",))
    told = browser.ask("/tv/picture?scene=trend").told
    assert (told["scene"], told["scenes"]) == ("now", ["now"])


def test_at_the_machine_itself_walls_are_open(open_site: Site) -> None:
    _, browser = open_site
    assert browser.ask("/tv/picture?wall=east").told["scenes"] == ["trend"]
    assert browser.ask("/tv/picture").told["scenes"] == ["now", "trend"]
    assert browser.ask("/tv/picture?wall=nowhere").told == {"closed": "no_wall"}
    assert browser.ask("/tv?wall=nowhere", "text/html").status == 403


# ---- what is shown


def test_a_picture_tells_its_clocks_and_limits(open_site: Site) -> None:
    _, browser = open_site
    told = browser.ask("/tv/picture?scene=trend").told
    assert {"scene", "html", "hold", "sound", "seconds", "scenes", "snapshot", "clocks", "limits", "version"} <= set(
        told
    )
    assert (told["hold"], told["sound"], told["seconds"]) == (None, False, 15)
    assert set(told["clocks"]) == {"source", "sync", "asked"}
    assert told["version"] == facts(browser.ask("/tv").body)["version"]
    assert told["mark"] == browser.ask("/version").told["mark"]


def test_another_configuration_is_another_version(open_site: Site) -> None:
    _, browser = open_site
    versions = {browser.ask(f"/tv/picture?wall={wall}").told["version"] for wall in ("main", "east")}
    assert len(versions) == 2


def test_a_scene_that_cannot_be_drawn_says_so_and_the_others_go_on(
    open_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, browser = open_site

    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(wall, "picture", broken)
        answer = browser.ask("/tv/picture?scene=now")
    assert answer.status == 200
    assert answer.told["problem"]
    assert "这个画面画不出来" in answer.told["html"]
    assert "problem" not in browser.ask("/tv/picture?scene=trend").told


def test_while_the_data_cannot_be_read_there_is_no_picture_but_a_reason(
    open_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, browser = open_site

    def broken() -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(served, "current", broken)
    answer = browser.ask("/tv/picture")
    assert answer.status == 503
    assert set(answer.told) == {"problem"}


def test_an_alarm_changes_the_mark_and_a_screen_seen_does_not(open_site: Site) -> None:
    site, browser = open_site
    before = browser.ask("/version").told["mark"]
    ledger, at = Ledger(site.data), datetime.now(UTC)
    number = raise_alarm(ledger, "sudden", "", at, {}, at)
    raised = browser.ask("/version").told["mark"]
    let_in(site)
    assert browser.ask("/version").told["mark"] == raised != before
    ledger.acknowledge(number)
    assert browser.ask("/version").told["mark"] not in (raised, before)


def test_the_page_runs_its_own_script_alone(open_site: Site) -> None:
    _, browser = open_site
    page = browser.ask("/tv", "text/html").body
    rules = policy(page)
    assert len(re.findall("'sha256-", rules)) == page.count("<script>") == 1
    assert "unsafe" not in rules.partition("style-src")[0]
    assert shell.SCRIPT in page
