"""uploads: files that came through the Data page, tried, kept, listed and removed."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from cockpit.cli.context import Context, Steps, show, show_json, tell_json
from cockpit.cli.parser import Commands
from cockpit.cli.syncing import COUNTS
from cockpit.drafting import uploads
from cockpit.errors import AT_FAULT, DONE, ConfigurationError, UsageError
from cockpit.i18n import explain
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
    with Steps(context) as steps:
        store = Store(site.data)
        with store.lock(), store.workspace() as work:
            try:
                progress = tell_json if arguments.json_progress else steps
                outcomes = look(site, context.environ, work, store.latest(), progress)
                problems = [row for one in outcomes.values() for row in _problems(one, new)]
            except Refused as refused:
                faults = [explain(fault, context.language) for fault in refused.faults]
    tables = _counts(outcomes, new)
    slower = _slower(context, site, new)
    told = {"tables": tables, "problems": problems[:MOST_PROBLEMS], "faults": faults, "notes": slower}
    if arguments.json:
        show_json(told)
    else:
        for fault in faults:
            show(fault)
        for record, counts in tables.items():
            show(f"{context.record(record)}: {json.dumps({name: counts[name] for name in COUNTS})}")
        for line in slower:
            show(line)
    return AT_FAULT if faults else DONE


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
        own = [counts for source, counts in outcome.by_source().items() if source in new]
        if own:
            unmapped = outcome.notes.get("unmapped", {})
            found[name] = {count: sum(one[count] for one in own) for count in COUNTS} | {"unmapped": unmapped}
    return found


def _problems(outcome: Outcome, new: set[str]) -> list[dict[str, Any]]:
    """The cells that are at fault, as the quarantine would list them."""
    wanted = ("record", "file", "sheet", "row", "column", "value", "reason")
    rows = outcome.problems.select([*wanted, "source"]).to_pylist()
    return [{name: row[name] for name in wanted} for row in rows if row["source"] in new]
