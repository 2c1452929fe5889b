"""The files of a month: deck, slides, report and figures, all of the same document."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from cockpit.errors import CockpitError
from cockpit.exports import reports
from cockpit.i18n import explain
from cockpit.review.document import Document
from cockpit.ui import downloads, html, site
from cockpit.ui.reader import Reader
from cockpit.ui.review_read import tell


def menu(reader: Reader, make: Callable[[], Document], key: str = "month") -> None:
    """A link for each file of a document, which is asked for when the menu opens; a file is made when it is fetched."""
    with st.popover(tell(reader, "files.open"), key=f"review-files-{key}", on_change="rerun") as place:
        if not place.open:
            return
        try:
            found = make()
        except CockpitError as error:
            html.notice(explain(error, reader.language))
            return
        links = [_link(reader, found, one) for one in reports.files(found)]
        html.show(f'<ul class="c-files">{"".join(links)}</ul>')


def _link(reader: Reader, found: Document, file: reports.File) -> str:
    name = reports.name(found, file)
    template = site.settings().review.template
    write = lambda out: out.write_bytes(reports.made(found, file, template))  # noqa: E731
    where = downloads.offer((found, file.key), name, file.mime, write)
    about = tell(reader, f"files.{file.key}")
    return f'<li><a href="{escape(where)}" download>{escape(name)}</a><br><span>{escape(about)}</span></li>'
