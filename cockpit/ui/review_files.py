"""The files of a month: deck, slides, report and figures, all of the same document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import streamlit as st

from cockpit.errors import CockpitError
from cockpit.exports import reports
from cockpit.i18n import explain, say
from cockpit.review.document import Document
from cockpit.ui import downloads, exporting, html, site
from cockpit.ui.reader import Reader
from cockpit.ui.review_read import tell


def menu(reader: Reader, make: Callable[[], Document], key: str = "month") -> None:
    """A link for each file of a document, asked for when the menu opens; one that is fetched is made, which is told."""
    with st.popover(tell(reader, "files.open"), key=f"review-files-{key}", on_change="rerun") as place:
        if not place.open:
            return
        try:
            found = make()
        except CockpitError as error:
            html.notice(explain(error, reader.language))
            return
        offered = {one: exporting.job_of((found, one.key)) for one in reports.files(found)}
        links = [_link(reader, found, one, job) for one, job in offered.items()]
        html.show(f'<ul class="c-files">{"".join(links)}</ul>')
        st.fragment(_watch, run_every=exporting.LOOK_SECONDS)(reader, list(offered.items()))


def _watch(reader: Reader, offered: Sequence[tuple[reports.File, exporting.Job]]) -> None:
    """Which file is being made and which is there, as soon as somebody fetches one."""
    for file, job in offered:
        if job.state != "offered":
            told = say(f"export.menu.{job.state}_whole", reader.language)
            about = say(f"reports.name.{file.key}", reader.language)
            html.show(f'<p class="c-under" role="status">{escape(f"{about}{file.suffix} · {told}")}</p>')


def _link(reader: Reader, found: Document, file: reports.File, job: exporting.Job) -> str:
    name = reports.name(found, file)
    template = site.settings().review.template

    def write(out: Path) -> None:
        job.begin()
        try:
            out.write_bytes(reports.made(found, file, template))
            job.end()
        finally:
            if job.state == "running":
                job.state = "stopped"

    where = downloads.offer((found, file.key), name, file.mime, write)
    about = tell(reader, f"files.{file.key}")
    return f'<li><a href="{escape(where)}" download>{escape(name)}</a><br><span>{escape(about)}</span></li>'
