"""Every role, every measure, every split: nothing of another's rows, nothing of a column that is kept back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from cockpit.access import CONSEQUENCES, PHONES, REPORTERS, Rights, rights
from cockpit.errors import UsageError
from cockpit.exports import columns, detail
from cockpit.metrics import CATALOGUE, Cockpit, PivotQuestion, Question
from cockpit.metrics.catalogue import DERIVED
from cockpit.metrics.compose import narrowed
from cockpit.metrics.subjects import SUBJECTS
from cockpit.periods import Period
from cockpit.records import RECORDS, Kind
from cockpit.request import Request
from cockpit.settings.model import ROLES
from tests.metrics import chance, naive, naive_performance, naive_service
from tests.metrics.naive_facts import Site
from tests.metrics.small_site import SmallSite
from tests.metrics.test_twins import figures, raw_site

CLOCK = datetime(2026, 5, 20, 4, tzinfo=UTC)
PERIOD = Period(date(2025, 12, 1), date(2026, 5, 1))
PERSON, GROUP = "S3", "one"
# One role of each kind of rights: what holds for it holds for whoever has the same.
KINDS = tuple({rights(role, PERSON, GROUP): role for role in ROLES}.values())
TWINS = {**naive.METRICS, **naive_service.METRICS, **naive_performance.METRICS}
PEOPLE = ("performance", "complaints", "work_logs", "training_attendance", "training_feedback", "room_visits", "shifts")
# What narrows a table of people: whose row it is.
OWNERS = {"performance": "staff_id", "complaints": "staff_id", "work_logs": "staff_id", "shifts": "staff_id"}
OWNERS |= {"training_attendance": "staff_id"}


def site() -> SmallSite:
    """A site by chance whose tickets have reporters and numbers, and whose people have scores, pay and complaints."""
    small = chance.site(23, count=140)
    tickets = [
        {
            **row,
            "building": f"{row['campus']} {row['building']}",
            "reporter": f"报修人{at:03d}",
            "reporter_phone": phone(at),
            "title": f"请回电 {phone(at)}",
        }
        for at, row in enumerate(small.rows["tickets"])
    ]
    staff = [{**row, "group": GROUP if row["staff_id"] == PERSON else row["group"]} for row in small.rows["staff"]]
    more = {name: [told(name, at) for at in range(16)] for name in PEOPLE}
    return replace(small, rows={**small.rows, "tickets": tickets, "staff": staff, **more})


def phone(at: int) -> str:
    return f"1380000{at:04d}"


def told(name: str, at: int) -> dict[str, Any]:
    """A row in which every column says something that stands nowhere else."""
    values: dict[Kind, Any] = {
        Kind.TIME: datetime(2026, 1, 1 + at, 3, tzinfo=UTC),
        Kind.DAY: date(2026, 1, 1 + at),
        Kind.MONTH: date(2026, 1 + at // 8, 1),
        Kind.NUMBER: 50.0 + at,
        Kind.MONEY: 50 + at,
        Kind.INTEGER: at,
        Kind.FLAG: True,
    }
    row = {
        one.name: one.choices[0] if one.choices else values.get(one.kind, f"{name}-{at}")
        for one in RECORDS[name].columns
    }
    row |= {"staff_id": f"S{at % 8}", "phone": phone(5_000 + at), "site": "North"}
    return {key: value for key, value in row.items() if key in RECORDS[name].names}


@pytest.fixture(scope="module")
def small() -> SmallSite:
    return site()


@pytest.fixture(scope="module")
def raw(small: SmallSite) -> Site:
    return raw_site(small)


@pytest.fixture(scope="module")
def cockpit(small: SmallSite, tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    return small.opened(CLOCK, tmp_path_factory.mktemp("roles"))


def of(role: str) -> Rights:
    return rights(role, PERSON, GROUP)


def permitted(raw: Site, held: Rights) -> Site:
    """The rows of tickets and staff that somebody may see, picked one by one."""
    allowed = dict(held.rows)

    def kept(person: str | None, group: str | None) -> bool:
        named = {"engineer": person, "group": group}
        return all(named[dim] in values for dim, values in allowed.items())

    return replace(
        raw,
        tickets=[row for row in raw.tickets if kept(row["engineer_id"], row["group"])],
        staff=[row for row in raw.staff if kept(row["staff_id"], row["group"])],
    )


@pytest.fixture(scope="module")
def expected(raw: Site) -> Callable[[Rights, Question], dict[Any, Any]]:
    """The second computation, made once for all who see the same rows."""
    made: dict[Any, dict[Any, Any]] = {}

    def told(held: Rights, question: Question) -> dict[Any, Any]:
        key = (held.rows, question)
        if key not in made:
            made[key] = reckoned(raw, held, question)
        return made[key]

    return told


def reckoned(raw: Site, held: Rights, question: Question) -> dict[Any, Any]:
    """What is decided when a snapshot is made, all rows say: repeats, penalties, bands.

    Of a team's load a right narrows tickets and people alike, which no filter does.
    """
    narrowing = {dim: values or ("\0",) for dim, values in held.rows}
    of_teams = {"tickets", "staff"} <= {*CATALOGUE[question.metric].needs}
    rows = permitted(raw, held) if of_teams else raw
    asked = naive.Asked(rows, CLOCK, PERIOD.first, PERIOD.until, question.by, narrowing)
    return {
        key: (value if value is None else pytest.approx(value, rel=1e-9, abs=1e-9), n)
        for key, (value, n) in naive.answer(question.metric, asked).items()
    }


def refused(metric: str, held: Rights) -> bool:
    """Whether the file of a measure names a column that is kept back of a table it reads."""
    words = set(re.findall(r"\w+", f"{CATALOGUE[metric].sql} {CATALOGUE[metric].value} {CATALOGUE[metric].n}"))
    for name in held.denied:
        record, _, column = name.rpartition(".")
        record = record or "tickets"
        made = {one for one, sources in DERIVED.get(record, {}).items() if column in sources}
        if record in CATALOGUE[metric].needs and words & {column, *made}:
            return True
    return False


def questions() -> Iterator[Question]:
    for metric in sorted(CATALOGUE):
        yield Question(metric, PERIOD)
        yield from (Question(metric, PERIOD, (split,)) for split in CATALOGUE[metric].splits)


@pytest.mark.parametrize("role", KINDS)
def test_every_measure_by_every_split_is_that_of_the_rows_one_may_see(
    cockpit: Cockpit, expected: Callable[[Rights, Question], dict[Any, Any]], role: str
):
    held, answered = of(role), 0
    for question in questions():
        if refused(question.metric, held):
            with pytest.raises(UsageError, match="denied_column"):
                cockpit.answer(question, held)
            with pytest.raises(UsageError, match="denied_column"):
                cockpit.rows(question.whole(), {}, [SUBJECTS[CATALOGUE[question.metric].record].key], held)
            continue
        answer = cockpit.answer(question, held)
        if answer.lacking:
            continue
        assert figures(answer) == expected(held, question), question
        answered += 1
    assert answered > 300


@pytest.mark.parametrize("role", KINDS)
def test_the_rows_behind_every_measure_are_ones_own(cockpit: Cockpit, raw: Site, role: str):
    held = of(role)
    allowed = {row["ticket_id"] for row in permitted(raw, held).tickets}
    for metric in sorted(CATALOGUE):
        record = CATALOGUE[metric].record
        if refused(metric, held) or cockpit.lacks(CATALOGUE[metric]) or record not in ("tickets", "incidents"):
            continue
        rows = cockpit.rows(Question(metric, PERIOD), {}, ["ticket_id"], held, limit=1_000)
        found = set(rows["ticket_id"].to_pylist())
        assert found - {None} <= allowed or not held.rows, metric
        if record == "tickets" or held.rows:
            assert found <= allowed, metric


@pytest.mark.parametrize("role", KINDS)
def test_a_pivot_and_the_choices_are_of_ones_own_rows(cockpit: Cockpit, raw: Site, role: str):
    held = of(role)
    rows = permitted(raw, held).tickets
    assert set(cockpit.choices("engineer", held)) == {row["engineer_id"] for row in rows} - {None}
    pivot = cockpit.pivot(PivotQuestion(("opened",), PERIOD, ("engineer",), ("group",)), held)
    told_of = {(row["engineer"], row["group"]) for row in pivot.figures[0].table.to_pylist()}
    assert told_of <= {(a, b) for row in rows for a in (row["engineer_id"], None) for b in (row["group"], None)}


@pytest.mark.parametrize("role", KINDS)
@pytest.mark.parametrize("table", PEOPLE)
def test_the_records_of_people_are_ones_own_and_without_what_is_kept_back(
    cockpit: Cockpit, small: SmallSite, table: str, role: str
):
    held = of(role)
    composed = narrowed(table, (), held, cockpit.engine.columns)
    seen = cockpit.engine.query(composed.sql, composed.parameters).to_pylist()
    groups = {row["staff_id"]: row["group"] for row in small.rows["staff"]}
    owner = OWNERS.get(table)
    kept = {"engineer": lambda row: row[owner], "group": lambda row: groups.get(row[owner])}
    rows = [
        row for row in small.rows[table] if owner is None or all(kept[dim](row) in values for dim, values in held.rows)
    ]
    assert len(seen) == len(rows) > 0
    for name in RECORDS[table].names:
        shown = [row[name] for row in seen if row[name] is not None]
        if f"{table}.{name}" in held.denied:
            assert shown == [], name
        elif f"{table}.{name}" in held.masked:
            assert all("****" in one for one in shown), name
        else:
            assert len(shown) == len(rows), name


@pytest.mark.parametrize("name", sorted(CONSEQUENCES))
def test_what_follows_from_scores_is_kept_back_with_them(cockpit: Cockpit, name: str):
    table, _, column = name.partition(".")
    composed = narrowed(table, (), of("customer"), cockpit.engine.columns, {column})
    seen = cockpit.engine.query(composed.sql, composed.parameters)[column]
    assert seen.null_count == len(seen)
    assert column in cockpit.engine.columns[table]


@pytest.mark.parametrize("suffix", detail.SUFFIXES)
@pytest.mark.parametrize("role", KINDS)
def test_a_file_holds_nothing_of_what_one_may_not_see(
    cockpit: Cockpit, raw: Site, small: SmallSite, tmp_path: Path, role: str, suffix: str
):
    held = of(role)
    request = Request(cockpit, small.settings(tmp_path), "en", PERIOD, rights=held)
    chosen = columns.permitted(RECORDS["tickets"].names, cockpit, held)
    assert not set(chosen) & held.denied
    out = tmp_path / f"file{suffix}"
    detail.write(detail.prepared(request, columns=chosen), out)
    text = contents(out)
    allowed = {row["ticket_id"] for row in permitted(raw, held).tickets}
    within = {
        row["ticket_id"]: row for row in raw.tickets if PERIOD.first <= raw.day(row["reported_at"]) < PERIOD.until
    }
    assert {key for key in within if key in text} == allowed & within.keys()
    for key, row in within.items():
        mine = key in allowed
        assert (row["reporter"] in text) == (mine and not held.denied & REPORTERS)
        assert (row["reporter_phone"] in text) == (mine and not held.masked & PHONES)


def contents(file: Path) -> str:
    """Every cell of a file, one after another."""
    if file.suffix == ".csv":
        return file.read_text("utf-8-sig")
    if file.suffix == ".parquet":
        return repr(pq.read_table(file).to_pylist())
    book = openpyxl.load_workbook(file, read_only=True)
    try:
        return repr([list(row) for sheet in book for row in sheet.iter_rows(values_only=True)])
    finally:
        book.close()
