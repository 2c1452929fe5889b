"""Names in the configuration that mean nothing here: scenes and views of walls, campuses of walls and receivers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import duckdb

from cockpit.cli.context import Context, tell
from cockpit.errors import CockpitError, UsageError, nearest
from cockpit.ledger import Ledger, Saved
from cockpit.settings.model import BOARD, BOARDS, SCENES, Settings
from cockpit.store import Store
from cockpit.views import named

PREFIX: Final = "view:"


class Named(NamedTuple):
    """What of the configuration, ``where`` in it, does not do what was meant; in words: the ``message``."""

    key: str
    where: str
    name: str
    nearest: str | None
    message: str


def campuses(tickets: str | None) -> tuple[str, ...] | None:
    """The campuses that the tickets (the SQL of their rows) name; None where there are none."""
    if tickets is None:
        return None
    with duckdb.connect(config={"threads": 2}) as connection:
        rows = connection.sql(f"from {tickets}")
        if "campus" not in rows.columns:
            return ()
        found = rows.project("campus").distinct().fetchall()
    return tuple(sorted(one for (one,) in found if one))


def synced(context: Context) -> tuple[str, ...] | None:
    """The campuses of the data in use; None before the first sync."""
    snapshot = Store(context.settings.data).latest()
    return campuses(snapshot.relation("tickets")) if snapshot else None


def show_names(context: Context, known: tuple[str, ...] | None) -> None:
    """Says which names mean nothing here."""
    for one in names(context, known):
        tell(one.message)


def names(context: Context, known: tuple[str, ...] | None) -> list[Named]:
    """Which scenes are none of ours and no view, and which campuses no ticket has, with the nearest that is.

    A screen of a campus without tickets would tell that all is well.
    """
    told = []
    for key, where, name, near in (*_scenes(context.settings), *_campuses(context.settings, known)):
        words = context.say(f"names.{key}", where=where, name=name, nearest=near or context.say("findings.none"))
        told.append(Named(key, where, name, near, words))
    return told


def _scenes(site: Settings) -> Iterator[tuple[str, str, str, str | None]]:
    try:
        book = Ledger(site.data)
        saved: list[Saved] = book.views() if site.access is None else book.views("")
    except CockpitError:  # told elsewhere; what is saved there is not known
        return
    ours = (*SCENES, *(BOARD + name for name in BOARDS))
    for wall, one in site.walls.items():
        for scene in one.scenes:
            if scene in ours:
                continue
            try:
                named(scene.removeprefix(PREFIX), saved)
            except UsageError as error:
                near = nearest(scene, ours) or error.arguments["nearest"]
                yield "scene", f"[wall.{wall}]", scene, str(near) if near else None


def _campuses(site: Settings, known: tuple[str, ...] | None) -> Iterator[tuple[str, str, str, str | None]]:
    if known is None:
        return
    asked = [(f"[wall.{wall}]", one.campus) for wall, one in site.walls.items()]
    asked += [(f"[[delivery.to]] {one.name}", one.campus) for one in site.delivery.to]
    for where, names in asked:
        for name in names:
            if name not in known:
                yield "campus", where, name, nearest(name, known)
