"""The shape of a source: where it is, and which of its keys only take a preset."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from cockpit.records import RECORDS
from cockpit.settings import leaves, presets
from cockpit.settings.leaves import DURATION, FILLED, ZONE, one_of
from cockpit.settings.lines import Place
from cockpit.settings.model import Source, TableSource
from cockpit.settings.readers import BAD, Field, Reader, Report, Wrong, also, leaf, many, table
from cockpit.settings.watermarks import watermarks


def source(base: Path, tables: Reader) -> Reader:
    """The reader of one source of a cockpit.toml that stands in the folder ``base``."""
    fields = {
        "path": Field(_folder(base)),
        "url": Field(_url(base)),
        "password_file": Field(leaves.folder(base)),
        "timeout": Field(DURATION),
        "stall": Field(DURATION),
        "reconcile": Field(leaves.AGAIN),
        "zone": Field(ZONE),
        "preset": Field(one_of("unknown_preset", presets.NAMES)),
        "prefix": Field(FILLED),
        "records": Field(many(FILLED)),
        "tables": Field(tables, required=True),
    }
    return also(table(_source, fields), _place_of_source)


def inside(raw: dict[str, Any], key: str) -> dict[str, Any]:
    """The table that stands under a key; an empty one where none does."""
    inner = raw.get(key)
    return inner if isinstance(inner, dict) else {}


def _source(tables: dict[str, TableSource], **values: Any) -> Source:
    kept = {key: value for key, value in values.items() if key not in presets.KEYS}
    return Source(name="", tables=tuple(tables.values()), **kept)


def _place_of_source(raw: Any, place: Place, report: Report) -> None:
    """A check that a source is a folder whose tables are files, or a database whose tables are queries."""
    if "preset" in raw and "url" not in raw:  # presets tells
        return
    if ("path" in raw) == ("url" in raw):
        report.add("path_or_url", place)
        return
    wanted, key = ({"files"}, "files_needed") if "path" in raw else ({"query", "table"}, "query_needed")
    for name, one in inside(raw, "tables").items():
        if name in RECORDS and isinstance(one, dict) and len(wanted & one.keys()) != 1:
            report.add(key, (*place, "tables", name))
    watermarks(raw, place, report)


def _folder(base: Path) -> Reader:
    """A folder; that it is not there is told, but stops nobody: the last snapshot goes on serving."""
    path = leaves.folder(base)

    def read(raw: Any, place: Place, report: Report) -> Any:
        found = path(raw, place, report)
        if found is not BAD and not found.is_dir():
            report.set_aside("folder_absent", place, path=str(found))
        return found

    return read


def _url(base: Path) -> Reader:
    """An SQLAlchemy URL; the file of a relative sqlite one is sought beside the configuration."""

    def parse(raw: Any) -> str:
        if not isinstance(raw, str) or "://" not in raw:
            raise Wrong("bad_url")
        scheme, file = raw.split("://", 1)
        if not scheme.startswith("sqlite") or not re.match(r"/(?!/|:memory:|file:|$)", file):
            return raw
        return f"{scheme}:///{base / file[1:]}"

    return leaf(parse)
