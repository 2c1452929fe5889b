"""The contract's dated terms: which are in force on a day, and as tables for the queries to join."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

import pyarrow as pa

from cockpit.settings import Terms
from cockpit.settings.people import INDICATORS

OPEN = date(9999, 12, 31)
_VALID = [("valid_from", pa.date32()), ("valid_until", pa.date32())]
LIMITS = pa.schema([*_VALID, ("level", pa.string()), ("respond_seconds", pa.int64()), ("resolve_seconds", pa.int64())])
TERMS = pa.schema(
    [
        *_VALID,
        ("respond", pa.string()),
        ("risk_share", pa.float64()),
        ("reopen_days", pa.int64()),
        ("repeat_days", pa.int64()),
        ("sla_target", pa.float64()),
        ("manual_target", pa.float64()),
        ("report_seconds", pa.int64()),
        ("overrun_report_seconds", pa.int64()),
        ("complaint_simple_seconds", pa.int64()),
        ("complaint_complex_seconds", pa.int64()),
        *((f"weight_{name}", pa.float64()) for name in INDICATORS),
    ]
)
_AS_THEY_ARE = ("respond", "risk_share", "reopen_days", "repeat_days", "sla_target", "manual_target")


def terms_at(contract: Sequence[Terms], day: date) -> Terms | None:
    """The terms in force on that day; None before the first block begins. ``contract`` is sorted by ``since``."""
    return next((terms for terms in reversed(contract) if terms.since <= day), None)


def terms_of(contract: Sequence[Terms], day: date) -> Terms:
    """The terms that what happened on that day is looked at with: those in force, else the first, else the defaults."""
    return terms_at(contract, day) or next(iter(contract), Terms(day))


def limits_table(contract: Sequence[Terms]) -> pa.Table:
    """One row a block and level: its days [valid_from, valid_until) and its limits in seconds."""
    rows = [
        {
            "valid_from": terms.since,
            "valid_until": until,
            "level": level,
            "respond_seconds": int(limit.respond.total_seconds()),
            "resolve_seconds": int(limit.resolve.total_seconds()),
        }
        for terms, until in _in_force(contract)
        for level, limit in sorted(terms.limits.items())
    ]
    return pa.Table.from_pylist(rows, schema=LIMITS)


def terms_table(contract: Sequence[Terms]) -> pa.Table:
    """One row a block: its days [valid_from, valid_until) and what else of it the views read."""
    rows = [
        {
            "valid_from": terms.since,
            "valid_until": until,
            **{name: getattr(terms, name) for name in _AS_THEY_ARE},
            "report_seconds": int(terms.report_within.total_seconds()),
            "overrun_report_seconds": int(terms.overrun_report_within.total_seconds()),
            **{
                f"complaint_{kind}_seconds": int(within.total_seconds())
                for kind, within in terms.complaint_within.items()
            },
            **{f"weight_{name}": float(weight) for name, weight in terms.training.weights.items()},
        }
        for terms, until in _in_force(contract)
    ]
    return pa.Table.from_pylist(rows, schema=TERMS)


def _in_force(contract: Sequence[Terms]) -> Iterator[tuple[Terms, date]]:
    for terms, following in pairwise((*contract, None)):
        if terms is not None:
            yield terms, following.since if following else OPEN
