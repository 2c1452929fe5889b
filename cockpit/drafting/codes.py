"""What the values of a column of choices or scores become, from its cells and from codes written into its header."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cockpit.checks.words_read import FLAG_OF
from cockpit.drafting import vocabulary
from cockpit.drafting.profile import Column
from cockpit.records import Column as Ours
from cockpit.records import Kind

_INSIDE = re.compile(r"[(（\[【](.+?)[)）\]】]\s*$")
_PAIR = re.compile(r"(-?\w{1,4})\s*[-–—:：=＝.、]\s*([^\s,，;；、/|]+)")
_NUMBERED = re.compile(r"^\(?\d{1,2}\)?\s*[-–.、:：]\s*(.+)$")
MOST, WHOLE_SCALE = 0.6, 0.999
TENTH = 10


@dataclass(frozen=True)
class Meanings:
    """What values become; those nobody knows, with how many cells hold them; and whether it is a guess."""

    values: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    guessed: bool = False


def in_header(header: str) -> dict[str, str]:
    """The codes that a header spells out: ``状态(1-待维修 2-已修)`` says 1 → 待维修, 2 → 已修; else nothing."""
    inside = _INSIDE.search(header.strip())
    pairs = dict(_PAIR.findall(inside[1])) if inside else {}
    return pairs if len(pairs) > 1 else {}


def choices(record: str, ours: Ours, column: Column) -> Meanings:
    """What the values of a column of choices mean."""
    spelt = in_header(column.header)
    known = dict(vocabulary.meanings(record, ours.name))
    guessed = False
    if ours.name == "level" and set(ours.choices) == set("ABCD"):
        scale = _scale("level", column, spelt)
        known = dict(zip(scale.words, scale.codes, strict=True)) if scale else known
        guessed = bool(scale and not scale.sure)
    values, unknown = {}, {}
    for value, count in {**dict.fromkeys(spelt, 0), **column.values}.items():
        code = _meant(value, spelt, known)
        if code is None:
            unknown[value] = count
        elif code != value:
            values[value] = code
    ordered = sorted(values.items(), key=lambda one: ours.choices.index(one[1]))
    return Meanings(dict(ordered), unknown, guessed)


def _meant(value: str, spelt: dict[str, str], known: dict[str, str]) -> str | None:
    """Our code for a value: by itself, by what the header says of it, or without the number before it."""
    texts = [spelt[value]] if value in spelt else [value]
    if numbered := _NUMBERED.match(value):
        texts.append(numbered[1])
    return next((known[vocabulary.plain(text)] for text in texts if vocabulary.plain(text) in known), None)


def _scale(kind: str, column: Column, spelt: dict[str, str]) -> vocabulary.Scale | None:
    """The scale that holds most cells of a column, of these the one fewest of whose words are missing."""
    best, rank = None, (MOST, 0.0)
    for scale in vocabulary.scales(kind):
        words = set(scale.words)
        said = {value: spelt.get(value, (_NUMBERED.match(value) or [value, value])[1]) for value in column.values}
        cells = sum(n for value, n in column.values.items() if vocabulary.plain(said[value]) in words)
        share = cells / max(1, sum(column.values.values()))
        used = len({vocabulary.plain(text) for text in said.values()} & words) / len(words)
        if (round(share, 4), used) > rank:
            best, rank = scale, (round(share, 4), used)
    return best


def scores(column: Column) -> tuple[Meanings, tuple[float, float] | None, bool]:
    """A column of scores: what its words become, on which scale, and whether that scale is a guess.

    Without a scale (None) nothing in the cells tells it.
    """
    if column.numbers > 0.9:
        low, high = column.low or 0, column.high or 0
        if high > TENTH:
            return Meanings(), (0, 100), False
        if high > 5:
            return Meanings(), (0 if low < 1 else 1, 10), True
        return Meanings(), (1, 5), not (high == 5 and low >= 1)
    scale = _scale("score", column, {})
    if scale is None:
        return Meanings(unknown=dict(column.values)), None, False
    meant = dict(zip(scale.words, scale.codes, strict=True))
    values = {value: meant[vocabulary.plain(value)] for value in column.values if vocabulary.plain(value) in meant}
    unknown = {value: count for value, count in column.values.items() if value not in values and not _number(value)}
    return Meanings(values, unknown), (1, 5), False


def _number(text: str) -> bool:
    return bool(re.fullmatch(r"\d+(\.\d+)?", text))


def flags(record: str, ours: Ours, column: Column) -> Meanings:
    """What the values of a yes or no become where they are not spelt as everybody does."""
    known = vocabulary.meanings(record, ours.name)
    values, unknown = {}, {}
    for value, count in column.values.items():
        if value.casefold() in FLAG_OF:
            continue
        code = known.get(vocabulary.plain(value))
        if code in ("true", "false"):
            values[value] = code
        else:
            unknown[value] = count
    return Meanings(values, unknown)


def texts(record: str, ours: Ours, column: Column) -> Meanings:
    """A text column's values are its own; only those that mean one of our own codes (a main store) are renamed."""
    known = vocabulary.meanings(record, ours.name)
    return Meanings(
        {value: known[vocabulary.plain(value)] for value in column.values if vocabulary.plain(value) in known}
    )


def of(record: str, ours: Ours, column: Column) -> Meanings:
    """What the values of any column but scores become."""
    if ours.kind is Kind.CHOICE:
        return choices(record, ours, column)
    if ours.kind is Kind.FLAG:
        return flags(record, ours, column)
    return texts(record, ours, column) if ours.kind is Kind.TEXT else Meanings()
