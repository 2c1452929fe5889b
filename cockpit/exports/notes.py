"""The sheet that says where a workbook's figures come from: nothing in it has to be believed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cockpit.exports.book import Book, headings
from cockpit.i18n import halves, has, moment, say, uncapital, unit, value
from cockpit.metrics import Answer
from cockpit.metrics.catalogue import CATALOGUE
from cockpit.metrics.question import Filters
from cockpit.request import Request
from cockpit.sentences import lacking, span

_LABEL_WIDTH, _TEXT_WIDTH = 20, 92
PARTS: Final = ("definition", "denominator", "exclusions", "clock")

Facts = list[tuple[str, str | int]]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    facts: Facts


@dataclass(frozen=True)
class Told:
    """What is said of rows: how many there are, and what narrows them beside the filters."""

    rows: int | None = None
    narrowed: Sequence[tuple[str, str]] = ()


def sections(
    request: Request, what: str, answers: Iterable[Answer], remarks: Sequence[str], told: Told | None = None
) -> list[Section]:
    """All there is to say about a file: what it holds, whose figures they are, how each measure is defined."""
    measures = {answer.metric.name: answer for answer in answers}
    found = [
        _contents(request, what, told or Told()),
        _origin(request),
        *(_measure(request, one) for one in measures.values()),
    ]
    if remarks:
        found.append(
            Section(request.say("notes.remarks"), [(str(place), text) for place, text in enumerate(remarks, 1)])
        )
    return found


def _contents(request: Request, what: str, told: Told) -> Section:
    tongue = request.language
    facts: Facts = [(request.say("notes.what"), what), (request.say("notes.period"), span(request.period, tongue))]
    if request.former:
        facts.append((request.say("notes.against"), span(request.former, tongue)))
    facts += told.narrowed
    if request.filters or not told.narrowed:
        facts += filters_told(request, request.filters)
    if told.rows is not None:
        facts.append((request.say("notes.rows"), told.rows))
    return Section(request.say("notes.contents"), facts)


def filters_told(request: Request, filters: Filters) -> list[tuple[str, str]]:
    """What was chosen, a dimension a line; that everything was, where nothing was chosen."""
    comma = say("common.comma", request.language)
    facts = [
        (
            request.say("notes.filter", dim=uncapital(say(f"common.dims.{dim}", request.language))),
            comma.join(request.label(dim, one or None) for one in values),
        )
        for dim, values in filters
        if values
    ]
    return facts or [(request.say("notes.filters"), say("common.all", request.language))]


def _origin(request: Request) -> Section:
    clocks, tongue, zone = request.cockpit.clocks, request.language, request.settings.zone
    facts: Facts = [
        (request.say("notes.site"), request.settings.name),
        (request.say("notes.snapshot"), request.cockpit.snapshot),
    ]
    named = (("source", clocks.source), ("sync", clocks.sync), ("asked", clocks.asked), ("made", request.made))
    facts += [(request.say(f"notes.{name}"), moment(at, tongue, zone) if at else "–") for name, at in named]
    facts.append((request.say("notes.zone"), zone))
    if request.who:
        facts.append((request.say("notes.who"), request.who))
    for dimension, allowed in request.rights.rows:
        told = say("common.comma", tongue).join(request.label(dimension, one) for one in allowed)
        facts.append((request.say("notes.only", dim=uncapital(say(f"common.dims.{dimension}", tongue))), told))
    if request.rights.denied:
        hidden = filter(None, (_column(name, tongue) for name in sorted(request.rights.denied)))
        facts.append((request.say("notes.hidden"), say("common.comma", tongue).join(hidden)))
    if request.rights.masked:
        facts.append((request.say("notes.phones"), request.say("notes.masked")))
    return Section(request.say("notes.origin"), facts)


def _column(name: str, tongue: str) -> str:
    """A column by its words, one of another record than tickets with the record before it; "" where none is known."""
    record, _, column = name.rpartition(".")
    key = f"records.{record or 'tickets'}.columns.{column}"
    if not has(key, tongue):  # a column of what is made of records
        return ""
    words = say(key, tongue)
    return f"{say(f'records.{record}.name', tongue)} · {words}" if record else words


def _measure(request: Request, answer: Answer) -> Section:
    """What a measure counts, of what, without what; and how many rows it left out."""
    metric, tongue = answer.metric, request.language
    facts: Facts = [
        (request.say(f"notes.{part}"), say(f"metrics.{metric.name}.{part}", tongue))
        for part in PARTS
        if has(f"metrics.{metric.name}.{part}", tongue)
    ]
    facts.insert(1, (request.say("notes.unit"), unit(metric.unit, tongue, metric.record)))
    owner = f"records.staff.choices.role.{metric.owner}"
    facts.append((request.say("notes.owner"), say(owner, tongue) if has(owner, tongue) else metric.owner))
    if answer.lacking:
        facts.append((request.say("notes.lacking"), lacking(answer.lacking, tongue)))
        return Section(say(f"metrics.{metric.name}.name", tongue), facts)
    for name in metric.beside:
        question = answer.question.whole()
        beside = request.cockpit.answer(type(question)(name, question.period, (), question.filters), request.rights)
        told = value(beside.value, CATALOGUE[name].unit, tongue)
        facts.append((request.say("notes.beside", name=say(f"metrics.{name}.name", tongue)), told))
    return Section(say(f"metrics.{metric.name}.name", tongue), facts)


def write(book: Book, title: str, said: Sequence[Section]) -> None:
    """The sheet of these sections."""
    page = book.sheet(say("export.sheets.notes", book.language), landscape=False)
    page.hide_gridlines(2)
    page.set_column(0, 0, _LABEL_WIDTH)
    page.set_column(1, 1, _TEXT_WIDTH)
    row = headings(page, book, title, [])
    name = book.format(font_color="#5B6B78", valign="top", text_wrap=True)
    told = book.format(text_wrap=True, valign="top")
    figure = book.number("count", align="left", valign="top")
    for section in said:
        for place, text in enumerate((section.title, "")):
            page.write_string(row, place, text, book.head())
        row += 1
        for label, fact in section.facts:
            page.write_string(row, 0, label, name)
            if isinstance(fact, int):
                page.write_number(row, 1, fact, figure)
            else:
                page.write_string(row, 1, fact, told)
                page.set_row(row, 17 * _lines(fact))
            row += 1
        row += 1


def _lines(text: str) -> int:
    """About how many lines a text takes in its column."""
    return sum(-(-max(halves(line), 1) // _TEXT_WIDTH) for line in text.split("\n"))
