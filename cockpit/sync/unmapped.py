"""The values without a mapping that a table read by its watermark holds now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import duckdb
import pyarrow as pa

from cockpit.checks.tidy import EDGES
from cockpit.checks.unmapped import BETWEEN, COLUMN, NEXT

Values = dict[str, dict[str, int]]
# Of rows at fault the quarantine has the cells as they were read; the last good ones in their place do not count.
STANDING: Final = f"""
with accepted as (
    select unnest(string_split({COLUMN}, '{NEXT}')) as told
    from $now
    where {COLUMN} is not null and (_key is null or _key not in (select key from lines where key is not null))
),

faulty as (
    select distinct source, file, sheet, "row", cells from lines
)

select split_part(told, '{BETWEEN}', 1), split_part(told, '{BETWEEN}', 2), count(*) from accepted group by all
union all
select listed."column", listed.value, count(*)
from listed
inner join faulty
    on trim(from_json(faulty.cells, '["VARCHAR"]')[listed.place + 1], '{EDGES}') = listed.value
group by all
"""


def standing(
    connection: duckdb.DuckDBPyConnection,
    now: str,
    places: Mapping[str, int],
    *listed: Mapping[str, Mapping[str, int]],
) -> Values:
    """By column the values and how many rows have them: of the rows ``now`` (SQL), and of those in the table ``lines``.

    ``listed`` are all the values that they may have, ``places`` of which cell each column is read.
    """
    asked = sorted({(column, value) for one in listed for column, values in one.items() for value in values})
    if not asked:
        return {}
    columns, values = zip(*asked, strict=True)
    told = {"column": columns, "value": values, "place": [places[column] for column in columns]}
    connection.register("listed", pa.table(told))
    found: Values = {}
    for column, value, count in connection.execute(STANDING.replace("$now", now)).fetchall():
        counts = found.setdefault(str(column), {})
        counts[str(value)] = counts.get(str(value), 0) + int(count)
    return {
        column: dict(sorted(values.items(), key=lambda one: (-one[1], one[0])))
        for column, values in sorted(found.items())
    }
