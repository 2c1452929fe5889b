"""Rows that were not taken: why, one by one, and as files to correct them in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from cockpit.boards import Tile
from cockpit.exports import quarantine as export
from cockpit.exports import reasons as words
from cockpit.exports.own import column_words
from cockpit.exports.quarantine import BadFile
from cockpit.i18n import number, say
from cockpit.store import Snapshot
from cockpit.ui import downloads, html
from cockpit.ui.cache import ANSWERS
from cockpit.ui.reader import Reader

MOST_PROBLEMS = 200
MOST_FILES = 4

T = TypeVar("T")


def rows_aside(reader: Reader, _tile: Tile) -> None:
    """Rows that were not taken: by reason, then each with its place and value, and the workbook to correct them in."""
    html.heading(reader.say("data.quarantine"), reader.say("data.quarantine_beside"))
    rows = _kept(reader, export.problems)
    if not rows:
        html.empty(reader.say("data.no_problems"), reader.say("data.no_problems_why"))
        return
    places = {tuple(row[name] for name in ("record", "reason", "source", "file", "sheet", "row")) for row in rows}
    site = reader.opened.settings
    reasons = Counter((record, reason, words.of_database(source, site)) for record, reason, source, *_ in places)
    lines = [
        [
            escape(say(f"records.{record}.name", reader.language)),
            _reason(reader, reason, database=database),
            number(count, reader.language),
        ]
        for (record, reason, database), count in reasons.most_common()
    ]
    headers = [reader.say(f"data.{name}") for name in ("record", "reason", "rows")]
    drawn = html.table(headers, lines, right=(2,), caption=reader.say("data.quarantine"))
    html.show(f'<div class="c-reasons">{drawn}</div>')
    _download(reader)
    key = "data.problems" if len(rows) <= MOST_PROBLEMS else "data.problems_first"
    shown, whole = (number(count, reader.language) for count in (min(len(rows), MOST_PROBLEMS), len(rows)))
    with st.expander(reader.say(key, n=shown, of=whole)):
        _problems(reader, rows[:MOST_PROBLEMS])


def _problems(reader: Reader, rows: list[dict[str, Any]]) -> None:
    lines, site = [], reader.opened.settings
    for row in rows:
        place = " · ".join(str(part) for part in (Path(row["file"] or "").name or row["source"], row["sheet"]) if part)
        lines.append(
            [
                f'{escape(place)} <span class="c-quiet">{escape(words.place(row, site, reader.language))}</span>'
                if row["row"]
                else escape(place),
                escape(column_words(row, site, reader.language)),
                f'<span class="c-clip">{escape(str(row["value"] or ""))}</span>',
                escape(words.title(row["reason"], reader.language, database=words.of_database(row["source"], site))),
            ]
        )
    headers = [reader.say(f"data.{name}") for name in ("place", "column", "value", "reason")]
    html.show(html.table(headers, lines, caption=reader.say("data.quarantine")))


def _reason(reader: Reader, reason: str, *, database: bool) -> str:
    """What is wrong, and small beneath it what to do."""
    title = words.title(reason, reader.language, database=database)
    remedy = words.remedy(reason, reader.language, database=database)
    return f'{escape(title)}<br><span class="c-quiet">{escape(remedy)}</span>' if remedy else escape(title)


def _kept(reader: Reader, what: Callable[[Snapshot], list[T]]) -> list[T]:
    """What a snapshot, which never changes, says of its quarantine."""
    snapshot = reader.opened.snapshot
    found: list[T] = ANSWERS.get((snapshot.path, what), lambda: what(snapshot))
    return found


def _download(reader: Reader) -> None:
    """Links to all rows in one workbook and to those of the newest files; every other file by a list."""
    files = _kept(reader, export.files)
    name, told = reader.say("data.workbook_name", id=reader.opened.snapshot.id), reader.say("data.download")
    links = [_link(reader, None, name, told), *(_of_file(reader, bad) for bad in files[:MOST_FILES])]
    html.show(f'<p class="c-links">{"".join(links)}</p>')
    if len(files) <= MOST_FILES:
        return
    chosen = st.selectbox(
        reader.say("data.other_file"),
        files,
        index=None,
        format_func=lambda bad: reader.say(
            "data.other_rows", file=Path(bad.file).name, n=number(bad.rows, reader.language)
        ),
        placeholder=reader.say("data.all_files", n=number(len(files), reader.language)),
        key="bad-file",
        label_visibility="collapsed",
    )
    if chosen is not None:
        html.show(f'<p class="c-links">{_of_file(reader, chosen)}</p>')


def _of_file(reader: Reader, bad: BadFile) -> str:
    """A link to one file's rows: a workbook as it was, annotated; of anything else the bad rows alone."""
    base = Path(bad.file).name
    key = "data.download_file" if bad.annotated else "data.download_rows"
    told = reader.say(key, file=base, n=number(bad.rows, reader.language))
    return _link(reader, bad, f"{base.split('.')[0]}.xlsx", told)


def _link(reader: Reader, bad: BadFile | None, name: str, told: str) -> str:
    snapshot, tongue, site = reader.opened.snapshot, reader.language, reader.opened.settings
    source, file = (bad.source, bad.file) if bad else (None, None)

    def write(target: Path) -> None:
        export.write(snapshot, site, target, tongue, source=source, file=file)

    path = downloads.offer(("quarantine", snapshot.id, tongue, source, file), name, downloads.XLSX, write)
    return f'<a href="{path}" download="{escape(name)}">↓ {escape(told)}</a>'
