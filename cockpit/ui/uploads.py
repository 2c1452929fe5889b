"""Files uploaded on the Data page: which there are, and the way of a new one from the browser to the next sync."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from cockpit.access import Person
from cockpit.boards import Tile
from cockpit.drafting import uploads
from cockpit.i18n import number, say
from cockpit.records import RECORDS
from cockpit.ui import html, jobs, site, sources, uploads_adjust
from cockpit.ui.reader import Reader
from cockpit.ui.uploads_state import STATE, Upload, forget, may, said, start, tell, watch

MEGABYTES = 200
MOST_HEADERS = 20
KINDS = ("xlsx", "xlsm", "xls", "csv", "tsv", "txt", "gz")


def tile(reader: Reader, _tile: Tile) -> None:
    """The part of the Data page."""
    draw(reader.language, reader.who)


def draw(tongue: str, who: Person) -> None:
    """The uploaded sources, and the step at which a new one is. For those who look after the data alone."""
    if not may(who):
        return
    html.heading(tell(tongue, "title"), tell(tongue, "beside"))
    _kept(tongue, who)
    upload = st.session_state.get(STATE)
    if upload is None:
        _begin(tongue, who)
    elif upload.drafted is None:
        _drafting(tongue, upload)
    else:
        uploads_adjust.draw(tongue, who, upload)
        if st.button(tell(tongue, "discard"), key="upload-discard"):
            forget(upload)
            st.rerun()


def _words_of_the_box(tongue: str) -> str:
    """Streamlit's box for files speaks English alone: the rules that put our words in the place of its own."""
    box = '[data-testid="stFileUploaderDropzone"]'
    told = {
        f"{box} button p": tell(tongue, "browse"),
        f"{box} > [data-testid=stFileUploaderDropzoneInstructions] span": tell(tongue, "limits", n=MEGABYTES),
    }
    rules = (
        f'{where}{{font-size:0}}{where}::after{{font-size:.875rem;content:"{html.spelled(words)}"}}'
        for where, words in told.items()
    )
    return f"<style>{''.join(rules)}</style>"


def _begin(tongue: str, who: Person) -> None:
    """Takes a file into a folder of its own; a child process reads it."""
    html.show(_words_of_the_box(tongue))
    given = st.file_uploader(
        tell(tongue, "choose"),
        KINDS,
        key=f"upload-file-{st.session_state.get('upload-round', 0)}",
        max_upload_size=MEGABYTES,
        help=tell(tongue, "choose_help", n=MEGABYTES),
    )
    if given is None or not may(who):
        return
    try:
        folder = uploads.stage(site.settings().data)
        upload = Upload(folder, uploads.put(folder, given.name, given.getvalue()))
    except OSError as error:
        html.empty(tell(tongue, "not_taken"), error.strerror or str(error))
        return
    st.session_state[STATE] = upload
    start(tongue, upload)
    st.rerun()


def _drafting(tongue: str, upload: Upload) -> None:
    """While the file is read, that; afterwards what was found, or why it cannot be read."""
    job = jobs.last(upload.job("draft"))
    if job is not None and job.running:
        watch(tongue, upload.job("draft"), "reading")
        return
    found = job.result if job else None
    if found is not None and not found["proposals"]:
        _unrecognised(tongue, upload, found)
    elif found is not None:
        upload.drafted = found
        jobs.forget(upload.job("draft"))
        st.rerun()
    else:
        html.empty(tell(tongue, "not_drafted", file=upload.file.name), " ".join(job.said if job else ()))
    if st.button(tell(tongue, "another"), key="upload-another"):
        forget(upload)
        st.rerun()


def _unrecognised(tongue: str, upload: Upload, found: dict[str, Any]) -> None:
    """Of a file that is like no record: its headers, and the choice of what it is."""
    headers = [header for one in found["unknown"] for header in one["header"]][:MOST_HEADERS]
    listed = say("common.comma", tongue).join(headers) or "–"
    html.empty(tell(tongue, "not_recognised", file=upload.file.name), tell(tongue, "say_which", headers=listed))
    chosen = st.selectbox(
        tell(tongue, "record"),
        list(RECORDS),
        index=None,
        format_func=lambda one: say(f"records.{one}.name", tongue),
        placeholder=tell(tongue, "choose_record"),
        key="upload-unrecognised",
    )
    if chosen is not None:
        start(tongue, upload, chosen)
        st.rerun()


def _kept(tongue: str, who: Person) -> None:
    """The sources that were uploaded, each with a way to remove it."""
    names = uploads.names(site.settings().data)
    if not names:
        html.show(f'<p class="c-under">{escape(tell(tongue, "none"))}</p>')
    for name in names:
        said, act = st.columns([5, 1], vertical_alignment="center")
        with said:
            files = sorted((site.settings().data / "sources" / name / "files").glob("*"))
            html.show(f"<p><b>{escape(name)}</b> {html.quiet(_sizes(files, tongue))}</p>")
        with act, st.popover(tell(tongue, "remove"), width="stretch"):
            html.show(f"<p>{escape(tell(tongue, 'remove_why', name=name))}</p>")
            st.button(
                tell(tongue, "remove_sure"),
                key=f"upload-remove-{name}",
                on_click=_remove,
                args=(tongue, who, name),
            )
    lines, kind = st.session_state.pop("upload-said", ((), ""))
    for place, line in enumerate(lines):
        html.notice(line, kind if place == 0 else "watch")
    running = jobs.last()
    if running is not None and running.running:
        sources.watch()
    elif lines:
        st.button(
            say("pages.data.sync", tongue), key="upload-sync", on_click=sources.read_again, args=(tongue, who, False)
        )


def _sizes(files: Sequence[Path], tongue: str) -> str:
    told = (f"{file.name} ({number(file.stat().st_size / 1024, tongue)} KB)" for file in files)
    return say("common.comma", tongue).join(told)


def _remove(tongue: str, who: Person, name: str) -> None:
    if may(who):
        said(tongue, ["uploads", "remove", name, "--who", who.who])
