"""All the rows of a selection in the order in which they came, a window of days after the other: memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from cockpit.metrics.compose import Composed, quoted
from cockpit.metrics.masking import masked_rows
from cockpit.metrics.subjects import SUBJECTS

FIRST_WINDOW, WINDOW = 2_000, 25_000  # rows; the first is small so that the first of them come at once
Run = Callable[[Composed], pa.Table]


@dataclass(frozen=True)
class Rows:
    """``count`` rows of a record; iterating asks for them window by window, the oldest first unless ``descending``.

    Nothing is asked ahead: who stops iterating stops the query. ``masked``: mobile numbers in texts are.
    """

    count: int
    columns: tuple[str, ...]
    found: Composed
    windows: tuple[tuple[date | None, date | None], ...]
    run: Run
    descending: bool = False
    masked: bool = False
    record: str = "tickets"

    def __iter__(self) -> Iterator[pa.Table]:
        for first, last in self.windows:
            rows = self.run(self._window(first, last))
            yield masked_rows(rows) if self.masked else rows

    def _window(self, first: date | None, last: date | None) -> Composed:
        at, key, day = ordered(self.record)
        within = f"{day} >= :window_first and {day} <= :window_last" if first else f"{day} is null"
        bound = {"window_first": first, "window_last": last} if first else {}
        direction = "desc" if self.descending else "asc"
        sql = (
            f"select {', '.join(map(quoted, self.columns))} from (\n{self.found.sql}\n) as found\n"
            f"where {within} order by {at} {direction}, {key}"
        )
        return Composed(sql, self.found.parameters | bound)


def windowed(
    run: Run,
    found: Composed,
    columns: Sequence[str],
    *,
    descending: bool = False,
    masked: bool = False,
    record: str = "tickets",
) -> Rows:
    """The rows of ``found``, which selects ``columns`` and those of ``ordered`` from the record."""
    *_, day = ordered(record)
    sql = f"select {day} as day, count(*) as n from (\n{found.sql}\n) as found group by 1 order by 1 nulls last"
    days = run(Composed(sql, found.parameters))
    counted = list(zip(days["day"].to_pylist(), days["n"].to_pylist(), strict=True))
    if descending:
        counted.reverse()
    windows = tuple(
        (min(known), max(known)) if (known := [day for day in one if day]) else (None, None)
        for one in _grouped(counted)
    )
    windows = windows or ((None, None),)  # no rows, but what columns they would have
    return Rows(sum(n for _, n in counted), tuple(columns), found, windows, run, descending, masked, record)


def ordered(record: str) -> tuple[str, str, str]:
    """What rows of a record are read in the order of: their time, their key where times are equal, that time's day."""
    subject = SUBJECTS[record]
    return subject.time, subject.key, subject.day


def _grouped(counted: Sequence[tuple[date | None, int]]) -> Iterator[list[date | None]]:
    """Days in windows of about so many rows; rows without a day make a window of their own."""
    group: list[date | None] = []
    rows, most = 0, FIRST_WINDOW
    for day, n in counted:
        if group and (rows + n > most or day is None or group[-1] is None):
            yield group
            group, rows, most = [], 0, WINDOW
        group.append(day)
        rows += n
    if group:
        yield group
