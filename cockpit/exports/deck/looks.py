"""The sizes and the colours of a slide, in pixels of a stage of 1920 × 1080 that is scaled to every screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cockpit.exports.svg import Look

WIDE, HIGH = 1920, 1080
LEFT, RIGHT = 90, 1830
TOP = 58
RULE = 968  # beneath it the footnote
ASIDE = 1175  # where the column of what follows begins
HEAD, GAP = 52, 36  # above a block, between blocks
LEAST, FOOT = 18, 16  # no letter is smaller, in the footnote none than that
# A title's letters, and in how many lines it may stand in them.
TITLES: Final = ((56, 1), (51, 1), (46, 2), (41, 2), (36, 3), (31, 3), (26, 4))
# A slide that has nothing to show but its sentence.
PLAIN_TITLES: Final = ((60, 2), (52, 3), (44, 4), (36, 5))
PLAIN_TOP = 330

LIGHT: Final[Mapping[str, str]] = {
    "ground": "#FFFFFF",
    "text": "#17212B",
    "second": "#4B5968",
    "line": "#DFE5EB",
    "panel": "#F3F6F9",
    "bar": "#98A6BB",
    "band": "#DCE7F4",
    "stress": "#D67700",
    "ink": "#B4500A",  # of a stressed word: an orange that is read on the ground
    "late": "#B03A00",
    "watch": "#8A5A00",
    "fine": "#00664B",
    "heat": "#2F7FC1",
    "worse": "#E0721A",
}
DARK: Final[Mapping[str, str]] = {
    "ground": "#0B1622",
    "text": "#F2F5F7",
    "second": "#9FB0BF",
    "line": "#26384A",
    "panel": "#132231",
    "bar": "#5F7F9E",
    "band": "#1B3247",
    "stress": "#E69F00",
    "ink": "#F0B63C",
    "late": "#FF7A33",
    "watch": "#E69F00",
    "fine": "#2DBE94",
    "heat": "#3E8FCC",
    "worse": "#C8641C",
}
SIGNS: Final = {"late": "▲", "watch": "◆", "fine": "●"}


def variables(colours: Mapping[str, str]) -> str:
    """The colours as the variables of a style sheet."""
    return ";".join(f"--{name}:{colour}" for name, colour in colours.items())


# A drawing of the deck names the variables, so that the lights can be changed, and paper is always light.
DRAWN: Final = Look(
    text="var(--text)",
    second="var(--second)",
    grid="var(--line)",
    bar="var(--bar)",
    band="var(--band)",
    stress="var(--stress)",
    late="var(--late)",
    watch="var(--watch)",
    fine="var(--fine)",
    ground="var(--ground)",
    font="inherit",
)
