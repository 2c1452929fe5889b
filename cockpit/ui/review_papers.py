"""The other reports: of a week, of the year, of each incident of the month; made when somebody asks for one."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import streamlit as st

from cockpit.boards import Tile
from cockpit.i18n import label
from cockpit.metrics import CATALOGUE, Question
from cockpit.periods import start, whole
from cockpit.ui import html, review_files
from cockpit.ui.reader import Reader
from cockpit.ui.review_read import month, paper, tell

WEEKS = 4
KIND, WHICH = "paper_kind", "paper_which"
INCIDENTS = "major_incidents"


def other(reader: Reader, _tile: Tile) -> None:
    """One of them to choose, and its files."""
    if month(reader) is None:
        return
    html.heading(tell(reader, "papers.title"), tell(reader, "papers.beside"))
    offered = _offered(reader)
    with st.container(horizontal=True, vertical_alignment="bottom", key="review-papers"):
        kind = st.selectbox(
            tell(reader, "papers.kind"),
            list(offered),
            format_func=lambda one: tell(reader, f"papers.{one}"),
            key=KIND,
            width=220,
        )
        chosen = offered[kind]
        which = st.selectbox(
            tell(reader, "papers.which"),
            list(chosen),
            format_func=lambda one: chosen[one],
            key=f"{WHICH}_{kind}",
            width=420,
        )
        if which is None:
            return
        review_files.menu(reader, partial(paper, reader, kind, which), key=f"papers-{kind}-{which}")


def _offered(reader: Reader) -> dict[str, dict[str, str]]:
    """By kind which there are, in words: the month's last weeks, the year, the incidents of the month."""
    chosen = month(reader)
    assert chosen is not None
    period = whole(chosen.month, "month")
    last = min(period.last, reader.opened.cockpit.today)
    mondays = [start(last, "week") - timedelta(weeks=back) for back in range(WEEKS)]
    weeks = {f"{day:%G-W%V}": label("week", day, reader.language) for day in mondays}
    offered = {"week": weeks, "year": {f"{last:%Y}": label("year", start(last, "year"), reader.language)}}
    if incidents := _incidents(reader, Question(INCIDENTS, period)):
        offered["incident"] = incidents
    return offered


def _incidents(reader: Reader, question: Question) -> dict[str, str]:
    cockpit = reader.opened.cockpit
    if cockpit.lacks(CATALOGUE[INCIDENTS]):
        return {}
    rows = cockpit.rows(question, {}, ("incident_id", "title", "level"), reader.rights).to_pylist()
    return {
        row["incident_id"]: " · ".join(
            filter(None, (row["incident_id"], reader.label("level", row["level"]), row["title"]))
        )
        for row in rows
    }
