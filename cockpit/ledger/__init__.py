"""What people say to the cockpit and what it has told them: DATA/ledger.sqlite, one file here for each kind."""

from __future__ import annotations

from typing import ClassVar

from cockpit.ledger import alarms, decisions, deliveries, notes, objections, reviews, tokens, views
from cockpit.ledger.alarms import Alarm, Alarms, Mute, Told
from cockpit.ledger.core import AUDIT, CLI, LONGEST_NOTE, SOMEBODY, Deed, Step
from cockpit.ledger.decisions import Decision, Decisions
from cockpit.ledger.deliveries import Deliveries, Delivery
from cockpit.ledger.notes import Note, Notes
from cockpit.ledger.objections import Objection, Objections
from cockpit.ledger.reviews import Closing, Review, Reviews, Written
from cockpit.ledger.tokens import Television, Tokens
from cockpit.ledger.views import LONGEST_NAME, Saved, Views

__all__ = [
    "CLI", "LONGEST_NAME", "LONGEST_NOTE", "SOMEBODY",
    "Alarm", "Closing", "Decision", "Deed", "Delivery", "Ledger", "Mute", "Note", "Objection", "Review", "Saved",
    "Television", "Told", "Written",
]  # fmt: skip


class Ledger(Notes, Views, Objections, Alarms, Tokens, Deliveries, Reviews, Decisions):
    """The ledger of one data folder. The file is made by the first thing written."""

    # One step a version of the file; a step once published never changes.
    steps: ClassVar[tuple[Step, ...]] = (
        notes.NOTES.create,
        AUDIT.create,
        views.begin,
        notes.authors,
        objections.OBJECTIONS.create,
        alarms.begin,
        tokens.TELEVISIONS.create,
        deliveries.DELIVERIES.create,
        deliveries.repeats,
        reviews.begin,
        decisions.DECISIONS.create,
        reviews.queries,
    )
