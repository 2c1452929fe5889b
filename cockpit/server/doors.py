"""The pages for who is not let in: one that leads to a login, one for who has no role, one instead of a wall."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from cockpit.access import Person
from cockpit.figures import DARK, LIGHT, Palette
from cockpit.i18n import say
from cockpit.settings.model import Settings
from cockpit.ui.login import LOGIN, LOGOUT

_RULES = """
:root{color-scheme:light dark;%s}@media(prefers-color-scheme:dark){:root{%s}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--panel);color:var(--text);
 font:1rem/1.65 "Noto Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif}
main{width:100%%;max-width:30rem;padding:2.5rem;background:var(--ground);
 border:1px solid var(--line);border-radius:12px}
p.site{margin:0 0 1.75rem;color:var(--second);font-size:.9375rem}
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.35}p{margin:0 0 1rem;overflow-wrap:anywhere}
a{display:inline-block;margin-top:.75rem;padding:.65rem 1.5rem;border-radius:8px;background:var(--ink);
 color:var(--ground);font-weight:700;text-decoration:none}
a:focus-visible{outline:3px solid var(--text);outline-offset:2px}
"""


def _colours(palette: Palette) -> str:
    named = {"ground": palette.ground, "panel": palette.panel, "text": palette.text, "second": palette.second}
    named |= {"line": palette.grid, "ink": palette.inks[0]}
    return ";".join(f"--{name}:{colour}" for name, colour in named.items())


RULES = _RULES % (_colours(LIGHT), _colours(DARK))


def login(settings: Settings, request: HTTPConnection) -> HTMLResponse:
    """The page before a login; also after one that ended or failed."""
    tongue = _tongue(settings, request)
    asked = request.query_params
    kind = "failed" if "failed" in asked else "out" if "out" in asked else "login"
    link = f"/login/go?to={quote(asked.get('to', '/'), safe='')}"
    words = say(f"access.door.{kind}_why", tongue)
    return page(settings, tongue, say(f"access.door.{kind}", tongue), [words], (link, say("access.login", tongue)))


def nothing(settings: Settings, request: HTTPConnection, who: Person) -> HTMLResponse:
    """For somebody without a role: that they have none, and what to ask whom for."""
    assert settings.access is not None
    tongue = _tongue(settings, request)
    lines = [say("access.door.nothing_why", tongue, name=who.name or who.who)]
    lines.append(say("access.door.ask", tongue, login=who.who))
    lines[1] += say("common.space", tongue) + (
        say("access.door.contact", tongue, contact=settings.access.contact) if settings.access.contact else ""
    )
    link = (LOGOUT, say("access.door.other", tongue))
    return page(settings, tongue, say("access.door.nothing", tongue), lines, link, status=403)


def wall(settings: Settings, request: HTTPConnection, why: str) -> HTMLResponse:
    """Instead of a wall, for a screen or a person that may not see it, or not now: why, and without data."""
    tongue = settings.languages[0]
    link = None
    if why == "nobody" and settings.access is not None:
        asked = f"?{request.url.query}" if request.url.query else ""
        link = (f"{LOGIN}?to={quote(f'/tv{asked}', safe='')}", say("access.login", tongue))
    lines = [say(f"tv.shut.{why}.why", tongue)]
    status = 503 if why == "unread" else 403
    return page(settings, tongue, say(f"tv.shut.{why}.title", tongue), lines, link, status)


def page(
    settings: Settings, tongue: str, title: str, lines: list[str], link: tuple[str, str] | None, status: int = 200
) -> HTMLResponse:
    """A page of few words under the site's name, with one way on at most; ``link`` is its address and its words."""
    way = f'<a href="{escape(link[0])}">{escape(link[1])}</a>' if link else ""
    body = "".join(f"<p>{escape(line.strip())}</p>" for line in lines)
    document = (
        f'<!doctype html><html lang="{tongue}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)} · {escape(settings.name)}</title><style>{RULES}</style></head><body><main>"
        f'<p class="site">{escape(settings.name)}</p><h1>{escape(title)}</h1>{body}'
        f"{way}</main></body></html>"
    )
    return HTMLResponse(document, status, headers={"cache-control": "no-store"})


def _tongue(settings: Settings, request: HTTPConnection) -> str:
    """The first of the reader's languages that the site speaks; else the site's own."""
    for part in request.headers.get("accept-language", "").split(","):
        code = part.partition(";")[0].strip().lower()
        wanted = "en" if code.startswith("en") else ""
        if code.startswith("zh"):
            wanted = "zh-Hant" if any(one in code for one in ("hant", "tw", "hk", "mo")) else "zh-Hans"
        if wanted in settings.languages:
            return wanted
    return settings.languages[0]
