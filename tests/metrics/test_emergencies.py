"""The columns made when a snapshot is published say what the rules of the contract say."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from cockpit.contract import emergencies
from cockpit.contract.emergencies import State
from cockpit.contract.limits import terms_at
from cockpit.metrics import Question
from cockpit.periods import Period
from tests.metrics import chance
from tests.metrics.test_twins import raw_site


@pytest.mark.parametrize("seed", range(4))
def test_columns_and_rules_agree(seed: int, tmp_path: Path):
    small = chance.site(seed)
    raw = raw_site(small)
    cockpit = small.opened(chance.clock(Random(seed), raw.zone), tmp_path)
    now = cockpit.as_of
    rows = cockpit.engine.query("select * from store.incidents").to_pylist()
    assert len(rows) == len(small.rows["incidents"])
    reports = {State.MET: 0, State.MISSED: 0}
    for row in rows:
        terms = terms_at(small.contract, raw.day(row["discovered_at"]))
        duty = next(one for one in emergencies.duties(row, terms, now) if one.name == "report")
        if duty.due is not None:
            assert duty.due == row["report_due_at"]
        if duty.due is not None and duty.due < now and row["discovered_at"] <= now:
            reports[duty.state] += 1
    answer = cockpit.answer(
        Question("report_on_time", Period(cockpit.span().first.replace(year=2000), cockpit.span().until))
    )
    assert answer.n == sum(reports.values())
    assert answer.n == 0 or answer.value == pytest.approx(reports[State.MET] / answer.n)


@pytest.mark.parametrize("seed", range(4))
def test_overruns_and_rules_agree(seed: int, tmp_path: Path):
    small = chance.site(seed)
    raw = raw_site(small)
    cockpit = small.opened(chance.clock(Random(seed), raw.zone), tmp_path)
    seen = 0
    for row in cockpit.engine.query("select * from store.tickets where work_type = 'fault'").to_pylist():
        if row["status"] == "cancelled" or row["reported_at"] > cockpit.as_of:
            continue
        ticket = emergencies.in_utc(row)
        duty = emergencies.overrun_report(ticket, raw.terms(row), cockpit.as_of, finished=ticket["finished_at"])
        if duty.state in (State.MET, State.MISSED, State.DUE):
            seen += 1
            assert duty.due == row["overrun_report_due_at"]
    assert seen > 5
