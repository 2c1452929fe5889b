"""What may be asked, what is told when it may not, and what an answer says of itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from cockpit.errors import UsageError
from cockpit.i18n import explain
from cockpit.metrics import CATALOGUE, Cockpit, PivotQuestion, Question
from cockpit.metrics.catalogue import read
from cockpit.periods import Period
from tests.metrics.small_site import SmallSite, moment

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    rows = [{"reported_at": "2026-03-02 08:00"}, {"reported_at": "2026-03-05 23:59"}]
    return SmallSite({"tickets": rows}).opened(datetime(2026, 3, 20, tzinfo=UTC), tmp_path_factory.mktemp("question"))


@pytest.mark.parametrize(
    ("asked", "key", "arguments"),
    [
        ({"metric": "oppened"}, "unknown_metric", {"name": "oppened", "nearest": "opened"}),
        ({"by": ("campsu",)}, "unknown_split", {"name": "campsu", "metric": "opened"}),
        ({"by": ("age",)}, "unknown_split", {"name": "age", "metric": "opened"}),
        ({"metric": "backlog", "by": ("hour",)}, "unknown_split", {"name": "hour", "metric": "backlog"}),
        ({"metric": "load", "by": ("campus",)}, "unknown_split", {"name": "campus", "metric": "load"}),
        ({"filters": (("leval", ("A",)),)}, "unknown_filter", {"name": "leval", "nearest": "level"}),
        ({"metric": "ageing", "filters": (("age", ("1_0h_24h",)),)}, "unknown_filter", {"name": "age"}),
        ({"against": "yesterday"}, "unknown_comparison", {"name": "yesterday"}),
    ],
)
def test_what_is_not_known_is_told(cockpit: Cockpit, asked: dict[str, Any], key: str, arguments: dict[str, str]):
    with pytest.raises(UsageError) as caught:
        cockpit.answer(Question(**{"metric": "opened", "period": MARCH, **asked}))
    assert caught.value.key == key
    assert arguments.items() <= caught.value.arguments.items()


@pytest.mark.parametrize("metric", [name for name, metric in CATALOGUE.items() if metric.stock])
def test_a_stock_knows_no_status(tmp_path: Path, metric: str):
    """What was on its way at the end of a past day is closed by now: today's status would say it was closed then."""
    row = {"reported_at": "2026-03-02 08:00", "status": "closed", "resolved_at": "2026-03-10 08:00"}
    cockpit = SmallSite({"tickets": [row], "staff": []}).opened(datetime(2026, 3, 20, tzinfo=UTC), tmp_path)
    then = Period(date(2026, 3, 5), date(2026, 3, 6))
    for by, filters in ((("status",), ()), ((), (("status", ("closed",)),))):
        with pytest.raises(UsageError) as caught:
            cockpit.answer(Question(metric, then, by, filters))
        assert caught.value.key == "status_of_stock"
        assert metric in explain(caught.value, "en")
        with pytest.raises(UsageError, match="status_of_stock"):
            cockpit.pivot(PivotQuestion((metric,), then, by, filters=filters))


def test_what_the_site_does_not_provide_is_named(cockpit: Cockpit):
    for metric, lacking in {
        "satisfaction": ("tickets.rating",),
        "first_time_fix": ("tickets.reopened_at", "tickets.reopen_count"),
        "load": ("staff",),
    }.items():
        answer = cockpit.answer(Question(metric, MARCH, ("month",), (), "previous"))
        assert answer.lacking == lacking
        assert (answer.rows, answer.value, answer.value_against, answer.n) == ([], None, None, 0)


def test_an_answer_carries_what_it_takes_to_question_it(cockpit: Cockpit):
    question = Question("opened", MARCH, ("day", "campus"), (("level", ("",)),))
    answer = cockpit.answer(question)
    assert answer.question == question
    assert answer.metric.name == "opened"
    assert answer.snapshot == "small"
    assert answer.clocks.asked == cockpit.as_of
    assert answer.n == 2
    assert answer.table.column_names == ["day", "campus", "value", "n"]
    assert cockpit.answer(question.whole()).value == 2


def test_the_data_span_from_the_first_ticket_to_today(cockpit: Cockpit):
    assert cockpit.today == date(2026, 3, 20)
    assert cockpit.span() == Period(date(2026, 3, 2), date(2026, 3, 21))


def test_without_a_clock_the_data_say_what_time_it_is(tmp_path: Path):
    site = SmallSite({"tickets": [{"reported_at": "2026-03-02 08:00"}]})
    newest = moment("2026-03-02 08:00", site.zone)
    snapshot = site.snapshot(tmp_path, newest)
    opened = site.opened(newest, tmp_path)
    assert Cockpit.over(opened.engine.path, site.zone, snapshot.manifest, None).as_of == newest


def test_a_site_without_tickets_has_no_data(tmp_path: Path):
    cockpit = SmallSite({"tickets": []}).opened(datetime(2026, 3, 20, tzinfo=UTC), tmp_path)
    assert cockpit.answer(Question("resolved", MARCH)).rows == [{"value": 0, "n": 0}]
    assert cockpit.answer(Question("time_to_resolve", MARCH)).value is None
    assert cockpit.answer(Question("opened", MARCH, ("campus",))).rows == []


def test_a_file_without_its_header_is_refused(tmp_path: Path):
    file = tmp_path / "broken.sql"
    file.write_text("select * from tickets\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read(file)
    assert caught.value.arguments == {"file": "broken.sql"}
