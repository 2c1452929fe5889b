from __future__ import annotations

from datetime import date

import pytest

from cockpit.contract.targets import Target, target
from cockpit.metrics import CATALOGUE
from cockpit.settings import Terms

TERMS = Terms(
    date(2025, 9, 1), sla_target=0.9, targets={"satisfaction": 90, "reopen_rate": 0.05, "report_on_time": 0.8}
)


@pytest.mark.parametrize(
    ("metric", "found"),
    [
        ("sla_met", Target(0.9, "least")),
        ("manual_coverage", Target(0.8, "least")),
        ("training_hours", Target(10, "least")),
        ("duty_coverage", Target(1, "least")),
        ("report_on_time", Target(0.8, "least")),
        ("satisfaction", Target(90, "least")),
        ("reopen_rate", Target(0.05, "most")),
        ("first_time_fix", None),
        ("load", None),
    ],
)
def test_targets_come_from_the_terms_alone(metric, found):
    assert target(TERMS, metric, CATALOGUE[metric].better) == found


def test_a_bound_is_kept():
    assert [Target(0.95, "least").kept(one) for one in (0.9499999, 0.95, 1)] == [False, True, True]
    assert [Target(0.05, "most").kept(one) for one in (0.0500001, 0.05, 0)] == [False, True, True]


def test_of_every_measure_with_a_target_one_way_is_better():
    aimed = [one for one in CATALOGUE.values() if target(Terms(date(2025, 9, 1)), one.name, one.better)]
    assert len(aimed) == 9
    assert {one.better for one in aimed} == {"higher"}
