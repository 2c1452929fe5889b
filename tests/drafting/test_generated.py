"""Whatever stands in a file: it is drafted or refused in words, and what is drafted reads back as it was proposed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit.drafting import toml
from cockpit.errors import SourceError
from tests.drafting import styles
from tests.drafting.drafted import Drafting

HEADERS = (
    "工单号",
    "报修时间",
    "状态",
    "校区",
    "楼宇",
    "故障类型",
    "满意度",
    "更新时间",
    "维修人",
    "状态(1-新 2-完)",
    "number",
)
SIGNS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="$"), max_size=6)
CELLS = st.one_of(
    SIGNS,
    st.sampled_from(
        ("", "?", "--", "已完成", "紧急", "1", "5", "2026-03-01 08:00", "01/02/2024", "合计", "'\"\\", "非常满意")
    ),
)


@st.composite
def files(draw: st.DrawFn) -> list[list[str]]:
    """Some title rows, a header of known and other names, rows of anything."""
    header = draw(
        st.lists(st.one_of(st.sampled_from(HEADERS), st.sampled_from(HEADERS), SIGNS), min_size=2, max_size=9)
    )
    titles = draw(st.lists(SIGNS, max_size=2))
    row = st.lists(CELLS, min_size=len(header), max_size=len(header))
    rows = draw(st.lists(row, max_size=12))
    return [*([title, *[""] * (len(header) - 1)] for title in titles), header, *rows]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files())
def test_any_file(rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        drafting = Drafting(folder)
        try:
            drafted = drafting.draft(styles.write_csv(folder / "a.csv", rows))
        except SourceError:
            return
        asked = {doubt.key for one in drafted.proposals for doubt in one.unanswered}
        for language in ("zh-Hans", "en"):
            words = toml.text("x", toml.Place(path=name), drafted, language)
            if drafted.proposals and "missing" not in asked:
                (source,) = drafting.from_words(words).sources
                assert source.tables == tuple(one.table for one in drafted.proposals)
