"""Letters are as large as the distance needs, never smaller than at the standard; too far away is said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.settings.model import LANGUAGES, Wall
from cockpit.wall import sizes, too_small

WALLS = st.builds(Wall, distance_m=st.floats(0.5, 100), screen_inches=st.floats(10, 1000))


def told(wall: Wall) -> dict[str, float]:
    return {
        name: float(size)
        for name, size in re.findall(r"--z-(\w+):([\d.]+)", sizes.variables(sizes.reading(wall).growth))
    }


def test_the_standard_screen_has_the_standard_sizes() -> None:
    found = told(Wall())
    assert min(found.values()) >= 3.6
    assert 11 <= found["figure"] <= 12
    assert 4 <= found["title"] <= 5
    assert too_small(Wall(), "en") == ""


@given(WALLS)
def test_the_smallest_letters_are_seen_under_the_standard_angle_or_it_is_said(wall: Wall) -> None:
    standard = sizes.letters_mm(Wall()) / Wall().distance_m
    enough = sizes.letters_mm(wall) / wall.distance_m >= standard * 0.999
    assert enough == (too_small(wall, "en") == "") or abs(sizes.reading(wall).growth - sizes.MOST_GROWTH) < 1e-3
    assert min(told(wall).values()) >= 3.6


@given(WALLS)
def test_what_is_said_to_do_would_do(wall: Wall) -> None:
    found = sizes.reading(wall)
    if not found.readable:
        assert sizes.reading(Wall(distance_m=wall.distance_m, screen_inches=found.least_inches)).readable
        assert sizes.reading(Wall(distance_m=found.farthest_m, screen_inches=wall.screen_inches)).readable


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_too_small_says_what_would_do(language: str) -> None:
    words = too_small(Wall(distance_m=12, screen_inches=65), language)
    assert "65" in words
    assert "121" in words
    assert "6.4" in words
