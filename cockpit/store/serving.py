"""The serving file: a native DuckDB database made from a snapshot's Parquet, the views and the contract.

Its name holds a hash of everything it is made of, so a change of any of it asks for another file and never for a
changed one. It is built beside and renamed; only the holder of the store's lock builds.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import duckdb

from cockpit.errors import StoreError
from cockpit.records import RECORDS
from cockpit.settings.model import Duty, Settings
from cockpit.store import files, following, replayed, whole
from cockpit.store.manifest import files as vouched
from cockpit.store.relation import name, text
from cockpit.store.snapshots import Snapshot


def path(snapshot: Snapshot, settings: Settings) -> Path:
    """Where the serving file of this snapshot stands under these settings, built or not."""
    site = replayed.settings(settings, snapshot.manifest)
    made_of = {
        "parquet": vouched(snapshot.manifest),
        "views": {view.name: view.read_text("utf-8") for view in [*whole.views(False), *whole.views(True)]},
        "records": {name: [str(column) for column in record.columns] for name, record in RECORDS.items()},
        "placed": whole.PLACED,
        "contract": [asdict(terms) for terms in site.contract],
        "calendar": asdict(site.calendar),
        # What pages alone read is no part of the file.
        "measures": asdict(replace(site.measures, bad_rating=0)),
        "duty": asdict(Duty(site.duty.sites, site.duty.grace)),
        "rooms": [asdict(room) for room in site.rooms.core],
        "zone": site.zone,
        "duckdb": duckdb.__version__,
    }
    digest = hashlib.sha256(json.dumps(made_of, sort_keys=True, default=str).encode()).hexdigest()
    return snapshot.path / f"serving-{digest[:12]}.duckdb"


def build(snapshot: Snapshot, settings: Settings, *, anew: bool = False) -> Path:
    """Builds the serving file if it is missing (or ``anew``); returns it. Damaged Parquet is refused beforehand."""
    if (target := path(snapshot, settings)).exists() and not anew:
        return target
    if damaged := snapshot.damage():
        raise StoreError("snapshot_damaged", id=snapshot.id, files=damaged)
    return make(snapshot, settings)


def make(snapshot: Snapshot, settings: Settings, former: Snapshot | None = None) -> Path:
    """Makes the serving file of a snapshot whose Parquet has just been looked over; returns it.

    Where little has changed since the ``former`` snapshot, its serving file is copied and what changed put right.
    """
    target = path(snapshot, settings)
    beside = target.with_suffix(".building")
    beside.unlink(missing_ok=True)
    try:
        with files.writing(target):
            _make(beside, snapshot, settings, former)
            files.sync_file(beside)
            os.replace(beside, target)
            files.sync_folder(target.parent)
    except duckdb.Error as error:
        raise StoreError("serving_failed", id=snapshot.id, reason=str(error)) from error
    finally:
        for rest in target.parent.glob("*.building*"):
            shutil.rmtree(rest) if rest.is_dir() else rest.unlink(missing_ok=True)
    for other in target.parent.glob("serving-*.duckdb"):
        if other != target:
            other.unlink()
    return target


def _make(file: Path, snapshot: Snapshot, settings: Settings, former: Snapshot | None) -> None:
    if former and following.follows(former, snapshot) and (known := path(former, settings)).exists():
        shutil.copyfile(known, file)
        if following.follow(file, former, snapshot, settings):
            return
        file.unlink()
    whole.write(file, snapshot, replayed.settings(settings, snapshot.manifest))


def lacking(snapshot: Snapshot, settings: Settings) -> str | None:
    """What is wrong with the serving file, read to its last block: ``absent``, ``unreadable`` or (too few) ``rows``."""
    target = path(snapshot, settings)
    if not target.exists():
        return "absent"
    connection = duckdb.connect(config={"threads": 2, "memory_limit": whole.MEMORY_LIMIT})
    try:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach {text(str(target))} as store (read_only)")
        listed = connection.execute("select table_name from duckdb_tables() where database_name = 'store'").fetchall()
        read = {
            one: connection.execute(f"select count(*), bit_xor(hash(read)) from store.{name(one)} as read").fetchall()[
                0
            ][0]
            for (one,) in listed
        }
    except duckdb.Error:
        return "unreadable"
    finally:
        connection.close()
    told = {name: entry["rows"] for name, entry in snapshot.manifest["tables"].items()}
    return None if all(read.get(name) == rows for name, rows in told.items()) else "rows"
