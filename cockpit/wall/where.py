"""The scene *where*: the last seven days of every place and kind beside what is usual there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cockpit.alarms import PLACED, where_of
from cockpit.alerts.series import Where
from cockpit.alerts.usual import DAYS, Beside, Week, week
from cockpit.i18n import halves, label, number, say
from cockpit.wall import parts, strips, told
from cockpit.wall.asked import Asked, Body, Panel
from cockpit.wall.expected import ranges
from cockpit.wall.now import DAYS as RANGE_DAYS
from cockpit.wall.parts import Heat
from cockpit.wall.strips import Strip

ROWS: Final = 6
COLUMNS: Final = 4
# What is above its range by fewer tickets is not worth a line.
LEAST: Final = 3
NARROWEST: Final = ("campus", "building", "category")
# Halves of small letters that a tile has room for, and how many of them a figure's letter takes.
BESIDE: Final = 18
FIGURE: Final = 3


def where(asked: Asked) -> Body:
    """The scene as it stands."""
    found = level(asked)
    panels = [Panel(_places(asked, found)), Panel(_grid(asked, found), 1.25)]
    return Body(_tiles(asked, found), panels, _lines(asked, found)[: parts.MOST_LINES])


def level(asked: Asked) -> Week:
    """The last seven days; as a whole they stand beside what the early warning expects of them, where it does."""
    return week(asked.cockpit, asked.rights, asked.filters, _expected(asked))


def _expected(asked: Asked) -> float | None:
    found = ranges(asked, RANGE_DAYS)
    days = [one.expected for _, one in found.days[-DAYS:-1]] + [found.so_far.expected]
    known = [one for one in days if one is not None]
    return sum(known) if len(known) == DAYS else None


# ---- tiles


def _tiles(asked: Asked, found: Week) -> list[str]:
    """All together and the largest campuses; where there are none, what stands out of how many places and kinds."""
    campuses = sorted(found.of("campus"), key=lambda one: -one.actual)
    several = campuses if len(campuses) > 1 else []
    shown = several if 1 < len(several) <= parts.MOST_TILES else [found.whole, *several[: parts.MOST_TILES - 1]]
    days = _say(asked, "in_days", n=DAYS)
    days = days if not asked.large and all(_roomy(asked, one, days) for one in shown) else ""
    tiles = [_tile(asked, one, days) for one in shown]
    if several:
        return tiles
    for split, name in ((("category",), "kinds"), (("campus", "building"), "places")):
        every = found.of(*split)
        if every and found.known:
            above = sum(one.above for one in every)
            of = _say(asked, "of", n=number(len(every), asked.language))
            tiles.append(
                parts.tile(_say(asked, name), number(above, asked.language), of, state="watch" if above else "")
            )
    return tiles


def _roomy(asked: Asked, one: Beside, days: str) -> bool:
    """Whether a tile has room for of how many days its figure is."""
    told, name, usual = number(one.actual, asked.language), _named(asked, one), _usual(asked, one)
    beside = halves(name + usual) < BESIDE and parts.fits(name, usual, _state(one))
    return beside and len(told) * FIGURE + halves(days) <= BESIDE


def _tile(asked: Asked, one: Beside, days: str) -> str:
    name, told, usual = _named(asked, one), number(one.actual, asked.language), _usual(asked, one)
    if halves(name) + halves(usual) <= BESIDE:
        return parts.tile(name, told, usual, unit=days, state=_state(one))
    behind = len(told) * FIGURE + halves(usual) <= BESIDE
    return parts.tile(name, told, "" if behind else usual, unit=usual if behind else "", state=_state(one))


def _named(asked: Asked, one: Beside) -> str:
    return _name(asked, one) if one.where else _whole(asked)


def _whole(asked: Asked) -> str:
    """What all of it is called: the campuses that the wall is narrowed to, else the site."""
    names = [label(dimension, value, asked.language) for dimension, values in asked.filters for value in values]
    return say("common.comma", asked.language).join(names) or asked.say("whole")


def _usual(asked: Asked, one: Beside) -> str:
    if one.high is None:
        return ""
    return _say(asked, "usual", low=number(one.low, asked.language), high=number(one.high, asked.language))


def _state(one: Beside) -> str:
    return "watch" if one.above else ""


def _name(asked: Asked, one: Beside) -> str:
    """The innermost of its values."""
    dimension, value = one.where[-1]
    return label(dimension, value, asked.language)


# ---- places and kinds


def _places(asked: Asked, found: Week) -> str:
    """Buildings, or kinds of trouble where there are no buildings."""
    buildings = found.of("campus", "building")
    title = _say(asked, "buildings" if buildings else "categories")
    rows = [one for one in buildings or found.of("category") if one.actual][: _rows(asked)]
    if any(asked.long(_name(asked, one)) for one in rows):
        rows = rows[: ROWS - 3 - asked.cramped // 2]
    if not rows:
        return parts.panel(title, "", parts.nothing(_say(asked, "nothing"), _say(asked, "nothing_why")))
    strip = [
        Strip(_name(asked, one), number(one.actual, asked.language), _beside(asked, one), one.actual, one.low, one.high,
              _state(one))
        for one in rows
    ]  # fmt: skip
    days = "days_usual" if asked.fewer and found.known else "days"
    return parts.panel(title, _say(asked, days, n=DAYS), strips.strips(strip))


def _beside(asked: Asked, one: Beside) -> str:
    """What is usual of a row: where letters are larger, the panel's head says that it is that."""
    if one.high is None or not asked.fewer:
        return _usual(asked, one)
    return f"{number(one.low, asked.language)}–\u2060{number(one.high, asked.language)}"


def _rows(asked: Asked) -> int:
    """How many rows there is room for."""
    return ROWS - 2 if asked.fewer else ROWS - 1 if asked.large else ROWS


def _grid(asked: Asked, found: Week) -> str:
    """Kinds by campus: the darker the higher within what is usual there."""
    campuses = [one for one in found.of("campus") if one.actual]
    categories = [one for one in found.of("category") if one.actual][: _rows(asked)]
    if not categories:
        title = _say(asked, "grid_plain")
        return parts.panel(title, "", parts.nothing(_say(asked, "nothing"), _say(asked, "nothing_why")))
    named = [one.where[0][1] for one in sorted(campuses, key=lambda one: -one.actual)][:COLUMNS]
    columns = named if len(named) > 1 else []
    cells = {one.where: one for one in found.of("campus", "category")}
    rows = []
    for one in categories:
        kind = one.where[0]
        each = [cells.get((("campus", campus), kind)) for campus in columns]
        rows.append(Heat(_name(asked, one), [_cell(asked, cell) for cell in (*each, one)]))
    heads = [*(label("campus", campus, asked.language) for campus in columns), say("common.total", asked.language)]
    title = _say(asked, "grid" if columns else "grid_plain")
    return parts.panel(title, _say(asked, "darker") if found.known else "", parts.heat(heads, rows))


def _cell(asked: Asked, one: Beside | None) -> tuple[str, float, str]:
    if one is None:
        return number(0, asked.language), 0.0, ""
    dark = 0.0
    if one.high is not None and one.low is not None and one.high > one.low:
        dark = (one.actual - one.low) / (one.high - one.low)
    return number(one.actual, asked.language), dark, _state(one)


# ---- lines


def _lines(asked: Asked, found: Week) -> list[str]:
    """The warnings that stand; then what else is above what is usual, the narrowest first; else that nothing is."""
    warnings = [one for one in asked.standing if one.kind in PLACED]
    named = [where_of(one) for one in warnings]
    lines = [parts.line(*told.warned(asked, one), state=told.state(one), sign=told.sign(one)) for one in warnings]
    if not found.known:
        since = asked.cockpit.engine.first_day
        why = _say(asked, "learning_why", since=since) if since else ""
        return [*lines, parts.line(_say(asked, "learning"), why, sign="○")]
    if not lines:
        silenced = [where_of(one) for one in asked.silenced if one.kind in PLACED]
        pairs = [one for one in standing_out(found) if one.where not in silenced]
        lines, named = [_more(asked, one) for one in pairs], [one.where for one in pairs]
    if len(lines) < parts.MOST_LINES:
        lines.append(_rest(asked, found, named))
    return lines


def _rest(asked: Asked, found: Week, named: Sequence[Where]) -> str:
    """In how many other places there is more than usual; else where there is less; else that nothing is above it."""
    if more := others(found, named):
        words = _say(asked, "others" if named else "some", n=number(len(more), asked.language))
        return parts.line(words, _looked_at(asked, found), state="watch")
    if less := _least(found):
        figures = {"n": DAYS, "actual": number(less.actual, asked.language), "usual": _usual(asked, less)}
        words = _say(asked, "fewer_at", where=_name(asked, less)) if less.where else _say(asked, "fewer")
        return parts.line(words, _say(asked, "more_why", **figures), sign="○")
    return parts.line(_say(asked, "else_calm" if named else "calm"), _looked_at(asked, found), state="fine")


def _least(found: Week) -> Beside | None:
    """All together where that is below its range, else the campus that is furthest below its own."""
    campuses = sorted(found.of("campus"), key=lambda one: one.actual - (one.low or 0))
    return next((one for one in (found.whole, *campuses) if one.low is not None and one.actual < one.low), None)


def _looked_at(asked: Asked, found: Week) -> str:
    places, kinds = len(found.of("campus", "building")), len(found.of("category"))
    return _say(asked, "looked_at", places=number(places, asked.language), kinds=number(kinds, asked.language))


def others(found: Week, named: Sequence[Where] = ()) -> Sequence[Beside]:
    """What else is above its range, the same tickets once: the narrowest of what holds or is held by another.

    What is too small for a line and for a mark in the panels is none of them.
    """
    every = [one for split, several in found.parts.items() for one in several if one.above and _shown(split, one)]
    every += [found.whole] if found.whole.above else []
    known, kept = [set(one) for one in named], []
    for one in sorted(every, key=lambda one: (-len(one.where), -one.beyond)):
        values = set(one.where)
        if not any(other <= values or values <= other for other in known):
            kept.append(one)
        known.append(values)
    return kept


def _shown(split: tuple[str, ...], one: Beside) -> bool:
    return split != NARROWEST or one.beyond >= LEAST


def standing_out(found: Week) -> Sequence[Beside]:
    """Pairs of place and kind above their range, by how much; of one campus and kind one only."""
    pairs = (*found.of("campus", "building", "category"), *found.of("campus", "category"))
    high = sorted((one for one in pairs if one.above and one.beyond >= LEAST), key=lambda one: -one.beyond)
    kept: list[Beside] = []
    for one in high:
        values = dict(one.where)
        taken = {(dict(other.where)["campus"], dict(other.where)["category"]) for other in kept}
        if (values["campus"], values["category"]) not in taken:
            kept.append(one)
    return kept[: parts.MOST_LINES - 1]


def _more(asked: Asked, one: Beside) -> str:
    values = dict(one.where)
    place = label(
        "building" if "building" in values else "campus", values.get("building", values["campus"]), asked.language
    )
    words = _say(asked, "more", place=place, kind=label("category", values["category"], asked.language),
                 n=number(one.beyond, asked.language))  # fmt: skip
    figures = {"n": DAYS, "actual": number(one.actual, asked.language), "usual": _usual(asked, one)}
    return parts.line(words, _say(asked, "more_why", **figures), state="watch")


def _say(asked: Asked, key: str, **facts: object) -> str:
    return say(f"scenes.where.{key}", asked.language, **facts)
