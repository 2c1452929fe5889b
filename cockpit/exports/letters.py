"""How much room words take, before anything sets them: for the fonts of an office, rather too much than less."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

BOLD: Final = 1.05
# Parts of a letter's size, as Noto Sans CJK has them, which is broader than the other fonts of an office.
_WIDTHS: Final = {
    **dict.fromkeys(" ", 0.23),
    **dict.fromkeys("iIjl.,:;'|!", 0.29),
    **dict.fromkeys("f()[]-", 0.35),
    **dict.fromkeys("rt/", 0.4),
    **dict.fromkeys("csvxyzJLYF", 0.53),
    **dict.fromkeys("aegk0123456789+−–VXE", 0.57),
    **dict.fromkeys("DGHNOQU", 0.73),
    **dict.fromkeys("wM", 0.81),
    **dict.fromkeys("mW%@", 0.93),
    **dict.fromkeys("·“”‘’…—≥≤×→▲◆●", 1.0),
}
_OTHER, _WHOLE = 0.63, 1.0


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of words is in letters of that size."""
    return _ems(text, bold=bold) * size


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
    room /= size
    found, line, wide = [], "", 0.0
    for word in _words(text):
        if line and wide + _ems(word.rstrip(), bold=bold) > room:
            found.append(line.rstrip())
            line, wide = word.lstrip(), _ems(word.lstrip(), bold=bold)
        else:
            line, wide = line + word, wide + _ems(word, bold=bold)
    return [*found, line.rstrip()] if line.strip() or not found else found


def longest(text: str, size: float, *, bold: bool = False) -> float:
    """How wide the widest piece of a text is: narrower than that it cannot be set."""
    return max((width(piece.rstrip(), size, bold=bold) for piece in _words(text)), default=0.0)


@lru_cache(maxsize=20_000)
def _ems(text: str, *, bold: bool) -> float:
    """In parts of a letter's size; a Chinese character is as wide in bold."""
    return sum(_letter(sign) * (BOLD if bold and ord(sign) <= 0x2E80 else 1.0) for sign in text)


def _letter(sign: str) -> float:
    if ord(sign) > 0x2E80:
        return _WHOLE
    return _WIDTHS.get(sign, _OTHER)


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
