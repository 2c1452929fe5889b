"""export detail, pivot, board, slide, quarantine."""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from cockpit import views
from cockpit.cli import measure, pivot
from cockpit.cli.context import Context, show
from cockpit.cli.parser import Commands, Parser
from cockpit.errors import DONE, StoreError, UsageError
from cockpit.exports import board, detail, pivots, quarantine
from cockpit.i18n import number, say
from cockpit.metrics.catalogue import TIMES
from cockpit.metrics.question import AGAINST
from cockpit.records import RECORDS
from cockpit.request import Request
from cockpit.store import Store
from cockpit.store.files import writing

TOLD_EVERY_SECONDS = 0.5


def add(commands: Commands) -> None:
    """Adds the commands of this module."""
    below = commands.add("export").commands("what")
    parser = below.add("detail", _detail, under="export_")
    parser.option("measured", nargs="?", metavar="NAME")
    parser.option("--columns", default="", metavar="c1,c2")
    _asked(parser)
    parser = below.add("pivot", _pivot, under="export_")
    pivot.asking(parser)
    parser.option("--table-only", action="store_true")
    _output(parser)
    parser = below.add("board", _board, under="export_")
    parser.option("board", choices=board.BOARDS, metavar="NAME")
    parser.option("--measure", default="opened", metavar="NAME")
    parser.option("--by", default="month", metavar="d1,d2")
    parser.option("--against", choices=AGAINST)
    _asked(parser)
    parser = below.add("slide", _slide, under="export_")
    parser.option("--view", required=True, metavar="NAME")
    parser.option("--as-of", metavar="T")
    parser.option("--as", default="manager", metavar="ROLE[:PERSON]")
    parser.option("--snapshot", metavar="ID")
    _output(parser)
    parser = below.add("quarantine", _quarantine, under="export_")
    parser.option("--file", metavar="NAME")
    parser.option("--record", choices=sorted(RECORDS))
    parser.option("--snapshot", metavar="ID")
    _output(parser)


def _asked(parser: Parser) -> None:
    measure.narrowing(parser)
    _output(parser)


def _output(parser: Parser) -> None:
    parser.option("-o", "--output", type=Path, required=True, metavar="FILE")


def _request(context: Context, given: argparse.Namespace) -> Request:
    """The site's snapshot within the period, the filters and the rights that were named."""
    cockpit, site = measure.opened(context, vars(given))
    rights = measure.allowed(cockpit, vars(given))
    filters = measure.filters(given.where)
    measure.known_values(cockpit, filters, rights, context.language)
    return Request(
        cockpit,
        site,
        context.language,
        measure.period(cockpit, vars(given)["from"], given.to),
        filters,
        against=given.against if "against" in given else None,
        rights=rights,
        who=_who(context, given),
    )


def _who(context: Context, given: argparse.Namespace) -> str:
    try:
        person = getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        person = "–"
    role, _, number = str(vars(given)["as"]).partition(":")
    words = say(f"access.roles.{role}", context.language)
    return context.say("export.who", person=person, role=f"{words} {number}".strip())


def _detail(context: Context, given: argparse.Namespace) -> int:
    _known_suffix(given.output, detail.SUFFIXES)
    request = _request(context, given)
    question = request.question(given.measured) if given.measured else None
    columns = [name.strip() for name in given.columns.split(",") if name.strip()]
    wanted = detail.prepared(request, question, columns=columns)
    with _beside(given.output) as part, _told(context, wanted.rows.count) as progress:
        detail.write(wanted, part, progress)
    if given.output.suffix.lower() == ".csv" and wanted.sheets > 1:
        context.tell("export.beyond_excel", most=number(detail.MOST_ROWS, context.language))
    elif given.output.suffix.lower() == ".xlsx" and wanted.sheets > 1:
        context.tell("export.split", n=wanted.sheets, most=number(detail.MOST_ROWS, context.language))
    show(context.say("export.written", file=given.output, count=number(wanted.rows.count, context.language)))
    return DONE


def _pivot(context: Context, given: argparse.Namespace) -> int:
    """A pivot as seen; in a workbook the rows behind its measures too, unless the table alone is wanted."""
    _known_suffix(given.output, pivots.SUFFIXES)
    request = _request(context, given)
    asked = pivot.wanted(context, request.cockpit, request.settings, vars(given))
    question = asked.question
    measure.known_values(request.cockpit, question.filters, request.rights, context.language)
    request = replace(request, period=question.period, filters=question.filters, against=question.against)
    table = asked.table(request.cockpit, request.rights)
    rows = () if given.table_only or given.output.suffix.lower() != ".xlsx" else pivots.with_rows(request, table)
    found = pivots.Wanted(request, table, rows, heat=asked.view is not None and asked.view.heat)
    with _beside(given.output) as part, _told(context, found.count) as progress:
        pivots.write(found, part, progress)
    show(context.say("export.board_written", file=given.output))
    return DONE


def _board(context: Context, given: argparse.Namespace) -> int:
    """A board's workbook; of the trends the measure, the unit of time and a dimension can be chosen."""
    request = _request(context, given)
    times = [name for name in given.by.split(",") if name in TIMES]
    dims = [name for name in given.by.split(",") if name and name not in TIMES]
    request.question(given.measure, (*times, *dims)).checked()
    trend = board.Trend(given.measure, times[0] if times else "month", dims[0] if dims else None)
    with _beside(given.output) as part:
        board.write(request, given.board, part, trend)
    show(context.say("export.board_written", file=given.output))
    return DONE


def _slide(context: Context, given: argparse.Namespace) -> int:
    """A saved or ready view, by its name, as one slide."""
    from cockpit.exports import slides  # 0.3 s that no other file needs

    _known_suffix(given.output, (slides.SUFFIX,))
    cockpit, site = measure.opened(context, vars(given))
    view = pivot.view_named(context, site, given.view)
    question = view.question(cockpit, site.calendar)
    request = Request(
        cockpit,
        site,
        context.language,
        question.period,
        question.filters,
        against=question.against,
        rights=measure.allowed(cockpit, vars(given)),
        who=_who(context, given),
        preset=view.period,
    )
    with _beside(given.output) as part:
        slides.write(slides.prepared(request, views.title(given.view, context.language), view), part)
    show(context.say("export.board_written", file=given.output))
    return DONE


def _known_suffix(out: Path, known: tuple[str, ...]) -> None:
    if out.suffix.lower() not in known:
        raise UsageError("export_kind", file=out.name, known=known)


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A place to write to; what was written stands under its name once all of it is there, and not before."""
    part = out.with_name(f".{out.stem}.part{out.suffix}")
    with writing(out):
        _try(out)
        try:
            yield part
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def _told(context: Context, count: int) -> Iterator[Callable[[int], None]]:
    """Tells now and then how many rows are done: on a terminal in one line, in a log once at a time."""
    last, live = [time.monotonic()], sys.stderr.isatty()

    def progress(done: int) -> None:
        if not done or time.monotonic() - last[0] < TOLD_EVERY_SECONDS:
            return
        last[0] = time.monotonic()
        shown = {"done": number(done, context.language), "count": number(count, context.language)}
        words = context.say("export.progress", **shown)
        print(f"\r{words}" if live else words, end="" if live else "\n", file=sys.stderr, flush=True)

    yield progress
    if live:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _quarantine(context: Context, arguments: argparse.Namespace) -> int:
    store = Store(context.settings.data)
    snapshot = store.open(arguments.snapshot) if arguments.snapshot else store.current()
    if snapshot is None:
        raise StoreError("no_snapshot", place=str(context.settings.data))
    with writing(arguments.output):
        _try(arguments.output)
        count = quarantine.write(
            snapshot,
            context.settings,
            arguments.output,
            context.language,
            record=arguments.record,
            file=arguments.file,
        )
    show(context.say("export.written", file=arguments.output, count=number(count, context.language)))
    return DONE


def _try(place: Path) -> None:
    """Raises the OSError of a place that cannot be written; leaves what is there as it is."""
    existed = place.exists()
    place.open("ab").close()
    if not existed:
        place.unlink()
