"""decisions list, add, settle: what was decided in the reviews, and what became of it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date, datetime

from cockpit.cli import measure
from cockpit.cli.context import Context, show, show_json, show_table
from cockpit.cli.parser import Commands
from cockpit.errors import DONE, UsageError, nearest
from cockpit.i18n import day, label, say
from cockpit.ledger import CLI, Decision, Ledger
from cockpit.ledger.decisions import STATES, WANTED
from cockpit.metrics import CATALOGUE, Question
from cockpit.periods import whole
from cockpit.review import reading

COLUMNS = ("id", "month", "text", "owner", "due", "measure", "state")


def add(commands: Commands) -> None:
    """Adds the commands of this module."""
    below = commands.add("decisions").commands("job")
    parser = below.add("list", _list, under="decisions_")
    parser.option("month", nargs="?", metavar="2026-10")
    parser.option("--json", action="store_true")
    parser = below.add("add", _add, under="decisions_")
    parser.option("month", metavar="2026-10")
    parser.option("decision", metavar="TEXT")
    parser.option("--owner", default="")
    parser.option("--due", metavar="D")
    parser.option("--moves", metavar="NAME")
    parser.option("--where", action="append", default=[], metavar="dim=value")
    parser.option("--wanted", choices=WANTED)
    parser = below.add("settle", _settle, under="decisions_")
    parser.option("number", type=int, metavar="ID")
    parser.option("state", choices=STATES)


def _list(context: Context, arguments: argparse.Namespace) -> int:
    month = reading.month_of(arguments.month) if arguments.month else None
    found = Ledger(context.settings.data).decisions(month)
    if arguments.json:
        show_json([{name: _plain(fact) for name, fact in asdict(one).items()} for one in found])
    elif not found:
        show(context.say("decisions.none"))
    else:
        header = [
            context.say(f"decisions.{word}") for word in ("id", "month", "text", "owner", "due", "measure", "state")
        ]
        show_table(header, [_row(context, one) for one in found])
    return DONE


def _add(context: Context, arguments: argparse.Namespace) -> int:
    month, filters, name = reading.month_of(arguments.month), measure.filters(arguments.where), arguments.moves
    if name is not None:
        if name not in CATALOGUE:
            raise UsageError("unknown_metric", name=name, nearest=nearest(name, CATALOGUE))
        Question(name, whole(month, "month"), filters=filters).checked()
    due = _day(arguments.due) if arguments.due else None
    made = Decision(month, arguments.decision, arguments.owner, due, name, filters, arguments.wanted)
    if lacking := made.lacking:
        raise UsageError("decision_lacks", what=[context.say(f"decisions.lacks_{one}") for one in lacking])
    identity = Ledger(context.settings.data).decide(made, CLI)
    show(context.say("decisions.added", id=identity, month=label("month", month, context.language)))
    return DONE


def _settle(context: Context, arguments: argparse.Namespace) -> int:
    Ledger(context.settings.data).settle_decision(arguments.number, arguments.state, CLI)
    show(context.say("decisions.settled", id=arguments.number, state=_state(context, arguments.state)))
    return DONE


def _row(context: Context, one: Decision) -> list[str]:
    tongue = context.language
    name = say(f"metrics.{one.metric}.name", tongue) if one.metric in CATALOGUE else ""
    due = day(one.due, tongue) if one.due else ""
    return [str(one.id), f"{one.month:%Y-%m}", one.text, one.owner, due, name, _state(context, one.state)]


def _state(context: Context, state: str) -> str:
    return context.say(f"decisions.{state}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("bad_moment", text=text) from None


def _plain(fact: object) -> object:
    return fact.isoformat() if isinstance(fact, (date, datetime)) else fact
