"""An upload on its way, and what its steps share: who may, its jobs, and what became of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from cockpit import settings as configuration
from cockpit.access import Person
from cockpit.boards import KEEPERS
from cockpit.drafting import uploads
from cockpit.errors import CockpitError
from cockpit.i18n import explain, has, say
from cockpit.ui import html, jobs, site

STATE = "upload"


@dataclass
class Upload:
    """A file on its way: where it is staged, what was drafted of it, and what a trial made of it."""

    folder: Path
    file: Path
    drafted: dict[str, Any] | None = None
    tried: dict[str, Any] | None = None
    words: str = ""
    wrong: list[str] = field(default_factory=list)

    def job(self, kind: str) -> str:
        """The name under which a job of this upload runs."""
        return f"{kind}-{self.folder.name}"


def may(who: Person) -> bool:
    """Whether somebody looks after the data."""
    return bool({*who.roles} & {*KEEPERS})


def tell(tongue: str, key: str, **arguments: object) -> str:
    """Words of this part of the page."""
    return say(f"uploads.{key}", tongue, **arguments)


def forget(upload: Upload) -> None:
    """Takes a staged file away."""
    uploads.discard(upload.folder)
    st.session_state.pop(STATE, None)
    st.session_state["upload-round"] = st.session_state.get("upload-round", 0) + 1


def start(tongue: str, upload: Upload, record: str | None = None) -> None:
    """Has a child process draft the staged file, as ``record`` where somebody said what it is."""
    upload.drafted, upload.tried, upload.words = None, None, ""
    words = ["draft", str(upload.file), "--json", "--source-name", suggested(upload.file)]
    words += ["--as-record", record] if record else []
    jobs.start(upload.job("draft"), site.settings(), words, tongue)


def suggested(file: Path) -> str:
    """A name for the source: what of the file's name may be one."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", file.name.split(".")[0]).strip("-_")[:40]
    return plain if uploads.valid(plain) else "upload"


def watch(tongue: str, name: str, words: str) -> None:
    """That a job runs, looked at once a second; the page is drawn anew when it has ended."""

    def look() -> None:
        job = jobs.last(name)
        if job is None or not job.running:
            st.rerun()
        step = _step(job.steps[-1], tongue) if job and job.steps else ""
        html.show(f'<p class="c-under" role="status">{escape(f"{tell(tongue, words)} {step}".strip())}</p>')

    st.fragment(look, run_every=1.0)()


def _step(step: dict[str, Any], tongue: str) -> str:
    key = f"cli.progress.{step['step']}"
    facts = {name: fact for name, fact in step.items() if name != "step"}
    if "record" in facts:
        facts["record"] = say(f"records.{facts['record']}.name", tongue)
    return say(key, tongue, **facts) if has(key, tongue) else ""


def said(tongue: str, words: Sequence[str]) -> bool:
    """Runs a short command to its end; what it says stands on the page, and the site is read anew. Whether it did."""
    done = jobs.run(site.settings(), words, tongue)
    st.session_state["upload-said"] = (done.said, "fine" if done.code == 0 else "watch")
    if done.code == 0:
        own = site.settings()
        try:
            site.install(configuration.load(own.file, own.data))
        except CockpitError as error:
            st.session_state["upload-said"] = ([*done.said, explain(error, tongue)], "watch")
    return done.code == 0
