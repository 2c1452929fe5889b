"""The alarms' round: what is found on the published snapshot is kept in the ledger, and how it went for the screens.

Screens compute nothing of this: they read the ledger's alarms, ``DATA/alerts/round.json`` and the forecasts beside it.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from cockpit.alarms import forecasts
from cockpit.alarms.finding import FINDERS, Finder, Looked
from cockpit.alarms.matching import MEMORY, Matched, matched
from cockpit.alarms.taking import once
from cockpit.alerts.found import Found
from cockpit.errors import CockpitError
from cockpit.ledger import Alarm, Ledger
from cockpit.metrics import Cockpit
from cockpit.metrics.opening import open_cockpit
from cockpit.settings.model import Settings
from cockpit.store import Snapshot, files, replayed

log = logging.getLogger("cockpit")

FOLDER, FILE = "alerts", "round.json"
UNEXPECTED: Final = "round_failed"


@dataclass(frozen=True)
class Failure:
    """Something of a round that failed: an error's key and arguments, to be told in the reader's language."""

    key: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def error(self) -> CockpitError:
        return CockpitError(self.key, **self.arguments)


@dataclass(frozen=True)
class Round:
    """How the last round went. ``at``: when it ended, by the machine's clock; ``as_of``: of which instant it tells.

    ``day``, ``series``, ``budget`` and ``learning`` are the outlook's; None or 0 where there was none. ``failed``: what
    went wrong; its alarms stand as they did before. ``raised``, ``standing`` and ``ended`` count alarms as they are
    told: a limit that is told with its own A fault is none besides.
    """

    at: datetime
    as_of: datetime | None = None
    snapshot: str | None = None
    day: date | None = None
    series: int = 0
    budget: float = 0.0
    learning: int = 0
    raised: int = 0
    standing: int = 0
    ended: int = 0
    failed: tuple[Failure, ...] = ()


def run(site: Settings, environ: Mapping[str, str] = os.environ, finders: Sequence[Finder] = FINDERS) -> Round:
    """One round on the current snapshot. Never raises: what failed is logged and kept, the rest is done."""
    try:
        done = _run(site, environ, finders)
    except Exception as error:  # noqa: BLE001 - the sync that this follows has been done, and the next one comes
        before = last(site.data) or Round(datetime.now(UTC))
        done = replace(before, at=datetime.now(UTC), raised=0, ended=0, failed=(_failure(error),))
    try:
        _write(site.data, done)
    except (CockpitError, OSError) as error:
        return replace(done, failed=(*done.failed, _failure(error)))
    return done


def last(data: Path) -> Round | None:
    """The last round of a data folder; None before the first."""
    try:
        told = json.loads((data / FOLDER / FILE).read_text(encoding="utf-8"))
        failed = tuple(Failure(**one) for one in told.pop("failed"))
        moments = {name: datetime.fromisoformat(told[name]) for name in ("at", "as_of") if told[name]}
        day = told["day"] and date.fromisoformat(told["day"])
        return Round(**{**told, **moments, "day": day, "failed": failed})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.warning("the last round cannot be read: %s", error)
        return None


def _run(site: Settings, environ: Mapping[str, str], finders: Sequence[Finder]) -> Round:
    cockpit = open_cockpit(site, environ=environ)
    assert isinstance(cockpit.held, Snapshot)
    looked = Looked(cockpit, replayed.settings(site, cockpit.held.manifest))
    found: list[Found] = []
    kinds: set[str] = set()
    failed: list[Failure] = []
    for one in finders:
        try:
            found += one.find(looked)
            kinds.update(one.kinds)
        except Exception as error:  # noqa: BLE001 - one that fails keeps no other from being asked
            failed.append(_failure(error))
    kept = _keep(Ledger(site.data), found, cockpit, kinds)
    try:
        forecasts.keep(site.data, cockpit, looked.settings)
        forecasts.keep_month(site.data, cockpit, looked.settings)
    except Exception as error:  # noqa: BLE001 - the page makes them itself where they are missing
        failed.append(_failure(error))
    done = Round(datetime.now(UTC), cockpit.as_of, cockpit.snapshot, cockpit.today, failed=tuple(failed), **kept)
    if "sudden" not in kinds:
        return done
    seen = looked.outlook
    return replace(done, series=seen.series, budget=seen.budget, learning=seen.learning)


def _keep(ledger: Ledger, found: Sequence[Found], cockpit: Cockpit, kinds: Set[str]) -> dict[str, int]:
    """Writes what was found into the ledger, whole; counts of what was raised, of what stands and has ended."""
    before: list[Alarm] = []
    over: tuple[int, ...] = ()

    def decide(known: list[Alarm]) -> Matched:
        nonlocal over
        made = matched(found, known, cockpit.today, kinds)
        before[:], over = known, made.ended
        return made

    ledger.settle(decide, cockpit.as_of, cockpit.as_of - MEMORY)
    standing = once(ledger.alarms(standing=True))
    known = {one.id for one in before}
    ended = [one for one in once(one for one in before if one.ended_at is None) if one.id in over]
    return {
        "raised": sum(one.id not in known for one in standing),
        "standing": len(standing),
        "ended": len(ended),
    }


def _failure(error: Exception) -> Failure:
    """What is kept of an error; one that nobody raised on purpose is in the log under a reference."""
    if isinstance(error, CockpitError):
        log.warning("the round of alarms: %s", error)
        plain = json.loads(json.dumps(error.arguments, default=str))
        return Failure(error.key, plain)
    reference = secrets.token_hex(4)
    log.error("the round of alarms: reference %s", reference, exc_info=error)
    return Failure(UNEXPECTED, {"reference": reference})


def _write(data: Path, done: Round) -> None:
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    told = json.dumps(asdict(done), ensure_ascii=False, indent=1, default=lambda one: one.isoformat())
    files.write_bytes(folder / FILE, told.encode())
