"""The Data page at work: a sync from its button, with progress and an end; what has no mapping; snapshots."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import listening
from tests.browser.shots import settled
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

CONFIG = """
[site]
name = "一所学校"
zone = "Asia/Shanghai"
[sources.desk]
path = "."
[sources.desk.tables.tickets]
files = "*.csv"
columns = { ticket_id = "单号", reported_at = "报修时间", campus = "校区", level = "等级" }
constants = { building = "一号楼", category = "网络", status = "closed" }
values.level = { "急" = "A" }
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of one file, synced once."""
    (tmp_path / "cockpit.toml").write_text(CONFIG, encoding="utf-8")
    write(tmp_path, 400)
    command = [sys.executable, "-m", "cockpit", "sync", "--config", str(tmp_path / "cockpit.toml")]
    command += ["--data", str(tmp_path / "d")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return tmp_path


@pytest.fixture
def at(site: Path) -> Iterator[str]:
    """Where it is served."""
    options = ["--config", str(site / "cockpit.toml"), "--data", str(site / "d"), "--every", "60m"]
    with listening(site, "-m", "cockpit", "run", *options, "--port") as address:
        yield address


def write(folder: Path, rows: int) -> None:
    with (folder / "desk.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["单号", "报修时间", "校区", "等级"])
        writer.writerows(
            [f"T{n:05d}", f"2026-0{n % 9 + 1}-11 09:30", "东校区", "急" if n % 5 else "特急"] for n in range(rows)
        )


def test_a_sync_tells_its_progress_and_its_end(site: Path, at: str, page: Page) -> None:
    settled(page, f"{at}/data")
    expect(page.locator("[data-testid='stMain']")).to_contain_text("特急")
    snapshots = page.locator("table").last.locator("tbody tr")
    before = snapshots.count()
    assert before >= 1
    write(site, 60_000)
    page.get_by_role("button", name="立即同步").click()
    expect(page.locator("p[role='status']").first).to_be_visible(timeout=15_000)
    expect(page.get_by_role("button", name="立即同步")).to_be_disabled()
    expect(page.locator("h1")).to_contain_text("60,000", timeout=60_000)
    expect(snapshots).to_have_count(before + 1)
    expect(page.get_by_role("button", name="立即同步")).to_be_enabled(timeout=15_000)
