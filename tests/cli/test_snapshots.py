from __future__ import annotations

from pathlib import Path

import duckdb
import openpyxl

from cockpit.errors import AT_FAULT, DONE
from cockpit.store import Store
from tests.cli.conftest import Cli


def test_snapshots_are_listed_pinned_compared_and_pruned(cli: Cli):
    made = []
    for count in (40, 41, 42):
        cli.site.tickets(count)
        made.append(cli.json("sync", "--json")["snapshot"])
    assert cli("snapshots", "pin", made[0])[0] == DONE
    listed = cli.json("snapshots", "list", "--json")
    assert [(one["id"], one["current"], one["pinned"], one["rows"]["tickets"]) for one in listed] == [
        (made[2], True, False, 42), (made[1], False, False, 41), (made[0], False, True, 40),
    ]  # fmt: skip
    assert made[0] in cli("snapshots", "list")[1]
    changes = cli.json("snapshots", "diff", made[0], made[2], "--json")
    assert changes["tickets"] == {"added": 2, "removed": 0, "changed": 0}
    assert cli("snapshots", "diff", made[0], made[2])[0] == DONE
    assert cli("snapshots", "prune", "--keep", "1")[1].split() == [made[1]]
    cli("snapshots", "pin", made[0], "--off")
    assert cli("snapshots", "prune", "--keep", "1")[1].split() == [made[0]]


def test_snapshots_verify_finds_damage(synced: Cli):
    current = Store(synced.site.data).current()
    assert current is not None
    assert synced("snapshots", "verify")[0] == DONE
    path = current.path / "tickets.parquet"
    data = bytearray(path.read_bytes())
    data[50] ^= 1
    path.write_bytes(data)
    code, out, _ = synced("snapshots", "verify")
    assert code == AT_FAULT
    assert "tickets.parquet" in out
    assert synced("snapshots", "rebuild")[0] == AT_FAULT
    assert synced("snapshots", "verify", "20200101T000000Z-abcd")[0] == AT_FAULT


def test_snapshots_verify_reads_the_serving_file(synced: Cli):
    current = Store(synced.site.data).current()
    assert current is not None
    (serving,) = current.path.glob("serving-*.duckdb")
    whole = serving.read_bytes()

    def verified(word: str) -> None:
        code, out, _ = synced("snapshots", "verify", "--lang", "en")
        assert (code, "snapshots rebuild" in out, word in out) == (AT_FAULT, True, True)
        assert synced("snapshots", "rebuild", current.id)[0] == DONE
        assert synced("snapshots", "verify")[0] == DONE

    serving.unlink()
    verified("missing")
    serving.write_bytes(whole[: len(whole) // 2])
    verified("damaged")
    serving.write_bytes(b"")
    verified("damaged")
    with duckdb.connect(str(serving)) as connection:
        connection.execute("delete from tickets where ticket_id = 'G0001'")
    verified("all rows")


def test_a_flipped_bit_in_any_block_of_the_serving_file_is_found(synced: Cli):
    """Of the blocks the file holds data in, each is read."""
    current = Store(synced.site.data).current()
    assert current is not None
    (serving,) = current.path.glob("serving-*.duckdb")
    whole = serving.read_bytes()
    with duckdb.connect(str(serving), read_only=True) as connection:
        used = connection.execute("select distinct block_id from pragma_storage_info('tickets') where block_id >= 0")
        blocks = [int(block) for (block,) in used.fetchall()]
    assert blocks
    for block in blocks[:5]:
        data = bytearray(whole)
        data[3 * 4096 + block * 262_144 + 100] ^= 1
        serving.write_bytes(data)
        assert synced("snapshots", "verify")[0] == AT_FAULT


def test_an_older_snapshot_needs_no_serving_file(synced: Cli):
    first = Store(synced.site.data).current()
    assert first is not None
    synced.site.tickets(41)
    synced("sync")
    next(first.path.glob("serving-*.duckdb")).unlink()
    assert synced("snapshots", "verify")[0] == DONE


def test_snapshots_rebuild_makes_the_serving_file_again(synced: Cli):
    current = Store(synced.site.data).current()
    assert current is not None
    (serving,) = current.path.glob("serving-*.duckdb")
    serving.unlink()
    assert synced("snapshots", "rebuild")[0] == DONE
    assert serving.exists()


def test_quarantine_comes_out_inert(cli: Cli, tmp_path: Path):
    cli.site.tickets(40, 楼宇="=cmd|'/c calc'!A1", 完成="2026-03-01 08:00")
    cli("sync")
    for out in (tmp_path / "all.xlsx", tmp_path / "file.xlsx", tmp_path / "all.csv"):
        more = ["--file", "工单.csv"] if out.stem == "file" else []
        code, printed, _ = cli("export", "quarantine", "-o", str(out), *more)
        assert code == DONE
        assert "1" in printed
    book = openpyxl.load_workbook(tmp_path / "file.xlsx")
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert any(cell.value == "=cmd|'/c calc'!A1" for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert (tmp_path / "all.csv").read_text("utf-8-sig").count("\n") == 2


def test_a_workbook_comes_back_with_its_reasons(cli: Cli, tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "明细"
    rows = [line.split(",") for line in cli.site.tickets(6).read_text("utf-8").splitlines()]
    for row in [["工单明细"], *rows]:
        sheet.append(row)
    sheet["K3"] = "2020-01-01 08:00"
    sheet["P4"] = "=1+1"
    path = cli.site.folder / "exports" / "工单.xlsx"
    book.save(path)
    text = cli.site.config.read_text("utf-8").replace('files = "工单*.csv"', 'files = "工单*.xlsx"')
    cli.site.config.write_text(text, "utf-8")
    assert cli("sync")[0] == DONE
    out = tmp_path / "bad.xlsx"
    assert cli("export", "quarantine", "--file", "工单.xlsx", "-o", str(out), "--lang", "en")[0] == DONE
    back = openpyxl.load_workbook(out)["明细"]
    assert [back["A2"].value, back["A3"].value] == ["工单号", "G0000"]
    reasons = {cell.row: cell.value for cell in back["Q"] if cell.value}
    assert set(reasons) == {2, 3}
    assert reasons[3].startswith("完成 (Resolved): ")
    assert {cell.data_type for row in back.iter_rows() for cell in row} <= {"s", "n"}
    path.write_bytes(path.read_bytes() + b" ")
    assert cli("export", "quarantine", "--file", "工单.xlsx", "-o", str(out), "--lang", "en")[0] == DONE
    assert openpyxl.load_workbook(out).sheetnames == ["1 Tickets"]
