"""Every metric against its naive twin, over sites, clocks, periods, splits and filters by chance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cockpit.metrics import CATALOGUE, Answer, Cockpit, Question
from tests.metrics import chance, naive
from tests.metrics.naive_facts import Key, Site
from tests.metrics.small_site import SmallSite

SEEDS = range(6)
QUESTIONS = 8


def test_every_metric_has_a_twin():
    assert naive.every().keys() == CATALOGUE.keys()


@pytest.mark.parametrize("seed", SEEDS)
def test_twins_agree(seed: int, tmp_path: Path):
    small = chance.site(seed)
    raw = raw_site(small)
    draw = Random(f"questions {seed}")
    opened = small.opened(chance.knots(raw.zone)[-1], tmp_path)
    asked = 0
    for metric in CATALOGUE:
        for _ in range(QUESTIONS):
            cockpit = replace(opened, as_of=chance.clock(draw, raw.zone))
            question = chance.question(draw, metric, cockpit.today)
            answer = cockpit.answer(question)
            if not answer.lacking:
                assert figures(answer) == naive_figures(raw, cockpit, question), question
                asked += 1
    assert asked > QUESTIONS * len(CATALOGUE) / 2


def raw_site(small: SmallSite) -> Site:
    """The rows as the snapshot has them, none of the product's facts beside them."""
    rows = {name: table.to_pylist() for name, table in small.tables.items()}
    zone, school = ZoneInfo(small.zone), small.calendar.terms
    made = (zone, small.contract, school, rows["incidents"], rows, small.measures)
    return Site(rows["tickets"], rows["staff"], *made, small.calendar, small.duty, small.rooms)


def naive_figures(raw: Site, cockpit: Cockpit, question: Question) -> dict[Key, Any]:
    asked = naive.Asked(
        raw, cockpit.as_of, question.period.first, question.period.until, question.by, dict(question.filters)
    )
    found = naive.answer(question.metric, asked)
    if CATALOGUE[question.metric].unit == "count":
        found = naive.no_data(asked, found)
    return {
        key: (value if value is None else pytest.approx(value, rel=1e-9, abs=1e-9), n)
        for key, (value, n) in found.items()
    }


def figures(answer: Answer) -> dict[Key, Any]:
    found = {tuple(row[name] for name in answer.question.by): (row["value"], row["n"]) for row in answer.rows}
    assert len(found) == len(answer.rows)
    return found
