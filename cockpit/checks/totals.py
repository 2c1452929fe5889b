"""Lines that are no rows: blank ones, totals people write below or between their rows, and who signed below them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from cockpit.checks.parsed import literal
from cockpit.checks.reading import Desk

WORDS = "合计|小计|总计|共计|合計|小計|總計|共計|total|subtotal"
BARE = f"^({WORDS}|grandtotal|sum)$"
# "2026年4月小计", "东校区合计", "总计（元）", "合计120条"
LABEL = rf"^.{{0,20}}({WORDS})(数|數|数量|數量|[(（].{{0,12}}[)）])?(\d+[条條单單件个個项項起次张張元]?)?$"
# What may stand beside such a label: figures, formulas over them, and their errors.
FIGURE = r"^([+-]?[\d,]*\.?\d+ ?([%％条條单單件个個项項起次张張元分天h]|小时|小時|分钟|分鐘)?|=.*|#[A-Z/0!?]+|-+)$"
# "制表：信息中心", "填表人 王五", "打印时间 2026-09-01", "Prepared by: IT"; a "打印机坏了" is none.
SIGNERS = (
    "制表|制单|填表|填报|审核|复核|审批|批准|负责|经办|编制|统计|打印|导出|生成|汇总|报送|备注|说明|注|"
    "製表|製單|填報|審核|複核|審批|負責|經辦|編製|統計|列印|匯出|產生|彙總|報送|備註|說明|註|"
    "prepared|checked|approved|printed|exported|generated|note"
)
ROLES = "人|者|员|員|单位|單位|部门|部門|时间|時間|日期|签字|簽字|by|on|at"
SIGNED = rf"^({SIGNERS})(({ROLES}).{{0,40}}|[:：].{{0,80}})?$"


def plain(cell: str) -> str:
    """SQL: a cell in the form in which labels are compared."""
    return f"regexp_replace(lower({cell}), '[\\s\u3000:：]+', '', 'g')"


def is_label(cell: str) -> str:
    """SQL: whether a cell is the label of a total."""
    return f"(regexp_matches({plain(cell)}, '{LABEL}') or regexp_matches({plain(cell)}, '{BARE}'))"


def beside(cells: Sequence[str]) -> str:
    """SQL: whether a line of which nobody knows the key is no row: it begins with the bare word for a total or with a
    longer label and holds figures alone, or says who made the list.
    """
    filled = f"list_filter([{', '.join(cells)}], lambda x: coalesce(edged(x), '') <> '')"
    said = ", ".join(f"nullif(edged({cell}), '')" for cell in cells)
    first = f"coalesce({said}, '')"
    label = plain(first)
    others = f"{plain('x')} <> {label} and not regexp_matches(tidy(x), {literal(FIGURE)})"
    unsigned = f"not {_signed('x')}"
    return (
        f"regexp_matches({label}, '{BARE}') "
        f"or regexp_matches({label}, '{LABEL}') and len(list_filter({filled}, lambda x: {others})) = 0 "
        f"or {_signed(first)} and len(list_filter({filled}, lambda x: {unsigned})) = 0"
    )


def find(desk: Desk, cells: str) -> None:
    """Fills the table ``skip`` with the faulty rows that are none: row and why. ``cells`` gives a row's cells as text.

    A row that has an id is never one, unless it begins with the bare word and holds figures alone: 合计 in the column
    of running numbers, how many below the ids. Beside a label that is more than the bare word only figures may stand:
    else the row may be somebody's, and stays in quarantine. Below the last sound row stands who made the list, or when.
    """
    _lay_out_ragged(desk)
    faulty = f"from raw where {desk.row} in (select r from fault)"
    listed = _key(desk, lambda place: f"cells[{place + 1}]")
    rows = f"{_told(desk.row, cells, _key(desk))} {faulty} union all {_told('r', 'cells', listed)} from ragged"
    below = f"r > (select max({desk.row}) from raw where {desk.row} not in (select r from fault))"
    unsigned = f"not {_signed('x')}"
    others = f"{plain('x')} <> label and not regexp_matches(tidy(x), {literal(FIGURE)})"
    desk.connection.execute(
        "create or replace temp table skip as select r, "
        "case when filled[1] is null then 'blank' when bare then 'total' "
        f"when not keyed and regexp_matches({plain('filled[1]')}, '{BARE}') then 'total' "
        f"when regexp_matches({plain('filled[1]')}, '{BARE}') and len(list_filter(filled, lambda x: {others})) = 0 "
        "then 'total' "
        f"when not keyed and label is not null and len(list_filter(filled, lambda x: {others})) = 0 then 'total' "
        f"when {below} and len(list_filter(filled, lambda x: {unsigned})) = 0 then 'total' "
        f"end as why from ({rows}) where why is not null"
    )


def _signed(cell: str) -> str:
    return f"regexp_matches(regexp_replace(lower({cell}), '[\\s\u3000]+', '', 'g'), '{SIGNED}')"


def _lay_out_ragged(desk: Desk) -> None:
    """The table ``ragged``: lines with more or fewer cells than the header, such as a lone 合计 without delimiters."""
    lines = [(place, list(cells)) for place, reason, _, cells in desk.raw.faults if reason == "ragged"]
    places, cells = zip(*lines, strict=True) if lines else ((), ())
    table = {"r": pa.array(places, pa.int64()), "cells": pa.array(cells, pa.list_(pa.string()))}
    desk.connection.register("given_ragged", pa.table(table))
    desk.connection.execute("create or replace temp table ragged as select * from given_ragged")
    desk.connection.unregister("given_ragged")


def _told(row: str, cells: str, key: list[str]) -> str:
    """SQL: what tells a line that is no row, of the list of its cells and those of its id."""
    bare = " or ".join(f"regexp_matches(coalesce({plain(cell)}, ''), '{BARE}')" for cell in key) or "false"
    named = ", ".join(map(_label, ["filled[1]", *key]))
    return (
        f"select {row} as r, list_filter({cells}, lambda x: edged(x) <> '') as filled, "
        f"{bare} as bare, {_identified(key)} as keyed, coalesce({named}) as label"
    )


def keyed(desk: Desk) -> str:
    """SQL: whether a row has an id."""
    return _identified(_key(desk))


def _identified(key: list[str]) -> str:
    return " and ".join(f"coalesce(edged({cell}), '') <> '' and not {is_label(cell)}" for cell in key) or "false"


def _key(desk: Desk, cell: Callable[[int], str] = "raw.c{}".format) -> list[str]:
    """The cells of the record's key as they stand in the file; for a joined key the row's first that says something.

    ``cell`` gives the SQL of a cell by its place.
    """
    filled = ", ".join(f"nullif(edged({cell(place)}), '')" for place in range(len(desk.raw.header)))
    return [
        f"coalesce({filled})"
        if name in desk.job.table.join
        else cell(int(desk.cells[name].removeprefix("down_").removeprefix("c")))
        for name in desk.job.record.key
        if name in desk.cells
    ]


def _label(cell: str) -> str:
    return f"case when {is_label(cell)} then {plain(cell)} end"
