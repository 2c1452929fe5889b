"""The list of metrics for people to read, made of the files themselves: docs/metrics.md."""

from __future__ import annotations

import sys

from cockpit.i18n import say, uncapital, unit
from cockpit.metrics.catalogue import CATALOGUE, Metric
from cockpit.metrics.subjects import needed

LANGUAGES = ("zh-Hans", "en")


def document(language: str) -> str:
    """Every metric in Markdown: a table of all, then the card of each."""
    head = f"# {_word('title', language)}\n\n{_word('about', language)}\n"
    columns = " | ".join(_word(word, language) for word in ("measure", "name", "unit"))
    table = [f"| {columns} |", "|---|---|---|"]
    table += [_row(metric, language) for metric in CATALOGUE.values()]
    cards = [_card(metric, language) for metric in CATALOGUE.values()]
    return "\n".join([head, *table, "", *cards])


def whole() -> str:
    """The content of docs/metrics.md."""
    return "\n".join(document(language) for language in LANGUAGES)


def _row(metric: Metric, language: str) -> str:
    link = f"[`{metric.name}`](#{_anchor(metric, language)})"
    return f"| {link} | {_text(metric, 'name', language)} | {_unit(metric, language)} |"


def facts(metric: Metric, language: str) -> dict[str, str]:
    """What there is to say about a metric, in the order of its card: word of metrics.document → text."""
    texts = {word: _text(metric, word, language) for word in ("definition", "denominator", "exclusions", "clock")}
    needs = [say(f"records.{record}.name", language) for record in needed(metric)]
    if metric.any_of:
        columns = _listed([_column(name, language) for name in metric.any_of], language)
        needs.append(f"{_word('any_of', language)}: {columns}")
    return {
        **texts,
        "unit": _unit(metric, language),
        "better": _word(metric.better, language),
        "splits": _listed([uncapital(say(f"common.dims.{name}", language)) for name in metric.splits], language),
        "beside": _listed([f"`{name}`" for name in metric.beside], language),
        "needs": _listed(needs, language),
        "owner": say(f"records.staff.choices.role.{metric.owner}", language),
    }


def _card(metric: Metric, language: str) -> str:
    lines = [f"- {_word(word, language)}: {text}" for word, text in facts(metric, language).items()]
    anchor = f'<a id="{_anchor(metric, language)}"></a>'
    title = f"## {_text(metric, 'name', language)} · [`{metric.name}`](../queries/{metric.name}.sql)"
    return "\n".join([anchor, "", title, "", *lines, ""])


def _column(name: str, language: str) -> str:
    record, _, column = name.rpartition(".")
    return say(f"records.{record or 'tickets'}.columns.{column}", language)


def _anchor(metric: Metric, language: str) -> str:
    return f"{metric.name}-{language}"


def _text(metric: Metric, word: str, language: str) -> str:
    return say(f"metrics.{metric.name}.{word}", language)


def _unit(metric: Metric, language: str) -> str:
    return unit(metric.unit, language, metric.record)


def _word(word: str, language: str) -> str:
    return say(f"metrics.document.{word}", language)


def _listed(items: list[str], language: str) -> str:
    return say("common.comma", language).join(items) or _word("none", language)


if __name__ == "__main__":
    sys.stdout.write(whole())
