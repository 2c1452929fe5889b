"""From rows as text to typed rows, problems and counts."""

from cockpit.checks.parsed import PROBLEMS, Job, Parsed, Raw, Watermark
from cockpit.checks.run import check
from cockpit.checks.union import Union, unite

__all__ = ["PROBLEMS", "Job", "Parsed", "Raw", "Union", "Watermark", "check", "unite"]
