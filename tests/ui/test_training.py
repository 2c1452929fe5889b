"""The lists of the training page as they are taken away, of a made-up site."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cockpit.contract.training import Owed
from cockpit.i18n import LANGUAGES, say
from cockpit.metrics import training
from cockpit.periods import Period
from cockpit.settings.model import Settings
from cockpit.ui import exporting, site, training_files, training_people
from cockpit.ui.cache import ANSWERS
from cockpit.ui.reader import Chosen, Reader
from cockpit.ui.training import held, overdue
from tests.ui import made
from tests.ui.conftest import APP
from tests.ui.test_pages import cuts, go, short

PERIOD = Period(date(2026, 10, 1), date(2026, 11, 1))


def session(number: int, title: str, day: date) -> dict[str, Any]:
    return {
        "session_id": f"T{number}",
        "held_on": day,
        "title": title,
        "audience": "staff",
        "kind": "basic",
        "mode": "in_house",
        "lecturer": "陆老师",
        "hours": 3.0,
        "report_at": datetime(2026, 10, 2, 4, tzinfo=UTC) if number == 1 else None,
    }


def sheet(number: int, of: int, lecturer: float | None, comment: str | None = None) -> dict[str, Any]:
    rest = {"material": 80.0, "environment": 90.0, "arrangement": None, "comment": comment}
    return {"feedback_id": f"F{number}", "session_id": f"T{of}", "lecturer": lecturer, **rest}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = made.settings(tmp_path_factory.mktemp("trained"))
    sessions = [session(1, "服务用语", date(2026, 9, 25)), session(2, "计算机网络", date(2026, 10, 16))]
    attended = [{"session_id": "T1", "staff_id": who, "hours": 3.0, "passed": True} for who in ("S001", "S002")]
    sheets = [sheet(1, 1, 100.0, "讲得好"), sheet(2, 1, 60.0), sheet(3, 2, 50.0, "太快")]
    beside = {"training_sessions": sessions, "training_attendance": attended, "training_feedback": sheets}
    made.publish(settings, made.tickets(100), beside=beside)
    return settings


@pytest.fixture
def reader(trained: Settings) -> Reader:
    site.install(trained)
    current = site.current()
    assert current is not None
    return Reader(current, "zh-Hans", Chosen(PERIOD, "dates", "previous"))


def told(listed: Any) -> list[dict[str, Any]]:
    heads = [head for head, _ in listed.columns]
    return [dict(zip(heads, row, strict=True)) for row in listed.rows]


def test_trainings_are_taken_away_with_every_score(reader: Reader) -> None:
    newer, older = told(training_files.sessions(reader, held(reader)))
    assert (newer["培训"], newer["日期"], newer["反馈（份）"]) == ("计算机网络", date(2026, 10, 16), 1)
    assert older["讲师（分）"] == 80.0
    assert older["安排（分）"] is None
    assert older["综合满意度（分）"] == pytest.approx((50 * 80 + 20 * 80 + 15 * 90) / 85)
    assert (newer["最弱指标"], newer["培训报告"]) == ("讲师", None)
    assert older["培训报告"] == datetime(2026, 10, 2, 4, tzinfo=UTC)


def test_a_list_that_is_cut_says_so(trained: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    site.install(trained)
    ANSWERS.clear()
    short(monkeypatch, "TRAINING")
    page = AppTest.from_file(str(APP), default_timeout=60)
    assert cuts(go(page, "training", lang="zh-Hans")) == ["2", "2"]


def test_the_matrix_is_taken_away_with_numbers_and_shares(reader: Reader) -> None:
    (one,) = [each for each in held(reader) if each.session["session_id"] == "T1"]
    listed = training_files.matrix(reader, one.matrix, {name: name for name in "ABCD"})
    lecturer, _, _, arrangement, overall = told(listed)
    assert (lecturer["A"], lecturer["A 占比"], lecturer["C"], lecturer["得分"]) == (1, 0.5, 1, 80.0)
    assert (arrangement["A"], arrangement["A 占比"], arrangement["得分"]) == (0, None, None)
    assert overall["得分"] == pytest.approx((50 * 80 + 20 * 80 + 15 * 90) / 85)


def test_what_was_said_names_its_training(reader: Reader) -> None:
    several = held(reader)
    lines = [("comment", row["comment"], one) for one in several for row in one.sheets if row["comment"]]
    found = told(training_files.said(reader, lines))
    assert [(row["内容"], row["培训"]) for row in found] == [("太快", "计算机网络"), ("讲得好", "服务用语")]


def test_newcomers_and_the_plan_say_what_is_missing(reader: Reader) -> None:
    cockpit, contract = reader.opened.cockpit, reader.opened.settings.contract
    found = [one for one in training.staff(cockpit, contract) if one.owed]
    assert len(told(training_files.newcomers(reader, found))) == sum(len(one.owed) for one in found)
    months = training.plan(held(reader), cockpit.today, 3)
    december, november, october, september = told(training_files.plan(reader, months))
    assert (september["举办"], october["举办"]) == ("2026-09-25", "2026-10-16")
    assert november["举办"] == december["举办"] == "还未到"
    # The last Friday of December 2026 and the Saturday after it.
    assert (december["月份"], december["计划"]) == ("2026年12月", "2026-12-25、2026-12-26")


def test_the_first_line_names_who_is_on_duty_untested_and_who_is_overdue(reader: Reader) -> None:
    test = Owed("S001", "服务用语", date(2026, 9, 1), None, late=True, before_duty=True)
    course = Owed("S002", "H3CNE", date(2026, 9, 1), None, late=True)
    done = Owed("S003", "H3CNE", date(2026, 9, 1), date(2026, 9, 2), late=True)
    ahead = Owed("S004", "服务用语", date(2026, 12, 1), None, late=False, before_duty=True)
    off = Owed("S004", "服务用语", None, None, late=True, before_duty=True)  # no duty on record: it is only overdue
    people = [training.Attended({"staff_id": one.staff_id}, 0.0, (one,)) for one in (test, course, done, ahead)]
    assert overdue(reader, people) == "。王建国 没有服务用语通过记录就已上岗。李敏 的新人必修课逾期未完成"
    assert overdue(reader, people[2:]) == ""
    unseen = training.Attended({"staff_id": "S004"}, 0.0, (off,))
    assert overdue(reader, [unseen]) == "。赵雪 的新人必修课逾期未完成"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh-Hans", ["期限 2026年4月30日", "上岗前（2026年2月2日 首次当班）", "上岗前"]),
        ("en", ["by 30 Apr 2026", "before duty (first shift 2 Feb 2026)", "before duty"]),
    ],
)
def test_the_deadline_of_the_test_is_the_duty(reader: Reader, language: str, told: list[str]):
    own = replace(reader, language=language)
    course = Owed("S001", "H3CNE", date(2026, 4, 30), None, late=False)
    tests = [Owed("S001", "服务用语", due, None, late=False, before_duty=True) for due in (date(2026, 2, 2), None)]
    for one, until in zip([course, *tests], told, strict=True):
        assert f">{until}<" in training_people.state(own, one)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kinds_of_what_was_said_have_the_names_of_their_columns(language: str):
    for kind in ("comment", "complaint"):
        assert say(f"training.said.{kind}", language) == say(f"records.training_feedback.columns.{kind}", language)


def test_lists_of_one_name_that_hold_other_rows_are_other_files(reader: Reader):
    one, *others = held(reader)
    (sheet_one,) = [("comment", each["comment"], one) for each in one.sheets if each["comment"]]
    chosen, every = (
        exporting.shown(reader, training_files.said(reader, lines))
        for lines in ([sheet_one], [sheet_one, ("comment", "讲得好", others[0])])
    )
    again = exporting.shown(reader, training_files.said(reader, [sheet_one]))
    assert chosen.named(".xlsx") == every.named(".xlsx")
    assert chosen.key == again.key
    assert chosen.key != every.key
