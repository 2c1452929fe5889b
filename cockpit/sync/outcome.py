"""What a sync found out about one record, and how it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cockpit.checks import Parsed, Union, Watermark
from cockpit.records import Record
from cockpit.store import Snapshot

SKIPPED = ("blank", "total")
LEFT_OUT = "left_out"
# What the manifest keeps of a table beside its figures.
NOTES = ("sources", "files", "provided_columns", "unmapped", "unmapped_files", "unmapped_sources", "warnings",
         "normalised", "watermark")  # fmt: skip


@dataclass(frozen=True)
class Onward:
    """A table read by its watermark, with what ``before`` holds of it: its base, where it is ``based`` on that, and the
    ``changes`` since (None: those it has).

    ``counts`` are of the rows read now, read = accepted + quarantined + deduplicated, the last being as they were
    known; ``gone`` are those that the source has no longer.
    """

    before: Snapshot
    changes: Path | None
    counts: dict[str, int]
    based: bool = True


@dataclass(frozen=True)
class Outcome:
    """One record over all its sources. read = accepted + quarantined + deduplicated, always.

    ``file`` holds the accepted rows and the ``carried`` ones (last good rows of keys now in conflict), sorted;
    ``problems`` one line per faulty cell of the quarantined. ``skipped`` (blank rows, lines of totals), ``carried``,
    ``doubled`` (the deduplicated), ``held`` (the rows of ``file``) and ``unmapped`` (by column the values without a
    mapping, with how many of the rows read now have them) stand by source.
    """

    record: Record
    file: Path
    problems: pa.Table
    read: int
    accepted: int
    quarantined: int
    deduplicated: int
    carried: Counter[str] = field(default_factory=Counter)
    doubled: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    skipped: dict[str, Counter[str]] = field(default_factory=dict)
    unmapped: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    watermark: Watermark | None = None
    onward: Onward | None = None

    @classmethod
    def of(cls, record: Record, union: Union, problems: pa.Table, parsed: Sequence[Parsed]) -> Outcome:
        """What the union of a record's files says."""
        read: Counter[str] = Counter()
        skipped: dict[str, Counter[str]] = {}
        for one in parsed:
            read[one.source] += one.read
            skipped.setdefault(one.source, Counter(dict.fromkeys(SKIPPED, 0))).update(one.skipped)
        carried, held = Counter(union.carried), _rows(union.rows)
        settled = held - carried + _quarantined(problems)
        unmapped = _unmapped(parsed)
        return cls(
            record=record,
            file=union.rows,
            problems=problems,
            read=union.read,
            accepted=union.accepted,
            quarantined=union.quarantined,
            deduplicated=union.deduplicated,
            carried=carried,
            doubled=read - settled,
            held=held,
            skipped=skipped,
            unmapped=unmapped,
            reasons=union.reasons,
            notes=_notes(record, parsed, unmapped),
            watermark=next((one.watermark for one in parsed if one.watermark), None),
        )

    @property
    def rows(self) -> int:
        """How many rows are published."""
        return self.accepted + self.carried.total()

    def counts(self) -> dict[str, Any]:
        """The figures that ``sync --json`` prints."""
        return {
            "read": self.read,
            "accepted": self.accepted,
            "quarantined": self.quarantined,
            "deduplicated": self.deduplicated,
            "carried": self.carried.total(),
            "reasons": dict(sorted(self.reasons.items())),
        }

    def left_aside(self) -> dict[str, int]:
        """Rows that are none, which no count includes: blank ones, lines of totals, and what the mapping leaves out."""
        counts = {why: sum(one[why] for one in self.skipped.values()) for why in (*SKIPPED, LEFT_OUT)}
        return counts if counts[LEFT_OUT] else {why: counts[why] for why in SKIPPED}

    def by_source(self) -> dict[str, dict[str, Any]]:
        """The same figures for each source, which add up to them."""
        accepted, quarantined = self.held - self.carried, _quarantined(self.problems)
        return {
            source: {
                "read": accepted[source] + quarantined[source] + self.doubled[source],
                "accepted": accepted[source],
                "quarantined": quarantined[source],
                "deduplicated": self.doubled[source],
                "skipped": dict(skipped),
            }
            for source, skipped in sorted(self.skipped.items())
        }

    def withholding(self, file: Path, withheld: int) -> Outcome:
        """The same without rows the source does not give out yet."""
        return replace(self, file=file, held=_rows(file), read=self.read - withheld, accepted=self.accepted - withheld)

    def refusing(self, file: Path, problems: pa.Table, reason: str) -> Outcome:
        """The same with some of the accepted rows quarantined, one problem each."""
        refused = problems.num_rows
        return replace(
            self,
            file=file,
            held=_rows(file),
            problems=pa.concat_tables([self.problems, problems]),
            accepted=self.accepted - refused,
            quarantined=self.quarantined + refused,
            reasons=dict(Counter(self.reasons) + Counter({reason: refused})),
        )


def _rows(file: Path) -> Counter[str]:
    """How many rows of a file came from each source."""
    return _counted(pq.read_table(file, columns=["_source"], read_dictionary=["_source"])["_source"])


def _quarantined(problems: pa.Table) -> Counter[str]:
    """How many rows of each source have problems."""
    rows = (
        problems.select(["source", "file", "sheet", "row"]).group_by(["source", "file", "sheet", "row"]).aggregate([])
    )
    return _counted(rows["source"])


def _counted(sources: pa.ChunkedArray) -> Counter[str]:
    found = pc.value_counts(sources).to_pylist()
    return Counter({one["values"]: one["counts"] for one in found})


def _unmapped(parsed: Sequence[Parsed]) -> dict[str, dict[str, Counter[str]]]:
    """By source and column the values without a mapping, summed over the files."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for one in parsed:
        for column, values in one.unmapped.items():
            found.setdefault(one.source, {}).setdefault(column, Counter()).update(values)
    return found


def _notes(record: Record, parsed: Sequence[Parsed], of_source: dict[str, dict[str, Counter[str]]]) -> dict[str, Any]:
    """What the manifest keeps beside the figures, summed over the files."""
    unmapped: dict[str, Counter[str]] = {}
    for own in of_source.values():
        for column, values in own.items():
            unmapped.setdefault(column, Counter()).update(values)
    normalised: Counter[str] = Counter()
    for one in parsed:
        normalised.update(one.normalised)
    provided = {column for one in parsed for column in one.provided_columns}
    return {
        "sources": sorted({one.source for one in parsed}),
        "files": {f"{one.source}/{one.file}": one.sha256 for one in parsed},
        "provided_columns": [name for name in record.names if name in provided],
        "unmapped": {column: dict(values.most_common()) for column, values in sorted(unmapped.items())},
        "unmapped_files": {
            column: [f"{one.source}/{one.file}" for one in parsed if column in one.unmapped]
            for column in sorted(unmapped)
        },
        "unmapped_sources": {
            source: {column: {"values": len(values), "rows": values.total()} for column, values in sorted(own.items())}
            for source, own in sorted(of_source.items())
        },
        "warnings": [{"source": one.source, "file": one.file, **warning} for one in parsed for warning in one.warnings],
        "normalised": dict(sorted(normalised.items())),
        "watermark": None,
    }
