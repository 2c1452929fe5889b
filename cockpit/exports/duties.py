"""What was owed for an incident as columns of a file: how each duty stands, by when it was due, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from cockpit.contract import emergencies
from cockpit.contract.emergencies import Duty
from cockpit.records import RECORDS
from cockpit.settings import Terms

STATE, DUE, MISSING = "_state", "_due", "_missing"
# Each duty in the order in which it falls due, with what there is to say of it.
DUTIES: Final = {
    "leader": (STATE, DUE),
    "company": (STATE, MISSING),
    "customer": (STATE,),
    "elements": (STATE, MISSING),
    "restored": (STATE, DUE),
    "overrun": (STATE, DUE),
    "report": (STATE, DUE),
    "parts": (STATE, MISSING),
}
COLUMNS: Final = {f"{duty}{suffix}": (duty, suffix) for duty, suffixes in DUTIES.items() for suffix in suffixes}
# What the rules read of an incident: its own columns, and those of its view.
NEEDED: Final = (
    *RECORDS["incidents"].names, "due_at", "ended_at", "handled_at", "report_done_at", "overrun_report_at",
)  # fmt: skip


def columns(
    rows: pa.Table, names: Sequence[str], contract: Sequence[Terms], zone: str, now: datetime
) -> dict[str, pa.ChunkedArray]:
    """Those of COLUMNS for the incidents of ``rows``: states and what is missing as codes, times in UTC."""
    owed = [
        {duty.name: duty for duty in emergencies.owed(row, contract, ZoneInfo(zone), now)}
        for row in rows.select(NEEDED).to_pylist()
    ]
    found = {}
    for name in names:
        duty, suffix = COLUMNS[name]
        cells = [_cell(each[duty], suffix) for each in owed]
        kind = pa.timestamp("us", "UTC") if suffix == DUE else pa.string()
        found[name] = pa.chunked_array([pa.array(cells, kind)])
    return found


def _cell(duty: Duty, suffix: str) -> Any:
    if suffix == STATE:
        return duty.state.value
    return duty.due if suffix == DUE else ",".join(duty.missing) or None
