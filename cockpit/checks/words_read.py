"""Text, choices and flags."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa

from cockpit.checks.parsed import literal
from cockpit.checks.reading import Desk, Reading
from cockpit.checks.tidy import GAP, MARK, UNSEEN, folded
from cockpit.records import Column

FLAGS = {
    "true": ("是", "有", "y", "yes", "true", "t", "1", "1.0", "√", "✓", "✔", "对", "已"),
    "false": ("否", "没有", "n", "no", "false", "f", "0", "0.0", "×", "✗", "✘", "x", "未"),
}
FLAG_OF = {folded(spelling): code for code, spellings in FLAGS.items() for spelling in spellings}
ERROR_CELL = r"^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)$|^#{4,}$"
SCIENTIFIC = r"^\d(\.\d+)?[eE]\+?\d+$"
INVISIBLE = re.compile(re.sub(r"\\x\{([0-9A-F]+)\}", lambda m: f"\\u{m[1]}", UNSEEN))


def is_code(desk: Desk, column: Column) -> bool:
    """Whether a text column holds ids or telephone numbers, which a spreadsheet likes to mangle."""
    record = desk.job.record
    return column.name in (*record.key, *record.people) or column.name.endswith(("_id", "phone"))


def is_name(desk: Desk, column: Column) -> bool:
    """Whether equal texts of a column mean the same thing, so that width and runs of space do not count."""
    return column.grouping or is_code(desk, column)


def look(desk: Desk, columns: Sequence[Column]) -> None:
    """Looks through all text columns in one go for what has to be done to any of their cells."""
    tests = {(column.name, name): test for column in columns for name, test in _tests(desk, column).items()}
    figures = desk.counts(*tests.values()) if tests else []
    for (column, name), figure in zip(tests, figures, strict=True):
        desk.seen.setdefault(column, {})[name] = figure


def _tests(desk: Desk, column: Column) -> dict[str, str]:
    """SQL: how many cells of a column hold what."""
    cell, raw = desk.cells[column.name], desk.raw
    named = is_name(desk, column)
    wide = "[０-９Ａ-Ｚａ-ｚ]" if named else "[０-９]"
    unclean, padded, gaps, letters = (raw.may(sign, cell) for sign in ("unclean", "padded", "gaps", "wide"))
    is_error = f"{cell} >= '#' and {cell} < '$' and regexp_matches({cell}, '{ERROR_CELL}')"
    is_null = f"strlen({cell}) <= {desk.longest_null} and {cell} in ({desk.nulls})"
    is_rounded = is_code(desk, column) and raw.may("scientific", cell)
    gap = f"contains({cell}, '  ') or contains({cell}, chr(10))"
    if padded:
        gap = f"({gap} or regexp_matches({cell}, '{GAP}'))"
    tests = {
        "characters": f"seen({cell}) <> {cell}" if unclean else "",
        "wide": f"regexp_matches({cell}, '{wide}')" if letters else "",
        "edges": f"edged({cell}) <> {cell}" if padded or unclean else "",
        "gaps": gap if named and (gaps or padded) else "",
        "error": is_error if raw.may("errors", cell) else "",
        "scientific": f"(contains({cell}, 'E+') or contains({cell}, 'e+'))" if is_rounded else "",
        "nulls": is_null if raw.may("nulls", cell) else "",
    }
    counted = {name: f"count(*) filter ({test})" for name, test in tests.items() if test}
    return {"filled": f"count({cell})"} | counted


def text(desk: Desk, column: Column) -> Reading:
    """Text is kept as it is, without what cannot be seen; names also without width. Emptiness has many spellings."""
    cell, raw, found = desk.cells[column.name], desk.raw, desk.seen[column.name]
    value = cell
    narrow = "narrow_letters" if is_name(desk, column) else "narrow"
    for name, macro in (("characters", "seen"), ("wide", narrow), ("edges", "edged"), ("gaps", "single_spaced")):
        if found.get(name):
            value = f"{macro}({value})"
            desk.normalised[name] += found[name]
    if found.get("gaps"):  # a line break at the edge is a space now
        value = f"edged({value})"
    whens = []
    if found.get("error"):
        whens.append(f"when regexp_matches({value}, '{ERROR_CELL}') then 'error_cell'")
    if found.get("scientific"):
        whens.append(f"when regexp_matches({value}, '{SCIENTIFIC}') then 'scientific'")
    nulls = found.get("nulls", 0)
    emptied = nulls or value != cell
    blank = f"({cell} is null or {value} in ({desk.nulls}))" if emptied else f"({cell} is null)"
    gaps = found["filled"] < desk.total or emptied
    if nulls:
        desk.normalised["nulls"] += nulls
    reading = Reading(f"case when {value} in ({desk.nulls}) then null else {value} end" if emptied else value)
    if whens or raw.marked or (gaps and column.required):
        reading.reason = desk.reason(column, cell, blank, *whens)
    return _mapped(desk, column, reading)


def _mapped(desk: Desk, column: Column, reading: Reading) -> Reading:
    """Renames a text column's values as the mapping says; others stay as they are."""
    if not desk.job.table.values.get(column.name):
        return reading
    alias = _join(desk, column, named(desk, column), reading)
    reading.value = f"coalesce({alias}.code, {reading.value})"
    return reading


def named(desk: Desk, column: Column) -> dict[str, str]:
    """The spellings in a column that the mapping names, and what it makes of them."""
    values = {folded(spelling): code for spelling, code in desk.job.table.values.get(column.name, {}).items()}
    spellings = _distinct(desk, desk.cells[column.name]) if values else []
    return {spelling: values[_plain(spelling)] for spelling, _ in spellings if _plain(spelling) in values}


def choice(desk: Desk, column: Column) -> Reading:
    """One of the record's codes. What the mapping does not know is counted, and listed to be mapped."""
    table = desk.job.table
    known = {folded(code): code for code in column.choices}
    known |= {folded(spelling): code for spelling, code in table.values.get(column.name, {}).items()}
    nulls = {folded(null) for null in table.nulls} | {""}
    other = table.others.get(column.name)
    codes: dict[str, str] = {}
    for spelling, count in _distinct(desk, desk.cells[column.name]):
        plain = _plain(spelling)
        if plain in known:
            codes[spelling] = known[plain]
        elif plain in nulls or (desk.raw.marked and spelling.startswith(MARK)):
            desk.normalised["nulls"] += count
        elif other is not None:
            codes[spelling] = other
            desk.normalised["others"] += count
        else:
            unknown = desk.unmapped.setdefault(column.name, {})
            unknown[spelling.strip()] = unknown.get(spelling.strip(), 0) + count
            if column.required:
                codes[spelling] = "unmapped"
    reading = Reading("")
    alias = _join(desk, column, codes, reading)
    reading.value = f"{alias}.code"
    _reason_of_codes(desk, column, reading, alias, "")
    return reading


def flag(desk: Desk, column: Column) -> Reading:
    """Yes or no, in the spellings people use."""
    table = desk.job.table
    known = FLAG_OF | {folded(spelling): code for spelling, code in table.values.get(column.name, {}).items()}
    spellings = _distinct(desk, desk.cells[column.name])
    nulls = {folded(null) for null in table.nulls} | {""}
    codes = {spelling: known[_plain(spelling)] for spelling, _ in spellings if _plain(spelling) in known}
    wrong = {spelling for spelling, _ in spellings} - set(codes)
    marked = desk.raw.marked
    wrong = {one for one in wrong if _plain(one) not in nulls and not (marked and one.startswith(MARK))}
    reading = Reading("")
    alias = _join(desk, column, codes, reading)
    reading.value = f"cast({alias}.code as boolean)"
    spelt = ", ".join(literal(spelling) for spelling in sorted(wrong))
    when = f"when {desk.cells[column.name]} in ({spelt}) then 'not_a_flag'" if wrong else ""
    _reason_of_codes(desk, column, reading, alias, when)
    return reading


def _reason_of_codes(desk: Desk, column: Column, reading: Reading, alias: str, when: str) -> None:
    """The reason of a coded cell: marked, wrong, or empty where something must stand."""
    cell = desk.cells[column.name]
    required = column.required and desk.default(column) is None
    if not (when or desk.raw.marked or required):
        return
    empty = f"({alias}.code is null)"
    marked = f"when starts_with({cell}, chr(1)) then split_part({cell}, chr(1), 2) " if desk.raw.marked else ""
    last = f"when {empty} then 'required'" if required else ""
    if marked or when or last:
        reading.reason = f"case {marked} {when} {last} end"


def _plain(spelling: str) -> str:
    return folded(INVISIBLE.sub("", spelling))


def _distinct(desk: Desk, cell: str) -> list[tuple[str, int]]:
    """The spellings of a column and how often each stands."""
    query = f"select {cell}, count(*) from raw where {cell} is not null group by all order by 2 desc, 1"
    return [(str(spelling), int(count)) for spelling, count in desk.connection.execute(query).fetchall()]


def _join(desk: Desk, column: Column, codes: dict[str, str], reading: Reading) -> str:
    """A small table from spelling to code, joined to the rows; gives its alias."""
    alias = f"map_{column.name}"
    listed(desk, alias, codes)
    reading.joins.append(f"left join {alias} on {desk.cells[column.name]} = {alias}.spelling")
    return alias


def listed(desk: Desk, name: str, codes: dict[str, str]) -> None:
    """Makes a table from spelling to code."""
    table = pa.table({"spelling": pa.array(codes.keys(), pa.string()), "code": pa.array(codes.values(), pa.string())})
    desk.connection.register("given_codes", table)
    desk.connection.execute(f"create or replace temp table {name} as select * from given_codes")
    desk.connection.unregister("given_codes")
