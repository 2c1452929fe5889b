"""The cockpit's own measures find the stories planted in the sample, as sample_data/README.md says."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from cockpit import settings
from cockpit.alerts.outlook import outlook
from cockpit.contract.emergencies import State, duties
from cockpit.explain import explain
from cockpit.metrics import Cockpit, Question, open_cockpit, training
from cockpit.periods import Period
from cockpit.records import RECORDS
from cockpit.settings import Terms

pytestmark = pytest.mark.slow

# At the fixture's clock, 14 October 2026, the replay has not moved the timeline: dates are those in the files.
WHOLE_MONTHS = Period(date(2023, 10, 1), date(2026, 10, 1))


@pytest.fixture(scope="module")
def cockpit(sample_site) -> Cockpit:
    now = datetime.fromisoformat(sample_site.now)
    return open_cockpit(settings.load(sample_site.config, sample_site.data), as_of=now)


def test_the_months_over_the_limits_and_no_other(cockpit: Cockpit) -> None:
    months = cockpit.answer(Question("sla_met", WHOLE_MONTHS, ("month",))).rows
    low = {row["month"].isoformat()[:7] for row in months if row["value"] < 0.92}
    assert low == {"2024-11", "2026-06"}


def test_the_trainings_that_went_badly_and_no_other(cockpit: Cockpit) -> None:
    several = training.held(cockpit, (Terms(date(2023, 9, 1)),), WHOLE_MONTHS)
    low = {one.session["held_on"] for one in several if one.matrix.flagged}
    assert low == {date(2024, 10, 18), date(2025, 12, 12), date(2026, 7, 24)}
    assert {one.matrix.weakest.name for one in several if one.matrix.flagged and one.matrix.weakest} <= {
        "lecturer",
        "material",
    }
    whole = cockpit.answer(Question("training_satisfaction", WHOLE_MONTHS))
    matrix = training.together(several)
    assert matrix.overall is not None
    assert whole.value == pytest.approx(float(matrix.overall), rel=1e-12)
    assert whole.n == matrix.sheets


def test_class_hours_of_everybody_make_the_mean(cockpit: Cockpit) -> None:
    people = training.staff(cockpit, (Terms(date(2023, 9, 1)),))
    year = cockpit.answer(Question("training_hours", Period(date(2026, 1, 1), date(2027, 1, 1))))
    assert year.n == len(people)
    assert year.value == pytest.approx(sum(one.hours for one in people) / len(people))


def test_the_basics_are_taught_every_month_on_the_day(cockpit: Cockpit) -> None:
    months = training.plan(training.held(cockpit, (), WHOLE_MONTHS), cockpit.today)
    assert [one.month for one in months][:3] == [date(2026, 11, 1), date(2026, 10, 1), date(2026, 9, 1)]
    assert not any(one.late for one in months)
    assert all(set(one.held) <= set(one.days) for one in months)


def test_an_authentication_outage_stands_out_of_its_weeks(cockpit: Cockpit) -> None:
    question = Question(
        "opened",
        Period(date(2026, 9, 1), date(2026, 10, 1)),
        ("day",),
        filters=(("campus", ("东校区",)), ("category", ("认证登录",))),
    )
    days = {row["day"]: row["value"] for row in cockpit.answer(question).rows}
    usual = median(days.values())
    assert {day for day, count in days.items() if count > 8 * usual} == {date(2026, 9, 15), date(2026, 9, 16)}


def test_both_major_incidents_of_an_outage_overran_and_nobody_explained_them(cockpit: Cockpit) -> None:
    question = Question(
        "major_incidents", Period(date(2026, 9, 15), date(2026, 9, 17)), filters=(("campus", ("东校区",)),)
    )
    columns = [*RECORDS["incidents"].names, "due_at", "ended_at", "handled_at", "report_done_at", "overrun_report_at"]
    rows = cockpit.rows(question, {}, columns).to_pylist()
    assert len(rows) == 2
    for row in rows:
        owed = {duty.name: duty.state for duty in duties(row, Terms(date(2025, 9, 1)), cockpit.as_of)}
        assert row["ended_at"] - row["discovered_at"] > timedelta(hours=4)
        assert (owed["restored"], owed["overrun"]) == (State.MISSED, State.MISSED)


def test_the_failing_access_point_heads_the_devices(cockpit: Cockpit) -> None:
    question = Question("repeat_fault", Period(date(2026, 7, 14), date(2026, 10, 14)), ("device",))
    named = [row for row in cockpit.answer(question).rows if row["device"]]
    devices = sorted(named, key=lambda row: -row["value"])
    assert devices[0]["device"] == "AP-LIB-3F-07"
    assert devices[0]["value"] >= 2 * devices[1]["value"]


def test_weekends_without_cover_wait_for_an_answer(cockpit: Cockpit) -> None:
    question = Question("time_to_respond", Period(date(2026, 8, 15), date(2026, 8, 31)), ("campus", "day"))
    waits: dict[bool, list[float]] = {True: [], False: []}
    for row in cockpit.answer(question).rows:
        if row["day"].isoweekday() > 5:
            waits[row["campus"] == "西校区"].append(row["value"])
    assert median(waits[True]) > 8
    assert median(waits[False]) < 1


def test_the_creep_nearly_doubles_in_a_year(cockpit: Cockpit) -> None:
    where = (("building", ("南苑5号楼",)), ("category", ("无线网络",)))
    autumn = Question("opened", Period(date(2026, 9, 1), date(2026, 10, 14)), filters=where, against="last-year")
    answer = cockpit.answer(autumn)
    assert answer.value
    assert answer.value_against
    assert answer.value > 1.6 * answer.value_against


@pytest.mark.parametrize(
    ("first", "until", "against"),
    [
        (date(2026, 9, 14), date(2026, 9, 21), "previous"),
        (date(2026, 9, 1), date(2026, 10, 1), "last-year"),
        (date(2024, 3, 18), date(2024, 3, 25), "previous"),
    ],
)
def test_an_authentication_outage_is_the_first_reason_named(
    cockpit: Cockpit, first: date, until: date, against: str
) -> None:
    found = explain(cockpit, Question("opened", Period(first, until), against=against))
    assert dict(found.told[0].member) == {"campus": "东校区", "category": "认证登录"}
    assert found.change
    assert found.told[0].effect.change > 0.8 * found.change


def test_a_bad_month_that_is_bad_everywhere_has_no_main_reason(cockpit: Cockpit) -> None:
    june = Question("sla_met", Period(date(2026, 6, 1), date(2026, 7, 1)), against="previous")
    found = explain(cockpit, june)
    assert found.change
    assert found.change < -0.05
    assert found.whole
    assert found.whole.chance is False
    assert found.told_effect / found.change < 0.5


def test_the_creep_is_no_chance_among_the_buildings(cockpit: Cockpit) -> None:
    september = Question("opened", Period(date(2026, 9, 1), date(2026, 10, 1)), against="last-year")
    buildings = explain(cockpit, september).singles["building"]
    assert dict(buildings[0].member) == {"building": "南苑5号楼"}
    assert [part.chance for part in buildings].count(False) >= 1
    assert buildings[0].chance is False


@pytest.mark.parametrize("day", [date(2026, 9, 15), date(2026, 6, 24)])
def test_an_authentication_outage_is_warned_of_on_its_day(cockpit: Cockpit, day: date) -> None:
    evening = datetime(day.year, day.month, day.day, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
    first = outlook(replace(cockpit, as_of=evening), budget=2).alerts[0]
    assert (first.kind, dict(first.where)) == ("sudden", {"campus": "东校区", "category": "认证登录"})
    assert first.first <= day <= first.last
    assert first.actual > 3 * first.expected
