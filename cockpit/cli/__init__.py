"""The command line: parses, calls, words what went wrong, and never shows a traceback."""

from __future__ import annotations

import argparse
import os
import re
import secrets
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from cockpit import settings as configuration
from cockpit.cli.context import Context, tell
from cockpit.cli.parser import Parser
from cockpit.errors import AT_FAULT, DONE, CockpitError
from cockpit.i18n import explain, say
from cockpit.settings.model import Settings
from cockpit.sync import Refused

INTERRUPTED = 130
# The module of each command. Only those of the words on the line are loaded: all of them take 0.5 s.
COMMANDS = {
    "run": "serve",
    "sync": "syncing",
    "check": "syncing",
    "draft": "drafting",
    "uploads": "uploads",
    "metrics": "measure",
    "measure": "measure",
    "pivot": "pivot",
    "explain": "explaining",
    "export": "export",
    "snapshots": "snapshots",
    "warnings": "warnings",
    "close": "closing",
    "report": "reporting",
    "decisions": "deciding",
    "tv": "tv",
    "delivery": "delivery",
}
_PASSWORD = re.compile(r"(://[^:/@\s]*:)[^@\s]*@")


def main(argv: Sequence[str]) -> int:
    """Runs one command; returns the exit code of design.md §6."""
    given = _given(argv)
    language = getattr(given, "lang", None)
    folder = getattr(given, "data", None)
    try:
        site = _site(given)
        if isinstance(site, Settings):
            folder, language = site.data, language or site.languages[0]
        language = language or configuration.LANGUAGES[0]
        arguments = _parser(language, argv).parse_args(argv)
        code = _run(site, language, arguments)
        sys.stdout.flush()
    except CockpitError as error:
        for one in error.faults if isinstance(error, Refused) else (error,):
            tell(worded(one, language or configuration.LANGUAGES[0]))
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        reference, log = _logged(folder)
        refused = _refused(error, reference, log)
        tell(worded(refused, language or configuration.LANGUAGES[0]))
        return refused.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - whatever it was, the person gets a number and not a traceback
        tell(_unexpected(language or configuration.LANGUAGES[0], *_logged(folder)))
        return AT_FAULT
    return code


def worded(error: CockpitError, language: str) -> str:
    """The error in words; by its key where it has none."""
    return explain(error, language) or str(error)


def _refused(error: OSError, reference: str, log: Path) -> CockpitError:
    """What the system would not do, and with what."""
    place = str(error.filename) if error.filename else None
    return CockpitError("system", place=place, reason=error.strerror or str(error), reference=reference, log=str(log))


def _given(argv: Sequence[str]) -> argparse.Namespace:
    """What is needed before the parser can speak: the site and the language."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    early.add_argument("--config", type=Path)
    early.add_argument("--data", type=Path)
    early.add_argument("--lang", choices=configuration.LANGUAGES)
    try:
        return early.parse_known_args(argv)[0]
    except argparse.ArgumentError:
        return argparse.Namespace(config=None, data=None, lang=None)


def _site(given: argparse.Namespace) -> Settings | CockpitError:
    """The site or why it cannot be read; help and a wrong command are answered without it."""
    try:
        return configuration.load(given.config, given.data)
    except CockpitError as error:
        return error


def _run(site: Settings | CockpitError, language: str, arguments: argparse.Namespace) -> int:
    code: int
    if isinstance(site, Settings):
        code = arguments.run(Context(site, language), arguments)
    elif arguments.faulty:
        code = arguments.faulty(site, language, arguments)
    else:
        raise site
    return code


def _parser(language: str, argv: Sequence[str]) -> Parser:
    parser = Parser(prog="python -m cockpit", description=say("cli.about", language), language=language).common()
    commands = parser.commands("command")
    named = [COMMANDS[word] for word in argv if word in COMMANDS]
    for group in dict.fromkeys(named or COMMANDS.values()):
        import_module(f"cockpit.cli.{group}").add(commands)
    return parser


def _unexpected(language: str, reference: str, log: Path) -> str:
    try:
        return say("cli.unexpected", language, reference=reference, log=log)
    except (KeyError, ValueError):  # a catalogue that cannot be read may be what went wrong
        return f"{reference} {log}"


def _logged(data: Path | None) -> tuple[str, Path]:
    """Writes the exception to the log under a number; passwords of addresses are left out."""
    reference = secrets.token_hex(4)
    text = _PASSWORD.sub(r"\1***@", traceback.format_exc())
    entry = f"{datetime.now(UTC).isoformat(timespec='seconds')} {reference}\n{text}\n"
    for folder in (data, Path(tempfile.gettempdir())):
        if folder is None:
            continue
        log = folder / "cockpit.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with log.open("a", encoding="utf-8") as file:
                file.write(entry)
        except OSError:
            continue
        return reference, log
    return reference, Path(os.devnull)
