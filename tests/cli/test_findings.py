"""check tells a person all that its JSON has; sync says where to look."""

from __future__ import annotations

import pytest

from cockpit.settings import LANGUAGES
from tests.cli.conftest import Cli
from tests.sync.site import HEADER, ticket


@pytest.fixture
def messy(cli: Cli) -> Cli:
    """A misspelt optional header, a column nobody asked for, a bad time, two values without a mapping."""
    header = tuple("到埸" if name == "到场" else name for name in (*HEADER, "备注"))
    rows = [[*ticket(number), "x"] for number in range(20)]
    rows[3][HEADER.index("完成")] = "昨天"
    rows[4][HEADER.index("等级")] = "特急"
    rows[5][HEADER.index("状态")] = "搁置"
    cli.site.write("工单.csv", header, rows)
    return cli


def test_check_tells_everything(messy: Cli):
    code, out, _ = messy("check")
    assert code == 0
    found = messy.json("check", "--json")["tables"]["tickets"]
    assert found["reasons"] == {"not_a_time": 1}
    (line,) = [line for line in out.splitlines() if "不是日期或时间" in line and "·" in line]
    assert all(part in line for part in ("desk/工单.csv", "“完成”", "resolved_at", "昨天", "第 5 行"))
    assert "等级”列（level） 有未对应的取值：特急 (1)" in out
    assert 'values.level = { "特急" = "…" }' in out
    assert "values.status" in out
    assert "到埸" in out
    assert "未用到的列：" in out
    assert "备注" in out
    for warning in found["warnings"]:
        assert warning["key"] in ("column_absent", "extra_columns")


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(messy: Cli, language: str):
    _, out, _ = messy("check", "--lang", language)
    assert "values.level" in out
    assert "到埸" in out


def test_sync_tells_it_in_a_line(messy: Cli):
    code, out, _ = messy("sync")
    assert code == 0
    assert "1 行待核对、2 个取值未对应、1 个已配的列没有找到" in out
    assert "python -m cockpit check" in out


def test_nothing_to_tell(cli: Cli):
    assert "还有" not in cli("sync")[1]


def test_what_there_is_none_of_is_not_counted(cli: Cli):
    cli.site.tickets(40, 完成="昨天")
    out = cli("sync")[1]
    assert "还有 1 行待核对；" in out
    assert "0 个" not in out


def test_default_limits_are_told(cli: Cli):
    for command in ("check", "sync"):
        _, out, told = cli(command)
        assert "没有 [[contract]]" in told
        assert "[[contract]]" not in out
    cli.site.configure(more="[[contract]]\nfrom = 2020-01-01\n")
    for command in ("check", "sync"):
        assert "[[contract]]" not in cli(command)[2]


def test_the_rows_of_a_stock_are_those_of_the_last_unit(cli: Cli):
    cli.site.tickets(40, 完成="", 关闭="", 状态="处理中")
    cli("sync")
    told = cli.json("measure", "backlog", "--by", "day", "--format", "json")
    assert told["n"] == told["rows"][-1]["n"] == 1
    assert sum(row["n"] for row in told["rows"]) > 1
    split = cli.json("measure", "backlog", "--by", "day,campus", "--format", "json")
    assert split["n"] == 1


def test_names_that_may_be_one_are_told(cli: Cli):
    rows = [ticket(number) for number in range(20)]
    for number, name in enumerate(("WiFi慢", "WiFi慢", "wifi慢", "ＷｉＦｉ慢")):
        rows[number][HEADER.index("类别")] = name
    cli.site.write("工单.csv", HEADER, rows)
    out = cli("check")[1]
    assert "“类别”列（category） 有只差大小写、空格或全半角的取值：WiFi慢 (3)、wifi慢 (1)" in out
    assert 'values.category = { "wifi慢" = "WiFi慢" }' in out
    assert cli.json("check", "--json")["tables"]["tickets"]["alike"] == {"category": [{"WiFi慢": 3, "wifi慢": 1}]}
    cli.site.configure(more='[sources.desk.tables.tickets.values.category]\n"wifi慢" = "WiFi慢"\n')
    assert "wifi慢" not in cli("check")[1]
