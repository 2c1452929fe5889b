"""The deck's slides in their order, each made of a month. One that this site has no records for is left out."""

from __future__ import annotations

from collections.abc import Callable

from cockpit.review.document import Slide
from cockpit.review.month import Month
from cockpit.review.slides import (
    categories,
    customers,
    decisions,
    incidents,
    limits,
    opening,
    places,
    plan,
    repeats,
    rounds,
    suggestions,
    summary,
    team,
    training,
    volume,
    warned,
)

DECK: tuple[Callable[[Month], Slide | None], ...] = (
    opening.opening,
    decisions.decisions,
    summary.summary,
    volume.volume,
    categories.categories,
    places.places,
    limits.limits,
    incidents.incidents,
    warned.warned,
    repeats.repeats,
    rounds.rounds,
    customers.customers,
    training.training,
    team.team,
    suggestions.suggestions,
    plan.plan,
)
