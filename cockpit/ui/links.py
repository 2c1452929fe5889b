"""Ways from a number to the rows behind it. follow.js lets the page change without loading anew."""

from __future__ import annotations

from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

PAGES = Path(__file__).resolve().parents[2] / "pages"
# What names rows that are open: a link to others does not carry it on.
OPENED = ("at", "of", "part", "row", "why", "show")


def page(name: str) -> Path:
    """The file of a page."""
    return PAGES / f"{name}.py"


def address(name: str, **more: object) -> str:
    """The address of a page with what is chosen now, and more; what is None is left out."""
    held = {key: st.query_params.get_all(key) for key in st.query_params if key not in OPENED}
    asked = {key: value for key, value in (held | more).items() if value is not None}
    return f"{name}?{urlencode(asked, doseq=True)}"


def anchor(where: str, text: str, label: str = "") -> str:
    """A link as a piece of HTML; ``label`` says to a screen reader what the text alone does not."""
    named = f' aria-label="{escape(label)}"' if label else ""
    return f'<a class="c-link" href="{escape(where)}"{named}>{escape(text)}</a>'


def rows(metric: str, text: str, *, at: str = "period", grain: str | None = None) -> str:
    """A link to the metric on the Trends page with its rows open."""
    return anchor(address("trends", measure=metric, at=at, grain=grain), text)


def several(links: list[str]) -> str:
    """Links side by side; nothing where there are none."""
    return f'<p class="c-links">{"".join(links)}</p>' if links else ""
