"""What a table needs to be read by its watermark."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from cockpit import settings
from cockpit.errors import ConfigurationError
from cockpit.settings.model import Settings

SITE = """
[site]
name = "小站"
zone = "Asia/Shanghai"
[sources.desk]
url = "sqlite:///desk.db"
{source}
[sources.desk.tables.{record}]
query = "select * from t"
watermark = "changed"
{table}
"""
TICKETS = (
    'columns = { ticket_id = "id", campus = "a", building = "b", category = "c", status = "s", reported_at = "r" }'
)
SHIFTS = 'columns = { staff_id = "id", date = "d" }\nconstants = { kind = "day" }'


def load(folder: Path, table: str, record: str = "tickets", source: str = "") -> Settings:
    file = folder / "cockpit.toml"
    file.write_text(SITE.format(table=table, record=record, source=source), "utf-8")
    return settings.load(file, folder / "data", {})


def test_its_keys(tmp_path: Path) -> None:
    (source,) = load(tmp_path, f'overlap = "5m"\n{TICKETS}', source='reconcile = "03:30"').sources
    assert (source.tables[0].watermark, source.tables[0].overlap) == ("changed", timedelta(minutes=5))
    assert source.reconcile == time(3, 30)
    assert load(tmp_path, TICKETS, source='reconcile = "12h"').sources[0].reconcile == timedelta(hours=12)
    assert load(tmp_path, SHIFTS, "shifts").sources[0].tables[0].watermark == "changed"


@pytest.mark.parametrize(
    ("record", "table", "faults"),
    [
        ("tickets", f'fill_down = ["room"]\n{TICKETS}', ["watermark_alone"]),
        ("tickets", f'fold = {{ order = "changed" }}\n{TICKETS}', ["watermark_alone"]),
        ("staff", 'columns = { staff_id = "i", name = "n", role = "r", group = "g", campus = "c", hired_on = "h" }',
         ["watermark_of_staff"]),
        ("shifts", 'columns = { staff_id = "id", date = "d" }\njoin.kind = ["k"]', ["join_of_text", "watermark_key"]),
        ("tickets", TICKETS.replace("ticket_id", "title") + '\njoin.ticket_id = ["x"]', ["watermark_key"]),
    ],
)  # fmt: skip
def test_faults(tmp_path: Path, record: str, table: str, faults: list[str]) -> None:
    with pytest.raises(ConfigurationError) as error:
        load(tmp_path, table, record)
    assert sorted(fault.key for fault in error.value.faults) == faults


def test_files_have_none(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    text = SITE.replace('url = "sqlite:///desk.db"', 'path = "in"').replace("query =", 'files = "*.csv" #')
    file = tmp_path / "cockpit.toml"
    file.write_text(text.format(table=TICKETS, record="tickets", source=""), "utf-8")
    with pytest.raises(ConfigurationError) as error:
        settings.load(file, tmp_path / "data", {})
    assert [fault.key for fault in error.value.faults] == ["watermark_of_files"]
