"""What of the warnings stands in the ledger, and what is said about it from the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from cockpit import alarms
from cockpit.access import ACKNOWLEDGING, Person, may_acknowledge
from cockpit.alarms.seen import seen
from cockpit.cli import measure
from cockpit.cli.context import Context, show
from cockpit.delivery.items import Item, Told, item
from cockpit.errors import UsageError
from cockpit.i18n import moment, say
from cockpit.ledger import CLI, SOMEBODY, Alarm, Ledger, Mute
from cockpit.metrics import Cockpit
from cockpit.settings.model import Settings

# What may be said of an alarm by its number.
SAID: Final = ("acknowledge", "mute", "unmute", "true", "false")


def standing(context: Context, cockpit: Cockpit) -> tuple[list[Alarm], list[Mute]]:
    """What stands, the newest first, one ticket once, and what is muted today."""
    ledger = Ledger(context.settings.data)
    return alarms.once(ledger.alarms(standing=True)), ledger.mutes(cockpit.today)


def show_all(context: Context, cockpit: Cockpit, site: Settings) -> None:
    """One line each, with the number by which something is said of it; what is muted and does not stand after them."""
    found, mutes = standing(context, cockpit)
    if found:
        show(context.say("warnings.standing", n=len(found)))
    for one in found:
        _line(context, site, cockpit, one, mutes)
    silent = _silent(Ledger(context.settings.data), cockpit, site, found, mutes)
    if silent:
        show(context.say("warnings.silent", n=len(silent)))
    for one, mute in silent:
        _line(context, site, cockpit, one, [mute])


def _line(context: Context, site: Settings, cockpit: Cockpit, one: Alarm, mutes: list[Mute]) -> None:
    told = _item(context, site, cockpit, replace(one, acknowledged_at=None, verdict=None))
    parts = [told.head, *told.lines, *_state(context, site, cockpit, one, mutes)]
    show(context.say("warnings.line", id=one.id, mark=told.mark, told=say("scene.dot", context.language).join(parts)))


def _silent(
    ledger: Ledger, cockpit: Cockpit, site: Settings, found: list[Alarm], mutes: list[Mute]
) -> list[tuple[Alarm, Mute]]:
    """Each mute that keeps nothing quiet that stands, with the newest alarm that it would."""
    past = ledger.alarms() if mutes else []
    told = []
    for mute in mutes:
        kept = [one for one in (*found, *past) if alarms.muted(one, [mute], cockpit.as_of, site)]
        if kept and kept[0].ended_at is not None:
            told.append((kept[0], mute))
    return told


def as_json(context: Context, cockpit: Cockpit, site: Settings) -> list[dict[str, Any]]:
    """All of it, for programs."""
    found, mutes = standing(context, cockpit)
    return [_as_json(one, site, cockpit, mutes) for one in found]


def spoken(
    context: Context, cockpit: Cockpit, site: Settings, name: str, identity: int, given: Mapping[str, Any]
) -> None:
    """Writes what somebody at the machine says about an alarm, in the role of ``--as``.

    UsageError where that role may not, and where it sees none of that number.
    """
    ledger = Ledger(context.settings.data)
    alarm = _seen(cockpit, ledger.alarm(identity), given)
    if alarm is None:
        raise UsageError("no_alarm", id=identity)
    told: dict[str, Any] = {"id": identity, "what": _item(context, site, cockpit, alarm).head}
    if name == "mute":
        told["until"], reason = _muted(given, cockpit.today)
        ledger.mute(alarm.kind, alarm.subject, told["until"], reason, CLI)
    elif name == "unmute":
        _unmute(ledger, alarm, cockpit, site)
    elif name == "acknowledge" and alarm.acknowledged_at is not None:
        name = "acknowledged_before"
        told |= {"who": _who(context, alarm), "at": moment(alarm.acknowledged_at, context.language, site.zone)}
    elif name == "acknowledge":
        ledger.acknowledge(identity, CLI)
    else:
        ledger.judge(identity, CLI, true=name == "true")
    show(context.say(f"warnings.{name}", **told))


def _unmute(ledger: Ledger, alarm: Alarm, cockpit: Cockpit, site: Settings) -> None:
    """Lifts every mute that an alarm lies under; UsageError where there is none."""
    over = [one for one in ledger.mutes(cockpit.today) if alarms.muted(alarm, [one], cockpit.as_of, site)]
    if not over:
        raise UsageError("not_muted", id=alarm.id)
    for one in over:
        ledger.unmute(one.id, CLI)


def _seen(cockpit: Cockpit, alarm: Alarm | None, given: Mapping[str, Any]) -> Alarm | None:
    """The alarm, where the role that was named sees it; UsageError where it may do nothing about any."""
    rights = measure.allowed(cockpit, given)
    role = given["as"].partition(":")[0].strip()
    if not may_acknowledge(Person("", CLI, roles=(role,))):
        raise UsageError("may_not_acknowledge", text=given["as"], known=sorted(ACKNOWLEDGING))
    return next(iter(seen(cockpit, [alarm], rights)), None) if alarm else None


def _who(context: Context, alarm: Alarm) -> str:
    """Who acknowledged it: what stands for whoever has no name, else as the ledger has it."""
    name = alarm.acknowledged_by or SOMEBODY
    key = {SOMEBODY: "somebody", CLI: "cli"}.get(name)
    return say(f"warningsui.{key}", context.language) if key else name


def _muted(given: Mapping[str, Any], today: date) -> tuple[date, str]:
    """Until which day, and why; nothing is muted without both, nor until a day that is past."""
    missing = [f"--{one}" for one in ("until", "reason") if not (given[one] or "").strip()]
    if missing:
        raise UsageError("argument_missing", names=missing, command="python -m cockpit warnings")
    try:
        until = date.fromisoformat(given["until"])
    except ValueError:
        raise UsageError("bad_moment", text=given["until"]) from None
    return alarms.lasting(until, today), given["reason"]


def _item(context: Context, site: Settings, cockpit: Cockpit, alarm: Alarm) -> Item:
    return item(Told(site, context.language, cockpit.as_of), alarm, "")


def _state(context: Context, site: Settings, cockpit: Cockpit, alarm: Alarm, mutes: list[Mute]) -> list[str]:
    """Who has seen to it or whose turn it is, that it was judged false, and that it is muted."""
    mute = alarms.muted(alarm, mutes, cockpit.as_of, site)
    told = []
    if alarm.acknowledged_at is not None:
        told.append(context.say("warnings.acknowledged", who=_who(context, alarm)))
    elif alarm.verdict is False and alarm.ended_at is None:
        told.append(context.say("warnings.judged_false"))
    elif mute is None and (turn := alarms.turn(alarm, site, cockpit.as_of)):
        roles = [say(f"service.role.{one}", context.language) for one in turn.roles]
        told.append(context.say("warnings.turn", who=roles))
    if mute is not None:
        told.append(context.say("warnings.muted", until=mute.until, reason=mute.reason))
    return told


def _as_json(alarm: Alarm, site: Settings, cockpit: Cockpit, mutes: list[Mute]) -> dict[str, Any]:
    turn = alarms.turn(alarm, site, cockpit.as_of, mutes)
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
