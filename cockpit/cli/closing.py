"""close: the month as it is now, kept for good."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable
from datetime import date
from typing import Any

from cockpit.cli.context import Context, Steps, show, show_json, show_table, tell, tell_json
from cockpit.cli.parser import Commands
from cockpit.errors import DONE
from cockpit.i18n import LANGUAGES, label, moment, number, say
from cockpit.ledger import CLI
from cockpit.review import closes, closing, reading, restating
from cockpit.review.closes import Close
from cockpit.review.corrected import first_seen, rows_told
from cockpit.review.document import Restated
from cockpit.review.numbers import Figure

MOST_KEYS = 5


def add(commands: Commands) -> None:
    """Adds the command of this module."""
    parser = commands.add("close", _close)
    parser.option("month", metavar="2026-10")
    parser.option("--who", metavar="NAME")
    parser.option("--json", action="store_true")
    parser.option("--json-progress", action="store_true")


def _close(context: Context, arguments: argparse.Namespace) -> int:
    """Closes a month; says what moved since the version before, and what waits in quarantine."""
    month = reading.month_of(arguments.month)
    before = closes.latest(context.settings.data, month)
    moved = () if before is None else restating.restated(context.settings, before, context.language, context.environ)
    with Steps(context) as steps:
        told = tell_json if arguments.json_progress else steps
        made = closing.close(
            context.settings,
            month,
            arguments.who or _who(),
            context.environ,
            lambda step: _progress(context, told, step),
        )
    if arguments.json:
        show_json(_as_json(made, before, moved))
        return DONE
    _show(context, made, month)
    if before is not None:
        show_restated(context, before, moved)
    if pending := made.facts["pending"]:
        tell(context.say("close.pending", n=number(pending, context.language)))
    return DONE


def _who() -> str:
    """Who closes: the system's name of the person, so that the ledger says it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        return CLI


def _progress(context: Context, told: Callable[..., None], step: str) -> None:
    """A step of the close: the documents by their languages, then the rest."""
    if step in LANGUAGES:
        told("close_document", name=say(f"cli.languages.{step}", context.language))
    else:
        told(f"close_{step}")


def _show(context: Context, made: Close, month: date) -> None:
    zone, tongue = context.settings.zone, context.language
    facts = {"month": label("month", month, tongue), "version": made.version, "snapshot": made.snapshot}
    show(context.say("close.done", **facts, as_of=moment(made.as_of, tongue, zone)))
    show(context.say("close.kept", folder=made.folder))


def show_restated(context: Context, before: Close, moved: tuple[Restated, ...]) -> None:
    """What moved since a close, with both figures and how many rows made it."""
    facts = {"version": before.version, "n": number(len(moved), context.language)}
    show(context.say("close.restated" if moved else "close.as_before", **facts))
    if moved:
        header = [context.say(f"close.{word}") for word in ("measure", "closed", "now", "difference", "rows")]
        rows = [
            [one.name, one.closed.text, one.now.text, one.difference, rows_told(one, context.language, MOST_KEYS)]
            for one in first_seen(moved)
        ]
        show_table(header, rows, numbers=(1, 2, 3))


def _as_json(made: Close, before: Close | None, moved: tuple[Restated, ...]) -> dict[str, Any]:
    return {
        "month": f"{made.month:%Y-%m}",
        "version": made.version,
        "snapshot": made.snapshot,
        "as_of": made.as_of.isoformat(),
        "closed_at": made.closed_at.isoformat(),
        "closed_by": made.closed_by,
        "folder": str(made.folder),
        "pending": made.facts["pending"],
        "since": before and before.version,
        "restated": [restated_json(one) for one in moved],
    }


def restated_json(one: Restated) -> dict[str, Any]:
    """What moved, with both figures and the rows."""
    return {
        "metric": one.metric,
        "name": one.name,
        "by": dict(one.closed.cell),
        "from": one.closed.period.first.isoformat(),
        "to": one.closed.period.until.isoformat(),
        "filters": {name: list(values) for name, values in one.closed.filters},
        "closed": _figure(one.closed),
        "now": _figure(one.now),
        "difference": one.difference,
        **{word: list(getattr(one, word)) for word in ("added", "removed", "changed")},
    }


def _figure(one: Figure) -> dict[str, Any]:
    return {"value": one.value, "n": one.n, "text": one.text}
