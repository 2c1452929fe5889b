"""Questions that differ only in how far they split: told apart from others, and answered as each alone."""

from __future__ import annotations

from datetime import date

import pytest

from cockpit import settings
from cockpit.metrics import CATALOGUE, Cockpit, Question, open_cockpit
from cockpit.metrics.question import chains
from cockpit.periods import Period
from tests.conftest import Site

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
SPLITS = ("campus", "category", "level")


@pytest.fixture(scope="module")
def sample(sample_site: Site) -> Cockpit:
    site = settings.load(sample_site.config, sample_site.data, sample_site.environ)
    return open_cockpit(site, environ=sample_site.environ)


def question(metric: str, *by: str) -> Question:
    return Question(metric, MARCH, by)


def test_each_splits_further_than_the_one_before():
    whole, campus, both = (question("opened", *by) for by in ((), ("campus",), ("campus", "category")))
    other, level = question("resolved"), question("opened", "level")
    assert chains([both, level, other, whole, campus]) == [[other], [whole, level], [campus, both]]


def test_times_and_shares_stand_alone():
    alone = [question("opened", "week"), question("channel_share", "channel"), question("channel_share")]
    assert sorted(map(len, chains([*alone, question("opened")]))) == [1, 1, 1, 1]


CHAINED = [name for name, one in CATALOGUE.items() if set(SPLITS) <= set(one.dims) and one.share_of is None]


@pytest.mark.parametrize("metric", CHAINED)
def test_a_chain_is_answered_as_each_question_alone(sample: Cockpit, metric: str):
    month = Period(sample.today.replace(day=1), sample.today)
    chain = [Question(metric, month, SPLITS[:place]) for place in range(len(SPLITS) + 1)]
    assert chains(chain) == [chain]
    for together, one in zip(sample.answers(chain), chain, strict=True):
        alone = sample.answer(one)
        assert together.rows == alone.rows
        assert (together.question, together.lacking, together.clocks) == (one, alone.lacking, alone.clocks)
