"""Configurations as people mistype them: edits of some that are right."""

from __future__ import annotations

import random
import re

from hypothesis import strategies as st

from cockpit.settings import SAMPLE

RIGHT = tuple(file.read_text(encoding="utf-8") for file in (SAMPLE, *sorted(SAMPLE.parent.glob("examples/*.toml"))))
VALUES = (
    "''", "'x'", "'${NONE}'", "'${HOME}'", "3", "-1", "1.5", "nan", "inf", "true", "[]", "{}", "[[1]]", "[1, 'a']",
    "{ a = { b = 1 } }", "2026-01-01", "0001-01-01T00:00:00-23:59", "9999-12-31", "08:00:00", "'%'", "'%Q'",
    '"\\u0000"', "'1e9d'", "'15 minutes'", "99999999999999999999", "“东校区”", "东校区", "0x1F", "'''", '"', "1 2",
    "['%d/%m/%Y']", "'Asia/Peking'", "'gbk'", "'\\t'", "{ where = \"a = 'b'\", take = 'c' }", "[5, 1]", "'../..'",
)  # fmt: skip
JUNK = (
    "\0",
    "“",
    "＝",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "#",
    "=",
    ".",
    ",",
    "\ufeff",
    "\u200b",
    "\r",
    "\t",
    "😀",
    "..",
    "[[",
    "合计",
)
KEY = re.compile(r"^(\s*)([\w.\"-]+)(\s*=\s*)(.*)$")


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A right configuration with a few things changed."""
    text = draw(st.sampled_from(RIGHT))
    edit = st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 10**6))
    edits = draw(st.lists(edit, min_size=1, max_size=1) | st.lists(edit, min_size=2, max_size=4))
    for name, seed in edits:
        chance = random.Random(seed)
        changed = text.splitlines()
        if changed:
            EDITS[name](changed, chance)
        text = "\n".join(changed) + "\n"
    content = text.encode(draw(st.sampled_from(["utf-8"] * 12 + ["gb18030", "utf-16", "utf-8-sig"])))
    return content[: draw(st.integers(0, len(content)))] if draw(st.sampled_from([False] * 19 + [True])) else content


def _line_of_a_key(lines: list[str], chance: random.Random) -> tuple[int, re.Match[str]] | None:
    found = [(place, match) for place, line in enumerate(lines) if (match := KEY.match(line))]
    return chance.choice(found) if found else None


def _value(lines: list[str], chance: random.Random) -> None:
    if found := _line_of_a_key(lines, chance):
        place, match = found
        lines[place] = f"{match[1]}{match[2]}{match[3]}{chance.choice(VALUES)}"


def _key(lines: list[str], chance: random.Random) -> None:
    """A key with letters doubled, swapped or left out."""
    if found := _line_of_a_key(lines, chance):
        place, match = found
        key, at = match[2], chance.randrange(len(match[2]))
        wrong = chance.choice((key[:at] + key[at + 1 :], key[:at] + key[at] + key[at:], key[::-1], key.upper()))
        lines[place] = f"{match[1]}{wrong or 'x'}{match[3]}{match[4]}"


def _inner(lines: list[str], chance: random.Random) -> None:
    """Something inside a line replaced by a value or by junk."""
    place = chance.randrange(len(lines))
    at, until = sorted(chance.randrange(len(lines[place]) + 1) for _ in range(2))
    lines[place] = lines[place][:at] + chance.choice((*JUNK, *VALUES)) + lines[place][until:]


def _junk(lines: list[str], chance: random.Random) -> None:
    place = chance.randrange(len(lines))
    at = chance.randrange(len(lines[place]) + 1)
    lines[place] = lines[place][:at] + chance.choice(JUNK) + lines[place][at:]


def _gone(lines: list[str], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]


def _twice(lines: list[str], chance: random.Random) -> None:
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))


def _section(lines: list[str], chance: random.Random) -> None:
    """A section renamed, or made another kind of one."""
    found = [place for place, line in enumerate(lines) if line.startswith("[")]
    if found:
        place = chance.choice(found)
        line = lines[place]
        lines[place] = chance.choice((line[:-2] + "]", f"[{line}]", line.replace(".", ".x", 1), line.strip("[]"), "[]"))


EDITS = {
    "value": _value,
    "key": _key,
    "inner": _inner,
    "junk": _junk,
    "gone": _gone,
    "twice": _twice,
    "section": _section,
}
