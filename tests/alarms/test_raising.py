"""What was computed as what may become an alarm."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from cockpit.alarms import raising
from cockpit.alarms.behind import question
from cockpit.alarms.matching import matched
from cockpit.alerts import Alert
from cockpit.alerts.clusters import Cluster, Hit
from cockpit.alerts.devices import Failing
from cockpit.alerts.found import Found
from cockpit.ledger import Alarm

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
