"""Rounds on a site: what is open, near its limit or out of the ordinary is raised, stays one, and ends."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cockpit import alarms
from cockpit import settings as configuration
from cockpit.alarms import Finder, Looked
from cockpit.errors import StoreError
from cockpit.ledger import Alarm, Ledger
from cockpit.settings.model import Calendar, Term
from cockpit.sync import sync
from tests.conftest import Site as Imported
from tests.sync.site import HEADER, Site, ticket

KEEP = '[alarms]\nsla_within = "45m"\n'


def clock(at: str) -> dict[str, str]:
    return {"COCKPIT_NOW": f"2026-03-20T{at}:00+08:00"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Two open faults: of level A since 9:00 (4 h), of level B since 3:20 (8 h: until 11:20)."""
    made = Site(tmp_path / "site", more=KEEP)
    rows = [ticket(number) for number in range(40)]
    for row, level, reported in ((rows[0], "A", "2026-03-20 09:00"), (rows[1], "B", "2026-03-20 03:20")):
        row[4:] = [level, "处理中", "S001", reported, reported, "", "", "", ""]
    made.write("工单.csv", HEADER, rows)
    sync(made.settings(), clock("10:00"))
    return made


def stands(site: Site) -> dict[tuple[str, str], Alarm]:
    return {(one.kind, one.subject): one for one in Ledger(site.data).alarms(standing=True)}


def test_time_alone_brings_limits_near(site: Site):
    settings = site.settings()
    done = alarms.run(settings, clock("10:00"))
    assert (done.raised, done.standing, done.ended, done.failed) == (1, 1, 0, ())
    (fault,) = stands(site).values()
    assert (fault.kind, fault.subject) == ("fault", "G0000")
    assert fault.since == fault.raised_at - timedelta(hours=1)
    assert fault.facts["level"] == "A"
    assert datetime.fromisoformat(fault.facts["due_at"]) == fault.since + timedelta(hours=4)
    assert not {"reporter", "reporter_phone", "engineer_id", "title", "description"} & fault.facts.keys()

    assert alarms.run(settings, clock("10:34")).raised == 0
    assert alarms.run(settings, clock("10:35")).raised == 1
    found = stands(site)
    assert found.keys() == {("fault", "G0000"), ("due", "G0001")}
    assert found["fault", "G0000"].id == fault.id
    done = alarms.run(settings, clock("12:20"))  # the A fault's own limit, 13:00, is told with it
    assert (done.raised, done.standing, len(stands(site))) == (0, 2, 3)
    assert alarms.pending(stands(site).values(), settings, (), found["due", "G0001"].seen_at)[0].id == fault.id


def test_a_fault_and_its_limit_are_counted_as_one(site: Site):
    settings = site.settings()
    done = alarms.run(settings, clock("12:20"))
    assert (done.raised, done.standing, len(stands(site))) == (2, 2, 3)
    site.tickets(40)
    sync(settings, clock("12:30"))
    done = alarms.run(settings, clock("12:30"))
    assert (done.raised, done.standing, done.ended) == (0, 0, 2)


def test_what_is_finished_ends_and_what_comes_again_is_new(site: Site):
    settings = site.settings()
    alarms.run(settings, clock("10:00"))
    (first,) = stands(site).values()
    Ledger(site.data).acknowledge(first.id, "S009")
    whole = site.folder / "exports" / "工单.csv"
    opened = whole.read_text(encoding="utf-8")
    site.tickets(40)
    sync(settings, clock("10:10"))
    done = alarms.run(settings, clock("10:10"))
    assert (done.raised, done.standing, done.ended) == (0, 0, 1)
    ended = Ledger(site.data).alarm(first.id)
    assert ended is not None
    assert ended.ended_at == done.as_of
    assert ended.acknowledged_by == "S009"

    whole.write_text(opened, encoding="utf-8")
    sync(settings, clock("10:20"))
    alarms.run(settings, clock("10:20"))
    (again,) = stands(site).values()
    assert again.subject == first.subject
    assert again.id != first.id
    assert again.acknowledged_at is None


def test_a_round_is_kept_for_the_screens(site: Site):
    assert alarms.last(site.data) is None
    done = alarms.run(site.settings(), clock("10:00"))
    assert alarms.last(site.data) == done
    assert done.day == date(2026, 3, 20)
    assert done.learning > 0
    assert done.budget == 2
    assert done.snapshot


def test_a_finder_that_fails_ends_nothing_and_is_told(site: Site):
    settings = site.settings()
    alarms.run(settings, clock("10:00"))

    def broken(_: Looked) -> Any:
        raise ZeroDivisionError

    done = alarms.run(settings, clock("10:40"), (Finder(("fault",), broken), *alarms.FINDERS[1:]))
    assert stands(site).keys() == {("fault", "G0000"), ("due", "G0001")}
    (failure,) = done.failed
    assert failure.key == "round_failed"
    assert failure.arguments["reference"]
    assert alarms.last(site.data) == done
    assert alarms.run(settings, clock("10:41")).failed == ()


def test_terms_to_come_are_asked_for_until_they_are_written_down(site: Site):
    term = Term("spring", date(2026, 3, 2), date(2026, 5, 10))
    settings = replace(site.settings(), calendar=Calendar(terms=(term,)))
    assert alarms.run(settings, {"COCKPIT_NOW": "2026-03-10T10:00:00+08:00"}).failed == ()
    assert ("terms", "") not in stands(site)
    alarms.run(settings, clock("10:00"))
    one = stands(site)["terms", ""]
    assert one.facts == {"ends": "2026-05-10"}
    further = Term("autumn", date(2026, 9, 1), date(2027, 1, 10))
    alarms.run(replace(settings, calendar=Calendar(terms=(term, further))), clock("10:05"))
    assert ("terms", "") not in stands(site)
    alarms.run(replace(settings, calendar=Calendar()), clock("10:10"))
    assert ("terms", "") not in stands(site)


def test_a_round_that_cannot_be_kept_raises_nothing(site: Site, monkeypatch: pytest.MonkeyPatch):
    settings = site.settings()
    before = alarms.run(settings, clock("10:00"))

    def refused(*_: object) -> None:
        raise StoreError("cannot_write", place="x", reason="y")

    monkeypatch.setattr(Ledger, "settle", refused)
    done = alarms.run(settings, clock("10:40"))
    assert (done.day, done.standing) == (before.day, before.standing)
    assert [(one.key, one.arguments["place"]) for one in done.failed] == [("cannot_write", "x")]
    assert alarms.last(site.data) == done


def test_a_round_file_that_is_damaged_is_none(site: Site):
    folder = site.data / "alerts"
    folder.mkdir(parents=True)
    for text in ("{", "[]", "{}", '{"failed": [1]}'):
        (folder / "round.json").write_text(text, encoding="utf-8")
        assert alarms.last(site.data) is None
    assert alarms.run(site.settings(), clock("10:00")).failed == ()


def test_the_sample_has_its_outage_found_acknowledged_and_ended(sample_site: Imported, tmp_path: Path):
    data = tmp_path / "sample"
    shutil.copytree(sample_site.data, data)
    settings = configuration.load(sample_site.config, data, {})
    ledger = Ledger(data)
    rises = [one for one in alarms.FINDERS if "sudden" in one.kinds]

    def stood(at: str) -> dict[int, Alarm]:
        done = alarms.run(settings, {"COCKPIT_NOW": f"2026-09-{at}+08:00"}, rises)
        assert done.failed == ()
        return {one.id: one for one in ledger.alarms(standing=True)}

    found = [one for one in stood("15T15:00:00").values() if one.kind == "sudden"]
    (outage,) = [one for one in found if dict(alarms.where_of(one)).get("category") == "认证登录"]
    assert outage.facts["actual"] > outage.facts["highest"] > outage.facts["expected"]
    assert alarms.takes([outage], settings, (("campus", ("东校区",)),), outage.raised_at) == outage
    assert alarms.takes([outage], settings, (("campus", ("西校区",)),), outage.raised_at) is None
    ledger.acknowledge(outage.id, "S003")

    later = stood("16T10:00:00")[outage.id]
    assert later.facts["actual"] > outage.facts["actual"]
    assert alarms.takes([later], settings, (), later.seen_at) is None
    assert outage.id not in stood("24T10:00:00")
    ended = ledger.alarm(outage.id)
    assert ended is not None
    assert ended.acknowledged_by == "S003"
    assert ended.ended_at
