"""A file on the Data page: uploaded, seen, adjusted, tried, kept, synced, its rows on the ticket page; then removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.shots import settled
from tests.browser.small import served
from tests.drafting import styles

pytestmark = pytest.mark.browser

# Nothing fades any more; the page's rules let nothing be evaluated that is waited for in the page itself.
FADED = """async () => {
    while (document.getAnimations().some(one => one.playState === "running"))
        await new Promise(requestAnimationFrame)
}"""


@pytest.fixture
def at(tmp_path: Path) -> Iterator[str]:
    """A site of one ticket, synced and served."""
    (tmp_path / "desk.csv").write_text("单号,报修时间,校区\nT1,2026-01-05 09:30,东校区\n", encoding="utf-8")
    with served(tmp_path) as address:
        yield address


def give(page: Page, file: Path) -> None:
    """Gives the page a file and waits for what is drafted of it."""
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("heading", name="各列是什么").wait_for(timeout=60_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)


def choose(page: Page, label: str, option: str) -> None:
    """Picks from one of the lists by keys alone."""
    box = page.get_by_role("combobox", name=label, exact=True)
    box.focus()
    page.keyboard.type(option)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.evaluate(FADED)


def test_the_whole_way(at: str, tmp_path: Path, page: Page) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    settled(page, f"{at}/data")
    give(page, styles.months_unclear(folder))
    main = page.locator("[data-testid='stMain']")
    expect(main).to_contain_text("分不出先日后月还是先月后日")
    expect(main).to_contain_text("000007")
    run = page.get_by_role("button", name="试读")
    expect(run).to_be_disabled()
    page.get_by_text("先月后日").last.click()
    expect(run).to_be_enabled(timeout=30_000)
    choose(page, "Subject", "不用")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    run.click()
    keep = page.get_by_role("button", name="保存为来源")
    expect(keep).to_be_enabled(timeout=60_000)
    counts = page.get_by_role("region", name="试读的结果").locator("tbody tr").first
    expect(counts).to_have_text("工单606000", use_inner_text=False)
    page.get_by_label("来源的名称").fill("osticket_2024")
    page.get_by_label("来源的名称").press("Enter")
    expect(main).to_contain_text("请再试读一次", timeout=30_000)
    run.click()
    expect(keep).to_be_enabled(timeout=60_000)
    keep.click()
    expect(main).to_contain_text("来源 osticket_2024 已保存", timeout=30_000)
    assert (tmp_path / "d" / "sources" / "osticket_2024" / "files" / "osticket.csv").exists()
    assert list((tmp_path / "d" / "incoming").glob("*")) == []
    page.get_by_role("button", name="立即同步").last.click()
    expect(page.locator("h1")).to_contain_text("61", timeout=60_000)
    settled(page, f"{at}/detail?q=000059&period=dates&dates=2024-01-01&dates=2024-12-31")
    expect(page.locator("h1")).to_have_text("2024年含“000059”的工单有 1 单。")
    expect(main.get_by_role("grid")).to_contain_text("000059")
    settled(page, f"{at}/detail?row=tickets:000059")
    place = page.get_by_role("dialog")
    expect(place).to_contain_text("osticket_2024")
    expect(place).to_contain_text("osticket.csv")
    expect(place).to_contain_text("第 61 行")
    expect(place).to_contain_text("第一次带来")
    settled(page, f"{at}/data")
    page.get_by_role("button", name="移除").first.click()
    page.get_by_role("button", name="确定移除").click()
    expect(main).to_contain_text("来源 osticket_2024 已移除", timeout=30_000)
    assert list((tmp_path / "d" / "sources").glob("*")) == []


def test_a_dry_run_shows_what_would_wait_and_a_bad_file_its_fault(at: str, tmp_path: Path, page: Page) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    settled(page, f"{at}/data")
    (folder / "坏.xls").write_bytes(b"<html><table><tr><td>1</td></tr></table></html>")
    page.locator("input[type=file]").set_input_files(folder / "坏.xls")
    main = page.locator("[data-testid='stMain']")
    expect(main).to_contain_text("没能起草 坏.xls", timeout=60_000)
    page.get_by_role("button", name="换一个文件").click()
    strange = styles.write_csv(folder / "别的.csv", [["甲", "乙"], *([f"A{n}", n] for n in range(9))])
    page.locator("input[type=file]").set_input_files(strange)
    expect(main).to_contain_text("看不出 别的.csv 里有哪种数据表", timeout=60_000)
    expect(main).not_to_contain_text("--as-record")
    choose(page, "这是哪种数据表", "人员")
    page.get_by_role("heading", name="各列是什么").wait_for(timeout=60_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    expect(main).to_contain_text("还缺")
    page.get_by_role("button", name="放弃这个文件").click()
    rows = [
        ["工单号", "报修时间", "完成时间", "校区", "楼宇", "故障类型", "状态"],
        *([f"W{n}", "2026-03-01 08:00", "2026-03-01 09:00", "本部", "图书馆", "网络", "已完成"] for n in range(9)),
        ["W9", "2026-03-01 08:00", "2026-02-01 09:00", "本部", "图书馆", "<b>网络</b>", "已完成"],
    ]
    give(page, styles.write_csv(folder / "工单.csv", rows))
    page.get_by_role("button", name="试读").click()
    waiting = page.get_by_role("region", name="会待核对的行")
    expect(waiting).to_contain_text("2026-02-01 09:00", timeout=60_000)
    expect(waiting).to_contain_text("完成时间")
    page.get_by_role("button", name="放弃这个文件").click()
    expect(page.locator("input[type=file]")).to_be_attached()
    assert list((tmp_path / "d" / "incoming").glob("*")) == []
