"""Where: what is above its usual level is marked, told in words and stands first; warnings come before it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from cockpit.ledger import Alarm
from cockpit.settings.model import LANGUAGES, Wall
from cockpit.wall.where import COLUMNS, level, others, standing_out
from cockpit.wall.where import where as scene
from tests.wall.conftest import NOW

DAYS = 60
CAMPUSES = ("North", "West")


def tickets(extra: int = 0) -> list[dict[str, Any]]:
    """Four tickets a day at two campuses for two months; of late some more of one kind in one building."""
    rows = []
    for back in range(DAYS):
        at = NOW - timedelta(days=back, hours=3)
        rows += [
            {"reported_at": at, "campus": campus, "building": f"{name} {campus}", "category": kind}
            for campus in CAMPUSES
            for name, kind in (("Hall", "network"), ("Gym", "power"))
        ]
    more = {"campus": "West", "building": "Gym West", "category": "network"}
    return [*rows, *({**more, "reported_at": NOW - timedelta(hours=4 + at)} for at in range(extra))]


def words(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))


def alarm(**changes: Any) -> Alarm:
    facts = {"actual": 44, "expected": 19.0, "highest": 25, "first": "2026-09-03", "last": "2026-09-09"}
    told: dict[str, Any] = {
        "id": 1, "kind": "sudden", "subject": "campus=West&category=network", "since": NOW, "facts": facts,
        "raised_at": NOW, "seen_at": NOW, "ended_at": None, "acknowledged_at": None, "acknowledged_by": None,
        "verdict": None, "verdict_by": None,
    }  # fmt: skip
    return Alarm(**{**told, **changes})


def test_nothing_is_marked_where_all_is_usual(ask) -> None:
    body = scene(ask({"tickets": tickets()}))
    told = "".join([*body.tiles, *(one.html for one in body.panels), *body.lines])
    assert "◆" not in told
    assert "▲" not in told
    assert re.findall(r'wl-figure">(\d+)<', told) == ["14", "14"]
    assert "各处都不高于通常" in words(body.lines[0])
    assert "4 栋楼、2 个类别" in words(body.lines[0])


def test_less_than_usual_is_not_called_usual(ask) -> None:
    rows = [row for row in tickets() for _ in range(5) if NOW - row["reported_at"] > timedelta(days=7)]
    body = scene(ask({"tickets": [*rows, {"reported_at": NOW - timedelta(hours=1)}]}))
    assert "○ 报修比通常少" in " ".join(words(body.lines[0]).split())
    assert "◆" not in "".join(body.lines)


def test_a_campus_that_sends_nothing_is_named(ask) -> None:
    rows = [row for row in tickets() for _ in range(5)]
    late = [row for row in rows if NOW - row["reported_at"] <= timedelta(days=7)]
    kept = [row for row in rows if row not in late or row["campus"] == "North"]
    told = "".join("".join(map(words, scene(ask({"tickets": kept})).lines)).split())
    assert "报修比通常少" in told
    assert "不高于通常" not in told


def test_what_is_above_is_marked_and_told(ask) -> None:
    asked = ask({"tickets": tickets(12)})
    found = level(asked)
    assert [one.where for one in standing_out(found)] == [
        (("campus", "West"), ("building", "Gym West"), ("category", "network"))
    ]
    body = scene(asked)
    (west, north), (places, grid) = body.tiles, (one.html for one in body.panels)
    assert "wl-watch" in west
    assert "◆" in west
    assert "wl-watch" not in north
    first = re.findall(r"<li.*?</li>", places)[0]
    assert "Gym West" in first
    assert "◆" in first
    assert "19" in words(first)
    cells = [words(cell).split() for cell in re.findall(r"<td.*?</td>", grid)]
    assert cells[0] == ["◆", "19"]  # network at West
    assert "Gym West network 多 12 单" in words(body.lines[0])
    assert "其余都不高于通常" in words(body.lines[1])


def test_a_warning_that_stands_comes_first(ask) -> None:
    body = scene(ask({"tickets": tickets()}, alarms=(alarm(),)))
    assert "▲ network · West" in " ".join(words(body.lines[0]).split())
    assert "其余都不高于通常" in words(body.lines[1])
    ended = scene(ask({"tickets": tickets()}, alarms=(alarm(ended_at=NOW),)))
    assert "▲" not in ended.lines[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_panels_mark_is_not_called_usual(ask, language) -> None:
    """A rise of one kind at both campuses beside a warning of another: what is marked and not named is counted."""
    rise = [
        {"reported_at": NOW - timedelta(hours=4 + at), "campus": "North", "building": "Gym North", "category": "power"}
        for at in range(14)
    ]
    asked = ask({"tickets": [*tickets(12), *rise]}, alarms=(alarm(),), language=language)
    body, found = scene(asked), level(asked)
    assert "◆" in body.panels[0].html
    named = ((("campus", "West"), ("category", "network")),)
    assert [one.where for one in others(found, named)] == [
        (("campus", "North"), ("building", "Gym North"), ("category", "power"))
    ]
    assert others(found, [one.where for one in standing_out(found)]) == []
    told = {"zh-Hans": "◆ 另有 1 处高于通常", "zh-Hant": "◆ 另有 1 處高於通常", "en": "◆ 1 more above usual"}
    assert told[language] in " ".join(words(body.lines[1]).split())
    assert len(body.lines) == 2
    kept = scene(ask({"tickets": tickets(12)}, alarms=(alarm(),), language=language))
    assert "●" in kept.lines[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_five_weeks_it_is_learning(ask, language) -> None:
    recent = [row for row in tickets(12) if NOW - row["reported_at"] < timedelta(days=30)]
    body = scene(ask({"tickets": recent}, language=language))
    assert "○" in body.lines[0]
    assert "◆" not in "".join(one.html for one in body.panels)


def test_one_campus_has_how_many_kinds_and_places_are_above(ask) -> None:
    body = scene(ask({"tickets": tickets(12)}, wall=Wall(campus=("West",))))
    whole, kinds, places = (words(tile).split() for tile in body.tiles)
    assert whole[:2] == ["◆", "West"]
    assert kinds[-1] == "1"
    assert places[-1] == "1"
    assert "North" not in "".join([*body.tiles, *(one.html for one in body.panels)])


def test_five_campuses_are_the_whole_and_the_three_largest(ask) -> None:
    rows = [
        {"reported_at": NOW - timedelta(days=1, minutes=at), "campus": f"C{at % 5}", "building": "B", "category": "k"}
        for at in range(17)
    ]
    body = scene(ask({"tickets": rows}))
    assert [words(tile).split()[:2] for tile in body.tiles] == [["全站", "17"], ["C0", "4"], ["C1", "4"], ["C2", "3"]]
    assert len(re.findall('scope="col"', body.panels[1].html)) == 1 + COLUMNS + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tile_that_is_marked_has_room_for_its_range(ask, language) -> None:
    """The shape before its name takes room too: then no tile says of how many days it is."""
    campuses = {"North": "本部", "West": "东校区"}
    rows = [{**row, "campus": campuses[row["campus"]]} for row in 3 * tickets(extra=90)]
    marked, calm = sorted(scene(ask({"tickets": rows}, language=language)).tiles, key=lambda one: "◆" not in one)
    assert "wl-wide" in marked
    assert "wl-wide" not in calm
    assert "small" not in marked + calm


def test_long_names_in_large_letters_have_fewer_rows(ask) -> None:
    rows = [
        {**row, "building": f"{row['building']} {at}"} for at, row in enumerate(tickets()[: 4 * 7]) for _ in range(2)
    ]
    wall = Wall(distance_m=14.0, screen_inches=55.0)
    short = scene(ask({"tickets": rows}, wall=wall))
    long = scene(ask({"tickets": [{**row, "building": f"{row['building']} Teaching"} for row in rows]},
                     wall=wall))  # fmt: skip
    assert [body.panels[0].html.count("<li") for body in (short, long)] == [4, 3]
