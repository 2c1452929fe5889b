"""report: the files of a month, a year, a week or an incident, all of them or none."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from cockpit.access import Person, may_see_scores, sees_all
from cockpit.cli.context import Context, Steps, show, tell_json
from cockpit.cli.parser import Commands, Parser
from cockpit.errors import DONE, UsageError, nearest
from cockpit.exports import reports
from cockpit.i18n import say
from cockpit.ledger import CLI
from cockpit.review import papers, reading
from cockpit.review.corrected import first_seen
from cockpit.review.document import Document
from cockpit.settings.model import ROLES
from cockpit.store import files

MOST_NAMED = 4


def add(commands: Commands) -> None:
    """Adds the commands of this module."""
    below = commands.add("report").commands("what")
    for kind, spelled in (("month", "2026-10"), ("year", "2026"), ("week", "2026-W40"), ("incident", "ID")):
        parser = below.add(kind, _report, under="report_")
        parser.option("report_of", metavar=spelled)
        _making(parser)


def _making(parser: Parser) -> None:
    parser.option("-o", "--directory", type=Path, required=True, metavar="DIR")
    parser.option("--formats", metavar=",".join(reports.FORMS))
    parser.option("--as", choices=_roles(), default="manager")
    parser.option("--json-progress", action="store_true")


def _roles() -> list[str]:
    """Who sees the whole site's work: a report is of all of it."""
    return [role for role in ROLES if sees_all(Person("", CLI, roles=(role,)))]


def _report(context: Context, arguments: argparse.Namespace) -> int:
    forms = formats(arguments.formats, arguments.what)
    with Steps(context) as steps:
        told = tell_json if arguments.json_progress else steps
        told("report_read")
        document = _document(context, arguments)
        made: dict[str, bytes] = {}
        for file in reports.files(document):
            if file.form in forms:
                name = reports.name(document, file)
                told("report_file", name=name)
                made[name] = reports.made(document, file, context.settings.review.template)
    write(arguments.directory, made)
    _show(context, document, arguments.directory, list(made))
    return DONE


def _document(context: Context, arguments: argparse.Namespace) -> Document:
    """What was asked for, as the role that was named may see it."""
    site, kind, which = context.settings, arguments.what, arguments.report_of
    private = may_see_scores(Person("", CLI, roles=(vars(arguments)["as"],)))
    if kind == "month":
        month = reading.month_of(which)
        return reading.read(site, month, context.language, private=private, environ=context.environ)
    return papers.paper(site, kind, which, context.language, private=private, environ=context.environ)


def formats(text: str | None, kind: str) -> list[str]:
    """The formats that were named, all that there are of such a report by default; UsageError for one there is not."""
    known = list(dict.fromkeys(file.form for file in reports.of_kind(kind)))
    if text is None:
        return known
    named = [one.strip() for one in text.split(",") if one.strip()]
    if strange := [one for one in named if one not in known] or ([text] if not named else []):
        raise UsageError(
            "unknown_value", name=strange[0], option="--formats", nearest=nearest(strange[0], known), known=known
        )
    return named


def write(folder: Path, made: dict[str, bytes]) -> None:
    """Writes files into a folder, each under its name once all of them are whole."""
    beside: list[tuple[Path, Path]] = []
    with files.writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            for name, data in made.items():
                part = folder / f".{name}.part"
                beside.append((part, folder / name))
                part.write_bytes(data)
            for part, whole in beside:
                part.replace(whole)
        finally:
            for part, _ in beside:
                part.unlink(missing_ok=True)


def _show(context: Context, document: Document, folder: Path, names: Sequence[str]) -> None:
    for name in names:
        show(str(folder / name))
    origin = document.origin
    if document.kind != "month":
        context.tell("report.made", title=document.title, snapshot=origin.snapshot)
    elif origin.draft:
        context.tell("report.draft", title=document.title, snapshot=origin.snapshot)
    else:
        context.tell("report.closed", title=document.title, version=origin.version, snapshot=origin.snapshot)
    if document.restated:
        first = first_seen(document.restated)[:MOST_NAMED]
        names = [f"{one.name} {one.closed.text} → {one.now.text}" for one in first]
        names += ["…"] * (len(document.restated) > MOST_NAMED)
        listed = say("common.comma", context.language).join(names)
        context.tell("report.restated", n=len(document.restated), names=listed)
