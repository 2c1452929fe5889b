"""Detail: every ticket of the chosen period, searched, sorted and scrolled; one of them as its whole story."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import streamlit as st

from cockpit import periods, sentences
from cockpit.boards import Tile
from cockpit.i18n import number, say
from cockpit.metrics import detail as core
from cockpit.metrics.detail import Listed, Listing
from cockpit.ui import address, exporting, html, story, ticket_list, windows
from cockpit.ui.cache import Cache
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.ticket_list import Shown

# An order of a million tickets weighs 4 MB.
ORDERS = Cache(12)
SEARCH, SORT, COLUMNS, TICKET = "q", "sort", "columns", "ticket"
USUAL_ORDER = "reported_at"
# What a file calls a column of the list.
IN_FILES = {
    "state": "deadline",
    "seconds_to_respond": "hours_to_respond",
    "seconds_to_resolve": "hours_to_resolve",
}


def detail(reader: Reader, _tile: Tile) -> None:
    """The list, or the story of the ticket that the address names."""
    if ticket := st.query_params.get(TICKET):
        story.show(reader, ticket, _back)
        return
    head = st.container(horizontal=True, vertical_alignment="bottom", key="links-detail")
    address.hold(SEARCH, st.query_params.get(SEARCH, "")[: core.LONGEST_SEARCH])
    asked = st.text_input(
        _say(reader, "search"),
        key=SEARCH,
        on_change=_searched,
        placeholder=_say(reader, "search_in"),
        max_chars=core.LONGEST_SEARCH,
        label_visibility="collapsed",
        icon=":material/search:",
        width=640,
    )
    known = ticket_list.offered(reader)
    order, descending = _order(known)
    listing = Listing(reader.chosen.period, asked or "", reader.chosen.filters, order, descending)
    found = listed(reader, listing)
    columns = _columns(known)
    with head:
        _sentence(reader, listing, found)
        if len(found):
            taken = [IN_FILES.get(name, name) for name in columns]
            exporting.menu(reader, "detail", lambda: exporting.listing(reader, listing, found, taken))
    if not len(found):
        html.empty(reader.say("empty.no_rows"), _say(reader, "widen" if listing.words else "widen_plain"))
        return
    ticket_list.put(reader, _shown(reader, listing, found, columns, known), _asked)


def _say(reader: Reader, key: str, **arguments: object) -> str:
    return say(f"detail.{key}", reader.language, **arguments)


def listed(reader: Reader, listing: Listing) -> Listed:
    """The order of a listing, made once for all who may see the same."""
    cockpit = reader.opened.cockpit
    key = (cockpit.engine.path, cockpit.as_of, reader.rights, listing)
    found: Listed = ORDERS.get(key, lambda: core.listed(cockpit, listing, reader.rights))
    return found


def _shown(reader: Reader, listing: Listing, found: Listed, columns: list[str], known: list[str]) -> Shown:
    cockpit, rights = reader.opened.cockpit, reader.rights
    taken = list(dict.fromkeys(("ticket_id", *(name for name in columns if name != "state"))))

    def fetch(start: int) -> pa.Table:
        return core.window(cockpit, found, taken, rights, offset=start, limit=windows.SIZE)

    return Shown(
        len(found),
        columns,
        listing.order,
        listing.descending,
        view=repr((str(cockpit.engine.path), listing)),
        fetch=fetch,
        key=listing,
        words=listing.words,
        offered=known,
    )


def _sentence(reader: Reader, listing: Listing, found: Listed) -> None:
    """How many tickets are listed, how many of them past their limit, how many open; beneath it which they are."""
    tongue = reader.language
    period = sentences.spell(reader.chosen.period, reader.chosen.preset, tongue)
    words = _say(reader, "between").join(listing.words)
    key = "found" if listing.words else "all"
    begin = _say(reader, f"sentence.{key}", period=period, n=number(len(found), tongue), words=words)
    stop, comma = say("sentences.stop", tongue), say("sentences.comma", tongue)
    if not len(found):
        none = _say(reader, f"sentence.{key}_none", period=period, words=words)
        headline(sentences.Sentence(none + stop))
        return
    key = "late_open" if found.overdue else "late"
    told = {"n": number(found.late, tongue), "k": number(found.overdue, tongue)}
    late = _say(reader, f"sentence.{key}", **told) if found.late else ""
    still = _say(reader, "sentence.open", n=number(found.open, tongue)) if found.open else ""
    rest = comma + still if still else ""
    said = sentences.Sentence(begin + comma, late, rest + stop) if late else sentences.Sentence(begin + rest + stop)
    headline(said, _scope(reader, found))


def _scope(reader: Reader, found: Listed) -> str:
    """Which tickets these are, and why other pages count others."""
    ran = periods.elapsed(reader.chosen.period, reader.opened.cockpit.today)
    told = {"faults": found.faults, "others": len(found) - found.faults}
    key = "scope" if told["others"] and found.faults else "scope_faults"
    worded = {name: number(n, reader.language) for name, n in told.items()}
    return _say(reader, key, span=sentences.span(ran, reader.language), **worded)


def _order(known: list[str]) -> tuple[str, bool]:
    """What the address says to sort by: a column, with a minus before it for the largest first."""
    asked = st.query_params.get(SORT, f"-{USUAL_ORDER}")
    name = asked.removeprefix("-")
    if name not in known or name in core.UNSORTED or name == "state":
        return USUAL_ORDER, True
    return name, asked.startswith("-")


def _columns(known: list[str]) -> list[str]:
    """The columns the address names, as far as they are known; else the usual ones."""
    asked = dict.fromkeys(st.query_params.get(COLUMNS, "").split(","))
    return [name for name in asked if name in known] or [name for name in ticket_list.USUAL if name in known]


def _asked(wanted: dict[str, Any]) -> None:
    """Puts into the address what the reader wants of the table."""
    if isinstance(ticket := wanted.get("ticket"), str):
        st.query_params[TICKET] = ticket
    if isinstance(name := wanted.get("sort"), str):
        _set(SORT, f"{'-' if wanted.get('descending') else ''}{name}", f"-{USUAL_ORDER}")
    if isinstance(names := wanted.get("columns"), list):
        _set(COLUMNS, ",".join(map(str, names)), "")


def _searched() -> None:
    _set(SEARCH, st.session_state[SEARCH], "")


def _set(key: str, text: str, usual: str) -> None:
    address.write({key: [] if text == usual else [text]})


def _back() -> None:
    address.write({TICKET: []})
