"""A dry run of an uploaded file: what would be taken and what not and why; then it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from cockpit.access import Person
from cockpit.exports import reasons as words
from cockpit.i18n import has, number, say
from cockpit.settings.uploaded import DESCRIBED
from cockpit.sync.outcome import LEFT_OUT, SKIPPED
from cockpit.ui import html, jobs, site
from cockpit.ui.uploads_state import Upload, forget, may, said, tell, watch

COUNTS = ("read", "accepted", "quarantined", "deduplicated")
MOST_SHOWN = 50


def draw(tongue: str, who: Person, upload: Upload, name: str, words: str, *, ready: bool) -> None:
    """The button of the dry run, what it found, and the button that keeps the source once it was tried as it stands."""
    job = jobs.last(upload.job("try"))
    running = bool(job and job.running)
    st.button(
        tell(tongue, "try"),
        key="upload-try",
        type="primary",
        disabled=running or not ready,
        on_click=_start,
        args=(tongue, who, upload, words),
    )
    if job is not None and job.running:
        watch(tongue, upload.job("try"), "trying")
        return
    if job is not None:
        upload.tried, upload.wrong = job.result, [] if job.result else job.said
        jobs.forget(upload.job("try"))
    if upload.wrong:
        html.empty(tell(tongue, "not_tried"), "\n".join(upload.wrong))
    if upload.tried is None:
        return
    if upload.words != words:
        html.notice(tell(tongue, "changed"))
        return
    _results(tongue, upload.tried)
    rows = sum(counts["accepted"] for counts in upload.tried["tables"].values())
    if not rows and not upload.tried["faults"]:
        html.notice(tell(tongue, "nothing_accepted"))
    st.button(
        tell(tongue, "keep"),
        key="upload-keep",
        type="primary",
        disabled=bool(upload.tried["faults"]) or not rows,
        on_click=_keep,
        args=(tongue, who, upload, name),
    )


def _start(tongue: str, who: Person, upload: Upload, words: str) -> None:
    if not may(who):
        return
    (upload.folder / DESCRIBED).write_text(words, encoding="utf-8")
    upload.words, upload.tried, upload.wrong = words, None, []
    command = ["uploads", "try", str(upload.folder), "--json", "--json-progress"]
    jobs.start(upload.job("try"), site.settings(), command, tongue)


def _keep(tongue: str, who: Person, upload: Upload, name: str) -> None:
    if not may(who):
        return
    if said(tongue, ["uploads", "add", str(upload.folder), name, "--who", who.who]):
        forget(upload)


def _results(tongue: str, tried: dict[str, Any]) -> None:
    """Counts by record, values without a code, and the rows that would wait with the reason of each."""
    for fault in tried["faults"]:
        html.empty(tell(tongue, "not_tried"), fault)
    lines = [
        [escape(say(f"records.{record}.name", tongue)), *(number(counts[one], tongue) for one in COUNTS)]
        for record, counts in tried["tables"].items()
    ]
    if lines:
        headers = [tell(tongue, one) for one in ("of", *COUNTS)]
        html.show(f'<h3 class="c-h3">{escape(tell(tongue, "counts"))}</h3>')
        html.show(html.table(headers, lines, right=range(1, 5), caption=tell(tongue, "counts")))
    _left_aside(tongue, tried["tables"])
    for line in tried["notes"]:
        html.notice(line)
    for record, counts in tried["tables"].items():
        for column, values in counts["unmapped"].items():
            name = say(f"records.{record}.columns.{column}", tongue)
            html.notice(tell(tongue, "unmapped", name=name, values=list(values)[:10]))
    if tried["problems"]:
        _problems(tongue, tried)


def _left_aside(tongue: str, tables: Mapping[str, Any]) -> None:
    """The rows that no count includes: lines of totals, blank ones, and what is left out."""
    for record, counts in tables.items():
        left, name = counts["skipped"], say(f"records.{record}.name", tongue)
        told = {why: number(left.get(why, 0), tongue) for why in (*SKIPPED, LEFT_OUT)}
        lines = [say("pages.data.skipped", tongue, **told)] if any(left.get(why) for why in SKIPPED) else []
        lines += [say("pages.data.left_out", tongue, n=told[LEFT_OUT])] if left.get(LEFT_OUT) else []
        for line in lines:
            html.show(f'<p class="c-under"><b>{escape(name)}</b> {escape(line)}</p>')


def _problems(tongue: str, tried: dict[str, Any]) -> None:
    """How many rows would wait for each reason, then the cells one by one."""
    lines = [
        [
            escape(say(f"records.{one['record']}.name", tongue)),
            _reason(tongue, one["reason"]),
            number(one["rows"], tongue),
        ]
        for one in tried["reasons"]
    ]
    headers = [say(f"pages.data.{name}", tongue) for name in ("record", "reason", "rows")]
    html.show(f'<h3 class="c-h3">{escape(tell(tongue, "why"))}</h3>')
    html.show(html.table(headers, lines, right=(2,), caption=tell(tongue, "why")))
    problems = tried["problems"][:MOST_SHOWN]
    shown = tell(tongue, "first", n=number(len(problems), tongue), cells=number(tried["cells"], tongue))
    beside = f"<span>{escape(shown)}</span>" if tried["cells"] > len(problems) else ""
    html.show(f'<h3 class="c-h3">{escape(tell(tongue, "quarantine"))}{beside}</h3>')
    rows = [
        [
            escape(_place(tongue, one)),
            escape(_column(tongue, one)),
            f'<span class="c-clip">{escape(str(one["value"] or ""))}</span>',
            escape(words.title(one["reason"], tongue)),
        ]
        for one in problems
    ]
    headers = [say(f"pages.data.{name}", tongue) for name in ("place", "column", "value", "reason")]
    html.show(html.table(headers, rows, caption=tell(tongue, "quarantine")))


def _place(tongue: str, one: dict[str, Any]) -> str:
    row = say("cli.findings.row_n", tongue, n=one["row"]) if one["row"] else ""
    return " · ".join(part for part in (one["file"], one["sheet"], row) if part)


def _column(tongue: str, one: dict[str, Any]) -> str:
    key = f"records.{one['record']}.columns.{one['column']}"
    return say(key, tongue) if has(key, tongue) else str(one["column"] or "")


def _reason(tongue: str, reason: str) -> str:
    title, remedy = words.title(reason, tongue), words.remedy(reason, tongue)
    return f'{escape(title)}<br><span class="c-quiet">{escape(remedy)}</span>' if remedy else escape(title)
