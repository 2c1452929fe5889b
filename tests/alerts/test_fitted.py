"""What a fit keeps is enough: scores by it are those of all the years; and it is made anew when it no longer holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cockpit.access import MANAGER
from cockpit.alerts import outlook
from cockpit.alerts.fitted import MOST_KEPT, Fitted, fitted
from cockpit.alerts.model import design
from cockpit.alerts.outlook import scored
from cockpit.alerts.series import calendar, counted, watched_days
from cockpit.alerts.watch import LEARNING_DAYS, REFIT_DAYS, by_calendar, judged, spreads_of
from cockpit.metrics import Cockpit, open_cockpit
from cockpit.settings import load
from tests.conftest import Site

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def cockpit(sample_site: Site) -> Cockpit:
    return open_cockpit(load(sample_site.config, sample_site.data), environ=sample_site.environ)


@pytest.fixture(scope="module")
def young(cockpit: Cockpit) -> Cockpit:
    """The same in its first year: a fit of few days is soon made."""
    first = cockpit.engine.first_day
    assert first is not None
    return at(cockpit, first + timedelta(days=LEARNING_DAYS + 2 * REFIT_DAYS))


def at(cockpit: Cockpit, day: date) -> Cockpit:
    return replace(cockpit, as_of=datetime(day.year, day.month, day.day, 20, tzinfo=ZONE))


def plain(cockpit: Cockpit, folder: Path | None = None, budget: float = 2) -> Fitted:
    found = fitted(cockpit, budget, MANAGER, (), folder)
    assert found is not None
    return found


def test_the_weeks_that_are_kept_give_the_scores_of_all_the_years(cockpit: Cockpit):
    fit = plain(cockpit)
    series, watched = scored(cockpit, fit)
    period = watched_days(cockpit)
    where, counts = counted(cockpit, period, only=fit.where)
    begin = cockpit.today.toordinal() // REFIT_DAYS * REFIT_DAYS - period.first.toordinal()
    matrix = design(calendar(cockpit, period))
    says = by_calendar(counts, counts[0], matrix, begin - 13 * REFIT_DAYS)
    spreads = spreads_of(counts[:, :begin], says[:, :begin])
    says[:, -1] *= series.share
    whole = judged(counts, says, fit.spreads)
    assert where == series.where == fit.where
    assert watched.spreads == pytest.approx(spreads, rel=0.06)
    assert watched.expected[:, -14:] == pytest.approx(whole.expected[:, -14:], rel=0.06)
    for one, other in ((watched.sudden, whole.sudden), (watched.slow, whole.slow)):
        assert one[:, -14:] == pytest.approx(other[:, -14:], abs=0.15)


def test_a_fit_knows_nothing_of_its_block(cockpit: Cockpit):
    first = date.fromordinal(cockpit.today.toordinal() // REFIT_DAYS * REFIT_DAYS)
    one, other = plain(at(cockpit, first)), plain(cockpit)
    assert (one.where, one.limit) == (other.where, other.limit)
    assert np.array_equal(one.calendar, other.calendar)


def test_what_is_kept_is_what_is_found_and_is_used(cockpit: Cockpit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    anew = outlook(cockpit, 2)
    assert outlook(cockpit, 2, kept=tmp_path) == anew
    monkeypatch.setattr("cockpit.alerts.fitted._fit", lambda *_: pytest.fail("it was there"))
    assert outlook(cockpit, 2, kept=tmp_path) == anew
    assert outlook(at(cockpit, cockpit.today + timedelta(days=1)), 2, kept=tmp_path).series == anew.series


def test_it_is_made_anew_for_another_budget_filter_block_or_calendar(young: Cockpit, tmp_path: Path):
    def files() -> int:
        return len(list(tmp_path.glob("fitted-*.npz")))

    plain(young, tmp_path)
    plain(young, tmp_path)
    assert files() == 1
    plain(young, tmp_path, budget=3)
    assert files() == 2
    fitted(young, 2, MANAGER, (("campus", ("东校区",)),), tmp_path)
    assert files() == 3
    plain(at(young, young.today - timedelta(days=REFIT_DAYS)), tmp_path)
    assert files() == 4


def test_a_file_that_cannot_be_read_is_written_anew(young: Cockpit, tmp_path: Path):
    first = plain(young, tmp_path)
    (file,) = tmp_path.glob("fitted-*.npz")
    for broken in (b"", file.read_bytes()[:5_000], b"PK no more"):
        file.write_bytes(broken)
        assert plain(young, tmp_path).limit == first.limit
        assert len(file.read_bytes()) > 5_000


def test_a_fit_that_cannot_be_written_is_used_all_the_same(young: Cockpit, tmp_path: Path):
    (tmp_path / "file").touch()
    assert plain(young, tmp_path / "file").limit == plain(young).limit


def test_no_more_than_a_few_fits_are_kept(young: Cockpit, tmp_path: Path):
    for budget in range(1, MOST_KEPT + 4):
        plain(young, tmp_path, budget)
    assert len(list(tmp_path.glob("fitted-*.npz"))) == MOST_KEPT


def test_it_learns_for_twelve_weeks_and_no_longer(cockpit: Cockpit):
    first = cockpit.engine.first_day
    assert first is not None
    last = outlook(at(cockpit, first + timedelta(days=LEARNING_DAYS - 1)), 2)
    assert (last.learning, last.alerts) == (1, ())
    young = outlook(at(cockpit, first + timedelta(days=LEARNING_DAYS)), 2)
    assert young.learning == 0
    assert young.series > 1
