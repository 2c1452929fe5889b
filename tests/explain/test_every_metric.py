"""Every metric that can be explained is, in words of what it counts and of all that it splits by."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from cockpit import settings, telling
from cockpit.cli import main
from cockpit.errors import DONE, USAGE
from cockpit.explain import Explanation, explain
from cockpit.explain.explanation import Member
from cockpit.i18n import LANGUAGES, each
from cockpit.metrics import CATALOGUE, Cockpit, Question, open_cockpit
from cockpit.metrics.catalogue import DIMENSIONS
from cockpit.metrics.formula import explainable
from cockpit.periods import Period
from tests.conftest import Site
from tests.test_telling import explained, rate, said

EXPLAINED = [name for name, metric in CATALOGUE.items() if explainable(metric)]
OTHERS = [name for name in EXPLAINED if CATALOGUE[name].record not in ("tickets", "incidents")]
AUTUMN = Period(date(2026, 8, 1), date(2026, 10, 1))


def test_every_dimension_has_its_place() -> None:
    assert sorted(telling.ORDER) == sorted(DIMENSIONS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("metric", EXPLAINED)
def test_every_member_and_pair_is_told(metric: str, language: str) -> None:
    found = replace(explained(metric, rate((60, 80), (40, 90))), threshold=3.0)
    told = [texts for member in members(metric) for texts in parts_told(metric, member, language)]
    told += [said(found, language), telling.method(found, language)]
    assert all(told)
    assert not [text for text in told if re.search(r"[{}]|\b(explain|common|pages)\.[a-z_]+", text)]


def members(metric: str) -> Iterator[Member]:
    dims = CATALOGUE[metric].dims
    yield from (((dim, "x"),) for dim in dims)
    yield from (tuple((dim, "x") for dim in pair) for pair in combinations(dims, 2))


def parts_told(metric: str, member: Member, language: str) -> Iterator[str]:
    """All that is said of one part."""
    moved = rate((50, 70), (20, 60))
    found = replace(explained(metric, rate((60, 80), (40, 90)), (member, moved)), threshold=3.0)
    part = found.told[0]
    yield said(found, language)
    yield telling.dims(part, language, found.told)
    yield telling.where(part, language)
    yield telling.bounds(found, found.told, language)
    yield telling.effect(found, part.effect.change, language)
    yield telling.own(found, found.value(part), language)
    yield telling.counted(found, found.n(part), language)


@pytest.mark.parametrize("metric", OTHERS)
def test_rows_are_counted_as_what_they_are(metric: str) -> None:
    found = explained(metric, rate((60, 80), (40, 90)))
    record = CATALOGUE[metric].record
    assert telling.counted(found, 1, "en") == f"1 {each(record, 'en', 1)}"
    assert telling.counted(found, -1, "en") == f"−1 {each(record, 'en', 1)}"
    assert telling.counted(found, 1200, "en") == f"1,200 {each(record, 'en', 2)}"
    assert telling.counted(found, 12, "zh-Hans") == f"12 {each(record, 'zh-Hans')}"
    assert "ticket" not in telling.counted(found, 12, "en")


@pytest.fixture(scope="module")
def cockpit(sample_site: Site) -> Cockpit:
    site = settings.load(sample_site.config, sample_site.data, sample_site.environ)
    return open_cockpit(site, environ=sample_site.environ)


@pytest.mark.slow
@pytest.mark.parametrize("metric", EXPLAINED)
def test_a_site_is_told_why(cockpit: Cockpit, metric: str) -> None:
    found: Explanation = explain(cockpit, Question(metric, AUTUMN))
    assert found.answer.lacking == ()
    for language in LANGUAGES:
        assert said(found, language)
        for part in (*found.listed, *found.told):
            assert telling.dims(part, language, found.alike.get(part.member, ()))
            assert telling.where(part, language)
            assert telling.counted(found, found.n(part), language)


@pytest.mark.slow
@pytest.mark.parametrize("metric", OTHERS)
def test_the_command_line_prints_it(
    sample_site: Site, metric: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_NOW", sample_site.now)
    span = ("--from", AUTUMN.first.isoformat(), "--to", AUTUMN.until.isoformat())
    code = main(["explain", metric, *span, "--config", str(sample_site.config), "--data", str(sample_site.data)])
    out, told = capsys.readouterr()
    assert (code, told) == (DONE, "")
    assert len(out.splitlines()) > 3


@pytest.mark.slow
def test_the_command_line_narrows_by_what_only_the_record_has(
    sample_site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_NOW", sample_site.now)
    where = ["--config", str(sample_site.config), "--data", str(sample_site.data), "--format", "json"]

    def measured(*words: str) -> tuple[int, dict[str | None, float]]:
        code = main(["measure", *words, *where])
        out = capsys.readouterr().out
        rows = json.loads(out)["rows"] if code == DONE else []
        return code, {row.get("person"): row["value"] for row in rows}

    _, people = measured("pay", "--by", "person")
    assert measured("pay", "--where", "person=S009") == (DONE, {None: people["S009"]})
    assert people["S009"] != people["S011"]
    assert measured("pay", "--where", "person=S009", "--as", "engineer:S010") == (USAGE, {})
    assert measured("pay", "--where", "person=S009", "--as", "engineer:S009") == (DONE, {None: people["S009"]})
    assert measured("opened", "--where", "person=S009") == (USAGE, {})
    assert measured("duty_coverage", "--where", "person=S009") == (USAGE, {})
