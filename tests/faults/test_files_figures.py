"""Numbers, ids and words in cells."""

from __future__ import annotations

import pytest

from tests.faults.cases import Case, Desk
from tests.sources.books import book
from tests.sources.conftest import lines, text

OTHERS = {
    "rating": "评分",
    "reopen_count": "重开次数",
    "hold_minutes": "挂起分钟",
    "description": "描述",
    "reporter": "报修人",
    "reporter_phone": "电话",
    "level": "等级",
}
NAMES = {header: name for name, header in OTHERS.items()}


def _aside(entry: str, header: str, cell: str, reason: str, *, shown: str | None = None, beside: str = "1") -> Case:
    rows = lines({header: beside}, {header: cell}, {header: beside})
    return Case(
        entry,
        {"工单.csv": text(rows)},
        columns={NAMES[header]: header},
        counts=(3, 2, 1, 0),
        problems=[(3, NAMES[header], reason, cell if shown is None else shown)],
    )


def _kept(entry: str, header: str, *cells: str, **more: object) -> Case:
    name = NAMES.get(header, "ticket_id")
    return Case(
        entry,
        {"工单.csv": text(lines(*({header: cell} for cell in cells)))},
        columns={name: header},
        counts=(len(cells), len(cells), 0, 0),
        **{"kept": {name: list(cells)}, **more},  # type: ignore[arg-type]
    )


def _unknown(entry: str, name: str, header: str, kept: list[object]) -> Case:
    rows = lines({header: "A" if name == "level" else "closed"}, {header: "加急"}, {header: "加急"})
    return Case(
        entry,
        {"工单.csv": text(rows)},
        columns={name: header},
        counts=(3, 3, 0, 0),
        kept={name: kept},
        unmapped={name: {"加急": 2}},
        warned="unmapped",
        tells=[header, "加急 (2)", f'values.{name} = {{ "加急" = "…" }}'],
    )


CASES = (
    _kept("full-width digits", "重开次数", "１２", "３", kept={"reopen_count": [12, 3]}, normalised={"numbers": 2}),
    Case(
        "95 %, 0.95 and 95 in one column",
        {"工单.csv": text(lines(*({"评分": one} for one in ("95", "95 %", "0.95", "80"))))},
        mapping="rating_scale = [0, 100]",
        columns={"rating": "评分"},
        counts=(4, 2, 2, 0),
        problems=[(3, "rating", "mixed_percent", "95 %"), (4, "rating", "mixed_percent", "0.95")],
        kept={"rating": [95, 80]},
    ),
    Case(
        "a scale that nobody told",
        {"绩效.csv": "工号,月份,得分\nS1,2026-03,4.5\nS2,2026-03,5\n"},
        record="performance",
        columns={"staff_id": "工号", "month": "月份", "score": "得分"},
        refused=("scale_unclear", {"header": "得分", "count": 2, "value": "5"}),
    ),
    _aside("1_000", "重开次数", "1_000", "not_a_number"),
    _aside("1_000", "挂起分钟", "1_000.5", "not_a_number"),
    _aside("inf", "挂起分钟", "inf", "not_finite"),
    _aside("inf", "重开次数", "-Infinity", "not_finite"),
    _aside("nan", "挂起分钟", "NaN", "not_finite"),
    _aside("a negative duration", "挂起分钟", "-30", "too_low"),
    _aside("#N/A", "重开次数", "#N/A", "error_cell"),
    _aside("#N/A", "描述", "#N/A", "error_cell"),
    _aside("########", "描述", "########", "error_cell"),
    _kept("a person called NA", "报修人", "NA", "Null", "None"),
    _kept("leading zeros", "工单号", "0012", "000", "007"),
    _kept("an id of 18 digits", "工单号", "110101199003071234", "110101199003071235"),
    Case(
        "an id of 18 digits stored as a number",
        {"工单.xlsx": book(lines({}, {"工单号": 110101199003071234}))},
        counts=(2, 1, 1, 0),
        problems=[(3, "ticket_id", "digits_lost", "110101199003071200")],
    ),
    _aside("a telephone number as 1.38E+10", "电话", "1.38E+10", "scientific", shown="1.3***", beside="13800000000"),
    _kept("=cmd as text", "描述", "=cmd|' /C calc'!A0", "+1", "@SUM(A1)"),
    _unknown("an unknown level", "level", "等级", ["A", None, None]),
    _unknown("an unknown status", "status", "状态", ["closed", "unmapped", "unmapped"]),
    Case(
        "a category nobody listed",
        {"工单.csv": text(lines({}, {"类别": "量子纠缠"}))},
        mapping='values.category = { "网络" = "网络故障" }',
        counts=(2, 2, 0, 0),
        kept={"category": ["网络故障", "量子纠缠"]},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_figures(case: Case, desk: Desk) -> None:
    desk.judge(case)
