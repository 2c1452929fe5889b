"""What changed and where, exactly: a measure's change taken apart by dimensions and pairs of them."""

from cockpit.explain.explanation import Explanation, Part
from cockpit.explain.finding import compared, contributions, explain

__all__ = ["Explanation", "Part", "compared", "contributions", "explain"]
