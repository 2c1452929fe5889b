"""The sheets of a year where the records say little: years before them, people unscored, too few to compare with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cockpit.periods import Period
from cockpit.ui import performance_evidence, performance_files, site, year
from cockpit.ui.cache import ANSWERS
from cockpit.ui.reader import Chosen, Reader
from tests.ui import made
from tests.ui.conftest import APP
from tests.ui.test_pages import go, html
from tests.ui.test_performance import complaint, rows


@pytest.fixture
def sparse(tmp_path: Path) -> Iterator[AppTest]:
    """Four of five people scored, in a year before the first ticket or complaint and in a later one."""
    settings = made.settings(tmp_path)
    scored = [
        {"staff_id": staff_id, "month": month, "score": Decimal(91)}
        for staff_id in [*made.PEOPLE][:4]
        for month in (date(2024, 12, 1), date(2026, 1, 1))
    ]
    staff = [
        {"staff_id": code, "name": name, "role": "engineer", "campus": "本部", "hired_on": date(2024, 1, 1)}
        for code, name in made.PEOPLE.items()
    ]
    beside = {"staff": staff, "performance": scored, "complaints": [complaint(number) for number in range(3)]}
    made.publish(settings, made.tickets(300), beside=beside)
    site.install(settings)
    ANSWERS.clear()
    yield AppTest.from_file(str(APP), default_timeout=60)
    ANSWERS.clear()


def headings(app: AppTest) -> list[str]:
    body = next(one.proto.body for one in app.get("html") if 'class="c-year c-year-team"' in one.proto.body)
    return [unescape(re.sub("<[^>]+>", "", one)) for one in re.findall(r"<th[ >].*?</th>", body, re.DOTALL)]


def test_a_year_without_work_has_neither_columns_of_it_nor_counts(sparse: AppTest) -> None:
    app = go(sparse, "year", balance_year="2024")
    lines, heads = rows(app, "c-year c-year-team"), headings(app)
    assert len(lines) == 6
    assert {len(line) for line in lines} == {len(heads)}
    assert "按时解决" not in heads
    assert {tuple(line[-3:]) for line in lines} == {("–", "–", "–")}


def test_the_sentence_of_the_team_counts_whom_it_scored(sparse: AppTest) -> None:
    assert "2026年 4 人考核 4 人次，平均 91.0 分" in html(go(sparse, "year", balance_year="2026"))


def test_what_is_not_concluded_from_is_told_in_cases_and_why(sparse: AppTest) -> None:
    app = go(sparse, "year", balance_year="2026")
    lines, place = rows(app, "c-year c-year-team"), headings(app).index("按时解决")
    assert len({len(line) for line in lines}) == 1
    assert all(re.fullmatch(r"\d+ 单", line[place]) for line in lines)
    one = html(go(sparse, "year", balance_year="2026", person="S001"))
    reasons = re.findall(r"(\d+) 单，(太少|可比的其他人不足 5 人)", one)
    assert {why for _, why in reasons} == {"太少", "可比的其他人不足 5 人"}
    assert all((int(n) < 20) == (why == "太少") for n, why in reasons)
    current = site.current()
    assert current is not None
    day = Period(date(2026, 10, 1), date(2026, 11, 1))
    reader = Reader(current, "zh-Hans", Chosen(day, "dates", "previous"))
    asked = performance_evidence.asked(reader, Period(date(2026, 1, 1), date(2027, 1, 1)))
    listed = performance_files.year(reader, year.balances(reader, 2026), 2026, asked)
    place = [name for name, _ in listed.columns].index("按时解决")
    assert all(row[place] is None for row in listed.rows)
    told = [
        re.fullmatch(r"\d+ 单，(太少，不能说明问题|可比的其他人不足 5 人，不下结论)", str(row[place + 1]))
        for row in listed.rows
    ]
    assert all(told)
