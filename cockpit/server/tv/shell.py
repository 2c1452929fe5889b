"""The page of a wall's shell: one document with all it needs but the pictures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from cockpit.i18n import say
from cockpit.server.tv.holders import NO_WALL, NOBODY, NOT_YOURS, REVOKED, Screen
from cockpit.settings.model import Settings, Wall
from cockpit.wall import frame

_HERE = Path(__file__).parent
SCRIPT, RULES, KEEPER = ((_HERE / name).read_text("utf-8") for name in ("shell.js", "shell.css", "keeper.js"))
UNITS: Final = ("seconds", "minutes", "hours", "days")
WORDS: Final = ("away", "nothing", "problem", "page", "sync", "source")
SHUT: Final = (REVOKED, NOBODY, NOT_YOURS, NO_WALL)
CACHE: Final = "cockpit-tv-1"  # the name keeper.js keeps the page under
QUIET: Final = 4 * 60  # minutes after midnight: the hour at which a page is loaded anew
_FACES = (("Cockpit", "Regular", 400), ("Cockpit", "Bold", 700), ("CockpitRest", "Rest", 400))
FACES = "".join(
    f"@font-face{{font-family:{family};font-weight:{weight};font-display:swap;"
    f'src:url("/app/static/fonts/NotoSansSC-{file}.woff2") format("woff2")}}'
    for family, file, weight in _FACES
)


class Page(NamedTuple):
    """A document, and what tells it from another: script, rules, words and the wall's configuration make it."""

    document: str
    version: str


def page(settings: Settings, screen: Screen, asked: str | None) -> Page:
    """The page for whoever looks at a wall; ``asked``: the wall named in the address, where a person named one."""
    hung = settings.walls[screen.wall]
    tongue = hung.language or settings.languages[0]
    facts = {
        "wall": screen.wall,
        "title": say("tv.title", tongue, site=settings.name),
        "asked": f"&wall={quote(asked)}" if asked else "",
        "keep": screen.kept,
        "cache": CACHE,
        "zone": settings.zone,
        "scenes": hung.scenes,
        "quiet": QUIET,
        "words": _words(tongue),
    }
    version = hashlib.sha256(_document(settings, hung, tongue, facts).encode()).hexdigest()[:16]
    return Page(_document(settings, hung, tongue, {**facts, "version": version}), version)


def _document(settings: Settings, hung: Wall, tongue: str, facts: Mapping[str, Any]) -> str:
    told = escape(json.dumps(facts, ensure_ascii=False))
    waiting = f'<div class="plain"><h1>{escape(settings.name)}</h1><p>{escape(say("tv.waiting", tongue))}</p></div>'
    return (
        f'<!doctype html><html lang="{tongue}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{escape(facts['title'])}</title>"
        f"<style>{FACES}{frame.style()}{RULES}</style></head>"
        f'<body class="wl-{hung.theme}" data-tv="{told}">'
        f'<main><div id="screen"><div class="layer">{waiting}</div></div>'
        f'<p id="word" role="status"></p></main><script>{SCRIPT}</script></body></html>'
    )


def _words(tongue: str) -> dict[str, Any]:
    """What the shell says by itself; ages are put into it there."""
    words: dict[str, Any] = {name: say(f"tv.{name}", tongue, n="{n}") for name in UNITS}
    words |= {name: say(f"tv.word.{name}", tongue, age="{age}") for name in WORDS}
    return words | {why: [say(f"tv.shut.{why}.{part}", tongue) for part in ("title", "why")] for why in SHUT}
