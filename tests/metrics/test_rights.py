"""Rights and filters stand before the metric: as if the other rows and columns had never been there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from cockpit.access import MANAGER, Rights, reduced
from cockpit.errors import UsageError
from cockpit.metrics import CATALOGUE, Answer, Cockpit, Question
from cockpit.metrics.catalogue import DERIVED
from cockpit.metrics.subjects import SUBJECTS, listed
from cockpit.periods import Period
from cockpit.records import RECORDS
from cockpit.store import LINEAGE
from tests.metrics import chance, naive_rounds
from tests.metrics.small_site import Row, SmallSite

CLOCK = datetime(2026, 5, 20, 4, tzinfo=UTC)
PERIOD = Period(date(2025, 12, 1), date(2026, 5, 1))
# Whether a fault repeats another, whether reopenings have times, what came of a ticket are facts about all rows.
FACTS = {"repeat_fault", "repeat_fault_rate", "first_time_fix", "finding_fixed"}
# Whether a site had somebody on duty, a core room its round, is posted there for everybody.
POSTED = {"duty_coverage", "core_room_days", "core_room_gaps"}
# Of these a right narrows engineers and tickets alike; a filter on a group only the former, on a place only the latter.
TAKEN = {"load", "load_open"}
NARROWINGS: tuple[dict[str, tuple[str, ...]], ...] = (
    {"campus": ("North", "South's")},
    {"group": ("one",)},
    {"engineer": ("S1", "S2")},
    {"level": ("A", ""), "category": ("network",)},
    {"device": ("",), "building": ("Hall · North", "Hall · South's")},
    {"campus": ("nowhere",)},
)


@pytest.fixture(scope="module")
def small() -> SmallSite:
    return chance.site(11, count=400)


@pytest.fixture(scope="module")
def whole(small: SmallSite, tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    return small.opened(CLOCK, tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize("narrowing", NARROWINGS, ids="-".join)
def test_rights_are_rows_that_are_not_there(
    small: SmallSite, whole: Cockpit, narrowing: dict[str, tuple[str, ...]], tmp_path: Path
):
    part = narrowed(small, narrowing).opened(CLOCK, tmp_path)
    pairs = tuple(narrowing.items())
    draw = Random(str(narrowing))
    for metric in sorted(CATALOGUE.keys() - FACTS - POSTED):
        by = tuple(draw.sample(CATALOGUE[metric].splits, draw.choice((0, 1, 2))))
        expected = rounded(part.answer(Question(metric, PERIOD, by)))
        if CATALOGUE[metric].unit == "count" and not by and not part.engine.first_day:
            continue
        assert rounded(whole.answer(Question(metric, PERIOD, by), Rights(pairs))) == expected, metric
        subject = SUBJECTS[CATALOGUE[metric].record]
        known = narrowing.keys() <= subject.columns.keys() - subject.unfiltered
        taken = metric not in TAKEN or "engineer" in narrowing
        if CATALOGUE[metric].share_of not in narrowing and taken and known:
            assert rounded(whole.answer(Question(metric, PERIOD, by, pairs))) == expected, metric


def test_a_filter_cannot_widen_rights(whole: Cockpit):
    own = Rights((("engineer", ("S1",)),))
    both = Question("opened", PERIOD, ("engineer",), (("engineer", ("S1", "S2")),))
    assert {row["engineer"] for row in whole.answer(both).rows} == {"S1", "S2"}
    assert {row["engineer"] for row in whole.answer(both, own).rows} == {"S1"}
    other = Question("opened", PERIOD, (), (("engineer", ("S2",)),))
    assert whole.answer(other, own).n == 0


def test_the_same_dimension_twice_narrows_twice(whole: Cockpit):
    once = Question("opened", PERIOD, (), (("campus", ("North",)),))
    twice = Question("opened", PERIOD, (), (("campus", ("North",)), ("campus", ("东校区",))))
    assert whole.answer(once).n > 0
    assert whole.answer(twice).n == 0


def test_rights_to_nothing_show_nothing(whole: Cockpit):
    nothing = Rights((("campus", ()),))
    assert whole.answer(Question("opened", PERIOD), nothing).n == 0
    assert whole.rows(Question("opened", PERIOD), {}, ["ticket_id"], nothing).num_rows == 0
    assert whole.choices("campus", nothing) == []


def test_rights_on_what_is_not_a_dimension_are_refused(whole: Cockpit):
    with pytest.raises(UsageError) as caught:
        whole.answer(Question("opened", PERIOD), Rights((("campsu", ("North",)),)))
    assert caught.value.arguments == {"name": "campsu", "nearest": "campus"}


def test_repeats_are_facts_that_rights_do_not_change(whole: Cockpit):
    for metric in FACTS:
        by = Question(metric, PERIOD, ("campus",))
        everybody = {row["campus"]: row for row in whole.answer(by).rows}
        for campus, row in everybody.items():
            assert whole.answer(by, Rights((("campus", (campus,)),))).rows == [row]


def test_what_is_posted_is_everybodys(whole: Cockpit):
    for metric in POSTED:
        by = Question(metric, PERIOD, ("campus",))
        posted = whole.answer(by).rows
        assert len(posted) > 1
        for narrowing in NARROWINGS:
            assert whole.answer(by, Rights(tuple(narrowing.items()))).rows == posted


def test_choices_are_those_one_may_see(whole: Cockpit):
    assert set(whole.choices("campus")) == {"North", "South's", "东校区"}
    assert whole.choices("campus", Rights((("campus", ("North",)),))) == ["North"]
    assert whole.choices("campus", MANAGER, (("campus", ("东校区",)),)) == ["东校区"]
    with pytest.raises(UsageError):
        whole.choices("age")


def test_a_denied_column_is_a_typed_null(whole: Cockpit):
    asked = Question("opened", PERIOD, ("campus",))
    columns = ["ticket_id", "rating", "device_id", "repeat_key"]
    seen = whole.rows(asked, {"campus": "North"}, columns)
    kept = whole.rows(asked, {"campus": "North"}, columns, Rights(denied=frozenset({"rating", "device_id"})))
    assert kept["ticket_id"] == seen["ticket_id"]
    assert kept.schema == seen.schema
    for name in ("rating", "device_id", "repeat_key"):
        assert seen[name].null_count < len(seen)
        assert kept[name].null_count == len(kept)


@pytest.mark.parametrize(
    ("denied", "metric", "by", "filters"),
    [
        ("rating", "satisfaction", (), ()),
        ("rating", "rating_response", (), ()),
        ("device_id", "repeat_fault", (), ()),
        ("resolved_at", "time_to_resolve", (), ()),
        ("hold_minutes", "overdue", (), ()),
        ("level", "sla_met", (), ()),
        ("level", "opened", ("level",), ()),
        ("engineer_id", "opened", (), (("engineer", ("S1",)),)),
        ("group", "opened", ("group",), ()),
        ("reported_at", "opened", (), ()),
    ],
)
def test_a_metric_that_needs_a_denied_column_is_refused(
    whole: Cockpit, denied: str, metric: str, by: tuple[str, ...], filters: Any
):
    question, rights = Question(metric, PERIOD, by, filters), Rights(denied=frozenset({denied}))
    for ask in (whole.answer, lambda q, r: whole.rows(q, dict.fromkeys(by, "A"), ["ticket_id"], r)):
        with pytest.raises(UsageError) as caught:
            ask(question, rights)
        assert caught.value.key == "denied_column"


def test_other_metrics_are_not_refused(whole: Cockpit):
    assert whole.answer(Question("time_to_resolve", PERIOD), Rights(denied=frozenset({"group", "title"}))).n > 0


def test_an_engineer_sees_their_own_tickets_alone(whole: Cockpit):
    rights = reduced("engineer:S3")
    rows = whole.rows(Question("opened", PERIOD), {}, ["engineer_id"], rights, limit=1000)
    assert set(rows["engineer_id"].to_pylist()) == {"S3"}


def test_the_group_of_a_leader_is_the_one_of_the_staff_list(small: SmallSite, whole: Cockpit):
    groups = {row["staff_id"]: row["group"] for row in small.rows["staff"]}
    leader = next(iter(groups))
    rows = whole.rows(Question("opened", PERIOD), {}, ["group"], reduced(f"leader:{leader}", whole.group), limit=1000)
    assert set(rows["group"].to_pylist()) == {groups[leader]}
    assert whole.group("nobody") is None


@pytest.mark.parametrize("metric", CATALOGUE)
def test_the_rows_behind_a_cell_are_as_many_as_it_counts(whole: Cockpit, metric: str):
    draw = Random(metric)
    record = CATALOGUE[metric].record
    key = SUBJECTS[record].key
    order = {"tickets": "closed_at", "incidents": "restored_at"}.get(record, SUBJECTS[record].time)
    for split in CATALOGUE[metric].splits:
        question = Question(metric, PERIOD, (split,), chance.filters(draw, metric))
        for row in whole.answer(question).rows[:4]:
            behind = whole.rows(question, {split: row[split]}, [key, order], limit=1000, order=order)
            counted = len(set(behind[key].to_pylist()))
            assert counted == behind.num_rows, (question, row)
            assert counted == row["n"], (question, row)


@pytest.mark.parametrize("metric", CATALOGUE)
def test_the_rows_behind_a_measure_have_every_column_that_is_listed(whole: Cockpit, metric: str):
    record = CATALOGUE[metric].record
    columns = [name for name in listed(record) if name in whole.engine.columns[record]]
    found = whole.rows(Question(metric, PERIOD), {}, columns, limit=1)
    assert found.column_names == columns or whole.lacks(CATALOGUE[metric])


def test_a_stock_has_each_ticket_once_at_the_end(whole: Cockpit):
    question = Question("backlog", PERIOD, ("day",))
    behind = whole.rows(question, {}, ["ticket_id"], limit=1000)["ticket_id"].to_pylist()
    assert len(set(behind)) == len(behind) == whole.answer(question.whole()).value


def test_rows_come_in_pages_in_order(whole: Cockpit):
    question = Question("resolved", PERIOD)
    every = whole.rows(question, {}, ["ticket_id", "building"], order="building", descending=False, limit=1000)
    pages = [
        whole.rows(question, {}, ["ticket_id", "building"], order="building", descending=False, limit=30, offset=start)
        for start in range(0, every.num_rows, 30)
    ]
    assert pa.concat_tables(pages).to_pylist() == every.to_pylist()
    assert every["building"].to_pylist() == sorted(every["building"].to_pylist())


def test_what_is_not_a_column_or_a_split_is_refused(whole: Cockpit):
    question = Question("opened", PERIOD)
    for cell, columns, order in (
        ({"reporter": "x"}, ["ticket_id"], "reported_at"),
        ({}, ["ticket_id", 'x" from store.staff --'], "reported_at"),
        ({}, ["ticket_id"], "nothing"),
    ):
        with pytest.raises(UsageError):
            whole.rows(question, cell, columns, order=order)


def test_every_derived_column_says_what_it_would_give_away(whole: Cockpit):
    made, theirs = whole.engine.columns, {*RECORDS["tickets"].names, *RECORDS["staff"].names, *LINEAGE}
    for record, derived in DERIVED.items():
        raw = {*RECORDS[record].names, SUBJECTS[record].key, *theirs}
        assert made[record].keys() - raw <= derived.keys()
        assert derived.keys() <= made["tickets"].keys() | made[record].keys()


def rounded(answer: Answer) -> list[dict[str, Any]]:
    return [row | {"value": row["value"] and round(row["value"], 9)} for row in answer.rows]


def narrowed(small: SmallSite, narrowing: dict[str, tuple[str, ...]]) -> SmallSite:
    """The site with only the rows that the narrowing leaves; what columns it provides does not change."""
    tickets = {row["ticket_id"]: row for row in small.rows["tickets"]}
    staff = {row["staff_id"]: row for row in small.rows["staff"]}

    groups = naive_rounds.groups(small.rows["inspections"], small.rows["staff"])

    def whole_row(row: Row) -> dict[str, Any]:
        if "inspection_id" in row:
            return {**row, "group": groups[row["inspection_id"]]}
        return {**staff.get(row.get("staff_id"), {}), **tickets.get(row.get("ticket_id"), {}), **row}

    rows = {
        table: [
            row
            for row in kept
            if SUBJECTS[table].everybodys
            or all(
                dim in SUBJECTS[table].columns and (whole_row(row).get(SUBJECTS[table].columns[dim]) or "") in values
                for dim, values in narrowing.items()
            )
        ]
        for table, kept in small.rows.items()
    }
    return Provided(rows, small)


class Provided(SmallSite):
    """A part of a site that provides the columns the whole does."""

    def __init__(self, rows: Any, origin: SmallSite) -> None:
        super().__init__(rows, origin.zone, origin.contract, origin.calendar, origin.measures)
        object.__setattr__(self, "origin", origin)

    def provided(self, name: str) -> list[str]:
        origin: SmallSite = self.origin  # type: ignore[attr-defined]
        return origin.provided(name)
