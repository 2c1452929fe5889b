"""The wall: pictures of scenes for a screen nobody touches, as HTML with the shapes in it. No request, no session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, cast

from cockpit.errors import UsageError, nearest
from cockpit.i18n import say
from cockpit.ledger import Saved
from cockpit.metrics import Cockpit
from cockpit.metrics.catalogue import CATALOGUE
from cockpit.settings.model import BOARD
from cockpit.wall import parts
from cockpit.wall.asked import Asked, Body, Panel, Picture
from cockpit.wall.board import BOARDS, board, cards
from cockpit.wall.frame import framed, style, too_small
from cockpit.wall.kept import KEPT
from cockpit.wall.month import month
from cockpit.wall.now import now
from cockpit.wall.nowhere import nowhere, unknown, which
from cockpit.wall.people import people
from cockpit.wall.trend import trend
from cockpit.wall.view import Shown, known, view
from cockpit.wall.where import where

SCENES: Final[dict[str, Callable[[Asked], Body]]] = {
    "now": now,
    "trend": trend,
    "where": where,
    "people": people,
    "month": month,
}
BOARD_SCENES: Final = {BOARD + name: partial(board, shown=one) for name, one in BOARDS.items()}
# The records of which a scene needs one at least; without all of them it says only what it needs.
NEEDS: Final = dict.fromkeys(SCENES, ("tickets",)) | {"people": ("shifts", "inspections")}


def rotation(cockpit: Cockpit, scenes: Sequence[str]) -> Sequence[str]:
    """The scenes for which the site has records, in their order; all of them where it has none for any.

    A view by its name is always among them.
    """
    return [name for name in scenes if _told(cockpit, name)] or scenes


def _told(cockpit: Cockpit, scene: str) -> bool:
    if scene in BOARD_SCENES:
        drawn = cards(BOARDS[scene.removeprefix(BOARD)])[: parts.MOST_PANELS]  # its own: others may be of any record
        return any(not cockpit.lacks(CATALOGUE[card.metric]) for card in drawn)
    return scene not in NEEDS or not cockpit.records.isdisjoint(NEEDS[scene])


def picture(asked: Asked, scene: str, saved: Sequence[Saved] | None = None, *, clocked: bool = True) -> Picture:
    """The picture of a scene. What it shows is made once for a snapshot, a minute, rights, filters and a language.

    A scene is one of ours, a board (``board:service``) or a view by its name: of those ``saved``, else of the team's.
    ``clocked``: see ``framed``. UsageError where there is no scene of that name.
    """
    made, shown = SCENES.get(scene) or BOARD_SCENES.get(scene), None
    if made is None:
        shown = _view(asked, scene, saved)
        made = partial(view, shown=shown)
    raised = tuple((one.id, one.seen_at, one.ended_at) for one in asked.warned)
    key = ("scene", scene, shown, *asked.data, asked.wall, asked.growth, asked.upright, asked.language, raised)
    body: Body = KEPT.get(key, lambda: _within(asked, made))
    return Picture(framed(asked, scene, body, clocked=clocked), asked.cockpit.clocks, asked.at, scene)


def _within(asked: Asked, made: Callable[[Asked], Body]) -> Body:
    """What a scene shows, unless no ticket names the campuses it is narrowed to; where some do not, it says which."""
    lost = unknown(asked)
    if lost and len(lost) == len(asked.wall.campus):
        return nowhere(asked)
    body = made(asked)
    if not lost:
        return body
    said = filter(None, (f"▲ {which(asked)}", body.foot))
    return replace(body, foot=say("scene.dot", asked.language).join(said))


def _view(asked: Asked, scene: str, saved: Sequence[Saved] | None) -> Shown:
    try:
        return known(asked, scene, saved)
    except UsageError as error:
        views = [*cast("Sequence[str]", error.arguments["known"])]
        every = [*SCENES, *BOARD_SCENES, *views]
        raise UsageError("unknown_scene", name=scene, nearest=nearest(scene, every), known=every) from error


__all__ = ["BOARDS", "SCENES", "Asked", "Body", "Panel", "Picture", "picture", "rotation", "style", "too_small"]
