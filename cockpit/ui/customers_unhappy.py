"""Where, and by whom, bad ratings were given again and again."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.evidence import wilson
from cockpit.exports.lists import Listed
from cockpit.i18n import day, number, percent, say
from cockpit.metrics import customers
from cockpit.metrics.reading import Row
from cockpit.ui import exporting, html, links
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader


def buildings(reader: Reader, tile: Tile) -> None:
    """Buildings whose users gave bad ratings again and again, where their share surely is the highest first.

    Nothing where the site has no ratings. The record of complaints names no building: ratings are all there is.
    """
    if reader.ask(reader.question("satisfaction")).lacking:
        return
    rows = ranked(_found(reader, "unhappy", customers.unhappy))
    _headed(reader, "unhappy", _buildings_listed(reader, rows) if rows else None)
    if not rows:
        html.empty(_say(reader, "unhappy.none"), _say(reader, "unhappy.none_why"))
        return
    heads = [_say(reader, f"unhappy.{name}") for name in ("where", "bad", "rated", "share", "interval")]
    lines = [
        [
            html.clip(row["building"], row["campus"], f"{row['campus']} {row['building']}"),
            escape(number(row["bad"], reader.language)),
            escape(number(row["rated"], reader.language)),
            escape(percent(row["share"], reader.language)),
            html.quiet("–".join(percent(row[end], reader.language) for end in ("low", "high"))),
        ]
        for row in rows[: tile.rows]
    ]
    ways = links.several([links.rows("satisfaction", _say(reader, "unhappy.rows"))])
    table = html.table(heads, lines, right=(1, 2, 3, 4), caption=_say(reader, "unhappy.title"))
    under = f'<p class="c-under">{escape(_say(reader, "unhappy.method"))}</p>'
    html.show(f"{table}{cut(reader, len(lines), len(rows))}{under}{ways}")


def ranked(rows: Sequence[Row]) -> list[Row]:
    """Buildings with the share of bad ratings and the ends of its interval, the highest lower end first.

    A few bad ratings of a few say little: their interval begins low.
    """
    told = []
    for row in rows:
        share = row["bad"] / row["rated"]
        low, high = wilson(share, row["rated"])
        told.append(row | {"share": share, "low": low, "high": high})
    return sorted(told, key=lambda row: -float(row["low"]))


def people(reader: Reader, tile: Tile) -> None:
    """Who gave bad ratings again and again; nothing where reporters are not known, or not to be seen."""
    rows = _found(reader, "people", customers.unhappy_people)
    if not rows:
        return
    _headed(reader, "people", _people_listed(reader, rows))
    heads = [_say(reader, f"people.{name}") for name in ("who", "where", "bad", "last")]
    lines = [
        [
            escape(row["reporter"]),
            escape(_places(reader, row)),
            escape(number(row["bad"], reader.language)),
            escape(day(row["last_day"], reader.language)),
        ]
        for row in rows[: tile.rows]
    ]
    more = len(rows) - len(lines)
    told = f'<p class="c-under">{escape(_say(reader, "people.more", n=more))}</p>' if more else ""
    html.show(html.table(heads, lines, right=(2, 3), caption=_say(reader, "people.title")) + told)


def _found(reader: Reader, name: str, ask: customers.Asked) -> list[Row]:
    opened, asked = reader.opened, (reader.last_months, reader.opened.settings.measures.bad_rating)
    filters = reader.chosen.filters
    made = lambda: ask(opened.cockpit, *asked, filters, reader.rights)  # noqa: E731
    return reader.found((name, *asked, filters), made)


def _headed(reader: Reader, name: str, content: exporting.Content | None) -> None:
    bad = number(reader.opened.settings.measures.bad_rating, reader.language)
    with st.container(horizontal=True, vertical_alignment="center", key=f"links-customers-{name}"):
        html.heading(_say(reader, f"{name}.title"), _say(reader, f"{name}.beside", n=bad))
        if content:
            exporting.menu(reader, f"customers-{name}", lambda: [content])


def _places(reader: Reader, row: Row) -> str:
    return say("common.comma", reader.language).join(row["buildings"])


def _buildings_listed(reader: Reader, rows: Sequence[Row]) -> exporting.Content:
    heads = [(say(f"common.dims.{name}", reader.language), "text") for name in ("campus", "building")]
    names = {"bad": "count", "rated": "count", "share": "share", "low": "share", "high": "share"}
    heads += [(_say(reader, f"unhappy.{name}"), kind) for name, kind in names.items()]
    cells = [tuple(row[name] for name in ("campus", "building", *names)) for row in rows]
    remarks = (_say(reader, "unhappy.method"),)
    return exporting.shown(reader, Listed(_say(reader, "unhappy.title"), heads, cells, remarks), reader.last_months)


def _people_listed(reader: Reader, rows: Sequence[Row]) -> exporting.Content:
    columns = (("who", "text"), ("where", "text"), ("bad", "count"), ("rated", "count"), ("last", "day"))
    heads = [(_say(reader, f"people.{name}"), kind) for name, kind in columns]
    cells = [(row["reporter"], _places(reader, row), row["bad"], row["rated"], row["last_day"]) for row in rows]
    return exporting.shown(reader, Listed(_say(reader, "people.title"), heads, cells), reader.last_months)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"customers.{key}", reader.language, **facts)
