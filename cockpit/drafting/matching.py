"""Which record a table holds, and which of its headers is which of our columns: by likeness and by content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cockpit.drafting import vocabulary
from cockpit.drafting.codes import in_header
from cockpit.drafting.profile import Column, Profile
from cockpit.records import RECORDS, Kind, Record
from cockpit.records import Column as Ours

LEAST, SURE, RIVAL = 0.5, 0.75, 0.93
TELLING = 2.2
CLOSE = 0.85
MOST_CHOICES = 60
LONGEST = 80
UNIQUE = 0.98
# What may stand in for a required column: a name for "not told", or the file and the row instead of a number.
REPLACED = 0.5
# A column that must be filled and hardly is will hardly be it.
HOLLOW = 0.6
FREE = ("comment", "complaint", "description", "text", "finding")
FEW = 8
EXACT = 0.95
# Of an attendance list the day stands once in a row, and beside it times of day.
CLOCKS = ("planned_start", "planned_end", "clock_in", "clock_out")


@dataclass(frozen=True)
class Claim:
    """A header taken for one of our columns, how sure that is, and other headers that claim it as well."""

    column: str
    header: Column
    score: float
    rivals: tuple[Column, ...] = ()


@dataclass(frozen=True)
class Match:
    """A table as one record: which headers are which columns, how well it fits, which other record fits nearly as well.

    ``misfits`` are headers that say they are a column whose cells cannot be it.
    """

    record: Record
    claims: dict[str, Claim]
    score: float
    misfits: dict[str, Column] = field(default_factory=dict)
    also: str | None = None

    @property
    def absent(self) -> tuple[Ours, ...]:
        """Required columns that no header claims."""
        return tuple(
            one for one in self.record.columns if one.required and one.default is None and one.name not in self.claims
        )


def match(profile: Profile, sheet: str, around: str) -> Match | None:
    """The record that a table is; None where it is none of ours.

    Its ``sheet`` is named after its rows, and so may what is ``around`` it be: the file, and titles above the header.
    """
    usable = [one for one in profile.columns if one.header.strip()]
    twice = {one.header for one in usable if sum(other.header == one.header for other in usable) > 1}
    single = [one for one in usable if one.header not in twice]
    likely = {one.place: _by_record(one.header) for one in single}
    names = (vocabulary.plain(sheet), vocabulary.plain(around))
    found = [_as(record, profile, single, likely, names) for record in RECORDS.values()]
    found.sort(key=lambda one: -one.score)
    best, second = found[0], found[1]
    if best.score < TELLING or not _useful(best):
        return None
    told = _named(best.record, names) > _named(second.record, names)
    also = second.record.name if second.score > best.score * CLOSE and _useful(second) and not told else None
    return Match(best.record, best.claims, best.score, best.misfits, also)


def as_record(profile: Profile, record: str) -> Match:
    """A table as the record somebody says it is."""
    single = [one for one in profile.columns if one.header.strip()]
    likely = {one.place: _by_record(one.header) for one in single}
    return _as(RECORDS[record], profile, single, likely, ("", ""))


def telling(headers: Iterable[str]) -> float:
    """How much a line looks like a header: how many of its cells are known ones, of the record that most are of."""
    totals: dict[str, float] = {}
    for header in headers:
        if header.strip() and len(header) <= LONGEST:
            for record, says in vocabulary.records_of(header).items():
                totals[record] = totals.get(record, 0.0) + says
    return max(totals.values(), default=0.0)


def _by_record(header: str) -> Mapping[str, Mapping[str, float]]:
    return {record: found for record in RECORDS if (found := vocabulary.likeness(header, record))}


def _useful(match: Match) -> bool:
    """Whether enough of what a record cannot do without is there."""
    required = [one for one in match.record.columns if one.required and one.default is None]
    return len(match.absent) <= len(required) * 0.5


def _as(
    record: Record,
    profile: Profile,
    columns: list[Column],
    likely: Mapping[int, Mapping[str, Mapping[str, float]]],
    named: tuple[str, str],
) -> Match:
    offers: list[tuple[float, Column, str]] = []
    misfits: dict[str, Column] = {}
    for column in columns:
        for name, alike in likely[column.place].get(record.name, {}).items():
            ours = record.column(name)
            fits = fit(ours, column, profile.rows, key=record.key == (name,))
            if alike > EXACT and ours.name in FREE:
                fits = max(fits, SURE)
            score = round(alike * fits, 4)
            if score >= LEAST:
                offers.append((score, column, name))
            elif alike >= SURE and column.filled:
                misfits.setdefault(name, column)
    claims = _sorted_out(record, _settled(offers))
    misfits = {name: column for name, column in misfits.items() if name not in claims}
    spoken = {claim.header.place for claim in claims.values()}
    score = 0.0
    for name, claim in claims.items():
        elsewhere = sum(record.name != other for other in likely[claim.header.place])
        score += claim.score * (2.0 if record.column(name).required else 1.0) / (1 + 0.12 * elsewhere)
    for one in record.columns:
        if one.required and one.default is None and one.name not in claims:
            score -= 0.6 if replaceable(record, one) else 1.4
    strange = sum(bool(column.filled) for column in columns if column.place not in spoken)
    score -= min(1.5, 0.06 * strange)
    score += _named(record, named)
    return Match(record, claims, round(score, 4), misfits)


def _named(record: Record, named: tuple[str, str]) -> float:
    """How far the sheet (1) and what is around it (0.5) are called as rows of a record are."""
    words = vocabulary.kinds_of(record.name)
    return sum(worth for name, worth in zip(named, (1.0, 0.5), strict=True) if any(word in name for word in words))


def _settled(offers: list[tuple[float, Column, str]]) -> dict[str, Claim]:
    """Each header for one column and the other way round: the surest first; equal ones as they stand in the file."""
    claims: dict[str, Claim] = {}
    taken: set[int] = set()
    ordered = sorted(offers, key=lambda one: (-one[0], one[1].place, one[2]))
    for score, column, name in ordered:
        if name in claims or column.place in taken:
            continue
        claims[name] = Claim(name, column, score)
        taken.add(column.place)
    for name, claim in claims.items():
        rivals = tuple(
            column
            for score, column, other in ordered
            if other == name and column.place not in taken and score >= claim.score * RIVAL
        )
        claims[name] = Claim(name, claim.header, claim.score, rivals)
    return claims


def _sorted_out(record: Record, claims: dict[str, Claim]) -> dict[str, Claim]:
    """A list's one kind of ticket is its category where no value of it is a kind of work that we tell apart."""
    kind = claims.get("work_type")
    if record.name != "tickets" or kind is None or "category" in claims or not kind.header.filled:
        return claims
    words = set(vocabulary.meanings("tickets", "work_type"))
    if _held(kind.header, words) or in_header(kind.header.header):
        return claims
    rest = {name: claim for name, claim in claims.items() if name != "work_type"}
    return rest | {"category": Claim("category", kind.header, vocabulary.WEAK)}


def replaceable(record: Record, column: Ours) -> bool:
    """Whether a row can do with a stand-in: a name to be grouped by, or a number of its own."""
    return column.grouping or (column.name == record.key[0] and column.name.endswith("_id") and len(record.key) == 1)


def fit(ours: Ours, column: Column, rows: int, *, key: bool = False) -> float:
    """How well the cells of a column can be what ours holds (0 to 1)."""
    if not column.filled:
        return 0.45 if ours.required or key else 0.9
    return _fitting(ours, column, rows, key=key) * (HOLLOW if ours.required and column.filled < rows * 0.4 else 1)


def _fitting(ours: Ours, column: Column, rows: int, *, key: bool) -> float:
    if key:
        return _as_key(column, rows)
    if ours.kind in (Kind.TIME, Kind.DAY):
        told = column.times + column.serials + (column.clocks if ours.name in CLOCKS else 0)
        return 1.0 if told > 0.9 else 0.9 if told > 0.6 else 0.1
    if ours.kind is Kind.MONTH:
        return 1.0 if column.months + column.times + column.serials > 0.9 else 0.1
    if ours.kind in (Kind.INTEGER, Kind.NUMBER, Kind.MONEY):
        return _as_number(ours, column)
    if ours.kind is Kind.CHOICE:
        return _as_choice(column)
    if ours.kind is Kind.FLAG:
        return 1.0 if column.distinct <= 4 else 0.2
    return _as_text(ours, column)


def _as_key(column: Column, rows: int) -> float:
    if column.times > 0.9 and column.numbers < 0.9:
        return 0.1
    share = column.distinct / max(1, column.filled)
    full = column.filled / max(1, rows)
    return (1.0 if share >= UNIQUE else 0.85 if share > 0.05 else 0.55) * (1.0 if full > 0.95 else 0.7)


def _as_number(ours: Ours, column: Column) -> float:
    if column.numbers > 0.9:
        return 1.0 if ours.low is None or column.low is None or column.low >= ours.low else 0.4
    scored = (ours.low, ours.high) == (0, 100)
    if scored and column.distinct <= MOST_CHOICES:
        known = [scale for scale in vocabulary.scales("score") if _held(column, scale.words) > 0.8]
        return 1.0 if known else 0.5
    return 0.1


def _as_choice(column: Column) -> float:
    if column.distinct <= MOST_CHOICES:
        return 1.0
    return 0.3


def _as_text(ours: Ours, column: Column) -> float:
    timed = column.times > 0.9 and column.numbers < 0.5
    if ours.name.endswith("phone"):
        return 1.0 if column.phones > 0.5 else 0.3
    if timed:
        return 0.2
    if ours.name in FREE and column.distinct <= FEW < column.filled / FEW:
        return 0.5
    if ours.name in ("name", "reporter", "visitor") and column.numbers > 0.9:
        return 0.5
    return 1.0


def _held(column: Column, known: Iterable[str]) -> float:
    """The share of a column's cells that hold one of the words."""
    words = set(known)
    total = sum(column.values.values())
    return sum(count for value, count in column.values.items() if vocabulary.plain(value) in words) / max(1, total)


def held(column: Column, known: Iterable[str]) -> float:
    """The share of a column's (most frequent) cells that hold one of the words, in the form they are compared in."""
    return _held(column, known)
