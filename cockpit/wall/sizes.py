"""How large letters must be to be read from where people stand, and whether the screen has room for them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Final

from cockpit.settings.model import STANDARD_INCHES, STANDARD_METRES, Wall

# Hundredths of the picture's height (of its width where it stands upright) at the standard distance and screen.
SMALLEST: Final = 3.65
SIZES: Final = {"small": SMALLEST, "text": 3.95, "row": 4.1, "title": 4.9, "figure": 11.7}
# What is read at a glance, and what nobody must read twice, is large enough already.
FIXED: Final = frozenset({"figure", "title"})
# By how much letters may grow before a scene no longer has room for what it must hold.
MOST_GROWTH: Final = 1.22
# From which growth on a scene shows fewer things: a row less of a list, two lines of words instead of three.
LARGE: Final = 1.03
# Width over height: of the screen that the sizes are for, and of the narrowest that is not upright with room for them.
SHAPE: Final = 16 / 9
SQUAREST: Final = 4 / 3
_HIGH: Final = 0.0254 * 9 / sqrt(16**2 + 9**2)


@dataclass(frozen=True)
class Reading:
    """Whether a wall can be read: by how much its letters grow; if even so they are too small, what would do."""

    growth: float
    readable: bool
    least_inches: int
    farthest_m: float

    @property
    def large(self) -> bool:
        """Whether letters are so much larger that a scene must show fewer things."""
        return self.growth > LARGE


def reading(wall: Wall, shape: float = SHAPE) -> Reading:
    """Letters grow with the distance and shrink with the screen, beyond what is readable at the standard never.

    On a screen of a ``shape`` (width over height) narrower than the standard's they are as high beside its height.
    """
    wanted = (wall.distance_m / STANDARD_METRES) * (STANDARD_INCHES / wall.screen_inches)
    inches = ceil(STANDARD_INCHES * wall.distance_m / STANDARD_METRES / MOST_GROWTH)
    metres = floor(STANDARD_METRES * wall.screen_inches / STANDARD_INCHES * MOST_GROWTH * 10) / 10
    narrow = SHAPE / max(shape, SQUAREST) if 1 <= shape < SHAPE else 1.0
    growth = min(max(wanted, 1.0) * narrow, max(MOST_GROWTH, narrow))
    return Reading(growth, wanted <= MOST_GROWTH, inches, metres)


def letters_mm(wall: Wall) -> float:
    """How high the smallest letters stand on the screen, in millimetres from the line above to the line below."""
    return SMALLEST / 100 * wall.screen_inches * _HIGH * 1000 * reading(wall).growth


def variables(growth: float) -> str:
    """The sizes as custom properties of CSS, in units ``--u`` of the picture."""
    return ";".join(f"--z-{name}:{size * (1 if name in FIXED else growth):.2f}" for name, size in SIZES.items())
