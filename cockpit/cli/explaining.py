"""explain."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from cockpit import sentences, telling
from cockpit.cli import measure
from cockpit.cli.context import Context, show, show_json, show_table
from cockpit.cli.measure import FORMATS, inert, narrowing
from cockpit.cli.parser import Commands
from cockpit.errors import DONE, UsageError
from cockpit.explain import Explanation, Part, contributions, explain
from cockpit.i18n import number, say
from cockpit.metrics import Question
from cockpit.metrics.question import AGAINST
from cockpit.telling import Name

MOST_ROWS = 15


def add(commands: Commands) -> None:
    """Adds the command of this module."""
    parser = commands.add("explain", _explain)
    parser.option("name", metavar="NAME")
    parser.option("--against", choices=AGAINST, default=AGAINST[0])
    parser.option("--by", default="", metavar="d1,d2")
    narrowing(parser)
    parser.option("--format", choices=FORMATS, default="table")


def _explain(context: Context, arguments: argparse.Namespace) -> int:
    given = vars(arguments)
    if missing := [f"--{name}" for name in ("from", "to") if not given[name]]:
        raise UsageError("argument_missing", names=missing, known=[], command="python -m cockpit explain")
    cockpit, _ = measure.opened(context, given)
    period, filters = measure.period(cockpit, given["from"], given["to"]), measure.filters(given["where"])
    question = Question(given["name"], period, (), filters, given["against"])
    rights = measure.allowed(cockpit, given)
    metric = question.checked()
    measure.known_values(cockpit, filters, rights, context.language, metric.record)
    by = tuple(filter(None, given["by"].split(",")))
    if by:
        found, parts = contributions(cockpit, question, by, rights)
    else:
        found = explain(cockpit, question, rights)
        parts = listed(found)
    name = measure.namer(cockpit, context.language, question.period)
    {"table": _show_table, "json": _show_json, "csv": _show_csv}[given["format"]](context, found, parts, by, name)
    if found.answer.lacking:
        context.tell("measure.lacking", columns=found.answer.lacking)
    return DONE


def listed(found: Explanation) -> tuple[Part, ...]:
    """Members and pairs together, the furthest first."""
    parts = [*(part for parts in found.singles.values() for part in parts), *found.pairs]
    return tuple(sorted(parts, key=lambda part: -abs(part.effect.change)))


def as_json(found: Explanation, parts: Sequence[Part], by: Sequence[str], sentence: str) -> dict[str, Any]:
    """The JSON of ``explain``: the change, then all parts of ``by``, or what is told and every dimension and pair."""
    answer, before = found.answer, found.before
    question, whole = answer.question, found.whole
    periods = {name: [day.isoformat() for day in (one.first, one.until)] if one else None
               for name, one in (("period", question.period), ("period_against", before))}  # fmt: skip
    told: dict[str, Any] = {
        "metric": answer.metric.name,
        "unit": answer.metric.unit,
        "filters": {dimension: list(values) for dimension, values in question.filters},
        "snapshot": answer.snapshot,
        "against": question.against,
        **periods,
        "value": answer.value,
        "value_against": answer.value_against,
        "change": found.change,
        "method": found.formula.kind,
        "threshold": found.threshold,
        "p": whole and whole.p,
        "chance": whole and whole.chance,
        "examined": found.examined,
    }
    if by:
        return told | {"by": list(by), "rows": _parts(found, parts)}
    return told | {
        "sentence": sentence,
        "told": _parts(found, found.told),
        "told_change": found.told_effect,
        "counter": _part(found, found.against) if found.against else None,
        "least": found.least,
        "dimensions": {dim: _parts(found, members) for dim, members in found.singles.items()},
        "pairs": _parts(found, found.pairs),
    }


def _parts(found: Explanation, parts: Iterable[Part]) -> list[dict[str, Any]]:
    return [_part(found, part) for part in parts]


def _part(found: Explanation, part: Part) -> dict[str, Any]:
    return {"cell": dict(part.member), **_figures(found, part)}


def _figures(found: Explanation, part: Part) -> dict[str, Any]:
    """A part's own values, rows, and what it adds."""
    rate = found.formula.rate
    return {
        "value": found.value(part),
        "value_against": found.value(part, former=True),
        "n": found.n(part),
        "n_against": found.n(part, former=True),
        "change": part.effect.change,
        "level": part.effect.level if rate else None,
        "mix": part.effect.mix if rate else None,
        "p": part.p,
        "chance": part.chance,
    }


def _sentence(context: Context, found: Explanation, name: Name) -> str:
    """The sentence with both periods spelled out."""
    language, question = context.language, found.answer.question
    periods = [sentences.spell(one or question.period, "dates", language) for one in (question.period, found.before)]
    said = telling.sentence(found, language, period=periods[0], than=periods[1], name=name)
    return f"{said.text}{said.stress}{said.after}".rstrip()


def _show_json(context: Context, found: Explanation, parts: Sequence[Part], by: Sequence[str], name: Name) -> None:
    show_json(as_json(found, parts, by, _sentence(context, found, name)))


def _show_csv(_context: Context, found: Explanation, parts: Sequence[Part], _by: Sequence[str], _name: Name) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    names = list(_figures(found, parts[0])) if parts else []
    writer.writerow(["dimension_1", "value_1", "dimension_2", "value_2", *names])
    for part in parts:
        member = [text for dim, key in part.member for text in (dim, inert(key))]
        writer.writerow([*member, *[None] * (4 - len(member)), *_figures(found, part).values()])


def _show_table(context: Context, found: Explanation, parts: Sequence[Part], by: Sequence[str], name: Name) -> None:
    language = context.language
    if not by:
        show(_sentence(context, found, name))
    if not parts:
        return
    columns = ["dims", "part", "before", "now", "effect", *(["level", "mix"] if found.formula.rate else []), "verdict"]
    shown = parts if by else found.listed[:MOST_ROWS]
    rows = [_row(found, part, name, language) for part in shown]
    show_table([say(f"explain.column.{name}", language) for name in columns], rows, range(2, len(columns) - 1))
    if more := len(parts) - len(rows):
        show(say("explain.panel.more", language, n=number(more, language)))
    show(telling.once(found, shown, language) + telling.method(found, language))


def _row(found: Explanation, part: Part, name: Name, language: str) -> list[str]:
    moved = [part.effect.change, *([part.effect.level, part.effect.mix] if found.formula.rate else [])]
    return [
        telling.dims(part, language, found.alike.get(part.member, ())),
        telling.where(part, language, name),
        *(telling.own(found, found.value(part, former=former), language) for former in (True, False)),
        *(telling.effect(found, figure, language) for figure in moved),
        telling.verdict(part, language),
    ]
