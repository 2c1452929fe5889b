"""Saved views on the screen: open one, save what is shown, rename, delete, begin with it, hand it on as a link."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs, quote

import streamlit as st

from cockpit.access import Person
from cockpit.errors import CockpitError
from cockpit.i18n import LANGUAGES, explain, say
from cockpit.ledger import LONGEST_NAME, Ledger, Saved
from cockpit.ui import address, html, pivot_controls
from cockpit.ui.cache import ANSWERS
from cockpit.ui.reader import Reader
from cockpit.ui.site import language, settings
from cockpit.views import DEFAULT, FILTERED, READY, View, named, read, ready_name

PROBLEM = "views_problem"


def ledger() -> Ledger:
    """The site's ledger."""
    return Ledger(settings().data)


def _kept(who: Person) -> tuple[str | None, list[Saved]]:
    """The choice of somebody's role and the views they see, read again only when the ledger was written."""
    book = ledger()
    files = (book.path, book.path.with_name(f"{book.path.name}-wal"))
    written = [file.stat().st_mtime_ns if file.exists() else 0 for file in files]
    found: tuple[str | None, list[Saved]] = ANSWERS.get(
        ("views", book.path, who.role, who.who, *written), lambda: (book.default_view(who.role), book.views(who.who))
    )
    return found


def default(reader: Reader) -> View:
    """What the page begins with: the role's own choice, else the first of the ready ones."""
    name, saved = _kept(reader.who)
    try:
        return named(name or DEFAULT, saved)
    except CockpitError:
        return READY[DEFAULT]


def open_asked(who: Person) -> None:
    """Opens the view that the address names (``?view=…``), before anything is drawn; an unknown name is told.

    The address then holds the view itself, its period and filters too, so that it can be handed on as it stands.
    """
    name = st.query_params.get("view")
    if name is None:
        return
    try:
        view = named(name, _kept(who)[1], sorted(LANGUAGES, key=lambda code: code != language()))
    except CockpitError as error:
        st.session_state[PROBLEM] = explain(error, language())
        address.write({"view": ()})
        return
    _open(view)


def _open(view: View) -> None:
    """Makes the page show a view: its fields, how its cells read, its period and its filters."""
    shared = ("view", "period", "dates", "against", *FILTERED)
    asked = {name: values for name, values in parse_qs(view.query()).items() if name in shared}
    pivot_controls.put(view, {**dict.fromkeys(shared, ()), **asked})


def bar(reader: Reader, view: View) -> None:
    """The list of views, made when somebody opens it, under the name of the one that is shown."""
    saved = _kept(reader.who)[1]
    shown = _name_of(view, saved, reader.language)
    label = say("pivotui.views.open", reader.language)
    with st.popover(f"{label} · {html.plain(shown)}" if shown else label, key="views", on_change="rerun") as place:
        if place.open:
            _lists(reader, saved)
            _link(reader, view, shown)
            _saving(reader, view)
            _managing(reader, saved)
    if problem := st.session_state.pop(PROBLEM, None):
        html.notice(problem)


def name_of(reader: Reader, view: View) -> str:
    """The name under which a view is known, "" where it has none."""
    return _name_of(view, _kept(reader.who)[1], reader.language)


def _name_of(view: View, saved: list[Saved], tongue: str) -> str:
    query = view.query()
    mine = next((one.name for one in saved if read(one.query).query() == query), "")
    return mine or next((ready_name(key, tongue) for key, one in READY.items() if one.query() == query), "")


def _lists(reader: Reader, saved: list[Saved]) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        html.heading(say("pivotui.views.ready", reader.language))
        with st.container(gap=None, key="links-ready"):
            for key, view in READY.items():
                _button(ready_name(key, reader.language), f"ready-{key}", view)
    with right, st.container(gap=None, key="links-saved"):
        for kind, team in (("team", True), ("mine", False)):
            html.heading(say(f"pivotui.views.{kind}", reader.language))
            found = [one for one in saved if one.team == team]
            for one in found:
                _button(one.name, f"saved-{one.id}", read(one.query))
            if not found:
                html.show(f'<p class="c-under">{say("pivotui.views.none", reader.language)}</p>')


def _button(name: str, key: str, view: View) -> None:
    st.button(html.plain(name), key=f"view-{key}", type="tertiary", on_click=_open, args=(view,))


def _link(reader: Reader, view: View, name: str) -> None:
    """The address of what is shown; of a view with a name also the way to the wall."""
    base = str(st.context.url or "").split("?", maxsplit=1)[0]
    html.heading(say("pivotui.views.link", reader.language))
    st.code(f"{base}?{view.query()}", language=None, wrap_lines=False)
    if name:
        words = escape(say("scene.wall.open", reader.language))
        html.show(f'<p class="c-links"><a href="wall?view={quote(name)}&lang={reader.language}">{words}</a></p>')


def _saving(reader: Reader, view: View) -> None:
    with st.form("views_save", border=False, clear_on_submit=True):
        places = st.columns([3, 2, 1.2], vertical_alignment="bottom")
        with places[0]:
            name = st.text_input(say("pivotui.views.name", reader.language), max_chars=LONGEST_NAME, key="views_name")
        with places[1]:
            team = st.selectbox(
                say("pivotui.views.whose", reader.language),
                [False, True],
                format_func=lambda one: say(f"pivotui.views.{'team' if one else 'mine'}", reader.language),
                key="views_team",
            )
        with places[2]:
            sent = st.form_submit_button(say("pivotui.views.save", reader.language), width="stretch")
    if sent and name.strip():
        _tried(reader, lambda: ledger().save_view(name, view.query(), team=bool(team), who=reader.who.who))


def _managing(reader: Reader, saved: list[Saved]) -> None:
    """Renaming and deleting a saved view; any view as the one to begin with."""
    names: dict[str, Saved | None] = {one.name: one for one in saved}
    names |= {ready_name(key, reader.language): None for key in READY}
    chosen = st.selectbox(
        say("pivotui.views.manage", reader.language), list(names), index=None, key="views_manage", placeholder=""
    )
    if chosen is None:
        return
    one = names[chosen]
    places = st.columns([3, 1.2, 1.2, 1.6], vertical_alignment="bottom")
    with places[3]:
        begin = _key_of(chosen, reader.language) if one is None else one.name
        label = say("pivotui.views.default", reader.language)
        st.button(label, on_click=_begin, args=(begin, reader.who), width="stretch", key="views_default")
    if one is None or not (reader.keeper or one.owner == reader.who.who):
        return
    with places[0]:
        name = st.text_input(say("pivotui.views.new_name", reader.language), one.name, max_chars=LONGEST_NAME)
    with places[1]:
        if st.button(say("pivotui.views.rename", reader.language), width="stretch", key="views_rename"):
            _tried(reader, lambda: ledger().rename_view(one.id, name, reader.who.who, keeper=reader.keeper))
    with places[2]:
        delete = say("pivotui.views.delete", reader.language)
        st.button(delete, on_click=_remove, args=(one.id, reader), width="stretch", key="views_delete")


def _key_of(name: str, tongue: str) -> str:
    return next(key for key in READY if ready_name(key, tongue) == name)


def _begin(name: str, who: Person) -> None:
    ledger().set_default_view(name, who.role, who.who)


def _remove(identity: int, reader: Reader) -> None:
    ledger().remove_view(identity, reader.who.who, keeper=reader.keeper)


def _tried(reader: Reader, work: Callable[[], None]) -> None:
    """Writes to the ledger and draws anew; what it refuses is told."""
    try:
        work()
    except CockpitError as error:
        st.session_state[PROBLEM] = explain(error, reader.language)
    st.rerun()
