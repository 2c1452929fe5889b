"""An alarm in the words of a message: what and where, how much against how much was expected, since when, a link.

No name and no phone number of anybody is told. What records hold is text and nothing else: no link, no line of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from cockpit import sentences
from cockpit.alarms import OF_A_TICKET, URGENT, moment_of, where_of
from cockpit.alerts.found import where
from cockpit.i18n import counted, day, duration, label, moment, number, percent, reckoned, say
from cockpit.ledger import Alarm
from cockpit.ledger.deliveries import AGAIN
from cockpit.metrics.masking import masked_text
from cockpit.periods import Period
from cockpit.settings.model import Settings
from cockpit.settings.receivers import STEPS

# ▲ needs somebody now, ◆ is to be watched, ✓ is over.
LATE, WATCH, FINE = "late", "watch", "fine"
MARKS: Final = {LATE: "▲", WATCH: "◆", FINE: "✓"}
_PLACES: Final = ("campus", "building", "room")
_OWN_FIGURES: Final[Mapping[str, set[str]]] = {
    "backlog": {"open", "usual"},
    "sla": {"projected", "target"},
    "parts": {"stock", "unit", "days_left"},
    "terms": {"ends"},
}
# Since when they are says nothing: they are about what is to come.
_TO_COME: Final = ("sla", "parts", "terms")
MOST_NAMED: Final = 3
MOST_BUILDINGS: Final = 5
LONGEST: Final = 80


@dataclass(frozen=True)
class Item:
    """One alarm as it is told: its ``tone``, what it is, what is ``urgent`` about it, some lines, and its link."""

    tone: str
    head: str
    lines: tuple[str, ...]
    link: str
    urgent: str = ""

    @property
    def mark(self) -> str:
        return MARKS[self.tone]

    @property
    def look(self) -> str:
        """The word for following the link."""
        return "look_back" if self.tone == FINE else "look"


@dataclass(frozen=True)
class Told:
    """Of whom and when a message is: the site, the reader's language, the instant on the cockpit's clock."""

    site: Settings
    language: str
    at: datetime

    def say(self, key: str, **facts: object) -> str:
        """The words of ``delivery.<key>``."""
        return say(f"delivery.{key}", self.language, **facts)

    def moment(self, at: datetime) -> str:
        """The hour; of another day with its day, of another year with its year."""
        zone = ZoneInfo(self.site.zone)
        here, today = at.astimezone(zone), self.at.astimezone(zone).date()
        if here.year != today.year:
            return moment(here, self.language)
        clock = here.strftime("%H:%M")
        named = day(here.date(), self.language, short=True)
        return clock if here.date() == today else say("common.moment", self.language, day=named, time=clock)


def item(told: Told, alarm: Alarm, step: str) -> Item:
    """The alarm, as it is told at a step."""
    link = _link(told, alarm)
    tone = LATE if alarm.kind in URGENT else WATCH
    if alarm.ended_at is not None:
        lasted = duration((alarm.ended_at - alarm.since) / timedelta(hours=1), told.language)
        key = "written" if alarm.kind == "terms" else "over"
        over = told.say(key, at=told.moment(alarm.ended_at), lasted=lasted)
        return Item(FINE, _head(told, alarm), (over,), link)
    about = _ticket(told, alarm) if alarm.kind in OF_A_TICKET else _counted(told, alarm)
    return Item(tone, _head(told, alarm), (*about, *_seen(told, alarm)), link, _waiting(told, alarm, step))


def stand_in(told: Told, alarm: Alarm) -> Item:
    """That there is an alarm, and no more."""
    return Item(WATCH, told.say("unworded", id=alarm.id), (), _link(told, alarm))


def inert(text: object) -> str:
    """Text of a record on one line, of bounded length, without signs that steer, phone numbers and links."""
    plain = "".join(" " if sign.isspace() or unicodedata.category(sign)[0] == "C" else sign for sign in str(text))
    tidy = re.sub(r"://", "：//", masked_text(re.sub(r" {2,}", " ", plain).strip()))
    return bounded(tidy, LONGEST)


def bounded(text: str, most: int) -> str:
    """A text of so many signs at most; what is left out shows as an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _link(told: Told, alarm: Alarm) -> str:
    return f"{told.site.delivery.address}/warnings?alarm={alarm.id}"


def _waiting(told: Told, alarm: Alarm, step: str) -> str:
    """That it is back; to those at a step for how long nobody has seen to it, and that it is theirs now."""
    if step.startswith(AGAIN):
        return told.say("again")
    if step not in STEPS:
        return ""
    waited = duration((told.at - alarm.raised_at) / timedelta(hours=1), told.language)
    return told.say("waiting", time=waited, who=told.say(f"who.{step}"))


def _seen(told: Told, alarm: Alarm) -> list[str]:
    """That somebody has seen to it before this could be told; nobody's name."""
    if alarm.verdict is False:
        return [told.say("judged_false")]
    return [told.say("acknowledged", at=told.moment(alarm.acknowledged_at))] if alarm.acknowledged_at else []


def _head(told: Told, alarm: Alarm) -> str:
    level = inert(alarm.facts.get("level") or "")
    return told.say(f"head.{alarm.kind}", where=_where(told, alarm), level=level, state=_state(told, alarm))


def _state(told: Told, alarm: Alarm) -> str:
    """Whether a limit is still to come, for what has one."""
    due = moment_of(alarm, "due_at")
    return told.say("head.past" if due and due <= told.at else "head.near") if alarm.kind == "due" else ""


def _where(told: Told, alarm: Alarm) -> str:
    """The place first, then what of it; the whole site where it is of no place."""
    values = dict(where_of(alarm))
    values.pop("level", None)
    if alarm.kind in OF_A_TICKET:
        values.pop("group", None)
        values |= {"room": str(alarm.facts["room"])} if alarm.facts.get("room") else {}
    named = _named(told, values)
    of_one = alarm.kind in ("device", "parts")
    called = alarm.facts.get("name") or alarm.subject if of_one else ""
    return " · ".join(filter(None, (inert(called), named))) or told.say("whole")


def _named(told: Told, values: Mapping[str, str]) -> str:
    place = [inert(label(one, values[one], told.language)) for one in _PLACES if one in values]
    rest = [inert(label(one, values[one], told.language)) for one in values if one not in _PLACES]
    return " · ".join(filter(None, (" ".join(place), *rest)))


def _ticket(told: Told, alarm: Alarm) -> list[str]:
    """A ticket: its number, since when, who is on the way, its limit."""
    level = alarm.facts.get("level") if alarm.kind == "due" else None
    facts = {"id": inert(alarm.subject), "level": inert(level), "at": told.moment(alarm.since)}
    lines = [told.say("ticket_level" if level else "ticket", **facts)]
    if (due := moment_of(alarm, "due_at")) is not None:
        hours = duration(abs(due - told.at) / timedelta(hours=1), told.language)
        lines.append(told.say("limit_over" if due <= told.at else "limit_left", at=told.moment(due), time=hours))
    for fact in ("arrived_at", "assigned_at"):
        if (at := moment_of(alarm, fact)) is not None:
            return [*lines, told.say(f"progress.{fact}", at=told.moment(at))]
    return [*lines, told.say("progress.none")]


def _counted(told: Told, alarm: Alarm) -> list[str]:
    """Counts: how many against how many were expected, of which days, and what else stood out."""
    facts = alarm.facts
    lines = [_own_figures(told, alarm)] if facts.keys() >= _OWN_FIGURES.get(alarm.kind, {""}) else []
    if isinstance(facts.get("actual"), int | float) and isinstance(facts.get("expected"), int | float):
        lines.append(_figures(told, facts))
    if alarm.kind not in _TO_COME:
        lines.append(_since(told, alarm))
    if buildings := [inert(one["building"]) for one in facts.get("buildings") or ()]:
        key = "buildings_most" if len(buildings) > MOST_BUILDINGS else "buildings"
        lines.append(told.say(key, names=buildings[:MOST_BUILDINGS], n=number(len(buildings), told.language)))
    also = [_named(told, _values(one)) or told.say("whole") for one in facts.get("also") or ()]
    if also:
        key = "also_more" if len(also) > MOST_NAMED else "also"
        lines.append(told.say(key, names=also[:MOST_NAMED], n=number(len(also), told.language)))
    return lines


def _own_figures(told: Told, alarm: Alarm) -> str:
    """What is not a count of tickets against its expected range: open ones, a share against its target, a stock."""
    facts, language = alarm.facts, told.language
    if alarm.kind == "backlog":
        figures = {one: counted("tickets", language, float(facts[one])) for one in ("open", "usual")}
        return told.say("figures_open", **figures)
    if alarm.kind == "sla":
        return told.say("figures_target", **{one: percent(facts[one], language) for one in ("projected", "target")})
    if alarm.kind == "terms":
        return told.say("figures_terms", day=day(date.fromisoformat(facts["ends"]), language))
    stock = f"{number(facts['stock'], language)} {inert(facts['unit'])}"
    left = duration(float(facts["days_left"]) * 24, language)
    if facts.get("lead_days") is None:
        return told.say("figures_stock", stock=stock, left=left)
    lead = say("common.days", language, n=number(facts["lead_days"], language))
    lasts = told.say("figures_lead", stock=stock, left=left, lead=lead)
    chance = facts.get("chance")
    return lasts if chance is None else told.say("figures_chance", figures=lasts, chance=percent(chance, language, 0))


def _figures(told: Told, facts: Mapping[str, Any]) -> str:
    figures = {
        "actual": counted("tickets", told.language, float(facts["actual"])),
        "expected": reckoned("tickets", told.language, float(facts["expected"])),
    }
    if not isinstance(facts.get("highest"), int | float):
        return told.say("figures", **figures)
    return told.say("figures_most", **figures, highest=number(facts["highest"], told.language))


def _since(told: Told, alarm: Alarm) -> str:
    first, last = (_day(alarm.facts.get(name)) for name in ("first", "last"))
    if first and last and first < last:
        return told.say("days", days=sentences.span(Period(first, last + timedelta(days=1)), told.language))
    return told.say("since", at=day(first, told.language) if first else told.moment(alarm.since))


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None


def _values(one: Any) -> dict[str, str]:
    return dict(one) if isinstance(one, Mapping) else dict(where(str(one)))
