"""Snapshots of the data, and the file that serves each.

A snapshot is a folder of Parquet files and a manifest, published by one rename; it never changes afterwards.
"""

from cockpit.store.difference import Change, difference
from cockpit.store.files import write_table
from cockpit.store.manifest import Manifest
from cockpit.store.schema import LINEAGE, QUARANTINE, schema, time_column
from cockpit.store.snapshots import Snapshot, Store, instant

__all__ = [
    "LINEAGE",
    "QUARANTINE",
    "Change",
    "Manifest",
    "Snapshot",
    "Store",
    "difference",
    "instant",
    "schema",
    "time_column",
    "write_table",
]
