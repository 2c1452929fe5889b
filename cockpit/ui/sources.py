"""The Data page: where the figures come from, how old they are, what was left out and why."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any

import streamlit as st

from cockpit.access import Person
from cockpit.boards import Tile
from cockpit.i18n import has, label, moment, number, say
from cockpit.ledger import Ledger
from cockpit.sentences import Sentence
from cockpit.store import Store
from cockpit.sync.failure import last
from cockpit.ui import html, jobs
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.site import settings

MOST_PROBLEMS = 200
MOST_SNAPSHOTS = 12
MOST_FILES = 6
MOST_FAULTS = 6
HELD = 3


def clocks(reader: Reader, _tile: Tile) -> None:
    """The three clocks in a sentence, and the way to read the sources again."""
    text = sentence(reader.opened.snapshot.manifest["tables"], reader.language)
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        headline(Sentence(text))
    with right:
        sync_button(reader.language, reader.who)
    known = reader.opened.cockpit.clocks
    facts = [
        ("source", known.source),
        ("sync", known.sync),
        ("page", datetime.now(UTC)),
    ]
    asked = reader.moment(known.asked)
    cells = [
        f"<dt>{escape(reader.say(f'clock.{name}'))}</dt><dd><b>{escape(reader.moment(at))}</b> "
        f'<span class="c-quiet">{escape(reader.say(f"clock.{name}_means", asked=asked))}</span></dd>'
        for name, at in facts
    ]
    html.show(f'<dl class="c-facts">{"".join(cells)}</dl>')
    failed(reader)
    progress(reader.who)


def sentence(tables: dict[str, dict[str, Any]], tongue: str) -> str:
    """How many rows were read, how many wait, and for how many of these the last good content counts."""
    counts = {
        name: sum(table.get(figure, 0) for table in tables.values())
        for name, figure in (("rows", "read"), ("n", "quarantined"), ("carried", "carried"))
    }
    key = "sentence_carried" if counts["carried"] else "sentence_pending" if counts["n"] else "sentence"
    told = {name: number(count, tongue) for name, count in counts.items()}
    return say(f"pages.data.{key}", tongue, tables=len(tables), **told)


def sync_button(tongue: str, who: Person) -> None:
    """Reads the sources now, as a child process."""
    job = jobs.last()
    st.button(
        say("pages.data.sync", tongue),
        key="sync",
        width="stretch",
        disabled=bool(job and job.running),
        on_click=read_again,
        args=(tongue, who, False),
    )


def read_again(tongue: str, who: Person, accept: bool) -> None:
    """Starts a sync in somebody's name; ``accept`` takes what was held."""
    Ledger(settings().data).record(who.who, "sync.accept" if accept else "sync.start")
    jobs.sync(settings(), tongue, accept=accept)


def progress(who: Person) -> None:
    """What the running sync tells, once a second; afterwards how it ended."""
    job = jobs.last()
    if job is None:
        return
    if job.running:
        watch()
    else:
        _ended(job, who)


def watch() -> None:
    """What the sync that runs tells, once a second."""
    st.fragment(_watch, run_every=1.0)()


def _watch() -> None:
    from cockpit.ui.site import language

    job = jobs.last()
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
    # A database gives out tables in the place of files, by the records they hold.
    return say(key, tongue) if name in ("record", "table", "file") and has(key, tongue) else fact


def _ended(job: jobs.Job, who: Person) -> None:
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
        st.button(say("pages.data.accept", tongue), key="accept", on_click=read_again, args=(tongue, who, True))


def failed(reader: Reader) -> None:
    """Why the last sync failed, if it did."""
    failure = last(settings().data)
    if failure is None:
        return
    words = failure.words.get(reader.language, "").split("\n")
    html.empty(reader.say("data.failed", at=reader.moment(failure.at)), "\n".join(words[:MOST_FAULTS]))


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
