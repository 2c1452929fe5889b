"""What goes wrong is told in the reader's language: what, where, what to do, and what may have been meant."""

from __future__ import annotations

import re
import socket

import pytest

from cockpit import sources
from cockpit.cli import main, measure, serve
from cockpit.errors import AT_FAULT, USAGE
from cockpit.i18n import say
from cockpit.settings import LANGUAGES
from tests.cli.conftest import Cli

# Words argparse, tomllib and the operating system use.
FOREIGN = ("argument", "invalid", "unrecognized", "No such", "Is a directory", "Not a directory", "at line", "意料之外")


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("synk",), "sync"),
        (("sync", "--acept"), "--accept"),
        (("measure", "opened", "--formt", "json"), "--format"),
        (("measure", "opened", "--format", "jsn"), "json"),
        (("snapshots", "prun"), "prune"),
        (("export", "quarantin"), "quarantine"),
        (("run", "--port", "abc"), "--port 8501"),
        (("run", "--port", "99999"), "65535"),
        (("run", "--port", "0"), "65535"),
        (("run", "--port"), "--port"),
        (("measure",), "NAME"),
        (("snapshots",), "rebuild"),
        ((), "check"),
        (("measure", "opened", "--by", "mouth"), "“month”"),
        (("measure", "opened", "--by", "colour"), "campus (校区)"),
        (("measure", "opened", "--where", "campus=东校"), "东校区"),
        (("measure", "opened", "--where", "campus=明德"), "校区"),
        (("measure", "opened", "--where", "level=A级"), "“A”"),
    ],
)
def test_a_wrong_word_is_told_with_the_nearest(synced: Cli, words: tuple[str, ...], near: str):
    code, out, told = synced(*words)
    assert (code, out) == (USAGE, "")
    assert near in told
    assert [word for word in FOREIGN if word in told] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(cli: Cli, language: str):
    code, _, told = cli("synk", "--lang", language)
    assert code == USAGE
    assert "sync" in told
    assert bool(re.search("[\u4e00-\u9fff]", told)) == (language != "en")


def test_a_code_without_tickets_may_be_asked_for(cli: Cli):
    cli.site.tickets(2)
    cli("sync")
    assert cli.json("measure", "opened", "--where", "level=D", "--format", "json")["n"] == 0


def test_a_data_folder_that_cannot_be_made(cli: Cli):
    code = main(["sync", "--config", str(cli.site.config), "--data", "/proc/x"])
    out, told = cli.capsys.readouterr()
    assert (code, out) == (AT_FAULT, "")
    assert "建不了数据目录 /proc/x" in told
    assert [word for word in FOREIGN if word in told] == []


def test_a_file_that_cannot_be_written(cli: Cli):
    cli.site.tickets(40, 报修="昨天")
    cli("sync")
    for place in ("/proc/x.xlsx", str(cli.site.folder / "none" / "x.xlsx"), "/proc/x.csv"):
        code, out, told = cli("export", "quarantine", "-o", place)
        assert (code, out) == (AT_FAULT, "")
        assert place in told
        assert [word for word in FOREIGN if word in told] == []


def test_a_source_that_cannot_be_read(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    def refused(file: object, _cache: object) -> str:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(sources.cache, "digest_of", refused)
    for words in (("sync",), ("check",)):
        code, _, told = cli(*words)
        assert code == AT_FAULT
        assert "desk · 工单.csv：读不了这个文件：没有权限" in told


def test_whatever_the_system_refuses(synced: Cli, monkeypatch: pytest.MonkeyPatch):
    def refused(*_given: object, **_named: object) -> None:
        raise OSError(5, "Input/output error", "/mnt/share")

    monkeypatch.setattr(measure, "open_cockpit", refused)
    code, _, told = synced("measure", "opened")
    assert code == AT_FAULT
    assert "/mnt/share：系统拒绝了操作：磁盘读写出错" in told


def test_a_port_in_use(synced: Cli):
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        code, out, told = synced("run", "--port", str(taken.getsockname()[1]))
    assert (code, out) == (USAGE, "")
    assert "已被占用" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = “小站”", "英文半角"),
        ('name = "甲"\nname = "乙"', "重复了"),
        ('name = "甲', "没有闭合"),
        ("name = 甲", "第 8 列"),
        ("languages = [", "没有闭合"),
    ],
)
def test_what_is_no_toml(cli: Cli, text: str, told: str):
    cli.site.config.write_text(f"[site]\n{text}", encoding="utf-8")
    code, _, said = cli("check")
    assert code == USAGE
    assert told in said
    assert [word for word in FOREIGN if word in said] == []


@pytest.mark.parametrize("zone", ["UTC+8", "GMT+08:00", "+8", "Asia/Beijing", "Asia/Shenzhen", "北京时间", "CST"])
def test_the_zone_of_china(cli: Cli, zone: str):
    cli.site.config.write_text(f'[site]\nname = "x"\nzone = "{zone}"\n[sources]\n', encoding="utf-8")
    assert "“Asia/Shanghai”" in cli("check")[2]


def test_a_misspelt_key_is_one_fault(cli: Cli):
    cli.site.config.write_text('[site]\nname = "x"\nzoen = "Asia/Shanghai"\n[sources]\n', encoding="utf-8")
    told = cli("check")[2]
    assert len(told.splitlines()) == 2
    assert "zone" in told


def test_no_configuration(cli: Cli):
    cli.site.config.unlink()
    told = cli("check")[2]
    assert "没有这个文件" in told
    assert [word for word in FOREIGN if word in told] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_told_with_what_it_is_for(cli: Cli, language: str):
    for words, missing in (
        (("snapshots", "diff"), {"OLDER": "older", "NEWER": "newer"}),
        (("measure",), {"NAME": "name"}),
        (("export", "detail"), {"-o/--output": "output"}),
    ):
        code, out, told = cli(*words, "--lang", language)
        assert (code, out) == (USAGE, "")
        assert all(name in told and say(f"cli.option.{key}", language) in told for name, key in missing.items())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [(), ("snapshots",), ("export",)])
def test_help_lists_the_commands_and_nothing_else(cli: Cli, words: tuple[str, ...], language: str):
    with pytest.raises(SystemExit):
        cli(*words, "--help", "--lang", language)
    out = cli.capsys.readouterr().out
    assert "…" not in out.replace("……", "")
    assert "... ..." not in out
    listed = out.split(f"{say('cli.commands', language)}:\n")[1].splitlines()
    assert all(re.match(r" +[a-z]+ +\S| {10,}\S", line) for line in listed)
