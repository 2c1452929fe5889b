"""Spoils some rows in the ways that real exports are spoilt, and keeps a list of what was done where."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sample_data.maker.files import Cell, Row

QUARANTINED, DEDUPLICATED, NORMALISED, UNMAPPED, KEPT = "quarantined", "deduplicated", "normalised", "unmapped", "kept"
WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789:"}
Spoiler = Callable[[Cell], Cell]


@dataclass(frozen=True)
class Kind:
    """One way of being wrong: the column spoilt, what becomes of the cell, what the cockpit makes of the row."""

    name: str
    column: str
    effect: str
    spoil: Spoiler


@dataclass(frozen=True)
class Note:
    """One spoilt row; ``row`` counts from 1 as Excel does."""

    record: str
    file: str
    sheet: str | None
    row: int
    kind: str
    column: str
    effect: str


@dataclass
class Ledger:
    """Everything that was spoilt."""

    notes: list[Note] = field(default_factory=list)
    turn: int = 0

    def write(self, path: Path) -> None:
        """The list and its counts, for tests to compare with the quarantine."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        effects: dict[str, Counter[str]] = defaultdict(Counter)
        for note in self.notes:
            counts[note.record][note.kind] += 1
            effects[note.record][note.effect] += 1
        found = {"effects": effects, "kinds": counts, "rows": [asdict(note) for note in self.notes]}
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


def always(value: Cell) -> Spoiler:
    """Puts that in the cell whatever stood there."""
    return lambda _: value


def moment(cell: Cell) -> datetime:
    """The cell's time, also where the older version wrote it as text."""
    return cell if isinstance(cell, datetime) else datetime.strptime(str(cell), "%Y/%m/%d %H:%M")


def long_date(cell: Cell) -> str:
    """The time as people type it."""
    at = moment(cell)
    return f"{at.year}年{at.month}月{at.day}日 {at.hour}:{at:%M}"


REPORTED, RESOLVED = "报修时间", "完成时间"
KINDS = (
    Kind("missing_building", "楼宇", QUARANTINED, always(None)),
    Kind("identical_duplicate", "工单号", DEDUPLICATED, lambda cell: cell),
    Kind("text_date", REPORTED, NORMALISED, long_date),
    Kind("resolved_before_reported", RESOLVED, QUARANTINED, lambda cell: moment(cell) - timedelta(days=400)),
    Kind("unknown_level", "故障等级", UNMAPPED, always("加急")),
    Kind("full_width_digits", REPORTED, NORMALISED, lambda cell: f"{moment(cell):%Y-%m-%d %H:%M}".translate(WIDE)),
    Kind("february_30", REPORTED, QUARANTINED, lambda cell: f"{moment(cell).year}-02-30 09:05"),
    Kind("null_spelling", "满意度", NORMALISED, always("无")),
    Kind("conflicting_duplicate", RESOLVED, QUARANTINED, lambda cell: moment(cell) + timedelta(minutes=37)),
    Kind("zero_width", "楼宇", NORMALISED, lambda cell: f"{str(cell)[:2]}\u200b{str(cell)[2:]}\ufeff"),
    Kind("phone_as_number", "联系电话", QUARANTINED, always("1.38E+10")),
    Kind("unknown_channel", "报修渠道", UNMAPPED, always("企业微信")),
    Kind("future_date", RESOLVED, QUARANTINED, lambda cell: moment(cell).replace(year=2062, day=1)),
    Kind("unknown_person", "处理人工号", QUARANTINED, always("S099")),
    Kind("formula_text", "故障描述", KEPT, always('=HYPERLINK("http://example.invalid","点这里")')),
    Kind("null_spelling", "房间", NORMALISED, always("--")),
    Kind("two_digit_year", RESOLVED, QUARANTINED, lambda cell: f"{moment(cell):%y/%m/%d %H:%M}"),
    Kind("emoji", "故障描述", KEPT, lambda cell: f"{cell}😭🙏"),
    Kind("person_called_na", "报修人", KEPT, always("NA")),
)
PER_MONTH = 4


def spoil_month(
    ledger: Ledger, rng: Random, rows: list[Row], headers: list[str], names: list[str], spared: set[str], file: str
) -> list[Row]:
    """Spoils a few rows of one month's tickets; ``names`` are today's names of the columns."""
    complete = [n for n, row in enumerate(rows) if row[0] not in spared and row[names.index(RESOLVED)] is not None]
    chosen = sorted(rng.sample(complete, PER_MONTH))
    turns = {row: KINDS[(ledger.turn + n) % len(KINDS)] for n, row in enumerate(chosen)}
    ledger.turn += PER_MONTH
    found: list[Row] = []
    first = 4
    for number, row in enumerate(rows):
        kind = turns.get(number)
        if kind is None:
            found.append(row)
            continue
        column = names.index(kind.column)
        spoilt = [*row[:column], kind.spoil(row[column]), *row[column + 1 :]]
        pair = [row, spoilt] if kind.name.endswith("duplicate") else [spoilt]
        for one in pair:
            if kind.name != "identical_duplicate" or one is pair[-1]:
                at = first + len(found)
                note = Note("tickets", file, "工单明细", at, kind.name, headers[column], kind.effect)
                ledger.notes.append(note)
            found.append(one)
    return found


def spoil_inspections(ledger: Ledger, rng: Random, rows: list[Row], file: str) -> list[Row]:
    """Spoils four lines of a CSV file of inspections."""
    chosen = sorted(rng.sample(range(len(rows) - 5), 4))
    found = [list(row) for row in rows]
    room, inspector, planned = 4, 7, 5
    for number, kind in zip(chosen, ("ragged_line", "unknown_person", "february_30", "full_width_digits"), strict=True):
        row, effect, column = found[number], QUARANTINED, ""
        if kind == "ragged_line":
            del row[9:]
        elif kind == "unknown_person":
            row[inspector], column = "S099", "巡检人工号"
        elif kind == "february_30":
            row[planned], column = f"{str(row[planned])[:4]}-02-30", "计划日期"
        else:
            row[room], column, effect = str(row[room]).translate(WIDE), "机房/教室", NORMALISED
        ledger.notes.append(Note("inspections", file, None, number + 2, kind, column, effect))
    return found
