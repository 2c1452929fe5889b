"""Readers of a TOML tree: small functions put together into the shape of a file, which keep every fault.

A reader takes (raw value, its place, the report) and returns what it read, or BAD after telling the report why not.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cockpit.errors import Fault
from cockpit.settings.lines import Lines, Place

BAD: Any = object()
Check = Callable[[Any, Place, "Report"], None]

_VARIABLE = re.compile(r"\$\{(\w+)\}")


class Wrong(Exception):
    """What a leaf reader raises: the key of the fault and its arguments."""

    def __init__(self, key: str, **arguments: object) -> None:
        super().__init__(key)
        self.key = key
        self.arguments = arguments


@dataclass
class Report:
    """The faults found so far. Those ``aside`` stop nobody alone: a drive that is not connected may come back."""

    lines: Lines
    faults: list[Fault] = field(default_factory=list)
    aside: list[Fault] = field(default_factory=list)

    def add(self, key: str, place: Place, **arguments: object) -> None:
        self.faults.append(self._fault(key, place, arguments))

    def set_aside(self, key: str, place: Place, **arguments: object) -> None:
        """Keeps a fault to be told only if there are others."""
        self.aside.append(self._fault(key, place, arguments))

    def _fault(self, key: str, place: Place, arguments: dict[str, object]) -> Fault:
        return Fault(key, spelled(place), self.lines.find(place), arguments)


Reader = Callable[[Any, Place, Report], Any]


@dataclass(frozen=True)
class Field:
    """A key of a table: how it is read, and the attribute it becomes (the key itself unless ``to`` says otherwise)."""

    read: Reader
    required: bool = False
    to: str | None = None


def spelled(place: Place) -> str:
    """A place as people write it: ``contract[0].limits.A``."""
    words = ""
    for part in place:
        if isinstance(part, int):
            words += f"[{part}]"
        else:
            words += ("." if words else "") + (part if re.fullmatch(r"[\w-]+", part) else f'"{part}"')
    return words


def nearest(name: str, names: Iterable[str]) -> str:
    """The name most like the one written; empty if none is.

    Nearly the same letters, else a word of it (``date_formats``: ``dates``), else somewhat the same letters.
    """
    by_fold = {known.casefold(): known for known in names}
    by_word = {known.removesuffix("s"): known for known in by_fold}
    plain = name.casefold()
    if plain in by_fold:
        return by_fold[plain]
    words = [word.removesuffix("s") for word in plain.split("_")]
    found = difflib.get_close_matches(plain, by_fold, n=1, cutoff=0.8)
    found += [by_word[word] for word in words if word in by_word and len(words) > 1]
    found += difflib.get_close_matches(plain, by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def unknown(key: str, name: str, names: Iterable[str]) -> Wrong:
    """The fault of a name that is none of ``names``, with the nearest of them where one is like it."""
    known = tuple(names)
    near = nearest(name, known)
    if near:
        return Wrong(f"{key}_near", name=name, near=near)
    return Wrong(key, name=name, known=known if len(known) <= 40 else known[:0])


def expand(raw: Any, environ: Mapping[str, str], place: Place, report: Report) -> Any:
    """The tree with every ``${NAME}`` replaced; a string with an undefined one becomes BAD."""
    if isinstance(raw, dict):
        return {key: expand(item, environ, (*place, key), report) for key, item in raw.items()}
    if isinstance(raw, list):
        return [expand(item, environ, (*place, index), report) for index, item in enumerate(raw)]
    if not isinstance(raw, str):
        return raw
    missing = [name for name in _VARIABLE.findall(raw) if name not in environ]
    for name in missing:
        report.add("undefined_variable", place, name=name)
    return BAD if missing else _VARIABLE.sub(lambda match: environ[match[1]], raw)


def leaf(parse: Callable[[Any], Any]) -> Reader:
    """A single value."""

    def read(raw: Any, place: Place, report: Report) -> Any:
        if raw is BAD:
            return BAD
        try:
            return parse(raw)
        except Wrong as wrong:
            report.add(wrong.key, place, **wrong.arguments)
            return BAD

    return read


def many(item: Reader, check: Check | None = None, *, single: bool = False) -> Reader:
    """A list, read as a tuple. With ``single`` one value stands for a list of it."""

    def read(raw: Any, place: Place, report: Report) -> Any:
        if single and not isinstance(raw, list):
            value = item(raw, place, report)
            return BAD if value is BAD else (value,)
        if raw is BAD or not isinstance(raw, list):
            return _refused("not_list", raw, place, report)
        values = tuple(item(one, (*place, index), report) for index, one in enumerate(raw))
        return BAD if any(value is BAD for value in values) else _checked(values, check, place, report)

    return read


def free(item: Reader, check: Check | None = None) -> Reader:
    """A table whose keys the site chooses."""

    def read(raw: Any, place: Place, report: Report) -> Any:
        if raw is BAD or not isinstance(raw, dict):
            return _refused("not_table", raw, place, report)
        values = {key: item(one, (*place, key), report) for key, one in raw.items()}
        return BAD if any(value is BAD for value in values.values()) else _checked(values, check, place, report)

    return read


def keyed(readers: Mapping[str, Reader], fault: str = "unknown_key") -> Reader:
    """A table of which only these keys are known; any may be left out."""

    def read(raw: Any, place: Place, report: Report) -> Any:
        if raw is BAD or not isinstance(raw, dict):
            return _refused("not_table", raw, place, report)
        values = {}
        for key, one in raw.items():
            if key in readers:
                values[key] = readers[key](one, (*place, key), report)
            else:
                wrong = unknown(fault, key, readers)
                report.add(wrong.key, (*place, key), **wrong.arguments)
                values[key] = BAD
        return BAD if any(value is BAD for value in values.values()) else values

    return read


def table(make: Callable[..., Any], fields: Mapping[str, Field], check: Check | None = None) -> Reader:
    """A table that becomes one object."""
    inner = keyed({key: one.read for key, one in fields.items()})

    def read(raw: Any, place: Place, report: Report) -> Any:
        values = inner(raw, place, report)
        missing = _missing(raw, fields) if isinstance(raw, dict) else []
        for key in missing:
            report.add("missing_key", (*place, key), name=key)
        if values is BAD or missing:
            return BAD
        made = make(**{fields[key].to or key: value for key, value in values.items()})
        return _checked(made, check, place, report)

    return read


def _missing(raw: dict[str, Any], fields: Mapping[str, Field]) -> list[str]:
    """The required keys that are not there, not even under a name much like theirs."""
    meant = {nearest(key, fields) for key in raw if key not in fields}
    return [key for key, one in fields.items() if one.required and key not in raw and key not in meant]


def also(reader: Reader, check: Check) -> Reader:
    """A table that is checked as it was written, whatever else is wrong with it."""

    def read(raw: Any, place: Place, report: Report) -> Any:
        if isinstance(raw, dict):
            check(raw, place, report)
        return reader(raw, place, report)

    return read


def _refused(key: str, raw: Any, place: Place, report: Report) -> Any:
    if raw is not BAD:
        report.add(key, place)
    return BAD


def _checked(value: Any, check: Check | None, place: Place, report: Report) -> Any:
    if check is not None:
        check(value, place, report)
    return value
