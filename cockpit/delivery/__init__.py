"""Warnings and alarms go where people are: by mail and into groups, grouped, once, tried again where that fails."""

from cockpit.delivery.planning import Target, targets
from cockpit.delivery.sending import Report, attempt, deliver, run

__all__ = ["Report", "Target", "attempt", "deliver", "run", "targets"]
