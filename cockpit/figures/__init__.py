"""Answers drawn: Plotly figures, ECharts options and small SVG, pure functions of values, words and a palette.

Lines carry their names at their ends instead of a legend; colour beyond the first series is kept for what differs.
"""

from cockpit.figures.lines import multiples, ticks, trend
from cockpit.figures.option import Scale, line_option
from cockpit.figures.palette import DARK, LIGHT, Palette
from cockpit.figures.parts import bars, shares
from cockpit.figures.profiles import profile
from cockpit.figures.roster import Panel, Span, roster
from cockpit.figures.scores import Bin, Mark, course, histogram
from cockpit.figures.sessions import Session, sessions
from cockpit.figures.shapes import Axis, Line, Part, Point, Series, Way
from cockpit.figures.sparks import spark
from cockpit.figures.stages import stages, swatch

__all__ = [
    "DARK",
    "LIGHT",
    "Axis",
    "Bin",
    "Line",
    "Mark",
    "Palette",
    "Panel",
    "Part",
    "Point",
    "Scale",
    "Series",
    "Session",
    "Span",
    "Way",
    "bars",
    "course",
    "histogram",
    "line_option",
    "multiples",
    "profile",
    "roster",
    "sessions",
    "shares",
    "spark",
    "stages",
    "swatch",
    "ticks",
    "trend",
]
