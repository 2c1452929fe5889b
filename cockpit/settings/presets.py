"""Presets: a help desk as it is installed becomes the tables of a source; what the site writes itself goes before it.

A preset is a folder of ``cockpit/presets``: ``preset.toml`` with the keys of a source, and a query a record, as
``tickets.mysql.postgresql.sql`` by the databases that take it (``staff.sql``: all that take the tickets).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cockpit.settings.lines import Place
from cockpit.settings.readers import Report

FOLDER = Path(__file__).resolve().parents[1] / "presets"
ALSO = {"znuny": "otrs"}
NAMES = tuple(sorted({*(folder.name for folder in FOLDER.iterdir() if folder.is_dir()), *ALSO}))
# Keys of a source that only say how to take a preset.
KEYS = ("preset", "prefix", "records")
_ORIGINS = ("columns", "constants", "join")
_QUERIES = ("query", "table")
# What goes with a preset's query.
_OF_QUERY = ("query", "watermark")
# Databases that take the same query.
_NAMED = {"mysql": ("mysql", "mariadb")}
_PREFIX = re.compile(r"\w+")


def with_presets(tree: Any, report: Report) -> Any:
    """The tree of a cockpit.toml in which every source with a preset has the preset's tables under its own."""
    sources = tree.get("sources") if isinstance(tree, dict) else None
    if not isinstance(sources, dict):
        return tree
    filled = {
        name: _filled(source, ("sources", name), report) if isinstance(source, dict) and "preset" in source else source
        for name, source in sources.items()
    }
    return {**tree, "sources": filled}


def recognised(tables: Iterable[str]) -> tuple[str, str | None] | None:
    """The preset whose tables these are, and their prefix where it is not the usual one; None if they are nobody's."""
    names = set(tables)
    for preset in sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()):
        described = _read(FOLDER / preset)
        usual = described.get("prefix", "")
        endings = [name.removeprefix(usual) for name in described["known_by"]]
        prefixes = {name.removesuffix(endings[0]) for name in names if name.endswith(endings[0])} if usual else {""}
        for prefix in sorted(prefixes, key=lambda one: (one != usual, one)):
            if names.issuperset(prefix + ending for ending in endings):
                return preset, None if prefix == usual else prefix
    return None


def _read(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "preset.toml").read_text("utf-8"))


def _filled(source: dict[str, Any], place: Place, report: Report) -> dict[str, Any]:
    """The source with what its preset says; with no tables but its own where the preset cannot be taken."""
    name, own = source["preset"], source.get("tables", {})
    if name not in NAMES or not isinstance(own, dict) or not isinstance(source.get("records", []), list):
        return {"tables": {}, **source}
    folder = FOLDER / ALSO.get(name, name)
    preset = _read(folder)
    if not _told(source, preset, place, report):
        return {"tables": {}, **source}
    tables = {}
    for record in source.get("records", preset["tables"]):
        query = _query(folder, record, source["url"])
        if query is None:
            known = [one for family in _databases(folder) for one in _NAMED.get(family, (family,))]
            report.add("preset_database", (*place, "url"), preset=name, known=known)
            return {"tables": {}, **source}
        text = query.read_text("utf-8")
        if "prefix" in source:
            text = _renamed(text, preset["prefix"], source["prefix"])
        tables[record] = _under({**preset["tables"][record], "query": text}, own.get(record, {}))
    return {"zone": preset["zone"], **source, "tables": {**own, **tables}}


def _told(source: dict[str, Any], preset: dict[str, Any], place: Place, report: Report) -> bool:
    """Whether the source says all that a preset needs, and nothing that this one does not know."""
    faults = len(report.faults)
    if "url" not in source:
        report.add("preset_url", place)
    if "prefix" in source and "prefix" not in preset:
        report.add("preset_prefix", (*place, "prefix"), preset=source["preset"])
    elif not _PREFIX.fullmatch(str(source.get("prefix", "x"))):
        report.add("bad_prefix", (*place, "prefix"))
    for index, record in enumerate(source.get("records", ())):
        if record not in preset["tables"]:
            report.add("preset_record", (*place, "records", index), name=record, known=tuple(preset["tables"]))
    return len(report.faults) == faults and isinstance(source.get("url"), str)


def _query(folder: Path, record: str, url: str) -> Path | None:
    """The query of a record for the database of a URL; None where the help desk does not run on such."""
    backend = url.partition(":")[0].partition("+")[0]
    family = next((family for family, names in _NAMED.items() if backend in names), backend)
    files = {file: _named(file) for file in sorted(folder.glob(f"{record}.*"))}
    found = next((file for file, named in files.items() if family in named or not named), None)
    return found if family in _databases(folder) else None


def _databases(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(family for file in folder.glob("tickets.*") for family in _named(file)))


def _named(file: Path) -> tuple[str, ...]:
    """The databases that a query's file names."""
    return tuple(file.name.split(".")[1:-1])


def _renamed(query: str, usual: str, prefix: str) -> str:
    """The query with its tables under another prefix."""
    return re.sub(rf"\b{usual}(?=\w)", lambda _: prefix, query)


def _under(preset: dict[str, Any], own: Any) -> Any:
    """A table of a preset with what the site says put over it.

    A field that the site gives an origin of its own (columns, constants, join) loses the preset's; a query of the
    site's takes the place of the preset's.
    """
    if not isinstance(own, dict):
        return own
    given = {field for key in _ORIGINS for field in _inside(own, key)}
    asks = own.keys() & set(_QUERIES)
    kept = {key: value for key, value in preset.items() if not (asks and key in _OF_QUERY)}
    for key in _ORIGINS:
        if key in kept:
            kept[key] = {field: value for field, value in kept[key].items() if field not in given}
    return _over(kept, own)


def _inside(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    inner = table.get(key)
    return inner if isinstance(inner, dict) else {}


def _over(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Two trees as one: where both have a table they are put together, elsewhere the upper one goes."""
    both = {
        key: _over(under[key], value) if isinstance(value, dict) and isinstance(under.get(key), dict) else value
        for key, value in over.items()
    }
    return {**under, **both}
