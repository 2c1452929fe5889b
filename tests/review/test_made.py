"""Whole documents of generated sites: figures are the cockpit's, the three languages say the same, nothing fails."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cockpit.review import made
from tests.metrics import chance
from tests.metrics.small_site import SmallSite
from tests.review.months import asked_anew, in_language, month_of, texts

NOVEMBER = date(2025, 11, 1)
BARE = SmallSite({"tickets": [{"reported_at": "2025-11-03 09:00"}, {"reported_at": "2025-11-05 10:00"}]})
ALWAYS = {"volume", "suggestions", "plan"}


@pytest.mark.parametrize("seed", [1, 4, 7])
def test_every_figure_is_the_cockpits_own_in_three_languages(seed: int, tmp_path: Path):
    month = month_of(chance.site(seed, count=400), tmp_path, NOVEMBER)
    documents = [made(in_language(month, language)) for language in ("zh-Hans", "zh-Hant", "en")]
    values = [Counter((one.metric, one.value, one.n) for one in document.figures()) for document in documents]
    assert values[0] == values[1] == values[2]  # in another order, where a language tells numbers in another
    assert len(values[0]) > 50
    for figure in {(one.metric, one.period, one.filters, one.cell): one for one in documents[0].figures()}.values():
        assert asked_anew(month.cockpit, figure) == pytest.approx(figure.value), figure


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("first", [NOVEMBER, date(2019, 1, 1), date(2026, 12, 1)])
def test_a_month_of_few_tickets_or_of_none_is_told_whole(first: date, language: str, tmp_path: Path):
    month = month_of(BARE, tmp_path, first, language)
    document = made(month)
    assert {one.key for one in document.slides} >= ALWAYS
    assert not {"rounds", "customers", "training", "team", "scores", "warned"} & {one.key for one in document.slides}
    for words in texts(document):
        assert not re.search(r"[{}]|None|nan", words), words


def test_a_month_that_runs_is_told_as_it_stands(tmp_path: Path):
    small = chance.site(5, count=300)
    month = month_of(small, tmp_path, NOVEMBER, as_of=datetime(2025, 11, 12, 12, tzinfo=ZoneInfo(small.zone)))
    document = made(month)
    for key in ("repeats", "rounds", "customers", "training", "team", "suggestions"):
        slide = document.slide(key)
        assert slide is not None
        assert "Nov 2025 so far" in slide.sentence, slide.sentence


@pytest.mark.parametrize("seed", [2, 3])
def test_before_the_records_begin_nothing_is_said_of_them(seed: int, tmp_path: Path):
    month = month_of(chance.site(seed), tmp_path, date(2019, 1, 1))
    document = made(month)
    for key in ("rounds", "training"):
        slide = document.slide(key)
        assert slide is not None
        assert "no record" in slide.sentence, slide.sentence
    team = document.slide("team")
    assert team is not None
    assert "no record" in team.under, team.under
    customers = document.slide("customers")
    assert customers is not None
    assert "complaint" not in customers.sentence
    assert [one.points for one in document.texts if one.key in ("findings", "latent", "work")] == [(), (), ()]
