"""[wall.NAME]: what each key may say, and what a site has that says nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cockpit import settings
from cockpit.errors import ConfigurationError
from cockpit.i18n import explain
from cockpit.settings.model import SCENES, Wall
from tests.settings.conftest import SITE

REST = "\n[sources]\n"


def test_a_site_that_describes_no_screen_has_one_with_every_scene(write, tmp_path):
    site = settings.load(write(SITE + REST), tmp_path, {})
    assert site.walls == {"main": Wall(scenes=SCENES)}


def test_every_key_is_read(write, tmp_path):
    text = """
[wall.east-1]
scenes = ["people", "board:service", "各楼宇分类"]
seconds = 45
campus = "East"
theme = "light"
language = "en"
distance_m = 4.5
screen_inches = 65
video_wall = true
stale_after = "2h"
"""
    site = settings.load(write(SITE + text + REST), tmp_path, {})
    assert site.walls == {
        "east-1": Wall(
            ("people", "board:service", "各楼宇分类"), 45, ("East",), "light", "en", 4.5, 65, True, timedelta(hours=2)
        )
    }


@pytest.mark.parametrize(
    ("line", "fault", "place"),
    [
        ("scenes = []", "no_scene", "wall.x.scenes"),
        ("scenes = ['now', 'now']", "duplicate", "wall.x.scenes[1]"),
        ("scenes = ['now', 'board:trends']", "no_board", "wall.x.scenes[1]"),
        ("seconds = 1", "out_of_bounds", "wall.x.seconds"),
        ("theme = 'drak'", "unknown_theme_near", "wall.x.theme"),
        ("language = 'fr'", "unknown_language", "wall.x.language"),
        ("distance_m = 0", "out_of_bounds", "wall.x.distance_m"),
        ("video_wall = 'yes'", "not_truth", "wall.x.video_wall"),
        ("stale_after = '5s'", "bad_stale_after", "wall.x.stale_after"),
    ],
)
def test_what_a_key_may_not_say(faults, line, fault, place):
    assert [(key, at) for key, at, _ in faults(f"{SITE}\n[wall.x]\n{line}\n{REST}")] == [(fault, place)]


def test_which_boards_may_be_scenes_is_told(write, tmp_path):
    with pytest.raises(ConfigurationError) as raised:
        settings.load(write(f"{SITE}\n[wall.x]\nscenes = ['board:data']\n{REST}"), tmp_path, {})
    assert "board:service" in explain(raised.value, "zh-Hans")


def test_a_name_that_cannot_stand_in_an_address(faults):
    assert [key for key, _, _ in faults(f"{SITE}\n[wall.'大厅 1']\nseconds = 20\n{REST}")] == ["bad_wall_name"]
