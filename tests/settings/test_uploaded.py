"""Sources that came through the Data page stand beside those of cockpit.toml, which no machine writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit import settings
from cockpit.errors import ConfigurationError
from cockpit.settings import uploaded

SITE = """
[site]
name = "试"
zone = "Asia/Shanghai"
[sources.desk]
path = "."
[sources.desk.tables.parts]
files = "*.csv"
columns = { part_id = "a", name = "b", kind = "c", unit = "d", minimum = "e" }
"""
CAME = """
[sources.{name}]
path = "files"
[sources.{name}.tables.documents]
files = "x.csv"
columns = {{ name = "${{HOME}}", type = "b", cycle = "c", reviewer = "d" }}
"""


def kept(data: Path, name: str, text: str = CAME) -> None:
    folder = data / "sources" / name
    (folder / "files").mkdir(parents=True)
    (folder / "source.toml").write_text(text.format(name=name), encoding="utf-8")


@pytest.fixture
def load(tmp_path: Path):
    config = tmp_path / "cockpit.toml"
    config.write_text(SITE, encoding="utf-8")
    return lambda: settings.load(config, tmp_path / "data", {})


def test_an_uploaded_source_is_read_and_takes_nothing_from_the_environment(load, tmp_path: Path) -> None:
    kept(tmp_path / "data", "papers")
    site = load()
    own, came = site.sources
    assert (own.name, came.name) == ("desk", "papers")
    assert came.path == tmp_path / "data" / "sources" / "papers" / "files"
    assert came.tables[0].columns["name"] == ("${HOME}",)
    assert uploaded.is_uploaded(came, site.data)
    assert not uploaded.is_uploaded(own, site.data)


def test_a_round_sees_what_came_and_what_went(load, tmp_path: Path) -> None:
    site = load()
    kept(tmp_path / "data", "papers")
    later = uploaded.refreshed(site)
    assert [one.name for one in later.sources] == ["desk", "papers"]
    (tmp_path / "data" / "sources" / "papers" / "source.toml").unlink()
    assert [one.name for one in uploaded.refreshed(later).sources] == ["desk"]


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("desk", CAME, "uploaded_twice"),
        ("papers", "[sources", "uploaded_unreadable"),
        ("papers", CAME.replace("reviewer", "reviwer"), "unknown_column_near"),
    ],
)
def test_what_is_wrong_is_told_with_its_file(load, tmp_path: Path, name: str, text: str, key: str) -> None:
    kept(tmp_path / "data", name, text)
    with pytest.raises(ConfigurationError) as refused:
        load()
    faults = {fault.key: fault.path for fault in refused.value.faults}
    assert f"{name}/source.toml" in faults[key]
