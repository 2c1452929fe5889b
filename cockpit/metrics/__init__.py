"""Metrics: one SQL file each, asked with a Question, answered with an Answer."""

from cockpit.metrics.catalogue import CATALOGUE, Metric
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.opening import open_cockpit
from cockpit.metrics.pivot import REST, Figures, Pivot, PivotQuestion, Top
from cockpit.metrics.question import Answer, Clocks, Question, Rest

__all__ = [
    "CATALOGUE",
    "REST",
    "Answer",
    "Clocks",
    "Cockpit",
    "Figures",
    "Metric",
    "Pivot",
    "PivotQuestion",
    "Question",
    "Rest",
    "Top",
    "open_cockpit",
]
