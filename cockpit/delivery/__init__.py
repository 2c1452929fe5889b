"""Warnings and alarms go where people are: by mail and into groups, grouped, once, tried again where that fails.

So does the month, on its day.
"""

from cockpit.delivery.planning import Target, everybody, review_key, targets
from cockpit.delivery.rounds import run, whole
from cockpit.delivery.sending import Report, attempt, deliver

__all__ = ["Report", "Target", "attempt", "deliver", "everybody", "review_key", "run", "targets", "whole"]
