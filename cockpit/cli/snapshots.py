"""snapshots list, verify, pin, prune, diff, rebuild."""

from __future__ import annotations

import argparse
from datetime import datetime

from cockpit.cli.context import Context, show, show_json, show_table
from cockpit.cli.parser import Commands
from cockpit.errors import AT_FAULT, DONE, StoreError
from cockpit.i18n import moment, number
from cockpit.ledger import CLI, Ledger
from cockpit.store import Snapshot, Store, difference, serving


def add(commands: Commands) -> None:
    """Adds the commands of this module."""
    below = commands.add("snapshots").commands("job")
    below.add("list", _list, under="snapshots_").option("--json", action="store_true")
    below.add("verify", _verify, under="snapshots_").option("ids", nargs="*", metavar="ID")
    parser = below.add("pin", _pin, under="snapshots_")
    parser.option("id", metavar="ID")
    parser.option("--off", action="store_true")
    below.add("prune", _prune, under="snapshots_").option("--keep", type=int, metavar="N")
    parser = below.add("diff", _diff, under="snapshots_")
    parser.option("older", metavar="OLDER")
    parser.option("newer", metavar="NEWER")
    parser.option("--json", action="store_true")
    below.add("rebuild", _rebuild, under="snapshots_").option("ids", nargs="*", metavar="ID")


def _store(context: Context) -> Store:
    return Store(context.settings.data)


def _list(context: Context, arguments: argparse.Namespace) -> int:
    store = _store(context)
    listed = [
        {
            "id": snapshot.id,
            "current": store.serves(snapshot),
            "pinned": snapshot.manifest["pinned"],
            "clocks": snapshot.clocks,
            "rows": {name: table["rows"] for name, table in snapshot.manifest["tables"].items()},
        }
        for snapshot in store.list()
    ]
    if arguments.json:
        show_json(listed)
        return DONE
    header = [context.say(f"snapshots.{word}") for word in ("id", "sync", "rows", "state")]
    rows = []
    for one in listed:
        states = [context.say(f"snapshots.{word}") for word in ("current", "pinned") if one[word]]
        synced = moment(datetime.fromisoformat(one["clocks"]["sync"]), context.language, context.settings.zone)
        rows.append([one["id"], synced, number(sum(one["rows"].values()), context.language), " ".join(states)])
    show_table(header, rows, numbers=(2,))
    return DONE


def _chosen(context: Context, identities: list[str]) -> list[Snapshot]:
    """The snapshots named; the one that serves if none is."""
    store = _store(context)
    if identities:
        return [store.open(identity) for identity in identities]
    current = store.current()
    if current is None:
        raise StoreError("no_snapshot", place=str(context.settings.data))
    return [current]


def _verify(context: Context, arguments: argparse.Namespace) -> int:
    """Whether the bytes are those published, and the serving file gives all of them: of the snapshots named, else of
    every one there is.
    """
    store = _store(context)
    sound = [_sound(context, store, identity) for identity in arguments.ids or store.identities()]
    return DONE if all(sound) else AT_FAULT


def _sound(context: Context, store: Store, identity: str) -> bool:
    try:
        files = store.verify(identity)
    except StoreError as error:
        if error.key != "snapshot_damaged":
            raise
        files = ["manifest.json"]
    if files:
        show(context.say("snapshots.damaged", id=identity, files=files))
        return False
    snapshot = store.open(identity)
    lacking = serving.lacking(snapshot, context.settings)
    # Older snapshots have no serving file until somebody asks for one.
    if lacking is None or (lacking == "absent" and not store.serves(snapshot)):
        show(context.say("snapshots.whole", id=identity))
        return True
    show(context.say(f"snapshots.serving_{lacking}", id=identity))
    return False


def _pin(context: Context, arguments: argparse.Namespace) -> int:
    store = _store(context)
    with store.lock():
        store.pin(arguments.id, pinned=not arguments.off)
    Ledger(context.settings.data).record(CLI, "snapshot.unpin" if arguments.off else "snapshot.pin", arguments.id)
    show(context.say("snapshots.unpinned_done" if arguments.off else "snapshots.pinned_done", id=arguments.id))
    return DONE


def _prune(context: Context, arguments: argparse.Namespace) -> int:
    store = _store(context)
    keep = context.settings.keep_snapshots if arguments.keep is None else max(arguments.keep, 1)
    with store.lock():
        removed = store.prune(keep)
    if removed:
        Ledger(context.settings.data).record(CLI, "snapshot.prune", " ".join(removed))
    for identity in removed:
        show(identity)
    context.tell("snapshots.pruned", count=len(removed))
    return DONE


def _diff(context: Context, arguments: argparse.Namespace) -> int:
    store = _store(context)
    changes = difference(store.open(arguments.older), store.open(arguments.newer))
    if arguments.json:
        show_json({name: change.as_dict() for name, change in changes.items()})
        return DONE
    header = [context.say(f"snapshots.{word}") for word in ("record", "added", "removed", "changed")]
    rows = [
        [context.record(name), *(number(count, context.language) for count in change.as_dict().values())]
        for name, change in changes.items()
    ]
    show_table(header, rows, numbers=(1, 2, 3))
    return DONE


def _rebuild(context: Context, arguments: argparse.Namespace) -> int:
    """Builds the serving file anew from the Parquet, also where there is one."""
    with _store(context).lock():
        for snapshot in _chosen(context, arguments.ids):
            serving.build(snapshot, context.settings, anew=True)
            show(context.say("snapshots.rebuilt", id=snapshot.id))
    return DONE
