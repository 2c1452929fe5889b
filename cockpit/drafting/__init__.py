"""Looks at a file, a folder or a database that nobody has described, and proposes how it would be read.

Foreign files are read by a child process alone, within the limits of every import. Nothing is guessed silently: what
the content leaves open is a ``Doubt``.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from glob import escape
from pathlib import Path
from typing import Any

from cockpit.drafting.merge import merged
from cockpit.drafting.proposal import Doubt, Drafted, Proposal, Unknown, proposal_from, unknown_from
from cockpit.errors import SourceError
from cockpit.sources import nursery

COMMAND = ("-m", "cockpit.drafting.child")
KINDS = (".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".txt", ".gz")
MOST_FILES = 400


def draft_file(
    file: Path,
    source: str,
    unnamed: str,
    work: Path,
    record: str | None = None,
    limits: nursery.Limits | None = None,
) -> Drafted:
    """The tables of one file. ``unnamed`` stands for names that rows lack; ``record`` says what they must be.

    Raises SourceError where it cannot be read, as an import of it would.
    """
    drafted, refused = _look([(file, file.name)], source, unnamed, work, record, limits or nursery.Limits(), _quiet)
    if refused:
        raise refused[0]
    proposals = [replace(one, table=replace(one.table, files=escape(file.name))) for one in drafted.proposals]
    return Drafted(tuple(proposals), drafted.unknown)


def draft_folder(
    folder: Path, source: str, unnamed: str, work: Path, progress: Callable[[str], None]
) -> tuple[Drafted, list[SourceError]]:
    """The tables of all files of a folder, those of one family together; and the files that cannot be read."""
    files = [
        (one, one.name)
        for one in sorted(folder.iterdir())
        if one.is_file() and one.suffix.lower() in KINDS and not one.name.startswith(("~$", "."))
    ]
    if not files:
        raise SourceError("draft_no_files", source=source, path=str(folder), kinds=list(KINDS))
    drafted, refused = _look(files[:MOST_FILES], source, unnamed, work, None, nursery.Limits(), progress)
    return Drafted(tuple(merged(drafted.proposals)), drafted.unknown), refused


def _quiet(_: str) -> None:
    return None


def _look(
    files: Sequence[tuple[Path, str]],
    source: str,
    unnamed: str,
    work: Path,
    record: str | None,
    limits: nursery.Limits,
    progress: Callable[[str], None],
) -> tuple[Drafted, list[SourceError]]:
    """Every file in a limited process; one at which the process dies is refused, and the rest goes on."""
    folder = work / f"draft.{uuid.uuid4().hex[:8]}"
    items: list[dict[str, Any]] = [
        {"path": str(file.resolve()), "file": name, "folder": str(folder / str(number))}
        for number, (file, name) in enumerate(files)
    ]
    proposals: list[Proposal] = []
    unknown: list[Unknown] = []
    refused: list[SourceError] = []
    try:
        while items:
            request = {"source": source, "unnamed": unnamed, "record": record, "items": items}
            finished = 0
            with nursery.Child(COMMAND, request, len(items), limits) as child:
                for message in child.messages():
                    if "started" in message:
                        progress(items[message["started"]]["file"])
                        continue
                    finished += 1
                    if "done" in message:
                        proposals += map(proposal_from, message["proposals"])
                        unknown += map(unknown_from, message["unknown"])
                    else:
                        refused.append(SourceError(message["key"], **message["arguments"]))
                if finished < len(items):
                    refused.append(SourceError(child.death, source=source, file=items[finished]["file"]))
                    finished += 1
            items = items[finished:]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Drafted(tuple(proposals), tuple(unknown)), refused


__all__ = ["KINDS", "Doubt", "Drafted", "Proposal", "Unknown", "draft_file", "draft_folder"]
