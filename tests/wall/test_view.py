"""A view as a scene: by its name, within the wall's campus, and without a name of anybody who works there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from cockpit.errors import UsageError
from cockpit.ledger import Ledger
from cockpit.settings.model import Access, Wall
from cockpit.views import READY, View, ready_name
from cockpit.wall import Asked, picture
from cockpit.wall.view import nameless
from tests.wall.conftest import NOW

STAFF = [{"staff_id": f"S{n}", "name": f"张三{n}"} for n in range(3)]
TICKETS = [
    {"reported_at": NOW - timedelta(hours=at), "campus": "West" if at % 3 else "North", "building": f"B{at % 4}",
     "engineer_id": f"S{at % 3}", "group": "一组" if at % 2 else "二组", "level": "ABCD"[at % 4], "channel": "phone"}
    for at in range(1, 90)
]  # fmt: skip


@pytest.fixture
def asked(ask: Any, tmp_path: Path) -> Asked:
    """A wall over tickets of two campuses, with a ledger of its own."""
    found: Asked = ask({"tickets": TICKETS, "staff": STAFF})
    return replace(found, settings=replace(found.settings, data=tmp_path / "data"))


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("key", READY)
def test_every_ready_view_is_a_scene_that_names_nobody(asked: Asked, key: str) -> None:
    html = picture(asked, key).html
    assert html == picture(asked, f"view:{key}").html.replace(f'data-scene="view:{key}"', f'data-scene="{key}"')
    assert ready_name(key, "zh-Hans") in words(html)
    assert "张三" not in html
    assert not re.search(r"\bS[0-2]\b", words(html))
    by_people = "engineer" in (*READY[key].rows, *READY[key].cols)
    assert ("大屏不显示人名" in html) == by_people


def test_people_may_see_their_own_views_with_names(asked: Asked) -> None:
    view = View(("engineer",), (), ("opened",), period="last_90_days")
    book = Ledger(asked.settings.data)
    book.save_view("值班量", view.query(), team=False)
    html = picture(asked, "值班量", book.views()).html
    assert "张三1" in html
    assert "张三" not in picture(asked, "值班量").html


def test_of_a_site_with_a_login_only_the_teams_views_hang(asked: Asked) -> None:
    book = Ledger(asked.settings.data)
    for name, team in (("大家的", True), ("我的", False)):
        book.save_view(name, View(("campus",)).query(), team=team, who="wang")
    access = Access("https://x/.well-known", "id", "https://y/cb", client_secret="s", cookie_secret="c" * 32)
    guarded = replace(asked, settings=replace(asked.settings, access=access))
    assert "West" in picture(guarded, "大家的").html
    with pytest.raises(UsageError) as refused:
        picture(guarded, "我的")
    assert refused.value.key == "unknown_scene"


def test_a_wall_of_one_campus_shows_nothing_of_another(asked: Asked) -> None:
    book = Ledger(asked.settings.data)
    both = View(("campus",), (), ("opened",), period="last_90_days")
    book.save_view("校区", both.query(), team=True)
    book.save_view("西", replace(both, filters=(("campus", ("West",)),)).query(), team=True)
    north = replace(asked, wall=Wall(campus=("North",)))
    told = words(picture(north, "校区").html)
    assert "West" not in told
    assert "29 单" in told
    assert "没有可显示的工单" in words(picture(north, "西").html)


def test_a_view_that_was_changed_is_shown_as_it_is_now(asked: Asked) -> None:
    book = Ledger(asked.settings.data)
    for split, seen in (("campus", "West"), ("group", "一组")):
        book.save_view("一个", View((split,), (), ("opened",), period="last_90_days").query(), team=True)
        assert seen in picture(asked, "一个").html


def test_a_view_by_people_is_one_by_their_groups() -> None:
    assert nameless(View(("engineer",), ("level",))) == View(("group",), ("level",))
    assert nameless(View(("group", "engineer"), ("age",), ("ageing",))) == View(("group",), ("age",), ("ageing",))
    assert nameless(View(("campus",), ("engineer",))) == View(("campus",), ("group",))
    assert nameless(View(("campus",))) == View(("campus",))
    assert nameless(View(("reviewer",), (), ("document_current",))) == View((), (), ("document_current",))
