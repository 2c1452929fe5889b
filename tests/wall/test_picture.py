"""The frame: title, three clocks and page; nothing from the data is trusted; what is kept is kept by what it is of."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from cockpit.errors import UsageError
from cockpit.settings.model import LANGUAGES, Wall
from cockpit.wall import SCENES, picture, rotation, style
from tests.wall.conftest import NOW

TICKETS = [
    {"reported_at": "2026-09-09T08:00", "level": "A", "building": "<b>楼", "room": "1&2"},
    {"reported_at": "2026-09-09T09:00", "level": "C", "building": "图书馆", "device_id": "AP-1"},
]


@pytest.mark.parametrize("scene", sorted(SCENES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_scene_is_one_element_in_every_language(ask, scene, language) -> None:
    html = picture(ask({"tickets": TICKETS}, language=language), scene).html
    assert html.count("<div") == html.count("</div>")
    assert html.startswith('<div class="wl wl-dark"')
    assert f'data-scene="{scene}"' in html
    assert "大学 &lt;驾驶舱&gt;" in html
    assert "<b>楼" not in html
    assert "None" not in html
    assert re.findall(r'data-clock="(\w+)" data-at="\d+" data-limit="(\d+)"', html) == [
        ("source", "86400"), ("sync", "1800"), ("page", "60")
    ]  # fmt: skip


@pytest.mark.parametrize("scene", sorted(SCENES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scene_without_any_data_is_one_too(ask, scene, language) -> None:
    html = picture(ask({"tickets": []}, language=language), scene).html
    assert "None" not in html
    assert "nan" not in html


def test_an_old_sync_greys_the_figures_and_its_clock(ask) -> None:
    asked = ask({"tickets": TICKETS})
    assert "wl-stale" not in picture(asked, "now").html
    later = replace(asked, at=NOW + timedelta(minutes=31))
    html = picture(later, "now").html
    assert "wl-stale" in html
    assert re.findall(r'wl-old" data-clock="(\w+)"', html) == ["sync"]
    assert "wl-old" not in picture(replace(later, settings=replace(asked.settings, clock="data")), "now").html


def test_the_page_and_campus_are_told(ask) -> None:
    html = picture(ask({"tickets": TICKETS}, wall=Wall(campus=("North",)), page=2, pages=5), "now").html
    assert "2 / 5" in html
    assert "North" in html


def test_a_wall_of_one_campus_counts_that_campus_alone(ask) -> None:
    south = TICKETS[0] | {"campus": "South", "reported_at": "2026-09-08T09:00", "resolved_at": "2026-09-08T10:00"}
    asked = ask({"tickets": [*TICKETS, south]}, wall=Wall(campus=("South",)))
    assert figures(picture(asked, "now").html) == ["0", "0", "0", "0"]
    assert figures(picture(replace(asked, wall=Wall()), "now").html)[2:] == ["2", "2"]


@pytest.mark.parametrize("scene", sorted(SCENES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wall_of_a_campus_that_no_ticket_names_says_so_instead_of_zeros(ask, scene, language) -> None:
    rows = [one | {"campus": "East"} for one in TICKETS]
    asked = ask({"tickets": rows}, wall=Wall(campus=("Eats",)), language=language)
    html = picture(asked, scene).html
    assert figures(html) == []
    assert ("Eats" in html.split("wl-nothing")[1], "East" in html.split("wl-nothing")[1]) == (True, True)
    both = picture(replace(asked, wall=Wall(campus=("East", "Eats"))), scene).html
    assert "Eats" in both.split("wl-foot")[1]
    assert figures(both) or scene == "people"


def test_an_unknown_scene_is_refused_with_the_nearest(ask) -> None:
    with pytest.raises(UsageError) as refused:
        picture(ask({"tickets": TICKETS}), "nowt")
    assert refused.value.arguments["nearest"] == "now"


def test_the_style_has_both_lights_and_no_letter_of_fixed_size() -> None:
    css = style()
    assert ".wl-dark{--ground" in css
    assert ".wl-light{--ground" in css
    assert re.findall(r"font-size: *[\d.]+(?:px|vh|rem)", css) == []


def figures(html: str) -> list[str]:
    return re.findall(r'class="wl-figure">([^<]*)<', html)


def test_a_scene_without_any_of_its_records_has_no_turn_unless_none_has(ask) -> None:
    cockpit = ask({"tickets": TICKETS}).cockpit
    assert rotation(cockpit, ["people", "now", "报修汇总", "month"]) == ["now", "报修汇总", "month"]
    assert rotation(cockpit, ["people"]) == ["people"]
    for record in ("shifts", "inspections"):
        there = replace(cockpit, records=frozenset({record}))
        assert rotation(there, ["now", "people"]) == ["people"]


def test_a_board_without_any_record_of_its_cards_has_no_turn(ask) -> None:
    cockpit = ask({"tickets": TICKETS}).cockpit
    assert rotation(cockpit, ["board:inspections", "now", "board:service"]) == ["now", "board:service"]
    assert rotation(cockpit, ["board:inspections"]) == ["board:inspections"]
    there = replace(cockpit, records=frozenset({"inspections"}), provided=frozenset({"inspections.done_at"}))
    assert rotation(there, ["board:service", "board:inspections"]) == ["board:inspections"]


def test_the_sites_name_gives_way_to_the_scene_and_its_campus(ask) -> None:
    html = picture(ask({"tickets": []}, wall=Wall(campus=("East",))), "where").html
    assert "<h1><span>大学 &lt;驾驶舱&gt;</span> <small>各处 · East</small></h1>" in html.replace("\u2002", " ")
