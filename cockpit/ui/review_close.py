"""The close of a month from the page: asked for twice, run beside the server, its steps shown as they are told."""

from __future__ import annotations

from html import escape

import streamlit as st

from cockpit.access import SOMEBODY
from cockpit.errors import DONE
from cockpit.i18n import label, say
from cockpit.review.reading import Looked
from cockpit.ui import html, jobs, site
from cockpit.ui.reader import Reader
from cockpit.ui.review_read import code, tell

LOOK_SECONDS = 0.7
NAME = "close"


def button(reader: Reader, chosen: Looked) -> None:
    """The way to close a month that has ended, for who looks after the data; what that means stands before it."""
    if not reader.keeper or not chosen.ended:
        return
    again = not chosen.draft
    label_of = tell(reader, "close.again" if again else "close.open")
    with st.popover(label_of, key="review-close", on_change="rerun") as place:
        if not place.open:
            return
        named = {"month": label("month", chosen.month, reader.language), "n": chosen.version + 1}
        about = tell(reader, "close.about_again" if again else "close.about", **named)
        html.show(f'<p class="c-under">{escape(about)}</p>')
        st.button(
            tell(reader, "close.do", **named),
            type="primary",
            key="review-close-do",
            on_click=_start,
            args=(reader, code(chosen.month)),
        )


def _start(reader: Reader, month: str) -> None:
    jobs.start(
        NAME, site.settings(), ["close", month, "--who", _called(reader), "--json-progress", "--json"], reader.language
    )


def _called(reader: Reader) -> str:
    """In whose name it is closed."""
    return reader.who.name or (tell(reader, "close.somebody") if reader.who == SOMEBODY else reader.who.who)


def _step(reader: Reader, job: jobs.Job) -> str:
    running = tell(reader, "close.running")
    if not job.steps:
        return running
    facts = {name: fact for name, fact in job.steps[-1].items() if name != "step"}
    step = say(f"cli.progress.{job.steps[-1]['step']}", reader.language, **facts)
    return f"{running} {step}"


def progress(reader: Reader) -> None:
    """How far the close has come, and how it ended; nothing where none was asked for."""
    if jobs.last(NAME) is not None:
        st.fragment(_watch, run_every=LOOK_SECONDS)(reader)


def _watch(reader: Reader) -> None:
    job = jobs.last(NAME)
    if job is None:
        return
    if job.running:
        html.show(f'<p class="c-under" role="status">{escape(_step(reader, job))}</p>')
        return
    jobs.forget(NAME)
    if job.code == DONE:
        st.rerun()
    html.notice(" ".join(job.said) or tell(reader, "close.failed"))
