"""The forecasts that a round keeps are those that are made, and hold for their snapshot, day and settings alone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cockpit import alarms
from cockpit import settings as configuration
from cockpit.alarms import forecasts
from cockpit.alerts.ahead import Ahead, ahead
from cockpit.alerts.backlog import Arrears
from cockpit.alerts.parts import Short
from cockpit.alerts.terms import Missing
from cockpit.alerts.volume import volume
from cockpit.keeping import Cache
from cockpit.metrics import Cockpit
from cockpit.metrics.opening import open_cockpit
from cockpit.review import facts, opened
from cockpit.review.month import Asked
from cockpit.settings.model import Calendar, Settings
from tests.conftest import Site

DAY = date(2026, 3, 20)


@pytest.fixture(scope="module")
def sample(sample_site: Site) -> tuple[Cockpit, Settings]:
    site = configuration.load(sample_site.config, sample_site.data, {})
    return open_cockpit(site, environ=sample_site.environ), site


@pytest.fixture(scope="module")
def made(sample: tuple[Cockpit, Settings]) -> Ahead:
    """The sample's forecasts, which take seconds."""
    return ahead(*sample)


def test_what_is_kept_is_what_is_made_and_is_made_once(
    sample: tuple[Cockpit, Settings], made: Ahead, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cockpit, site = sample
    more = replace(
        made,
        backlog=(Arrears("A组", DAY, DAY, 9, 4.5, ((DAY, 3, 1), (DAY + timedelta(days=7), 4, 2)), 3.2),),
        parts=(Short("P1", "光模块", "个", Decimal("3.5"), 1.2, 20.4, None, 30, Decimal(0), 0.6),),
        terms=Missing(DAY),
    )
    monkeypatch.setattr(forecasts, "ahead", lambda *_: more)
    assert forecasts.kept(tmp_path, cockpit, site) is None
    forecasts.keep(tmp_path, cockpit, site)
    assert forecasts.kept(tmp_path, cockpit, site) == more
    monkeypatch.setattr(forecasts, "ahead", lambda *_: pytest.fail("they were there"))
    forecasts.keep(tmp_path, cockpit, site)
    for other in (
        replace(cockpit, as_of=cockpit.as_of + timedelta(days=1)),
        replace(cockpit, snapshot="other"),
    ):
        assert forecasts.kept(tmp_path, other, site) is None
    assert forecasts.kept(tmp_path, cockpit, replace(site, calendar=Calendar())) is None


def test_what_cannot_be_read_is_none(
    sample: tuple[Cockpit, Settings], made: Ahead, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cockpit, site = sample
    monkeypatch.setattr(forecasts, "ahead", lambda *_: made)
    forecasts.keep(tmp_path, cockpit, site)
    file = tmp_path / "alerts" / forecasts.FILE
    whole = file.read_text(encoding="utf-8")
    for text in ("", "[]", "{}", whole[:-2], whole.replace('"volume"', '"other"'), whole.replace('"first"', '"x"')):
        file.write_text(text, encoding="utf-8")
        assert forecasts.kept(tmp_path, cockpit, site) is None
    forecasts.keep(tmp_path, cockpit, site)
    assert forecasts.kept(tmp_path, cockpit, site) == made


def test_a_round_keeps_them_and_outlives_that_they_fail(
    sample_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    data = tmp_path / "data"
    shutil.copytree(sample_site.data, data)
    site = configuration.load(sample_site.config, data, {})
    monkeypatch.setattr(forecasts, "ahead", lambda *_: 1 / 0)
    (data / "alerts" / forecasts.FILE).unlink(missing_ok=True)
    done = alarms.run(site, sample_site.environ, ())
    assert [one.key for one in done.failed] == ["round_failed"]
    monkeypatch.undo()
    assert alarms.run(site, sample_site.environ, ()).failed == ()
    assert (data / "alerts" / forecasts.FILE).exists()


def test_the_month_that_is_reviewed_was_forecast_by_the_round(
    sample: tuple[Cockpit, Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cockpit, site = sample
    site = replace(site, data=tmp_path)
    forecasts.keep_month(tmp_path, cockpit, site)  # the middle of the month: nobody reviews the one before
    assert not (tmp_path / "alerts" / forecasts.MONTH).exists()
    early = replace(cockpit, as_of=datetime(2026, 10, 5, 1, tzinfo=UTC))
    forecasts.keep_month(tmp_path, early, site)
    month = opened.month_over(early, site, date(2026, 9, 1), "en", Asked())
    made = volume(month.then)
    assert forecasts.kept_month(tmp_path, month.then, month.settings) == made
    monkeypatch.setattr(facts, "volume", lambda *_: pytest.fail("it was there"))
    monkeypatch.setattr(facts, "FORECASTS", Cache(4))
    assert facts.forecast(month) == made
