"""The forecasts of a snapshot and a day, made by the round and kept in ``DATA/alerts/ahead.json`` for the screens."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from cockpit.alerts.ahead import Ahead, ahead
from cockpit.alerts.fitted import FOLDER
from cockpit.alerts.volume import Volume, volume
from cockpit.metrics import Cockpit
from cockpit.periods import start
from cockpit.settings.model import Settings
from cockpit.store import files

log = logging.getLogger("cockpit")

FILE: Final = "ahead.json"
MONTH: Final = "ahead-month.json"
REVIEWED: Final = 10  # days of a month in which the one before it is reviewed


def keep(data: Path, cockpit: Cockpit, site: Settings) -> None:
    """Makes the forecasts of somebody who sees all rows, unless they are there."""
    if kept(data, cockpit, site) is None:
        _write(data, FILE, cockpit, site, ahead(cockpit, site))


def kept(data: Path, cockpit: Cockpit, site: Settings) -> Ahead | None:
    """Those that are kept; None where there are none of this snapshot, day and settings."""
    found: Ahead | None = _told(data, FILE, cockpit, site, Ahead)
    return found


def keep_month(data: Path, cockpit: Cockpit, site: Settings) -> None:
    """Makes the forecast by what was known at the last month's end, in the days in which that month is reviewed."""
    first = cockpit.engine.first_day
    if cockpit.today.day > REVIEWED or first is None or first >= start(cockpit.today, "month"):
        return
    over = datetime.combine(start(cockpit.today, "month"), time(), ZoneInfo(site.zone)) - timedelta(seconds=1)
    then = replace(cockpit, as_of=over.astimezone(UTC))
    if kept_month(data, then, site) is None:
        _write(data, MONTH, then, site, volume(then))


def kept_month(data: Path, then: Cockpit, site: Settings) -> Volume | None:
    """That one; None where there is none of this snapshot, day (a month's last) and settings."""
    found: Volume | None = _told(data, MONTH, then, site, Volume)
    return found


def _write(data: Path, name: str, cockpit: Cockpit, site: Settings, made: Ahead | Volume) -> None:
    told = {"key": _key(cockpit, site), "ahead": asdict(made)}
    (data / FOLDER).mkdir(parents=True, exist_ok=True)
    files.write_bytes(data / FOLDER / name, json.dumps(told, ensure_ascii=False, default=str).encode())


def _told(data: Path, name: str, cockpit: Cockpit, site: Settings, kind: type) -> Any:
    try:
        told = json.loads((data / FOLDER / name).read_text(encoding="utf-8"))
        return _read(kind, told["ahead"]) if told["key"] == _key(cockpit, site) else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, ArithmeticError) as error:
        log.warning("the forecasts that are kept cannot be read: %s", error)
        return None


def _key(cockpit: Cockpit, site: Settings) -> str:
    made_of = (cockpit.snapshot, cockpit.today, site.contract, site.calendar)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()[:24]


def _read(kind: Any, told: Any) -> Any:
    """A value of a type, as ``json.dumps`` wrote it: dataclasses, tuples, days, decimals and what JSON has itself."""
    if get_origin(kind) is UnionType:
        (kind,) = (one for one in get_args(kind) if one is not type(None))
        return None if told is None else _read(kind, told)
    if is_dataclass(kind):
        types: Mapping[str, Any] = get_type_hints(kind)
        return kind(**{one.name: _read(types[one.name], told[one.name]) for one in fields(kind)})  # type: ignore[operator]
    if get_origin(kind) is tuple:
        of = get_args(kind)
        many = of[:1] * len(told) if of[-1] is ... else of
        return tuple(_read(one, value) for one, value in zip(many, told, strict=True))
    if kind is date:
        return date.fromisoformat(told)
    return Decimal(told) if kind is Decimal else told
