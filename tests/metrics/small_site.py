"""A small site made of a few rows: through the product's own snapshot and serving file, to a Cockpit."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from cockpit.metrics import Cockpit
from cockpit.records import RECORDS, Column, Kind, Record
from cockpit.settings.model import Calendar, Duty, Measures, Rooms, Settings, Terms, default_limits
from cockpit.store import Snapshot, schema, serving, write_table

Row = Mapping[str, Any]

# What a row that says nothing of it is given; the rest is empty.
USUAL: dict[str, dict[str, str]] = {
    "tickets": {
        "work_type": "fault",
        "channel": "phone",
        "campus": "North",
        "building": "Library",
        "category": "network",
        "status": "new",
    },
    "staff": {"role": "engineer", "group": "one", "campus": "North", "hired_on": "2020-01-01"},
}


@dataclass(frozen=True)
class SmallSite:
    """Rows by record, in our own column names; texts are read by the column's kind, times are the site's."""

    rows: Mapping[str, Sequence[Row]]
    zone: str = "Asia/Shanghai"
    contract: tuple[Terms, ...] = (Terms(date(2000, 1, 1), limits=default_limits()),)
    calendar: Calendar = field(default_factory=Calendar)
    measures: Measures = field(default_factory=Measures)
    duty: Duty = field(default_factory=Duty)
    rooms: Rooms = field(default_factory=Rooms)

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        """Each record's rows as a snapshot holds them; what stands in ``rows`` afterwards is not seen."""
        return {name: self._table(RECORDS[name]) for name in self.rows}

    def _table(self, record: Record) -> pa.Table:
        zone, usual, key = ZoneInfo(self.zone), _usual(record), record.column(record.key[0])
        read = []
        for number, row in enumerate(self.rows[record.name], 1):
            if unknown := row.keys() - record.names:
                raise KeyError(f"{record.name} has no column {sorted(unknown)}")
            full = usual | ({key.name: f"{record.name}-{number}"} if key.required else {}) | dict(row)
            read.append({column.name: _read(column, full.get(column.name), zone) for column in record.columns})
        table = pa.Table.from_pylist(read, schema=schema(record))
        return table.sort_by(record.born) if record.born and table.num_rows else table

    def provided(self, name: str) -> list[str]:
        """The columns that the rows give at all, those with a usual value included."""
        return sorted({*USUAL.get(name, {}), *(column for row in self.rows[name] for column in row)})

    def snapshot(self, folder: Path, asked: datetime) -> Snapshot:
        tables = {
            name: {**write_table(folder, name, self.tables[name]), "provided_columns": self.provided(name)}
            for name in self.rows
        }
        clock = asked.isoformat()
        clocks = {"source": clock, "sync": clock, "asked": clock}
        return Snapshot("small", folder, {"id": "small", "tables": tables, "clocks": clocks, "zone": self.zone})

    def settings(self, folder: Path) -> Settings:
        return Settings(
            file=folder / "cockpit.toml",
            data=folder,
            name="small",
            zone=self.zone,
            calendar=self.calendar,
            contract=self.contract,
            measures=self.measures,
            duty=self.duty,
            rooms=self.rooms,
        )

    def opened(self, as_of: datetime, folder: Path) -> Cockpit:
        """The site's cockpit at that instant, its serving file built in ``folder``."""
        snapshot = self.snapshot(folder, as_of)
        file = serving.build(snapshot, self.settings(folder))
        return Cockpit.over(file, self.zone, snapshot.manifest, as_of)


def read_csv(path: Path) -> list[Row]:
    """The rows of a CSV; an empty cell is left out."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: text for name, text in row.items() if text} for row in csv.DictReader(file, strict=True)]


def moment(text: str, zone: str) -> datetime:
    """A time written as the site's clock shows it (or with its own zone), in UTC."""
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _usual(record: Record) -> dict[str, Any]:
    """What a row has in the columns of which it says nothing, but for its key; of a needed one its own name."""
    known = USUAL.get(record.name, {})
    return {one.name: known.get(one.name, one.name if one.required else None) for one in record.columns}


def _read(column: Column, cell: Any, zone: ZoneInfo) -> Any:
    if cell is None or not isinstance(cell, str):
        return cell
    match column.kind:
        case Kind.TIME:
            return moment(cell, zone.key)
        case Kind.DAY | Kind.MONTH:
            return date.fromisoformat(cell)
        case Kind.INTEGER:
            return int(cell)
        case Kind.NUMBER:
            return float(cell)
        case Kind.MONEY:
            return Decimal(cell)
        case Kind.FLAG:
            return cell == "true"
    return cell
