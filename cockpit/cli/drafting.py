"""draft: how an unknown file, folder or database would be read."""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path
from typing import Any

from cockpit.cli.context import Context, show, show_json, tell
from cockpit.cli.parser import Commands
from cockpit.drafting import KINDS, Drafted, draft_file, draft_folder, toml
from cockpit.errors import AT_FAULT, DONE, CockpitError, SourceError, UsageError
from cockpit.i18n import explain, say
from cockpit.records import RECORDS

MOST_HEADERS = 20
UNREACHED = ("database_unreachable", "database_cut")


def add(commands: Commands) -> None:
    """Adds the commands of this module."""
    parser = commands.add("draft", _draft, faulty=_without_a_site)
    parser.option("source", metavar="FILE_OR_URL")
    parser.option("-o", "--toml", type=Path, metavar="F")
    parser.option("--source-name", metavar="NAME")
    parser.option("--as-record", choices=tuple(RECORDS), metavar="RECORD")
    parser.option("--json", action="store_true")


def _draft(context: Context, arguments: argparse.Namespace) -> int:
    return draft(arguments, context.language)


def _without_a_site(_: CockpitError, language: str, arguments: argparse.Namespace) -> int:
    """A draft is where a configuration begins: none, or a faulty one, is no reason not to make it."""
    return draft(arguments, language)


def draft(arguments: argparse.Namespace, language: str) -> int:
    """Drafts and prints or writes; AT_FAULT where something has to be filled in before any row comes in."""
    target, unnamed = arguments.source, say("drafting.unnamed", language)
    name = arguments.source_name or _name(target)
    try:
        drafted, place = _look(target, name, unnamed, arguments, language)
    except SourceError as error:
        raise (
            _no_table(name, target) if error.key == "header_only" and _odd(target) else _placed(error, language)
        ) from None
    if not drafted.proposals and not drafted.preset:
        if arguments.json:
            show_json(told(name, drafted, "", language))
        alone = Path(target).expanduser().is_file() and all(len(one.header) < 2 for one in drafted.unknown)
        if alone or _odd(target):
            raise _no_table(name, target)
        headers = [header for one in drafted.unknown for header in one.header][:MOST_HEADERS]
        raise SourceError("draft_nothing", source=name, headers=headers or "–")
    written = toml.text(name, place, drafted, language)
    if arguments.toml:
        arguments.toml.write_text(written, encoding="utf-8")
    if arguments.json:
        show_json(told(name, drafted, written, language))
    elif arguments.toml:
        show(say("cli.draft.written", language, file=arguments.toml))
    else:
        show(written.rstrip("\n"))
    doubts = [doubt for one in drafted.proposals for doubt in one.doubts]
    unanswered = sum(doubt.open for doubt in doubts)
    for key, count in (("doubts", len(doubts) - unanswered), ("open", unanswered)):
        if count:
            tell(say(f"cli.draft.{key}", language, n=count))
    return AT_FAULT if unanswered else DONE


def _look(
    target: str, name: str, unnamed: str, arguments: argparse.Namespace, language: str
) -> tuple[Drafted, toml.Place]:
    if "://" in target:
        from cockpit.drafting import database

        bare = database.without_password(target)
        if bare != target:
            tell(say("cli.draft.password", language, name=database.SECRET))
        return database.draft_database(target, name, unnamed), toml.Place(url=bare)
    path = Path(target).expanduser()
    if not path.exists():
        raise UsageError("draft_absent", path=target)
    with tempfile.TemporaryDirectory(prefix="cockpit-draft-") as work:
        if path.is_dir():
            drafted, refused = draft_folder(path, name, unnamed, Path(work), lambda _: None)
            for error in refused:
                tell(explain(_placed(error, language), language))
            return drafted, toml.Place(path=_beside(path, arguments.toml))
        drafted = draft_file(path, name, unnamed, Path(work), arguments.as_record)
        return drafted, toml.Place(path=_beside(path.parent, arguments.toml))


def _odd(target: str) -> bool:
    """Whether a file is named like none that holds tables; it is looked into all the same."""
    path = Path(target).expanduser()
    return path.is_file() and path.suffix.lower() not in KINDS


def _no_table(name: str, target: str) -> SourceError:
    return SourceError("draft_no_table", source=name, file=Path(target).name, kinds=list(KINDS))


def _placed(error: SourceError, language: str) -> SourceError:
    """The same of a table of which nobody knows yet what it is, and that has no data from before."""
    key = "draft_unreachable" if error.key in UNREACHED else error.key
    return SourceError(key, **error.arguments | {"record": say("drafting.some_record", language)})


def _beside(folder: Path, written: Path | None) -> str:
    """The folder as the draft names it: relative to itself where it lies below, else from the root."""
    whole = folder.resolve()
    base = written.resolve().parent if written else None
    if base and whole.is_relative_to(base):
        return whole.relative_to(base).as_posix()
    return whole.as_posix()


def _name(target: str) -> str:
    """What to call the source: the letters of its file or database."""
    base = target.rstrip("/").rsplit("/", 1)[-1].split("?")[0].split(".")[0]
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", base).strip("_").lower()
    return plain if re.search("[a-z]", plain) else "helpdesk"


def told(name: str, drafted: Drafted, written: str, language: str) -> dict[str, Any]:
    """The draft as JSON: the TOML, and each table with its doubts in words."""
    proposals = []
    for one in drafted.proposals:
        messages = [toml.worded(doubt, one.record, language) for doubt in one.doubts]
        proposals.append({**one.as_dict(), "messages": messages})
    return {"source": name, "toml": written, "proposals": proposals, "unknown": [vars(one) for one in drafted.unknown]}
