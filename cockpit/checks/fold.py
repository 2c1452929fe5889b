"""Event logs: the extra columns by which many rows become one after the union."""

from __future__ import annotations

from collections.abc import Callable

from cockpit.checks.parsed import literal
from cockpit.checks.reading import SQL_TYPES, Desk, Reading
from cockpit.records import Column, Kind

KEY, ORDER = "_fold_key", "_fold_order"


def fold_columns(
    desk: Desk, readings: dict[str, Reading], moment: Callable[[Desk, Column], Reading]
) -> dict[str, Reading]:
    """Key, order and the values to be taken from a first event, read while the row's own headers are still there.

    The key is the record's own, as the ``readings`` have it, where the mapping names none. An order is a number, or a
    time taken as one.
    """
    fold = desk.job.table.fold
    if fold is None:
        return {}
    desk.cells[ORDER] = desk.cells[f"fold:{fold.order}"]
    if fold.key is not None:
        desk.cells[KEY] = desk.cells[f"fold:{fold.key}"]
    extras = {KEY: _required(desk, KEY) if fold.key else _own(desk, readings), ORDER: _order(desk, moment)}
    for name, take in fold.first.items():
        cell, value = desk.cells[f"fold:{take.column}"], desk.cells[f"fold:{take.take}"]
        column = desk.job.record.column(name)
        extra = f"_fold_{name}"
        desk.cells[extra] = value
        optional = Column(extra, column.kind, choices=column.choices, low=column.low, high=column.high)
        reading = moment(desk, optional) if column.kind in (Kind.TIME, Kind.DAY) else _plain(desk, column, value)
        listed = ", ".join(literal(text) for text in take.equals or take.differs)
        condition = f"{cell} in ({listed})" if take.equals else f"coalesce({cell}, '') not in ({listed})"
        reading.value = f"case when {condition} then {reading.value} end"
        extras[extra] = reading
    return extras


def _plain(desk: Desk, column: Column, cell: str) -> Reading:
    value, scale = f"nullif(edged({cell}), '')", desk.scale(column)
    if scale is not None:
        value = f"try_cast({value} as double) * 100 / {scale[1]}"
    return Reading(f"try_cast({value} as {SQL_TYPES[column.kind]})")


def _required(desk: Desk, name: str) -> Reading:
    cell = desk.cells[name]
    return Reading(cell, f"case when {cell} is null or edged({cell}) = '' then 'required' end")


def _own(desk: Desk, readings: dict[str, Reading]) -> Reading:
    """The key of the record; a row without it is at fault already."""
    own = [readings[name] for name in desk.job.record.key]
    value = own[0].value if len(own) == 1 else f"cast(to_json([{', '.join(_text(one) for one in own)}]) as varchar)"
    return Reading(value, joins=[join for one in own for join in one.joins])


def _text(reading: Reading) -> str:
    return f"cast({reading.value} as varchar)"


def _order(desk: Desk, moment: Callable[[Desk, Column], Reading]) -> Reading:
    cell = desk.cells[ORDER]
    numbers, filled = desk.counts(f"count(try_cast({cell} as double))", f"count({cell})")
    if filled and numbers == filled:
        return Reading(f"try_cast({cell} as double)", f"case when {cell} is null then 'required' end")
    reading = moment(desk, Column(ORDER, Kind.TIME, required=True))
    reading.value = f"cast(epoch_us({reading.value}) as double)"
    return reading
