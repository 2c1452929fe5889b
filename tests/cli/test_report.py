from __future__ import annotations

from pathlib import Path

import pytest

from cockpit.cli import reporting
from cockpit.errors import DONE, USAGE, UsageError
from cockpit.exports import reports
from tests.cli.conftest import Cli
from tests.sync.site import NOW

MONTH = NOW[:7]


@pytest.fixture
def later(synced: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The month has ended."""
    monkeypatch.setenv("COCKPIT_NOW", f"{int(NOW[:4]) + 1}{NOW[4:]}")
    return synced


def test_a_month_is_written_as_files_of_the_formats_named(later: Cli, tmp_path: Path):
    out = tmp_path / "out"
    code, told, notes = later("report", "month", MONTH, "-o", str(out), "--formats", "xlsx,html", "--lang", "en")
    assert code == DONE
    written = sorted(one.name for one in out.iterdir())
    assert sorted(Path(line).name for line in told.splitlines()) == written
    assert {Path(name).suffix for name in written} == {".xlsx", ".html"}
    assert all("Draft" in name for name in written)
    assert "not closed" in notes
    later("close", MONTH)
    _, told, notes = later("report", "month", MONTH, "-o", str(out), "--formats", "xlsx", "--lang", "en")
    assert "Draft" not in told
    assert "version 1 of the close" in notes


@pytest.mark.parametrize("formats", ["odt", "", "pptx,doc"])
def test_a_format_that_there_is_not_is_refused(later: Cli, tmp_path: Path, formats: str):
    code, _, told = later("report", "month", MONTH, "-o", str(tmp_path / "out"), "--formats", formats, "--lang", "en")
    assert code == USAGE
    assert "pptx" in told
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("kind", "which"), [("year", "2026"), ("week", "2026-W12")])
def test_a_year_and_a_week_are_written_too(synced: Cli, tmp_path: Path, kind: str, which: str):
    out = tmp_path / "out"
    code, told, _ = synced("report", kind, which, "-o", str(out), "--formats", "docx", "--lang", "en")
    assert code == DONE
    assert [str(one) for one in out.iterdir()] == told.splitlines()
    assert "2026" in told


@pytest.mark.parametrize(
    ("kind", "which", "told"),
    [
        ("year", "26", "not a year"), ("year", "2031", "has not begun"), ("week", "2026-W60", "not a week"),
        ("week", "12", "not a week"), ("week", "2026-W13", "has not begun"), ("incident", "SJ1", "SJ1"),
    ],
)  # fmt: skip
def test_what_there_is_none_of_has_no_report(synced: Cli, tmp_path: Path, kind: str, which: str, told: str):
    code, _, said = synced("report", kind, which, "-o", str(tmp_path / "out"), "--lang", "en")
    assert code == USAGE
    assert told in said
    assert not (tmp_path / "out").exists()


def test_a_format_that_an_incident_does_not_have_is_refused_and_those_there_are_named(synced: Cli, tmp_path: Path):
    out = tmp_path / "out"
    code, _, told = synced("report", "incident", "SJ1", "-o", str(out), "--formats", "pptx", "--lang", "en")
    assert code == USAGE
    assert all(form in told for form in ("docx", "pdf", "xlsx"))
    assert not out.exists()


def test_a_role_with_a_part_of_the_work_has_no_report(later: Cli, tmp_path: Path):
    code, _, told = later("report", "month", MONTH, "-o", str(tmp_path), "--as", "engineer", "--lang", "en")
    assert code == USAGE
    assert "customer" in told


def test_what_cannot_be_made_leaves_nothing_of_the_others(later: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def failing(document, file, template=None):
        if file.form == "xlsx":
            raise UsageError("bad_month", text="x")
        return b"whole"

    monkeypatch.setattr(reports, "made", failing)
    out = tmp_path / "out"
    assert later("report", "month", MONTH, "-o", str(out))[0] == USAGE
    assert not out.exists()
    before = {"one.txt": b"old"}
    reporting.write(out, before)
    monkeypatch.setattr(Path, "replace", _refuse)
    with pytest.raises(RuntimeError, match="no"):
        reporting.write(out, {"two.txt": b"new"})
    assert [one.name for one in out.iterdir()] == ["one.txt"]


def _refuse(*_):
    raise RuntimeError("no")
