"""A site's configuration: cockpit.toml and the environment become frozen dataclasses, or all their faults at once."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cockpit.errors import ConfigurationError, Fault, UsageError
from cockpit.settings import uploaded
from cockpit.settings.alarming import Alarming
from cockpit.settings.entrance import CALLBACK, readable_by_all, secrets_elsewhere
from cockpit.settings.lines import Lines
from cockpit.settings.model import (
    LANGUAGES,
    Access,
    Calendar,
    Duty,
    Fold,
    Limit,
    Measures,
    Replay,
    Room,
    Rooms,
    Settings,
    Source,
    TableSource,
    Take,
    Term,
    Terms,
    Wall,
    Warnings,
    default_limits,
    default_walls,
)
from cockpit.settings.presets import with_presets
from cockpit.settings.readers import BAD, Report, expand
from cockpit.settings.receivers import Delivery, Reviewing
from cockpit.settings.shape import site

_CHINESE = re.compile("[“”‘’＂＝，［］｛｝【】]")
DEEPEST = 30
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "cockpit.toml"


def load(file: Path | None = None, data: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the configuration: ``file``, else COCKPIT_CONFIG, else the sample site.

    The data folder is ``data``, else COCKPIT_DATA, else beside the file: ``.cockpit/<its name>``, a site each.
    Raises ConfigurationError with every fault found.
    """
    file = Path(file or environ.get("COCKPIT_CONFIG") or SAMPLE).expanduser().absolute()
    data = Path(data or environ.get("COCKPIT_DATA") or file.parent / ".cockpit" / file.stem).expanduser().absolute()
    text = _text(file)
    written = _tree(file, text)
    report = Report(Lines(text))
    tree = with_presets(expand(written, environ, (), report), report)
    secrets_elsewhere(written, report)
    readable_by_all(file, written, report)
    read = site(file.parent)(tree, (), report)
    if not _writable(data):
        report.faults.append(Fault("data_not_writable", str(data)))
    came, wrong = uploaded.read(data, tree.get("sources", ()))
    report.faults += wrong
    if report.faults or read is BAD:
        faults = [*report.faults, *report.aside]
        raise ConfigurationError(str(file), sorted(faults, key=lambda fault: fault.line or 0))
    site_settings = _settings(file, data, read)
    return replace(site_settings, sources=(*site_settings.sources, *came))


def now(settings: Settings, environ: Mapping[str, str] = os.environ) -> datetime | None:
    """The clock in UTC: COCKPIT_NOW, else the site's. None where the site's clock is its data."""
    given = environ.get("COCKPIT_NOW")
    if given:
        return moment(given, settings.zone)
    if isinstance(settings.clock, datetime):
        return settings.clock.astimezone(UTC)
    return datetime.now(UTC) if settings.clock == "now" else None


def moment(text: str, zone: str) -> datetime:
    """An ISO date or time in UTC; site time where it carries no zone of its own."""
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError("bad_moment", text=text) from None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        fault = Fault("not_utf8", str(file), arguments={"offset": error.start})
    except FileNotFoundError:
        fault = Fault("file_absent", str(file))
    except OSError as error:
        fault = Fault("unreadable", str(file), arguments={"reason": error.strerror or str(error)})
    raise ConfigurationError(str(file), [fault])


def _tree(file: Path, text: str) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    try:
        tree = tomllib.loads(text)
        deep = _deeper(tree, DEEPEST)
    except RecursionError:
        deep = True
    except ValueError as error:  # a TOMLDecodeError, or a number of more digits than can be read
        raise ConfigurationError(str(file), [_misspelt(file, text, str(error))]) from None
    if deep:
        raise ConfigurationError(str(file), [Fault("bad_toml_deep", file.name)])
    return tree


def _deeper(tree: Any, levels: int) -> bool:
    """Whether tables and lists stand in one another deeper than that."""
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return not levels or any(_deeper(one, levels - 1) for one in inner)


def _misspelt(file: Path, text: str, message: str) -> Fault:
    """Where the TOML breaks off, and why if it is one of the usual mistakes."""
    lines = text.splitlines() or [""]
    if "digits" in message:
        return Fault("bad_toml_digits", file.name)
    found = re.search(r"line (\d+), column (\d+)", message)
    line, column = (int(found[1]), int(found[2])) if found else (len(lines), len(lines[-1]) + 1)
    written = lines[min(line, len(lines)) - 1].strip()
    bare = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", written)
    if _CHINESE.search(bare):
        key = "bad_toml_signs"
    elif not bare.isascii() and not re.search("[\"']", bare):
        key = "bad_toml_bare"
    elif re.search(r"overwrite|twice|already|mutate", message):
        key = "bad_toml_twice"
    else:
        key = "bad_toml" if found else "bad_toml_end"
    return Fault(key, file.name, line, {"line": line, "column": column, "text": written})


def _writable(folder: Path) -> bool:
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)


def _settings(file: Path, data: Path, read: dict[str, Any]) -> Settings:
    about = dict(read.get("site", {}))
    clock = about.get("clock")
    if isinstance(clock, datetime) and clock.tzinfo is None:
        about["clock"] = clock.replace(tzinfo=ZoneInfo(about.get("zone", Settings.zone)))
    contract = read.get("contract") or (Terms(date.min, limits=default_limits()),)
    return Settings(
        file=file,
        data=data,
        access=read.get("access"),
        calendar=read.get("calendar", Calendar()),
        duty=read.get("duty", Duty()),
        rooms=read.get("rooms", Rooms()),
        warnings=read.get("warnings", Warnings()),
        walls=read.get("wall") or default_walls(),
        alarms=read.get("alarms", Alarming()),
        delivery=_delivery(read.get("delivery", Delivery()), read.get("access")),
        review=read.get("review", Reviewing()),
        contract=tuple(sorted(contract, key=lambda terms: terms.since)),
        measures=read.get("measures", Measures()),
        sources=tuple(replace(source, name=name) for name, source in read["sources"].items()),
        **about,
        **read.get("store", {}),
    )


def _delivery(written: Delivery, access: Access | None) -> Delivery:
    """With the address that people log in at, where none is written."""
    if written.address or access is None:
        return written
    return replace(written, address=access.redirect_uri.removesuffix(CALLBACK))


__all__ = [
    "LANGUAGES",
    "Access",
    "Calendar",
    "Duty",
    "Fold",
    "Limit",
    "Measures",
    "Replay",
    "Room",
    "Rooms",
    "Settings",
    "Source",
    "TableSource",
    "Take",
    "Term",
    "Terms",
    "Wall",
    "default_limits",
    "load",
    "moment",
    "now",
]
