"""What people call our columns, kept as data: how well a header says that it is one of them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from cockpit.records import RECORDS

WEAK, SURE = 0.62, 1.0
LIKE = 0.85
# Of two headers that say the same thing the one whose spelling stands earlier in the list is meant.
LATER = 0.0005
TURNED = 0.3
_BRACKETS = re.compile(r"[(\[（【].*?[)\]）】]?$")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGN = re.compile(r"[\W_]+")
_ENDINGS = ("s",)


@dataclass(frozen=True)
class Spelling:
    """One spelling of a column's header: as compared, its words where it is English, and whether it says enough."""

    plain: str
    words: tuple[str, ...]
    weak: bool


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "headers.toml").read_text(encoding="utf-8"))


@cache
def _simplified() -> dict[int, int]:
    told = _told()
    return str.maketrans(told["traditional"], told["simplified"])


def plain(text: str) -> str:
    """The form in which headers and values are compared: no case, width, space or sign; the simplified script."""
    return _SIGN.sub("", unicodedata.normalize("NFKC", text).translate(_simplified()).casefold())


def words(text: str) -> tuple[str, ...]:
    """The words of an English header: ``opened_at``, ``OpenedAt`` and ``Opened at`` are opened, at."""
    parts = _HUMP.sub(" ", unicodedata.normalize("NFKC", text))
    return tuple(one for one in _SIGN.sub(" ", parts).casefold().split() if one.isascii())


def unbracketed(header: str) -> str:
    """A header without what stands in brackets at its end: a unit, or codes and what they mean."""
    return _BRACKETS.sub("", header).strip() or header


@cache
def spellings(record: str) -> Mapping[str, tuple[Spelling, ...]]:
    """Our columns of a record and how people write them; the column's own name is one of the ways."""
    told = _told()[record]
    return {
        name: tuple(
            Spelling(plain(one.removeprefix("~")), _roots(one.removeprefix("~")), one.startswith("~"))
            for one in (*told.get(name, ()), name.replace("_", " "))
        )
        for name in RECORDS[record].names
    }


@cache
def _index() -> Mapping[str, Mapping[str, float]]:
    """By the plain form of a spelling, the records that have it and how much it says."""
    found: dict[str, dict[str, float]] = {}
    for record in RECORDS:
        for known in spellings(record).values():
            for one in known:
                says = found.setdefault(one.plain, {})
                says[record] = max(says.get(record, 0.0), WEAK if one.weak else SURE)
    return found


def records_of(header: str) -> Mapping[str, float]:
    """The records of which a header is a known one, and how much it says: the quick look by which headers are found."""
    for text, _ in _readings(header):
        if found := _index().get(text):
            return found
    return {}


@cache
def orders() -> tuple[Spelling, ...]:
    """How the time of a row's last change is called."""
    return tuple(Spelling(plain(one), _roots(one), weak=False) for one in _told()["order"]["spellings"])


def rises(header: str) -> bool:
    """Whether a header is called as the time of a row's last change is, which each change sets anew."""
    return plain(header) in {plain(one) for one in _told()["watermark"]["spellings"]}


@cache
def kinds_of(record: str) -> tuple[str, ...]:
    """What a file, a sheet or a title row calls the rows of a record."""
    return tuple(plain(one) for one in _told()["names"][record])


@cache
def _turning() -> tuple[str, ...]:
    return tuple(plain(one) for one in _told()["turning"])


@cache
def likeness(header: str, record: str) -> Mapping[str, float]:
    """By our column, how well a header says that it is it (0 to 1); columns it says nothing of are left out."""
    found = {}
    for name, known in spellings(record).items():
        best = max((_similar(header, one) * (1 - LATER * place) for place, one in enumerate(known)), default=0.0)
        if best > 0:
            found[name] = round(best, 4)
    return found


def ordered(header: str) -> float:
    """How well a header says that it is the time of the last change."""
    return max(_similar(header, spelling) for spelling in orders())


def _similar(header: str, spelling: Spelling) -> float:
    most = WEAK if spelling.weak else SURE
    return max(_alike(text, parts, spelling) for text, parts in _readings(header)) * most


@cache
def _readings(header: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a header may be read as: whole, without its brackets, and of two lines both as one, or the lower alone.

    ``时间/派单`` is 派单时间: what stands below may say which of what stands above.
    """
    bare = unbracketed(header)
    upper, stroke, lower = header.rpartition("/")
    texts = (header, bare, *((f"{upper}{lower}", lower, f"{lower}{upper}") if stroke and not header.isascii() else ()))
    return tuple(dict.fromkeys((plain(text), words(text)) for text in texts))


def _alike(text: str, parts: tuple[str, ...], spelling: Spelling) -> float:
    if not text or not spelling.plain:
        return 0.0
    if text == spelling.plain:
        return 1.0
    if spelling.plain.isascii():
        return _english(text, parts, spelling)
    if len(spelling.plain) > 1 and spelling.plain in text:
        rest = text.replace(spelling.plain, "", 1)
        edge = text.startswith(spelling.plain) or text.endswith(spelling.plain)
        share = (0.72 if edge else 0.6) + 0.2 * len(spelling.plain) / len(text)
        return share * (TURNED if any(one in rest for one in _turning() if not one.isascii()) else 1)
    return _misspelt(text, spelling.plain)


def _english(text: str, parts: tuple[str, ...], spelling: Spelling) -> float:
    if not parts or not spelling.words:
        return 0.0
    own = tuple(_singular(one) for one in parts)
    sought = spelling.words
    if own == sought:
        return 0.98
    if set(sought) <= set(own):
        rest = set(own) - set(sought)
        turned = any(set(one.split()) & rest for one in _turning_words())
        return (0.62 + 0.28 * len(sought) / len(own)) * (TURNED if turned else 1)
    if len(text) < 5:
        return 0.0
    return _misspelt(text, spelling.plain)


def _misspelt(text: str, known: str) -> float:
    """How like two texts are that differ by a letter or two; 0 where they are more different."""
    most = 2 * min(len(text), len(known)) / (len(text) + len(known))
    if most < LIKE or len(set(text) ^ set(known)) > len(text) // 2:
        return 0.0
    ratio = SequenceMatcher(None, text, known, autojunk=False).ratio()
    return 0.6 * ratio if ratio >= LIKE else 0.0


@cache
def _turning_words() -> tuple[str, ...]:
    return tuple(one for one in _told()["turning"] if one.isascii())


def _roots(text: str) -> tuple[str, ...]:
    return tuple(_singular(one) for one in words(text))


@cache
def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith(_ENDINGS) and not word.endswith("ss") else word


@cache
def _values() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "values.toml").read_text(encoding="utf-8"))


@cache
def meanings(record: str, column: str) -> Mapping[str, str]:
    """What a choice is called (in the form it is compared in) and which of our codes that is; our own codes too."""
    told = _values().get(record, {}).get(column, {})
    known = {plain(word): code for code, called in told.items() for word in called}
    choices = RECORDS[record].column(column).choices
    return {plain(code): code for code in choices} | known


@dataclass(frozen=True)
class Scale:
    """Words in order and what they become; ``sure`` where nobody can mean anything else by them."""

    codes: tuple[str, ...]
    words: tuple[str, ...]
    sure: bool = False


@cache
def scales(kind: str) -> tuple[Scale, ...]:
    """The scales known of levels, or of scores."""
    return tuple(
        Scale(tuple(one["codes"]), tuple(plain(word) for word in one["words"]), one.get("sure", False))
        for one in _values()["scales"][kind]
    )
