"""One picture of a wall as the shell gets it: HTML, its clocks and how old each is, and what shall hold the screen."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import Any

from cockpit import settings as configuration
from cockpit import wall
from cockpit.access import on_a_wall
from cockpit.errors import CockpitError
from cockpit.i18n import explain, say
from cockpit.ledger import Alarm, Ledger
from cockpit.metrics.question import Clocks
from cockpit.settings.model import Settings, Wall
from cockpit.ui import site
from cockpit.wall import Asked, frame
from cockpit.wall.alarm import Taken, taken

log = logging.getLogger("cockpit")

Told = dict[str, Any]


class Unreadable(Exception):
    """The data cannot be read now: whatever stands on the screen is to stay."""


def told(settings: Settings, name: str, scene: str, version: str, shape: float) -> Told:
    """The picture of a scene of a wall for a screen of that ``shape``; Unreadable where there can be none of any scene.

    A scene that cannot be drawn is a picture that says so, and tells its ``problem``.
    """
    hung = settings.walls[name]
    tongue = hung.language or settings.languages[0]
    scene = scene if scene in hung.scenes else hung.scenes[0]
    at = datetime.now(UTC)
    base: Told = {"scene": scene, "scenes": hung.scenes, "seconds": hung.seconds, "hold": None, "sound": False}
    base |= {"at": round(at.timestamp() * 1000), "version": version}
    raised = _of_alarms(settings)  # before they are read: one raised meanwhile is found by the next question
    try:
        opened = site.current()
        ledger = Ledger(settings.data)
        alarms, mutes = ledger.alarms(), ledger.mutes(opened.cockpit.today) if opened else []
    except (CockpitError, OSError) as error:
        raise Unreadable from error
    if opened is None:
        html = message(say("tv.first", tongue), say("tv.first_why", tongue))
        clocks = _clocks(None, hung, settings, at)
        return {**base, "html": html, "snapshot": None, "mark": _mark(None, raised), **clocks}
    scenes = wall.rotation(opened.cockpit, hung.scenes)
    scene = scene if scene in scenes else scenes[0]
    base |= {"scene": scene, "scenes": scenes}
    rights = on_a_wall(settings.access)
    clock = configuration.now(settings, os.environ) if settings.clock == "now" else None  # COCKPIT_NOW may hold it
    page = scenes.index(scene) + 1
    asked = Asked(
        opened.cockpit, opened.settings, hung, tongue, rights, alarms, clock or at, page, len(scenes), mutes, shape
    )  # fmt: skip
    snapshot = opened.snapshot.id
    clocks = _clocks(opened.cockpit.clocks, hung, settings, at)
    base |= {"snapshot": snapshot, "mark": _mark(snapshot, raised), **clocks}
    if held := _held(asked):
        return {**base, "html": held.picture.html, "hold": held.alarm.id, "sound": held.sounds}
    return {**base, **_drawn(asked, scene, tongue)}


def _held(asked: Asked) -> Taken | None:
    """The alarm that has the screen."""
    try:
        return taken(asked, site.origin())
    except Exception:  # a wall is never blank: whatever it was, the scenes are still shown
        log.exception("an alarm cannot be drawn")
        return None


def _drawn(asked: Asked, scene: str, tongue: str) -> Told:
    try:
        return {"html": wall.picture(asked, scene).html}
    except Exception as error:  # a wall is never blank: whatever it was, the other scenes are still shown
        log.warning("the scene %s cannot be drawn", scene, exc_info=error)
        why = explain(error, tongue) if isinstance(error, CockpitError) else ""
        return {"html": message(say("tv.no_scene", tongue), why), "problem": why or say("tv.no_scene", tongue)}


def message(title: str, why: str) -> str:
    """Words alone, where there is nothing to draw."""
    return f'<div class="plain"><h1>{escape(title)}</h1><p>{escape(why)}</p></div>'


def _clocks(clocks: Clocks | None, hung: Wall, settings: Settings, at: datetime) -> Told:
    """The three clocks, how old source and sync are (seconds), and from which age on each is late, if ever."""
    limits = {"page": frame.PICTURE_OLD.total_seconds()}
    if clocks is None:
        return {"clocks": {}, "ages": {}, "limits": limits}
    if settings.clock == "now":
        limits |= {"sync": hung.stale_after.total_seconds(), "source": frame.SOURCE_OLD.total_seconds()}
    now = configuration.now(settings, os.environ) or at
    source = clocks.source and max((clocks.asked - clocks.source).total_seconds(), 0)
    ages = {"source": source, "sync": max((now - clocks.sync).total_seconds(), 0)}
    named = {"source": clocks.source, "sync": clocks.sync, "asked": at}
    shown = {name: one.isoformat(timespec="seconds") if one else None for name, one in named.items()}
    return {"clocks": shown, "ages": ages, "limits": limits}


# ---- what tells that there is something new


_marks: dict[Path, tuple[tuple[int, ...], str]] = {}
_lock = threading.Lock()


def mark(settings: Settings, snapshot: str | None) -> str:
    """Another one as soon as there are new data, or an alarm was raised, ended, seen to or muted."""
    return _mark(snapshot, _of_alarms(settings))


def _mark(snapshot: str | None, raised: str) -> str:
    return f"{snapshot or ''} {raised}"


def _of_alarms(settings: Settings) -> str:
    """A mark of the alarms; read again only after the ledger was written."""
    ledger = Ledger(settings.data)
    stamp = ledger.stamp
    with _lock:
        known = _marks.get(ledger.path)
    if known and known[0] == stamp:
        return known[1]
    try:
        states = [*map(_state, ledger.alarms(standing=True)), *map(str, ledger.mutes(date.min))]
    except CockpitError as error:
        log.warning("%s", error)
        return known[1] if known else ""
    made = hashlib.sha256("\n".join(states).encode()).hexdigest()[:12]
    with _lock:
        _marks[ledger.path] = stamp, made
    return made


def _state(alarm: Alarm) -> str:
    return f"{alarm.id} {alarm.acknowledged_at} {alarm.verdict} {alarm.since}"
