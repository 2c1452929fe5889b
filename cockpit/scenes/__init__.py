"""A view as page, wall and slide show it."""

from cockpit.scenes.composing import SIGNS, Cell, Column, Fit, Row, Scene, Total, Viewer, composed, remarks, signs
from cockpit.scenes.telling import Asker, faces, measure_name, sentence, sentence_questions, shown, signed, unit

__all__ = [
    "SIGNS", "Asker", "Cell", "Column", "Fit", "Row", "Scene", "Total", "Viewer",
    "composed", "faces", "measure_name", "remarks", "sentence", "sentence_questions", "shown", "signed", "signs",
    "unit",
]  # fmt: skip
