"""The picture of an alarm that takes the wall: what, where, since when, how long; whose turn it is, and the way to it.

It is built to be read from eight metres and acknowledged from a telephone: the code is as large as the picture lets it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any, Final

import segno

from cockpit import alarms
from cockpit.alarms import Turn, links
from cockpit.contract.emergencies import FIRST
from cockpit.i18n import day, each, label, number, percent, say
from cockpit.ledger import Alarm
from cockpit.wall import parts, told
from cockpit.wall.asked import Asked, Body, Panel, Picture
from cockpit.wall.frame import ALARM, framed, room

MOST_NAMED: Final = 3  # buildings of a cluster
QUIET_ZONE: Final = 3  # squares around the code; readers find it by three


@dataclass(frozen=True)
class Taken:
    """The alarm that has the screen, its picture, and whether the wall may be heard."""

    alarm: Alarm
    picture: Picture
    sounds: bool


def taken(asked: Asked, origin: str) -> Taken | None:
    """What takes the screen of a wall at the cockpit's clock; None: the scenes have it.

    ``origin`` is the cockpit's address as telephones reach it (``alarms.links.origin``).
    """
    now = asked.cockpit.as_of
    waiting = alarms.pending(asked.alarms, asked.settings, asked.filters, now, asked.mutes)
    if not waiting:
        return None
    first, *others = waiting
    made = framed(asked, ALARM, _body(asked, first, others, origin))
    picture = Picture(made, asked.cockpit.clocks, asked.at, ALARM)
    return Taken(first, picture, alarms.sounds(first, asked.settings, now))


def _body(asked: Asked, alarm: Alarm, others: Sequence[Alarm], origin: str) -> Body:
    lines = [_responsible(asked, alarm), _turn(asked, alarm)]
    if others:
        lines.append(_others(asked, others))
    if len(lines) > room(asked):  # whose turn it is names the first responsible too, until the chain goes on
        lines = lines[1:]
    return Body(panels=[Panel(_what(asked, alarm), 1.75), Panel(_way(asked, alarm, origin))], lines=lines)


# ---- what it is


def _what(asked: Asked, alarm: Alarm) -> str:
    """The kind of alarm, what and where, the one figure that counts, and how it compares."""
    name, place = _named(asked, alarm)
    figure, beside = (_left if alarm.kind in alarms.OF_A_TICKET else _counted)(asked, alarm)
    state = told.state(alarm)
    over = asked.say(f"taken.{_title(asked, alarm)}", level=label("level", alarm.facts.get("level"), asked.language))
    rows = "".join(f'<p class="wl-a-fact">{escape(one)}</p>' for one in _facts(asked, alarm))
    return (
        f'<section class="wl-panel wl-a wl-{state}"><p class="wl-a-over">'
        f'<i class="wl-mark" aria-hidden="true">{told.sign(alarm)}</i> {escape(over)}</p>'
        f'<p class="wl-a-name">{escape(name)}</p><p class="wl-a-place">{escape(place)}</p>'
        f'<p class="wl-a-figure">{figure}<small>{escape(beside)}</small></p>{rows}</section>'
    )


def _title(asked: Asked, alarm: Alarm) -> str:
    if alarm.kind != "due":
        return alarm.kind
    due = alarms.moment_of(alarm, "due_at")
    return "over" if due and due <= asked.cockpit.as_of else "near"


def _named(asked: Asked, alarm: Alarm, *, whole: bool = True) -> tuple[str, str]:
    """What it is of, the largest words of the picture, and where: unless it is told ``whole`` in few words."""
    if alarm.kind in alarms.OF_A_TICKET:
        kind = [alarm.facts.get("category"), alarm.facts.get("subcategory")]
        place = [alarm.facts.get(one) for one in ("campus", "building", "room")[: None if whole else 2]]
        return _joined(asked, kind) or alarm.subject, _joined(asked, place)
    values = dict(alarms.where_of(alarm))
    of = [
        label(one, values[one], asked.language) for one in ("category", "subcategory", "device_type") if one in values
    ]
    place = [label(one, values[one], asked.language) for one in ("campus", "building", "group") if one in values]
    if alarm.kind == "cluster" and whole:
        names = [one["building"] for one in alarm.facts.get("buildings", ())]
        more = asked.say("taken.buildings", n=len(names)) if len(names) > MOST_NAMED else ""
        place.append(say("common.comma", asked.language).join(names[:MOST_NAMED]) + more)
    if alarm.kind in ("device", "parts"):
        of = [str(alarm.facts.get("name") or alarm.subject)]
    if not of and not place:
        return asked.say("whole"), ""
    return (_joined(asked, of), _joined(asked, place)) if of else (_joined(asked, place), "")


def _left(asked: Asked, alarm: Alarm) -> tuple[str, str]:
    """How much of its time a ticket has left, or by how much it is over."""
    due = alarms.moment_of(alarm, "due_at")
    if due is None:
        return f"<b>{escape(_span(asked, asked.cockpit.as_of - alarm.since))}</b>", asked.say("taken.open_for")
    left = due - asked.cockpit.as_of
    until = (asked.at + left).timestamp()
    words = asked.say("taken.over_by" if left.total_seconds() < 0 else "taken.left")
    return f'<b data-until="{until:.0f}">{escape(_span(asked, abs(left)))}</b>', words


def _span(asked: Asked, span: object) -> str:
    return told.left(span.total_seconds() / 3600, asked)  # type: ignore[attr-defined]


def _counted(asked: Asked, alarm: Alarm) -> tuple[str, str]:
    """How many came, and how many were expected; of a part how long it lasts."""
    facts = alarm.facts
    if alarm.kind == "parts" and facts.get("days_left") is not None:
        days = say("common.days", asked.language, n=number(facts["days_left"], asked.language))
        return f"<b>{escape(days)}</b>", asked.say("taken.lasts")
    if alarm.kind == "sla" and facts.get("projected") is not None:
        aim = asked.say("taken.target", n=percent(facts.get("target"), asked.language, 0))
        return f"<b>{escape(percent(facts['projected'], asked.language))}</b>", aim
    actual, expected = (facts.get(one, facts.get(other)) for one, other in (("actual", "open"), ("expected", "usual")))
    if actual is None:
        return "", ""
    unit = each("tickets", asked.language, actual)
    key = "taken.usual" if alarm.kind == "backlog" else "taken.expected"
    beside = "" if expected is None else asked.say(key, n=_number(asked, expected))
    return f"<b>{escape(number(actual, asked.language))}</b>", _joined(asked, [unit, beside])


def _number(asked: Asked, figure: float) -> str:
    return number(figure, asked.language, 1 if 0 < figure < 10 else 0)


def _facts(asked: Asked, alarm: Alarm) -> list[str]:
    """Since when, and what has been done or would have been nothing unusual: two lines at most."""
    if alarm.kind in alarms.OF_A_TICKET:
        due = alarms.moment_of(alarm, "due_at")
        said = [asked.say("taken.reported", at=_hour(asked, alarm.since))]
        if due is not None:
            said.append(asked.say("taken.limit", at=_limit(asked, alarm.since, due)))
        return [_joined(asked, said), _joined(asked, [_done(asked, alarm), alarm.subject])]
    if alarm.kind in _AHEAD:
        return [line for line in (_joined(asked, one) for one in _AHEAD[alarm.kind](asked, alarm.facts)) if line]
    days = told.days(alarm.facts)
    said = [asked.say("taken.since", at=day(days[0], asked.language, short=True))] if days else []
    if alarm.facts.get("highest") is not None:
        said.append(asked.say("taken.highest", n=number(alarm.facts["highest"], asked.language)))
    return [_joined(asked, said)] if said else []


def _part(asked: Asked, facts: Mapping[str, Any]) -> list[list[str]]:
    """What is there and goes in a week; how long new ones take, and how many are to come."""
    unit = f" {facts['unit']}" if facts.get("unit") else ""
    digits = {"stock": 0, "per_week": 1, "lead_days": 0, "on_order": 0}
    had = {name: number(facts[name], asked.language, n) for name, n in digits.items() if facts.get(name) is not None}
    lines = [asked.say(f"taken.{name}", n=told_, unit=unit) for name, told_ in had.items()]
    return [lines[:2], lines[2:]]


def _backlog(asked: Asked, facts: Mapping[str, Any]) -> list[list[str]]:
    """Since when it grows, and by how much."""
    days = told.days(facts)
    since = asked.say("taken.since", at=day(days[0], asked.language, short=True)) if days else ""
    grown = facts.get("grown")
    return [[since, asked.say("taken.grown", n=number(grown, asked.language)) if grown is not None else ""]]


def _target(asked: Asked, facts: Mapping[str, Any]) -> list[list[str]]:
    """The month's share so far, and the range of what is projected."""
    if any(facts.get(name) is None for name in ("share", "low", "high")):
        return []
    shares = {name: percent(facts[name], asked.language) for name in ("share", "low", "high")}
    return [[asked.say("taken.so_far", n=shares["share"]), asked.say("taken.range", **shares)]]


def _terms(asked: Asked, facts: Mapping[str, Any]) -> list[list[str]]:
    """Up to when the school's calendar goes."""
    ends = facts.get("ends")
    return [[asked.say("taken.ends", at=day(date.fromisoformat(ends), asked.language))]] if ends else []


_AHEAD: Final[Mapping[str, Callable[[Asked, Mapping[str, Any]], list[list[str]]]]] = {
    "parts": _part,
    "backlog": _backlog,
    "sla": _target,
    "terms": _terms,
}


def _done(asked: Asked, alarm: Alarm) -> str:
    """How far a ticket has come."""
    steps = {name: alarms.moment_of(alarm, f"{name}_at") for name in ("arrived", "assigned")}
    reached = next(((name, at) for name, at in steps.items() if at), None)
    return asked.say(f"taken.{reached[0]}", at=_hour(asked, reached[1])) if reached else asked.say("taken.unassigned")


# ---- whose turn it is


def _responsible(asked: Asked, alarm: Alarm) -> str:
    keeper = alarms.keeper(alarm)
    words = asked.say("taken.first", who=_role(asked, FIRST))
    return parts.line(words, asked.say("taken.keeper", who=_role(asked, keeper)) if keeper else "")


def _turn(asked: Asked, alarm: Alarm) -> str:
    """Whose turn it is since when, and whose next."""
    now = asked.cockpit.as_of
    turn = alarms.turn(alarm, asked.settings, now)
    after = alarms.following(alarm, asked.settings, now)
    assert turn is not None
    words = asked.say("taken.turn", who=_roles(asked, turn))
    said = [asked.say("taken.waiting", at=_hour(asked, turn.since))]
    if after:
        said.append(asked.say("taken.then", at=_hour(asked, after.since), who=_roles(asked, after)))
    state = "late" if turn.step else ""
    return parts.line(words, _joined(asked, said), state=state)


def _roles(asked: Asked, turn: Turn) -> str:
    return say("common.comma", asked.language).join(_role(asked, one) for one in turn.roles)


def _role(asked: Asked, role: str) -> str:
    return say(f"service.role.{role}", asked.language)


def _others(asked: Asked, others: Sequence[Alarm]) -> str:
    named = [" ".join(filter(None, _named(asked, one, whole=False))) for one in others[:2]]
    words = asked.say("taken.others", n=len(others))
    return parts.line(words, "\n".join(named), state=told.state(others[0]))


# ---- the way to it


def _way(asked: Asked, alarm: Alarm, origin: str) -> str:
    link = links.short(origin, alarm.id)
    if links.local(origin):
        return _here(asked, alarm, link)
    code = segno.make(links.scanned(link), error="m", micro=False)
    drawn = code.svg_inline(border=QUIET_ZONE, omitsize=True, dark="#000", light="#fff", svgclass="wl-a-code")
    return (
        f'<section class="wl-panel wl-a-way">{drawn}<p class="wl-a-how">{escape(asked.say("taken.how"))}</p>'
        f'<p class="wl-a-link">{_address(link)}</p></section>'
    )


def _address(link: str) -> str:
    """A link as it is read and typed: where it takes two lines, its end is not parted."""
    host, slash, code = links.readable(link).rpartition("/a/")
    return f'{escape(host)}<wbr><span class="wl-a-end">{slash}{escape(code)}</span>'


def _here(asked: Asked, alarm: Alarm, link: str) -> str:
    """Where no telephone can reach the cockpit: what to open or run at its own machine."""
    ways = {"open": links.readable(link), "run": f"python -m cockpit warnings --acknowledge {alarm.id}"}
    told = "".join(
        f'<p class="wl-a-how">{escape(asked.say(f"taken.{way}"))}</p><p class="wl-a-link">{escape(what)}</p>'
        for way, what in ways.items()
    )
    return (
        f'<section class="wl-panel wl-a-way"><p class="wl-a-how">{escape(asked.say("taken.here"))}</p>{told}</section>'
    )


def _joined(asked: Asked, names: Sequence[object]) -> str:
    return say("scene.dot", asked.language).join(str(one) for one in names if one)


def _hour(asked: Asked, at: datetime) -> str:
    """The hour, with its day where that is another."""
    local = at.astimezone(asked.zone)
    same = local.date() == asked.cockpit.today
    return f"{local:%H:%M}" if same else f"{day(local.date(), asked.language, short=True)} {local:%H:%M}"


def _limit(asked: Asked, since: datetime, due: datetime) -> str:
    """The hour of a limit, with its day unless that of the report, told before it, is today as well."""
    told = _hour(asked, due)
    days = [at.astimezone(asked.zone).date() for at in (since, due)]
    return asked.say("taken.today", at=told) if days[0] != days[1] == asked.cockpit.today else told
