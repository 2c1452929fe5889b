"""The answers this process keeps for the pages."""

from cockpit.keeping import Cache

ANSWERS = Cache()

__all__ = ["ANSWERS", "Cache"]
