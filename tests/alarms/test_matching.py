"""A round's findings against what stands: nothing twice, numbers stay, what is over ends once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.alarms.matching import MEMORY, matched
from cockpit.alerts.found import Found, subject, where
from cockpit.ledger import Alarm, Ledger

AT = datetime(2026, 3, 18, 2, tzinfo=UTC)
TODAY = date(2026, 3, 18)
KINDS = ("fault", "due", "sudden", "slow")
PLACES = ["", "campus=E", "campus=W", "category=N", "campus=E&category=N", "building=1&campus=E", "campus=E&category=M"]


def rise(place: str, days: int = 0, kind: str = "sudden", length: int = 1, today: date = TODAY) -> Found:
    last = today - timedelta(days=days)
    first = last - timedelta(days=length - 1)
    facts = {"first": first.isoformat(), "last": last.isoformat(), "actual": 9}
    return Found(kind, place, datetime(first.year, first.month, first.day, tzinfo=UTC), facts)


def ticket(number: int, kind: str = "fault") -> Found:
    return Found(kind, f"G{number}", AT, {"level": "A"})


def standing(*found: Found) -> list[Alarm]:
    return [Alarm(at, one.kind, one.subject, one.since, one.facts, AT, AT) for at, one in enumerate(found, 1)]


def kinds(*found: Found) -> list[tuple[str, str]]:
    return [(one.kind, one.subject) for one in found]


def test_a_ticket_is_the_same_by_its_number():
    made = matched([ticket(1), ticket(2, "due"), ticket(1)], standing(ticket(2), ticket(1)), TODAY, KINDS)
    assert kinds(*made.raised) == [("due", "G2")]
    assert [(at, one.subject) for at, one in made.renewed] == [(2, "G1")]
    assert made.ended == (1,)


def test_what_was_not_looked_for_stands():
    made = matched([], standing(ticket(1), ticket(2, "due"), rise("campus=E", 9)), TODAY, ("due",))
    assert made.ended == (2,)


def test_a_rise_that_spreads_or_narrows_is_the_same():
    made = matched([rise("campus=E")], standing(rise("campus=E&category=N", 1)), TODAY, KINDS)
    assert [(at, one.subject) for at, one in made.renewed] == [(1, "campus=E")]
    assert (made.raised, made.ended) == ((), ())


def test_another_place_or_kind_of_rise_is_another():
    made = matched([rise("campus=W"), rise("campus=E", kind="slow")], standing(rise("campus=E")), TODAY, KINDS)
    assert kinds(*made.raised) == [("sudden", "campus=W"), ("slow", "campus=E")]
    assert made.ended == ()


def test_two_places_are_not_one_alarm_though_both_lie_in_it():
    both = [rise("building=1&campus=E"), rise("campus=E&category=N")]
    made = matched(both, standing(rise("campus=E")), TODAY, KINDS)
    assert [at for at, _ in made.renewed] == [1]
    assert len(made.raised) == 1


def test_a_rise_a_week_later_is_the_same_and_later_another():
    before = standing(rise("campus=E", 8))
    assert [at for at, _ in matched([rise("campus=E", 1)], before, TODAY, KINDS).renewed] == [1]
    made = matched([rise("campus=E")], before, TODAY, KINDS)
    assert (kinds(*made.raised), made.ended) == ([("sudden", "campus=E")], (1,))


def test_a_rise_ends_when_its_days_have_passed_not_by_noon():
    for days, over in ((0, ()), (1, ()), (2, (1,))):
        assert matched([], standing(rise("campus=E", days)), TODAY, KINDS).ended == over
    moved = standing(rise("campus=E", -91))  # of a demonstration whose timeline began anew
    assert matched([], moved, TODAY, KINDS).ended == (1,)


def test_a_rise_that_ended_stands_again_while_nothing_newer_is_told_of_it():
    (ended,) = [replace(one, ended_at=AT) for one in standing(rise("campus=E", 3))]
    told = rise("campus=E&category=N", 3)
    assert [at for at, _ in matched([told], [ended], TODAY, KINDS).renewed] == [1]
    for newer in (rise("campus=E", 2), rise("campus=W", 3), rise("campus=E", 3, kind="slow")):
        assert matched([newer], [ended], TODAY, KINDS).raised == (newer,)
    (slow,) = [replace(one, ended_at=AT) for one in standing(rise("campus=E", 3, kind="slow", length=9))]
    assert matched([rise("campus=E", 0, kind="slow", length=12)], [slow], TODAY, KINDS).raised == ()
    assert matched([], [ended, slow], TODAY, KINDS).ended == ()
    (ticketed,) = [replace(one, ended_at=AT) for one in standing(ticket(1))]
    assert matched([ticket(1)], [ticketed], TODAY, KINDS).raised == (ticket(1),)


def test_what_a_demonstration_shows_again_after_a_period_is_new():
    before = standing(rise("campus=E", 91))
    made = matched([rise("campus=E")], before, TODAY, KINDS)
    assert (len(made.raised), made.renewed, made.ended) == (1, (), (1,))


def settle(ledger: Ledger, found: list[Found], at: datetime) -> None:
    ledger.settle(lambda stands: matched(found, stands, TODAY, KINDS), at, at - MEMORY)


FINDS = st.one_of(
    st.builds(ticket, st.integers(1, 4), st.sampled_from(["fault", "due"])),
    st.builds(rise, st.sampled_from(PLACES), st.integers(0, 1), st.sampled_from(["sudden", "slow"]), st.integers(1, 4)),
)


@given(st.lists(FINDS, max_size=8), st.lists(FINDS, max_size=8))
def test_nothing_is_two_alarms_and_no_alarm_is_two_things(found, before):
    alarms = standing(*before)
    made = matched(found, alarms, TODAY, KINDS)
    wanted = {(one.kind, one.subject) for one in found}
    kept = kinds(*made.raised, *(one for _, one in made.renewed))
    assert sorted(kept) == sorted(wanted)
    renewed = [at for at, _ in made.renewed]
    assert len({*renewed, *made.ended}) == len(renewed) + len(made.ended)
    assert {*renewed, *made.ended} <= {one.id for one in alarms}
    for at, one in made.renewed:
        assert alarms[at - 1].kind == one.kind


@settings(max_examples=15, deadline=None)
@given(rounds=st.lists(st.lists(FINDS, max_size=4), min_size=1, max_size=4))
def test_rounds_in_the_ledger(tmp_path_factory, rounds):
    """A ticket was raised as often as it appeared anew; the same round again is no news."""
    data: Path = tmp_path_factory.mktemp("rounds")
    ledger = Ledger(data)
    news = dict.fromkeys([(kind, f"G{at}") for kind in ("fault", "due") for at in range(1, 5)], 0)
    before: set[tuple[str, str]] = set()
    for number, found in enumerate(rounds):
        at = AT + timedelta(minutes=5 * number)
        settle(ledger, found, at)
        stands = {(one.kind, one.subject): one.id for one in ledger.alarms(standing=True)}
        settle(ledger, found[::-1], at)
        assert {(one.kind, one.subject): one.id for one in ledger.alarms(standing=True)} == stands
        now = {(one.kind, one.subject) for one in found}
        assert now <= stands.keys()
        for one in news.keys() & (now - before):
            news[one] += 1
        before = now
    raised = [(one.kind, one.subject) for one in ledger.alarms(limit=10_000)]
    assert {one: raised.count(one) for one in news} == news


@given(st.dictionaries(st.sampled_from(["campus", "category", "building"]), st.text(min_size=1), max_size=3))
def test_a_subject_says_its_place(values):
    place = tuple(sorted(values.items()))
    assert where(subject(place)) == place
