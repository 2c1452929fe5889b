"""Ways from a number to the rows behind it. Streamlit adds to a link what is chosen in the filters."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from cockpit.ui.reader import Reader

PAGES = Path(__file__).resolve().parents[2] / "pages"


def page(name: str) -> Path:
    """The file of a page."""
    return PAGES / f"{name}.py"


def rows_link(reader: Reader, metric: str, text: str, *, at: str = "period", grain: str | None = None) -> None:
    """A link to the metric on the Trends page with its rows open."""
    more = {"measure": reader.name(metric), "at": at}
    if grain:
        more["grain"] = reader.say(f"grain.{grain}")
    st.page_link(page("trends"), label=text, query_params=more)
