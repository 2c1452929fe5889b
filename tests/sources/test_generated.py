"""Whatever a file holds: a refusal that says why, or rows that add up. Never a traceback, never a row lost."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit.checks import Job, unite
from cockpit.errors import SourceError
from cockpit.records import RECORDS
from cockpit.sources import child
from tests.sources.conftest import COLUMNS, NOW, lines, table, text

CELLS = (
    "", "0", "-1", "１２", "2026-03-02", "2026/3/2 8:05", "2026年3月2日", "29/2/2016 01:16", "22/1/1",
    "2026-03-02 24:00", "2026-03-02T08:00:00Z", "NaN", "inf", "1e999", "9" * 400, "95%", "0.95", "是", "A",
    "紧急", '"', "a,b", "a\nb", "\0", "\x01", "\x01nul\x01x", "\u200b", "😀", "#N/A", "########", "=1+1",
    "1_000", "合计", "--", "\t", " x ", "o'clock", "{0}", "\\", "0000-00-00", "9999-12-31", "10000-01-01",
    "1.38E+10", "infinity", "epoch", "T1",
)  # fmt: skip
ROWS = st.lists(
    st.dictionaries(st.sampled_from(sorted(COLUMNS.values())), st.sampled_from(CELLS) | st.text(max_size=8)),
    min_size=1,
    max_size=8,
)
MAPPINGS = st.fixed_dictionaries(
    {},
    optional={
        "dates": st.sampled_from([("%d/%m/%Y",), ("%m/%d/%Y %H:%M", "%Y年%m月%d日")]),
        "fill_down": st.sampled_from([("building",), ("level", "reported_at")]),
        "rating_scale": st.sampled_from([(1, 5), (0, 10)]),
        "others": st.just({"level": "C", "status": "new"}),
        "defaults": st.just({"building": "o'x"}),
        "values": st.just({"campus": {"o'clock": "x"}, "level": {"紧急": "A"}}),
    },
)
DAMAGE = st.lists(
    st.tuples(
        st.integers(0, 400), st.sampled_from([b'"', b"\n", b",", b"\r\n", b"\0", b"\xff", b"\xe2\x80", b"\r", b'""'])
    ),
    max_size=3,
)


@pytest.mark.slow
@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(ROWS, MAPPINGS, st.sampled_from(["utf-8", "gb18030", "utf-16"]), st.sampled_from(",;\t"), DAMAGE)
def test_any_file(rows, mapping, encoding, delimiter, damage):
    content = bytearray(text(lines(*rows), delimiter).encode(encoding, "replace"))
    for place, piece in damage:
        content[place:place] = piece
    with tempfile.TemporaryDirectory() as name, contextlib.suppress(SourceError):
        folder = Path(name)
        (folder / "t.csv").write_bytes(content)
        job = Job(RECORDS["tickets"], table(**mapping), "s", "t.csv", "Asia/Shanghai", NOW, folder)
        parsed = child.parse(folder / "t.csv", job, "")
        assert parsed.read == parsed.accepted + parsed.quarantined
        with duckdb.connect() as connection:
            count = f"select count(*) from read_parquet('{parsed.rows}')"
            assert connection.execute(count).fetchall() == [(parsed.accepted,)]
            count = f"select count(distinct row) from read_parquet('{parsed.problems}')"
            assert connection.execute(count).fetchall() == [(parsed.quarantined,)]
        union = unite(RECORDS["tickets"], [parsed], folder / "out")
        assert union.read == union.accepted + union.quarantined + union.deduplicated
