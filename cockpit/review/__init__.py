"""The monthly review: the month as a document, its close, and what is decided in the meeting."""

from cockpit.review.document import Document, Slide
from cockpit.review.made import made
from cockpit.review.month import Month

__all__ = ["Document", "Month", "Slide", "made"]
