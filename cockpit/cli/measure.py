"""metrics and measure."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from cockpit import access
from cockpit import settings as configuration
from cockpit.cli.context import Context, show, show_json, show_table
from cockpit.cli.parser import Commands, Parser
from cockpit.errors import DONE, UsageError, nearest
from cockpit.exports.columns import distinct
from cockpit.i18n import label, say, unit, value
from cockpit.metrics import CATALOGUE, Answer, Cockpit, Question, document, open_cockpit
from cockpit.metrics.catalogue import PEOPLE, Metric
from cockpit.metrics.question import AGAINST, Filters
from cockpit.metrics.subjects import holder
from cockpit.periods import Period
from cockpit.records import RECORDS
from cockpit.sentences import unit_label
from cockpit.settings.model import Settings
from cockpit.store import Snapshot, replayed
from cockpit.telling import Name

FORMATS = ("table", "json", "csv")


def add(commands: Commands) -> None:
    """Adds the commands of this module."""
    parser = commands.add("metrics", _metrics)
    parser.option("named", nargs="?", metavar="NAME")
    parser.option("--json", action="store_true")
    parser = commands.add("measure", _measure)
    parser.option("name", metavar="NAME")
    parser.option("--by", default="", metavar="d1,d2")
    parser.option("--against", choices=AGAINST)
    narrowing(parser)
    parser.option("--format", choices=FORMATS, default="table")


def narrowing(parser: Parser) -> None:
    """Adds the options by which figures and rows are narrowed."""
    parser.option("--from", metavar="D")
    parser.option("--to", metavar="D")
    parser.option("--where", action="append", default=[], metavar="dim=value")
    parser.option("--as-of", metavar="T")
    parser.option("--as", default="manager", metavar="ROLE[:PERSON]")
    parser.option("--snapshot", metavar="ID")


def _metrics(context: Context, arguments: argparse.Namespace) -> int:
    """All metrics in a table, or all there is to say of one."""
    name = arguments.named
    if name is not None and name not in CATALOGUE:
        raise UsageError("unknown_metric", name=name, nearest=nearest(name, CATALOGUE))
    wanted = [metric for metric in CATALOGUE.values() if name in (None, metric.name)]
    if arguments.json:
        _list_json(context, wanted)
    elif name is not None:
        _card(context, CATALOGUE[name])
    else:
        header = [context.say(f"metrics.{word}") for word in ("metric", "unit", "title")]
        units = [unit(metric.unit, context.language, metric.record) for metric in wanted]
        titles = [say(f"metrics.{metric.name}.name", context.language) for metric in wanted]
        show_table(header, [[one.name, *told] for one, *told in zip(wanted, units, titles, strict=True)])
        if sys.stdout.isatty():  # whoever pipes the list on knows what to do with it
            context.tell("metrics.more")
    return DONE


def _list_json(context: Context, wanted: Sequence[Metric]) -> None:
    listed: list[dict[str, Any]] = [
        {
            "metric": metric.name,
            "family": metric.family,
            "unit": metric.unit,
            "better": metric.better,
            "by": list(metric.splits),
            "title": say(f"metrics.{metric.name}.name", context.language),
            **{part: say(f"metrics.{metric.name}.{part}", context.language) for part in ("definition", "denominator")},
        }
        for metric in wanted
    ]
    show_json(listed)


def _card(context: Context, metric: Metric) -> None:
    """What one metric counts, of what and by what; splits as one types them, their words beside."""
    tongue = context.language
    splits = [context.say("metrics.split", code=one, name=say(f"common.dims.{one}", tongue)) for one in metric.splits]
    told = document.facts(metric, tongue) | {"splits": say("common.comma", tongue).join(splits)}
    title = say(f"metrics.{metric.name}.name", tongue)
    show(context.say("metrics.fact", name=metric.name, text=title))
    for word, text in told.items():
        show(context.say("metrics.fact", name=say(f"metrics.document.{word}", tongue), text=text.replace("`", "")))


def _measure(context: Context, arguments: argparse.Namespace) -> int:
    given = vars(arguments)
    cockpit, _ = opened(context, given)
    question = Question(
        metric=given["name"],
        period=period(cockpit, given["from"], given["to"]),
        by=tuple(filter(None, given["by"].split(","))),
        filters=filters(given["where"]),
        against=given["against"],
        course=True,
    )
    rights = allowed(cockpit, given)
    metric = question.checked()
    known_values(cockpit, question.filters, rights, context.language, metric.record)
    answer = cockpit.answer(question, rights)
    if given["format"] == "table":
        _show_table(context, answer, namer(cockpit, context.language, answer.question.period))
    else:
        {"json": _show_json, "csv": _show_csv}[given["format"]](answer)
    return DONE


def opened(context: Context, given: Mapping[str, Any]) -> tuple[Cockpit, Settings]:
    """The snapshot that was named, or the current one, and the site's settings as they apply to it."""
    site = context.settings
    as_of = configuration.moment(given["as_of"], site.zone) if given["as_of"] else None
    cockpit = open_cockpit(site, given["snapshot"], as_of, context.environ)
    assert isinstance(cockpit.held, Snapshot)
    return cockpit, replayed.settings(site, cockpit.held.manifest)


def allowed(cockpit: Cockpit, given: Mapping[str, Any]) -> access.Rights:
    """The rights of the role that was named."""
    return access.reduced(given["as"], cockpit.group, cockpit.members)


def namer(cockpit: Cockpit, language: str, period: Period) -> Name:
    """Words a value of a dimension as the pages do: people by their names, units of time with the part asked for."""
    people = distinct(cockpit.people())

    def name(dimension: str, key: object) -> str:
        if dimension in PEOPLE and key:
            return people.get(str(key), str(key))
        if isinstance(key, date):
            return unit_label(dimension, key, period, cockpit.today, language)
        return label(dimension, key, language)

    return name


def period(cockpit: Cockpit, first: str | None, until: str | None) -> Period:
    """From ``first``, included, to ``until``, not included; what is left out is where the data begin and end."""
    whole = cockpit.span()
    return Period(_day(first) if first else whole.first, _day(until) if until else whole.until)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("bad_moment", text=text) from None


def filters(given: list[str]) -> Filters:
    """dim=value …; several values of one dimension are alternatives."""
    chosen: dict[str, list[str]] = {}
    for condition in given:
        dimension, sign, wanted = condition.partition("=")
        if not sign:
            raise UsageError("bad_condition", text=condition)
        chosen.setdefault(dimension.strip(), []).append(wanted.strip())
    return tuple((dimension, tuple(values)) for dimension, values in chosen.items())


def known_values(
    cockpit: Cockpit, narrowed: Filters, rights: access.Rights, language: str, record: str = "tickets"
) -> None:
    """UsageError for a value that stands nowhere in the data and is no code of ours either.

    Values of a dimension that tickets do not have are those of the ``record`` that is measured.
    """
    for dimension, values in narrowed:
        of = holder(dimension, record)
        columns = RECORDS[of].columns if of in RECORDS else ()
        codes = [code for column in columns if column.name == dimension for code in column.choices]
        known = [*cockpit.choices(dimension, rights, record=of), *codes, "unmapped"]
        spelled = {label(dimension, one, language): one for one in known} | {one: one for one in known}
        for wanted in values:
            if wanted and wanted not in known:
                alike = next((one for one in spelled if wanted in one), None) or nearest(wanted, spelled)
                near = spelled.get(alike) if alike else None
                raise UsageError("unknown_filter_value", name=wanted, dims=[dimension], nearest=near)


def as_json(answer: Answer) -> dict[str, Any]:
    """The JSON of ``measure``: design.md §6."""
    question = answer.question
    clocks = {"source": answer.clocks.source, "sync": answer.clocks.sync, "asked": answer.clocks.asked}
    return {
        "metric": answer.metric.name,
        "unit": answer.metric.unit,
        "by": list(question.by),
        "filters": {dimension: list(values) for dimension, values in question.filters},
        "snapshot": answer.snapshot,
        "n": answer.n,
        "clocks": {name: clock.isoformat() if clock else None for name, clock in clocks.items()},
        "rows": [{name: plain(cell) for name, cell in row.items()} for row in _rows(answer)],
    }


def _rows(answer: Answer) -> list[dict[str, Any]]:
    """A question without splits always has its one row, even where there is no data."""
    if answer.rows or answer.question.by:
        return answer.rows
    return [{"value": None, "n": 0}]


def plain(cell: Any) -> Any:
    """The cell as JSON has it."""
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return cell if isinstance(cell, str | int | float | bool | None) else float(cell)


def _show_json(answer: Answer) -> None:
    show_json(as_json(answer))


def _show_csv(answer: Answer) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    rows = _rows(answer)
    header = list(answer.table.column_names) if answer.table.num_columns else list(rows[0])
    writer.writerow(header)
    for row in rows:
        writer.writerow([inert(plain(row.get(name))) for name in header])


def inert(cell: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets a quote before it."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _show_table(context: Context, answer: Answer, name: Name) -> None:
    language, by = context.language, answer.question.by
    measured = [name for name in ("value", "value_against") if name in (answer.table.column_names or ("value",))]
    header = [say(f"common.dims.{split}", language) for split in by]
    header += [context.say(f"measure.{name}") for name in (*measured, "n")]
    rows = []
    for row in _rows(answer):
        cells = [name(split, row[split]) for split in by]
        cells += [value(row[one], answer.metric.unit, language) for one in measured]
        rows.append([*cells, str(row["n"])])
    show_table(header, rows, numbers=range(len(by), len(header)))
    if answer.lacking:
        context.tell("measure.lacking", columns=answer.lacking)
