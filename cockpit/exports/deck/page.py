"""The deck's page: the slides, the style and the script in one document, which is all there is to it.

What it may do stands in it as well: run this script and nothing else, and ask its own server for rows. So it is the
same page from a file, from a mail, and where there is no network any more.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from cockpit.exports.deck.looks import DARK, LIGHT, variables
from cockpit.exports.deck.slide import slide
from cockpit.exports.svg import FONTS
from cockpit.i18n import say
from cockpit.review.document import Document

SUFFIX: Final = ".html"
THEMES: Final = ("light", "dark")
_HERE = Path(__file__).parent
RULES, SCRIPT = ((_HERE / name).read_text("utf-8") for name in ("deck.css", "deck.js"))
KEYS: Final = ("next", "back", "ends", "jump", "full", "overview", "black", "presenter", "rows", "escape", "help")
# Drawn, since no font of an office has all of these signs.
BUTTONS: Final = {
    "back": "M15 5l-7 7 7 7",
    "next": "M9 5l7 7-7 7",
    "overview": "M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z",
    "full": "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
    "presenter": "M3 4h13v10H3zM19 9h2v11H8v-2",
    "help": "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.5",
}
AROUND: Final = ("bar", "presenter", "restart", "upcoming", "notes", "help", "close", "rows", "back")
_AROUND: Final = Template((_HERE / "around.html").read_text("utf-8"))
WORDS: Final = ("away", "signed_out", "no_window", "jump_to", "last", "no_notes")


def html(document: Document, *, theme: str = "light", address: str = "") -> bytes:
    """The slides that are shown, in that light; ``address`` is where the deck is served, so that figures lead on.

    Without an address, and from a server that cannot be reached, figures are words.
    """
    language = document.language
    slides = "".join(slide(one, document, at, address) for at, one in enumerate(document.shown))
    nothing = f'<p class="nothing">{escape(say("deck.nothing", language))}</p>' if not slides else ""
    page = (
        f'<!doctype html><html lang="{language}" data-theme="{theme}"><head><meta charset="utf-8">'
        f'<meta http-equiv="content-security-policy" content="{_policy()}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{escape(document.title)}</title><style>{_style(language)}</style></head>"
        f'<body data-deck="{escape(json.dumps(_facts(document), ensure_ascii=False))}">'
        f'<h1 class="unseen">{escape(document.title)}</h1><main id="deck">{slides}{nothing}</main>'
        f"{_around(language)}<script>{SCRIPT}</script></body></html>"
    )
    return page.encode()


def _policy() -> str:
    """What the document allows itself."""
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'"
    )


def _style(language: str) -> str:
    colours = f":root{{{variables(LIGHT)};--font:{FONTS[language]}}}"
    return f"{colours}@media screen{{:root[data-theme=dark]{{{variables(DARK)};color-scheme:dark}}}}{RULES}"


def _facts(document: Document) -> dict[str, object]:
    """What the script must know: what tells this deck from another, and its words."""
    language = document.language
    origin = document.origin
    identity = f"{document.kind} {document.period.first} {origin.snapshot} {origin.version} {language}"
    return {
        "id": hashlib.sha256(identity.encode()).hexdigest()[:12],
        "title": document.title,
        "words": {name: say(f"deck.{name}", language, n="{n}") for name in WORDS},
    }


def _around(language: str) -> str:
    """What stands beside the slides: what the keys do, the rows behind a figure, the presenter's own parts."""
    words = {name: escape(say(f"deck.{name}", language)) for name in AROUND}
    keys = "".join(
        f"<tr><th scope=row>{escape(say(f'deck.keys.{name}', language))}</th>"
        f"<td>{escape(say(f'deck.does.{name}', language))}</td></tr>"
        for name in KEYS
    )
    buttons = "".join(_button(name, shape, language) for name, shape in BUTTONS.items())
    return _AROUND.substitute(words, buttons=buttons, keys=keys)


def _button(name: str, shape: str, language: str) -> str:
    words = escape(say(f"deck.button.{name}", language))
    icon = f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{shape}"/></svg>'
    return f'<button type="button" data-do="{name}" title="{words}" aria-label="{words}">{icon}</button>'
