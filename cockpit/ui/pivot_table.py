"""A finished pivot in the reader's words, as the table component takes it (pivot_table/table.js draws it)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from cockpit.i18n import say
from cockpit.metrics import REST
from cockpit.metrics.pivot import Key
from cockpit.scenes import faces, heat, measure_name, shown
from cockpit.tables import ABSENT, Arranged, Floats, Header, Measured
from cockpit.ui.components import mount
from cockpit.ui.reader import Reader
from cockpit.views import MOVED, Sorted, View, path

FOLDER = Path(__file__).parent / "pivot_table"
HEIGHT = "min(34rem, 62vh)"
# Codes of a cell: how dark it stands (see scenes.heat), 1–9 in the colour of size and of what got better, A–I of what
# is worse, J–R of a fall that is neither. 0: no colour, "e": nothing occurs there, "x": no data.
PLAIN, EMPTY_CELL, NO_FIGURE = "0", "e", "x"
WARM, WORSE, FALLEN = "123456789", "ABCDEFGHI", "JKLMNOPQR"
DASH = "–"

Payload = dict[str, Any]
Kind = tuple[Measured, str]  # a measure, and what of it stands in a column


def parents(made: Payload) -> dict[str, list[str]]:
    """The ids of what can be closed: rows as ``closed``, headers over columns as ``folded``."""
    heads = [cell["id"].removesuffix("|") for line in made["head"] for cell in line if cell.get("folds")]
    return {"closed": [row["id"] for row in made["rows"] if row["parent"]], "folded": heads}


def column_id(keys: Sequence[Key], measure: str, face: str = "") -> str:
    """How a column is told apart from the others: ``face`` is what stands beside the measure's value."""
    return f"{path(keys)}|{measure}{f':{face}' if face else ''}"


def payload(reader: Reader, table: Arranged, view: View, sort: Sorted | None) -> Payload:
    """All the component draws, but for what is picked and closed."""
    rows = [place for place, one in enumerate(table.rows) if _kept(one, table.pivot.question.rows, view)]
    if not view.totals:
        rows += [place for place, one in enumerate(table.rows) if one.kind == "subtotal"]
    rows = sorted(set(rows))
    cols = [place for place, one in enumerate(table.cols) if _kept(one, table.pivot.question.cols, view)]
    kinds = [(one, face) for one in table.measures for face in faces(one, view.show)]
    grids = [_cells(reader, one, face, view, table) for one, face in kinds]
    columns = _columns(table, cols, kinds, beside=view.show == "beside")
    return {
        "title": reader.say("pivot.name"),
        "corner": _corner(reader, view),
        "words": {"empty": say("pivotui.empty_cell", reader.language)},
        "head": _head(reader, table, cols, kinds, view),
        "columns": columns,
        "rows": [_row(reader, table, place, cols, grids, view) for place in rows],
        "sort": _sorted(sort),
        "folds": len(view.rows) > 1,
        "height": HEIGHT,
        "shape": "\n".join([*view.rows, "", *view.cols]),
    }


def draw(
    made: Payload, key: Hashable, picked: Payload | None, closed: dict[str, set[str]], **on: Callable[[], None]
) -> None:
    """Puts the table on the page; ``key`` is what it was made from, ``closed`` what of ``parents`` is closed."""
    stamp = hashlib.sha256(repr(key).encode()).hexdigest()[:24]
    held = {**{name: sorted(ids) for name, ids in closed.items()}, "picked": picked, "stamp": stamp}
    mount("table", FOLDER, key="table", data={**made, **held}, **on)


def _kept(header: Header, splits: Sequence[str], view: View) -> bool:
    """Without totals only leaves are left; where nothing splits a side, its total is its leaf."""
    return view.totals or header.level == len(splits)


def _corner(reader: Reader, view: View) -> str:
    names = [say(f"common.dims.{name}", reader.language) for name in view.rows]
    return " › ".join(names) or say("common.total", reader.language)


def _sorted(sort: Sorted | None) -> Payload:
    if sort is None:
        return {"by": None, "down": False}
    return {"by": column_id(sort.at, sort.measure, sort.face) if sort.measure else "", "down": sort.down}


def member(reader: Reader, split: str, key: Key) -> str:
    """The words for one key of a split."""
    return say("pivotui.rest", reader.language) if key == REST else reader.label(split, key)


def _columns(table: Arranged, cols: Sequence[int], kinds: Sequence[Kind], *, beside: bool) -> list[Payload]:
    depth = len(table.pivot.question.cols)
    many = len(kinds) > 1
    found: list[Payload] = []
    before: tuple[Key, ...] | None = None
    for place in cols:
        header = table.cols[place]
        bounds = depth > 0 and (many or (depth > 1 and header.keys[:1] != before))
        before = header.keys[:1]
        for at, (one, face) in enumerate(kinds):
            more = face if beside and face != "value" else ""
            named = {"id": column_id(header.keys, one.metric.name, more), "kind": _kind(header, depth)}
            found.append(named | {"first": bounds and at == 0})
    return found


def _kind(header: Header, depth: int) -> str:
    return "" if header.level == depth else "sub" if header.keys else "total"


def _head(
    reader: Reader, table: Arranged, cols: Sequence[int], kinds: Sequence[Kind], view: View
) -> list[list[Payload]]:
    """A line a column split, its groups spanning what they hold, and the measures where they have to be told apart."""
    splits, many = table.pivot.question.cols, len(kinds)
    lines = []
    for level, split in enumerate(splits):
        line: list[Payload] = []
        groups = groupby((table.cols[place] for place in cols), key=lambda one: one.keys[: level + 1])
        for keys, held in groups:
            count = len(list(held)) * many
            lasts = level == len(splits) - 1 and many == 1
            text = _column_name(reader, split, keys, level)
            one = {"text": text, "span": count, "id": f"{path(keys)}|", "first": not lasts}
            # Where its subtotal stands for what is beneath it, a header can be closed.
            one["folds"] = view.totals and level < len(splits) - 1 and len(keys) > level
            line.append(one | {"kind": "total" if not keys else "sub" if len(keys) <= level else ""})
        lines.append(line)
    if many > 1 or not splits:
        lines.append(_measure_names(reader, table, cols, kinds))
    return lines


def _column_name(reader: Reader, split: str, keys: Sequence[Key], level: int) -> str:
    if len(keys) > level:
        return member(reader, split, keys[level])
    if not keys:
        return say("common.total", reader.language) if level == 0 else ""
    return say("pivotui.subtotal", reader.language) if len(keys) == level else ""


def _measure_names(reader: Reader, table: Arranged, cols: Sequence[int], kinds: Sequence[Kind]) -> list[Payload]:
    line = []
    depth = len(table.pivot.question.cols)
    for place in cols:
        kind = _kind(table.cols[place], depth)
        for at, (one, face) in enumerate(kinds):
            text = measure_name(one, face, reader.language)
            line.append({"text": text, "span": 1, "kind": kind, "first": at == 0 and depth > 0})
    return line


def _row(
    reader: Reader,
    table: Arranged,
    place: int,
    cols: Sequence[int],
    grids: Sequence[tuple[list[list[str]], list[list[str]]]],
    view: View,
) -> Payload:
    header, splits = table.rows[place], table.pivot.question.rows
    inner = header.kind == "subtotal"
    if header.keys:
        text = member(reader, splits[header.level - 1], header.keys[-1])
    else:
        text = say("common.total", reader.language)
    if inner and not view.totals:
        cells = [""] * (len(cols) * len(grids))
        heat = EMPTY_CELL * len(cells)
    else:
        cells = [texts[place][col] for col in cols for texts, _ in grids]
        heat = "".join(codes[place][col] for col in cols for _, codes in grids)
    return {
        "id": path(header.keys),
        "text": text,
        "depth": max(0, header.level - 1),
        "kind": "sub" if inner else "total" if not header.keys else "",
        "parent": inner,
        "cells": cells,
        "heat": heat,
    }


def _cells(
    reader: Reader, one: Measured, face: str, view: View, table: Arranged
) -> tuple[list[list[str]], list[list[str]]]:
    """The texts and the codes of a measure's cells."""
    grid, wording = shown(one, face, reader.language)
    wording = cache(wording)
    # Of what stands side by side one has colours.
    heated = view.heat and (view.show != "beside" or face == "difference")
    codes = _codes(grid, one, table, compared=face in MOVED) if heated else np.full(grid.shape, PLAIN, "<U1")
    new = say("pivotui.new", reader.language)
    known = ~np.isnan(grid)
    arisen = np.zeros(grid.shape, bool)
    if face == "change" and one.value_against is not None and one.metric.unit == "count":
        arisen = ~known & (np.nan_to_num(one.value_against) == 0) & (np.nan_to_num(one.value) > 0)
    absent = ~known & (one.state == ABSENT) & ~arisen
    codes[absent] = EMPTY_CELL
    codes[~known & ~absent & ~arisen] = NO_FIGURE
    texts = [
        [
            wording(figure) if figure == figure else new if fresh else "" if code == EMPTY_CELL else DASH  # noqa: PLR0124
            for figure, fresh, code in zip(*line, strict=True)
        ]
        for line in zip(grid.tolist(), arisen.tolist(), codes.tolist(), strict=True)
    ]
    return texts, codes.tolist()


def _codes(grid: Floats, one: Measured, table: Arranged, *, compared: bool) -> Any:
    """How dark each leaf stands among the named leaves, and in which colour."""
    codes = np.full(grid.shape, PLAIN, "<U1")
    dark, tones = heat.heated(one, grid, heat.leaves(table), compared=compared)
    known = np.isfinite(dark)
    # The least of a size has a colour too, since what has none is a total; of the rest what is well has none.
    sized = not compared and (tones[known] == heat.PLAIN)
    steps = np.where(sized, np.minimum(9, np.floor(dark[known] * 9) + 1), np.ceil(dark[known] * 9)).astype(int)
    scales = np.array([[PLAIN, *scale] for scale in (WARM, WORSE, FALLEN)])
    codes[known] = scales[tones[known], steps]
    return codes
