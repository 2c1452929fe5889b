"""Sources that came through the Data page: a folder each in the data folder, so that no machine writes cockpit.toml.

``DATA/sources/NAME/source.toml`` describes the one source NAME, whose files lie beside it in ``files``. Nothing in it
is taken from the environment.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from cockpit.errors import ConfigurationError, Fault
from cockpit.settings.lines import Lines
from cockpit.settings.model import Settings, Source
from cockpit.settings.readers import BAD, Report
from cockpit.settings.shape import described

FOLDER, DESCRIBED, FILES = "sources", "source.toml", "files"


def read(data: Path, taken: Collection[str] = ()) -> tuple[tuple[Source, ...], list[Fault]]:
    """The uploaded sources of a data folder and their faults. Names in ``taken`` are of cockpit.toml."""
    sources: list[Source] = []
    faults: list[Fault] = []
    for file in sorted((data / FOLDER).glob(f"*/{DESCRIBED}")):
        found, wrong = one(file)
        twice = [source.name for source in found if source.name in {*taken, *(other.name for other in sources)}]
        faults += [*wrong, *(Fault("uploaded_twice", str(file), arguments={"name": name}) for name in twice)]
        sources += found
    return tuple(sources), faults


def one(file: Path) -> tuple[list[Source], list[Fault]]:
    """What one such file describes, and what is wrong with it."""
    try:
        text = file.read_text(encoding="utf-8")
        tree: dict[str, Any] = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return [], [Fault("uploaded_unreadable", str(file), arguments={"reason": str(error)})]
    report = Report(Lines(text))
    found = described(file.parent)(tree.get("sources", {}), ("sources",), report)
    if report.faults or found is BAD:
        return [], [replace(fault, path=f"{file}: {fault.path}") for fault in report.faults]
    return [replace(source, name=name) for name, source in found.items()], []


def is_uploaded(source: Source, data: Path) -> bool:
    """Whether a source came through the Data page."""
    return source.path is not None and source.path.is_relative_to((data / FOLDER).resolve())


def refreshed(settings: Settings) -> Settings:
    """The site with the uploaded sources as they are now; ConfigurationError where one is at fault.

    A round that runs for weeks would else neither see a source that came nor know of one that went.
    """
    own = tuple(source for source in settings.sources if not is_uploaded(source, settings.data))
    found, faults = read(settings.data, [source.name for source in own])
    if faults:
        raise ConfigurationError(str(settings.data / FOLDER), faults)
    return replace(settings, sources=(*own, *found))
