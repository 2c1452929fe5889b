"""What was computed as what may become an alarm."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from cockpit.alarms import raising
from cockpit.alarms.behind import question
from cockpit.alarms.matching import matched
from cockpit.alerts import Alert
from cockpit.alerts.backlog import Arrears
from cockpit.alerts.clusters import Cluster, Hit
from cockpit.alerts.devices import Failing
from cockpit.alerts.found import Found
from cockpit.alerts.parts import Short
from cockpit.alerts.sla_ahead import Sla
from cockpit.ledger import Alarm
from cockpit.periods import whole as whole_unit

ZONE = ZoneInfo("Asia/Shanghai")
BEGAN = datetime(2026, 3, 16, 16, tzinfo=UTC)  # the 17th begins
FIRST, LAST = date(2026, 3, 17), date(2026, 3, 18)


def kept(found: Found) -> Alarm:
    facts = json.loads(json.dumps(dict(found.facts)))
    assert facts == found.facts
    return Alarm(1, found.kind, found.subject, found.since, facts, BEGAN, BEGAN)


def test_a_rise_keeps_its_place_its_days_and_its_figures():
    found = raising.rise(
        Alert("sudden", (("campus", "E"), ("category", "N")), FIRST, LAST, 77, 1.44, 7, 9.1, ((),)), ZONE
    )
    assert (found.kind, found.subject, found.since) == ("sudden", "campus=E&category=N", BEGAN)
    asked = question(kept(found), "Asia/Shanghai")
    assert asked is not None
    assert (asked.period.first, asked.period.last) == (FIRST, LAST)
    assert asked.filters == (("campus", ("E",)), ("category", ("N",)))
    assert (found.facts["actual"], found.facts["expected"], found.facts["highest"]) == (77, 1.4, 7)


def test_a_cluster_is_of_its_campus_and_rests_on_its_buildings():
    hits = (Hit("1", 9, 2.04), Hit("2", 7, 1.0))
    found = raising.cluster(Cluster((("campus", "E"),), hits, FIRST, LAST, 5.0, 4.0), ZONE)
    assert (found.subject, found.since, found.facts["actual"], found.facts["expected"]) == ("campus=E", BEGAN, 16, 3.0)
    asked = question(kept(found), "Asia/Shanghai")
    assert asked is not None
    assert asked.filters == (("campus", ("E",)), ("building", ("1", "2")))
    other = raising.cluster(Cluster((("campus", "E"),), hits[:1], FIRST, LAST, 5.0, 4.0), ZONE)
    assert matched([other], [kept(found)], LAST, ("cluster",)).renewed == ((1, other),)


def test_a_device_is_told_with_the_days_its_faults_were_counted_in():
    found = raising.device(Failing("D1", None, "E", "1", date(2026, 3, 1), FIRST, 30, 4, 0.14, 6, 0.01), LAST, ZONE)
    assert (found.subject, found.since) == ("D1", datetime(2026, 2, 28, 16, tzinfo=UTC))
    assert "device_type" not in found.facts
    asked = question(kept(found), "Asia/Shanghai")
    assert asked is not None
    assert (asked.period.days, asked.period.last, asked.filters) == (30, LAST, (("device", ("D1",)),))


def test_a_backlog_is_of_the_site_or_a_group():
    weeks = ((FIRST - timedelta(days=7), 30, 20), (FIRST, 28, 22))
    whole = raising.backlog(Arrears(None, LAST, FIRST, 41, 22.04, weeks, 4.567), ZONE)
    own = raising.backlog(Arrears("一组", LAST, FIRST, 41, 22.04, weeks, 4.567), ZONE)
    assert (whole.subject, own.subject, own.facts["group"], own.since) == ("", "一组", "一组", BEGAN)
    assert (own.facts["open"], own.facts["usual"], own.facts["grown"]) == (41, 22.0, 16)
    asked = question(kept(own), "Asia/Shanghai")
    assert asked is not None
    assert (asked.metric, asked.period.last, asked.filters) == ("backlog", LAST, (("group", ("一组",)),))


def test_a_target_is_of_its_month():
    month = whole_unit(FIRST, "month")
    found = raising.target(Sla(month, 0.95, 80, 20, 3, 5, 40.0, 0.84, 0.8, 0.88, 0.9, 0.01), ZONE)
    assert (found.kind, found.subject, found.since) == ("sla", "", datetime(2026, 2, 28, 16, tzinfo=UTC))
    told = kept(found).facts
    assert (told["share"], told["projected"], told["target"], told["lost"]) == (0.8, 0.84, 0.95, True)


def test_a_part_is_short_since_it_was_first_found():
    short = Short("P1", "光模块", "个", Decimal(2), 3.5, 4.0, date(2026, 3, 22), 10, Decimal(0), 0.98)
    first, later = (raising.part(short, day, ZONE) for day in (FIRST, LAST))
    assert (first.subject, first.since, first.facts["runs_out"]) == ("P1", BEGAN, "2026-03-22")
    ((number, renewed),) = matched([later], [kept(first)], LAST, ("parts",)).renewed
    assert (number, renewed.since, renewed.facts) == (1, BEGAN, later.facts)
