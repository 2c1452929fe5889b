"""A site of one list of tickets, for tests that change it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.conftest import listening
from tests.conftest import ROOT

CONFIG = """
[site]
name = "一所学校"
zone = "Asia/Shanghai"
[sources.desk]
path = "."
[sources.desk.tables.tickets]
files = "*.csv"
constants = { building = "一号楼", category = "网络", status = "closed" }
columns.ticket_id = "单号"
columns.reported_at = "报修时间"
columns.campus = "校区"
"""


@contextmanager
def served(folder: Path, more: str = "") -> Iterator[str]:
    """The address of the site whose list lies in the folder, synced once; its mapping also says ``more``."""
    (folder / "cockpit.toml").write_text(CONFIG + more, encoding="utf-8")
    options = ["--config", str(folder / "cockpit.toml"), "--data", str(folder / "d")]
    subprocess.run([sys.executable, "-m", "cockpit", "sync", *options], cwd=ROOT, check=True, capture_output=True)
    with listening(folder, "-m", "cockpit", "run", *options, "--every", "60m", "--port") as address:
        yield address
