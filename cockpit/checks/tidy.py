"""Text made comparable: one way for values and headers, another (in SQL) for what stands in cells."""

from __future__ import annotations

import re
import unicodedata

import duckdb

MARK, NO_MARK = "\x01", "\x02"  # what stands in a file is none of our marks
UNSEEN = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{200B}\x{200C}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}]"
# A zero-width joiner holds emoji together, and is taken out only where no emoji stands before it.
JOINER = r"(^|[^\x{2190}-\x{2BFF}\x{FE0F}\x{1F000}-\x{1FAFF}])\x{200D}"
EDGES = " \t\r\n\u00a0\u3000"
WIDE, NARROW = "０１２３４５６７８９", "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
WIDE_LETTERS = "".join(chr(ord(letter) + 0xFEE0) for letter in LETTERS)
GAP = r"[\t\r\n\x{A0}\x{3000}]"
WIDE_SIGNS, NARROW_SIGNS = "：／－．，＋％　\u00a0", ":/-.,+%  "


def folded(text: str) -> str:
    """The form in which values are compared: width, case and surrounding space do not count."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def heading(text: str) -> str:
    """The form in which headers are compared: width, spaces and line breaks do not count."""
    return re.sub(r"[\s\u200b-\u200f\ufeff]+", "", unicodedata.normalize("NFKC", text))


def in_one_line(header: str) -> str:
    """A header as a text can name it: a line break between Chinese characters is nothing, elsewhere a space."""
    return " ".join(re.sub(r"(?<=[\u2e80-\uffef])\s*\n\s*(?=[\u2e80-\uffef])", "", header).split())


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the macros that cells are read with."""
    connection.execute(
        "create or replace temp macro seen(x) as "
        f"regexp_replace(regexp_replace(x, '{UNSEEN}', '', 'g'), '{JOINER}', '\\1', 'g')"
    )
    connection.execute(f"create or replace temp macro edged(x) as trim(x, '{EDGES}')")
    connection.execute(f"create or replace temp macro narrow(x) as translate(x, '{WIDE}', '{NARROW}')")
    connection.execute(
        f"create or replace temp macro narrow_letters(x) as translate(x, '{WIDE}{WIDE_LETTERS}', '{NARROW}{LETTERS}')"
    )
    connection.execute(f"create or replace temp macro single_spaced(x) as regexp_replace(x, '( |{GAP})+', ' ', 'g')")
    connection.execute(
        "create or replace temp macro tidy(x) as "
        f"edged(seen(translate(x, '{WIDE}{WIDE_SIGNS}', '{NARROW}{NARROW_SIGNS}')))"
    )
