"""The list of record types for people to read, made of their declarations: docs/records.md."""

from __future__ import annotations

import sys

from cockpit.boards import PAGES, Board
from cockpit.i18n import say
from cockpit.metrics import CATALOGUE
from cockpit.metrics.subjects import needed
from cockpit.records import RECORDS, Column, Record

LANGUAGES = ("zh-Hans", "en")
MOST_FIGURES = 6
# What pages read of a record beside the figures of their tiles: rows, names, what is tied to a ticket.
BESIDE = {
    "tickets": ("overview", "trends", "categories", "pivot", "detail"),
    "staff": ("overview", "pivot", "detail", "service", "staffing", "ledgers", "performance", "year", "training"),
    "shifts": ("staffing", "year"),
    "work_logs": ("performance", "year"),
    "performance": ("performance", "year"),
    "training_sessions": ("training", "year"),
    "training_attendance": ("training", "year"),
    "training_feedback": ("training",),
    "complaints": ("performance", "year"),
    "customer_contacts": ("customers",),
    "incidents": ("detail",),
    "inspections": ("detail", "inspections"),
    "parts": ("detail", "inspections", "ledgers"),
    "part_moves": ("detail", "inspections", "ledgers"),
    "room_visits": ("ledgers",),
}


def document(language: str) -> str:
    """Every record type in Markdown: a table of all, then the columns of each."""
    head = f"# {_word('title', language)}\n\n{_word('about', language)}\n"
    columns = ("record", "name", "key", "pages", "figures")
    table = [_line(*(_word(column, language) for column in columns)), _line(*["---"] * len(columns))]
    for record in RECORDS.values():
        link = f"[`{record.name}`](#{record.name}-{language})"
        table.append(_line(link, _name(record, language), _codes(record.key), *_uses(record.name, language)))
    return "\n".join([head, *table, "", *(_card(record, language) for record in RECORDS.values())])


def whole() -> str:
    """The content of docs/records.md."""
    return "\n".join(document(language) for language in LANGUAGES)


def pages_of(record: str) -> list[str]:
    """The pages that show a record: figures made of it, its rows, or its names."""
    return [page.name for page in PAGES if page.name in BESIDE.get(record, ()) or record in _needed(page)]


def _needed(page: Board) -> set[str]:
    """The records of which a page's tiles make figures."""
    tiles = [tile for row in page.rows for column in row for tile in column]
    named = {name for tile in tiles for name in tile.metrics}
    named |= {name for tile in tiles for card in tile.cards for name in (card.metric, card.beside)}
    return {record for name in named if name in CATALOGUE for record in needed(CATALOGUE[name])}


def _uses(record: str, language: str) -> tuple[str, str]:
    """The pages that show a record, and the metrics made of it."""
    comma = say("common.comma", language)
    pages = comma.join(say(f"pages.{name}.name", language) for name in pages_of(record))
    metrics = [metric.name for metric in CATALOGUE.values() if record in (*needed(metric), metric.record)]
    figures = comma.join(say(f"metrics.{name}.name", language) for name in metrics)
    if len(metrics) > MOST_FIGURES:
        figures = say("cli.document.figures_of", language, n=len(metrics))
    return pages or _word("no_page", language), figures or "–"


def _card(record: Record, language: str) -> str:
    anchor = f'<a id="{record.name}-{language}"></a>'
    header = [_word(word, language) for word in ("column", "name", "kind", "required", "values", "rules")]
    rows = [_column(record, column, language) for column in record.columns]
    title = f"## {_name(record, language)} · `{record.name}`"
    return "\n".join([anchor, "", title, "", _line(*header), _line(*["---"] * len(header)), *rows, ""])


def _column(record: Record, column: Column, language: str) -> str:
    words = f"records.{record.name}"
    choices = [f"`{code}` {say(f'{words}.choices.{column.name}.{code}', language)}" for code in column.choices]
    return _line(
        f"`{column.name}`",
        say(f"{words}.columns.{column.name}", language),
        _word(f"kinds.{column.kind}", language),
        _word("yes", language) if column.required else "",
        say("common.comma", language).join(choices),
        _word("stop", language).join(_rules(record, column, language)),
    )


def _rules(record: Record, column: Column, language: str) -> list[str]:
    """What a cell of the column must keep to, and what stands in where it is empty."""
    told: list[tuple[str, dict[str, object]]] = []
    if column.name in record.key:
        told.append(("in_key", {}))
    if column.default is not None:
        told.append(("default", {"value": column.default}))
    bounds = [("low", column.low), ("high", column.high)]
    told += [(key, {"value": f"{bound:g}"}) for key, bound in bounds if bound is not None]
    told += [("not_before", {"column": earlier}) for earlier, later in record.orders if later == column.name]
    told += [
        (key, {})
        for key, holds in (
            ("past", column.past),
            ("personal", column.personal),
            ("person", column.name in record.people),
        )
        if holds
    ]
    return [say(f"cli.document.rule.{key}", language, **arguments) for key, arguments in told]


def _name(record: Record, language: str) -> str:
    return say(f"records.{record.name}.name", language)


def _word(word: str, language: str) -> str:
    return say(f"cli.document.{word}", language)


def _codes(names: tuple[str, ...]) -> str:
    return " + ".join(f"`{name}`" for name in names)


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    sys.stdout.write(whole())
