"""What the pieces of the review page share: which month is looked at, its document, and who may keep what of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from typing import TypeVar

import streamlit as st

from cockpit.access import may_see_scores
from cockpit.errors import CockpitError
from cockpit.i18n import explain, say
from cockpit.ledger import Ledger
from cockpit.review import papers, reading
from cockpit.review.document import Document
from cockpit.review.reading import Looked
from cockpit.ui import html, site
from cockpit.ui.reader import Reader

T = TypeVar("T")

MONTH = "month"
PROBLEM = "review_problem"


def tell(reader: Reader, key: str, **facts: object) -> str:
    """The words of ``reviewui.<key>``."""
    return say(f"reviewui.{key}", reader.language, **facts)


def months(reader: Reader) -> list[Looked]:
    """The months that can be looked at, the newest first."""
    return _kept(reader, ("months",), lambda: reading.months(site.settings()))


def month(reader: Reader) -> Looked | None:
    """The month the address names, else the newest that has ended, else the newest; None without any."""
    known = months(reader)
    asked = st.query_params.get(MONTH, "")
    ended = next((one for one in known if one.ended), None)
    return next((one for one in known if code(one.month) == asked), ended or next(iter(known), None))


def code(first: date) -> str:
    """How a month stands in an address: 2026-10."""
    return f"{first:%Y-%m}"


def document(reader: Reader) -> Document | None:
    """The month's document as it stands, with people's scores for who may see them."""
    chosen = month(reader)
    if chosen is None:
        return None
    private, first = may_see_scores(reader.who), chosen.month
    name = ("month", first, reader.language, private)
    return _kept(reader, name, lambda: reading.read(site.settings(), first, reader.language, private=private))


def paper(reader: Reader, kind: str, which: str) -> Document:
    """Another report: see ``papers.paper``."""
    private = may_see_scores(reader.who)
    name = (kind, which, reader.language, private)
    return _kept(reader, name, lambda: papers.paper(site.settings(), kind, which, reader.language, private=private))


def _kept(reader: Reader, name: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """What is read once for a snapshot and minute, and anew as soon as anything is written: every piece asks for it."""
    return reader.found(("review", *name, ledger().stamp), make)


def ledger() -> Ledger:
    """The site's ledger."""
    return Ledger(site.settings().data)


def keep(reader: Reader, deed: Callable[[Ledger], object]) -> None:
    """Writes something into the ledger for somebody who may; that it could not be is told on the page."""
    if not reader.keeper:
        return
    try:
        deed(ledger())
    except CockpitError as error:
        st.session_state[PROBLEM] = error


def problem(reader: Reader) -> None:
    """What could not be written, once."""
    if error := st.session_state.pop(PROBLEM, None):
        html.notice(explain(error, reader.language))
