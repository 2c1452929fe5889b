"""An uploaded source from the command line: tried beside all others, kept, read by the next sync, removed."""

from __future__ import annotations

from pathlib import Path

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
