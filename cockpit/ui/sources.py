"""The Data page: where the figures come from, how old they are, what was left out and why."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from cockpit.boards import Tile
from cockpit.exports import quarantine as export
from cockpit.i18n import has, label, moment, number, say
from cockpit.sentences import Sentence
from cockpit.store import Store
from cockpit.ui import downloads, html, jobs
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.site import settings

MOST_PROBLEMS = 200
MOST_SNAPSHOTS = 12
MOST_FILES = 6
HELD = 3


def clocks(reader: Reader, _tile: Tile) -> None:
    """The three clocks in a sentence, and the way to read the sources again."""
    manifest = reader.opened.snapshot.manifest
    tables = manifest["tables"].values()
    read = sum(table["read"] for table in tables)
    held_back = sum(table["quarantined"] for table in tables)
    said = {"rows": number(read, reader.language), "tables": len(manifest["tables"])}
    text = reader.say(
        "data.sentence_pending" if held_back else "data.sentence", n=number(held_back, reader.language), **said
    )
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        headline(Sentence(text))
    with right:
        sync_button(reader.language)
    known = reader.opened.cockpit.clocks
    facts = [
        ("source", known.source),
        ("sync", known.sync),
        ("asked", known.asked),
    ]
    cells = [
        f"<dt>{escape(reader.say(f'clock.{name}'))}</dt><dd><b>{escape(reader.moment(at))}</b> "
        f'<span class="c-quiet">{escape(reader.say(f"clock.{name}_means"))}</span></dd>'
        for name, at in facts
    ]
    html.show(f'<dl class="c-facts">{"".join(cells)}</dl>')
    progress()


def sync_button(tongue: str) -> None:
    """Reads the sources now, as a child process."""
    job = jobs.last_sync()
    st.button(
        say("pages.data.sync", tongue),
        key="sync",
        width="stretch",
        disabled=bool(job and job.running),
        on_click=_start,
        args=(tongue, False),
    )


def _start(tongue: str, accept: bool) -> None:
    jobs.sync(settings(), tongue, accept=accept)


def progress() -> None:
    """What the running sync tells, once a second; afterwards how it ended."""
    job = jobs.last_sync()
    if job is None:
        return
    if job.running:
        st.fragment(_watch, run_every=1.0)()
    else:
        _ended(job)


def _watch() -> None:
    from cockpit.ui.site import language

    job = jobs.last_sync()
    if job is None or not job.running:
        st.rerun()
    assert job is not None
    html.show(f'<p class="c-under" role="status">{escape(_step(job, language()))}</p>')


def _step(job: jobs.Job, tongue: str) -> str:
    if not job.steps:
        return say("pages.data.starting", tongue)
    facts = {name: _fact(name, fact, tongue) for name, fact in job.steps[-1].items() if name != "step"}
    key = f"cli.progress.{job.steps[-1]['step']}"
    step = say(key, tongue, **facts) if has(key, tongue) else ""
    return f"{say('pages.data.running', tongue)} {step}".rstrip()


def _fact(name: str, fact: Any, tongue: str) -> Any:
    key = f"records.{fact}.name"
    return say(key, tongue) if name in ("record", "table") and has(key, tongue) else fact


def _ended(job: jobs.Job) -> None:
    from cockpit.ui.site import language

    tongue = language()
    if job.code == 0:
        jobs.forget()
        st.toast(say("pages.data.synced", tongue))
        return
    html.empty(
        say("pages.data.sync_held" if job.code == HELD else "pages.data.sync_failed", tongue), "\n".join(job.said)
    )
    if job.code == HELD:
        st.button(say("pages.data.accept", tongue), key="accept", on_click=_start, args=(tongue, True))


def sources(reader: Reader, _tile: Tile) -> None:
    """One line a record: from where, and read = accepted + in quarantine + duplicates."""
    html.heading(reader.say("data.sources"), reader.say("data.identity"))
    rows = []
    tables = reader.opened.snapshot.manifest["tables"]
    for name, table in sorted(tables.items(), key=lambda pair: -pair[1]["read"]):
        counts = [
            number(table[count], reader.language) for count in ("read", "accepted", "quarantined", "deduplicated")
        ]
        if table["quarantined"]:
            counts[2] = html.flag("watch", counts[2])
        rows.append(
            [escape(say(f"records.{name}.name", reader.language)), escape(", ".join(table.get("sources", []))), *counts]
        )
    headers = [
        reader.say(f"data.{name}") for name in ("record", "source", "read", "accepted", "quarantined", "deduplicated")
    ]
    html.show(html.table(headers, rows, right=(2, 3, 4, 5), caption=reader.say("data.sources")))


def quarantine(reader: Reader, _tile: Tile) -> None:
    """Rows that were not taken: by reason, then each with its place and value, and the workbook to correct them in."""
    html.heading(reader.say("data.quarantine"), reader.say("data.quarantine_beside"))
    rows = export.problems(reader.opened.snapshot)
    if not rows:
        html.empty(reader.say("data.no_problems"), reader.say("data.no_problems_why"))
        return
    reasons = Counter((row["record"], row["reason"]) for row in rows)
    lines = [
        [
            escape(say(f"records.{record}.name", reader.language)),
            _reason(reader, reason),
            number(count, reader.language),
        ]
        for (record, reason), count in reasons.most_common()
    ]
    headers = [reader.say(f"data.{name}") for name in ("record", "reason", "cells")]
    html.show(html.table(headers, lines, right=(2,), caption=reader.say("data.quarantine")))
    _download(reader)
    with st.expander(reader.say("data.problems", n=number(min(len(rows), MOST_PROBLEMS), reader.language))):
        _problems(reader, rows[:MOST_PROBLEMS])


def _problems(reader: Reader, rows: list[dict[str, Any]]) -> None:
    lines = []
    for row in rows:
        place = " · ".join(str(part) for part in (Path(row["file"] or "").name or row["source"], row["sheet"]) if part)
        column = f"records.{row['record']}.columns.{row['column']}"
        lines.append(
            [
                f'{escape(place)} <span class="c-quiet">{escape(reader.say("data.row", n=row["row"]))}</span>'
                if row["row"]
                else escape(place),
                escape(say(column, reader.language) if has(column, reader.language) else str(row["column"] or "")),
                f'<span class="c-clip">{escape(str(row["value"] or ""))}</span>',
                escape(export.reason({**row, "column": None}, reader.language)),
            ]
        )
    headers = [reader.say(f"data.{name}") for name in ("place", "column", "value", "reason")]
    html.show(html.table(headers, lines, caption=reader.say("data.quarantine")))


def _reason(reader: Reader, reason: str) -> str:
    """What is wrong, and small beneath it what to do."""
    words = {part: f"checks.{reason}.{part}" for part in ("title", "remedy")}
    title = say(words["title"], reader.language) if has(words["title"], reader.language) else reason
    remedy = say(words["remedy"], reader.language) if has(words["remedy"], reader.language) else ""
    return f'{escape(title)}<br><span class="c-quiet">{escape(remedy)}</span>' if remedy else escape(title)


def _download(reader: Reader) -> None:
    """Links to all rows in one workbook, and to each source file as it was with the reasons beside its rows."""
    wanted: list[tuple[str | None, str | None, str, str]] = [
        (None, None, reader.say("data.workbook_name", id=reader.opened.snapshot.id), reader.say("data.download"))
    ]
    for bad in export.files(reader.opened.snapshot)[: -MOST_FILES - 1 : -1]:
        base = Path(bad.file).name
        told = reader.say("data.download_file", file=base, n=number(bad.rows, reader.language))
        wanted.append((bad.source, bad.file, f"{Path(base).stem}.xlsx", told))
    links = [_link(reader, source, file, name, told) for source, file, name, told in wanted]
    html.show(f'<p class="c-links">{"".join(links)}</p>')


def _link(reader: Reader, source: str | None, file: str | None, name: str, told: str) -> str:
    snapshot, tongue, site = reader.opened.snapshot, reader.language, reader.opened.settings

    def write(target: Path) -> None:
        export.write(snapshot, site, target, tongue, source=source, file=file)

    path = downloads.offer(("quarantine", snapshot.id, tongue, source, file), name, downloads.XLSX, write)
    return f'<a href="{path}" download="{escape(name)}">↓ {escape(told)}</a>'


def unmapped(reader: Reader, _tile: Tile) -> None:
    """Values the mapping does not know: what to add to it."""
    html.heading(reader.say("data.unmapped"), reader.say("data.unmapped_beside"))
    lines = []
    for name, table in reader.opened.snapshot.manifest["tables"].items():
        for column, values in table.get("unmapped", {}).items():
            words = f"records.{name}.columns.{column}"
            shown = say(words, reader.language) if has(words, reader.language) else column
            for text, count in sorted(values.items(), key=lambda pair: -pair[1])[:20]:
                record = say(f"records.{name}.name", reader.language)
                lines.append([escape(f"{record} · {shown}"), escape(str(text)), number(count, reader.language)])
    if not lines:
        html.empty(reader.say("data.no_unmapped"), reader.say("data.no_unmapped_why"))
        return
    headers = [reader.say(f"data.{name}") for name in ("column", "value", "rows")]
    html.show(html.table(headers, lines, right=(2,), caption=reader.say("data.unmapped")))


def snapshots(reader: Reader, _tile: Tile) -> None:
    """The published states of the data, newest first."""
    html.heading(reader.say("data.snapshots"), reader.say("data.snapshots_beside"))
    lines = []
    for snapshot in Store(settings().data).list()[:MOST_SNAPSHOTS]:
        known = snapshot.clocks
        marks = [reader.say("data.serves")] if snapshot.id == reader.opened.snapshot.id else []
        marks += [reader.say("data.pinned")] if snapshot.manifest.get("pinned") else []
        rows = sum(table["rows"] for table in snapshot.manifest["tables"].values())
        lines.append(
            [
                escape(snapshot.id),
                escape(_stamp(reader, known["source"])),
                escape(_stamp(reader, known["sync"])),
                number(rows, reader.language),
                escape(label("", reader.say("list").join(marks), reader.language)),
            ]
        )
    headers = [reader.say(f"data.{name}") for name in ("snapshot", "source_clock", "sync_clock", "rows", "state")]
    html.show(html.table(headers, lines, right=(3,), caption=reader.say("data.snapshots")))


def _stamp(reader: Reader, text: str | None) -> str:
    return moment(datetime.fromisoformat(text), reader.language, reader.opened.settings.zone) if text else "–"
