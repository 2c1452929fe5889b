"""Times of day where a time is wanted: attendance lists say the day once and beside it 08:50(补卡)、08:55."""

from __future__ import annotations

from cockpit.checks.reading import Desk, Reading
from cockpit.checks.times import utc
from cockpit.records import Column, Kind

_NEXT = "次日|翌日|第二天"
_ONE = rf"(?:{_NEXT})? ?\d{{1,2}}:\d\d(?::\d\d)?(?: ?[(（][^()（）]*[)）])?"
_SEVERAL = rf"{_ONE}(?:[ 、,，;；/\n]+{_ONE})*"


def on_its_day(desk: Desk, column: Column, reading: Reading, readings: dict[str, Reading]) -> Reading:
    """The reading of a time whose cells may say only a time of day, on the day of the row's own day column.

    Of several the first is taken where the column begins something (it comes first in ``Record.orders``), else the
    last; 次日 is the day after. What stands in brackets is left out.
    """
    if desk.cells[column.name] in desk.raw.typed:
        return reading
    day = next((one for one in desk.job.record.columns if one.kind is Kind.DAY and one.required), None)
    cell = desk.cells[column.name]
    shown = f"tidy({cell})"
    alone = f"regexp_full_match({shown}, '{_SEVERAL}')"
    if day is None or day.name not in readings or not desk.counts(f"count(*) filter ({alone})")[0]:
        return reading
    date = readings[day.name]
    pick = "list_max" if column.name in {later for _, later in desk.job.record.orders} else "list_min"
    seconds = f"{pick}({_seconds(shown)})"
    when = utc(f"(cast({date.value} as timestamp) + to_seconds({seconds}))", desk.job.zone)
    wrong = f"list_contains(list_transform({_seconds(shown)}, lambda one: one is null), true)"
    desk.normalised["dates"] += desk.counts(f"count(*) filter ({alone})")[0]
    return Reading(
        f"case when {alone} then {when} else {reading.value} end",
        f"case when {alone} then case when {wrong} then 'not_a_time' end else {reading.reason or 'null'} end",
        [*reading.joins, *date.joins],
    )


def _seconds(shown: str) -> str:
    """SQL: the times of day in a cell as seconds from the day's beginning; null for one that does not exist."""
    clock = "regexp_extract(one, '\\d.*')"
    read = f"try_strptime({clock}, ['%H:%M:%S', '%H:%M'])"
    later = f"case when regexp_matches(one, '^({_NEXT})') then 86400 else 0 end"
    bare = f"regexp_replace({shown}, '[(（][^()（）]*[)）]', '', 'g')"
    found = f"regexp_extract_all({bare}, '(?:{_NEXT})? ?\\d{{1,2}}:\\d\\d(?::\\d\\d)?')"
    of_day = f"cast(epoch({read}) - epoch(date_trunc('day', {read})) as bigint)"
    return f"list_transform({found}, lambda one: {of_day} + {later})"
