"""The frame around every page: language, navigation, shared filters, the clocks beneath."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import streamlit as st

from cockpit.access import Person
from cockpit.boards import PAGES, seen_by
from cockpit.errors import CockpitError
from cockpit.figures import DARK, LIGHT
from cockpit.i18n import explain, number, say
from cockpit.sync.failure import last
from cockpit.ui import filters, html, links, login, row_origin, saved_views, site, sources, uploads
from cockpit.ui.address import MISSING
from cockpit.ui.draw import READER
from cockpit.ui.reader import Reader
from cockpit.ui.site import Opened

# Within the page, since a file is fetched anew by the browser at every rerun (3 ms of the server).
ICON = f"data:image/png;base64,{b64encode((Path(__file__).parent / 'static' / 'icon.png').read_bytes()).decode()}"
# From which width of a window on (px) the site's name stands beside the pages in the header.
ROOM = {"en": 1500, "zh-Hans": 1200, "zh-Hant": 1200}
ICONS = {
    "overview": "dashboard",
    "warnings": "notifications_active",
    "trends": "show_chart",
    "categories": "donut_small",
    "pivot": "pivot_table_chart",
    "detail": "table_rows",
    "service": "timer",
    "performance": "workspace_premium",
    "inspections": "fact_check",
    "year": "summarize",
    "staffing": "event_available",
    "ledgers": "inventory",
    "training": "school",
    "customers": "sentiment_satisfied",
    "review": "slideshow",
    "data": "database",
}
LISTED = {board.name for board in PAGES if board.listed}


def main() -> None:
    """One run of the script for one reader."""
    READER.set(None)
    settings = site.settings()
    tongue = site.language()
    dark = st.context.theme.type == "dark"
    st.set_page_config(page_title=settings.name, page_icon=ICON, layout="wide")
    html.show(html.style(DARK if dark else LIGHT, settings.name, ROOM[tongue]))
    who = login.person()
    seen = seen_by(who.roles) if who else ()
    pages = {board.name: _page(board.name, tongue, seen) for board in PAGES}
    wall = st.Page(links.page("wall"), title=say("scene.wall.name", tongue), url_path="wall", visibility="hidden")
    chosen_page = st.navigation([*pages.values(), wall], position="top")
    name = next((name for name, page in pages.items() if page is chosen_page), "wall")
    if who is None or not seen:
        login.ask(tongue)
    elif name not in seen:
        html.empty(say("access.not_yours", tongue), login.why_not(who, tongue))
        with st.container(width=220):
            login.menu(who, tongue)
    elif chosen_page is wall:
        chosen_page.run()
    else:
        _shown(chosen_page, name, who, dark=dark)


def _shown(page: st.Page, name: str, who: Person, *, dark: bool) -> None:
    """A page of figures, under its filters, over the clocks."""
    opened = _opened(site.language(), who)
    if opened is None:
        return
    saved_views.open_asked(who)
    rights = login.rights(who, opened.cockpit)
    shown = next(board.filtered for board in PAGES if board.name == name)
    chosen = filters.choose(opened, site.language(), rights, who, shown=shown)
    reader = Reader(opened, site.language(), chosen, dark, rights, who)
    READER.set(reader)
    missing = st.query_params.get(MISSING)
    strayed = [say("strayed.page", reader.language, name=missing)] if missing and name == PAGES[0].name else []
    for text in (*strayed, *login.lacking(who, opened.cockpit, reader.language), *chosen.notices):
        html.notice(text)
    page.run()
    row_origin.show_asked(reader)
    _foot(reader, linked=name != "data" and reader.sees("data"))


def _page(name: str, tongue: str, seen: Sequence[str]) -> st.Page:
    """A page in the navigation; one that is not among the ``seen`` has its address and nothing else."""
    return st.Page(
        links.page(name),
        title=say(f"pages.{name}.name", tongue),
        icon=f":material/{ICONS[name]}:",
        url_path=name,
        default=name == (seen or [PAGES[0].name])[0],
        visibility="visible" if name in seen and name in LISTED else "hidden",
    )


def _opened(tongue: str, who: Person) -> Opened | None:
    """The snapshot that serves; where there is none, why, and the way to one."""
    try:
        opened = site.current()
    except CockpitError as error:
        html.empty(say("pages.empty.unreadable", tongue), explain(error, tongue))
        opened = None
    else:
        if opened is None:
            html.empty(say("pages.empty.first", tongue), say("pages.empty.first_why", tongue))
    if opened is None:
        with st.container(horizontal=True, width=420):
            filters.choose_language()
            keeps = "data" in seen_by(who.roles)
            if keeps:
                sources.sync_button(tongue, who)
        if keeps:
            sources.progress(who)
            uploads.draw(tongue, who)
    return opened


def _foot(reader: Reader, *, linked: bool) -> None:
    """The three clocks, the snapshot, and how many rows wait to be looked at."""
    clocks, tongue = reader.opened.cockpit.clocks, reader.language
    shown = (("source", clocks.source), ("sync", clocks.sync), ("page", datetime.now(UTC)))
    parts = [
        f"<span>{escape(reader.say(f'clock.{name}'))} <b>{escape(reader.moment(at))}</b></span>" for name, at in shown
    ]
    parts.append(f"<span>{escape(reader.say('clock.snapshot'))} <b>{escape(reader.opened.snapshot.id)}</b></span>")
    failure = last(reader.opened.settings.data)
    pending = sum(table["quarantined"] for table in reader.opened.snapshot.manifest["tables"].values())
    if pending and linked:
        parts.append(links.anchor(links.address("data"), f"◆ {reader.say('data.pending', n=number(pending, tongue))}"))
    if failure and linked:
        told = reader.say("data.failed_short", at=reader.moment(failure.at))
        parts.append(links.anchor(links.address("data"), f"▲ {told}"))
    html.show(f'<div class="c-foot">{"".join(parts)}</div>')


if __name__ == "__main__":
    main()
