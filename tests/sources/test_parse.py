"""Whole sources: the child process, the cache, and every refusal at once."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cockpit import sources
from cockpit.settings.model import Source
from cockpit.sources import nursery
from tests.sources.conftest import NOW, lines, table, text


@dataclass
class Site:
    """A folder of exports that can be read, and files put into it that rest."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "exports"

    def put(self, name: str, content: str | bytes) -> Path:
        """A file that was written a minute ago."""
        file = self.folder / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(file, (time.time() - 60, time.time() - 60))
        return file

    def __call__(self, now: datetime = NOW, **changes: Any) -> tuple[sources.Outcome, list[str]]:
        """What reading gives, and which files were really parsed."""
        started: list[str] = []
        mapping = table(**changes)
        source = Source("helpdesk", path=self.folder, tables=(mapping,))
        outcome = sources.parse(source, mapping, "Asia/Shanghai", self.root / "cache", now, started.append)
        return outcome, started


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty folder of exports."""
    (tmp_path / "exports").mkdir()
    return Site(tmp_path)


def keys(outcome):
    return sorted((error.key, error.arguments.get("file")) for error in outcome.refused)


def test_several_files_and_every_refusal_at_once(site):
    site.put("a.csv", text(lines({}, {"楼宇": ""})))
    site.put("b.csv", text(lines({})).replace("工单号", "编号"))
    site.put("c.csv", "")
    site.put("~$a.xlsx", b"lock")
    site.put(".hidden.csv", b"x")
    site.put("d.xlsx", b"<html>")
    outcome, _ = site()
    assert keys(outcome) == [("column_missing", "b.csv"), ("file_empty", "c.csv"), ("not_a_workbook", "d.xlsx")]
    assert [(one.file, one.read, one.quarantined) for one in outcome.parsed] == [("a.csv", 2, 1)]
    assert outcome.parsed[0].problems.exists()


def test_unchanged_files_are_parsed_once(site):
    site.put("a.csv", text(lines({})))
    first, started = site()
    assert started == ["a.csv"]
    again, started = site()
    assert started == []
    assert again.parsed == first.parsed
    _, started = site(constants={"group": "一组"})
    assert started == ["a.csv"]
    site.put("a.csv", text(lines({}, {})))
    changed, started = site()
    assert (started, changed.parsed[0].read) == (["a.csv"], 2)


def test_a_row_refused_for_the_future_is_looked_at_again(site):
    site.put("a.csv", text(lines({"报修时间": "2026-11-05 08:00", "完成时间": ""})))
    assert site()[0].parsed[0].quarantined == 1
    assert site(now=NOW + timedelta(days=9))[0].parsed[0].quarantined == 0
    assert site()[0].parsed[0].quarantined == 1


def test_the_same_contents_twice_count_once(site):
    site.put("a.csv", text(lines({})))
    site.put("b.csv", text(lines({})))
    outcome, _ = site()
    assert [one.file for one in outcome.parsed] == ["a.csv"]


def test_missing_folder_and_files(site, tmp_path):
    assert keys(site()[0]) == [("files_missing", None)]
    source = Source("x", path=tmp_path / "nowhere", tables=(table(),))
    outcome = sources.parse(source, table(), "UTC", tmp_path / "cache", NOW)
    assert keys(outcome) == [("folder_missing", None)]


def items_of(site, tmp_path, names):
    """Files to parse, the second of them large."""
    large = text(lines(*({"描述": f"很长的描述 {number}" * 30} for number in range(60_000))))
    return [
        nursery.Item(
            site.put(name, large if place == 1 else text(lines({}))), name, name, tmp_path / f"out-{name}", table()
        )
        for place, name in enumerate(names)
    ]


def test_a_file_that_needs_too_much_memory_is_refused_and_the_rest_goes_on(site, tmp_path):
    items = items_of(site, tmp_path, ("a.csv", "b.csv", "c.csv"))
    limits = nursery.Limits(real_memory=190 << 20)
    parsed, refused = nursery.parse("helpdesk", "UTC", NOW, items, lambda _: None, limits)
    assert [(error.key, error.arguments["file"]) for error in refused] == [("too_much_memory", "b.csv")]
    assert sorted(parsed) == [0, 2]


def test_a_file_that_needs_too_much_time_is_refused(site, tmp_path, monkeypatch):
    monkeypatch.setattr(nursery, "COMMAND", ("-c", "import time; time.sleep(60)"))
    limits = nursery.Limits(seconds=0.2)
    parsed, refused = nursery.parse("helpdesk", "UTC", NOW, items_of(site, tmp_path, ["a.csv"]), lambda _: None, limits)
    assert parsed == {}
    assert [(error.key, error.arguments["file"]) for error in refused] == [("too_much_time", "a.csv")]


def test_a_child_that_dies_takes_one_file_with_it(site, tmp_path, monkeypatch):
    monkeypatch.setattr(nursery, "COMMAND", ("-c", "import os; os.abort()"))
    parsed, refused = nursery.parse(
        "helpdesk", "UTC", NOW, items_of(site, tmp_path, ["a.csv", "b.csv"]), lambda _: None
    )
    assert parsed == {}
    assert [(error.key, error.arguments["file"]) for error in refused] == [
        ("file_crashed", "a.csv"),
        ("file_crashed", "b.csv"),
    ]
