"""delivery test, list, retry."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, datetime

from cockpit.cli.context import Context, show, show_json, show_table
from cockpit.cli.parser import Commands
from cockpit.delivery import Target, attempt, everybody, review_key, whole
from cockpit.errors import AT_FAULT, DONE, UsageError, nearest
from cockpit.i18n import explain, moment
from cockpit.ledger import CLI, Delivery, Ledger

MOST_LISTED = 50


def add(commands: Commands) -> None:
    """Adds the commands of this module."""
    below = commands.add("delivery").commands("job")
    below.add("test", _test, under="delivery_").option("receivers", nargs="*", metavar="NAME")
    parser = below.add("list", _list, under="delivery_")
    parser.option("--failed", action="store_true")
    parser.option("--json", action="store_true")
    below.add("retry", _retry, under="delivery_").option("receivers", nargs="*", metavar="NAME")


def _test(context: Context, arguments: argparse.Namespace) -> int:
    """Sends a test message to each receiver and says what came of it."""
    faults = 0
    for target in _named(context, arguments.receivers):
        error = attempt(context.settings, target, datetime.now(UTC))
        faults += error is not None
        Ledger(context.settings.data).record(CLI, "delivery.test", target.key)
        if error is None:
            show(context.say("delivery.taken", name=target.key))
        else:
            show(context.say("delivery.missed", name=target.key, why=explain(error, context.language)))
    return AT_FAULT if faults else DONE


def _list(context: Context, arguments: argparse.Namespace) -> int:
    found = Ledger(context.settings.data).deliveries(failed=arguments.failed or None, limit=MOST_LISTED)
    if arguments.json:
        show_json([_as_json(one, context.language) for one in found])
    elif not found:
        show(context.say("delivery.none_failed" if arguments.failed else "delivery.none"))
    else:
        header = [context.say(f"delivery.{word}") for word in ("alarm", "receiver", "state", "when", "why")]
        show_table(header, [_row(context, one) for one in found])
    return DONE


def _retry(context: Context, arguments: argparse.Namespace) -> int:
    """Sends what failed once more, at once."""
    ledger, at = Ledger(context.settings.data), datetime.now(UTC)
    named = _named(context, arguments.receivers)
    again = sum(ledger.retry(at, target.key) for target in named)
    again += sum(ledger.retry(at, review_key(target)) for target in named)
    if not again:
        show(context.say("delivery.none_failed"))
        return DONE
    ledger.record(CLI, "delivery.retry", " ".join(arguments.receivers))
    report = whole(context.settings, ledger, at)
    show(context.say("delivery.sent", n=report.sent))
    for name, error in report.failed:
        show(context.say("delivery.missed", name=name, why=explain(error, context.language)))
    return AT_FAULT if report.failed else DONE


def _named(context: Context, names: list[str]) -> list[Target]:
    """The receivers of those names, all of them without any; UsageError for a name that none has."""
    told = everybody(context.settings)
    if not told:
        raise UsageError("no_receiver")
    known = {one.receiver.name for one in told}
    for name in names:
        if name not in known:
            raise UsageError("unknown_receiver", name=name, nearest=nearest(name, known), known=sorted(known))
    return [one for one in told if not names or one.receiver.name in names]


def _row(context: Context, one: Delivery) -> list[str]:
    state = "gone" if one.sent_at else "given_up" if one.given_up_at else "failed" if one.error else "waiting"
    at = one.sent_at or one.given_up_at or one.next_at or one.made_at
    when = moment(at, context.language, context.settings.zone)
    if one.error and one.next_at:
        when = context.say("delivery.next", at=when)
    return [
        str(one.alarm or one.step),  # of the month's report there is no alarm, and the step is the month
        one.receiver,
        context.say(f"delivery.{state}", n=one.tries),
        when,
        one.why(context.language),
    ]


def _as_json(one: Delivery, language: str) -> dict[str, object]:
    told = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(one).items()}
    return told | {"error": one.why(language) or None}
