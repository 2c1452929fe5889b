"""How the trainings were liked, one after the other: the overall score of each beside the limit."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit import figures
from cockpit.boards import Tile
from cockpit.figures import Session
from cockpit.i18n import day, number, say
from cockpit.metrics.training import Held
from cockpit.ui import charts, html
from cockpit.ui.reader import Reader
from cockpit.ui.training import chosen, held, named, weak


def course(reader: Reader, tile: Tile) -> None:
    """The latest trainings with feedback in the order they were held; one alone is no course."""
    rated = [one for one in held(reader) if one.matrix.overall is not None]
    shown = rated[: tile.rows][::-1]
    if len(shown) < 2:
        return
    title, facts = _say(reader, "title"), {"n": number(len(shown), reader.language)}
    html.heading(title, _say(reader, "latest" if len(shown) < len(rated) else "beside", **facts))
    limit = float(shown[-1].terms.flag_below)
    told = _say(reader, "limit", n=number(limit, reader.language))
    charts.put(figures.sessions(_sessions(reader, shown), (limit, told), reader.palette), "training-course", title)


def _sessions(reader: Reader, shown: Sequence[Held]) -> list[Session]:
    asked = chosen(reader)
    return [_session(reader, one, asked=asked is one) for one in shown]


def _session(reader: Reader, one: Held, *, asked: bool) -> Session:
    score = float(one.matrix.overall or 0)
    value = number(score, reader.language, 1)
    facts = {"name": named(reader, one), "score": value, "n": number(len(one.sheets), reader.language)}
    told = _say(reader, "told", weak=weak(reader, one.matrix), **facts)
    held_on = day(one.session["held_on"], reader.language, short=True)
    return Session(one.session["title"], held_on, score, value, told, one.matrix.flagged, asked)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"training.course.{key}", reader.language, **facts)
