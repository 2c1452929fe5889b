"""Where one row comes from: the row as somebody may see it, and the place in the source that it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cockpit.access import MANAGER, Rights
from cockpit.metrics.catalogue import kept_back
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.compose import Composed, narrowed
from cockpit.metrics.detail import as_shown
from cockpit.metrics.subjects import SUBJECTS
from cockpit.records import RECORDS


@dataclass(frozen=True)
class Origin:
    """A row of a record (the columns it declares that are not kept from the reader) and where it stands.

    ``row_number`` is the file's row as Excel counts it, or the place in a database's answer; ``key`` are the columns
    that tell the row from others, as the store has them.
    """

    record: str
    row: dict[str, Any]
    key: dict[str, object]
    source: str
    file: str
    sheet: str | None
    row_number: int


def origin(cockpit: Cockpit, record: str, identity: str, rights: Rights = MANAGER) -> Origin | None:
    """The origin of the row with that identity (``SUBJECTS[record].key``); None if there is none that one may see."""
    if record not in RECORDS or record not in cockpit.records:
        return None
    subject, declared = SUBJECTS[record], RECORDS[record]
    shadow = narrowed(record, (), rights, cockpit.engine.columns)
    sql = (
        f"with {record} as not materialized (\n{shadow.sql}\n)\nselect * from {record} where {subject.key} = :identity"
    )
    found = as_shown(cockpit, Composed(sql, shadow.parameters | {"identity": identity}), rights)
    if not found:
        return None
    row, denied = found[0], kept_back(rights.denied, record)
    return Origin(
        record,
        {name: row[name] for name in declared.names if name not in denied},
        {name: row[name] for name in declared.key},
        row["_source"],
        row["_file"],
        row["_sheet"],
        row["_row"],
    )
