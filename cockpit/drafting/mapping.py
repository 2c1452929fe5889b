"""From a match to a mapping: columns, values, dates, scales and stand-ins, with every doubt marked."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb

from cockpit.checks.parsed import first, literal
from cockpit.checks.tidy import in_one_line
from cockpit.drafting import codes, dates, events, rosters, vocabulary
from cockpit.drafting.matching import SURE, Match, replaceable
from cockpit.drafting.profile import Column, Profile
from cockpit.drafting.proposal import Doubt, Proposal
from cockpit.records import RECORDS, Kind
from cockpit.records import Column as Ours
from cockpit.settings.model import Fold, TableSource, Unpivot

MOMENTS = (Kind.TIME, Kind.DAY, Kind.MONTH)
SHOWN = 8
# Attendance lists say whether somebody was there as due, and not when that was.
DAYS_OFF = ("weekend", "holiday")
CLOCKED = ("正常", "迟到", "早退", "normal", "late")
# So few empty cells are left to quarantine: somebody forgot them. More, or a sign of its own, are how the source is.
RARELY = 0.02
USUAL_NULLS = TableSource("tickets").nulls
NAMED = re.compile(r"^[^\W\d_][^\d_]+$")
HOURS = re.compile(r"[(（]\s*(小时|小時|h|hour|hours)\s*[)）]|小时|hours", re.IGNORECASE)


@dataclass
class Desk:
    """What is being put together for one table."""

    match: Match
    profile: Profile
    connection: duckdb.DuckDBPyConnection
    unnamed: str
    doubts: list[Doubt] = field(default_factory=list)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    fill_down: list[str] = field(default_factory=list)
    join: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unlisted: list[str] = field(default_factory=list)
    leave_out: dict[str, tuple[str, ...]] = field(default_factory=dict)
    scale: tuple[float, float] | None = None
    fold: Fold | None = None
    unpivot: Unpivot | None = None

    def doubt(self, key: str, column: str | None = None, *, open: bool = False, **arguments: Any) -> None:
        """Marks something to be confirmed."""
        self.doubts.append(Doubt(key, column, arguments, open))


def propose(
    match: Match, profile: Profile, connection: duckdb.DuckDBPyConnection, base: TableSource, unnamed: str
) -> Proposal:
    """The mapping of a table. ``base`` says where it stands; ``unnamed`` stands for names that rows do not tell."""
    desk = Desk(match, profile, connection, unnamed)
    if match.also:
        desk.doubt("also", record=match.record.name, other=match.also)
    for name in match.record.names:
        if name in match.claims:
            _column(desk, name)
    _turned(desk)
    events.fold(desk)
    _absent(desk)
    _empties(desk, filled_down=base.query is None)
    written = _dates(desk)
    nulls = _nulls(desk)
    table = replace(
        base,
        record=match.record.name,
        columns=desk.columns,
        values=desk.values,
        nulls=nulls,
        dates=written.formats,
        constants=desk.constants,
        defaults=desk.defaults,
        fill_down=tuple(desk.fill_down),
        leave_out=desk.leave_out,
        join=desk.join,
        rating_scale=desk.scale,
        fold=desk.fold,
        unpivot=desk.unpivot,
    )
    return Proposal(
        table,
        tuple(desk.doubts),
        _unused(desk),
        profile.rows,
        tuple(in_one_line(one.header) for one in profile.columns),
        profile.first,
        date_choices=written.choices,
    )


def _unused(desk: Desk) -> tuple[str, ...]:
    """Headers that are none of ours."""
    spoken = {claim.header.place for claim in desk.match.claims.values()}
    joined = {part for parts in desk.join.values() for part in parts}
    named = [(one.place, in_one_line(one.header)) for one in desk.profile.columns if one.header.strip()]
    return tuple(header for place, header in named if place not in spoken and header not in joined)


def _column(desk: Desk, name: str) -> None:
    """One column that a header claims: its values, its scale, and what is in doubt of it."""
    claim, ours = desk.match.claims[name], desk.match.record.column(name)
    header = in_one_line(claim.header.header)
    if name == "hold_minutes" and HOURS.search(header):
        desk.doubt("hours", name, header=header)
        return
    if ours.kind is Kind.TEXT and _joined(desk, name):
        return
    desk.columns[name] = (header,)
    if claim.rivals:
        desk.doubt("rivals", name, header=header, others=[in_one_line(one.header) for one in claim.rivals])
    elif claim.score < SURE:
        desk.doubt("unsure", name, header=header)
    if ours.kind is not Kind.INTEGER and (ours.low, ours.high) == (0, 100):
        _scores(desk, name, claim.header)
        return
    meant = _without_days_off(desk, name, codes.of(desk.match.record.name, ours, claim.header))
    if meant.values:
        desk.values[name] = meant.values
        _guessed(desk, name, header, meant)
    if meant.unknown and ours.kind in (Kind.CHOICE, Kind.FLAG):
        desk.doubt("values", name, header=header, values=_shown(meant.unknown), known=list(ours.choices))
    if name in desk.match.record.people and _are_names(claim.header):
        desk.doubt("names", name, header=header)


def _without_days_off(desk: Desk, name: str, meant: codes.Meanings) -> codes.Meanings:
    """Of an attendance list leaves out the rows that are days off, and asks whether those are that nobody clocked."""
    if (desk.match.record.name, name) != (rosters.SHIFTS, rosters.TURNED.cell) or desk.match.claims[
        name
    ].header.place < 0:
        return meant
    header, found = desk.match.claims[name].header, rosters.off(meant.unknown)
    if found:
        desk.leave_out[name] = found
        desk.doubt("leave_out", name, header=in_one_line(header.header), values=list(found))
    days = [value for value, code in meant.values.items() if code in DAYS_OFF]
    if unclocked := [value for value in days if not _is_clocked(desk, header, value)]:
        desk.doubt("unclocked", name, header=in_one_line(header.header), values=unclocked, off=[*found, *unclocked])
    return replace(meant, unknown={value: n for value, n in meant.unknown.items() if value not in found})


def _is_clocked(desk: Desk, kind: Column, value: str) -> bool:
    """Whether somebody clocked in or out in a row of this kind, as far as the list has such columns."""
    sides = [desk.match.claims[name].header for name in ("clock_in", "clock_out") if name in desk.match.claims]
    if not sides:
        return True
    nothing = ", ".join(map(literal, ("", *USUAL_NULLS, *(null for side in sides for null in side.nulls))))
    filled = " or ".join(f"coalesce(tidy({side.cell}), '') not in ({nothing})" for side in sides)
    said = f"tidy({kind.cell}) = {literal(value)}"
    return count(desk.connection, f"select count(*) from raw where {said} and ({filled})") > 0


def _guessed(desk: Desk, name: str, header: str, meant: codes.Meanings) -> None:
    """Marks values that mean what only the contract or the plan of duty can tell."""
    if meant.guessed:
        desk.doubt("level", name, header=header)
    if name == "kind" and any(vocabulary.plain(value) in CLOCKED for value in meant.values):
        desk.doubt("clocked", name, header=header)


def _turned(desk: Desk) -> None:
    """Of a roster the day and what stands below it are no columns: each cell below a day becomes a row."""
    days = [name for name, claim in desk.match.claims.items() if claim.header.place < 0]
    if days:
        desk.unpivot = rosters.TURNED
        for name in days:
            del desk.columns[name]
        desk.doubt("roster", rosters.TURNED.header)


def _joined(desk: Desk, name: str) -> bool:
    """Joins a header and the one beside it for what its list lacks; the value that says so says nothing itself."""
    found = events.together(desk, name)
    if found is None:
        return False
    parts, unlisted = found
    desk.join[name] = parts
    desk.doubt("joined", name, header=parts[0], other=parts[1])
    if unlisted is not None:
        desk.unlisted.append(unlisted)
        desk.doubt("unlisted", name, header=parts[0], value=unlisted, other=parts[1])
    cells = (next(one.cell for one in desk.profile.columns if in_one_line(one.header) == part) for part in parts)
    said = "".join(f" and ({cell} is null or tidy({cell}) in ('', {literal(unlisted or '')}))" for cell in cells)
    empty = count(desk.connection, f"select count(*) from raw where true{said}")
    if desk.match.record.column(name).required and empty:
        desk.defaults[name] = desk.unnamed
        desk.doubt("empty", name, n=empty, text=desk.unnamed)
    return True


def _shown(values: dict[str, int]) -> list[str]:
    return [value for value, _ in sorted(values.items(), key=lambda one: (-one[1], one[0]))[:SHOWN]]


def _are_names(column: Column) -> bool:
    """Whether people stand by their names and not by the numbers of the staff list: most cells have no digit."""
    total = sum(column.values.values())
    return sum(n for value, n in column.values.items() if NAMED.match(value)) > total / 2


def _scores(desk: Desk, name: str, column: Column) -> None:
    meant, scale, guessed = codes.scores(column)
    if meant.values:
        told = any(
            one.key == "points" and meant.values.items() <= desk.values[one.column or ""].items() for one in desk.doubts
        )
        desk.values[name] = meant.values
        if not told:
            desk.doubt("points", name, header=in_one_line(column.header))
    if meant.unknown:
        desk.doubt("values", name, header=in_one_line(column.header), values=_shown(meant.unknown), known=["1", "5"])
    if scale is None:
        del desk.columns[name]
        return
    if desk.scale is not None and desk.scale != scale:
        desk.doubt("scales", name, scale=_span(desk.scale), other=_span(scale))
        desk.scale = max(desk.scale, scale, key=lambda one: one[1])
        return
    if guessed:
        desk.doubt("scale", name, header=in_one_line(column.header), scale=_span(scale), high=f"{column.high:g}")
    desk.scale = scale


def _span(scale: tuple[float, float]) -> str:
    return f"{scale[0]:g}–{scale[1]:g}"


def _absent(desk: Desk) -> None:
    """Required columns that no header claims: a stand-in where there is one, else a question with what is near."""
    for ours in desk.match.record.columns:
        sides = (rosters.TURNED.header, rosters.TURNED.cell) if desk.unpivot else ()
        given = {*desk.columns, *desk.join, *sides, *(desk.fold.first if desk.fold else ())}
        if not ours.required or ours.default is not None or ours.name in given:
            continue
        if ours.grouping:
            desk.constants[ours.name] = desk.unnamed
            desk.doubt("stand_in", ours.name, text=desk.unnamed)
        elif replaceable(desk.match.record, ours) and desk.match.record.key == (ours.name,):
            desk.join[ours.name] = ("_file", "_row")
            desk.doubt("no_key", ours.name)
        else:
            misfit = desk.match.misfits.get(ours.name)
            desk.doubt("missing", ours.name, open=True, nearest=_nearest(desk, ours), known=list(ours.choices))
            if misfit is not None:
                desk.doubt("misfit", ours.name, header=in_one_line(misfit.header), value=next(iter(misfit.values), ""))


def _nearest(desk: Desk, ours: Ours) -> list[str]:
    """Headers that may be meant: those that are something like it, else those whose cells could be it."""
    spoken = {claim.header.place for claim in desk.match.claims.values()}
    free = [one for one in desk.profile.columns if one.place not in spoken and one.header.strip() and one.filled]
    alike = [(vocabulary.likeness(one.header, desk.match.record.name).get(ours.name, 0.0), one) for one in free]
    near = [one for score, one in sorted(alike, key=lambda two: -two[0]) if score > 0]
    if ours.kind in MOMENTS:
        near += [one for one in free if one.times > 0.6 and one not in near]
    elif ours.kind is Kind.CHOICE:
        near += [one for one in free if 1 < one.distinct <= SHOWN and one not in near]
    return [in_one_line(one.header) for one in near[:4]]


def _empties(desk: Desk, *, filled_down: bool) -> None:
    """Names to be grouped by that are empty in some rows: those above them (written once), or what stands for them."""
    for ours in desk.match.record.columns:
        name = ours.name
        if not (ours.required and ours.grouping) or name not in desk.match.claims or name not in desk.columns:
            continue
        empty = desk.profile.rows - desk.match.claims[name].header.filled
        spelt = set(desk.match.claims[name].header.nulls) - set(USUAL_NULLS)
        if filled_down and events.written_once(desk, name):
            desk.fill_down.append(name)
            desk.doubt("fill_down", name, header=desk.columns[name][0], n=empty)
            continue
        if empty > desk.profile.rows * RARELY or (empty and spelt):
            desk.defaults[name] = desk.unnamed
            desk.doubt("empty", name, n=empty, text=desk.unnamed)


def _dates(desk: Desk) -> dates.Written:
    """The formats of all times that are read, those of an event log's order too."""
    read = [
        desk.match.claims[name].header
        for name in desk.columns
        if name in desk.match.claims and desk.match.record.column(name).kind in MOMENTS
    ]
    if desk.fold is not None:
        read += [one for one in desk.profile.columns if in_one_line(one.header) == desk.fold.order and one not in read]
    written = dates.written(desk.connection, read)
    for header, value in written.unclear[:1]:
        key = "orders_differ" if written.fell else "day_or_month"
        desk.doubt(
            key,
            None,
            open=True,
            header=in_one_line(header),
            value=value,
            choices=[list(one) for one in written.choices],
        )
    for key, found in (("minguo", written.short), ("epoch", written.counted)):
        if found:
            desk.doubt(key, None, header=in_one_line(found[0]), value=found[1])
    return written


def _nulls(desk: Desk) -> tuple[str, ...]:
    """The usual spellings of nothing with those found; told where one of them might be a name."""
    found: Counter[str] = Counter()
    for name in (*desk.columns, *((desk.unpivot.cell,) if desk.unpivot else ())):
        if name in desk.match.claims:
            found.update(desk.match.claims[name].header.nulls)
    for parts in desk.join.values():
        found.update(null for one in desk.profile.columns if in_one_line(one.header) in parts for null in one.nulls)
    strange = sorted(set(found) - set(USUAL_NULLS))
    if strange:
        desk.doubt("nulls", None, values=strange)
    return (*USUAL_NULLS, *dict.fromkeys((*strange, *desk.unlisted)))


def count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The number a query gives."""
    return int(first(connection, query)[0] or 0)


__all__ = ["RECORDS", "Desk", "count", "propose"]
