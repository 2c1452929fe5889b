"""What is wrong with a row that waits, what to do about it and where to find it: a database has no rows by number and
no file to export again.
"""

from __future__ import annotations

import json
from typing import Any

from cockpit.checks.tidy import heading
from cockpit.exports.own import is_ours, spellings_of, table_of, under
from cockpit.i18n import has, say
from cockpit.records import RECORDS
from cockpit.settings.model import Settings

Row = dict[str, Any]


def of_database(source: str, settings: Settings) -> bool:
    """Whether the source is a database."""
    return any(one.name == source and one.url for one in settings.sources)


def title(reason: str, language: str, *, database: bool = False, **said: object) -> str:
    """What is wrong, of a row or in a warning about a file; the reason itself where it has no words."""
    return _words(reason, "title", language, database=database, **said) or reason


def remedy(reason: str, language: str, *, database: bool = False) -> str:
    """What to do about it, "" where there is nothing to say."""
    return _words(reason, "remedy", language, database=database) or ""


def key(problem: Row, settings: Settings, language: str) -> str:
    """What a database calls a faulty row: "6", of several columns "campus A, room 101"; "" for a file's, and for a row
    that lacks its key.
    """
    named = _key(problem, settings)
    return next(iter(named.values())) if len(named) == 1 else _all_named(problem, named, language)


def place(problem: Row, settings: Settings, language: str) -> str:
    """Where a faulty row is found: by its key ("ticket no. 6") in a database, else by its number."""
    named = _key(problem, settings)
    return _all_named(problem, named, language) or say("cli.findings.row_n", language, n=problem["row"])


def told_by_key(problem: Row, settings: Settings) -> bool:
    """Whether the faulty cell is a part of the key that its place tells."""
    return problem["column"] in _key(problem, settings)


def _words(reason: str, part: str, language: str, *, database: bool, **said: object) -> str | None:
    keys = [f"checks.{reason}.{name}" for name in ([f"database_{part}"] if database else []) + [part]]
    return next((say(one, language, **said) for one in keys if has(one, language)), None)


def _all_named(problem: Row, named: dict[str, str], language: str) -> str:
    told = []
    for column, cell in named.items():
        words = f"records.{problem['record']}.columns.{column}"
        name = say(words, language) if has(words, language) else column
        told.append(say("cli.findings.keyed", language, name=name, cell=cell))
    return say("common.comma", language).join(told)


def _key(problem: Row, settings: Settings) -> dict[str, str]:
    """The columns of a database row's key with its cells; none unless each of them holds something."""
    if not of_database(problem["source"], settings):
        return {}
    cells = json.loads(problem["cells"])
    found = {name: str(cells[spot] or "") for name, spot in _key_places(problem, settings).items() if spot < len(cells)}
    return found if all(heading(cell) for cell in found.values()) else {}


def _key_places(problem: Row, settings: Settings) -> dict[str, int]:
    """Where the key's columns stand among the cells: the parts of a joined one by their headers, constants nowhere."""
    key, header = RECORDS[problem["record"]].key, json.loads(problem["header"])
    if is_ours(problem):
        return {name: header.index(name) for name in key}
    table = table_of(problem, settings)
    parts = {part: (part,) for name in key for part in (table.join.get(name, ()) if table else ())}
    sought = {name: spellings_of({**problem, "column": name}, settings) for name in key} | parts
    places = {name: under(header, spellings) for name, spellings in sought.items()}
    return {name: place for name, place in places.items() if place is not None}
