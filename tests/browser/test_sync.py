"""The Data page at work: a sync from its button, with progress and an end; what has no mapping; snapshots."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.shots import settled
from tests.browser.small import served

pytestmark = pytest.mark.browser

MORE = """
columns.level = "等级"
values.level = { "急" = "A" }
"""


@pytest.fixture
def at(tmp_path: Path) -> Iterator[str]:
    """Where a site of one file is served, synced once."""
    write(tmp_path, 400)
    with served(tmp_path, MORE) as address:
        yield address


def write(folder: Path, rows: int) -> None:
    with (folder / "desk.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["单号", "报修时间", "校区", "等级"])
        writer.writerows(
            [f"T{n:05d}", f"2026-0{n % 9 + 1}-11 09:30", "东校区", "急" if n % 5 else "特急"] for n in range(rows)
        )


def test_a_sync_tells_its_progress_and_its_end(tmp_path: Path, at: str, page: Page) -> None:
    settled(page, f"{at}/data")
    expect(page.locator("[data-testid='stMain']")).to_contain_text("特急")
    snapshots = page.locator("table").last.locator("tbody tr")
    before = snapshots.count()
    assert before >= 1
    write(tmp_path, 60_000)
    page.get_by_role("button", name="立即同步").click()
    expect(page.locator("p[role='status']").first).to_be_visible(timeout=15_000)
    expect(page.get_by_role("button", name="立即同步")).to_be_disabled()
    expect(page.locator("h1")).to_contain_text("60,000", timeout=60_000)
    expect(snapshots).to_have_count(before + 1)
    expect(page.get_by_role("button", name="立即同步")).to_be_enabled(timeout=15_000)
