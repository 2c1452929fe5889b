"""Explanations of sites by chance against a second reckoning: the naive rows of each period, summed by pandas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from cockpit.access import Rights
from cockpit.errors import UsageError
from cockpit.explain import Explanation, Part, contributions, explain, finding
from cockpit.explain.effects import Moved, Sums, effect
from cockpit.explain.explanation import Member
from cockpit.metrics import CATALOGUE, Cockpit, Question
from cockpit.metrics.formula import MEASURED, QUANTILE, explainable
from cockpit.metrics.subjects import SUBJECTS
from cockpit.periods import Period
from tests.metrics import chance, naive
from tests.metrics.naive_facts import DAY, Site
from tests.metrics.small_site import SmallSite
from tests.metrics.test_twins import raw_site

SEEDS = (3, 8)
QUESTIONS = 3
TIE = 1e-8
NONE = "(none)"
NAIVE = naive.every()
EXPLAINED = [name for name, metric in CATALOGUE.items() if explainable(metric)]
CLOSE: dict[str, Any] = {"rel": 1e-9, "abs": 1e-9}


@pytest.fixture(scope="module", params=SEEDS)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Cockpit]:
    small = chance.site(request.param, count=500)
    raw = raw_site(small)
    return raw, small.opened(chance.knots(raw.zone)[-1], tmp_path_factory.mktemp(f"explain-{request.param}"))


def questions(cockpit: Cockpit, metric: str, seed: int) -> list[Question]:
    draw, asked = Random(f"{metric} {seed}"), []
    for _ in range(QUESTIONS):
        question = chance.question(draw, metric, cockpit.today)
        days = draw.choice((7, 31, 60))
        first = chance.FIRST + (cockpit.today - chance.FIRST) / 2
        period = draw.choice((question.period, Period(first, first + days * DAY)))
        against = draw.choice(("previous", "previous", "last-year"))
        asked.append(replace(question, by=(), period=period, against=against))
    return asked


def frame(raw: Site, cockpit: Cockpit, question: Question, period: Period, found: Explanation) -> pd.DataFrame:
    """One row a thing counted: its dimensions, its figure and its weight."""
    metric = CATALOGUE[question.metric]
    filters = {dim: values for dim, values in question.filters if dim != metric.share_of}
    asked = naive.Asked(raw, cockpit.as_of, period.first, period.until, (), filters)
    counted = NAIVE[question.metric][0](asked)
    chosen = dict(question.filters).get(metric.share_of or "")
    rows = []
    for one in counted:
        figure, weight = (1.0, 0.0) if not found.formula.rate else (one.figure or 0.0, float(one.figure is not None))
        if found.formula.kind == "sum":
            figure = one.figure or 0.0
        if found.formula.kind == "ratio":
            figure, weight = (float(part) for part in one.share)
        if metric.share_of:
            figure, weight = float(not chosen or (one.row["channel"] or "") in chosen), 1.0
        if found.formula.kind == QUANTILE and found.threshold is not None:
            # a time is a double of seconds since 1970: what lies that near to the threshold falls on either side
            figure = float("nan") if abs(figure - found.threshold) < TIE else float(figure > found.threshold)
        rows.append(
            {dim: naive.value_of(asked, one, dim) for dim in metric.dims} | {"figure": figure, "weight": weight}
        )
    return pd.DataFrame(rows, columns=[*metric.dims, "figure", "weight"]).astype({"figure": float, "weight": float})


def reckoned(frames: list[pd.DataFrame], by: list[str], *, rate: bool) -> dict[Member, float]:
    """What every combination adds, by the formulas as one writes them down."""
    both = pd.concat([one.assign(side=side) for one, side in zip(frames, ("now", "before"), strict=True)])
    both[by] = both[by].astype(object).where(both[by].notna(), NONE).astype(str)
    sums = both.pivot_table(
        index=by, columns="side", values=["figure", "weight"], aggfunc="sum", fill_value=0.0, observed=True
    )
    sums = sums.reindex(columns=pd.MultiIndex.from_product([("figure", "weight"), ("now", "before")]), fill_value=0.0)
    figure, weight = sums["figure"], sums["weight"]
    added = figure["now"] - figure["before"]
    if rate:
        total = [(one.figure.sum(), one.weight.sum()) for one in frames]
        middle = sum(figure_ / weight_ for figure_, weight_ in total) / 2
        shares = [weight["now"] / total[0][1], weight["before"] / total[1][1]]
        # load counts tickets of engineers without a day of work, too: figures without weight
        moved = figure["now"] / total[0][1] - figure["before"] / total[1][1]
        added = moved - (shares[0] - shares[1]) * middle
    keys = [key if isinstance(key, tuple) else (key,) for key in added.index]
    named = [tuple((dim, None if one == NONE else one) for dim, one in zip(by, key, strict=True)) for key in keys]
    return dict(zip(named, added.tolist(), strict=True))


def periods(cockpit: Cockpit, found: Explanation) -> list[Period]:
    assert found.before is not None
    return [found.answer.question.period, found.before]


@pytest.mark.parametrize("metric", EXPLAINED)
def test_every_metric_is_taken_apart_exactly(opened: tuple[Site, Cockpit], metric: str):
    raw, cockpit = opened
    for question in questions(cockpit, metric, len(raw.tickets)):
        found = explain(cockpit, question)
        if found.whole is None:
            assert found.answer.lacking or found.change is None
            continue
        frames = [frame(raw, cockpit, question, period, found) for period in periods(cockpit, found)]
        if any(one.figure.isna().any() for one in frames):
            continue
        for dim, parts in found.singles.items():
            expected = reckoned(frames, [dim], rate=found.formula.rate)
            assert {part.member: part.effect.change for part in parts} == pytest.approx(expected, **CLOSE), question
            adds_up(found, parts)
        if len(CATALOGUE[metric].dims) > 1:
            by = Random(metric).sample([dim for dim in CATALOGUE[metric].dims if dim != "age"], 2)
            whole, cross = contributions(cockpit, question, by)
            expected = reckoned(frames, by, rate=found.formula.rate)
            assert {part.member: part.effect.change for part in cross} == pytest.approx(expected, **CLOSE), question
            adds_up(whole, cross)


def adds_up(found: Explanation, parts: tuple[Part, ...]) -> None:
    """To the change that the answer has; of whole numbers exactly, as fractions."""
    assert found.whole is not None
    if found.formula.kind != QUANTILE:
        assert sum(part.effect.change for part in parts) == pytest.approx(found.change, **CLOSE)
    if found.formula.kind not in MEASURED:
        whole, rate = exact(found.whole), found.formula.rate
        effects = [effect(exact(part), whole, rate=rate) for part in parts]
        assert sum(one.change for one in effects) == effect(whole, whole, rate=rate).change
        for part, one in zip(parts, effects, strict=True):
            assert part.effect.change == pytest.approx(float(one.change), **CLOSE)
            assert part.effect.level == pytest.approx(float(one.level), **CLOSE)


def exact(part: Part) -> Moved:
    return Moved(*(Sums(Fraction(one.total), Fraction(one.weight)) for one in (part.moved.now, part.moved.before)))


@pytest.mark.parametrize("many", [2, 64])
@pytest.mark.parametrize("metric", ["opened", "sla_met", "time_to_resolve_mean", "time_to_resolve_p90", "backlog"])
def test_no_pair_is_missed(opened: tuple[Site, Cockpit], metric: str, many: int, monkeypatch: pytest.MonkeyPatch):
    """Every pair that adds enough is listed, whether its dimensions are narrowed first or not."""
    monkeypatch.setattr(finding, "MANY", many)
    raw, cockpit = opened
    for question in questions(cockpit, metric, 1):
        found = explain(cockpit, replace(question, filters=()))
        if found.whole is None or len(found.pairs) > 200:
            continue
        frames = [frame(raw, cockpit, replace(question, filters=()), one, found) for one in periods(cockpit, found)]
        if any(one.figure.isna().any() for one in frames):
            continue
        listed = {part.member: part.effect.change for part in found.pairs}
        dims = list(found.singles)
        alone = [reckoned(frames, [dim], rate=found.formula.rate) for dim in dims]
        single = {member[0]: change for one in alone for member, change in one.items()}
        for place, one in enumerate(dims):
            for other in dims[place + 1 :]:
                for member, change in reckoned(frames, [one, other], rate=found.formula.rate).items():
                    known = all(value is not None for _, value in member)
                    repeats = any(abs(single[pair] - change) < 1e-12 for pair in member)
                    if known and abs(change) > found.least * (1 + 1e-9) and not repeats:
                        assert listed[member] == pytest.approx(change, **CLOSE)
        assert all(abs(change) >= found.least for change in listed.values())


def test_the_rows_behind_a_part_are_as_many_as_it_has(opened: tuple[Site, Cockpit]):
    _, cockpit = opened
    seen = 0
    for metric in EXPLAINED:
        for question in questions(cockpit, metric, 2)[:1]:
            found = explain(cockpit, question)
            parts = [part for parts in found.singles.values() for part in parts][:2]
            for part in [*parts, *found.pairs[:2], *found.told]:
                for former in (False, True):
                    asked = found.question(former=former)
                    rows = cockpit.rows(asked, part.cell, [SUBJECTS[CATALOGUE[metric].record].key], limit=1000)
                    assert rows.num_rows == found.n(part, former=former), (question, part)
                    seen += 1
    assert seen > 60


def test_what_is_no_sum_over_rows_is_refused(opened: tuple[Site, Cockpit]):
    _, cockpit = opened
    assert "training_satisfaction" not in EXPLAINED
    with pytest.raises(UsageError, match="not_explained"):
        explain(cockpit, Question("training_satisfaction", Period(cockpit.today - 40 * DAY, cockpit.today)))


def test_rights_are_rows_that_are_not_there(opened: tuple[Site, Cockpit]):
    _, cockpit = opened
    question = Question("opened", Period(cockpit.today - 40 * DAY, cockpit.today), against="previous")
    narrowed = (("campus", ("North",)), ("engineer", ("S1", "S2", "S3")))
    own = explain(cockpit, question, Rights(narrowed))
    filtered = explain(cockpit, replace(question, filters=narrowed))
    assert own.singles == filtered.singles
    assert own.pairs == filtered.pairs
    assert own.answer.value == filtered.answer.value
    assert {dict(part.member)["engineer"] for part in own.singles["engineer"]} <= {"S1", "S2", "S3"}


def test_a_denied_column_is_no_reason(opened: tuple[Site, Cockpit]):
    _, cockpit = opened
    question = Question("opened", Period(cockpit.today - 40 * DAY, cockpit.today), against="previous")
    denied = Rights(denied=frozenset({"engineer_id", "channel"}))
    found = explain(cockpit, question, denied)
    assert {"engineer", "channel"} <= explain(cockpit, question).singles.keys()
    assert not {"engineer", "channel"} & found.singles.keys()
    assert not {dim for part in found.pairs for dim, _ in part.member} & {"engineer", "channel"}
    with pytest.raises(UsageError) as caught:
        contributions(cockpit, question, ("engineer",), denied)
    assert caught.value.key == "denied_column"


def test_time_is_no_reason(opened: tuple[Site, Cockpit]):
    _, cockpit = opened
    with pytest.raises(UsageError) as caught:
        contributions(cockpit, Question("opened", cockpit.span()), ("month",))
    assert caught.value.key == "unknown_split"


def test_without_a_former_period_nothing_is_taken_apart(opened: tuple[Site, Cockpit]):
    _, cockpit = opened
    found = explain(cockpit, Question("opened", cockpit.span(), against="last-year"))
    assert found.answer.value
    assert (found.change, found.whole, found.singles, found.told) == (None, None, {}, ())
    assert contributions(cockpit, found.question(), ("campus",))[1] == ()


def test_a_story_is_found(tmp_path: Path):
    """Logins of one campus; the other campus loses some."""
    rows: list[dict[str, Any]] = []
    for day, sizes in ((2, (20, 20, 30, 20)), (9, (90, 22, 31, 19))):
        kinds = (("East", "login"), ("East", "power"), ("West", "login"), ("West", "power"))
        for (campus, category), count in zip(kinds, sizes, strict=True):
            rows += [
                {
                    "reported_at": f"2026-03-{day + n % 7:02d} 09:00",
                    "campus": campus,
                    "category": category,
                    "building": f"{campus} {n % 9}",
                    "level": "ABC"[n % 3],
                    "device_id": f"{campus}-{n % 40}",
                }
                for n in range(count)
            ]
    small = SmallSite({"tickets": rows})
    cockpit = small.opened(datetime.fromisoformat("2026-04-01T00:00:00+08:00"), tmp_path)
    found = explain(cockpit, Question("opened", Period(date(2026, 3, 9), date(2026, 3, 16))))
    assert [dict(part.member) for part in found.told] == [{"campus": "East", "category": "login"}]
    part = found.told[0]
    assert (found.change, part.effect.change, found.told_effect) == (72, 70, 70)
    assert (found.value(part), found.value(part, former=True)) == (90, 20)
    assert found.whole is not None
    assert found.whole.chance is False
    assert {part.chance for part in found.singles["level"]} == {False}
    tiny = next(part for part in found.singles["building"] if dict(part.member)["building"] == "West 0")
    assert tiny.chance is not False
