"""A warning in words: of what kind it is, of what, since when, how much there is against how much was expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from html import escape
from typing import Any

from cockpit import alarms, sentences
from cockpit.alarms import OF_A_TICKET, PLACED, URGENT, behind, following, moment_of, turn
from cockpit.alerts.found import where
from cockpit.i18n import counted, day, label, number, percent, reckoned, say, value
from cockpit.ledger import CLI, SOMEBODY, Alarm, Mute
from cockpit.metrics.reading import Row
from cockpit.ui import html, links, warnings_read
from cockpit.ui.reader import Reader

MOST_NAMED = 3
PLACES = ("campus", "building")


def tell(reader: Reader, key: str, **facts: object) -> str:
    """The words of ``warningsui.<key>``."""
    return say(f"warningsui.{key}", reader.language, **facts)


def kind(reader: Reader, code: str) -> str:
    """What a kind of warning is called."""
    return tell(reader, f"kind.{code}")


def mark(reader: Reader, code: str) -> str:
    """The kind with its shape and colour."""
    return html.flag("late" if code in URGENT else "watch", kind(reader, code))


def marks(reader: Reader, one: Alarm) -> str:
    """The mark of its kind; of an A fault also that of its limit, where that is near or past."""
    both = one.kind == "fault" and one.ended_at is None and one.subject in warnings_read.limits(reader)
    return " ".join(mark(reader, code) for code in ((one.kind, "due") if both else (one.kind,)))


def subject(reader: Reader, code: str, text: str, ticket: Row | None = None) -> str:
    """What a warning is of."""
    if code in PLACED:
        return place(reader, text)
    if code in OF_A_TICKET:
        return _ticket(reader, text, ticket)
    return text or tell(reader, "whole")


def of(reader: Reader, one: Alarm, ticket: Row | None = None) -> str:
    """What a warning is of, with the buildings of a cluster and where a device is."""
    named = subject(reader, one.kind, one.subject, ticket)
    if one.kind == "cluster":
        return f"{named} · {_buildings(reader, one)}"
    if one.kind == "device":
        there = located(reader, {name: str(one.facts[name]) for name in PLACES if one.facts.get(name)})
        return f"{named} · {there}"
    return str(one.facts.get("name") or named) if one.kind == "parts" else named


def _buildings(reader: Reader, one: Alarm) -> str:
    names = behind.buildings(one)
    key = "buildings_more" if len(names) > MOST_NAMED else "buildings"
    return tell(reader, key, names=names[:MOST_NAMED], n=number(len(names), reader.language))


def place(reader: Reader, text: str) -> str:
    """The place and kind that a subject names; the whole site where it names none."""
    return located(reader, dict(where(text)))


def located(reader: Reader, values: Mapping[str, str]) -> str:
    """Places in a row, then what it is."""
    values = {name: label(name, one, reader.language) for name, one in values.items()}
    there = " ".join(values[name] for name in PLACES if name in values)
    rest = [told for name, told in values.items() if name not in PLACES]
    return " · ".join(filter(None, (there, *rest))) or tell(reader, "whole")


def _ticket(reader: Reader, text: str, ticket: Row | None) -> str:
    if ticket is None:
        return text
    there = " ".join(part for part in (ticket["campus"], ticket["building"], ticket["room"]) if part)
    what = ticket["title"] or label("category", ticket["category"], reader.language)
    return f"{there} · {what}"


def figures(reader: Reader, one: Alarm, ticket: Row | None = None) -> str:
    """How much there is against how much was expected; of a ticket its limit."""
    facts = one.facts
    if one.kind in OF_A_TICKET:
        return _limit(reader, one, ticket)
    if one.kind in _FORECAST:
        return _FORECAST[one.kind](reader, facts)
    if "actual" not in facts or facts.get("expected") is None:
        return ""
    expected = float(facts["expected"])
    if one.kind == "device":
        return _device(reader, one, expected)
    told = {
        "actual": counted("tickets", reader.language, float(facts["actual"])),
        "expected": reckoned("tickets", reader.language, expected),
        "highest": number(facts.get("highest"), reader.language),
    }
    return tell(reader, "figures" if facts.get("highest") is None else "figures_most", **told)


def _device(reader: Reader, one: Alarm, expected: float) -> str:
    """How often a device failed of late, and how often since it began."""
    days = behind.days(one, reader.opened.settings.zone).days
    facts = {"n": number(days, reader.language), "actual": number(one.facts["actual"], reader.language)}
    told = {"expected": number(expected, reader.language, 1), "run": number(one.facts.get("run"), reader.language)}
    return tell(reader, "figures_device", **facts, **told)


def _backlog(reader: Reader, facts: Mapping[str, Any]) -> str:
    told = {name: number(facts[name], reader.language) for name in ("open", "usual", "grown")}
    return tell(reader, "figures_backlog", **told)


def _target(reader: Reader, facts: Mapping[str, Any]) -> str:
    names = ("share", "projected", "low", "high", "target", "best")
    told = {name: percent(facts[name], reader.language) for name in names}
    return tell(reader, "figures_lost" if facts["lost"] else "figures_target", **told)


def _part(reader: Reader, facts: Mapping[str, Any]) -> str:
    told = {name: number(facts[name], reader.language) for name in ("stock", "lead_days", "on_order")}
    told |= {"days_left": number(int(facts["days_left"]), reader.language)}
    told |= {"per_week": number(facts["per_week"], reader.language, 1)}
    chance = facts.get("chance")
    likely = "" if chance is None else tell(reader, "figures_chance", chance=percent(chance, reader.language, 0))
    return tell(reader, "figures_part", unit=facts["unit"], **told) + likely


def _terms(reader: Reader, facts: Mapping[str, Any]) -> str:
    return tell(reader, "figures_terms", day=day(date.fromisoformat(facts["ends"]), reader.language))


_FORECAST: dict[str, Callable[[Reader, Mapping[str, Any]], str]] = {
    "backlog": _backlog,
    "sla": _target,
    "parts": _part,
    "terms": _terms,
}


def _limit(reader: Reader, one: Alarm, ticket: Row | None) -> str:
    """The limit, of an open ticket how much of it is left or over; and who has it."""
    due = ticket["due_at"] if ticket else moment_of(one, "due_at")
    if due is None:
        return ""
    if one.ended_at is not None:
        return tell(reader, "limit", at=reader.moment(due))
    left = (due - reader.opened.cockpit.as_of) / timedelta(hours=1)
    told = {"at": reader.moment(due), "time": value(abs(left), "hours", reader.language)}
    who = reader.called(ticket["engineer_id"]) if ticket else ""
    return tell(reader, "limit_left" if left > 0 else "limit_over", **told) + (
        tell(reader, "engineer", name=who) if who else ""
    )


def since(reader: Reader, one: Alarm) -> str:
    """Since when, or of which days, it is."""
    if one.kind in OF_A_TICKET:
        at = reader.moment(one.since)
        return at if one.ended_at else tell(reader, "since_moment", at=at)
    period = behind.days(one, reader.opened.settings.zone)
    if one.kind == "device":
        return tell(reader, "since_day", day=day(one.since.astimezone(reader.zone).date(), reader.language))
    if one.ended_at is None:
        return tell(reader, "since_day", day=day(period.first, reader.language))
    return sentences.span(period, reader.language)


def also(reader: Reader, one: Alarm) -> str:
    """What else stood out with it, where something did."""
    found = one.facts.get("also", ())
    if not found:
        return ""
    names = [located(reader, other) for other in found[:MOST_NAMED]]
    key = "also_more" if len(found) > MOST_NAMED else "also"
    return tell(reader, key, names=names, n=number(len(found), reader.language))


def who(reader: Reader, name: str | None) -> str:
    """Who did something; where nobody logged in, that it was whoever sat at the machine or its command line."""
    if name == CLI:
        return tell(reader, "cli")
    return tell(reader, "somebody") if name in (None, SOMEBODY) else reader.called(name)


def acknowledged(reader: Reader, one: Alarm) -> str:
    """Who has seen to it and when, or that nobody has and whose turn it is; empty of what waits for nobody."""
    if one.acknowledged_at is None:
        if one.ended_at is not None:
            return html.quiet(escape(tell(reader, "unacknowledged_ended")))
        if not waits(reader, one):
            return ""
        told = f"{html.flag('late', tell(reader, 'unacknowledged'))} {html.quiet(escape(_turn(reader, one)))}"
        return told.rstrip()
    facts = {"who": who(reader, one.acknowledged_by), "at": reader.moment(one.acknowledged_at)}
    return html.flag("fine", tell(reader, "acknowledged", **facts))


def _turn(reader: Reader, one: Alarm) -> str:
    """Whose turn it is, and whose next from when on."""
    opened = reader.opened
    now, then = (asked(one, opened.settings, opened.cockpit.as_of) for asked in (turn, following))
    if now is None:
        return ""
    told = tell(reader, "turn", who=_roles(reader, now.roles))
    if then is None:
        return told
    at = then.since.astimezone(reader.zone)
    when = f"{at:%H:%M}" if at.date() == opened.cockpit.today else reader.moment(at)
    return told + tell(reader, "turn_next", who=_roles(reader, then.roles), at=when)


def _roles(reader: Reader, roles: Sequence[str]) -> str:
    return say("common.comma", reader.language).join(tell(reader, f"role.{one}") for one in roles)


def verdict(reader: Reader, one: Alarm) -> str:
    """What people found: there was something, or nothing."""
    name = "true" if one.verdict else "false_standing" if one.ended_at is None else "false"
    told = tell(reader, f"verdict.{name}_by", who=who(reader, one.verdict_by))
    return html.flag("fine", told) if one.verdict else html.quiet(escape(told))


def by(reader: Reader, name: str | None, at: datetime) -> str:
    """Who did something, and when."""
    return tell(reader, "by", who=who(reader, name), at=reader.moment(at))


def muted(reader: Reader, one: Alarm) -> Mute | None:
    """The mute under which a warning is not told; None where it is."""
    opened = reader.opened
    return alarms.muted(one, warnings_read.mutes(reader), opened.cockpit.as_of, opened.settings)


def waits(reader: Reader, one: Alarm) -> bool:
    """Whether somebody is still to acknowledge it: not what was judged false or is muted."""
    return alarms.waits(one) and muted(reader, one) is None


def state(reader: Reader, one: Alarm) -> str:
    """Who has seen to it, what people found, and whether it is muted."""
    parts = [acknowledged(reader, one)]
    if one.verdict is not None:
        parts.append(verdict(reader, one))
    if silent := muted(reader, one):
        until = day(silent.until, reader.language)
        told = tell(reader, "muted", until=until, reason=silent.reason, who=who(reader, silent.who))
        parts.append(html.quiet(escape(told)))
    return " ".join(filter(None, parts))


def leading(reader: Reader) -> str:
    """One line that leads to the warnings, where some stand: how many wait to be acknowledged, else how many stand."""
    found = warnings_read.standing(reader)
    waiting = sum(waits(reader, one) for one in found)
    if not found:
        return ""
    told = tell(reader, "lead.waiting" if waiting else "lead.seen", n=number(waiting or len(found), reader.language))
    mark = html.flag("late", told) if waiting else html.quiet(escape(told))
    way = links.anchor(links.address("warnings"), tell(reader, "lead.way"))
    return f'<p class="c-under">{mark} {way}</p>'
