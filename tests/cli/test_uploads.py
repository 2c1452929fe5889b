"""An uploaded source from the command line: tried beside all others, kept, read by the next sync, removed."""

from __future__ import annotations

from pathlib import Path

from cockpit.cli import uploads as uploads_cli
from cockpit.drafting import draft_file, toml, uploads
from cockpit.errors import AT_FAULT, DONE, USAGE
from cockpit.ledger import Ledger
from tests.cli.conftest import Cli, in_database
from tests.drafting import styles
from tests.sync.site import ticket


def staged(cli: Cli, folder: Path, name: str) -> Path:
    """A drafted file as the page stages it."""
    made = uploads.stage(cli.site.data)
    file = uploads.put(made, "wx.csv", styles.gbk_csv(folder).read_bytes())
    drafted = draft_file(file, name, "未注明", folder / "work")
    words = toml.text(name, toml.Place(path="files"), drafted, "en")
    (made / "source.toml").write_text(words, encoding="utf-8")
    return made


def test_tried_kept_synced_and_removed(synced: Cli, tmp_path: Path) -> None:
    folder = staged(synced, tmp_path, "wx")
    tried = synced.json("uploads", "try", str(folder), "--json")
    counts = tried["tables"]["tickets"]
    assert counts["read"] == styles.ROWS
    assert counts["read"] == counts["accepted"] + counts["quarantined"] + counts["deduplicated"]
    assert len({(one["row"], one["reason"]) for one in tried["problems"]}) == counts["quarantined"]
    assert "wx" not in synced.json("sync", "--json")["sources"]
    code, _, _ = synced("uploads", "add", str(folder), "wx", "--who", "wang")
    assert code == DONE
    assert synced.json("uploads", "list", "--json") == ["wx"]
    after = synced.json("sync", "--json")
    assert after["sources"]["wx"]["tickets"]["read"] == styles.ROWS
    code, _, told = synced("uploads", "add", str(staged(synced, tmp_path, "wx")), "wx")
    assert code == USAGE
    assert "wx" in told
    code, _, _ = synced("uploads", "remove", "wx", "--who", "wang")
    assert code == DONE
    assert "wx" not in synced.json("check", "--json")["sources"]
    deeds = [(deed.who, deed.action, deed.subject) for deed in Ledger(synced.site.data).trail()]
    assert ("wang", "source.add", "wx") in deeds
    assert ("wang", "source.remove", "wx") in deeds


def test_a_trial_tells_what_of_the_file_itself_is_no_row_and_has_no_mapping(cli: Cli, tmp_path: Path) -> None:
    """Not what other sources lack; the reasons of all rows, however many of their cells are listed."""
    cli.site.tickets(3, 状态="悬着")
    cli("sync")
    folder = staged(cli, tmp_path, "wx")
    rows = ["工单编号,报修时间,校区,楼宇,故障类型,状态"]
    rows += [
        f"W{number},2026-03-01 08:00,东校区,图书馆,网络,{'转外协' if number < 2 else '已完成'}" for number in range(9)
    ]
    rows += [f"X{number},2026-02-30 08:00,东校区,图书馆,网络,已完成" for number in range(uploads_cli.MOST_PROBLEMS + 4)]
    (folder / "files" / "wx.csv").write_text("\n".join([*rows, "合计,213条,,,,", ""]), encoding="utf-8")
    drafted = draft_file(folder / "files" / "wx.csv", "wx", "未注明", tmp_path / "work")
    (folder / "source.toml").write_text(toml.text("wx", toml.Place(path="files"), drafted, "en"), encoding="utf-8")
    tried = cli.json("uploads", "try", str(folder), "--json")
    counts = tried["tables"]["tickets"]
    assert (counts["read"], counts["accepted"], counts["skipped"]["total"]) == (213, 9, 1)
    assert counts["unmapped"] == {"status": {"转外协": 2}}
    assert tried["reasons"] == [{"record": "tickets", "reason": "impossible_date", "rows": 204}]
    assert (tried["cells"], len(tried["problems"])) == (204, uploads_cli.MOST_PROBLEMS)
    out = cli("uploads", "try", str(folder), "--lang", "zh-Hans")[1]
    assert "工单：1 行合计与落款、0 行空行不算数据，未计入读取。" in out
    assert "日期不存在 204" in out


def test_a_trial_tells_what_keeps_a_file_from_being_read(synced: Cli, tmp_path: Path) -> None:
    folder = staged(synced, tmp_path, "wx")
    (folder / "files" / "wx.csv").write_bytes(b"")
    code, out, _ = synced("uploads", "try", str(folder), "--lang", "en")
    assert code == AT_FAULT
    assert "The file is empty." in out


def test_that_a_database_is_read_whole_beside_an_upload_is_told(cli: Cli, tmp_path: Path) -> None:
    in_database(cli.site, [ticket(number) for number in range(20)], 'watermark = "报修"')
    assert "onward" not in cli.json("sync", "--json")
    assert "onward" in cli.json("sync", "--json")
    folder = staged(cli, tmp_path, "wx")
    (note,) = cli.json("uploads", "try", str(folder), "--json")["notes"]
    assert "数据库 desk 也提供这种记录" in note
    assert note in cli("uploads", "add", str(folder), "wx")[1]
    out = cli("sync", "--accept", "--lang", "en")[1]
    assert "desk is read whole at every sync, not by its watermark, since such rows come from wx too" in out
    warnings = cli.json("check", "--json")["tables"]["tickets"]["warnings"]
    told = {"source": "desk", "file": "desk.db", "key": "watermark_unused", "sources": ["wx"]}
    assert [one for one in warnings if one["key"] == told["key"]] == [told]
    cli("uploads", "remove", "wx")
    cli("sync", "--accept")
    after = cli.json("sync", "--json")
    assert "onward" in after
    assert "not by its watermark" not in cli("check", "--lang", "en")[1]
