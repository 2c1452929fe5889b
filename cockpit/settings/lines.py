"""Finds the line on which a key of a TOML text stands. tomllib itself forgets where it read what.

The text has already been accepted by tomllib, so the scanner may trust its grammar.
"""

from __future__ import annotations

import re

Place = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]+")
_BLANK = re.compile(r"(?:[ \t\r]|#[^\n]*)*")
_BLANKS = re.compile(r"(?:\s|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'",
    re.DOTALL,
)
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([btnfr"\\]))')
_SHORT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _SHORT[match[3]]


class Lines:
    """The lines of a TOML text by path: ``find(("sources", "helpdesk", "zone"))``.

    A table without a line of its own stands where the first thing in it does.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._arrays: dict[Place, int] = {}
        self._places: dict[Place, int] = {}
        self._implied: dict[Place, int] = {}
        self._scan()

    def find(self, place: Place) -> int | None:
        """The line of the key; of the nearest table around it if the key itself is not there."""
        while place:
            if line := self._places.get(place, self._implied.get(place)):
                return line
            place = place[:-1]
        return None

    def _scan(self) -> None:
        base: Place = ()
        while self._skip(_BLANKS) < len(self._text):
            start = self._position
            if self._take("[["):
                parts = self._key()
                array = (*self._resolve(parts[:-1]), parts[-1])
                self._arrays[array] = self._arrays.get(array, -1) + 1
                base = (*array, self._arrays[array])
                self._take("]]")
                self._mark(base, start)
            elif self._take("["):
                base = self._resolve(self._key())
                self._take("]")
                self._mark(base, start)
            else:
                self._pair(base)

    def _pair(self, base: Place) -> None:
        start = self._position
        parts = self._key()
        for length in range(1, len(parts) + 1):
            self._mark((*base, *parts[:length]), start)
        self._take("=")
        self._value((*base, *parts))

    def _value(self, place: Place) -> None:
        self._skip(_BLANK)
        if self._take("["):
            index = 0
            while not self._closed("]"):
                self._mark((*place, index), self._position)
                self._value((*place, index))
                self._comma()
                index += 1
        elif self._take("{"):
            while not self._closed("}"):
                self._pair(place)
                self._comma()
        elif not self._match(_STRING):
            self._match(_SCALAR)

    def _key(self) -> tuple[str, ...]:
        parts = []
        while True:
            self._skip(_BLANK)
            quoted = self._match(_STRING)
            if quoted:
                parts.append(_ESCAPE.sub(_unescape, quoted[1:-1]) if quoted[0] == '"' else quoted[1:-1])
            else:
                parts.append(self._match(_BARE))
            self._skip(_BLANK)
            if not self._take("."):
                return tuple(parts)

    def _resolve(self, parts: tuple[str, ...]) -> Place:
        place: Place = ()
        for part in parts:
            place = (*place, part)
            if place in self._arrays:
                place = (*place, self._arrays[place])
        return place

    def _mark(self, place: Place, position: int) -> None:
        line = self._text.count("\n", 0, position) + 1
        self._places.setdefault(place, line)
        for length in range(1, len(place)):
            self._implied.setdefault(place[:length], line)

    def _skip(self, pattern: re.Pattern[str]) -> int:
        self._match(pattern)
        return self._position

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._position)
        if match is None:
            return ""
        self._position = match.end()
        return match[0]

    def _take(self, token: str) -> bool:
        found = self._text.startswith(token, self._position)
        self._position += len(token) * found
        return found

    def _closed(self, token: str) -> bool:
        self._skip(_BLANKS)
        return self._take(token) or self._position >= len(self._text)

    def _comma(self) -> None:
        self._skip(_BLANKS)
        self._take(",")
