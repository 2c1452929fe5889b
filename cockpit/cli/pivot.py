"""pivot."""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cockpit import access, scenes, views
from cockpit.cli import measure
from cockpit.cli.context import Context, show_json, show_table
from cockpit.cli.parser import Commands, Parser
from cockpit.errors import DONE, UsageError
from cockpit.i18n import percent, say, value
from cockpit.ledger import Ledger
from cockpit.metrics import REST, Cockpit, PivotQuestion, Top
from cockpit.metrics.question import AGAINST, merged
from cockpit.settings.model import Settings
from cockpit.tables import ABSENT, SHARES, Arranged, Header, Measured, arranged
from cockpit.telling import Name
from cockpit.views import View, laid_out, standing

# The arrays of a measure that are written as they are, where it has them.
FIGURES = ("value", "n", "value_against", "n_against", "difference", "change", "share")


def add(commands: Commands) -> None:
    """Adds the command of this module."""
    parser = commands.add("pivot", _pivot)
    asking(parser)
    parser.option("--format", choices=measure.FORMATS, default="table")


def asking(parser: Parser) -> None:
    """Adds the options by which a pivot is asked for."""
    parser.option("--view", metavar="NAME")
    parser.option("--rows", default="", metavar="d1,d2")
    parser.option("--cols", default="", metavar="d1,d2")
    parser.option("--measures", default="", metavar="NAME1,NAME2")
    parser.option("--top", action="append", default=[], metavar="dim=N")
    parser.option("--share", choices=SHARES)
    parser.option("--against", choices=AGAINST)
    measure.narrowing(parser)


def _pivot(context: Context, arguments: argparse.Namespace) -> int:
    given = vars(arguments)
    cockpit, site = measure.opened(context, given)
    asked = wanted(context, cockpit, site, given)
    rights = measure.allowed(cockpit, given)
    measure.known_values(cockpit, asked.question.filters, rights, context.language)
    table = asked.table(cockpit, rights)
    if given["format"] == "table":
        _show_table(table, measure.namer(cockpit, context.language, asked.question.period), context.language)
    else:
        {"json": _show_json, "csv": _show_csv}[given["format"]](table)
    for figures in table.measures:
        if figures.lacking:
            title = say(f"metrics.{figures.metric.name}.name", context.language)
            context.tell("pivot.lacking", metric=title, columns=figures.lacking)
    return DONE


@dataclass(frozen=True)
class Wanted:
    """A pivot that was asked for: its question, its shares and, of a view, how it stands there."""

    question: PivotQuestion
    share: str | None = None
    view: View | None = None

    def table(self, cockpit: Cockpit, rights: access.Rights) -> Arranged:
        """The finished table."""
        pivot = cockpit.pivot(self.question, rights)
        return laid_out(self.view, pivot, standing(self.view)) if self.view else arranged(pivot, share=self.share)


def view_named(context: Context, site: Settings, name: str) -> View:
    """The saved or ready view of that name; UsageError for an unknown one tells each by what one types and its name."""
    saved = Ledger(site.data).views()
    try:
        return views.named(name, saved)
    except UsageError as error:
        tongue = context.language
        ready = [context.say("pivot.view", code=key, name=views.ready_name(key, tongue)) for key in views.READY]
        known = [*ready, *(one.name for one in saved)]
        raise UsageError(error.key, **{**error.arguments, "known": known}) from None


def wanted(context: Context, cockpit: Cockpit, site: Settings, given: Mapping[str, Any]) -> Wanted:
    """The pivot that was asked for: of a view by its name what no other option says otherwise."""
    spelled: dict[str, Any] = {name: _names(given[name]) for name in ("rows", "cols", "measures") if given[name]}
    if given["against"]:
        spelled["against"] = given["against"]
    if given["top"]:
        spelled["top"] = tuple(_top(text) for text in given["top"])
    filters = measure.filters(given["where"])
    view = None
    if given["view"]:
        view = view_named(context, site, given["view"])
        question = view.question(cockpit, site.calendar)
        if given["from"] or given["to"]:
            spelled["period"] = measure.period(cockpit, given["from"], given["to"])
        question = replace(question, **spelled, filters=merged(question.filters, filters))
        view = replace(view, rows=question.rows, cols=question.cols, measures=question.measures,
                       show=given["share"] or view.show)  # fmt: skip
    elif not given["measures"]:
        raise UsageError("argument_missing", names="--measures, --view", known=[], command="python -m cockpit pivot")
    else:
        question = PivotQuestion(period=measure.period(cockpit, given["from"], given["to"]), filters=filters, **spelled)
    question.checked()
    return Wanted(question, given["share"], view)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _top(text: str) -> Top:
    dimension, _, number = text.partition("=")
    if not number.strip().isdecimal():
        raise UsageError("pivot_top_number", text=text)
    return Top(dimension.strip(), int(number))


def as_json(table: Arranged) -> dict[str, Any]:
    """The JSON of ``pivot``: what was asked, then a row a cell and measure, as ``measure`` writes them."""
    pivot = table.pivot
    question, clocks = pivot.question, pivot.clocks
    named = {"source": clocks.source, "sync": clocks.sync, "asked": clocks.asked}
    return {
        "measures": [
            {
                "metric": one.metric.name,
                "unit": one.metric.unit,
                "n": int(one.n[-1, -1]),
                **({"lacking": list(one.lacking)} if one.lacking else {}),
            }
            for one in table.measures
        ],
        "by": {"rows": list(question.rows), "cols": list(question.cols)},
        "filters": {dimension: list(values) for dimension, values in question.filters},
        "snapshot": pivot.snapshot,
        "clocks": {name: clock.isoformat() if clock else None for name, clock in named.items()},
        "rows": list(_cells(table)),
    }


def _cells(table: Arranged) -> Iterator[dict[str, Any]]:
    """Every cell there is. A split beyond a cell's level is null, and so is one that stands in ``rest``."""
    question = table.pivot.question
    for place, row in enumerate(table.rows):
        for position, col in enumerate(table.cols):
            keys = [*zip(question.rows, row.keys, strict=False), *zip(question.cols, col.keys, strict=False)]
            head: dict[str, Any] = dict.fromkeys(question.by)
            head |= {name: None if key == REST else measure.plain(key) for name, key in keys}
            if question.top:
                head["rest"] = [name for name, key in keys if key == REST]
            head |= {"kind": _kind(table, row, col), "row_level": row.level, "col_level": col.level}
            for one in table.measures:
                if one.state[place, position] != ABSENT or (
                    one.n_against is not None and one.n_against[place, position]
                ):
                    yield {**head, "metric": one.metric.name, **_figures(one, place, position)}


def _kind(table: Arranged, row: Header, col: Header) -> str:
    if not row.keys and not col.keys:
        return "total"
    question = table.pivot.question
    return "leaf" if row.level == len(question.rows) and col.level == len(question.cols) else "subtotal"


def _figures(one: Measured, row: int, col: int) -> dict[str, Any]:
    grids = {name: getattr(one, name) for name in FIGURES}
    return {name: _number(grid[row, col]) for name, grid in grids.items() if grid is not None}


def _number(figure: Any) -> float | int | None:
    """No data is None; a whole number has no point."""
    number = float(figure)
    if math.isnan(number):
        return None
    return int(number) if number.is_integer() else number


def _show_json(table: Arranged) -> None:
    show_json(as_json(table))


def _show_csv(table: Arranged) -> None:
    question = table.pivot.question
    header = [*question.by, *(["rest"] if question.top else []), "kind", "row_level", "col_level", "metric"]
    header += [name for name in FIGURES if any(getattr(one, name) is not None for one in table.measures)]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    for cell in _cells(table):
        if "rest" in cell:
            cell["rest"] = " ".join(cell["rest"])
        writer.writerow([measure.inert(cell.get(name)) for name in header])


def _show_table(table: Arranged, name: Name, language: str) -> None:
    """As on the screen: a row a header, and for each column every measure beside the next."""
    question = table.pivot.question
    depth = max(len(question.rows), 1)
    header = [say(f"common.dims.{split}", language) for split in question.rows] or [""]
    faces = ("value", "value_against", "change", "share")
    kinds = [(one, one.face(face)) for one in table.measures for face in faces]
    kinds = [(one, face) for one, face in kinds if getattr(one, face) is not None]
    for col in table.cols:
        over = _worded(question.cols, col, name, language)
        header += [" ".join(filter(None, (over, _title(one, face, language)))) for one, face in kinds]
    rows = []
    for place, row in enumerate(table.rows):
        cells = [label_of(split, key, name, language) for split, key in zip(question.rows, row.keys, strict=False)]
        cells += [""] * (depth - len(cells))
        if row.level < len(question.rows) or not question.rows:
            cells[row.level] = say("pivot.subtotal" if row.keys else "pivot.total", language)
        for position in range(len(table.cols)):
            cells += [_cell(one, face, place, position, language) for one, face in kinds]
        rows.append(cells)
    show_table(header, rows, numbers=range(depth, len(header)))


def _worded(splits: Sequence[str], col: Header, name: Name, language: str) -> str:
    if not splits:
        return ""
    keys = [label_of(split, key, name, language) for split, key in zip(splits, col.keys, strict=False)]
    if col.level < len(splits):
        keys.append(say("pivot.subtotal" if col.keys else "pivot.total", language))
    return " ".join(keys)


def _title(one: Measured, name: str, language: str) -> str:
    title = say(f"metrics.{one.metric.name}.name", language)
    if name == "difference":
        return scenes.measure_name(one, name, language)
    return title if name == "value" else f"{title} {say(f'pivot.{name}', language)}"


def _cell(one: Measured, name: str, row: int, col: int, language: str) -> str:
    """Nothing where there is no such combination; a dash where there is no data."""
    figure = _number(getattr(one, name)[row, col])
    if figure is None:
        return "" if one.state[row, col] == ABSENT or name != "value" else value(None, one.metric.unit, language)
    if name == "difference":
        return scenes.signed(figure, one.metric, language)
    return percent(figure, language) if name in ("change", "share") else value(figure, one.metric.unit, language)


def label_of(split: str, key: Any, name: Name, language: str) -> str:
    """The words for a key of a pivot, REST among them."""
    return say("pivot.rest", language) if key == REST else name(split, key)
