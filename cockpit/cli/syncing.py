"""sync and check."""

from __future__ import annotations

import argparse
import json
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from cockpit import alarms, delivery, worker
from cockpit.checks.alike import alike
from cockpit.cli import findings, naming
from cockpit.cli.context import Context, Steps, show, show_json, show_table, tell, tell_json
from cockpit.cli.parser import Commands
from cockpit.errors import AT_FAULT, DONE, CockpitError, ConfigurationError, Fault, UsageError
from cockpit.i18n import explain, label, number, say
from cockpit.ledger import CLI, Ledger
from cockpit.review import closes, restating
from cockpit.review.closes import Close
from cockpit.review.document import Restated
from cockpit.settings import uploaded
from cockpit.settings.leaves import duration
from cockpit.settings.readers import Wrong
from cockpit.store import Store, relation
from cockpit.sync import Outcome, Refused, Report, beside, look, silent, sync
from cockpit.sync.outcome import LEFT_OUT, SKIPPED
from cockpit.sync.since import UNUSED

Progress = Callable[..., None]

LEAST = timedelta(seconds=1)
CLOSES, NAMED = 3, 3  # the last closed months, and the figures of each that are named
COUNTS = ("read", "accepted", "quarantined", "deduplicated")


def add(commands: Commands) -> None:
    """Adds the commands of this module."""
    parser = commands.add("sync", _sync)
    parser.option("--every", metavar="5m")
    parser.option("--accept", action="store_true")
    parser.option("--full", action="store_true")
    parser.option("--json", action="store_true")
    parser.option("--json-progress", action="store_true")
    parser = commands.add("check", _check, faulty=_check_faulty)
    parser.option("--json", action="store_true")


def _sync(context: Context, arguments: argparse.Namespace) -> int:
    progress = tell_json if arguments.json_progress else None
    if not arguments.every:
        # who ends the sync ends what a database does for it; what is published is published whole
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, signal.default_int_handler)
        _round(context, arguments, progress)
        watch(context, quiet=arguments.json)
        if not arguments.json:
            findings.show_terms(context)
            naming.show_names(context, naming.synced(context))
        return DONE
    every = spell(arguments.every)
    findings.show_terms(context)
    naming.show_names(context, naming.synced(context))
    worker.rounds(every, lambda: _unattended(context, arguments, progress))
    return DONE


def spell(text: str) -> timedelta:
    """How long ``5m`` is; UsageError for what is no span of time or too short a one."""
    try:
        every = duration(text)
    except Wrong as wrong:
        raise UsageError("bad_duration", text=text) from wrong
    if every < LEAST:
        raise UsageError("bad_duration", text=text)
    return every


def _unattended(context: Context, arguments: argparse.Namespace, progress: Progress | None) -> None:
    """A round that nobody watches: what goes wrong is told, and the next one tries again."""
    try:
        _round(context, arguments, progress or silent)
    except Refused as refused:
        for fault in refused.faults:
            tell(explain(fault, context.language))
    except CockpitError as error:
        tell(explain(error, context.language))
    watch(context, quiet=arguments.json)


def watch(context: Context, *, quiet: bool = False) -> None:
    """What stands out by now, whether or not there are new data; what fails of it is told and stops nothing."""
    if Store(context.settings.data).latest() is None:
        return
    done = alarms.run(context.settings, context.environ)
    for failure in done.failed:
        tell(explain(failure.error, context.language))
    if not quiet and (done.standing or done.ended):
        counts = {name: number(getattr(done, name), context.language) for name in ("standing", "raised", "ended")}
        show(context.say("sync.alarms", **counts))
    _deliver(context, quiet=quiet)


def _deliver(context: Context, *, quiet: bool) -> None:
    """Whoever is to be told of it is told; what fails of that is told here and stops nothing either."""
    report = delivery.run(context.settings)
    if report.error is not None:
        tell(explain(report.error, context.language))
    for name, error in report.failed:
        tell(context.say("delivery.missed", name=name, why=explain(error, context.language)))
    if report.sent and not quiet:
        show(context.say("delivery.sent", n=report.sent))


def _round(context: Context, arguments: argparse.Namespace, progress: Progress | None) -> None:
    """``progress`` None: as a line for the person at the terminal."""
    with Steps(context) as steps:
        settings, told = uploaded.refreshed(context.settings), progress or steps
        report = sync(settings, context.environ, accept=arguments.accept, full=arguments.full, progress=told)
    if arguments.accept:
        Ledger(context.settings.data).record(CLI, "sync.accept", report.snapshot)
    moved = _moved(context) if report.published else {}
    if arguments.json:
        counts = [{"month": f"{close.month:%Y-%m}", "n": len(found)} for close, found in moved.items()]
        show_json(report.as_dict() | {"restated": counts})
    else:
        _show(context, report)
    for close, found in moved.items():
        _tell_moved(context, close, found)


def _moved(context: Context) -> dict[Close, list[Restated]]:
    """What these data moved of the last closed months, beyond the digits shown; what fails of it stops no sync."""
    site, found = context.settings, {}
    for month in closes.months(site.data)[:CLOSES]:
        with suppress(CockpitError):
            close = closes.latest(site.data, month)
            moved = restating.restated(site, close, context.language, context.environ) if close else ()
            if close and (seen := [one for one in moved if one.seen]):
                found[close] = seen
    return found


def _tell_moved(context: Context, close: Close, found: Sequence[Restated]) -> None:
    """So that nothing of a month that was closed moves in silence."""
    names = [f"{one.name} {one.closed.text} → {one.now.text}" for one in found[:NAMED]]
    names += ["…"] * (len(found) > NAMED)
    listed = say("common.comma", context.language).join(names)
    month = label("month", close.month, context.language)
    tell(
        context.say(
            "sync.restated", month=month, version=close.version, n=number(len(found), context.language), names=listed
        )
    )


def _show(context: Context, report: Report) -> None:
    key = "sync.published" if report.published else "sync.unchanged"
    show(context.say(key, id=report.snapshot))
    show_counts(context, report.outcomes)
    findings.show_short(context, report.outcomes)


def show_counts(context: Context, outcomes: dict[str, Outcome]) -> None:
    """What was read of each record, and what of it is waiting in quarantine."""
    rows = []
    for name, outcome in outcomes.items():
        counts = outcome.counts()
        figures = [number(counts[count], context.language) for count in COUNTS]
        rows.append([context.record(name), *figures, context.reasons(counts["reasons"], outcome.notes["sources"])])
    header = [context.say(f"sync.{word}") for word in ("record", *COUNTS, "reasons")]
    show_table(header, rows, numbers=range(1, 5))
    for name, outcome in outcomes.items():
        if outcome.onward:
            told = {what: number(count, context.language) for what, count in outcome.onward.counts.items()}
            show(context.say("sync.onward", record=context.record(name), **told))
        for warning in outcome.notes["warnings"]:
            if warning["key"] == UNUSED:
                told = {"source": warning["source"], "sources": warning["sources"]}
                show(context.say("sync.unused", record=context.record(name), **told))
        if outcome.watermark and outcome.watermark.moved:
            show(context.say("sync.moved", record=context.record(name), columns=outcome.watermark.moved))
        if carried := outcome.carried.total():
            n = number(carried, context.language)
            show(context.say("sync.carried", record=context.record(name), n=n))
        show_left_aside(context, name, outcome.left_aside())


def show_left_aside(context: Context, name: str, left: Mapping[str, int]) -> None:
    """Of a record the rows that no count includes, if there are any."""
    told = {why: number(left.get(why, 0), context.language) for why in (*SKIPPED, LEFT_OUT)}
    if any(left.get(why) for why in SKIPPED):
        show(context.say("sync.skipped", record=context.record(name), **told))
    if left.get(LEFT_OUT):
        show(context.say("sync.left_out", record=context.record(name), n=told[LEFT_OUT]))


def _check(context: Context, arguments: argparse.Namespace) -> int:
    """Every fault of the sources; a faulty configuration has been told before this is called."""
    faults: tuple[CockpitError, ...] = ()
    outcomes: dict[str, Outcome] = {}
    same: findings.Alike = {}
    campuses = None
    try:
        store = Store(context.settings.data)
        with store.lock(), store.workspace() as work:
            outcomes = look(context.settings, context.environ, work, store.latest())
            same = {name: alike(outcome.record, outcome.file) for name, outcome in outcomes.items()}
            campuses = naming.campuses(relation(outcomes["tickets"].file) if "tickets" in outcomes else None)
    except Refused as refused:
        faults = refused.faults
    if arguments.json:
        named = [*naming.names(context, campuses), *findings.small_walls(context)]
        more = {"configuration": [one._asdict() for one in named], "terms": findings.terms(context)}
        show_json(_findings(context.language, outcomes, same, faults) | more)
    else:
        for fault in faults:
            tell(explain(fault, context.language))
        if not faults:
            show_counts(context, outcomes)
            findings.show_all(context, outcomes, same)
            findings.show_terms(context)
            findings.show_walls(context)
            naming.show_names(context, campuses)
    return AT_FAULT if faults else DONE


def _check_faulty(error: CockpitError, language: str, arguments: argparse.Namespace) -> int:
    """The faults of a configuration that cannot be read."""
    if not arguments.json:
        raise error
    faults = error.faults if isinstance(error, ConfigurationError) else ()
    show_json({"faults": [_fault(fault, language) for fault in faults], "tables": {}, "configuration": []})
    return error.exit_code


def _fault(fault: Fault, language: str) -> dict[str, Any]:
    message = say(f"errors.fault.{fault.key}", language, **fault.arguments)
    return {"key": fault.key, "path": fault.path, "line": fault.line, "message": message}


def _findings(
    language: str, outcomes: dict[str, Outcome], same: findings.Alike, faults: tuple[CockpitError, ...]
) -> dict[str, Any]:
    return {
        "faults": [
            {"key": fault.key, "message": explain(fault, language), "arguments": _plain(fault.arguments)}
            for fault in faults
        ],
        "tables": {
            name: {
                **outcome.counts(),
                "unmapped": outcome.notes["unmapped"],
                "alike": same[name],
                "warnings": outcome.notes["warnings"],
            }
            for name, outcome in outcomes.items()
        },
        **beside(outcomes),
    }


def _plain(arguments: dict[str, object]) -> dict[str, object]:
    read: dict[str, object] = json.loads(json.dumps(arguments, default=str))
    return read
