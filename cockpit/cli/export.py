"""export quarantine."""

from __future__ import annotations

import argparse
from pathlib import Path

from cockpit.cli.context import Context, show
from cockpit.cli.parser import Commands
from cockpit.errors import DONE, StoreError
from cockpit.exports import quarantine
from cockpit.i18n import number
from cockpit.records import RECORDS
from cockpit.store import Store
from cockpit.store.files import writing


def add(commands: Commands) -> None:
    """Adds the commands of this module."""
    below = commands.add("export").commands("what")
    parser = below.add("quarantine", _quarantine, under="export_")
    parser.option("--file", metavar="NAME")
    parser.option("--record", choices=sorted(RECORDS))
    parser.option("--snapshot", metavar="ID")
    parser.option("-o", "--output", type=Path, required=True, metavar="FILE")


def _quarantine(context: Context, arguments: argparse.Namespace) -> int:
    store = Store(context.settings.data)
    snapshot = store.open(arguments.snapshot) if arguments.snapshot else store.current()
    if snapshot is None:
        raise StoreError("no_snapshot", place=str(context.settings.data))
    with writing(arguments.output):
        _try(arguments.output)
        count = quarantine.write(
            snapshot,
            context.settings,
            arguments.output,
            context.language,
            record=arguments.record,
            file=arguments.file,
        )
    show(context.say("export.written", file=arguments.output, count=number(count, context.language)))
    return DONE


def _try(place: Path) -> None:
    """Raises the OSError of a place that cannot be written; leaves what is there as it is."""
    existed = place.exists()
    place.open("ab").close()
    if not existed:
        place.unlink()
