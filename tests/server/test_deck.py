"""Who is shown a month's slides and the rows behind their figures, and that these are the ones that were counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from cockpit.exports import deck
from cockpit.review import closing, reading
from cockpit.review.document import Document, Slide
from cockpit.sentences import Sentence
from cockpit.server import policy
from cockpit.settings.model import Settings
from cockpit.store import Store, serving
from cockpit.ui import site as served
from tests.server.conftest import Browser, application
from tests.ui import made

Site = tuple[Settings, Browser]
MONTH, OCTOBER = "/deck/2026-10", date(2026, 10, 1)
PAGE = "text/html"


def links(page: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'href="(/deck/[^"]*/rows/[^"]*)"', page)]


def counted(page: str) -> int:
    """How many rows a page says there are."""
    found = re.search(r"<p>([\d,]+) 行", page)
    assert found
    return int(found[1].replace(",", ""))


# ---- without a login


def test_a_month_s_slides_are_a_page_under_the_site_s_policy(open_site: Site) -> None:
    _, browser = open_site
    answer = browser.ask(MONTH, PAGE)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    script = re.search(r"script-src '(sha256-[^']+)'", answer.body)
    assert script
    assert script[1] in policy(answer.body)
    assert 'lang="en"' in browser.ask(f"{MONTH}?lang=en", PAGE).body
    assert 'data-theme="dark"' in browser.ask(f"{MONTH}?theme=dark", PAGE).body
    assert 'data-theme="light"' in browser.ask(f"{MONTH}?theme=%22onload", PAGE).body


def test_the_file_is_the_same_slides_whose_figures_lead_to_this_server(open_site: Site) -> None:
    _, browser = open_site
    answer = browser.ask(f"{MONTH}.html", PAGE)
    assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''")
    assert "2026-10.html" in answer.headers["content-disposition"]
    assert f'href="{served.origin()}{MONTH}/rows/opened?' in answer.body
    assert answer.body.count("<article") == browser.ask(MONTH, PAGE).body.count("<article")


@pytest.mark.parametrize(
    ("month", "status"), [("2026-13", 404), ("x", 404), ("2027-05", 404), ("2026-1", 404), ("2020-01", 200)]
)
def test_a_month_that_is_none_is_told_and_one_without_data_has_slides(open_site: Site, month: str, status: int) -> None:
    _, browser = open_site
    assert browser.ask(f"/deck/{month}", PAGE).status == status


def test_every_figure_leads_to_as_many_rows_as_it_counts(open_site: Site) -> None:
    site, browser = open_site
    found = browser.ask(MONTH, PAGE).body
    document = reading.read(site, OCTOBER, "zh-Hans", private=False)
    counts: dict[Any, int] = {(one.metric, one.period, one.filters, one.cell): one.n for one in document.figures()}
    assert links(found)
    for link in links(found):
        answer = browser.ask(link, PAGE)
        asked = deck.asked(urlsplit(link).path.rpartition("/")[2], parse_qsl(urlsplit(link).query))
        assert answer.status == 200, link
        assert counted(answer.body) == counts[asked.metric, asked.period, asked.filters, asked.cell], link
        assert f'href="{MONTH}#{asked.slide}" data-back' in answer.body


def test_a_listing_is_found_after_a_sync_has_overtaken_it(tmp_path: Path) -> None:
    site, tickets = made.settings(tmp_path), made.tickets(600)
    made.publish(site, tickets)
    served.install(site)
    browser = Browser(application(site))
    found = re.findall(r'href="(/deck/[^"]*/listed/[^"]*)"[^>]*>([\d,]+)<', browser.ask(MONTH, PAGE).body)
    before = {unescape(link): int(told.replace(",", "")) for link, told in found}
    assert before
    made.publish(site, tickets[60:])
    assert set(links(browser.ask(MONTH, PAGE).body)).isdisjoint(before)
    for link, n in before.items():
        answer = browser.ask(link, PAGE)
        assert (answer.status, counted(answer.body)) == (200, n), link
    assert (
        browser.ask(re.sub(r"listed/[0-9a-f]{16}", "listed/0123456789abcdef", next(iter(before))), PAGE).status == 404
    )


def test_an_address_that_asks_for_no_rows_says_so(open_site: Site) -> None:
    _, browser = open_site
    link = links(browser.ask(MONTH, PAGE).body)[0]
    parts = urlsplit(link)
    wrong = {
        parts.path.removeprefix(MONTH): "/rows/never_heard_of",
        "snapshot=": "snapshot=20200101T000000Z-0000&x=",
        "from=": "from=never&x=",
        parts.path: f"{MONTH}/rows/opened?where=salary%3D1&",
    }
    statuses = [browser.ask(link.replace(old, new, 1), PAGE).status for old, new in wrong.items()]
    assert all(400 <= status < 500 for status in statuses), statuses
    assert browser.ask(f"{MONTH}/rows/opened", PAGE).status == 400
    assert "20200101" in browser.ask(link.replace("snapshot=", "snapshot=20200101T000000Z-0000&x=", 1), PAGE).body


# ---- behind a login


@pytest.mark.parametrize(
    ("group", "status"),
    [("admins", 200), ("managers", 200), ("hr", 200), ("wang@example.edu", 200), ("leaders", 403), ("staff", 403)],
)
def test_who_may_see_the_whole_site_s_work_may_see_the_slides(
    guarded: Site, person: Callable[..., dict[str, str]], group: str, status: int
) -> None:
    _, browser = guarded
    for path in (MONTH, f"{MONTH}.html"):
        assert browser.ask(path, PAGE, **person(group)).status == status
    managers = links(browser.ask(MONTH, PAGE, **person("managers")).body)
    assert browser.ask(managers[0], PAGE, **person(group)).status == status


def test_without_a_login_one_is_led_to_it(guarded: Site) -> None:
    _, browser = guarded
    answer = browser.ask(f"{MONTH}?lang=en", PAGE)
    assert answer.status == 303
    assert "to=%2Fdeck%2F2026-10%3Flang%3Den" in answer.headers["location"]
    assert browser.ask(f"{MONTH}/rows/opened").status == 401


@pytest.fixture
def with_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every month has a slide of people's scores."""

    def draft(*asked: Any) -> Document:
        found = _REAL(*asked)
        return replace(found, slides=(*found.slides, Slide("team", "绩效", Sentence("谁得了几分"), private=True)))

    monkeypatch.setattr(reading, "_draft", draft)


_REAL = reading._draft


@pytest.mark.parametrize(
    ("group", "asked", "seen"),
    [
        ("managers", "?private=1", True), ("hr", "?private=1", True), ("managers", "", False),
        ("wang@example.edu", "?private=1", False), ("managers", "?private=0", False),
    ],
)  # fmt: skip
def test_scores_are_shown_to_whom_they_may_be_and_only_if_asked_for(
    guarded: Site, person: Callable[..., dict[str, str]], with_scores: None, group: str, asked: str, *, seen: bool
) -> None:
    _, browser = guarded
    for path in (MONTH, f"{MONTH}.html"):
        assert ("谁得了几分" in browser.ask(f"{path}{asked}", PAGE, **person(group)).body) == seen


def test_a_denied_column_stays_denied_among_the_rows(guarded: Site, person: Callable[..., dict[str, str]]) -> None:
    _, browser = guarded
    link = links(browser.ask(MONTH, PAGE, **person("managers")).body)[0]
    parts = urlsplit(link)
    score = parts._replace(path=f"{MONTH}/rows/score").geturl()
    assert browser.ask(score, PAGE, **person("wang@example.edu")).status == 403
    by_person = [(name, value) for name, value in parse_qsl(parts.query) if name != "cell"]
    reporter = parts._replace(query=urlencode([*by_person, ("cell", "reporter=x")])).geturl()
    assert browser.ask(reporter, PAGE, **person("hr")).status in (400, 403)


# ---- a closed month


@pytest.fixture
def closed(tmp_path: Path) -> Site:
    """A site whose October was closed before four more tickets of it came, and the served files of then pruned."""
    site = made.settings(tmp_path)
    rows = made.tickets(1_500)
    first = made.publish(site, rows)
    served.install(site)
    closing.close(site, OCTOBER)
    late = [row | {"ticket_id": f"{row['ticket_id']}-late"} for row in rows if row["reported_at"].month == 10][:4]
    made.publish(site, [*rows, *late])
    serving.path(first, site).unlink()
    Store(site.data).prune(1)
    return site, Browser(application(site))


def test_a_closed_month_leads_to_the_rows_it_counted_though_its_served_file_is_gone(closed: Site) -> None:
    site, browser = closed
    document = reading.read(site, OCTOBER, "zh-Hans", private=False)
    assert document.origin.version == 1
    told = next(document.slide("volume").told.__iter__())  # type: ignore[union-attr]
    page = browser.ask(MONTH, PAGE).body
    assert "月结第 1 版" in page
    link = next(one for one in links(page) if "/rows/opened?" in one and "from=2026-10-01" in one and "cell" not in one)
    assert counted(browser.ask(link, PAGE).body) == told.n
    assert "-late" not in browser.ask(link, PAGE).body
