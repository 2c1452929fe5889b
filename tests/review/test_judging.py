"""What was decided is judged by what its measure did, and by no more than the figures bear."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from scipy.stats import binomtest, fisher_exact

from cockpit.ledger import Decision, Ledger
from cockpit.metrics import Cockpit
from cockpit.periods import whole
from cockpit.request import Request
from cockpit.review.judging import Judged, judged
from cockpit.review.month import Month
from tests.metrics.small_site import SmallSite

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
AT = datetime(2026, 4, 10, 2, tzinfo=UTC)


def tickets(month: int, count: int, good: int, category: str = "network") -> list[dict[str, str]]:
    """So many tickets of a month, of which so many were rated well."""
    return [
        {
            "ticket_id": f"{category}-{month}-{number}",
            "category": category,
            "channel": "wechat" if month == 3 and number % 2 else "phone",
            "status": "closed",
            "reported_at": f"2026-{month:02}-{number % 27 + 1:02}T09:00",
            "resolved_at": f"2026-{month:02}-{number % 27 + 1:02}T11:00",
            "rating": "100" if number < good else "20",
        }
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    rows = [
        *tickets(2, 60, 30), *tickets(3, 20, 18),
        *tickets(2, 10, 5, "login"), *tickets(3, 12, 7, "login"),
        *tickets(1, 80, 40), *tickets(2, 40, 20, "wifi"), *tickets(3, 26, 13, "wifi"),
    ]  # fmt: skip
    return SITE({"tickets": rows}).opened(AT, tmp_path_factory.mktemp("judged"))


SITE = SmallSite


def verdicts(cockpit: Cockpit, folder: Path, *decisions: Decision) -> list[Judged]:
    ledger = Ledger(folder)
    for one in decisions:
        ledger.decide(one)
    settings = SITE({}).settings(folder)
    request = Request(cockpit, settings, "en", whole(MARCH, "month"), against="previous", preset="last_month")
    return list(judged(Month(request, ledger)))


def network(wanted: str | None, metric: str | None = "opened", month: date = FEBRUARY, **more) -> Decision:
    return Decision(month, "升级", metric=metric, filters=(("category", ("network",)),), wanted=wanted, **more)


def test_a_count_is_judged_by_the_days_of_its_months(cockpit: Cockpit, tmp_path: Path):
    (one,) = verdicts(cockpit, tmp_path, network("lower"))
    assert (one.verdict, one.change) == ("wanted", -40)
    assert one.before
    assert one.now
    assert (one.before.value, one.now.value, one.before.period) == (60, 20, whole(FEBRUARY, "month"))
    naive = binomtest(20, 80, 31 / 59, alternative="less").pvalue * 2
    assert one.p == pytest.approx(naive)


def test_a_share_is_judged_by_fisher(cockpit: Cockpit, tmp_path: Path):
    (one,) = verdicts(cockpit, tmp_path, network("lower", "satisfaction_good"))
    assert one.verdict == "against"
    assert one.p == pytest.approx(2 * fisher_exact([[18, 2], [30, 30]], alternative="greater").pvalue)


def test_what_may_be_chance_is_told_as_that(cockpit: Cockpit, tmp_path: Path):
    (one,) = verdicts(cockpit, tmp_path, Decision(FEBRUARY, "x", metric="opened", filters=(("category", ("login",)),)))
    assert one.verdict == "chance"
    assert one.p is not None
    assert one.p > 0.05


def test_without_a_wish_the_measures_own_better_way_counts(cockpit: Cockpit, tmp_path: Path):
    share = Decision(FEBRUARY, "电话", metric="channel_share", filters=(("channel", ("phone",)),))
    good, plain = verdicts(cockpit, tmp_path, network(None, "satisfaction_good"), share)
    assert (good.verdict, plain.verdict) == ("wanted", "moved")


def test_several_decisions_are_several_looks(cockpit: Cockpit, tmp_path: Path):
    """A p-value that one look would call no chance is chance among twenty that found nothing."""
    dull = [Decision(FEBRUARY, f"{n}", metric="opened", filters=(("category", ("login",)),)) for n in range(20)]
    wifi = Decision(FEBRUARY, "wifi", metric="opened", filters=(("category", ("wifi",)),), wanted="lower")
    alone, among = verdicts(cockpit, tmp_path / "alone", wifi), verdicts(cockpit, tmp_path / "among", wifi, *dull)
    assert alone[0].p == among[0].p
    assert 0.01 < (among[0].p or 0) < 0.05
    assert (alone[0].verdict, among[0].verdict) == ("wanted", "chance")


def test_which_decisions_come_before_the_next_meeting(cockpit: Cockpit, tmp_path: Path):
    january = date(2026, 1, 1)
    found = verdicts(
        cockpit,
        tmp_path,
        network("lower", month=january),
        network("lower", month=january, state="done"),
        network("lower", state="done"),
        network("lower", state="dropped"),
        network("lower", month=MARCH),
    )
    assert [(one.decision.month, one.decision.state) for one in found] == [(january, "open"), (FEBRUARY, "done")]
    assert found[0].before
    assert found[0].before.value == 80


@pytest.mark.parametrize(
    ("decision", "verdict"),
    [
        (Decision(FEBRUARY, "买备件"), "unmeasured"),
        (Decision(FEBRUARY, "x", metric="no_such"), "unmeasured"),
        (Decision(FEBRUARY, "x", metric="duty_covered"), "unmeasured"),
        (Decision(FEBRUARY, "x", metric="opened", filters=(("mood", ("good",)),)), "unmeasured"),
        (Decision(FEBRUARY, "x", metric="satisfaction_good", filters=(("category", ("none",)),)), "no_data"),
    ],
)
def test_what_cannot_be_judged_is_told_as_that(cockpit: Cockpit, tmp_path: Path, decision: Decision, verdict: str):
    (one,) = verdicts(cockpit, tmp_path, decision)
    assert (one.verdict, one.p) == (verdict, None)
