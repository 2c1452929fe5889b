"""Faults that lead a person to the right key and line."""

from __future__ import annotations

import re

import pytest

from cockpit import settings
from cockpit.errors import ConfigurationError
from cockpit.records import RECORDS
from cockpit.settings.readers import nearest
from tests.settings.conftest import GOOD

TABLE = "sources.helpdesk.tables.tickets"
RATED = GOOD.replace("ticket_id =", "rating = '满意度', ticket_id =")


def test_a_rating_without_its_scale(faults, write, tmp_path):
    assert faults(RATED) == [("scale_needed", f"{TABLE}.columns.rating", 10)]
    assert faults(RATED + "rating_scal = [1, 5]") == [("unknown_key_near", f"{TABLE}.rating_scal", 12)]
    settings.load(write(RATED + "rating_scale = [1, 5]"), tmp_path, {})


def test_the_nearest_key(faults, write, tmp_path):
    for written, meant in [
        ("date_formats", "dates"),
        ("date_format", "dates"),
        ("null_values", "nulls"),
        ("default", "defaults"),
        ("sheet_name", "sheet"),
    ]:
        with pytest.raises(ConfigurationError) as raised:
            settings.load(write(GOOD + f"{written} = ['x']"), tmp_path, {})
        assert [fault.arguments["near"] for fault in raised.value.faults] == [meant]


@pytest.mark.parametrize(
    ("zone", "near"),
    [
        ("Asia/Bejing", "Asia/Shanghai"),
        ("Asia/Harbinn", "Asia/Shanghai"),
        ("UTC+8", "Asia/Shanghai"),
        ("Asia/Tokio", "Asia/Tokyo"),
    ],
)
def test_the_nearest_zone(write, tmp_path, zone, near):
    with pytest.raises(ConfigurationError) as raised:
        settings.load(write(GOOD.replace("Asia/Shanghai", zone)), tmp_path, {})
    assert [fault.arguments["near"] for fault in raised.value.faults] == [near]


@pytest.mark.parametrize(("name", "near"), [("reporter_phon", "reporter_phone"), ("campus_name", "campus"), ("x", "")])
def test_the_nearest_column(name, near):
    assert nearest(name, RECORDS["tickets"].names) == near


@pytest.mark.parametrize("key", ["colums", "column", "columns_map"])
def test_a_misspelt_section_of_columns_is_one_fault(faults, key):
    assert faults(GOOD.replace("columns", key)) == [("unknown_key_near", f"{TABLE}.{key}", 10)]
    constants = GOOD.replace("constants", "constant").replace("status =", "statu =")
    assert [fault[:2] for fault in faults(constants)] == [
        ("unknown_column_near", f"{TABLE}.columns.statu"),
        ("unknown_key_near", f"{TABLE}.constant"),
    ]
    none = [("missing_column", f"{TABLE}.columns", 10)] * 4
    assert faults(re.sub("columns = .*", "columns = {}", GOOD)) == none


def test_a_missing_folder_is_told_beside_other_faults_and_stops_nobody_alone(faults, write, tmp_path):
    absent = GOOD.replace("exports", "export")
    assert settings.load(write(absent), tmp_path, {}).sources[0].path == tmp_path / "site" / "export"
    assert faults(absent + "sheet = ''") == [
        ("folder_absent", "sources.helpdesk.path", 7),
        ("empty", f"{TABLE}.sheet", 12),
    ]


def test_a_source_that_says_nothing_of_itself(faults):
    text = GOOD.replace('[sources.helpdesk]\npath = "exports"\n', "")
    assert faults(text) == [("path_or_url", "sources.helpdesk", 6)]
