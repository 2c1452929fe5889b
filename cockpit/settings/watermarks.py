"""What must hold of a table that is read by its watermark: each row can be asked for, and stands by itself."""

from __future__ import annotations

from typing import Any, Final

from cockpit.records import RECORDS
from cockpit.settings.lines import Place
from cockpit.settings.readers import Report

# With these a row says nothing by itself.
TOGETHER: Final = ("fold", "unpivot", "fill_down")
KEY: Final = "watermark"


def watermarks(raw: dict[str, Any], place: Place, report: Report) -> None:
    """Reports, for each table of a source that names a watermark, why it cannot be read by it."""
    tables = raw.get("tables")
    for name, one in tables.items() if isinstance(tables, dict) else ():
        if name in RECORDS and isinstance(one, dict) and KEY in one:
            _told(raw, name, one, (*place, "tables", name), report)


def _told(source: dict[str, Any], name: str, one: dict[str, Any], place: Place, report: Report) -> None:
    here = (*place, KEY)
    if "path" in source:
        report.add("watermark_of_files", here)
    if name == "staff":
        report.add("watermark_of_staff", here)
    for other in TOGETHER:
        if other in one:
            report.add("watermark_alone", here, other=other)
    key, columns = RECORDS[name].key, _given(one, "columns")
    lacking = [column for column in key if column not in columns and column not in _given(one, "constants")]
    if lacking or not columns & set(key):
        report.add("watermark_key", here, columns=lacking or list(key))


def _given(one: dict[str, Any], key: str) -> set[str]:
    inner = one.get(key)
    return set(inner) if isinstance(inner, dict) else set()
