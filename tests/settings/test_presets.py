"""Presets under what a site writes: who goes first, and the faults of taking one."""

from __future__ import annotations

import tomllib

import pytest
from sqlalchemy import text

from cockpit import settings
from cockpit.errors import ConfigurationError
from cockpit.settings.presets import FOLDER, NAMES
from tests.settings.conftest import SITE

GLPI = SITE + '\n[sources.desk]\npreset = "glpi"\nurl = "mysql+pymysql://cockpit@localhost/glpi"\n'
OSTICKET = GLPI.replace("glpi", "osticket")


@pytest.fixture
def source(write, tmp_path):
    def source(text):
        return settings.load(write(text), tmp_path, {}).sources[0]

    return source


def table(source, record):
    return next(table for table in source.tables if table.record == record)


@pytest.mark.parametrize("name", NAMES)
def test_two_lines_are_a_source(source, name):
    found = source(GLPI.replace('"glpi"', f'"{name}"'))
    assert [table.record for table in found.tables] == ["tickets", "staff"]
    assert found.zone == "UTC"


def test_they_are_a_whole_configuration(write, tmp_path):
    """Without ``[site]`` too: a name and a zone that most sites have."""
    found = settings.load(write(GLPI.removeprefix(SITE)), tmp_path, {})
    assert (found.name, found.zone) == ("数字驾驶舱", "Asia/Shanghai")
    assert [source.name for source in found.sources] == ["desk"]


def test_what_a_site_writes_goes_first(source):
    more = """
    zone = "Asia/Shanghai"
    [sources.desk.tables.tickets]
    rating_scale = [1, 5]
    constants.campus = "本部"
    join.building = ["campus", "building"]
    columns.room = "title"
    values.level.6 = "B"
    values.level.7 = "A"
    """
    usual, found = source(GLPI), source(GLPI + more)
    assert (found.zone, [one.record for one in found.tables]) == ("Asia/Shanghai", ["tickets", "staff"])
    before, after = table(usual, "tickets"), table(found, "tickets")
    assert (before.rating_scale, after.rating_scale) == ((0, 5), (1, 5))
    assert {name for name in before.columns if name not in after.columns} == {"campus", "building"}
    assert (after.constants, after.join) == ({"campus": "本部"}, {"building": ("campus", "building")})
    assert after.columns["room"] == ("title",)
    assert after.values["level"] == {**before.values["level"], "6": "B", "7": "A"}
    assert (after.values["status"], after.query) == (before.values["status"], before.query)


def test_a_site_asks_its_own_way(source):
    asked = source(GLPI + 'tables.tickets.query = "select 1"')
    assert table(asked, "tickets").query == "select 1"
    asked = source(GLPI + 'tables.tickets.table = "my_tickets"')
    assert table(asked, "tickets").query == "select * from my_tickets"
    assert table(asked, "tickets").columns == table(source(GLPI), "tickets").columns
    assert (table(source(GLPI), "tickets").watermark, table(asked, "tickets").watermark) == ("changed_at", None)


def test_only_some_records_and_others_beside(source):
    more = """
    records = ["tickets"]
    [sources.desk.tables.shifts]
    table = "shifts"
    columns = { staff_id = "a", date = "b", kind = "c" }
    """
    assert {table.record for table in source(GLPI + more).tables} == {"tickets", "shifts"}


def test_every_table_gets_the_prefix(source):
    query = table(source(OSTICKET + 'prefix = "help_"'), "tickets").query
    assert "from help_ticket as t" in query
    assert "ost_" not in query.replace("most_", "")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (GLPI.replace('"glpi"', '"glpy"', 1), [("unknown_preset_near", "sources.desk.preset", 7)]),
        (GLPI.replace('preset = "glpi"', "preset = 10"), [("not_text", "sources.desk.preset", 7)]),
        (GLPI.replace("mysql+pymysql", "postgresql"), [("preset_database", "sources.desk.url", 8)]),
        (GLPI.replace("url =", "path ="), [("preset_url", "sources.desk", 6)]),
        (GLPI.replace("url =", "# url ="), [("preset_url", "sources.desk", 6)]),
        (GLPI + 'prefix = "x_"', [("preset_prefix", "sources.desk.prefix", 9)]),
        (OSTICKET + 'prefix = "x; drop"', [("bad_prefix", "sources.desk.prefix", 9)]),
        (GLPI + 'records = ["shifts"]', [("preset_record", "sources.desk.records[0]", 9)]),
        (GLPI + 'records = "tickets"', [("not_list", "sources.desk.records", 9)]),
        (GLPI + "tables = 3", [("not_table", "sources.desk.tables", 9)]),
        (GLPI + 'tables.tickets = "t"', [("not_table", "sources.desk.tables.tickets", 9)]),
        (
            GLPI + 'tables.tickets.values.level.9 = "Z"',
            [("unknown_choice", 'sources.desk.tables.tickets.values.level.9', 9)],
        ),
        (GLPI.replace("cockpit@", "${WHO}@"), [("undefined_variable", "sources.desk.url", 8)]),
    ],
)  # fmt: skip
def test_faults(faults, written, told):
    found = [fault for fault in faults(written) if fault[0] != "folder_absent"]
    assert found == told


def test_all_databases_that_take_a_query_are_named(write, tmp_path):
    with pytest.raises(ConfigurationError) as raised:
        settings.load(write(GLPI.replace("mysql+pymysql", "postgresql")), tmp_path, {})
    assert [fault.arguments["known"] for fault in raised.value.faults] == [["mysql", "mariadb"]]


@pytest.mark.parametrize("query", sorted(FOLDER.glob("*/*.sql")), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_query_stands_alone(query):
    """No colon in it is taken for a parameter, and every column it gives is used."""
    asked = query.read_text("utf-8")
    assert text(asked)._bindparams == {}
    preset = tomllib.loads((query.parent / "preset.toml").read_text("utf-8"))
    assert query.name.split(".")[0] in preset["tables"]
