"""The quarantine of the imported sample holds exactly the rows that were spoilt beyond reading."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

if TYPE_CHECKING:
    from tests.conftest import Site


@pytest.fixture(scope="module")
def snapshot(sample_site: Site) -> tuple[dict[str, Any], pd.DataFrame]:
    """The tables of the manifest, and the quarantine."""
    folder = sample_site.data / "snapshots" / (sample_site.data / "current").read_text("utf-8").strip()
    tables: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))["tables"]
    return tables, pd.read_parquet(folder / "quarantine.parquet")


@pytest.mark.slow
def test_the_quarantine_is_what_was_planted(
    snapshot: tuple[dict[str, Any], pd.DataFrame], dirty: dict[str, Any]
) -> None:
    _, quarantine = snapshot
    found = {(row.record, str(row.file).split("/")[-1], row.row) for row in quarantine.itertuples()}
    planted = {
        (note["record"], note["file"].split("/")[-1], note["row"])
        for note in dirty["rows"]
        if note["effect"] == "quarantined"
    }
    assert found == planted


@pytest.mark.slow
def test_the_counts_are_those_of_the_list(snapshot: tuple[dict[str, Any], pd.DataFrame], dirty: dict[str, Any]) -> None:
    tables, _ = snapshot
    for record, table in tables.items():
        effects = dirty["effects"].get(record, {})
        assert table["quarantined"] == effects.get("quarantined", 0), record
        assert table["deduplicated"] == effects.get("deduplicated", 0), record
    unmapped = tables["tickets"]["unmapped"]
    kinds = dirty["kinds"]["tickets"]
    assert unmapped["level"] == {"加急": kinds["unknown_level"]}
    assert unmapped["channel"] == {"企业微信": kinds["unknown_channel"]}
