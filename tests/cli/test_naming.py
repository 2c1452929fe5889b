"""check and sync tell names of scenes, views and campuses that mean nothing on this site."""

from __future__ import annotations

import pytest

from cockpit.ledger import Ledger
from cockpit.settings import LANGUAGES
from cockpit.views import READY, ready_name
from tests.cli.conftest import Cli

WRONG = """
[wall.west]
scenes = ["trned", "view:周会用", "now"]
campus = ["西校園"]
[wall.east]
campus = "东校区"
"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["check", "sync"])
def test_wrong_names_are_told_with_the_nearest(cli: Cli, command: str, language: str):
    cli.site.configure(more=WRONG)
    code, _, told = cli(command, "--lang", language)
    assert code == 0
    found = [line for line in told.splitlines() if line.startswith("[wall.")]
    assert len(found) == 3
    assert all(line.startswith("[wall.west]") for line in found)
    assert "trned" in found[0]
    assert "trend" in found[0]
    assert "view:周会用" in found[1]
    assert "西校園" in found[2]
    assert "西校区" in found[2]


def test_check_gives_a_machine_what_it_tells_a_person_of_walls(cli: Cli):
    cli.site.configure(more=f"{WRONG}distance_m = 14\nscreen_inches = 55\n")
    told = cli.json("check", "--json", "--lang", "en")["configuration"]
    assert [(one["key"], one["where"], one["nearest"]) for one in told] == [
        ("scene", "[wall.west]", "trend"),
        ("scene", "[wall.west]", None),
        ("campus", "[wall.west]", "西校区"),
        ("too_small", "[wall.east]", None),
    ]
    assert all(one["message"] in cli("check", "--lang", "en")[2] for one in told)


def test_boards_are_scenes_that_are_known(cli: Cli):
    cli.site.configure(more="[wall.x]\nscenes = ['board:service', 'board:overview']\n")
    assert "[wall.x]" not in cli("check")[2]


def test_scenes_ready_and_saved_views_are_known(cli: Cli):
    ready = next(iter(READY))
    names = ["now", ready, f"view:{ready}", ready_name(ready, "zh-Hant"), "周会用"]
    cli.site.configure(more=f"[wall.x]\nscenes = {names}\ncampus = ['东校区']\n")
    assert "周会用" in cli("check")[2]
    Ledger(cli.site.data).save_view("周会用", READY[ready].query(), team=True)
    assert "[wall.x]" not in cli("check")[2] + cli("sync")[2]
