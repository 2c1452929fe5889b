"""The filters above every page. They stand in the address, so that what one sees is a link.

Streamlit writes a choice into the address as it is worded. An address may also hold the bare code
(``?lang=en&period=last_month``) or the wording of another language; both are understood, and anything else is
left out and said so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from cockpit import periods
from cockpit.access import Person, Rights
from cockpit.errors import UsageError
from cockpit.i18n import capital, day, has, label, say, uncapital
from cockpit.metrics.question import Filters
from cockpit.periods import Period
from cockpit.ui import login
from cockpit.ui.reader import Chosen, Reader
from cockpit.ui.site import Opened, language, settings

PRESETS = (*periods.NAMED, "dates")
AGAINST = ("previous", "last-year")
FIRST_ROW = ("campus", "building", "category", "level")
BEHIND = ("channel", "engineer", "group")
WORDED = ("period", "against", "level", "channel", "measure", "grain", "split", "beside", "where")
MOST_CHOICES = 500
NOTICES = "notices"
MOST_CHOSEN = 50
Words = Callable[[str, str], str]
NATIVE = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "EN"}


def seed_language() -> None:
    """Takes a language code out of the address before the first widget needs it."""
    asked = st.query_params.get("lang")
    if "lang" not in st.session_state and asked is not None:
        for code in settings().languages:
            if asked in (code, NATIVE[code]):
                st.session_state["lang"] = code


def choose_language() -> None:
    """The switch between languages; what is chosen elsewhere stays chosen in the other words."""
    options = list(settings().languages)
    if st.query_params.get("lang") in options:
        st.query_params["lang"] = NATIVE[language()]
        st.rerun()
    st.selectbox(
        say("pages.filter.language", language()),
        options,
        format_func=NATIVE.__getitem__,
        key="lang",
        bind="query-params",
        label_visibility="collapsed",
        on_change=_keep_choices,
    )


def _keep_choices() -> None:
    for key in WORDED:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def choose(opened: Opened, tongue: str, rights: Rights, who: Person, *, shown: bool = True) -> Chosen:
    """Draws the filter row and returns what it says. On a page that nothing chosen changes only the language shows:
    the rest stays where it is, unseen, so that it is still chosen on the next page.
    """
    notices: list[str] = st.session_state.pop(NOTICES, [])
    default = periods.recent(opened.cockpit.engine.last_day, opened.cockpit.today, opened.settings.calendar)
    row = st.grid(columns="auto", min_column_width=138, gap="small", key="filters" if shown else "filters_off")
    with row:
        preset = _choose_one("period", _presets(opened), _preset_words, default, tongue, notices)
    if shown and preset == default != periods.RECENT[0]:
        notices.append(say("pages.filter.no_recent", tongue, period=uncapital(_preset_words(default, tongue))))
    chosen = Chosen(Period(date(2000, 1, 1), date(2000, 1, 2)), preset, "previous")
    reader = Reader(opened, tongue, chosen, rights=rights)
    filters: Filters = ()
    with row:
        period = _period(preset, default, opened, tongue, notices)
        for dimension in FIRST_ROW:
            filters += _pick(reader, dimension, filters, notices)
    with row, st.popover(_behind_label(tongue), width="stretch", key="more"):
        against = _choose_one(
            "against", AGAINST, _against_words, AGAINST[0], tongue, notices, kind="segments", shown=True
        )
        for dimension in BEHIND:
            filters += _pick(reader, dimension, (), notices)
        st.button(say("pages.filter.reset", tongue), on_click=_reset, args=(default,), width="stretch", key="reset")
    with row:
        choose_language()
        login.menu(who, tongue)
    return Chosen(period, preset, against, tuple(sorted(filters)), tuple(dict.fromkeys(notices)))


def _presets(opened: Opened) -> list[str]:
    """Named periods that mean something here: without a term in the calendar there is no "this term"."""
    today = opened.cockpit.today
    known = any(term.first <= today for term in opened.settings.calendar.terms)
    return [name for name in PRESETS if name != "term" or known]


def _behind_label(tongue: str) -> str:
    count = sum(len(st.session_state.get(dimension) or ()) for dimension in BEHIND)
    count += st.session_state.get("against", AGAINST[0]) != AGAINST[0]
    return say("pages.filter.more_chosen" if count else "pages.filter.more", tongue, n=count)


def choice(
    reader: Reader,
    key: str,
    options: Sequence[str],
    words: Words,
    notices: list[str],
    *,
    default: str | None = None,
    kind: str = "list",
    elsewhere: tuple[Sequence[str], str] = ((), ""),
) -> str:
    """One of a page's own choices, in the address like the filters above. What is left out is told in ``notices``.

    A choice that has a meaning ``elsewhere`` but is not among the ``options`` here gives way to the default, and the
    text beside it says so.
    """
    default = default or options[0]
    asked = _asked(key, elsewhere[0], words)
    if asked is not None and asked not in options:
        notices.append(elsewhere[1].format(name=words(asked, reader.language)))
        if key in st.session_state:
            st.session_state[key] = default
        else:
            st.session_state[NOTICES] = notices
            st.query_params[key] = words(default, reader.language)
            st.rerun()
    return _choose_one(key, options, words, default, reader.language, notices, kind=kind, shown=True)


def _asked(key: str, every: Sequence[str], words: Words) -> str | None:
    """Which of all choices the session or a fresh address holds under ``key``."""
    if key in st.session_state:
        return st.session_state[key] if st.session_state[key] in every else None
    raw = st.query_params.get(key)
    return next((code for code in every if raw in (code, *(words(code, one) for one in settings().languages))), None)


def _choose_one(
    key: str,
    options: Sequence[str],
    words: Words,
    default: str,
    tongue: str,
    notices: list[str],
    *,
    kind: str = "list",
    shown: bool = False,
) -> str:
    _seed(key, options, words, notices)
    shared: dict[str, Any] = {
        "format_func": lambda code: words(code, tongue),
        "key": key,
        "bind": "query-params",
        "label_visibility": "visible" if shown else "collapsed",
    }
    name = say(f"pages.filter.{key}", tongue)
    chosen: str | None
    if kind == "list":
        chosen = st.selectbox(name, options, index=list(options).index(default), **shared)
    else:
        chosen = st.segmented_control(name, options, default=default, required=True, **shared)
    return chosen if chosen in options else default


def _preset_words(code: str, tongue: str) -> str:
    return say("pages.filter.own_dates", tongue) if code == "dates" else capital(say(f"common.presets.{code}", tongue))


def _against_words(code: str, tongue: str) -> str:
    return say(f"pages.against.{code}", tongue)


def _pick(reader: Reader, dimension: str, within: Filters, notices: list[str]) -> Filters:
    """A filter of one dimension; nothing where the site does not know it. Buildings are those of the chosen campus."""
    campuses = dict(within).get("campus") if dimension == "building" else None
    options = reader.buildings(campuses) if campuses else reader.choices(dimension)
    if dimension == "level":
        options = sorted(options)
    asked = st.session_state.get(dimension) or []
    shown = list(dict.fromkeys([*[one for one in asked if one in options], *options[:MOST_CHOICES]]))
    words = _choice_words(reader, dimension)
    _seed(dimension, options, words, notices, many=True)
    name = say(f"common.dims.{dimension}", reader.language)
    chosen = st.multiselect(
        name,
        shown,
        format_func=lambda code: words(code, reader.language),
        key=dimension,
        bind="query-params",
        label_visibility="collapsed" if dimension in FIRST_ROW else "visible",
        placeholder=say("pages.filter.all_of", reader.language, name=uncapital(name)),
        max_selections=MOST_CHOSEN,
        wrap=False,
        select_all=False,
        disabled=not options,
    )
    return ((dimension, tuple(chosen)),) if chosen else ()


def _choice_words(reader: Reader, dimension: str) -> Words:
    """How a choice reads; people with their number too, since two may share a name."""
    if dimension == "engineer":
        return lambda code, _tongue: code if reader.called(code) == code else f"{reader.called(code)} {code}"
    return lambda code, tongue: label(dimension, code, tongue)


def _seed(key: str, options: Sequence[str], words: Words, notices: list[str], *, many: bool = False) -> None:
    """Rewrites what a fresh address says under ``key`` as Streamlit words it, where that is another wording."""
    raw = st.query_params.get_all(key)
    if not raw or key in st.session_state:
        return
    tongue = language()
    current = {words(code, tongue): code for code in options}
    if all(text in current for text in raw):
        return
    worded = {words(code, other): code for other in settings().languages for code in options}
    known = {uncapital(text): code for text, code in worded.items()} | worded | {code: code for code in options}
    found = list(dict.fromkeys(known[text] for text in raw if text in known))[: MOST_CHOSEN if many else 1]
    if len(found) < len(set(raw)):
        notices.append(say("pages.filter.left_out", tongue, name=_name(key, tongue)))
    if found:
        st.session_state[NOTICES] = notices
        st.query_params[key] = [words(code, tongue) for code in found]
        st.rerun()


def _name(key: str, tongue: str) -> str:
    return say(f"pages.filter.{key}" if has(f"pages.filter.{key}", tongue) else f"common.dims.{key}", tongue)


def _period(preset: str, default: str, opened: Opened, tongue: str, notices: list[str]) -> Period:
    """The days of the chosen period. A running unit ends with its unit, not today: comparisons know what has run."""
    cockpit, span = opened.cockpit, opened.cockpit.span()
    usual = periods.named(default, cockpit.today, opened.settings.calendar, span.first)
    if preset != "dates":
        try:
            return periods.named(preset, cockpit.today, opened.settings.calendar, span.first)
        except UsageError:
            return usual
    latest = cockpit.today
    _clamp(span.first, latest, tongue, notices)
    chosen = st.date_input(
        say("pages.filter.dates", tongue),
        (max(span.first, latest - timedelta(days=27)), latest),
        min_value=span.first,
        max_value=latest,
        key="dates",
        bind="query-params",
        format="YYYY-MM-DD",
        label_visibility="collapsed",
    )
    days = sorted(chosen) if isinstance(chosen, tuple) else [chosen]
    return Period(min(days), max(days) + timedelta(days=1)) if days else usual


def _clamp(first: date, last: date, tongue: str, notices: list[str]) -> None:
    """Brings dates of a view or of a fresh address within the data and says so: the widget would drop them unsaid."""
    held = "dates" in st.session_state
    said: list[Any] = list(st.session_state["dates"]) if held else st.query_params.get_all("dates")
    days = said if held else [found for text in said if (found := _day(text))]
    if len(days) < len(said):
        notices.append(say("pages.filter.left_out", tongue, name=_name("dates", tongue)))
    ends = [min(days), max(days)] if len(days) > 1 else days
    kept = [min(max(at, first), last) for at in ends]
    if kept != ends:
        told = {"first": day(kept[0], tongue), "last": day(kept[-1], tongue)}
        notices.append(say("pages.filter.clamped", tongue, **told))
    if kept == days and len(days) == len(said):
        return
    if held:
        st.session_state["dates"] = tuple(kept)
        return
    st.session_state[NOTICES] = notices
    if kept:
        st.query_params["dates"] = [at.isoformat() for at in kept]
    else:
        del st.query_params["dates"]
    st.rerun()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _reset(default: str) -> None:
    for key in (*FIRST_ROW, *BEHIND):
        st.session_state[key] = []
    st.session_state["period"] = default
    st.session_state["against"] = AGAINST[0]
