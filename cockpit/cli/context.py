"""What every command works with, and how it prints: results to stdout, everything else to stderr."""

from __future__ import annotations

import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from cockpit.exports import reasons
from cockpit.i18n import say
from cockpit.settings.model import Settings


@dataclass(frozen=True)
class Context:
    """The site and the language of this run."""

    settings: Settings
    language: str
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def say(self, key: str, **arguments: object) -> str:
        """The words of ``cli.<key>``."""
        return say(f"cli.{key}", self.language, **arguments)

    def tell(self, key: str, **arguments: object) -> None:
        """Says something that is not a result."""
        tell(self.say(key, **arguments))

    def step(self, step: str, facts: Mapping[str, object]) -> str:
        """The words for how far a sync has come."""
        worded = {name: self.record(str(fact)) if name == "record" else fact for name, fact in facts.items()}
        return self.say(f"progress.{step}", **worded)

    def record(self, name: str) -> str:
        """What people call a record."""
        return say(f"records.{name}.name", self.language)

    def reasons(self, counts: Mapping[str, int], sources: Iterable[str]) -> str:
        """Why rows of these sources are in quarantine, and how many for each reason."""
        database = all(reasons.of_database(source, self.settings) for source in sources)
        told = [f"{reasons.title(one, self.language, database=database)} {count}" for one, count in counts.items()]
        return say("common.comma", self.language).join(told)


class Steps:
    """How far a sync has come, for a person at a terminal: one line, written over by each step, gone at the end."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._shown = 0

    def __call__(self, step: str, **facts: object) -> None:
        if not sys.stderr.isatty():
            return
        room = shutil.get_terminal_size().columns - 1
        text = self._context.step(step, facts).strip()
        while _width(text) > room:
            text = text[:-1]
        self._write(text)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._write("")
            sys.stderr.write("\r")
            sys.stderr.flush()

    def _write(self, text: str) -> None:
        before, self._shown = self._shown, _width(text)
        sys.stderr.write(f"\r{text}{' ' * max(0, before - self._shown)}")
        sys.stderr.flush()


def show(text: str) -> None:
    """A result."""
    print(text, flush=True)


def tell(text: str) -> None:
    """Anything that is not a result."""
    print(text, file=sys.stderr, flush=True)


def tell_json(step: str, **facts: object) -> None:
    """Progress for a page that started the command."""
    tell(json.dumps({"step": step, **facts}, ensure_ascii=False, default=str))


def show_json(value: Any) -> None:
    """A result as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def show_table(header: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()) -> None:
    """A result in columns; those named by ``numbers`` stand to the right. Wide characters count as two."""
    widths = [max(map(_width, column)) for column in zip(header, *rows, strict=True)]
    for line in (header, *rows):
        cells = [_padded(cell, widths[place], right=place in numbers) for place, cell in enumerate(line)]
        print("  ".join(cells).rstrip())


def _padded(text: str, width: int, *, right: bool) -> str:
    room = " " * (width - _width(text))
    return room + text if right else text + room


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
