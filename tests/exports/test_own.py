"""Rows set aside after they had been read come back as their file has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cockpit.exports.own import in_their_words
from cockpit.records import RECORDS
from cockpit.settings.model import Settings, Source, TableSource

COLUMNS = {"inspection_id": ("编号",), "kind": ("类型",), "done_at": ("完成", "完成时间"), "items_checked": ("项数",)}
SITE = Settings(
    file=Path("cockpit.toml"),
    data=Path("data"),
    name="x",
    zone="UTC",
    sources=(
        Source(
            "patrol",
            path=Path(),
            zone="Asia/Shanghai",
            tables=(TableSource("inspections", columns=COLUMNS, values={"kind": {"弱电间": "wiring_closet"}}),),
        ),
    ),
)


def row(header: list[str], cells: list[str | None]) -> dict[str, Any]:
    place = {"record": "inspections", "source": "patrol", "file": "a.csv", "sheet": None, "row": 3}
    return place | {"header": json.dumps(header), "cells": json.dumps(cells)}


def ours() -> dict[str, Any]:
    known = {"inspection_id": "X1", "kind": "wiring_closet", "done_at": "2026-03-01 16:30:00+00", "items_checked": "9"}
    names = RECORDS["inspections"].names
    return row(list(names), [known.get(name) for name in names])


def test_a_row_comes_under_the_header_of_its_file_in_its_words_and_local_time() -> None:
    as_read = row(["编号", "备注", "完成时间", "类型"], ["X2", "好", "2026-02-30", "弱电间"])
    told = in_their_words([ours(), as_read], SITE, "zh-Hans")
    assert told[1] == as_read
    assert json.loads(told[0]["header"]) == ["编号", "备注", "完成时间", "类型"]
    assert json.loads(told[0]["cells"]) == ["X1", None, "2026-03-02 00:30", "弱电间"]


def test_without_another_row_of_the_file_the_mapping_gives_the_header() -> None:
    [told] = in_their_words([ours()], SITE, "zh-Hans")
    assert json.loads(told["header"]) == ["编号", "类型", "完成", "项数"]
    assert json.loads(told["cells"]) == ["X1", "弱电间", "2026-03-02 00:30", "9"]
