"""Every metric over small tables whose answers were worked out by hand.

``<metric>/<case>/``: ``tickets.csv`` (and those of other records) in our own column names,
``parameters.toml`` (what is asked, in the words of the command line), ``expected.csv``. An empty value is no data;
``1/3`` is a third. What a row leaves out is in ``small_site.USUAL``. ``tickets = "../other"`` takes the rows of another
case.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cockpit.metrics import CATALOGUE, Answer, Cockpit, Question
from cockpit.periods import Period
from cockpit.records import RECORDS
from cockpit.settings.leaves import duration
from cockpit.settings.model import Calendar, Duty, Limit, Measures, Room, Rooms, Term, Terms, default_limits
from cockpit.settings.people import Training, default_deadlines
from tests.metrics.small_site import SmallSite, moment, read_csv

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/*/parameters.toml"))
ASKED = {"about", "from", "to", "as_of", "by", "where", "against"}
SETTINGS = ("contract", "terms", "measures", "calendar", "duty", "rooms")
KEYS = {*ASKED, "zone", "tickets", *SETTINGS}


def name(case: Path) -> str:
    return str(case.relative_to(HERE))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cockpit]:
    """Cockpits by what they are made of: cases that share their rows share the serving file."""
    return {}


@pytest.mark.parametrize("case", CASES, ids=name)
def test_case(case: Path, opened: dict[str, Cockpit], tmp_path: Path):
    asked = tomllib.loads((case / "parameters.toml").read_text("utf-8"))
    assert asked.keys() <= KEYS
    assert asked["about"]
    question = Question(
        metric=case.parent.name,
        period=Period(asked["from"], asked["to"]),
        by=tuple(asked.get("by", ())),
        filters=tuple((dim, tuple(values)) for dim, values in asked.get("where", {}).items()),
        against=asked.get("against"),
    )
    answer = cockpit(case, asked, opened, tmp_path).answer(question)
    assert answer.lacking == ()
    assert written(answer) == expected(case / "expected.csv")


@pytest.mark.parametrize("metric", sorted(CATALOGUE))
def test_every_metric_has_cases(metric: str):
    assert len([case for case in CASES if case.parent.name == metric]) >= 2


def test_every_case_is_of_a_metric():
    assert {case.parent.name for case in CASES} <= CATALOGUE.keys()


def cockpit(case: Path, asked: dict[str, Any], opened: dict[str, Cockpit], folder: Path) -> Cockpit:
    rows = (case / asked.get("tickets", ".")).resolve()
    zone = asked.get("zone", "Asia/Shanghai")
    as_of = moment(asked["as_of"], zone)
    made_of = repr((rows, zone, as_of, *map(asked.get, SETTINGS)))
    if made_of not in opened:
        tables = {table: read_csv(rows / f"{table}.csv") for table in RECORDS if (rows / f"{table}.csv").exists()}
        site = SmallSite(
            tables,
            zone,
            contract(asked.get("contract", [{}])),
            Calendar(
                terms=tuple(Term(**term) for term in asked.get("terms", ())),
                holidays=tuple(asked.get("calendar", {}).get("holidays", ())),
                workdays=tuple(asked.get("calendar", {}).get("workdays", ())),
            ),
            measures(asked.get("measures", {})),
            duty(**asked.get("duty", {})),
            Rooms(tuple(Room(**one) for one in asked.get("rooms", {}).get("core", ()))),
        )
        opened[made_of] = site.opened(as_of, folder)
    return opened[made_of]


def contract(blocks: list[dict[str, Any]]) -> tuple[Terms, ...]:
    """``[[contract]]`` of a case: limits in hours."""
    terms = []
    for block in blocks:
        limits = {
            level: Limit(timedelta(hours=respond), timedelta(hours=resolve))
            for level, (respond, resolve) in block.get("limits", {}).items()
        }
        rest: dict[str, Any] = {
            key: _within(value) if key.endswith("_within") else _filled(key, value)
            for key, value in block.items()
            if key not in ("from", "limits", "training")
        }
        if weights := block.get("training", {}).get("weights"):
            rest["training"] = Training({name: Decimal(weight) for name, weight in weights.items()})
        terms.append(Terms(block.get("from", date(2000, 1, 1)), limits=default_limits() | limits, **rest))
    return tuple(terms)


def measures(block: dict[str, Any]) -> Measures:
    """``[measures]`` of a case."""
    read: dict[str, Any] = {
        key: tuple(map(duration, value)) if isinstance(value, list) else value for key, value in block.items()
    }
    return Measures(**read)


def _filled(key: str, value: Any) -> Any:
    return default_deadlines() | value if key == "log_deadlines" else value


def _within(told: str | dict[str, str]) -> Any:
    return {key: duration(text) for key, text in told.items()} if isinstance(told, dict) else duration(told)


def duty(sites: Sequence[str] = (), grace: str = "0m") -> Duty:
    return Duty(tuple(sites), duration(grace))


def written(answer: Answer) -> list[dict[str, Any]]:
    """The rows as ``expected.csv`` would say them; figures to nine digits."""
    return [{key: _written(key, value) for key, value in row.items()} for row in answer.rows]


def expected(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: _expected(key, text) for key, text in row.items()} for row in csv.DictReader(file, strict=True)]


def _figure(key: str) -> bool:
    return key.removesuffix("_against") in ("value", "n")


def _written(key: str, value: Any) -> Any:
    if _figure(key):
        return value if value is None else round(float(value), 9)
    return "" if value is None else value.isoformat() if isinstance(value, date | datetime) else str(value)


def _expected(key: str, text: str) -> Any:
    if _figure(key):
        return None if text == "" else round(float(Fraction(text)), 9)
    return text
