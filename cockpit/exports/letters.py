"""How much room words take, before anything sets them: for the fonts of an office, rather too much than less."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

BOLD: Final = 1.06
_NARROW: Final = dict.fromkeys("iIjlftr.,:;'|!()[]/ ·", 0.34)
_BROAD: Final = dict.fromkeys("mwMW%@—…→▲◆●", 0.95)
_WIDTHS: Final = _NARROW | _BROAD
_CAPITAL, _SMALL, _WHOLE = 0.68, 0.57, 1.0


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of words is in letters of that size."""
    return _ems(text) * size * (BOLD if bold else 1.0)


def cut(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """As much of a text as has room, dots in the place of the rest."""
    if width(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and width(f"{kept}…", size, bold=bold) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def lines(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """A text in lines that have room, broken as a browser breaks them: at spaces, and between Chinese characters."""
    room = room / size / (BOLD if bold else 1.0)
    found, line, wide = [], "", 0.0
    for word in _words(text):
        if line and wide + _ems(word.rstrip()) > room:
            found.append(line.rstrip())
            line, wide = word.lstrip(), _ems(word.lstrip())
        else:
            line, wide = line + word, wide + _ems(word)
    return [*found, line.rstrip()] if line.strip() or not found else found


@lru_cache(maxsize=20_000)
def _ems(text: str) -> float:
    return sum(map(_letter, text))


def _letter(sign: str) -> float:
    if ord(sign) > 0x2E80:
        return _WHOLE
    return _WIDTHS.get(sign) or (_CAPITAL if sign.isupper() else _SMALL)


@lru_cache(maxsize=5_000)
def _words(text: str) -> tuple[str, ...]:
    """The pieces between which a line may end; what closes goes with what stands before it."""
    found, piece = [], ""
    for sign in text:
        whole = ord(sign) > 0x2E80
        closing = sign in "，。、；：！？）》」』”’％"
        if piece and ((whole and not closing) or piece[-1] == " " or _ends(piece[-1], whole=whole)):
            found.append(piece)
            piece = ""
        piece += sign
    return (*found, piece) if piece else tuple(found)


def _ends(last: str, *, whole: bool) -> bool:
    """Whether a line may end after a sign: after a Chinese one, where what follows is none that closes."""
    return ord(last) > 0x2E80 and last not in "（《「『“‘" and not whole
