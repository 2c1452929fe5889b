"""The monthly review: which month, whether it is closed, the way to its slides and files, and what moved since."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from cockpit import sentences
from cockpit.access import may_see_scores
from cockpit.boards import Tile
from cockpit.i18n import label, moment, number
from cockpit.review.corrected import first_seen, rows_told
from cockpit.review.document import Document, Restated
from cockpit.review.reading import Looked
from cockpit.ui import filters, html, review_close, review_files
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.review_read import MONTH, code, document, month, months, problem, tell

MOST_KEYS = 5  # of the rows behind a figure
RULES = (Path(__file__).parent / "review.css").read_text(encoding="utf-8")


def sentence(reader: Reader, _tile: Tile) -> None:
    """The month in one line, and what can be done with all of it."""
    html.show(f"<style>{RULES}</style>")
    chosen = month(reader)
    if chosen is None:
        html.empty(tell(reader, "none"), tell(reader, "none_why"))
        return
    notices: list[str] = []
    place, choosing = st.columns([4, 1], vertical_alignment="bottom")
    with choosing:
        _choose(reader, notices)
    found = document(reader)
    assert found is not None
    with place:
        headline(_said(reader, found, chosen), _under(reader, found))
    for notice in notices:
        html.notice(notice)
    problem(reader)
    with st.container(horizontal=True, vertical_alignment="center", key="review-ways"):
        html.show(_present(reader, chosen))
        review_files.menu(reader, lambda: found)
        review_close.button(reader, chosen)
    review_close.progress(reader)


def _choose(reader: Reader, notices: list[str]) -> None:
    known = {code(one.month): one for one in months(reader)}

    def words(asked: str, language: str) -> str:
        one = known[asked]
        state = tell(reader, "state.draft") if one.draft else tell(reader, "state.closed", n=one.version)
        return f"{label('month', one.month, language)} · {state}"

    chosen = month(reader)
    default = code(chosen.month) if chosen else None
    filters.choice(reader, MONTH, list(known), words, notices, default=default)


def _said(reader: Reader, found: Document, chosen: Looked) -> sentences.Sentence:
    """What the month's title slide says; where there is none that the month is there."""
    opening = found.slide("opening")
    if opening is not None:
        return opening.title
    return sentences.Sentence(tell(reader, "plain", month=label("month", chosen.month, reader.language)))


def _under(reader: Reader, found: Document) -> str:
    origin = found.origin
    at = {"at": moment(origin.as_of, reader.language, origin.zone)}
    if origin.draft:
        state = tell(reader, "under.draft", **at)
    else:
        closed = moment(origin.closed_at, reader.language, origin.zone) if origin.closed_at else "–"
        state = tell(reader, "under.closed", n=origin.version, who=origin.closed_by, closed=closed, **at)
    slides = tell(reader, "under.slides", n=number(len(found.shown), reader.language))
    return f"{state} · {slides}"


def _present(reader: Reader, chosen: Looked) -> str:
    """The way to the slides, in a tab of its own."""
    asked = {"lang": reader.language, **({"theme": "dark"} if reader.dark else {})}
    ways = [(asked, "present")]
    if may_see_scores(reader.who):
        ways.append(({**asked, "private": "1"}, "present_private"))
    return "".join(
        f'<a class="{"c-present" if at == 0 else "c-link"}" target="_blank" rel="noopener" '
        f'href="/deck/{code(chosen.month)}?{escape(urlencode(query))}">{escape(tell(reader, key))}</a> '
        for at, (query, key) in enumerate(ways)
    )


def restated(reader: Reader, _tile: Tile) -> None:
    """What later corrections of the data moved since the close and between closes: both figures, and the rows."""
    found = document(reader)
    if found is None:
        return
    for key, moved in (("restated", found.restated), ("earlier", found.earlier)):
        if moved:
            _moved(reader, key, moved)


def _moved(reader: Reader, key: str, moved: Sequence[Restated]) -> None:
    lines = [
        [
            *([tell(reader, "earlier.of", n=one.version)] if one.version else []),
            *map(escape, (one.name, one.closed.text, one.now.text, one.difference)),
            escape(rows_told(one, reader.language, MOST_KEYS)),
        ]
        for one in first_seen(moved)
    ]
    names = [tell(reader, f"restated.{name}") for name in ("measure", "closed", "now", "difference", "rows")]
    before = [tell(reader, "earlier.version")] if key == "earlier" else []
    if before:
        names[2] = tell(reader, "earlier.now")
    title = tell(reader, f"{key}.title", n=number(len(lines), reader.language))
    right = range(len(before) + 1, len(before) + 4)
    table = html.table([*before, *names], lines, right=right, caption=title)
    html.show(html.headed(title, tell(reader, f"{key}.beside"), table))
