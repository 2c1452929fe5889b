"""The record types of the service: one declaration each, from which checks, tables and documentation follow.

The words people read for records, columns and choices stand in ``words/<language>/records.toml``.
"""

from cockpit.records.core import CORE
from cockpit.records.kinds import Column, Kind, Record
from cockpit.records.optional import OPTIONAL

RECORDS: dict[str, Record] = {record.name: record for record in (*CORE, *OPTIONAL)}

__all__ = ["RECORDS", "Column", "Kind", "Record"]
