"""The page of scores over a made-up site: what it says, what its figures came from, and whom it shows to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cockpit.access import Person, rights
from cockpit.errors import UsageError
from cockpit.metrics.people import scores
from cockpit.periods import Period
from cockpit.settings.model import Access, Settings
from cockpit.ui import login, objections, performance_evidence, performance_files, site, year
from cockpit.ui.cache import ANSWERS
from cockpit.ui.reader import Chosen, Reader
from tests.ui import made
from tests.ui.conftest import APP
from tests.ui.test_pages import go, html

MONTHS = [date(2025, 12, 1), *(date(2026, month, 1) for month in range(1, 11))]
SECOND = ("S004", "S005")
FAILED = {"S002": (0, 1, 2), "S003": (9, 10)}


def score(staff_id: str, place: int) -> dict[str, Any]:
    failed = place in FAILED.get(staff_id, ())
    return {
        "staff_id": staff_id,
        "month": MONTHS[place],
        "score": Decimal("66.5") if failed else Decimal("79.99") if staff_id == "S004" else Decimal(91),
        "reward": Decimal(50) if staff_id == "S001" and place == 10 else None,
    }


def complaint(number: int) -> dict[str, Any]:
    received = datetime(2026, 2 + number, 3, 4, tzinfo=UTC)
    return {
        "complaint_id": f"C{number}",
        "received_at": received,
        "complexity": "simple",
        "staff_id": "S005",
        "confirmed": True,
        "our_fault": False,
    }


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return published(tmp_path_factory.mktemp("scored"))


def published(folder: Path, running: Sequence[dict[str, Any]] = ()) -> Settings:
    """A site of scores, with those of a month that has not ended."""
    settings = made.settings(folder)
    months = [score(staff_id, place) for staff_id in made.PEOPLE for place in range(len(MONTHS))] + [*running]
    staff = [
        {
            "staff_id": code,
            "name": name,
            "role": "engineer",
            "group": "网络二组" if code in SECOND else "网络一组",
            "campus": "本部",
            "hired_on": date(2024, 1, 1),
        }
        for code, name in made.PEOPLE.items()
    ]
    beside = {"staff": staff, "performance": months, "complaints": [complaint(number) for number in range(3)]}
    made.publish(settings, made.tickets(300), beside=beside)
    return settings


@pytest.fixture
def opened(scored: Settings) -> Iterator[AppTest]:
    site.install(scored)
    ANSWERS.clear()
    yield AppTest.from_file(str(APP), default_timeout=60)
    ANSWERS.clear()


def rows(app: AppTest, within: str) -> list[list[str]]:
    """The lines of a table as a person reads them."""
    body = next(one.proto.body for one in app.get("html") if f'class="{within}"' in one.proto.body)
    table = body.split("</table>")[0]
    lines = re.findall(r"<tr>(<td.*?)</tr>", table, re.DOTALL)
    return [
        [
            " ".join(unescape(re.sub("<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<td.*?</td>", line, re.DOTALL)
        ]
        for line in lines
    ]


def test_the_first_line_names_who_failed_and_who_is_one_step_from_losing_the_raise(opened: AppTest) -> None:
    said = html(go(opened, "performance"))
    assert "2026年10月考核 5 人，3 人良好及以上， 陈志强 不合格" in said
    assert "陈志强 离 2027 年不加薪只差一次" in said


def test_the_first_line_names_a_raise_that_the_month_has_cost(opened: AppTest) -> None:
    february, march = (html(go(opened, "performance", score_month=f"2026-0{month}-01")) for month in (2, 3))
    assert "2026年2月考核 5 人，3 人良好及以上， 李敏 2027 年不加薪，李敏 不合格 。" in february
    assert "李敏 2027 年不加薪" not in march.split("。")[0]
    assert "周航 2027 年不加薪" in html(go(opened, "performance", score_month="2026-04-01"))
    december = html(go(opened, "performance", score_month="2026-01-01", lang="en"))
    assert "李敏: one step from losing the raise of 2027." in december


def test_the_years_name_the_months_that_caused_them(opened: AppTest) -> None:
    told = [" ".join(line) for line in rows(go(opened, "performance"), "c-years")]
    assert len(told) == 3
    assert any(
        "李敏" in line and "2027 年不加薪" in line and "2025年12月、2026年1月、2026年2月" in line for line in told
    )
    assert any("周航" in line and "3 次属实投诉：2026年2月3日、2026年3月3日、2026年4月3日" in line for line in told)
    assert any("陈志强" in line and "只差一次" in line and "2026年9月、2026年10月" in line for line in told)


def test_the_table_has_what_the_contract_pays_and_says_where_it_came_from(opened: AppTest) -> None:
    app = go(opened, "performance")
    found = {line[0].split()[0]: line[2:] for line in rows(app, "c-scores")}
    assert found["王建国"] == ["91.0", "● 优秀", "1", "200", "", "+50", "250.00"]
    assert found["陈志强"] == ["66.5", "▲ 不合格", "0.5", "200", "", "", "100.00"]
    assert found["赵雪"] == ["79.99", "◆ 合格", "0.7999", "200", "", "", "159.98"]
    assert found["合计"][-1] == "909.98"
    said = html(app)
    assert "200 × 1 + 50 = 250.00 元" in " ".join(said.split())
    assert "第 12 行" in said


def test_another_month_is_another_table(opened: AppTest) -> None:
    said = html(go(opened, "performance", score_month="2025-12-01"))
    assert "2025年12月考核 5 人，3 人良好及以上， 李敏 不合格" in said


def test_an_older_month_shows_the_year_as_it_stood_then(opened: AppTest) -> None:
    app = go(opened, "performance", score_month="2026-01-01")
    said = html(app)
    assert "李敏 离 2027 年不加薪只差一次" in said
    assert "2026年1月末的情形" in said
    (line,) = rows(app, "c-years")
    assert "李敏" in line[1]
    assert line[3] == "2026年2月再不合格就连续 3 个月；已有：2025年12月、2026年1月"
    march = [" ".join(line) for line in rows(go(opened, "performance", score_month="2026-03-01"), "c-years")]
    assert any("李敏" in line and "不加薪" in line for line in march)
    assert any("周航" in line and "再有一次属实投诉就满 3 次" in line for line in march)
    assert "统计到 2026年11月22日" in html(go(opened, "performance", score_month="2026-10-01"))


def test_one_person_has_their_course(opened: AppTest) -> None:
    said = html(go(opened, "performance", person="S002"))
    assert "李敏 · 历月考核" in said
    assert "周航 · 历月考核" not in said
    assert "历月考核" not in html(go(opened, "performance", person="nobody"))


def test_beside_the_scores_stands_what_the_tickets_say(opened: AppTest) -> None:
    said = " ".join(html(go(opened, "performance", person="S002")).split())
    assert "工作依据" in said
    assert "工单负荷" in said
    assert "太少，不能说明问题" in said
    assert "同类平均：" in said


def test_the_list_taken_away_has_what_the_contract_makes_of_the_scores(scored: Settings) -> None:
    site.install(scored)
    current = site.current()
    assert current is not None
    day = date(2026, 10, 1)
    reader = Reader(current, "zh-Hans", Chosen(Period(day, date(2026, 11, 1)), "dates", "previous"))
    found = scores(current.cockpit)
    listed = performance_files.month(reader, found.of_month(day), day)
    heads = [title for title, _ in listed.columns]
    told = {row[0]: dict(zip(heads, row, strict=True)) for row in listed.rows}
    assert (
        told["陈志强"] | {"得分": 66.5, "等级": "不合格", "系数": 0.5, "绩效（元）": 100.0, "扣减": 0.0}
        == told["陈志强"]
    )
    assert (
        told["王建国"] | {"工号": "S001", "基数（元）": 200.0, "奖励（元）": 50.0, "绩效（元）": 250.0}
        == told["王建国"]
    )
    course = performance_files.course(reader, found.of_person("S003"), "course")
    assert [row[0] for row in course.rows] == [f"{month.year}年{month.month}月" for month in MONTHS]
    assert [row[5] for row in course.rows] == [91.0] * 9 + [66.5] * 2
    (line,) = performance_files.groups(reader, {"一组": found.of_month(day)}).rows
    assert line == ("一组", 3, 0, 1, 1, pytest.approx((3 * 91 + 66.5 + 79.99) / 5))
    unpaid = replace(reader, rights=replace(rights("hr"), denied=frozenset({"performance.base_amount"})))
    kept = scores(current.cockpit, unpaid.rights)
    assert all(row[7:9] == [None, None] for row in performance_files.month(unpaid, kept.of_month(day), day).rows)


def test_the_year_of_the_team_has_a_line_for_everybody(opened: AppTest) -> None:
    app = go(opened, "year", balance_year="2026")
    assert "2026年 5 人考核 50 人次，平均 86.8 分，72% 良好及以上，绩效共 9,249.80 元" in html(app)
    assert "李敏、周航 2027 年不加薪" in html(app)
    lines = {line[1].split()[0]: line for line in rows(app, "c-year c-year-team")[:-1]}
    assert lines["陈志强"][2:5] == ["86.1", "8 / 0 / 0 / 2", "1,800.00"]
    assert lines["王建国"][5] == "1 / 0"
    assert "▲ 2027 年不加薪" in lines["周航"]
    assert lines["周航"][-1] == "3"


def test_the_year_of_a_person_has_their_months_and_what_they_lead_to(opened: AppTest) -> None:
    app = go(opened, "year", person="S002", balance_year="2026")
    said = " ".join(re.sub("<[^>]+>", " ", html(app)).split())
    assert "李敏 2026年考核 10 个月，平均 86.1 分，绩效共 1,800.00 元 ，2027 年不加薪" in said
    assert "连续 3 个月不合格：2025年12月、2026年1月、2026年2月" in said
    score = next(line for line in rows(app, "c-year c-year-person") if line[0] == "得分")
    assert score == ["得分", "66.5", "66.5", *["91.0"] * 8, "", "", "86.1"]
    assert "周航" not in said


def test_a_month_that_runs_is_in_the_figures_of_the_year_and_the_page_says_so(tmp_path: Path) -> None:
    november = [{"staff_id": who, "month": date(2026, 11, 1), "score": Decimal(40), "reward": None} for who in SECOND]
    site.install(published(tmp_path, november))
    ANSWERS.clear()
    app = AppTest.from_file(str(APP), default_timeout=60)
    told = "2026年11月还没结束，它的得分已计入平均分、等级和绩效，可能再变；加薪与否月底以后才算它"
    assert told in html(go(app, "year", balance_year="2026"))
    lines = {line[1].split()[0]: line for line in rows(app, "c-year c-year-team")[:-1]}
    assert lines["周航"][2] == f"{(91 * 10 + 40) / 11:.1f}"
    assert lines["周航"][3].endswith(" / 1")
    assert told in html(go(app, "year", person="S005", balance_year="2026"))
    line = next(line for line in rows(app, "c-year c-year-person") if line[0] == "得分")
    assert line[-3:] == ["40.0", "", lines["周航"][2]]
    # Nor does the page of scores say that it is left out of anything but the raise.
    assert "2026年11月还没结束，它的得分月底以后才影响加薪" in html(go(app, "performance", score_month="2026-11-01"))
    ANSWERS.clear()


@pytest.mark.parametrize(
    ("role", "staff_id", "seen"),
    [
        ("hr", None, ["S001", "S002", "S003", "S004", "S005"]),
        ("manager", None, ["S001", "S002", "S003", "S004", "S005"]),
        ("leader", "S001", ["S001", "S002", "S003"]),
        ("leader", "S004", ["S004", "S005"]),
        ("engineer", "S002", ["S002"]),
        ("engineer", None, []),
        ("customer", None, []),
        ("network_centre", None, []),
    ],
)
def test_the_year_is_of_whom_one_may_see(
    scored: Settings, monkeypatch: pytest.MonkeyPatch, role: str, staff_id: str | None, seen: list[str]
) -> None:
    site.install(replace(scored, access=Access("metadata", "client", "back", "secret", "cookie")))
    monkeypatch.setattr(login, "person", lambda: Person("subject", staff_id or role, role, staff_id, (role,)))
    ANSWERS.clear()
    # Whatever the address asks for: S005 is not everybody's.
    for asked in ({}, {"person": "S005"}):
        app = AppTest.from_file(str(APP), default_timeout=60)
        said = html(go(app, "year", balance_year="2026", **asked))
        shown = [code for code in made.PEOPLE if made.PEOPLE[code] in said]
        assert shown == (["S005"] if asked and "S005" in seen else seen)
    ANSWERS.clear()


def test_three_complaints_found_true_are_named_on_the_sheet_of_the_year(opened: AppTest) -> None:
    app = go(opened, "year", person="S005", balance_year="2026")
    said = " ".join(re.sub("<[^>]+>", " ", html(app)).split())
    assert "周航 2026年考核 10 个月，平均 91.0 分，绩效共 2,000.00 元 ，2027 年不加薪" in said
    assert "3 次属实投诉：2026年2月3日、2026年3月3日、2026年4月3日" in said
    assert "3 件，属实 3 件" in said
    assert [f"C{number} 属实" in said for number in range(3)] == [True] * 3


def test_an_engineer_s_year_is_their_own_whatever_the_address_says(scored: Settings) -> None:
    site.install(scored)
    current = site.current()
    assert current is not None
    day = Period(date(2026, 10, 1), date(2026, 11, 1))
    own = Reader(current, "zh-Hans", Chosen(day, "dates", "previous"), rights=rights("engineer", "S002"))
    assert [one.person["staff_id"] for one in year.balances(own, 2026)] == ["S002"]
    asked = performance_evidence.asked(own, Period(date(2026, 1, 1), date(2027, 1, 1)))
    listed = performance_files.year(own, year.balances(own, 2026), 2026, asked)
    assert [row[1] for row in listed.rows] == ["S002"]
    assert len(listed.rows[0]) == len(listed.columns)


def test_each_sees_what_their_rights_give(scored: Settings) -> None:
    site.install(scored)
    current = site.current()
    assert current is not None
    cockpit = current.cockpit
    own = scores(cockpit, rights("engineer", "S002"))
    for table in (own.months, own.penalties, own.years):
        assert {row["staff_id"] for row in table} <= {"S002"}
    assert len(own.months) == 11
    assert scores(cockpit, rights("leader", "S001", "another group")).months == ()
    assert len(scores(cockpit, rights("hr")).months) == 55
    for role in ("customer", "network_centre"):
        with pytest.raises(UsageError):
            scores(cockpit, rights(role))
    unpaid = scores(cockpit, replace(rights("hr"), denied=frozenset({"performance.base_amount"})))
    assert {row["pay"] for row in unpaid.months} == {row["base"] for row in unpaid.months} == {None}
    assert unpaid.penalties == ()


def test_a_site_without_scores_says_what_to_provide(app: AppTest) -> None:
    assert "数据里没有月度考核记录" in html(go(app, "performance"))


def test_scores_are_pivoted_though_they_have_no_days(opened: AppTest) -> None:
    app = go(opened, "pivot", rows=["group", "person"], measures=["score"], period="last_month", top="person.5")
    assert "考核平均分" in html(app)


def test_an_objection_is_written_and_answered_on_the_page(opened: AppTest) -> None:
    app = go(opened, "performance", person="S002")
    (line,) = [one for one in app.text_input if "异议" in one.label]
    line.set_value("<b>暴雨</b>")
    next(one for one in app.button if one.label == "提交异议").click().run()
    assert "<b>暴雨</b>" in html(app)
    assert "本机使用者（未登录） 对 2026年10月 的得分提出" in html(app)
    assert "等待组长答复" in html(app)
    next(one for one in app.text_input if one.label == "答复").set_value("已更正")
    next(one for one in app.button if one.label == "提交答复").click().run()
    said = html(app)
    assert "已更正" in said
    assert "等待组长答复" not in said


@pytest.mark.parametrize(
    ("roles", "person", "objects", "answers"),
    [
        (("engineer",), "S002", True, False),
        (("engineer",), "S003", False, False),
        (("leader",), "S001", False, True),
        (("leader",), "S002", True, False),
        (("hr",), "S001", False, False),
        (("manager",), None, False, True),
    ],
)
def test_who_objects_and_who_answers(
    scored: Settings, roles: tuple[str, ...], person: str | None, objects: bool, answers: bool
) -> None:
    site.install(scored)
    current = site.current()
    assert current is not None
    day = Period(date(2026, 10, 1), date(2026, 11, 1))
    who = Person("subject", "login", "name", person, roles)
    reader = Reader(current, "zh-Hans", Chosen(day, "dates", "previous"), who=who)
    assert (objections.objects(reader, "S002"), objections.answers(reader, "S002")) == (objects, answers)
