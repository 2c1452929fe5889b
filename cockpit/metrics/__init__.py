"""Metrics: one SQL file each, asked with a Question, answered with an Answer."""

from cockpit.metrics.catalogue import CATALOGUE, Metric
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.opening import open_cockpit
from cockpit.metrics.question import Answer, Clocks, Question

__all__ = ["CATALOGUE", "Answer", "Clocks", "Cockpit", "Metric", "Question", "open_cockpit"]
