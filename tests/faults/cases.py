"""A case of bad input: what files a person drops in the folder, how they are mapped, and what must come of it."""

from __future__ import annotations

import contextlib
import io
import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from cockpit import settings as configuration
from cockpit import sources
from cockpit.checks import Parsed, Union, unite
from cockpit.cli import findings
from cockpit.cli.context import Context
from cockpit.errors import SourceError
from cockpit.i18n import explain
from cockpit.records import RECORDS
from cockpit.settings.model import Settings, Source, TableSource
from cockpit.store import QUARANTINE
from cockpit.sync import Outcome
from tests.faults.words import PLACES, WORDS
from tests.sources.conftest import COLUMNS as HEADERS
from tests.sources.conftest import GOOD, NOW

MINUTE = 60
COLUMNS = {name: header for name, header in HEADERS.items() if header in GOOD}
SITE = """
[site]
name = "某某大学"
zone = "Asia/Shanghai"
[sources.desk]
path = "exports"
[sources.desk.tables.{record}]
files = "{folder}/*"
{mapping}
[sources.desk.tables.{record}.columns]
{columns}
"""
Problem = tuple[int, str | None, str, str | None]


@dataclass(frozen=True)
class Case:
    """``entry`` as the catalogue calls it; ``files`` by name; ``mapping`` is TOML of the table, ``columns`` adds to the
    usual ones (None takes one away). What must come of it: ``counts`` (read, accepted, quarantined, deduplicated),
    each faulty cell, each refusal, the values kept by column, and what else is counted or told.
    """

    entry: str
    files: Mapping[str, str | bytes]
    mapping: str = ""
    columns: Mapping[str, str | None] = field(default_factory=dict)
    record: str = "tickets"
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    problems: Sequence[Problem] = ()
    refused: tuple[str, Mapping[str, object]] | None = None
    kept: Mapping[str, Sequence[object]] = field(default_factory=dict)
    normalised: Mapping[str, int] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)
    unmapped: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    warned: str = ""
    tells: Sequence[str] = ()

    def __str__(self) -> str:
        return self.entry

    def configure(self, root: Path, folder: str) -> Settings:
        """The site whose one table is this case's, its files in ``folder``."""
        columns = COLUMNS if self.record == "tickets" else {}
        told = {name: header for name, header in {**columns, **self.columns}.items() if header is not None}
        lines = "\n".join(f"{name} = {header!r}" for name, header in told.items())
        file = root / f"{folder}.toml"
        text = SITE.format(record=self.record, folder=folder, mapping=self.mapping, columns=lines)
        file.write_text(text, encoding="utf-8")
        return configuration.load(file, root / "data", {})


@dataclass
class Found:
    """What reading a case's files gave."""

    settings: Settings
    parsed: list[Parsed] = field(default_factory=list)
    refused: list[SourceError] = field(default_factory=list)


class Desk:
    """Reads the files of many cases as a sync does, in one go: each case has a folder and a mapping of its own."""

    def __init__(self, root: Path, cases: Sequence[Case]) -> None:
        self.root = root
        folders = [f"k{place:03}" for place in range(len(cases))]
        self._found = {}
        tables: list[TableSource] = []
        for case, folder in zip(cases, folders, strict=True):
            self._write(case, folder)
            self._found[folder] = Found(case.configure(root, folder))
            tables += self._found[folder].settings.sources[0].tables
        self._folder = {id(case): folder for case, folder in zip(cases, folders, strict=True)}
        source = Source("desk", path=root / "exports", tables=tuple(tables))
        outcomes = sources.parse_all(source, "Asia/Shanghai", root / "cache", NOW)
        for outcome in outcomes.values():
            for one in outcome.parsed:
                self._found[Path(one.file).parts[0]].parsed.append(one)
            for error in outcome.refused:
                self._found[str(error.arguments["file"]).split("/")[0]].refused.append(error)

    def _write(self, case: Case, folder: str) -> None:
        for name, content in case.files.items():
            file = self.root / "exports" / folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
            os.utime(file, (time.time() - MINUTE, time.time() - MINUTE))

    def judge(self, case: Case) -> None:
        """Asserts all that the case says."""
        found = self._found[self._folder[id(case)]]
        if case.refused:
            assert found.parsed == []
            _refused_as(case, found)
        else:
            assert found.refused == []
            _taken_as(case, found, self.root / self._folder[id(case)])


def _refused_as(case: Case, found: Found) -> None:
    assert case.refused is not None
    key, arguments = case.refused
    [error] = found.refused
    assert error.key == key
    assert {name: error.arguments.get(name) for name in arguments} == dict(arguments)
    for language, words in WORDS[key].items():
        told = explain(error, language)
        shown = [text for name, argument in arguments.items() if name != "kind" for text in _shown(argument)]
        place = [Path(str(error.arguments["file"])).name, "desk", *shown, *case.tells]
        assert [one for one in (*words, *place) if one not in told] == [], told


def _shown(argument: object) -> list[str]:
    return [str(one) for one in argument] if isinstance(argument, list) else [str(argument)]


def _taken_as(case: Case, found: Found, folder: Path) -> None:
    union = unite(RECORDS[case.record], found.parsed, folder)
    read, accepted, quarantined, deduplicated = case.counts
    assert read == accepted + quarantined + deduplicated
    assert (union.read, union.accepted, union.quarantined, union.deduplicated) == case.counts
    assert problems(union) == sorted(case.problems, key=str)
    kept = {name: values(union, name) for name in case.kept}
    assert kept == {name: list(wanted) for name, wanted in case.kept.items()}
    assert total(one.normalised for one in found.parsed).items() >= case.normalised.items()
    assert total(one.skipped for one in found.parsed) == case.skipped
    assert [one.unmapped for one in found.parsed if one.unmapped] == ([case.unmapped] if case.unmapped else [])
    for language in PLACES:
        _worded(case, _told(case, found, union, language), found, language)


def problems(union: Union) -> list[Problem]:
    """(row, column, reason, value) of every faulty cell."""
    query = f"select row, \"column\", reason, value from read_parquet('{union.problems}')"
    return sorted(duckdb.execute(query).fetchall(), key=str)


def values(union: Union, name: str) -> list[object]:
    """One column of the accepted rows, in the order of files and rows; instants as UTC text."""
    query = f"select \"{name}\" from read_parquet('{union.rows}') order by _file, _row"
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        found = [value for (value,) in connection.execute(query).fetchall()]
    return [f"{one:%Y-%m-%d %H:%M:%S}" if isinstance(one, datetime) else one for one in found]


def total(counts: Any) -> dict[str, int]:
    """Counts of several files together."""
    added: Counter[str] = Counter()
    for one in counts:
        added.update(one)
    return dict(added)


def _told(case: Case, found: Found, union: Union, language: str) -> str:
    """What ``python -m cockpit check`` prints of it."""
    told = pq.read_table(union.problems, schema=QUARANTINE)
    outcome = Outcome.of(RECORDS[case.record], union, told, found.parsed)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        findings.show_all(Context(found.settings, language, {}), {case.record: outcome}, {case.record: {}})
    return printed.getvalue()


def _worded(case: Case, told: str, found: Found, language: str) -> None:
    """Each fault by file, sheet, row, header and value with what to do; each warning likewise."""
    headers = {**COLUMNS, **case.columns}
    first: dict[tuple[str, str | None], Problem] = {}
    for problem in sorted(case.problems, key=lambda one: (str(one[1]), one[2], one[0])):
        first.setdefault((problem[2], problem[1]), problem)
    wanted = list(case.tells)
    for row, column, reason, value in first.values():
        wanted += [*WORDS[reason][language], PLACES[language].format(row=row), value or ""]
        wanted += [headers.get(column) or column] if column else []
        wanted += [one.sheet for one in found.parsed if one.sheet]
    if first or case.warned:
        wanted += [Path(found.parsed[0].file).name if len(case.files) == 1 else ""]
    if case.warned:
        wanted += WORDS[case.warned][language]
    assert [one for one in wanted if one not in told] == [], told
