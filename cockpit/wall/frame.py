"""The frame of every picture: whose it is, the three clocks, which page of how many; and the style of all of it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Final

from cockpit.figures import DARK, LIGHT, Palette
from cockpit.i18n import day, has, moment, number, say
from cockpit.settings.model import Wall
from cockpit.wall import parts, sizes
from cockpit.wall.asked import Asked, Body

RULES: Final = "".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("wall.css", "alarm.css"))
# At night and on days off nothing may come for long: only much later is the source's newest record a sign of a fault.
SOURCE_OLD: Final = timedelta(days=1)
FEWER_LINES: Final = 2
STOPPED: Final = timedelta(days=1)
ALARM: Final = "alarm"
PICTURE_OLD: Final = timedelta(minutes=1)
# Of the head, in hundredths of the picture's height: its width, the size of its clocks, and how far they stand apart.
WIDE, CLOCK, CLOCKS_APART = 172.0, 3.95, 12.0
BOLD: Final = 1.05  # so much wider are letters that are
_COLOURS: Final = ("ground", "panel", "text", "second", "grid", "watch", "late", "fine")


def style() -> str:
    """All of the wall's CSS, in both lights."""
    return f".wl-dark{{{_colours(DARK)}}}.wl-light{{{_colours(LIGHT)}}}{RULES}"


def framed(asked: Asked, scene: str, body: Body, *, clocked: bool = True) -> str:
    """A scene in its frame: one element, as large as what it stands in.

    Unless it is ``clocked`` it has room for the clocks, and whoever shows it puts them there.
    """
    wall = asked.wall
    kinds = ["wl", f"wl-{wall.theme}"]
    those = {
        "wl-tiled": wall.video_wall,
        "wl-large": asked.large,
        "wl-square": asked.large and not asked.fewer,
        "wl-stale": stale(asked),
    }
    kinds += [name for name, so in those.items() if so]
    head = _head(asked, scene, body, clocked=clocked)
    tiles = f'<div class="wl-tiles" style="--many:{len(body.tiles)}">{"".join(body.tiles)}</div>' if body.tiles else ""
    columns = " ".join(f"minmax(0,{panel.weight:g}fr)" for panel in body.panels)
    main = "".join(panel.html for panel in body.panels)
    main = f'<div class="wl-main" style="--columns:{columns}">{main}</div>' if main else ""
    said = body.lines[: room(asked)]
    lines = f'<div class="wl-lines" style="--many:{len(said)}">{"".join(said)}</div>' if said else ""
    return (
        f'<div class="{" ".join(kinds)}" data-scene="{escape(scene)}" lang="{asked.language}" '
        f'style="{sizes.variables(asked.growth)}"><div class="wl-in">{head}{tiles}{main}{lines}'
        f"{_foot(asked, body)}</div></div>"
    )


def room(asked: Asked) -> int:
    """For how many lines a scene has room."""
    return FEWER_LINES if asked.large or asked.wall.video_wall else parts.MOST_LINES


def _head(asked: Asked, scene: str, body: Body, *, clocked: bool) -> str:
    own = asked.say(f"scenes.{scene}") if has(f"wall.scenes.{scene}", asked.language) else scene
    named = [own if body.title is None else body.title]
    if asked.wall.campus:
        named.append(say("common.comma", asked.language).join(asked.wall.campus))
    under = say("scene.dot", asked.language).join(filter(None, named))
    page = f'<span class="wl-page">{asked.page} / {asked.pages}</span>' if asked.pages > 1 else ""
    kind = _kind(
        asked, f"{asked.settings.name} {under}", re.sub("<[^>]+>", "", clocks(asked) + page), full=scene == ALARM
    )
    name, scene_name = escape(asked.settings.name), escape(under)
    return (
        f'<header class="wl-head{kind}"><h1><span>{name}</span> <small>{scene_name}</small></h1>'
        f'<p class="wl-clocks">{clocks(asked) if clocked else "&nbsp;"}{page}</p></header>'
    )


def _kind(asked: Asked, title: str, beside: str, *, full: bool) -> str:
    """How a title stands beside the clocks: as large as it may, in smaller letters, or in two lines.

    A picture that is ``full`` has no room for two: there the site's name gives way.
    """
    small = sizes.SMALLEST * asked.growth
    left = WIDE - parts.width(beside) * (small if asked.large else CLOCK) - CLOCKS_APART
    if parts.width(title) * sizes.SIZES["title"] * BOLD <= left:
        return ""
    low = full or (asked.large and asked.wall.video_wall)  # no room for two lines above the middle
    return " wl-less" if low or parts.width(title) * small * BOLD <= left else " wl-stacked"


def stale(asked: Asked) -> bool:
    """Whether the figures are too old to be told as today's: the last sync was too long ago."""
    return asked.settings.clock == "now" and asked.at - asked.cockpit.clocks.sync > asked.wall.stale_after


def clocks(asked: Asked) -> str:
    """The source's newest record, the sync and this picture. ``data-at`` and ``data-limit`` (seconds) are for whoever
    shows it: past its limit a clock is ``wl-old``, and figures are grey once the sync's or the picture's is.
    """
    told = asked.cockpit.clocks
    followed = asked.settings.clock == "now"
    limits = {
        "source": (told.source, SOURCE_OLD if followed else None),
        "sync": (told.sync, asked.wall.stale_after if followed else None),
        "page": (asked.at, PICTURE_OLD),
    }
    return "".join(_clock(asked, name, at, limit) for name, (at, limit) in limits.items())


def _clock(asked: Asked, name: str, at: datetime | None, limit: timedelta | None) -> str:
    words = escape(say(f"scene.wall.{name}", asked.language))
    if at is None:
        return f'<span class="wl-clock" data-clock="{name}">{words} <b>–</b></span>'
    old = " wl-old" if limit is not None and asked.at - at > limit else ""
    limited = "" if limit is None else f' data-limit="{limit.total_seconds():.0f}"'
    return (
        f'<span class="wl-clock{old}" data-clock="{name}" data-at="{at.timestamp():.0f}"{limited}>'
        f"{words} <b>{escape(_hour(asked, at, seconds=name == 'page'))}</b></span>"
    )


def _hour(asked: Asked, at: datetime, *, seconds: bool) -> str:
    local, now = at.astimezone(asked.zone), asked.at.astimezone(asked.zone)
    told = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    if local.date() == now.date():
        return told
    return f"{day(local.date(), asked.language, short=local.year == now.year)} {told}"


def _foot(asked: Asked, body: Body) -> str:
    said = [body.foot] if body.foot else []
    of = asked.cockpit.clocks.asked
    if asked.settings.clock != "now" and asked.at - of > STOPPED:
        said.append(asked.say("as_of", at=moment(of, asked.language, asked.settings.zone)))
    if told := too_small(asked.wall, asked.language):
        said.insert(0, f"▲ {told}")
    return f'<p class="wl-foot">{escape(say("scene.dot", asked.language).join(said))}</p>' if said else ""


def too_small(wall: Wall, language: str) -> str:
    """That a screen is too small for where people stand, and what would do; "" where it is not."""
    found = sizes.reading(wall)
    if found.readable:
        return ""
    figures = {
        "inches": number(wall.screen_inches, language, 0),
        "metres": number(wall.distance_m, language, 0 if float(wall.distance_m).is_integer() else 1),
        "least": found.least_inches,
        "farthest": number(found.farthest_m, language, 1),
    }
    return say("wall.too_small", language, **figures)


def _colours(palette: Palette) -> str:
    own = [f"--{name}:{getattr(palette, name)}" for name in _COLOURS]
    own += [f"--series:{palette.series[0]}", f"--bar:{palette.bar}"]
    return ";".join(own)
