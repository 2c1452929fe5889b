"""Snapshots of the data, and the file that serves each.

A snapshot is a folder of Parquet files and a manifest, published by one rename; it never changes afterwards.
"""

from cockpit.store.difference import Change, difference
from cockpit.store.files import adopt, link, save, write_table
from cockpit.store.manifest import Manifest
from cockpit.store.relation import GONE, relation
from cockpit.store.schema import LINEAGE, QUARANTINE, schema
from cockpit.store.snapshots import Snapshot, Store, instant

__all__ = [
    "GONE",
    "LINEAGE",
    "QUARANTINE",
    "Change",
    "Manifest",
    "Snapshot",
    "Store",
    "adopt",
    "difference",
    "instant",
    "link",
    "relation",
    "save",
    "schema",
    "write_table",
]
