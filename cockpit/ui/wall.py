"""The wall for people with a login: a scene or a view by its name, drawn as on the screens that hang there.

Two pieces of HTML: what has not changed is not sent again, and nothing is torn down.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import streamlit as st

from cockpit import wall
from cockpit.access import Person
from cockpit.errors import CockpitError, UsageError
from cockpit.i18n import explain, moment, say
from cockpit.settings.model import BOARD, Wall
from cockpit.ui import html, login, saved_views, site
from cockpit.views import READY, ready_name
from cockpit.wall import Asked, frame

log = logging.getLogger("cockpit")

RULES = (Path(__file__).parent / "wall.css").read_text(encoding="utf-8")
EVERY_SECONDS = 20
KEPT = "wall_kept"


@dataclass(frozen=True)
class Shown:
    """What is on the screen: its body, what was asked (None where there was nothing to ask), and when it was made."""

    body: str
    asked: Asked | None
    at: datetime


def show() -> None:
    """The screen of the scene or view that the address names."""
    theme = "light" if st.query_params.get("theme") == "light" else "dark"
    html.show(f"<style>{frame.style()}{RULES}</style>")
    st.fragment(_screen, run_every=EVERY_SECONDS)(st.query_params.get("view"), site.language(), theme)


def _screen(name: str | None, tongue: str, theme: str) -> None:
    """The picture as it is now; where it cannot be made, the last one with its hour; without a login none."""
    problem = ""
    who = login.person()
    if who is None:
        login.ask(tongue)
        return
    try:
        picture = _picture(name, who, tongue, theme)
        st.session_state[KEPT] = name, picture
    except Exception as error:  # a wall is never blank: whatever it was, the last picture stays and says so
        log.warning("the wall keeps its last picture", exc_info=error)
        of, kept = st.session_state.get(KEPT, (None, None))
        if kept is None or of != name:
            why = explain(error, tongue) if isinstance(error, CockpitError) else ""
            picture = _message(say("scene.wall.not_shown", tongue), why)
        else:
            at = moment(kept.at, tongue, site.settings().zone)
            picture, problem = kept, say("scene.wall.kept", tongue, at=at)
    html.show(f'<div class="w wl-{theme}">{picture.body}</div>')
    html.show(_clocks(picture.asked, problem, tongue, theme))


def _picture(name: str | None, who: Person, tongue: str, theme: str) -> Shown:
    opened = site.current()
    if opened is None:
        return _message(say("scene.wall.first", tongue), say("scene.wall.first_why", tongue))
    if name is None:
        return _choice(say("scene.wall.choose", tongue), who, tongue)
    book, at = saved_views.ledger(), datetime.now(UTC)
    of_page = Wall(scenes=(name,), theme=theme, language=tongue)
    asked = Asked(
        opened.cockpit, opened.settings, of_page, tongue, login.wall_rights(), book.alarms(), at,
        mutes=book.mutes(opened.cockpit.today),
    )  # fmt: skip
    try:
        made = wall.picture(asked, name, book.views(who.who), clocked=False)
    except UsageError as error:
        if error.key == "unknown_scene":
            return _choice(say("scene.wall.unknown", tongue, name=name), who, tongue)
        return _message(say("scene.wall.not_shown", tongue), explain(error, tongue))
    return Shown(made.html, asked, at)


def _message(words: str, why: str, more: str = "") -> Shown:
    body = f'<div class="w-message"><h1>{escape(words)}</h1><p>{escape(why)}</p>{more}</div>'
    return Shown(body, None, datetime.now(UTC))


def _choice(words: str, who: Person, tongue: str) -> Shown:
    """Every wall of the configuration, then every scene and view by its name, as a link to it."""
    ours = [(name, say(f"wall.scenes.{name}", tongue)) for name in wall.SCENES]
    ours += [(BOARD + name, say(f"pages.{name}.name", tongue)) for name in wall.BOARDS]
    ready = [(ready_name(key, tongue),) * 2 for key in READY]
    own = [(one.name,) * 2 for one in saved_views.ledger().views(who.who)]
    more = "".join(f"&{key}={quote(st.query_params[key])}" for key in ("lang", "theme") if key in st.query_params)
    listed = [(f"wall?view={quote(code)}{more}", name) for code, name in (*ours, *ready, *own)]
    links = "".join(f'<li><a href="{at}">{escape(name)}</a></li>' for at, name in (*_hung(tongue), *listed))
    return _message(words, say("scene.wall.choose_why", tongue), f"<ul>{links}</ul>")


def _hung(tongue: str) -> Iterator[tuple[str, str]]:
    """The address of every wall of the configuration, and what it shows."""
    for name, one in site.settings().walls.items():
        scenes = [say(f"wall.scenes.{scene}", tongue) if scene in wall.SCENES else scene for scene in one.scenes]
        yield f"tv?wall={quote(name)}", say("scene.wall.hung", tongue, name=name, scenes=scenes)


def _clocks(asked: Asked | None, problem: str, tongue: str, theme: str) -> str:
    """Source, sync and this screen. Redrawn each time, so the warning beneath shows only once nothing redraws it."""
    at = datetime.now(UTC)
    if asked is None:
        local = f"{at.astimezone(ZoneInfo(site.settings().zone)):%H:%M:%S}"
        told = f'<span class="wl-clock">{escape(say("scene.wall.page", tongue))} <b>{local}</b></span>'
    else:
        told = frame.clocks(replace(asked, at=at))
    late = f'<p class="w-late">▲ {escape(problem)}</p>' if problem else ""
    stopped = f'<p class="w-late w-stopped">▲ {escape(say("scene.wall.stopped", tongue))}</p>'
    return f'<div class="w-clocks wl-{theme}"><p>{told}</p>{late}{stopped}</div>'
