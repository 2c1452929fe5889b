"""uploads: files that came through the Data page, tried, kept, listed and removed."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cockpit.cli.context import Context, Steps, show, show_json, show_table, tell_json
from cockpit.cli.parser import Commands
from cockpit.cli.syncing import COUNTS, show_left_aside
from cockpit.drafting import uploads
from cockpit.errors import AT_FAULT, DONE, ConfigurationError, UsageError
from cockpit.i18n import explain, number
from cockpit.ledger import CLI, Ledger
from cockpit.settings import uploaded
from cockpit.settings.model import Settings
from cockpit.store import Store
from cockpit.sync import Outcome, Refused, look
from cockpit.sync.since import shared

MOST_PROBLEMS = 200


def add(commands: Commands) -> None:
    """Adds the commands of this module."""
    below = commands.add("uploads").commands("subcommand")
    parser = below.add("list", _list, under="uploads_")
    parser.option("--json", action="store_true")
    parser = below.add("try", _try, under="uploads_")
    parser.option("staged", type=Path, metavar="FOLDER")
    parser.option("--json", action="store_true")
    parser.option("--json-progress", action="store_true")
    parser = below.add("add", _add, under="uploads_")
    parser.option("staged", type=Path, metavar="FOLDER")
    parser.option("upload_name", metavar="NAME")
    parser.option("--who", default=CLI)
    parser = below.add("remove", _remove, under="uploads_")
    parser.option("upload_name", metavar="NAME")
    parser.option("--who", default=CLI)


def _list(context: Context, arguments: argparse.Namespace) -> int:
    names = uploads.names(context.settings.data)
    if arguments.json:
        show_json(names)
    else:
        for name in names:
            show(name)
    return DONE


def _add(context: Context, arguments: argparse.Namespace) -> int:
    site = _described(context.settings, arguments.staged, arguments.upload_name)
    uploads.keep(arguments.staged, context.settings.data, arguments.upload_name)
    Ledger(context.settings.data).record(arguments.who, "source.add", arguments.upload_name)
    show(context.say("uploads.added", name=arguments.upload_name))
    for line in _slower(context, site, {arguments.upload_name}):
        show(line)
    return DONE


def _remove(context: Context, arguments: argparse.Namespace) -> int:
    uploads.remove(context.settings.data, arguments.upload_name)
    Ledger(context.settings.data).record(arguments.who, "source.remove", arguments.upload_name)
    show(context.say("uploads.removed", name=arguments.upload_name))
    return DONE


def _described(settings: Settings, folder: Path, name: str | None = None) -> Settings:
    """The site with the staged source beside its own; the error where it is at fault or its name is taken."""
    found, faults = uploaded.one(folder / uploaded.DESCRIBED)
    if faults:
        raise ConfigurationError(str(folder), faults)
    named = [replace(source, name=name or source.name) for source in found]
    taken = {source.name for source in settings.sources}
    for source in named:
        if source.name in taken:
            raise UsageError("upload_taken", name=source.name)
    return replace(settings, sources=(*settings.sources, *named))


def _try(context: Context, arguments: argparse.Namespace) -> int:
    """What a sync would make of the staged source, beside all others; nothing is published."""
    site = _described(context.settings, arguments.staged)
    new = {source.name for source in site.sources} - {source.name for source in context.settings.sources}
    faults: list[str] = []
    outcomes: dict[str, Outcome] = {}
    problems: list[dict[str, Any]] = []
    reasons: list[dict[str, Any]] = []
    with Steps(context) as steps:
        store = Store(site.data)
        with store.lock(), store.workspace() as work:
            try:
                progress = tell_json if arguments.json_progress else steps
                outcomes = look(site, context.environ, work, store.latest(), progress)
                problems = [row for one in outcomes.values() for row in _problems(one, new)]
                reasons = [reason for one in outcomes.values() for reason in _reasons(one, new)]
            except Refused as refused:
                faults = [explain(fault, context.language) for fault in refused.faults]
    tables = _counts(outcomes, new)
    slower = _slower(context, site, new)
    told = {
        "tables": tables,
        "reasons": reasons,
        "problems": problems[:MOST_PROBLEMS],
        "cells": len(problems),
        "faults": faults,
        "notes": slower,
    }
    if arguments.json:
        show_json(told)
    else:
        for fault in faults:
            show(fault)
        if tables:
            _show(context, tables, reasons, new)
        for line in slower:
            show(line)
    return AT_FAULT if faults else DONE


def _show(context: Context, tables: dict[str, Any], reasons: list[dict[str, Any]], new: set[str]) -> None:
    """The counts by record with the reasons why rows would wait, and what none of them includes."""
    rows = []
    for record, counts in tables.items():
        figures = [number(counts[count], context.language) for count in COUNTS]
        why = {one["reason"]: one["rows"] for one in reasons if one["record"] == record}
        rows.append([context.record(record), *figures, context.reasons(why, sorted(new))])
    show_table([context.say(f"sync.{word}") for word in ("record", *COUNTS, "reasons")], rows, numbers=range(1, 5))
    for record, counts in tables.items():
        show_left_aside(context, record, counts["skipped"])


def _slower(context: Context, site: Settings, new: set[str]) -> list[str]:
    """Which databases will be read whole at every sync because the new sources give rows of the same record."""
    return [
        context.say("uploads.slower", record=context.record(record), source=source)
        for record, source, others in shared(site)
        if new & {*others}
    ]


def _counts(outcomes: dict[str, Outcome], new: set[str]) -> dict[str, Any]:
    """What became of the rows of the new sources, by record."""
    found = {}
    for name, outcome in outcomes.items():
        own = {source: counts for source, counts in outcome.by_source().items() if source in new}
        if own:
            found[name] = {count: sum(one[count] for one in own.values()) for count in COUNTS}
            found[name]["skipped"] = _summed(one["skipped"] for one in own.values())
            unmapped = [outcome.unmapped.get(source, {}) for source in own]
            columns = sorted({column for one in unmapped for column in one})
            found[name]["unmapped"] = {column: _summed(one.get(column, {}) for one in unmapped) for column in columns}
    return found


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The most first."""
    found: Counter[str] = Counter()
    for one in counts:
        found.update(one)
    return dict(found.most_common())


def _reasons(outcome: Outcome, new: set[str]) -> list[dict[str, Any]]:
    """Why rows of the new sources would wait, and how many do for each reason."""
    place = ("source", "file", "sheet", "row", "reason")
    rows = outcome.problems.group_by([*place]).aggregate([]).to_pylist()
    counts = Counter(row["reason"] for row in rows if row["source"] in new)
    return [{"record": outcome.record.name, "reason": reason, "rows": n} for reason, n in counts.most_common()]


def _problems(outcome: Outcome, new: set[str]) -> list[dict[str, Any]]:
    """The cells that are at fault, as the quarantine would list them."""
    wanted = ("record", "file", "sheet", "row", "column", "value", "reason")
    rows = outcome.problems.select([*wanted, "source"]).to_pylist()
    return [{name: row[name] for name in wanted} for row in rows if row["source"] in new]
