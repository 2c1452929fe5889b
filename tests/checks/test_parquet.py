"""Rows written while they stream: as they were, in their order, and what goes wrong keeps its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cockpit.checks import parquet

ROWS = parquet.GROUP * 2 + 1
QUERY = f"""
    select i as number, 'T' || i % 7 as text, case when i % 3 then 'x' || i end as seldom, i / 8 as part,
        timestamptz '2026-01-01 00:00:00+00' + to_seconds(i * 7919 % 100000) as moment,
        date '2026-01-01' + cast(i % 400 as integer) as day, i % 2 = 0 as truth,
        cast(i / 100 as decimal(12, 2)) as money, null::varchar as nothing
    from range({ROWS}) as t (i) order by i desc"""


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


def test_rows_come_back_as_they_were(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = tmp_path / "rows.parquet"
    parquet.write(connection, QUERY, file)
    assert connection.sql(f"select * from '{file}'").types == connection.sql(QUERY).types
    assert connection.execute(f"from '{file}'").fetchall() == connection.execute(QUERY).fetchall()
    groups = connection.execute(f"select count(distinct row_group_id) from parquet_metadata('{file}')").fetchall()
    assert groups == [(3,)]


def test_a_key_says_in_which_group_it_stands(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = tmp_path / "rows.parquet"
    parquet.write(connection, QUERY, file, keys=["text"])
    found = connection.execute(
        "select path_in_schema, any_value(stats_max_value) from parquet_metadata(?) "
        "where path_in_schema in ('text', 'seldom') group by 1 order by 1",
        [str(file)],
    ).fetchall()
    assert found == [("seldom", None), ("text", "T6")]


def test_the_same_rows_make_the_same_file(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for name in ("one", "two"):
        parquet.write(connection, QUERY, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_no_rows_are_a_file_too(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    parquet.write(connection, f"select * from ({QUERY}) where false", tmp_path / "none")
    found = connection.sql(f"from read_parquet('{tmp_path / 'none'}')")
    assert (found.fetchall(), found.columns[:2]) == ([], ["number", "text"])


@pytest.mark.parametrize("first", [0, ROWS - 1])
def test_a_value_that_cannot_be_read_is_told_wherever_it_stands(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, first: int
) -> None:
    query = f"select cast(case when i = {first} then 'x' else '1' end as integer) from range({ROWS}) as t (i)"
    with pytest.raises(duckdb.ConversionException, match="Could not convert string 'x'"):
        parquet.write(connection, query, tmp_path / "rows")


def test_another_error_keeps_its_words(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    query = f"select case when i = {ROWS - 1} then error('gone') else i end from range({ROWS}) as t (i)"
    with pytest.raises(duckdb.Error, match="gone"):
        parquet.write(connection, query, tmp_path / "rows")


def test_a_sort_that_is_too_large_for_several_threads_is_done_by_one(tmp_path: Path) -> None:
    wide = "select i, repeat(hash(i)::varchar, 10) as text, hash(i + 1)::varchar as key from range(200000) as t (i)"
    config: dict[str, Any] = {"memory_limit": "40MB", "threads": 4, "temp_directory": str(tmp_path / "spill")}
    with duckdb.connect(config=config) as connection:
        parquet.write(connection, wide, tmp_path / "rows.parquet", order="key")
        assert connection.execute("select current_setting('threads')").fetchall() == [(4,)]
    with duckdb.connect() as connection:
        sorted_rows = connection.sql(f"{wide} order by key").fetchall()
        assert connection.sql(f"from '{tmp_path / 'rows.parquet'}'").fetchall() == sorted_rows


def test_rows_joined_to_others_stay_in_their_order(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file, given = tmp_path / "rows.parquet", tmp_path / "given.parquet"
    rows = "select i, md5(i::varchar) as text from range(600_000) as t (i)"
    connection.execute(f"copy ({rows}) to '{given}' (format parquet, row_group_size 20480)")
    connection.execute("create table given as from read_parquet(?)", [str(given)])
    connection.execute("create table codes as select 'x' as text, 'y' as code")
    for _ in range(3):
        parquet.write(connection, "select given.*, code from given left join codes using (text)", file)
        assert connection.execute(f"select i from '{file}'").fetchnumpy()["i"].tolist() == list(range(600_000))


def test_a_stream_is_not_read_again(tmp_path: Path) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        for number in range(15):
            yield pa.record_batch({"text": [f"{number} {place} {'x' * 1000}" for place in range(2000)]})

    config: dict[str, Any] = {"memory_limit": "20MB", "threads": 1, "temp_directory": ""}
    with duckdb.connect(config=config) as connection:
        first = next(batches())
        connection.register("given", pa.RecordBatchReader.from_batches(first.schema, batches()))
        with pytest.raises(duckdb.OutOfMemoryException):
            parquet.write(connection, "from given order by text", tmp_path / "rows.parquet")


def test_the_watermark_is_found_by_its_least_and_greatest(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    query = "select i::varchar as text, lpad(i::varchar, 6, '0') as _mark from range(100) as t (i)"
    parquet.write(connection, query, tmp_path / "rows.parquet")
    told = (
        f"select path_in_schema, stats_min_value, stats_max_value from parquet_metadata('{tmp_path / 'rows.parquet'}')"
    )
    assert connection.execute(told).fetchall() == [("text", None, None), ("_mark", "000000", "000099")]


def test_where_there_is_no_room_the_system_says_so(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(OSError, match="No space left"):
        parquet.write(connection, QUERY, Path("/dev/full"))


def test_tables_are_cut_into_whole_vectors() -> None:
    """No row is lost or moved; only what is left at the end is less than a vector."""
    sizes = (1, parquet.VECTOR - 1, 3, 3 * parquet.VECTOR, 0, 10)
    numbers = iter(range(sum(sizes)))
    given = [pa.table({"c0": [next(numbers) for _ in range(size)]}, pa.schema({"c0": pa.int64()})) for size in sizes]
    cut = list(parquet.whole(given))
    assert [len(one) for one in cut] == [parquet.VECTOR, 3 * parquet.VECTOR, 13]
    assert pa.concat_tables(cut)["c0"].to_pylist() == list(range(sum(sizes)))
    assert list(parquet.whole([])) == []


def test_rows_of_long_texts_are_written_in_small_groups(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is held while a file is written is bounded in bytes, not in rows alone."""
    monkeypatch.setattr(parquet, "LARGE", 1 << 20)
    query = (
        f"select i, repeat('长', if(i < {2 * parquet.VECTOR}, 300, 1)) as text from range({6 * parquet.VECTOR}) t (i)"
    )
    parquet.write(connection, query, tmp_path / "rows.parquet")
    told = pq.ParquetFile(tmp_path / "rows.parquet").metadata
    assert [told.row_group(one).num_rows for one in range(told.num_row_groups)] == [
        parquet.VECTOR,
        parquet.VECTOR,
        4 * parquet.VECTOR,
    ]
    found = duckdb.execute("select i from read_parquet(?)", [str(tmp_path / "rows.parquet")]).fetchnumpy()["i"]
    assert (found == range(6 * parquet.VECTOR)).all()
