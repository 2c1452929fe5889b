"""Every metric of the sample site by month against its naive twin, from the Parquet of its snapshot."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from cockpit import settings
from cockpit.metrics import CATALOGUE, Cockpit, Question, open_cockpit
from cockpit.periods import Period
from cockpit.store import Store, replayed
from tests.conftest import Site as Imported
from tests.metrics.naive_facts import Site
from tests.metrics.test_twins import figures, naive_figures

PERIOD = Period(date(2026, 2, 1), date(2026, 11, 1))
NOT_PLANTED = {"resolved_undated"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cockpit(sample_site: Imported) -> Cockpit:
    return open_cockpit(
        settings.load(sample_site.config, sample_site.data, sample_site.environ), environ=sample_site.environ
    )


@pytest.fixture(scope="module")
def raw(sample_site: Imported) -> Site:
    site = settings.load(sample_site.config, sample_site.data, sample_site.environ)
    snapshot = Store(sample_site.data).current()
    assert snapshot is not None
    rows = {name: pq.read_table(snapshot.file(name)).to_pylist() for name in snapshot.manifest["tables"]}
    site = replayed.settings(site, snapshot.manifest)
    zone, school = ZoneInfo(site.zone), site.calendar.terms
    made = (zone, site.contract, school, rows["incidents"], rows, site.measures, site.calendar, site.duty, site.rooms)
    return Site(rows["tickets"], rows["staff"], *made)


@pytest.mark.parametrize("metric", CATALOGUE)
def test_months_agree(raw: Site, cockpit: Cockpit, metric: str):
    by = ("month",) if "month" in CATALOGUE[metric].times else ()
    question = Question(metric, PERIOD, by)
    answer = cockpit.answer(question)
    assert answer.lacking == ()
    assert len(answer.rows) > 0 or metric in NOT_PLANTED
    assert figures(answer) == naive_figures(raw, cockpit, question)
