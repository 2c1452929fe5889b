"""The filters above every page. They stand in the address, so that what one sees is a link and one step back undoes it.

The address holds codes (``?lang=en&period=last_month``), the same in every language. What somebody wrote there in the
words of one is understood too; anything else is left out and said so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from cockpit import periods
from cockpit.access import Person, Rights
from cockpit.errors import UsageError
from cockpit.i18n import capital, day, has, label, say, uncapital
from cockpit.metrics.question import Filters
from cockpit.periods import Period
from cockpit.ui import address, login
from cockpit.ui.address import Words
from cockpit.ui.reader import Chosen, Reader
from cockpit.ui.site import NATIVE, Opened, language, settings
from cockpit.views import FILTERED

PRESETS = (*periods.NAMED, "dates")
AGAINST = ("previous", "last-year")
FIRST_ROW = ("campus", "building", "category", "level")
BEHIND = ("channel", "engineer", "group")
MOST_CHOICES = 500
MOST_CHOSEN = 50
NOBODY = Chosen(Period(date(2000, 1, 1), date(2000, 1, 2)), "", AGAINST[0])


def choose_language() -> None:
    """The switch between languages."""
    options = list(settings().languages)
    address.hold("lang", language())
    st.selectbox(
        say("pages.filter.language", language()),
        options,
        format_func=NATIVE.__getitem__,
        key="lang",
        label_visibility="collapsed",
        on_change=_language_chosen,
    )


def _language_chosen() -> None:
    chosen = st.session_state["lang"]
    address.write({"lang": [] if chosen == settings().languages[0] else [chosen]})


def choose(opened: Opened, tongue: str, rights: Rights, who: Person, *, shown: bool = True) -> Chosen:
    """Draws the filter row and returns what it says. On a page that nothing chosen changes only the language shows:
    the rest stays where it is, unseen, so that it is still chosen on the next page.
    """
    notices: list[str] = []
    default = periods.recent(opened.cockpit.engine.last_day, opened.cockpit.today, opened.settings.calendar)
    reader = Reader(opened, tongue, NOBODY, rights=rights)
    written = partial(_chosen, reader, default)
    row = st.grid(columns="auto", min_column_width=138, gap="small", key="filters" if shown else "filters_off")
    with row:
        preset = _choose_one("period", _presets(opened), _preset_words, default, notices, written)
    if shown and preset == default != periods.RECENT[0]:
        notices.append(say("pages.filter.no_recent", tongue, period=uncapital(_preset_words(default, tongue))))
    filters: Filters = ()
    with row:
        period = _period(preset, default, opened, tongue, notices, written)
        for dimension in FIRST_ROW:
            filters += _pick(reader, dimension, filters, notices, written)
    with row, st.popover(_behind_label(tongue), width="stretch", key="more"):
        against = _choose_one(
            "against", AGAINST, _against_words, AGAINST[0], notices, written, kind="segments", shown=True
        )
        for dimension in BEHIND:
            filters += _pick(reader, dimension, (), notices, written)
        st.button(say("pages.filter.reset", tongue), on_click=_reset, width="stretch", key="reset")
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
    count = sum(len(st.query_params.get_all(dimension)) for dimension in BEHIND)
    count += st.query_params.get("against", AGAINST[0]) != AGAINST[0]
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
    text beside it says so. ``kind`` is a list, segments, or bare segments, whose name is told to
    screen readers alone.
    """
    default = default or options[0]
    told = notices
    if unfit := [one for one in address.asked(key, elsewhere[0], words)[0] if one not in options]:
        notices.append(elsewhere[1].format(name=words(unfit[0], reader.language)))
        told = []
    written = partial(_written, key)
    return _choose_one(key, options, words, default, told, written, kind=kind, shown=kind != "bare")


def _written(key: str) -> None:
    address.write({key: [st.session_state[key]]})


def _choose_one(
    key: str,
    options: Sequence[str],
    words: Words,
    default: str,
    notices: list[str],
    written: Callable[[], None],
    *,
    kind: str = "list",
    shown: bool = False,
) -> str:
    tongue = language()
    found = _asked(key, options, words, tongue, notices)
    chosen = found[0] if found else default
    address.hold(key, chosen)
    shared: dict[str, Any] = {
        "format_func": lambda code: words(code, tongue),
        "key": key,
        "label_visibility": "visible" if shown else "collapsed",
        "on_change": written,
    }
    name = say(f"pages.filter.{key}", tongue)
    if kind == "list":
        st.selectbox(name, options, **shared)
    else:
        # A popover's browser side is built when it is first opened: what it then shows is the default.
        st.segmented_control(name, options, default=chosen, required=True, **shared)
    return chosen


def _asked(key: str, options: Sequence[str], words: Words, tongue: str, notices: list[str]) -> list[str]:
    """What the address says of these options; that it says more is told."""
    found, known = address.asked(key, options, words)
    if not known:
        notices.append(say("pages.filter.left_out", tongue, name=_name(key, tongue)))
    return found


def _preset_words(code: str, tongue: str) -> str:
    return say("pages.filter.own_dates", tongue) if code == "dates" else capital(say(f"common.presets.{code}", tongue))


def _against_words(code: str, tongue: str) -> str:
    return say(f"pages.against.{code}", tongue)


def _pick(reader: Reader, dimension: str, within: Filters, notices: list[str], written: Callable[[], None]) -> Filters:
    """A filter of one dimension; nothing where the site does not know it. Buildings are those of the chosen campus."""
    every = reader.choices(dimension)
    words = _choice_words(reader, dimension)
    found = _asked(dimension, every, words, reader.language, notices)[:MOST_CHOSEN]
    options = every
    if campuses := dict(within).get("campus") if dimension == "building" else None:
        options = reader.buildings(campuses)
    if dimension == "level":
        options = sorted(options)
    chosen = [one for one in found if one in options]
    address.hold(dimension, chosen)
    name = say(f"common.dims.{dimension}", reader.language)
    st.multiselect(
        name,
        list(dict.fromkeys([*chosen, *options[:MOST_CHOICES]])),
        default=chosen,
        format_func=lambda code: words(code, reader.language),
        key=dimension,
        label_visibility="collapsed" if dimension in FIRST_ROW else "visible",
        placeholder=say("pages.filter.all_of", reader.language, name=uncapital(name)),
        max_selections=MOST_CHOSEN,
        wrap=False,
        select_all=False,
        disabled=not options,
        on_change=written,
    )
    return ((dimension, tuple(chosen)),) if chosen else ()


def _choice_words(reader: Reader, dimension: str) -> Words:
    """How a choice reads; people with their number too, since two may share a name."""
    if dimension == "engineer":
        return lambda code, _tongue: code if reader.called(code) == code else f"{reader.called(code)} {code}"
    return lambda code, tongue: label(dimension, code, tongue)


def _name(key: str, tongue: str) -> str:
    return say(f"pages.filter.{key}" if has(f"pages.filter.{key}", tongue) else f"common.dims.{key}", tongue)


def _period(
    preset: str, default: str, opened: Opened, tongue: str, notices: list[str], written: Callable[[], None]
) -> Period:
    """The days of the chosen period. A running unit ends with its unit, not today: comparisons know what has run."""
    cockpit, span = opened.cockpit, opened.cockpit.span()
    usual = periods.named(default, cockpit.today, opened.settings.calendar, span.first)
    if preset != "dates":
        try:
            return periods.named(preset, cockpit.today, opened.settings.calendar, span.first)
        except UsageError:
            return usual
    latest = cockpit.today
    kept = _clamped(span.first, latest, tongue, notices) or (max(span.first, latest - timedelta(days=27)), latest)
    address.hold("dates", kept)
    st.date_input(
        say("pages.filter.dates", tongue),
        (span.first, latest),
        min_value=span.first,
        max_value=latest,
        key="dates",
        format="YYYY-MM-DD",
        label_visibility="collapsed",
        on_change=written,
    )
    return Period(min(kept), max(kept) + timedelta(days=1))


def _clamped(first: date, last: date, tongue: str, notices: list[str]) -> tuple[date, ...]:
    """The dates of the address, the first and the last of them, brought within the data; what is changed is told."""
    said = st.query_params.get_all("dates")
    days = [found for text in said if (found := _day(text))]
    if len(days) < len(said):
        notices.append(say("pages.filter.left_out", tongue, name=_name("dates", tongue)))
    ends = (min(days), max(days)) if len(days) > 1 else tuple(days)
    kept = tuple(min(max(at, first), last) for at in ends)
    if kept != ends:
        told = {"first": day(kept[0], tongue), "last": day(kept[-1], tongue)}
        notices.append(say("pages.filter.clamped", tongue, **told))
    return kept


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _chosen(reader: Reader, default: str) -> None:
    """The whole row goes into the address: what was chosen while the choice before was on its way is not lost."""
    shown = address.of(("period", "dates", "against", *FILTERED))
    campuses = shown.get("campus")
    if campuses:
        known = reader.buildings(campuses)
        shown["building"] = [one for one in shown.get("building", ()) if one in known]
    wanted: dict[str, list[str]] = {name: list(shown[name]) for name in FILTERED if name in shown}
    period, against = shown.get("period", default), shown.get("against", AGAINST[0])
    wanted["period"] = [] if period == default else [period]
    wanted["dates"] = [at.isoformat() for at in shown.get("dates", ())] if period == "dates" else []
    wanted["against"] = [] if against == AGAINST[0] else [against]
    if wanted["against"] != st.query_params.get_all("against"):
        wanted["beside"] = []  # what a page compares with beside them follows
    address.write(wanted)


def _reset() -> None:
    address.write(dict.fromkeys(("period", "dates", "against", "beside", *FILTERED), ()))
