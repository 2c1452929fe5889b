"""The wall: pictures of scenes for a screen nobody touches, as HTML with the shapes in it. No request, no session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cockpit.errors import UsageError, nearest
from cockpit.wall.asked import Asked, Body, Panel, Picture
from cockpit.wall.frame import framed, style, too_small
from cockpit.wall.kept import KEPT
from cockpit.wall.month import month
from cockpit.wall.now import now
from cockpit.wall.people import people
from cockpit.wall.trend import trend
from cockpit.wall.where import where

SCENES: Final[dict[str, Callable[[Asked], Body]]] = {
    "now": now,
    "trend": trend,
    "where": where,
    "people": people,
    "month": month,
}


def picture(asked: Asked, scene: str) -> Picture:
    """The picture of a scene. What it shows is made once for a snapshot, a minute, rights, filters and a language.

    UsageError where there is no scene of that name.
    """
    made = SCENES.get(scene)
    if made is None:
        raise UsageError("unknown_scene", name=scene, nearest=nearest(scene, SCENES), known=list(SCENES))
    raised = tuple((one.id, one.seen_at, one.ended_at) for one in asked.alarms)
    key = ("scene", scene, *asked.data, asked.wall, asked.language, raised)
    body: Body = KEPT.get(key, lambda: made(asked))
    return Picture(framed(asked, scene, body), asked.cockpit.clocks, asked.at, scene)


__all__ = ["SCENES", "Asked", "Body", "Panel", "Picture", "picture", "style", "too_small"]
