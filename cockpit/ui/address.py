"""The address as the one memory of what is chosen, in codes: one action writes it once, so one step back undoes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from cockpit.i18n import uncapital
from cockpit.ui.site import language, settings
from cockpit.views import FILTERED

# What of an address is every page's. follow.js carries it to the page that is chosen in the navigation.
CARRIED = ("lang", "period", "dates", "against", *FILTERED)
# The name in an address that is of no page.
MISSING = "missing"
WORDED = "worded"
Words = Callable[[str, str], str]


def write(wanted: Mapping[str, Iterable[str]]) -> None:
    """Sets these parameters at once; one without values is taken out.

    The browser makes a step of its history of each change it is told of. Streamlit tells it of every key by itself, but
    an empty list stands in no address: taking it out afterwards tells the browser nothing new.
    """
    found = {key: list(values) for key, values in wanted.items()}
    found = {key: values for key, values in found.items() if values != st.query_params.get_all(key)}
    if not found:
        return
    st.query_params.update(found)
    for key in [key for key, values in found.items() if not values]:
        del st.query_params[key]


def hold(key: str, value: object) -> None:
    """Makes the widget of that key show what the address says.

    A value it has already is not set again, since the browser would put it over what is chosen meanwhile; only in
    another language, for the browser knows a choice by its words.
    """
    worded = st.session_state.setdefault(WORDED, {})
    if st.session_state.get(key) != value or worded.get(key) != language():
        st.session_state[key] = value
        worded[key] = language()


def asked(key: str, options: Sequence[str], words: Words | None = None) -> tuple[list[str], bool]:
    """What the address says of these options, and whether it says nothing else.

    An option stands there as its code; the words of any language of the site are understood too.
    """
    raw = list(dict.fromkeys(st.query_params.get_all(key)))
    codes = {code: code for code in options} if raw else {}
    if words and any(text not in codes for text in raw):
        worded = {words(code, tongue): code for tongue in settings().languages for code in options}
        codes = {uncapital(text): code for text, code in worded.items()} | worded | codes
    found = list(dict.fromkeys(codes[text] for text in raw if text in codes))
    return found, all(text in codes for text in raw)


def of(keys: Iterable[str]) -> dict[str, Any]:
    """What the widgets of these keys show now, as far as they are drawn."""
    return {key: st.session_state[key] for key in keys if key in st.session_state}
