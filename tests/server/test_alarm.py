"""An alarm has the screen until somebody has acknowledged it; its short link leads to it and tells nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from cockpit.ledger import Ledger
from cockpit.settings.model import Settings
from cockpit.ui import site as served
from cockpit.wall import alarm
from tests.ledger.raising import raise_alarm
from tests.server.conftest import Browser

Site = tuple[Settings, Browser]


def raised(site: Settings, kind: str = "fault", subject: str = "G7", campus: str = "东校区") -> int:
    opened = served.current()
    assert opened is not None
    at = opened.cockpit.as_of - timedelta(minutes=2)
    facts = {"level": "A", "campus": campus, "category": "网络", "first": f"{at:%Y-%m-%d}", "last": f"{at:%Y-%m-%d}"}
    return raise_alarm(Ledger(site.data), kind, subject, at, facts, at)


def test_an_alarm_has_the_screen_until_it_is_acknowledged(open_site: Site) -> None:
    site, browser = open_site
    number = raised(site)
    for scene in ("now", "trend"):
        told = browser.ask(f"/tv/picture?wall=main&scene={scene}").told
        assert (told["hold"], told["scene"], told["sound"]) == (number, scene, False)
        assert f"127.0.0.1:8501/a/{number}" in told["html"]
    Ledger(site.data).acknowledge(number, "S009")
    told = browser.ask("/tv/picture?wall=main&scene=now").told
    assert told["hold"] is None
    assert "/a/" not in told["html"]


def test_where_the_clock_is_held_figures_are_as_old_as_it_says(
    open_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, browser = open_site
    opened = served.current()
    assert opened is not None
    served.install(replace(site, clock="now"))
    sync = opened.cockpit.clocks.sync
    for minutes, stale in ((5, False), (31, True)):
        monkeypatch.setenv("COCKPIT_NOW", (sync + timedelta(minutes=minutes)).isoformat())
        assert ("wl-stale" in browser.ask("/tv/picture?wall=main").told["html"]) == stale


def test_a_muted_alarm_and_one_of_another_campus_have_no_screen(open_site: Site) -> None:
    site, browser = open_site
    raised(site, campus="西校区")
    assert browser.ask("/tv/picture?wall=east").told["hold"] is None
    assert browser.ask("/tv/picture?wall=main").told["hold"] is not None
    opened = served.current()
    assert opened is not None
    Ledger(site.data).mute("fault", "G7", opened.cockpit.today, "演练", "S009")
    assert browser.ask("/tv/picture?wall=main").told["hold"] is None


def test_an_alarm_that_cannot_be_drawn_leaves_the_scenes(open_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site, browser = open_site
    raised(site)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(alarm, "_body", broken)
    told = browser.ask("/tv/picture?wall=main&scene=now").told
    assert told["hold"] is None
    assert "problem" not in told


@pytest.mark.parametrize(
    ("code", "to"),
    [("17", "/warnings?alarm=17"), ("x", "/warnings"), ("9" * 30, "/warnings"), ("1%0d%0aset-cookie:x", "/warnings")],
)
def test_a_short_link_leads_to_its_alarm(open_site: Site, code: str, to: str) -> None:
    _, browser = open_site
    for prefix in ("/a/", "/A/"):
        answer = browser.ask(f"{prefix}{code}", "text/html")
        assert (answer.status, answer.headers["location"]) == (303, to)


def test_without_a_login_a_short_link_tells_nothing(guarded: Site, person: Callable[..., dict[str, str]]) -> None:
    site, browser = guarded
    number = raised(site)
    there, nowhere = (browser.ask(f"/a/{one}", "text/html") for one in (number, 999))
    for answer, one in ((there, number), (nowhere, 999)):
        assert (answer.status, answer.headers["location"]) == (303, f"/login?to=%2Fa%2F{one}")
        assert answer.body == ""
    assert browser.ask(f"/a/{number}").status == 401
    known = browser.ask(f"/A/{number}", "text/html", **person("managers"))
    assert (known.status, known.headers["location"]) == (303, f"/warnings?alarm={number}")
