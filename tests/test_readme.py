"""What README and docs/ tell a reader to write works as it stands there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ROWS = (
    ("工单明细（2026 年 9 月）",),
    ("工单号", "报修时间", "完成时间", "校区", "楼宇", "故障大类", "级别", "状态", "满意度", "备注"),
    ("W001", "2026-09-01 08:00", "2026-09-01 12:00", "东校区", "图书馆", "网络", "高", "已关闭", 4, None),
    ("W002", "2026/9/2 9:30", None, "东校区", "一教", "网络", "紧急", "处理中", None, "催"),
    ("W003", "2026年9月3日 10:00", "2026-09-03 09:00", "南校区", "二教", "终端", "低", "已完成", 5, None),
)


def cockpit(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cockpit", *arguments],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def mysite(tmp_path):
    """The site of README's five minutes, with an export of three tickets."""
    text = re.search(r"```toml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert text
    exports = tmp_path / "mysite" / "exports"
    exports.mkdir(parents=True)
    config = exports.parent / "cockpit.toml"
    config.write_text(text[1], encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.title = "工单明细"
    for row in ROWS:
        book.active.append(row)
    book.save(exports / "工单_2026-09.xlsx")
    return config


def test_the_five_minutes(mysite):
    given = {"COCKPIT_CONFIG": str(mysite)}
    checked = cockpit("check", **given)
    assert checked.returncode == 0, checked.stderr
    synced = json.loads(cockpit("sync", "--json", **given).stdout)
    assert synced["tables"]["tickets"] | {"reasons": {}} == {
        "read": 3,
        "accepted": 2,
        "quarantined": 1,
        "deduplicated": 0,
        "carried": 0,
        "reasons": {},
    }
    september = ("--from", "2026-09-01", "--to", "2026-10-01", "--format", "json")
    told = json.loads(cockpit("measure", "time_to_resolve", "--by", "campus", *september, **given).stdout)
    assert [(row["campus"], row["value"], row["n"]) for row in told["rows"]] == [("东校区", 4.0, 1)]
    told = json.loads(cockpit("measure", "satisfaction", *september, **given).stdout)
    assert [(row["value"], row["n"]) for row in told["rows"]] == [(80, 1)]


def test_every_command_exists():
    known = re.search(r"可用的有：(.*?)。", cockpit("nothing").stderr)
    assert known
    told = {command for page in PAGES for command in re.findall(r"python -m cockpit ([a-z]+)", page.read_text("utf-8"))}
    assert told <= set(re.findall(r"\w+", known[1]))


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_every_link_leads_somewhere(file):
    links = re.findall(r"\]\((?!http)([^)#]+)", file.read_text("utf-8"))
    assert [link for link in links if not (file.parent / link).exists()] == []


def test_the_folders_are_those_that_are_there():
    below = (ROOT / "README.md").read_text("utf-8").split("The folders are")[1]
    listed = re.findall(r"^((?:[a-z_]+/)+)", below, re.MULTILINE)
    packages = {f"cockpit/{one.parent.name}/" for one in (ROOT / "cockpit").glob("*/__init__.py")}
    assert [folder for folder in listed if not (ROOT / folder).is_dir()] == []
    assert packages - set(listed) == set()
