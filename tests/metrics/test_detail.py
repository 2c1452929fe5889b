"""Lists of tickets against plain Python: what is found, in which order, window by window, within whose rights."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.access import MANAGER, Rights
from cockpit.errors import UsageError
from cockpit.metrics import Cockpit, Question
from cockpit.metrics.detail import SEARCHED, UNSORTED, Listing, listed, window
from cockpit.metrics.masking import masked_text
from cockpit.periods import Period
from cockpit.records import RECORDS
from tests.metrics import chance
from tests.metrics.naive_facts import Row, Site, due, finished, open_at, used_up
from tests.metrics.small_site import SmallSite
from tests.metrics.test_twins import raw_site

CLOCK = datetime(2026, 5, 20, 4, tzinfo=UTC)
PIECES = ("投影", "不亮", "AP-1", "ap", "Switch", "100%", "a_b", "a.b", "(x)", "\\", "É", "é", "'; --", "二楼", "2")
COLUMNS = ("ticket_id", "reported_at", "building", "level", "status", "title", "rating", "engineer_id")
ALL = 100_000


def texts(draw: Random) -> str | None:
    return " ".join(draw.choices(PIECES, k=draw.randint(1, 4))) if draw.random() < 0.7 else None


def made() -> SmallSite:
    """A site by chance whose tickets also say something."""
    small, draw = chance.site(5, count=300), Random("texts")
    for row in small.rows["tickets"]:
        assert isinstance(row, dict)
        row |= {name: texts(draw) for name in ("title", "description", "cause", "solution")}
        row["reporter_phone"] = chance.maybe(draw, 0.8, f"13{draw.randrange(10**9):09d}")
    return small


@pytest.fixture(scope="module")
def small() -> SmallSite:
    return made()


@pytest.fixture(scope="module")
def raw(small: SmallSite) -> Site:
    return raw_site(small)


@pytest.fixture(scope="module")
def cockpit(small: SmallSite, tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    return small.opened(CLOCK, tmp_path_factory.mktemp("detail"))


def every(cockpit: Cockpit, listing: Listing, rights: Rights = MANAGER) -> list[dict[str, Any]]:
    found = listed(cockpit, listing, rights)
    rows: list[dict[str, Any]] = []
    for offset in range(0, len(found), 1_000):
        rows += window(cockpit, found, COLUMNS, rights, offset=offset, limit=1_000).to_pylist()
    return rows


def naively(raw: Site, cockpit: Cockpit, listing: Listing) -> list[Row]:
    """The tickets one by one: reported in the period, among the filters, every word somewhere in one of the texts."""
    kept = []
    for ticket in raw.tickets:
        day = raw.day(ticket["reported_at"])
        if listing.period and not listing.period.first <= day < listing.period.until:
            continue
        if any((ticket[name] or "") not in values for name, values in listing.filters if values):
            continue
        said = [(ticket[name] or "").lower() for name in SEARCHED]
        if all(any(word.lower() in text for text in said) for word in listing.words):
            kept.append(ticket)
    return [ticket for ticket in kept if ticket["reported_at"] <= cockpit.as_of]


LISTINGS = st.builds(
    Listing,
    period=st.none()
    | st.builds(
        lambda first, days: Period(first, first + timedelta(days=days)),
        st.dates(date(2025, 10, 1), date(2026, 5, 30)),
        st.integers(1, 120),
    ),
    search=st.lists(
        st.sampled_from([*PIECES, *map(str.upper, PIECES), "T00", "影不", "%", "_", "t0001"]), max_size=3
    ).map(" ".join),
    filters=st.sampled_from([(), (("campus", ("North",)),), (("level", ("A", "")), ("status", ("closed", "new")))]),
    order=st.sampled_from(COLUMNS),
    descending=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(listing=LISTINGS, clock=st.sampled_from([CLOCK, datetime(2026, 1, 3, 7, 30, tzinfo=UTC)]))
def test_a_list_holds_what_plain_python_finds(cockpit: Cockpit, raw: Site, listing: Listing, clock: datetime) -> None:
    at = replace(cockpit, as_of=clock)
    expected = naively(raw, at, listing)
    found = listed(at, listing)
    rows = every(at, listing)
    assert sorted(row["ticket_id"] for row in rows) == sorted(ticket["ticket_id"] for ticket in expected)
    assert found.late == sum(late(raw, ticket, clock) for ticket in expected)
    assert found.open == sum(open_at(ticket, clock) for ticket in expected)
    keys = [sort_key(row, listing.order) for row in rows]
    known = [key for key in keys if key is not None]
    assert keys == [*known, *[None] * (len(keys) - len(known))]
    assert known == sorted(known, reverse=listing.descending)
    places = found.places.to_pylist()
    assert all(
        before < after
        for before, after, one, other in zip(places, places[1:], keys, keys[1:], strict=False)
        if one == other
    )


def late(raw: Site, ticket: Row, clock: datetime) -> bool:
    """Past its limit at the clock, finished or not."""
    limit, end = due(raw, ticket), finished(ticket)
    if ticket["status"] == "cancelled" or limit is None or limit > clock:
        return False
    return end is None or end > limit


def sort_key(row: Row, column: str) -> Any:
    """What a column sorts by: a choice by its place in the record's list, anything else by itself."""
    cell = row[column]
    if column == "building":  # as a dictionary has them, Chinese characters stand before Latin letters
        return [(letter < "\u4e00", letter) for letter in cell]
    choices = next((one.choices for one in RECORDS["tickets"].columns if one.name == column), ())
    return choices.index(cell) if choices and cell is not None else cell


@settings(max_examples=40, deadline=None)
@given(listing=LISTINGS, size=st.integers(20, 120))
def test_windows_cover_every_row_once_in_order(cockpit: Cockpit, listing: Listing, size: int) -> None:
    found, whole = listed(cockpit, listing), every(cockpit, listing)
    pieces = [
        row
        for offset in range(0, len(found) + size, size)
        for row in window(cockpit, found, COLUMNS, offset=offset, limit=size).to_pylist()
    ]
    assert pieces == whole


def test_a_state_is_told_by_the_same_rules_as_the_measures(cockpit: Cockpit, raw: Site) -> None:
    tickets = {ticket["ticket_id"]: ticket for ticket in raw.tickets}
    seen = set()
    for clock in (CLOCK, *(CLOCK - timedelta(days=days, hours=days) for days in range(0, 200, 9))):
        for row in every(replace(cockpit, as_of=clock), Listing()):
            ticket = tickets[row["ticket_id"]]
            terms, used = raw.terms(ticket), used_up(raw, ticket, clock)
            expected = None
            if late(raw, ticket, clock):
                expected = "late"
            elif open_at(ticket, clock) and terms and used is not None and terms.risk_share <= used < 1:
                expected = "soon"
            assert row["state"] == expected, (ticket, clock)
            seen.add(expected)
    assert seen == {None, "late", "soon"}


def test_rights_are_rows_that_are_not_there(cockpit: Cockpit, raw: Site) -> None:
    own = Rights((("engineer", ("S1",)),), denied=frozenset({"title"}))
    rows = every(cockpit, Listing(), own)
    mine = [ticket for ticket in raw.tickets if ticket["engineer_id"] == "S1"]
    assert sorted(row["ticket_id"] for row in rows) == sorted(ticket["ticket_id"] for ticket in mine)
    assert {row["title"] for row in rows} == {None}
    everything = listed(cockpit, Listing())
    assert {row["engineer_id"] for row in window(cockpit, everything, COLUMNS, own, limit=ALL).to_pylist()} == {"S1"}


def test_a_denied_text_is_not_searched(cockpit: Cockpit, raw: Site) -> None:
    only = next(ticket for ticket in raw.tickets if ticket["title"] and "投影" in ticket["title"])
    others = ("description", "cause", "solution")
    found = every(cockpit, Listing(search="投影"), Rights(denied=frozenset({"title"})))
    expected = [ticket for ticket in raw.tickets if any("投影" in (ticket[name] or "") for name in others)]
    assert len(found) == len(expected) < len(every(cockpit, Listing(search="投影")))
    assert only["ticket_id"] in {row["ticket_id"] for row in every(cockpit, Listing(search="投影"))}


@pytest.mark.parametrize(
    ("listing", "denied", "key"),
    [
        (Listing(order="nothing"), (), "unknown_column"),
        (Listing(order='x" from store.staff --'), (), "unknown_column"),
        *((Listing(order=name), (), "unknown_column") for name in sorted(UNSORTED)),
        (Listing(filters=(("age", ("x",)),)), (), "unknown_filter"),
        (Listing(order="rating"), ("rating",), "denied_column"),
        (Listing(filters=(("level", ("A",)),)), ("level",), "denied_column"),
        (Listing(), ("reported_at",), "denied_column"),
    ],
)
def test_what_may_not_be_asked_is_refused(
    cockpit: Cockpit, listing: Listing, denied: tuple[str, ...], key: str
) -> None:
    with pytest.raises(UsageError) as caught:
        listed(cockpit, listing, Rights(denied=frozenset(denied)))
    assert caught.value.key == key


def test_a_window_has_known_columns_only(cockpit: Cockpit) -> None:
    with pytest.raises(UsageError):
        window(cockpit, listed(cockpit, Listing()), ['x" from store.staff --'])


def test_a_number_is_masked_unless_the_role_may_see_it(cockpit: Cockpit, raw: Site) -> None:
    found = listed(cockpit, Listing(order="ticket_id", descending=False))
    shown = window(cockpit, found, ["ticket_id", "reporter_phone"], limit=ALL).to_pylist()
    whole = window(cockpit, found, ["ticket_id", "reporter_phone"], Rights(masked=frozenset()), limit=ALL).to_pylist()
    real = {ticket["ticket_id"]: ticket["reporter_phone"] for ticket in raw.tickets}
    assert [row["reporter_phone"] for row in whole] == [real[row["ticket_id"]] for row in whole]
    for row in shown:
        number = real[row["ticket_id"]]
        assert row["reporter_phone"] == (number and f"{number[:3]}****{number[-4:]}")
    denied = Rights(denied=frozenset({"reporter_phone"}))
    assert window(cockpit, found, ["reporter_phone"], denied, limit=ALL)["reporter_phone"].null_count == len(found)


def test_a_masked_number_sorts_by_what_is_shown(cockpit: Cockpit) -> None:
    found = listed(cockpit, Listing(order="reporter_phone", descending=False))
    shown = window(cockpit, found, ["reporter_phone"], limit=ALL)["reporter_phone"].to_pylist()
    known = [number for number in shown if number]
    assert known == sorted(known)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800001234", "138****1234"),
        ("+8613800001234", "+86****1234"),
        ("62781234", "****34"),
        ("61234", "****4"),
        ("123", "****"),
        (None, None),
    ],
)
def test_how_much_of_a_number_is_shown(number: str | None, shown: str | None, tmp_path: Path) -> None:
    site = SmallSite({"tickets": [{"reporter_phone": number, "reported_at": "2026-01-05 08:00"}], "staff": []})
    opened = site.opened(CLOCK, tmp_path)
    row = window(opened, listed(opened, Listing()), ["reporter_phone"]).to_pylist()[0]
    assert row["reporter_phone"] == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请联系13800001234李老师", "请联系138****1234李老师"),
        ("tel 138-0000-1234, 139 1111 2222", "tel 138****1234, 139****2222"),
        ("13800001234/13911112222", "138****1234/139****2222"),
        ("资产 213800001234 和 12345678901 不是电话", "资产 213800001234 和 12345678901 不是电话"),
    ],
)
def test_numbers_in_texts_are_masked(text: str, shown: str) -> None:
    assert masked_text(text) == shown


def test_no_way_to_rows_shows_a_number_in_a_text(tmp_path: Path) -> None:
    row = {"title": "找 13800001234", "description": "13911112222", "reported_at": "2026-01-05 08:00"}
    opened = SmallSite({"tickets": [row], "staff": []}).opened(CLOCK, tmp_path)
    period, columns = Period(date(2026, 1, 1), date(2026, 2, 1)), ["title", "description"]
    expected = [{"title": "找 138****1234", "description": "139****2222"}]
    assert opened.rows(Question("opened", period), {}, columns).to_pylist() == expected
    for rows in (opened.every_row(Question("opened", period), {}, columns), opened.every_ticket(period, (), columns)):
        assert [row for batch in rows for row in batch.to_pylist()] == expected


def test_names_sort_as_a_dictionary_has_them_and_people_by_name(tmp_path: Path) -> None:
    staff = [("S1", "周航"), ("S2", "安宁"), ("S3", "陈志强")]
    buildings = ("图书馆", "安全楼", "主楼", "北楼")
    rows = [
        {"ticket_id": f"T{at}", "building": buildings[at % 4], "engineer_id": f"S{at % 3 + 1}"}
        | {"status": ("closed", "new", "in_progress")[at % 3], "reported_at": f"2026-01-0{at % 7 + 1} 08:00"}
        for at in range(24)
    ]
    site = SmallSite({"tickets": rows, "staff": [{"staff_id": code, "name": name} for code, name in staff]})
    opened = site.opened(CLOCK, tmp_path)

    def order(column: str) -> list[str]:
        cells = every(opened, Listing(order=column, descending=False))
        return list(dict.fromkeys(row[column] for row in cells))

    assert order("building") == ["安全楼", "北楼", "图书馆", "主楼"]
    assert order("engineer_id") == ["S2", "S3", "S1"]
    assert order("status") == ["new", "in_progress", "closed"]


def test_a_search_of_blanks_is_none_and_of_many_words_is_cut() -> None:
    assert Listing(search=" 　 ").words == ()
    assert Listing(search="a 　b a").words == ("a", "b")
    assert len(Listing(search=" ".join(map(str, range(50)))).words) == 8
