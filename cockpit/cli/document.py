"""The list of record types for people to read, made of their declarations: docs/records.md."""

from __future__ import annotations

import sys

from cockpit.i18n import say
from cockpit.records import RECORDS, Column, Record

LANGUAGES = ("zh-Hans", "en")


def document(language: str) -> str:
    """Every record type in Markdown: a table of all, then the columns of each."""
    head = f"# {_word('title', language)}\n\n{_word('about', language)}\n"
    table = [_line(_word("record", language), _word("name", language), _word("key", language)), _line(*["---"] * 3)]
    for record in RECORDS.values():
        link = f"[`{record.name}`](#{record.name}-{language})"
        table.append(_line(link, _name(record, language), _codes(record.key)))
    return "\n".join([head, *table, "", *(_card(record, language) for record in RECORDS.values())])


def whole() -> str:
    """The content of docs/records.md."""
    return "\n".join(document(language) for language in LANGUAGES)


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
