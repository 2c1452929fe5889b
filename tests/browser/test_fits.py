"""What is told on a wall stands there whole: in every shape of screen, letter size and scene nothing is cut through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from cockpit import settings
from cockpit.access import MANAGER
from cockpit.ledger import Alarm
from cockpit.metrics.opening import open_cockpit
from cockpit.server.tv.shell import FACES
from cockpit.settings.alarming import KINDS, Alarming
from cockpit.settings.model import Wall
from cockpit.wall import SCENES, Asked, frame, picture
from cockpit.wall.alarm import taken
from tests.conftest import ROOT, Site

pytestmark = pytest.mark.browser

PLACE = "http://wall.test/"
LANGUAGES = ("zh-Hans", "en")
LARGE: Mapping[str, Any] = {"distance_m": 14.0, "screen_inches": 55.0}
# Width, height and what is particular of the wall.
SHAPES: Mapping[str, tuple[int, int, Mapping[str, Any]]] = {
    "wide": (1920, 1080, {}),
    "wide-large": (1920, 1080, LARGE),
    "upright": (1080, 1920, {}),
    "upright-large": (1080, 1920, LARGE),
    "broad": (2560, 1080, {}),
    "tiled": (1920, 1080, {"video_wall": True, "theme": "light"}),
    "tiled-large": (1920, 1080, {"video_wall": True, "theme": "light", **LARGE}),
}
# Texts that a box about them cuts: letters of which a part is seen. Whole rows may have no room, ends may be dots.
CUT = """() => [...document.querySelectorAll('.wl')].flatMap(wall => {
    const cut = new Set(), walker = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (!node.textContent.trim() || node.parentElement.closest('.w-unseen, caption')) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const line of range.getClientRects()) {
            const lead = line.height * .16;  // above and below the letters
            let dotted = false;
            for (let box = node.parentElement; line.width && box !== wall.parentElement; box = box.parentElement) {
                const style = getComputedStyle(box), edge = box.getBoundingClientRect();
                dotted ||= style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
                if (style.overflowX === 'visible') continue;
                const away = line.top + lead >= edge.bottom - 1 || line.left >= edge.right - 1;
                if (away && (dotted || node.parentElement.closest('.wl-heat tr'))) break;
                const aside = line.left < edge.left - 2 || line.right > edge.right + 2;
                const above = line.top + lead < edge.top - 2, beneath = line.bottom - lead > edge.bottom + 2;
                if ((aside && !dotted) || above || beneath) cut.add(node.textContent.trim());
            }
        }
    }
    return [...cut].map(text => `${wall.parentElement.id}: ${text}`);
})"""
# Heads of columns that have no room for all of their letters.
SHORT = """() => [...document.querySelectorAll('.wl-heat tr:first-child th')]
    .filter(one => one.scrollWidth > one.clientWidth + 1)
    .map(one => `${one.closest('.wl').parentElement.id}: ${one.textContent}`)"""
# What lies on the seams of four screens: the middle line, and of an alarm also the upright one.
SEAMS = """() => [...document.querySelectorAll('.wl-tiled')].flatMap(wall => {
    const whole = wall.getBoundingClientRect(), on = [];
    const across = whole.top + whole.height / 2, down = whole.left + whole.width / 2;
    const walker = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        for (const line of range.getClientRects()) {
            if (!line.width || !walker.currentNode.textContent.trim()) continue;
            if ((line.top < across && line.bottom > across) || (line.left < down && line.right > down
                && wall.dataset.scene === 'alarm')) on.push(walker.currentNode.textContent);
        }
    }
    return on.map(text => `${wall.parentElement.id}: ${text}`);
})"""

# Clocks that reach into what stands beneath them.
HEADS = """() => [...document.querySelectorAll('.wl')].filter(wall => {
    const clocks = wall.querySelector('.wl-clocks').getBoundingClientRect();
    const beneath = wall.querySelector('.wl-tiles') || wall.querySelector('.wl-main > *');
    return clocks.bottom > beneath.getBoundingClientRect().top + 2;
}).map(wall => wall.parentElement.id)"""


@pytest.fixture(scope="module")
def gallery(browser: Browser, sample_site: Site) -> Iterator[Page]:
    """Every picture of every wall in one page, each in a box of its screen's size."""
    page = browser.new_page(viewport={"width": 2560, "height": 1080})
    html = document(sample_site.config, sample_site.data, sample_site.environ)
    page.route(f"{PLACE}**", lambda route: _served(route, html))
    page.goto(PLACE)
    page.evaluate("document.fonts.ready")
    yield page
    page.close()


def _served(route: Route, html: str) -> None:
    path = route.request.url.removeprefix(PLACE)
    if path.startswith("app/static/"):
        route.fulfill(path=ROOT / "cockpit" / path.removeprefix("app/"))
    else:
        route.fulfill(body=html, content_type="text/html; charset=utf-8")


def document(config: Path, data: Path, environ: Mapping[str, str]) -> str:
    """The page of all pictures."""
    site = replace(settings.load(config, data, environ), alarms=Alarming(wall=KINDS))
    cockpit = open_cockpit(site, environ=environ)
    now = cockpit.as_of
    boxes = []
    for shape, (width, height, particular) in SHAPES.items():
        for language in LANGUAGES:
            wall = replace(Wall(), language=language, **particular)
            asked = Asked(cockpit, site, wall, language, MANAGER, (), now + timedelta(days=2), 1, 5)
            made = {scene: picture(asked, scene).html for scene in SCENES}
            for at, one in enumerate(_alarms(now)):
                held = taken(replace(asked, alarms=_alarms(now)[at:]), "https://cockpit.example.edu.cn")
                assert held
                assert held.alarm.kind == one.kind
                made[one.kind] = held.picture.html
            boxes += [
                f'<div id="{shape}-{language}-{name}" style="width:{width}px;height:{height}px">{html}</div>'
                for name, html in made.items()
            ]
    style = f"<style>{FACES}{frame.style()}body{{margin:0}}</style>"
    return f"<!doctype html><meta charset=utf-8>{style}<body>{''.join(boxes)}"


def _alarms(now: datetime) -> list[Alarm]:
    """A ticket past its time, a rise in several buildings and a device, each with long names."""
    due_at = (now + timedelta(minutes=70)).isoformat()
    due = {"level": "A", "category": "校园一卡通与门禁", "subcategory": "读卡器不识别", "campus": "东校区",
           "building": "东区第一教学楼", "room": "A-1203", "due_at": due_at}  # fmt: skip
    buildings = [{"building": f"东区第{at}教学楼", "actual": 9, "expected": 2} for at in range(1, 6)]
    rise = {"first": "2026-10-13", "last": "2026-10-14", "actual": 45, "expected": 10, "buildings": buildings}
    device = {"first": "2026-09-15", "last": "2026-10-14", "actual": 4, "expected": 0.1, "name": "AP-LIB-3F-07"}
    raised = now - timedelta(minutes=20)
    return [
        Alarm(1, "fault", "G20261014-0007", now - timedelta(hours=3), due, raised, now),
        Alarm(2, "cluster", "campus=东校区&category=校园一卡通与门禁", raised, rise, raised, now),
        Alarm(3, "device", "campus=本部&building=图书馆", raised, device, raised, now),
    ]


def test_no_text_is_cut_through(gallery: Page) -> None:
    assert gallery.evaluate(CUT) == []


def test_the_campuses_over_a_heat_list_are_read(gallery: Page) -> None:
    assert gallery.evaluate(SHORT) == []


def test_the_clocks_keep_to_the_head(gallery: Page) -> None:
    assert gallery.evaluate(HEADS) == []


def test_of_four_screens_nothing_lies_on_a_seam(gallery: Page) -> None:
    assert gallery.evaluate(SEAMS) == []
