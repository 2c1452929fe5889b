"""An argument parser that speaks the site's language and reports a wrong command like any other error."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from cockpit.cli.context import Context
from cockpit.errors import CockpitError, UsageError
from cockpit.i18n import say
from cockpit.settings import LANGUAGES

Run = Callable[[Context, argparse.Namespace], int]
Faulty = Callable[[CockpitError, str, argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """Raises instead of exiting. What an option does is worded under its name in the catalogue ``cli``."""

    def __init__(self, *, language: str, **named: Any) -> None:
        self.language = language
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_formatter(language), **named)
        self.titled = self.add_argument_group(say("cli.options", language))
        self.option("-h", "--help", action="help", default=argparse.SUPPRESS)

    def option(self, *names: str, **named: Any) -> None:
        """Adds an option, or a positional where the name has no dashes."""
        words = say(f"cli.option.{names[-1].lstrip('-').replace('-', '_')}", self.language)
        self.titled.add_argument(*names, help=words.replace("%", "%%"), **named)

    def common(self) -> Parser:
        """Adds what every command takes."""
        self.option("--config", type=Path, metavar="F", default=argparse.SUPPRESS)
        self.option("--data", type=Path, metavar="DIR", default=argparse.SUPPRESS)
        self.option("--lang", choices=LANGUAGES, default=argparse.SUPPRESS)
        return self

    def commands(self, dest: str) -> Commands:
        """The commands below this one."""
        title = say("cli.commands", self.language)
        return Commands(self.add_subparsers(title=title, dest=dest, required=True, metavar="…"), self.language)

    def error(self, message: str) -> NoReturn:
        raise UsageError("usage", reason=message, command=self.prog)


class Commands:
    """Adds commands to a parser."""

    def __init__(self, actions: Any, language: str) -> None:
        self._actions = actions
        self._language = language

    def add(self, name: str, run: Run | None = None, *, under: str = "", faulty: Faulty | None = None) -> Parser:
        """The parser of one command; ``run`` is called with what it parsed, ``faulty`` if the site cannot be read."""
        words = say(f"cli.command.{under}{name}", self._language)
        parser: Parser = self._actions.add_parser(name, help=words, description=words, language=self._language)
        if run:
            parser.set_defaults(run=run, faulty=faulty)
        return parser.common()


def _formatter(language: str) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.HelpFormatter):
        def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
            super().add_usage(usage, actions, groups, say("cli.usage", language) if prefix is None else prefix)

    return Formatter
