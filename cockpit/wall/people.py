"""The scene *people*: who is at post now, site by site, and the rounds of the day; in numbers, nobody is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cockpit.contract import limits
from cockpit.i18n import halves, label, number, say
from cockpit.metrics import rounds
from cockpit.metrics.present import Present, Site, present
from cockpit.metrics.rounds import RoomToday, Running
from cockpit.wall import parts, strips
from cockpit.wall.asked import Asked, Body, Panel
from cockpit.wall.strips import Crew

ROWS: Final = 6
ROOM: Final = 26  # halves of the names in a line


def people(asked: Asked) -> Body:
    """The scene as it stands; of what the site has no records it says what it needs."""
    staff = _present(asked)
    kinds, core = _rounds(asked)
    if staff is None and kinds is None:
        why = parts.nothing(_say(asked, "no_records"), _say(asked, "no_records_why"))
        return Body(panels=[Panel(parts.panel("", "", why))])
    panels = [Panel(_sites(asked, staff), 1.12), Panel(_kinds(asked, kinds))]
    lines = [*_missing(asked, staff), *_due(asked, core), *_tomorrow(asked, staff)]
    return Body(_tiles(asked, staff, kinds, core), panels, lines[: parts.MOST_LINES])


def _present(asked: Asked) -> Present | None:
    if "shifts" not in asked.cockpit.records:
        return None
    whole = not asked.rights.rows
    return present(asked.cockpit, asked.settings.duty.sites, asked.filters, asked.rights, whole=whole)


def _rounds(asked: Asked) -> tuple[Sequence[Running] | None, Sequence[RoomToday]]:
    if "inspections" not in asked.cockpit.records:
        return None, ()
    filters, rights = asked.filters, asked.rights
    return rounds.running(asked.cockpit, filters, rights), rounds.core_today(asked.cockpit, filters, rights)


# ---- tiles


def _tiles(
    asked: Asked, staff: Present | None, kinds: Sequence[Running] | None, core: Sequence[RoomToday]
) -> list[str]:
    tiles = [] if staff is None else [_gaps(asked, staff), _post(asked, staff)]
    if kinds is not None:
        planned, made = sum(one.planned for one in kinds), sum(one.made for one in kinds)
        tiles.append(_of(asked, "rounds", made, planned, _percent(asked, made, planned)))
    if core:
        done = sum(one.covered_at is not None for one in core)
        late = done < len(core) and _late_in_the_day(asked)
        tiles.append(_of(asked, "core", done, len(core), "", "watch" if late else ""))
    return tiles


def _gaps(asked: Asked, staff: Present) -> str:
    """How many are missing: those due and not there, and sites that need somebody and have nobody."""
    n = staff.total("absent") + staff.total("unmanned")
    late = staff.total("late")
    beside = _say(asked, "late", n=number(late, asked.language)) if late else ""
    if not staff.clocked:
        return parts.tile(_say(asked, "gaps"), "–", _say(asked, "unclocked"))
    return parts.tile(_say(asked, "gaps"), number(n, asked.language), beside, state="late" if n else "")


def _post(asked: Asked, staff: Present) -> str:
    later = staff.total("to_come")
    beside = _say(asked, "later", n=number(later, asked.language)) if later else ""
    if not staff.clocked:
        return parts.tile(_say(asked, "planned"), number(staff.total("due"), asked.language), beside)
    return _of(asked, "post", staff.total("there"), staff.total("due"), beside)


def _of(asked: Asked, name: str, part: int, whole: int, beside: str, state: str = "") -> str:
    told = number(part, asked.language) if whole else "–"
    unit = f"/ {number(whole, asked.language)}" if whole else ""
    return parts.tile(_say(asked, name), told, beside, unit=unit, state=state)


def _percent(asked: Asked, made: int, planned: int) -> str:
    return f"{number(made / planned * 100, asked.language)}%" if planned else ""


def _late_in_the_day(asked: Asked) -> bool:
    """Whether so much of the day is over as of a ticket's time before it is at risk."""
    local = asked.cockpit.as_of.astimezone(asked.zone)
    share = limits.terms_of(asked.settings.contract, local.date()).risk_share
    return local.hour * 60 + local.minute >= share * 24 * 60


# ---- panels


def _sites(asked: Asked, staff: Present | None) -> str:
    title = _say(asked, "sites")
    if staff is None:
        return parts.panel(title, "", parts.nothing(_say(asked, "no_shifts"), _say(asked, "no_shifts_why")))
    shown = sorted(staff.sites, key=lambda one: not (one.absent or one.unmanned))
    shown = sorted(shown[:ROWS], key=staff.sites.index)
    if not shown:
        return parts.panel(title, "", parts.nothing(_say(asked, "no_shifts"), ""))
    return parts.panel(title, _say(asked, "signs"), strips.crews([_crew(asked, one) for one in shown]))


def _crew(asked: Asked, site: Site) -> Crew:
    name = label("campus", site.name, asked.language)
    if site.unmanned:
        return Crew(name, _say(asked, "nobody"), 0, 1, state="late")
    there = site.there + site.planned
    if site.due:
        told = f"{there} / {site.due}"
    else:
        told = _say(asked, "from", at=_hour(asked, site.begins)) if site.begins else _say(asked, "no_shift")
    return Crew(name, told, there, site.absent, site.to_come, "late" if site.absent else "")


def _hour(asked: Asked, at: datetime | None) -> str:
    return f"{at.astimezone(asked.zone):%H:%M}" if at else ""


def _kinds(asked: Asked, kinds: Sequence[Running] | None) -> str:
    title = _say(asked, "kinds")
    if kinds is None:
        return parts.panel(title, "", parts.nothing(_say(asked, "no_rounds"), _say(asked, "no_rounds_why")))
    if not kinds:
        return parts.panel(title, "", parts.nothing(_say(asked, "none_planned")))
    rows = [
        Crew(
            label("kind", one.kind, asked.language), f"{one.made} / {one.planned}", one.made, 0, one.planned - one.made
        )
        for one in kinds[:ROWS]
    ]
    return parts.panel(title, _say(asked, "round_signs"), strips.crews(rows))


# ---- lines


def _missing(asked: Asked, staff: Present | None) -> list[str]:
    """Where nobody is though somebody must be, and where most are missing."""
    if staff is None:
        return []
    lines = []
    if empty := [label("campus", one.name, asked.language) for one in staff.sites if one.unmanned]:
        lines.append(parts.line(_say(asked, "unmanned", sites=empty), _say(asked, "unmanned_why"), state="late"))
    if away := [one for one in staff.sites if one.absent]:
        named = [_say(asked, "away", site=label("campus", one.name, asked.language), n=one.absent) for one in away]
        lines.append(parts.line(_joined(asked, named), _say(asked, "away_why"), state="late"))
    if not lines and staff.clocked:
        lines = [parts.line(_say(asked, "calm"), _say(asked, "calm_why"), state="fine")]
    return lines


def _due(asked: Asked, core: Sequence[RoomToday]) -> list[str]:
    """The core rooms that nobody has been in today."""
    left = [one for one in core if one.covered_at is None]
    if not core:
        return []
    if not left:
        last = max(one.covered_at for one in core if one.covered_at is not None)
        why = _say(asked, "core_done_why", at=_hour(asked, last))
        return [parts.line(_say(asked, "core_done", n=len(core)), why, state="fine")]
    named = list(dict.fromkeys(one.building for one in left))
    state = "watch" if _late_in_the_day(asked) else ""
    words = _say(asked, "core_left", n=len(left), of=len(core))
    return [parts.line(words, _joined(asked, named), state=state, sign="" if state else "○")]


def _tomorrow(asked: Asked, staff: Present | None) -> list[str]:
    """How many are planned for tomorrow, and where nobody is though somebody must be."""
    if staff is None:
        return []
    n = number(staff.total("next"), asked.language)
    if named := [label("campus", one.name, asked.language) for one in staff.sites if one.tomorrow]:
        return [parts.line(_say(asked, "tomorrow", sites=named), _say(asked, "tomorrow_why"), state="watch")]
    why = _say(asked, "next_off" if staff.off_tomorrow else "next_why")
    return [parts.line(_say(asked, "next", n=n), why, sign="○")]


def _joined(asked: Asked, names: Sequence[str]) -> str:
    """As many of the names as there is room for, and how many there are in all."""
    comma, kept = say("common.comma", asked.language), list(names)
    told = comma.join(kept)
    while len(kept) > 1 and halves(told) > ROOM:
        kept.pop()
        told = _say(asked, "and_more", names=comma.join(kept), more=len(names) - len(kept))
    return told


def _say(asked: Asked, key: str, **facts: object) -> str:
    return say(f"scenes.people.{key}", asked.language, **facts)
