"""The Overview's table of campuses: a count of none is 0, what cannot be known is said not to be."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from cockpit.i18n import say
from cockpit.metrics import CATALOGUE, Answer, Clocks, Question
from cockpit.periods import Period
from cockpit.ui import overview
from cockpit.ui.reader import Reader

NOW = datetime(2026, 11, 2, tzinfo=UTC)


class Reading:
    """As much of a reader as a cell needs."""

    language = "zh-Hans"
    unit = Reader.unit
    told_value = Reader.told_value

    def say(self, key: str, **told: object) -> str:
        return say(f"pages.{key}", self.language, **told)

    def target(self, _name: str) -> float:
        return 0.95


def cell(metric: str, rows: list[dict[str, Any]], campus: str) -> str:
    question = Question(metric, Period(date(2026, 10, 1), date(2026, 11, 1)), ("campus",), against="previous")
    answer = Answer(CATALOGUE[metric], question, "s", pa.Table.from_pylist(rows), Clocks(NOW, NOW, NOW))
    row = next((one for one in rows if one["campus"] == campus), None)
    return re.sub(r"<[^>]+>", "", overview._beside_cell(Reading(), answer, row))  # type: ignore[arg-type]


def test_a_count_of_none_is_nought() -> None:
    rows = [{"campus": "东校区", "value": 7.0, "n": 7, "value_against": 5.0, "n_against": 5}]
    assert cell("backlog", rows, "西校区") == "0 单 → 0"
    rows.append({"campus": "西校区", "value": None, "n": 0, "value_against": 1.0, "n_against": 1})
    assert cell("backlog", rows, "西校区") == "0 单 ↓ 100%"
    assert cell("backlog", rows, "东校区") == "7 单 ↑ 40%"


def test_nothing_known_is_no_data_and_a_share_of_nothing_too() -> None:
    assert cell("backlog", [{"campus": "东校区", "value": None, "n": 0}], "东校区") == "无数据"
    rows = [{"campus": "东校区", "value": 0.5, "n": 4, "value_against": 0.5, "n_against": 2}]
    assert cell("sla_met", rows, "西校区") == "无数据"
