"""What of the warnings stands in the ledger, and what is said about it from the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from cockpit import alarms
from cockpit.cli.context import Context, show
from cockpit.delivery.items import Item, Told, item
from cockpit.errors import UsageError
from cockpit.i18n import say
from cockpit.ledger import CLI, Alarm, Ledger, Mute
from cockpit.metrics import Cockpit
from cockpit.settings.model import Settings

# What may be said of an alarm by its number.
SAID: Final = ("acknowledge", "mute", "true", "false")


def standing(context: Context, cockpit: Cockpit) -> tuple[list[Alarm], list[Mute]]:
    """What stands, the newest first, and what is muted today."""
    ledger = Ledger(context.settings.data)
    return ledger.alarms(standing=True), ledger.mutes(cockpit.today)


def show_all(context: Context, cockpit: Cockpit, site: Settings) -> None:
    """One line each, with the number by which something is said of it."""
    found, mutes = standing(context, cockpit)
    if found:
        show(context.say("warnings.standing", n=len(found)))
    for one in found:
        told = _item(context, site, cockpit, one)
        parts = [told.head, *told.lines, _state(context, site, cockpit, one, mutes)]
        show(
            context.say("warnings.line", id=one.id, mark=told.mark, told=say("scene.dot", context.language).join(parts))
        )


def as_json(context: Context, cockpit: Cockpit, site: Settings) -> list[dict[str, Any]]:
    """All of it, for programs."""
    found, mutes = standing(context, cockpit)
    return [_as_json(one, site, cockpit, mutes) for one in found]


def spoken(
    context: Context, cockpit: Cockpit, site: Settings, name: str, identity: int, given: Mapping[str, Any]
) -> None:
    """Writes what somebody at the machine says about an alarm; UsageError where there is none of that number."""
    ledger = Ledger(context.settings.data)
    alarm = ledger.alarm(identity)
    if alarm is None:
        raise UsageError("no_alarm", id=identity)
    if name == "mute":
        until, reason = _muted(given)
        ledger.mute(alarm.kind, alarm.subject, until, reason, CLI)
    elif name == "acknowledge":
        ledger.acknowledge(identity, CLI)
    else:
        ledger.judge(identity, CLI, true=name == "true")
    show(context.say(f"warnings.{name}", id=identity, what=_item(context, site, cockpit, alarm).head))


def _muted(given: Mapping[str, Any]) -> tuple[date, str]:
    """Until which day, and why; nothing is muted without both."""
    missing = [f"--{one}" for one in ("until", "reason") if not (given[one] or "").strip()]
    if missing:
        raise UsageError("argument_missing", names=missing, command="python -m cockpit warnings")
    try:
        return date.fromisoformat(given["until"]), given["reason"]
    except ValueError:
        raise UsageError("bad_moment", text=given["until"]) from None


def _item(context: Context, site: Settings, cockpit: Cockpit, alarm: Alarm) -> Item:
    return item(Told(site, context.language, cockpit.as_of), alarm, "")


def _state(context: Context, site: Settings, cockpit: Cockpit, alarm: Alarm, mutes: list[Mute]) -> str:
    """Whether somebody has seen to it, else that it is muted, else whose turn it is."""
    if alarm.acknowledged_at is not None:
        return context.say("warnings.acknowledged", who=alarm.acknowledged_by)
    if (mute := alarms.muted(alarm, mutes, cockpit.as_of, site)) is not None:
        return context.say("warnings.muted", until=mute.until, reason=mute.reason)
    turn = alarms.turn(alarm, site, cockpit.as_of)
    roles = turn.roles if turn else ()
    return context.say("warnings.turn", who=[say(f"service.role.{one}", context.language) for one in roles])


def _as_json(alarm: Alarm, site: Settings, cockpit: Cockpit, mutes: list[Mute]) -> dict[str, Any]:
    turn = alarms.turn(alarm, site, cockpit.as_of)
    moments = ("since", "raised_at", "seen_at", "acknowledged_at")
    told = {name: at.isoformat() if (at := getattr(alarm, name)) else None for name in moments}
    return {
        "id": alarm.id,
        "kind": alarm.kind,
        "subject": alarm.subject,
        **told,
        "acknowledged_by": alarm.acknowledged_by,
        "verdict": alarm.verdict,
        "muted": alarms.muted(alarm, mutes, cockpit.as_of, site) is not None,
        "turn": list(turn.roles) if turn else [],
        "facts": dict(alarm.facts),
    }
