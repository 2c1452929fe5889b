"""warnings: what stands out, what of it stands in the ledger, and what people say about that."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any, Final

from cockpit import sentences
from cockpit.access import MANAGER
from cockpit.alerts import Alert, Outlook, Where, outlook
from cockpit.alerts.fitted import FOLDER
from cockpit.cli import measure, standing
from cockpit.cli.context import Context, show, show_json
from cockpit.cli.foreseen import foreseen
from cockpit.cli.parser import Commands
from cockpit.errors import DONE
from cockpit.i18n import counted, label, number, reckoned, say
from cockpit.metrics import Cockpit
from cockpit.periods import Period
from cockpit.settings.model import Settings

MOST_NAMED: Final = 3


def add(commands: Commands) -> None:
    """Adds the command of this module."""
    parser = commands.add("warnings", _warnings)
    parser.option("--at", metavar="D")
    parser.option("--where", action="append", default=[], metavar="dim=value")
    parser.option("--as", default="manager", metavar="ROLE[:PERSON]")
    parser.option("--snapshot", metavar="ID")
    parser.option("--json", action="store_true")
    for name in standing.SAID:
        parser.option(f"--{name}", type=int, metavar="N")
    parser.option("--until", metavar="D")
    parser.option("--reason", metavar="TEXT")


def _warnings(context: Context, arguments: argparse.Namespace) -> int:
    given = vars(arguments)
    said = {name: given[name] for name in standing.SAID if given[name] is not None}
    day = None if said else given["at"]  # what is said is said now
    cockpit, site = measure.opened(context, given | {"as_of": f"{day}T23:59:59" if day else None})
    for name, identity in said.items():
        standing.spoken(context, cockpit, site, name, identity, given)
    return DONE if said else _list(context, cockpit, site, given)


def _list(context: Context, cockpit: Cockpit, site: Settings, given: dict[str, Any]) -> int:
    """What stands out; of the present, seen whole, also what stands in the ledger."""
    rights = measure.allowed(cockpit, given)
    filters = measure.filters(given["where"])
    measure.known_values(cockpit, filters, rights, context.language)
    found = outlook(cockpit, site.warnings.budget, rights, filters, site.data / FOLDER)
    whole = not (given["at"] or filters or given["snapshot"] or rights != MANAGER)
    more = foreseen(cockpit, site, rights, filters)
    if given["json"]:
        kept = {"alarms": standing.as_json(context, cockpit, site)} if whole else {}
        show_json(_as_json(cockpit, found) | more.as_json() | kept)
    else:
        _show(context.language, found)
        for line in more.lines(context.language):
            show(line)
        if whole:
            standing.show_all(context, cockpit, site)
    return DONE


def _as_json(cockpit: Cockpit, found: Outlook) -> dict[str, Any]:
    return {
        "day": found.day.isoformat(),
        "snapshot": cockpit.snapshot,
        "budget": found.budget,
        "series": found.series,
        "learning": found.learning,
        "warnings": [_alert(one) for one in found.alerts],
    }


def _alert(one: Alert) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "where": dict(one.where),
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "actual": one.actual,
        "expected": round(one.expected, 1),
        "highest": one.highest,
        "also": [dict(where) for where in one.also],
    }


def _show(language: str, found: Outlook) -> None:
    day, series = label("day", found.day, language), number(found.series, language)
    if found.learning:
        show(say("warnings.learning", language, n=number(found.learning, language)))
    elif not found.alerts:
        show(say("warnings.none", language, day=day, series=series))
    else:
        n, budget = number(len(found.alerts), language), number(found.budget, language)
        show(say("warnings.head", language, day=day, series=series, n=n, budget=budget))
    for one in found.alerts:
        show(_sentence(one, language))


def _sentence(one: Alert, language: str) -> str:
    figures = {
        "actual": counted("tickets", language, one.actual),
        "expected": reckoned("tickets", language, one.expected),
        "highest": number(one.highest, language),
    }
    days = sentences.span(Period(one.first, one.last + timedelta(days=1)), language)
    told = say(f"warnings.{one.kind}", language, where=_named(one.where, language), days=days, **figures)
    if not one.also:
        return told
    names = [_named(other, language) for other in one.also[:MOST_NAMED]]
    more = "also_more" if len(one.also) > MOST_NAMED else "also"
    return told + say(f"warnings.{more}", language, names=names, n=number(len(one.also), language))


def _named(where: Where, language: str) -> str:
    if not where:
        return say("warnings.whole", language)
    return " ".join(label(dimension, value, language) for dimension, value in where)
