"""An argument parser that speaks the site's language and reports a wrong command like any other error."""

from __future__ import annotations

import argparse
import re
from argparse import _SubParsersAction
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from cockpit.cli.context import Context
from cockpit.errors import CockpitError, UsageError, nearest
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
        title, word = say("cli.commands", self.language), say("cli.command_word", self.language)
        return Commands(self.add_subparsers(title=title, dest=dest, required=True, metavar=word), self.language)

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """What the words say; UsageError for one that is no option of any command."""
        parsed, strange = self.parse_known_args(args, namespace)
        if strange:
            raise UsageError("unknown_option", name=strange[0], nearest=nearest(strange[0], set(self.options())))
        return parsed

    def options(self) -> Iterator[str]:
        """Every option of this parser and of the commands below it."""
        for action in self._actions:
            yield from action.option_strings
            if isinstance(action, _SubParsersAction):
                for parser in action.choices.values():
                    yield from parser.options()

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        known, near = list(action.choices), nearest(str(value), action.choices)
        if isinstance(action, _SubParsersAction):
            raise UsageError("unknown_command", name=value, nearest=near, known=known)
        raise UsageError("unknown_value", name=value, option=_called(action), nearest=near, known=known)

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        try:
            return super()._get_value(action, arg_string)
        except argparse.ArgumentError:
            raise UsageError("not_a_number", text=arg_string, option=_called(action)) from None

    def error(self, message: str) -> NoReturn:
        """Words what argparse still says itself: something is missing."""
        if found := re.fullmatch(r"argument (\S+?)(?:/.*)?: expected .*", message):
            raise UsageError("value_missing", option=found[1], command=self.prog)
        if found := re.fullmatch(r"the following arguments are required: (.*)", message):
            if found[1] == say("cli.command_word", self.language):
                raise UsageError("command_missing", known=self._commands(), command=self.prog)
            names = [self._described(name) for name in found[1].split(", ")]
            raise UsageError("argument_missing", names=names, command=self.prog)
        raise UsageError("usage", reason=message, command=self.prog)

    def _described(self, name: str) -> str:
        """A missing argument with what it is for."""
        spelled = ((action.metavar, action.dest, "/".join(action.option_strings)) for action in self._actions)
        words = next((action.help for action, names in zip(self._actions, spelled, strict=True) if name in names), None)
        return say("cli.missing", self.language, name=name, words=words) if words else name

    def _commands(self) -> list[str]:
        return [name for action in self._actions if isinstance(action, _SubParsersAction) for name in action.choices]


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


def _called(action: argparse.Action) -> str:
    """The option as one types it; a word without dashes by its placeholder."""
    return action.option_strings[-1] if action.option_strings else str(action.metavar or action.dest)


def _formatter(language: str) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.HelpFormatter):
        def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
            super().add_usage(usage, actions, groups, say("cli.usage", language) if prefix is None else prefix)

        def _format_action(self, action: argparse.Action) -> str:
            """Commands stand in their list alone, without a line for the word that stands for them in the usage."""
            if isinstance(action, _SubParsersAction):
                commands = action._get_subactions()  # noqa: SLF001 - argparse offers no other way to them
                return "".join(map(super()._format_action, commands))
            return super()._format_action(action)

    return Formatter
