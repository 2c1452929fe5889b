"""The sample site's committed files, read once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sample_data.maker.exports import HEADERS

HERE = Path(__file__).resolve().parents[2] / "sample_data"


@pytest.fixture(scope="session")
def folder() -> Path:
    return HERE


@pytest.fixture(scope="session")
def dirty(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "dirty.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def sheets(folder: Path) -> dict[str, pd.DataFrame]:
    """Every month's tickets as they stand in the workbook, cells as they are, row 4 of the sheet first."""
    files = sorted((folder / "exports").glob("工单_*.xlsx"))
    how: dict[str, Any] = {"header": None, "skiprows": 3, "dtype": object, "keep_default_na": False, "na_values": [""]}
    return {f"exports/{file.name}": pd.read_excel(file, engine="calamine", **how) for file in files}


@pytest.fixture(scope="session")
def tickets(sheets: dict[str, pd.DataFrame], dirty: dict[str, Any]) -> pd.DataFrame:
    """The tickets without the spoilt rows, under today's headers, times as times."""
    spoilt = {(note["file"], note["row"]) for note in dirty["rows"]}
    clean = []
    for file, sheet in sheets.items():
        keep = [(file, row + 4) not in spoilt for row in range(len(sheet) - 1)]
        clean.append(sheet.iloc[:-1][keep])
    table = pd.concat(clean, ignore_index=True)
    table.columns = list(HEADERS)
    for name in table.columns:
        if name.endswith("时间"):
            table[name] = pd.to_datetime(table[name], format="mixed")
    return table
