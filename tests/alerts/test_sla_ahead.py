"""The month's share in time: what is counted against a plain count, what is projected against what can still happen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.alerts import sla_ahead
from cockpit.alerts.sla_ahead import Sla, Week, projected
from cockpit.metrics import Question
from cockpit.periods import Period
from tests.metrics.small_site import Row, SmallSite

NOW = datetime(2026, 5, 20, 4, tzinfo=UTC)
MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
SO_FAR = Sla(MAY, 0.9, 80, 5, 3, 4)


def fault(reported: str, due: str, finished: str | None, status: str = "closed") -> Row:
    return {"reported_at": reported, "due_at": due, "status": status} | ({"resolved_at": finished} if finished else {})


def weekly(missed: int) -> list[Row]:
    """Ten faults every Monday to Friday of three months, of which so many a day miss a limit of one day."""
    rows = []
    for at in range(90):
        day = NOW.replace(hour=2) - timedelta(days=at)
        for one in range(10 if day.isoweekday() <= 5 else 0):
            done = day + timedelta(hours=30 if one < missed else 3)
            if done > NOW:
                rows.append(fault(f"{day}", f"{day + timedelta(days=1)}", None, "in_progress"))
            else:
                rows.append(fault(f"{day}", f"{day + timedelta(days=1)}", f"{done}"))
    return rows


def test_what_is_known_is_counted(tmp_path: Path):
    rows = [
        fault("2026-05-01 08:00", "2026-05-02 08:00", "2026-05-01 09:00"),
        fault("2026-05-01 08:00", "2026-05-02 08:00", "2026-05-03 09:00"),
        fault("2026-05-10 08:00", "2026-05-11 08:00", None, "in_progress"),
        fault("2026-05-19 08:00", "2026-05-25 08:00", "2026-05-20 09:00"),
        fault("2026-05-19 08:00", "2026-05-25 08:00", None, "in_progress"),
        fault("2026-05-19 08:00", "2026-06-05 08:00", None, "in_progress"),
        fault("2026-04-19 08:00", "2026-04-20 08:00", None, "in_progress"),
        fault("2026-05-01 08:00", "2026-05-02 08:00", None, "cancelled"),
    ]
    site = SmallSite({"tickets": rows})
    cockpit = site.opened(NOW, tmp_path)
    found = sla_ahead(cockpit, site.settings(tmp_path))
    assert found is not None
    assert (found.met, found.missed, found.safe, found.open) == (1, 2, 1, 1)
    assert found.share == cockpit.answer(Question("sla_met", MAY)).value
    assert found.target == 0.95


def test_a_month_like_the_ones_before_is_judged_by_them(tmp_path: Path):
    site = SmallSite({"tickets": weekly(0)})
    good = sla_ahead(site.opened(NOW, tmp_path), site.settings(tmp_path))
    assert good is not None
    assert good.chance is not None
    assert good.chance > 0.95
    assert good.coming == pytest.approx(80, abs=25)
    assert not good.unlikely


def test_a_month_that_cannot_be_saved_is_told_so(tmp_path: Path):
    site = SmallSite({"tickets": weekly(3)})
    bad = sla_ahead(site.opened(NOW, tmp_path), site.settings(tmp_path))
    assert bad is not None
    assert bad.unlikely
    assert bad.lost
    assert bad.expected == pytest.approx(0.7, abs=0.1)


def test_without_limits_there_is_nothing_to_tell(tmp_path: Path):
    site = SmallSite({"tickets": [{"reported_at": "2026-05-01 08:00"}]})
    assert sla_ahead(site.opened(NOW, tmp_path), site.settings(tmp_path)) is None


def test_a_young_site_is_counted_and_not_projected(tmp_path: Path):
    site = SmallSite({"tickets": [row for row in weekly(1) if str(row["reported_at"]) > "2026-05-10"]})
    found = sla_ahead(site.opened(NOW, tmp_path), site.settings(tmp_path))
    assert found is not None
    assert (found.expected, found.chance, found.lost, found.unlikely) == (None, None, False, False)
    assert found.met > 0


WEEKS = st.lists(
    st.tuples(st.integers(0, 20), st.floats(0, 1), st.integers(0, 200), st.floats(0, 1)), min_size=3, max_size=8
)


@given(before=WEEKS)
def test_a_projection_lies_between_what_can_happen(before: list[tuple[int, float, int, float]]):
    weeks = [Week(open_, int(open_ * a), coming, int(coming * b)) for open_, a, coming, b in before]
    found = projected(SO_FAR, weeks)
    assert found.expected is not None
    assert found.low is not None
    assert found.high is not None
    assert found.chance is not None
    assert 0 <= found.low <= found.high <= 1
    assert found.low - 0.1 <= found.expected <= found.high + 0.1
    assert 0 <= found.chance <= 1
    assert found.coming == pytest.approx(sum(one.coming for one in weeks) / len(weeks))
    assert found.coming is not None
    most = 80 + 3 + 4 + found.coming
    assert found.best == pytest.approx(most / (most + 5))


def test_more_missed_before_is_less_chance():
    before = [[Week(4, missed // 10, 40, missed)] * 6 for missed in (0, 4, 8, 20)]
    chances = [one for weeks in before if (one := projected(SO_FAR, weeks).chance) is not None]
    assert len(chances) == 4
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.9
    assert chances[-1] < 0.1
