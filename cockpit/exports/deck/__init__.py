"""The deck: a document's slides as one HTML page that asks nobody for anything, to be shown and to be carried away."""

from cockpit.exports.deck.page import SUFFIX, html
from cockpit.exports.deck.rows import Asked, address, asked

__all__ = ["SUFFIX", "Asked", "address", "asked", "html"]
