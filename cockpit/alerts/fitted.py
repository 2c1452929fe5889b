"""What the days up to a fit taught of each series, kept in a file until the next fit: a score needs the last days only.

A fit is of the days before its block of ``REFIT_DAYS``; it is made anew for the next block, and where what it was made
of is no longer so: the budget, the calendar, the rights, the way it is made, a twentieth of the tickets.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import math
import os
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from cockpit.access import Rights
from cockpit.alerts.fields import NEEDED, Field, Limits, fields, limits, mixed
from cockpit.alerts.limits import BEYOND, RISES, limit
from cockpit.alerts.model import Array, design
from cockpit.alerts.series import MOST_DAYS, Where, calendar, counted, total
from cockpit.alerts.watch import (
    LEARNING_DAYS,
    REFIT_DAYS,
    SLOW_DAYS,
    SLOW_LAG,
    by_calendar,
    judged,
    spreads_of,
)
from cockpit.errors import CockpitError
from cockpit.metrics import Cockpit
from cockpit.metrics.question import Filters
from cockpit.periods import Period
from cockpit.store.files import write_bytes

log = logging.getLogger("cockpit")

# Of the data folder.
FOLDER: Final = "alerts"
JUDGED_DAYS: Final = 366
# Of a younger site the limits are set by fits to still fewer days.
LEAST_JUDGED: Final = 56
# After so many days nothing is left of a day: of the weighted mean of a slow rise a thousandth.
MEMORY_DAYS: Final = SLOW_DAYS + SLOW_LAG + 84
MOST_KEPT: Final = 8
PART_CHANGED: Final = 0.05


@dataclass(frozen=True)
class Fitted:
    """``calendar`` (series × days) is what the calendar says of each day from ``first`` up to the end of the block.

    ``spreads``: windows × series. ``limit``: the deviates beyond which a day is an alarm; ``clusters``: of sets of
    buildings, None where there are no campuses of several.
    """

    first: date
    where: tuple[Where, ...]
    calendar: Array
    spreads: Array
    limit: float
    clusters: Limits | None = None


def _block(cockpit: Cockpit) -> tuple[Period, date] | None:
    """The days that a fit for the cockpit's day learns from, and the end of its block; None while there are too few."""
    today = cockpit.today.toordinal()
    first = (cockpit.engine.first_day or cockpit.today).toordinal()
    begin = max(today - today % REFIT_DAYS, first + LEARNING_DAYS)
    if begin > today:
        return None
    period = Period(date.fromordinal(max(first, begin - MOST_DAYS)), date.fromordinal(begin))
    return period, date.fromordinal(today - today % REFIT_DAYS + REFIT_DAYS)


def fitted(
    cockpit: Cockpit, budget: float, rights: Rights, filters: Filters, folder: Path | None = None
) -> Fitted | None:
    """The fit for the cockpit's day, out of ``folder`` where it is kept; None while there are too few days."""
    found = _block(cockpit)
    if found is None:
        return None
    period, end = found
    if folder is None:
        return _fit(cockpit, budget, rights, filters, period, end)
    file = folder / f"fitted-{_key(cockpit, budget, rights, filters, period, end)}.npz"
    kept = _read(file)
    if kept is None:
        kept = _fit(cockpit, budget, rights, filters, period, end)
        try:
            _write(file, kept)
        except (CockpitError, OSError) as error:
            log.warning("a fit of the warnings could not be kept: %s", error)
    return kept


def _fit(cockpit: Cockpit, budget: float, rights: Rights, filters: Filters, period: Period, end: date) -> Fitted:
    where, counts = counted(cockpit, period, rights, filters)
    known, days = counts.shape[1], (end - period.first).days
    matrix = design(calendar(cockpit, Period(period.first, end)))
    first = max(known - JUDGED_DAYS, min(LEARNING_DAYS, known - LEAST_JUDGED))
    # The last fit is of all the days that are known, and no later one.
    first = known - (known - first) // REFIT_DAYS * REFIT_DAYS
    wider = np.concatenate([counts, np.zeros((len(counts), days - known))], axis=1)
    says = by_calendar(wider, wider[0], matrix, first)
    spreads = spreads_of(counts, says[:, :known])
    seen = judged(counts, says[:, :known], spreads)
    most = limit(seen.far[:, first:], where, budget * RISES, BEYOND)
    start = max(known - MEMORY_DAYS, 0)
    sets: list[Field] = []
    if cockpit.provided >= NEEDED:
        sets = fields(where, seen, mixed(cockpit, period, rights, filters), first)
    of_sets = limits(sets, budget) if sets else None
    return Fitted(period.first + timedelta(days=start), where, says[:, start:], spreads, most, of_sets)


def _key(cockpit: Cockpit, budget: float, rights: Rights, filters: Filters, period: Period, end: date) -> str:
    """Names all that a fit depends on; of the tickets only how many there were, about."""
    tickets = total(cockpit, period, rights, filters).sum()
    many = int(math.log1p(tickets) / PART_CHANGED)
    days = [tuple(day.values()) for day in calendar(cockpit, Period(period.first, end))]
    who = (rights.rows, sorted(rights.denied), filters, sorted(cockpit.provided))
    return hashlib.sha256(repr((_code(), budget, who, many, days)).encode()).hexdigest()[:24]


@cache
def _code() -> str:
    """The code by which fits are made, as a digest."""
    here = Path(__file__).parent
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(here.glob("*.py")))).hexdigest()


def _read(file: Path) -> Fitted | None:
    """A fit as it was written; None where there is none, or none that can be read."""
    try:
        with np.load(io.BytesIO(file.read_bytes())) as parts:
            told = json.loads(str(parts["told"]))
            where = tuple(tuple((name, value) for name, value in one) for one in told["where"])
            sets = told["clusters"] and Limits(**told["clusters"])
            first, limit = date.fromisoformat(told["first"]), told["limit"]
            fit = Fitted(first, where, parts["calendar"], parts["spreads"], limit, sets)
        os.utime(file)
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
        return None
    return fit


def _write(file: Path, fit: Fitted) -> None:
    sets = fit.clusters and asdict(fit.clusters)
    facts = {"first": fit.first.isoformat(), "where": fit.where, "limit": fit.limit, "clusters": sets}
    told = json.dumps(facts, ensure_ascii=False)
    packed = io.BytesIO()
    np.savez(packed, told=np.array(told), calendar=fit.calendar, spreads=fit.spreads)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(file, packed.getvalue())
    for old in sorted(file.parent.glob("fitted-*.npz"), key=lambda one: -one.stat().st_mtime)[MOST_KEPT:]:
        old.unlink(missing_ok=True)
