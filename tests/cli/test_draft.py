"""The draft from the command line."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from cockpit.cli import drafting, main
from cockpit.errors import AT_FAULT, DONE, USAGE, SourceError
from cockpit.i18n import explain
from tests.drafting import styles


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("COCKPIT_CONFIG", str(tmp_path / "none.toml"))

    def running(*words: str) -> tuple[int, str, str]:
        code = main(["draft", *words])
        out, told = capsys.readouterr()
        assert "Traceback" not in out + told
        return code, out, told

    return running


def test_a_draft_needs_no_configuration(run, tmp_path: Path) -> None:
    file = styles.gbk_csv(tmp_path)
    code, out, told = run(str(file), "--lang", "zh-Hans")
    assert code == DONE
    assert "# 请确认：“处理人”里是姓名" in out
    assert "3 处请确认" in told
    source = tomllib.loads(out)["sources"]["helpdesk"]
    assert source["path"] == str(tmp_path)
    assert source["tables"]["tickets"]["encoding"] == "gb18030"


def test_written_beside_the_export(run, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    styles.glpi_like(tmp_path / "exports")
    code, out, _ = run(str(tmp_path / "exports" / "glpi.csv"), "-o", str(tmp_path / "d.toml"), "--lang", "en")
    assert code == DONE
    assert out.startswith("Written to ")
    assert tomllib.loads((tmp_path / "d.toml").read_text())["sources"]["glpi"]["path"] == "exports"


def test_what_has_to_be_filled_in_is_at_fault(run, tmp_path: Path) -> None:
    code, out, told = run(str(styles.months_unclear(tmp_path)), "--json", "--lang", "en")
    assert code == AT_FAULT
    (one,) = json.loads(out)["proposals"]
    assert [doubt["key"] for doubt in one["doubts"] if doubt["open"]] == ["day_or_month"]
    assert "tells day from month" in " ".join(one["messages"])
    assert "have to be filled in" in told or "has to be filled in" in told


def test_nothing_of_ours_and_nothing_at_all(run, tmp_path: Path) -> None:
    code, out, told = run(str(styles.trash(tmp_path)), "--lang", "en")
    assert (code, out) == (AT_FAULT, "")
    assert "sensor_0" in told
    assert "--as-record" in told
    code, _, told = run(str(tmp_path / "nowhere.csv"), "--lang", "en")
    assert code == USAGE
    assert "nowhere.csv" in told


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tool.py", "print(1)\n"),
        ("tool.py", "from a import b, c\nfrom d import e, f\n"),
        ("a.json", '{"a": 1, "b": 2}\n'),
        ("note.txt", "The network\nis down.\n"),
    ],
)
def test_what_is_no_table_is_told_with_what_is_read(run, tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    code, _, told = run(str(tmp_path / name), "--lang", "zh-Hans")
    assert code == AT_FAULT
    assert f"{name} 里没有表格" in told
    assert ".xlsx" in told


def test_a_table_is_drafted_whatever_it_is_called(run, tmp_path: Path) -> None:
    file = styles.gbk_csv(tmp_path).rename(tmp_path / "export.dat")
    assert run(str(file))[0] == DONE


def test_somebody_says_what_it_is(run, tmp_path: Path) -> None:
    code, out, _ = run(str(styles.two_digit_years(tmp_path)), "--as-record", "tickets", "--lang", "zh-Hans")
    assert code == AT_FAULT
    assert "# 请填写：没有找到“状态”，它必须有。" in out


def test_where_nothing_was_read_before_nothing_is_said_to_go_on_serving() -> None:
    error = SourceError("database_unreachable", source="desk", reason="no route", tries=3)
    assert "上一份" in explain(error, "zh-Hans")
    told = explain(drafting._placed(error, "zh-Hans"), "zh-Hans")
    assert told == "连不上数据源 desk 的数据库：no route。请检查网络、地址、账号和权限。"
