"""What check found, for a person: every reason with an example, every value and column to be mapped."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from cockpit import settings as configuration
from cockpit.alerts.terms import missing_terms
from cockpit.cli.context import Context, show, tell
from cockpit.cli.naming import Named
from cockpit.exports import reasons
from cockpit.exports.own import header_over
from cockpit.i18n import day, has, say
from cockpit.sync import Outcome

LISTED = 20


Alike = dict[str, dict[str, list[dict[str, int]]]]


def show_all(context: Context, outcomes: dict[str, Outcome], same: Alike) -> None:
    """All of it: reasons, values without a mapping, names that may be ``same``, columns not there or not used."""
    for name, outcome in outcomes.items():
        _show_reasons(context, name, outcome)
        _show_unmapped(context, name, outcome)
        _show_alike(context, name, outcome, same[name])
        for warning in outcome.notes["warnings"]:
            _show_warning(context, name, warning)


def show_short(context: Context, outcomes: dict[str, Outcome]) -> None:
    """One line: how much there is to look at, and the command that lists it."""
    unmapped = sum(len(values) for one in outcomes.values() for values in one.notes["unmapped"].values())
    absent = sum(one["key"] == "column_absent" for outcome in outcomes.values() for one in outcome.notes["warnings"])
    waiting = sum(outcome.quarantined for outcome in outcomes.values())
    counts = {"waiting": waiting, "unmapped": unmapped, "absent": absent}
    if found := [context.say(f"findings.n_{name}", n=count) for name, count in counts.items() if count]:
        show(context.say("findings.short", found=found))


def show_terms(context: Context) -> None:
    """Says whose limits are used where the configuration states none, and that school terms to come are missing."""
    if not context.settings.has_contract:
        context.tell("findings.default_limits")
    if told := terms(context):
        tell(told["message"])


def terms(context: Context) -> dict[str, Any] | None:
    """That school terms to come are missing: the last day of the last one, None where there are none; else None."""
    now, site = configuration.now(context.settings, context.environ), context.settings
    if now is None or site.replay:
        return None
    missing = missing_terms(site.calendar, now.astimezone(ZoneInfo(site.zone)).date())
    if missing is None:
        return None
    key, last = "terms" if missing.last else "no_terms", missing.last
    message = say(f"ahead.{key}", context.language, day=last and day(last, context.language))
    return {"last": last and last.isoformat(), "message": message}


def show_walls(context: Context) -> None:
    """Says which screens are too small for where people stand before them."""
    for one in small_walls(context):
        tell(one.message)


def small_walls(context: Context) -> list[Named]:
    """Which screens are too small for where people stand before them."""
    from cockpit.wall import too_small  # a sync has no use for the wall and what it needs

    told = {name: too_small(one, context.language) for name, one in context.settings.walls.items()}
    return [
        Named("too_small", f"[wall.{name}]", name, None, context.say("findings.wall", name=name, told=words))
        for name, words in told.items()
        if words
    ]


def _show_reasons(context: Context, name: str, outcome: Outcome) -> None:
    """Per reason, file, sheet and column: how many rows, and the first of them with its value."""
    seen: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for problem in outcome.problems.to_pylist():
        place = tuple(str(problem[part] or "") for part in ("reason", "source", "file", "sheet", "column"))
        seen.setdefault(place, []).append(problem)
    for (reason, source, file, sheet, column), problems in seen.items():
        first, database = problems[0], reasons.of_database(source, context.settings)
        valued = first["value"] and not reasons.told_by_key(first, context.settings)
        where = "/".join(part for part in (source, file, sheet) if part)
        show(
            context.say(
                "findings.reason" if valued else "findings.reason_empty",
                record=context.record(name),
                where=where,
                column=_column(context, name, column, header_over(first, context.settings)),
                reason=reasons.title(reason, context.language, database=database),
                rows=len({problem["row"] for problem in problems}),
                place=reasons.place(first, context.settings, context.language),
                value=first["value"],
            )
        )
        if remedy := reasons.remedy(reason, context.language, database=database):
            show(context.say("findings.remedy", remedy=remedy))


def _show_unmapped(context: Context, name: str, outcome: Outcome) -> None:
    for column, values in outcome.notes["unmapped"].items():
        files = outcome.notes["unmapped_files"][column]
        listed = [f"{value} ({count})" for value, count in list(values.items())[:LISTED]]
        if len(values) > LISTED:
            listed.append(context.say("findings.more", count=len(values) - LISTED))
        headers = dict.fromkeys(h for file in files for h in _mapped(context, file.split("/")[0], name, column))
        told = _column(context, name, column, "/".join(headers))
        show(context.say("findings.unmapped", record=context.record(name), where=files, column=told, values=listed))
        show(context.say("findings.map", column=column, value=next(iter(values))))


def _show_alike(context: Context, name: str, outcome: Outcome, same: dict[str, list[dict[str, int]]]) -> None:
    """Names of a column that may be one, and how the mapping says so: the rarer are the most frequent."""
    for column, groups in same.items():
        headers = dict.fromkeys(h for one in outcome.notes["sources"] for h in _mapped(context, one, name, column))
        told = _column(context, name, column, "/".join(headers))
        for spellings in groups[:LISTED]:
            most, *others = spellings
            listed = [f"{spelling} ({count})" for spelling, count in spellings.items()]
            pairs = ", ".join(f'"{other}" = "{most}"' for other in others)
            show(context.say("findings.alike", record=context.record(name), column=told, values=listed))
            show(context.say("findings.one", column=column, pairs=pairs))


def _show_warning(context: Context, name: str, warning: dict[str, Any]) -> None:
    arguments = {part: fact for part, fact in warning.items() if part != "key"}
    if warning.get("nearest") == "–":
        arguments["nearest"] = context.say("findings.none")
    if "header" not in warning and (column := warning.get("column")):
        headers = _mapped(context, warning["source"], name, column)
        arguments["column"] = _column(context, name, column, "/".join(headers) or None)
    database = reasons.of_database(warning["source"], context.settings)
    words = reasons.title(warning["key"], context.language, database=database, **arguments)
    remedy = reasons.remedy(warning["key"], context.language, database=database)
    where = "/".join((warning["source"], warning["file"]))
    show(context.say("findings.warning", record=context.record(name), where=where, words=words))
    show(context.say("findings.remedy", remedy=remedy))


def _column(context: Context, record: str, column: str, header: str | None) -> str:
    """A column by the header people wrote over it, our name beside."""
    if not column:
        return context.say("findings.row")
    key = f"records.{record}.columns.{column}"
    words = say(key, context.language) if has(key, context.language) else column
    return context.say("findings.column", header=header or words, column=column)


def _mapped(context: Context, source: str, record: str, column: str) -> tuple[str, ...]:
    tables = [table for one in context.settings.sources if one.name == source for table in one.tables]
    return tuple(spelling for table in tables if table.record == record for spelling in table.columns.get(column, ()))
