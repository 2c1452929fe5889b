"""Findings of almost the same rows are listed once, the plainest for all; what is folded is counted from raw rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cockpit import telling
from cockpit.explain import Explanation, Part, explain, twins
from cockpit.explain.effects import Effect, Moved, Sums
from cockpit.explain.explanation import Member
from cockpit.metrics import Question
from cockpit.periods import Period
from tests.metrics.small_site import SmallSite

NOW = datetime.fromisoformat("2026-04-01T00:00:00+08:00")
WEEK = Period(date(2026, 3, 9), date(2026, 3, 16))


def rows_of(day: int, count: int, **cells: Any) -> list[dict[str, Any]]:
    usual = {"campus": "East", "category": "login", "level": "C"}
    return [
        usual | {"building": f"B{n % 3}"} | cells | {"reported_at": f"2026-03-{day + n % 7:02d} 09:{n % 60:02d}"}
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Explanation:
    """The East's own group has all of its tickets but 2 of 102; no power ticket has a device or its type."""
    tickets = [
        *rows_of(2, 20, group="east", device_id="D1", device_type="AP"),
        *rows_of(9, 80, group="east", device_id="D1", device_type="AP"),
        *rows_of(9, 2, group="west", device_id="D1", device_type="AP"),
        *rows_of(2, 5, campus="West", category="power", group="west"),
        *rows_of(9, 60, campus="West", category="power", group="west"),
    ]
    cockpit = SmallSite({"tickets": tickets}).opened(NOW, tmp_path_factory.mktemp("twins"))
    return explain(cockpit, Question("opened", WEEK))


def test_each_finding_is_listed_once_by_its_plainest_part(found: Explanation) -> None:
    listed = [part.member for part in found.listed]
    assert all(part.known for part in found.listed)
    assert (("campus", "East"),) in listed
    for folded in ((("group", "east"),), (("category", "login"),), (("device", "D1"),), (("device_type", "AP"),)):
        assert folded not in listed
        assert folded in {part.member for part in found.alike[("campus", "East"),]}
    nameless = {part.member for others in found.alike.values() for part in others if not part.known}
    assert {(("device", None),), (("device_type", None),)} <= nameless


def test_folding_takes_nothing_from_the_sums(found: Explanation) -> None:
    assert found.change == 117
    for parts in found.singles.values():
        assert sum(part.effect.change for part in parts) == found.change
    assert any(not part.known for part in found.singles["device"])


def test_what_is_folded_is_said(found: Explanation) -> None:
    first = found.listed[0]
    told = telling.dims(first, "zh-Hans", found.alike[first.member])
    assert told.startswith("校区 ≈ ")
    assert told.endswith("…")
    assert "≈" in telling.bounds(found, found.listed, "zh-Hans")
    assert "≈" not in telling.bounds(found, [], "zh-Hans")


def test_a_rates_parts_fold_by_the_tickets_they_weigh(tmp_path: Path) -> None:
    def done(day: int, count: int, hours: int, **cells: Any) -> list[dict[str, Any]]:
        end = f"2026-03-{day + 5:02d} {hours:02d}:00"
        return [one | {"resolved_at": end} for one in rows_of(day, count, **cells) if one["reported_at"] < end]

    tickets = [
        *done(2, 60, 9, group="east"),
        *done(9, 60, 20, group="east"),
        *done(2, 60, 9, campus="West", group="west"),
        *done(9, 60, 9, campus="West", group="west"),
    ]
    cockpit = SmallSite({"tickets": tickets}).opened(NOW, tmp_path)
    found = explain(cockpit, Question("time_to_resolve_mean", WEEK))
    names = [dict(part.member) for part in found.listed]
    assert {"campus": "East"} in names
    assert {"group": "east"} not in names


# Parts are sets of rows; two share what both sets hold.
SETS = some.lists(some.frozensets(some.integers(0, 40), min_size=1), min_size=1, max_size=12)


@given(sets=SETS)
def test_every_part_is_listed_or_folded_under_one_of_almost_its_rows(sets: Sequence[frozenset[int]]) -> None:
    parts = [
        _part((("device", str(n)),) if n % 2 else (("building", str(n)),), len(rows)) for n, rows in enumerate(sets)
    ]
    sizes = {part.member: rows for part, rows in zip(parts, sets, strict=True)}

    def counted(part: Part) -> float:
        return float(len(sizes[part.member]))

    folded = twins.folded(parts, counted, lambda one, other: len(sets[one] & sets[other]))
    assert sorted(part.member for part, others in folded for part in (part, *others)) == sorted(sizes)
    possible = {parts[place].member for place in twins.suspects(parts, counted)}
    for part, others in folded:
        group = [part, *others]
        assert not others or {one.member for one in group} <= possible
        first = min(group, key=parts.index)
        for one in group:
            both = len(sizes[one.member] & sizes[first.member])
            assert both >= twins.ALIKE * max(counted(one), counted(first))


def _part(member: Member, rows: int) -> Part:
    moved = Moved(Sums(rows), Sums())
    return Part(member, moved, Effect(rows, rows), 0.1)
