"""A view as page, wall and slide show it."""

from cockpit.scenes.composing import Cell, Column, Fit, Row, Scene, Total, Viewer, composed, remarks
from cockpit.scenes.telling import Asker, measure_name, sentence, sentence_questions, shown, signed, unit

__all__ = [
    "Asker", "Cell", "Column", "Fit", "Row", "Scene", "Total", "Viewer",
    "composed", "measure_name", "remarks", "sentence", "sentence_questions", "shown", "signed", "unit",
]  # fmt: skip
