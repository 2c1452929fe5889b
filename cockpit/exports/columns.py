"""The columns of a detail file: which there are, what they are called, of what kind their cells are, in whose words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from cockpit.access import Rights
from cockpit.errors import UsageError, nearest
from cockpit.exports import duties
from cockpit.i18n import halves, has, label, say
from cockpit.metrics import Cockpit
from cockpit.metrics.catalogue import kept_back
from cockpit.metrics.subjects import listed
from cockpit.request import Request
from cockpit.settings import Terms

# Made here of columns of a row, so that a file can be sorted and filtered by them.
MADE: Final = {
    "deadline": ("due_at", "risk_at", "finished_at", "left_at", "status"),
    "hours_to_respond": ("seconds_to_respond",),
    "hours_to_resolve": ("seconds_to_resolve",),
    "hours_out": ("seconds_out",),
    **dict.fromkeys(duties.COLUMNS, duties.NEEDED),
}
# What is not a column of the source → those of the source of which one must be there.
SOURCES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "tickets": {
        "responded_at": ("assigned_at", "arrived_at"),
        "finished_at": ("resolved_at", "closed_at"),
        "due_at": ("due_at", "agreed_due_at", "level"),
        "deadline": ("due_at", "agreed_due_at", "level"),
        "overrun_report_due_at": ("due_at", "agreed_due_at", "level"),
        "hours_to_respond": ("assigned_at", "arrived_at"),
        "hours_to_resolve": ("resolved_at", "closed_at"),
    },
    "incidents": {
        **{name: (name,) for name in ("building", "engineer_id", "overrun_report_at")},
        "hours_out": ("incidents.restored_at",),
        **dict.fromkeys(duties.COLUMNS, ("incidents.incident_id",)),
    },
    "duty_days": dict.fromkeys(listed("duty_days"), ("shifts.date",)),
    "room_days": dict.fromkeys(listed("room_days"), ("inspections.planned_on",)),
    "log_days": dict.fromkeys(listed("log_days"), ("shifts.date",)),
}
# All there are, in the order in which they are read; resolved_at stands in finished_at.
STANDARD: Final = {
    "tickets": (
        "ticket_id", "reported_at", "level", "status", "campus", "building", "room", "category", "subcategory",
        "title", "description", "channel", "device_type", "device_id", "reporter", "reporter_phone", "engineer_id",
        "group", "responded_at", "finished_at", "due_at", "deadline", "hours_to_respond", "hours_to_resolve",
        "assigned_at", "arrived_at", "closed_at", "agreed_due_at", "hold_minutes", "reopen_count",
        "reopened_at", "revisit_at", "rating", "signed", "cause", "solution", "manual_ref", "overrun_report_at",
        "overrun_report_due_at", "work_type",
    ),
    "incidents": (
        "incident_id", "ticket_id", "level", "title", "campus", "building", "nature", "scope", "occurred_at",
        "discovered_at", "discovered_by", "told_leader_at", "leader_state", "leader_due", "company_state",
        "company_missing", "told_customer_at", "customer_state", "elements_state", "elements_missing",
        "expected_restore_at", "restored_at", "restored_state", "restored_due", "hours_out", "handling_finished_at",
        "overrun_report_at", "overrun_state", "overrun_due", "report_at", "report_submitted_at", "report_state",
        "report_due", "parts_state", "parts_missing", "engineer_id", "our_fault", "progress", "support_needed",
        "symptom", "impact", "emergency_handling", "cause", "solution", "follow_up",
    ),
}  # fmt: skip
_ALWAYS: Final = ("ticket_id", "status", "incident_id")
PEOPLE: Final = frozenset({"engineer_id", "staff_id", "inspector_id", "planned_by", "covered_by"})
LATE: Final = ("overdue", "missed", "undated")
SOON: Final = ("at_risk",)
STILL_OPEN: Final = ("overdue", "at_risk")

_WIDTHS: Final = {
    "ticket_id": 16, "level": 8, "status": 10, "campus": 11, "building": 16, "room": 12, "category": 15,
    "subcategory": 16, "title": 28, "description": 38, "channel": 12, "device_type": 13, "device_id": 18,
    "engineer_id": 12, "group": 14, "deadline": 12, "cause": 24, "solution": 30, "scope": 24, "company_missing": 24,
    "elements_missing": 24, "parts_missing": 24, "progress": 28, "symptom": 28, "impact": 28,
    "emergency_handling": 28, "follow_up": 28, "incident_id": 12, "planned_by": 28, "covered_by": 28, "covered": 10,
    **{name: 12 for name in duties.COLUMNS if name.endswith(duties.STATE)},
}  # fmt: skip
_KIND_WIDTHS: Final = {"text": 16, "moment": 17, "day": 12, "number": 13, "count": 11, "hours": 12}


@dataclass(frozen=True)
class Column:
    """One column: ``kind`` is text, moment (site time), day, number, count or hours; ``width`` in characters."""

    name: str
    title: str
    kind: str
    width: float


def standard(cockpit: Cockpit, rights: Rights, record: str = "tickets") -> tuple[str, ...]:
    """The columns of a detail file where nobody chose any."""
    return permitted(STANDARD.get(record, listed(record)), cockpit, rights, record)


def permitted(names: Iterable[str], cockpit: Cockpit, rights: Rights, record: str = "tickets") -> tuple[str, ...]:
    """Those of the columns that the site fills and these rights permit."""
    denied = kept_back(rights.denied, record)
    return tuple(
        name
        for name in names
        if name in _ALWAYS or cockpit.provided & set(_sources(name, record))
        if not denied & {name, *needed([name])}
    )


def _sources(name: str, record: str) -> tuple[str, ...]:
    return SOURCES.get(record, {}).get(name, (name if record == "tickets" else f"{record}.{name}",))


def known(cockpit: Cockpit, record: str = "tickets") -> list[str]:
    """Every column that can be asked for."""
    own = [name for name in listed(record) if name in cockpit.engine.columns[record]]
    return [*own, *(name for name in SOURCES.get(record, {}) if name not in own)]


def checked(names: Iterable[str], cockpit: Cockpit, rights: Rights, record: str = "tickets") -> tuple[str, ...]:
    """The chosen columns; UsageError for one that there is not or that these rights deny."""
    chosen = tuple(dict.fromkeys(names))
    for name in chosen:
        if name not in known(cockpit, record):
            raise UsageError("unknown_column_near", name=name, nearest=nearest(name, known(cockpit, record)))
    if denied := sorted(kept_back(rights.denied, record) & {*chosen, *needed(chosen)}):
        raise UsageError("denied_columns", columns=denied)
    return chosen


def needed(names: Sequence[str]) -> list[str]:
    """The columns of a row that these are made of."""
    return list(dict.fromkeys(one for name in names for one in MADE.get(name, (name,))))


def described(names: Sequence[str], cockpit: Cockpit, language: str, record: str = "tickets") -> list[Column]:
    """The columns by the names people know."""
    return [_described(name, cockpit, language, record) for name in names]


def _described(name: str, cockpit: Cockpit, language: str, record: str) -> Column:
    kind = _kind(name, cockpit.engine.columns[record].get(name, ""))
    title = titled(name, language, record)
    needed_for_title = halves(title) + 2
    return Column(name, title, kind, max(_WIDTHS.get(name, _KIND_WIDTHS[kind]), needed_for_title))


def titled(name: str, language: str, record: str = "tickets") -> str:
    """What a column is called."""
    if name in duties.COLUMNS:
        duty, suffix = duties.COLUMNS[name]
        return say(f"takeaway.duty{suffix}", language, duty=say(f"service.duty.{duty}", language))
    keys = (f"export.columns.{name}", f"records.{record}.columns.{name}", f"records.tickets.columns.{name}")
    return say(next((key for key in keys if has(key, language)), keys[-1]), language)


def _kind(name: str, sql_type: str) -> str:
    if name in duties.COLUMNS:
        return "moment" if name.endswith(duties.DUE) else "text"
    if name in MADE:
        return "text" if name == "deadline" else "hours"
    if sql_type.startswith("TIMESTAMP"):
        return "moment"
    if sql_type.startswith("DECIMAL"):
        return "number"
    return {"DATE": "day", "DOUBLE": "number", "BIGINT": "count"}.get(sql_type, "text")


@dataclass(frozen=True)
class Words:
    """Turns rows as they are stored into the cells of a file: times of the site, choices and people in words."""

    columns: Sequence[Column]
    language: str
    as_of: datetime
    people: Mapping[str, str]
    contract: Sequence[Terms]
    zone: str

    @classmethod
    def of(cls, columns: Sequence[Column], request: Request) -> Words:
        people = request.people if any(column.name in PEOPLE for column in columns) else {}
        as_of, site = request.cockpit.as_of, request.settings
        return cls(columns, request.language, as_of, distinct(people), site.contract, site.zone)

    def worded(self, rows: pa.Table) -> pa.Table:
        """One column of cells for each of ``columns``."""
        if owed := [column.name for column in self.columns if column.name in duties.COLUMNS]:
            for name, cells in duties.columns(rows, owed, self.contract, self.zone, self.as_of).items():
                rows = rows.append_column(name, cells)
        cells = [self._cells(column, rows) for column in self.columns]
        return pa.table(cells, names=[column.name for column in self.columns])

    def _cells(self, column: Column, rows: pa.Table) -> pa.ChunkedArray:
        if column.name == "deadline":
            return self._labelled("deadline", deadlines(rows, self.as_of).dictionary_encode())
        if column.kind == "hours":
            return pc.divide(rows[MADE[column.name][0]], 3600.0)
        cells = rows[column.name]
        if column.name in duties.COLUMNS:
            return self._owed(column, cells)
        if column.kind == "moment":
            return pc.local_timestamp(cells)
        if pa.types.is_boolean(cells.type):
            words = pa.scalar(say("common.yes", self.language)), pa.scalar(say("common.no", self.language))
            return pc.if_else(cells, *words)
        if pa.types.is_list(cells.type):
            return self._several(cells)
        if column.kind == "text" and (pa.types.is_dictionary(cells.type) or column.name in PEOPLE):
            return self._labelled(column.name, cells)
        return cells

    def _owed(self, column: Column, cells: pa.ChunkedArray) -> pa.ChunkedArray:
        if column.kind == "moment":
            return pc.local_timestamp(cells.cast(pa.timestamp("us", self.zone)))
        return self._labelled(column.name, cells)

    def _several(self, cells: pa.ChunkedArray) -> pa.ChunkedArray:
        """Several people in one cell, by their names."""
        comma = say("common.comma", self.language)
        told = [comma.join(self.people.get(one, one) for one in row) if row else None for row in cells.to_pylist()]
        return pa.chunked_array([pa.array(told, pa.string())])

    def _labelled(self, name: str, cells: pa.ChunkedArray) -> pa.ChunkedArray:
        """Codes in words; of each only once, since a column has few of them."""
        encoded = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
        chunks = []
        for chunk in encoded.chunks:
            words = pa.array([self._word(name, code) for code in chunk.dictionary.to_pylist()], pa.string())
            chunks.append(pa.DictionaryArray.from_arrays(chunk.indices, words))
        return pa.chunked_array(chunks, pa.dictionary(encoded.type.index_type, pa.string()))

    def _word(self, name: str, code: str) -> str:
        if name in PEOPLE:
            return self.people.get(code, code)
        if name == "deadline":
            return say(f"export.deadlines.{code}", self.language)
        if name.endswith(duties.STATE):
            return say(f"takeaway.state.{code}", self.language)
        if name.endswith(duties.MISSING):
            parts = [say(f"service.part.{part}", self.language) for part in code.split(",")]
            return say("common.comma", self.language).join(parts)
        return label(name, code, self.language)


def deadlines(rows: pa.Table, as_of: datetime) -> pa.ChunkedArray:
    """How each ticket stands to its limit at ``as_of``; null without a limit, and of a cancelled one.

    As the measures overdue, at_risk and sla_met have it: a ticket that is finished without a time counts as late.
    """
    now = pa.scalar(as_of, rows["due_at"].type)
    due, status = rows["due_at"], rows["status"].cast(pa.string())
    passed = pc.less_equal(due, now)
    finished = pc.fill_null(pc.less_equal(rows["finished_at"], now), False)
    left = pc.fill_null(pc.less_equal(rows["left_at"], now), False)
    cases = [
        (pc.or_kleene(pc.is_null(due), pc.equal(status, "cancelled")), None),
        (pc.and_(finished, pc.less_equal(rows["finished_at"], due)), "met"),
        (finished, "missed"),
        (left, "undated"),
        (passed, "overdue"),
        (pc.fill_null(pc.less_equal(rows["risk_at"], now), False), "at_risk"),
    ]
    state: pa.ChunkedArray | pa.Scalar = pa.scalar("open")
    for condition, name in reversed(cases):
        state = pc.if_else(pc.fill_null(condition, False), pa.scalar(name, pa.string()), state)
    return state


def distinct(people: Mapping[str, str]) -> dict[str, str]:
    """Names by ids; two people of one name are told apart by their ids."""
    names = list(people.values())
    return {key: f"{name} ({key})" if names.count(name) > 1 else name for key, name in people.items()}
