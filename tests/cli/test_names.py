"""Views by their names and people by theirs: what a person reads on a terminal; machines get codes."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from cockpit.errors import DONE, USAGE
from cockpit.ledger import Ledger
from cockpit.settings import LANGUAGES
from cockpit.views import READY, View, ready_name
from tests.cli.conftest import Cli, read
from tests.sync.site import STAFF, Site

SPAN = ("--from", "2026-03-04", "--to", "2026-03-06")
VIEW = View(
    ("campus",), ("level",), ("opened",), show="row", sort="opened", period="dates",
    dates=(date(2026, 3, 1), date(2026, 3, 7)), filters=(("level", ("A", "B", "C")),),
)  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with a person and a saved view."""
    site = Site(tmp_path_factory.mktemp("template"), more=STAFF)
    site.tickets(40)
    site.staff("S001")
    read(site)
    Ledger(site.data).save_view("每月例会", VIEW.query(), team=True)
    return site.folder


@pytest.mark.parametrize("key", READY)
def test_every_ready_view_opens_by_its_key_and_its_name(synced: Cli, key: str):
    told = [synced.json("pivot", "--view", name, "--format", "json")
            for name in (key, *(ready_name(key, language) for language in LANGUAGES))]  # fmt: skip
    assert [one["metric"] for one in told[0]["measures"]] == list(READY[key].measures)
    assert told[0]["by"] == {"rows": list(READY[key].rows), "cols": list(READY[key].cols)}
    assert all(one["rows"] == told[0]["rows"] for one in told)


def test_a_saved_view_brings_its_period_filters_shares_and_order(synced: Cli):
    told = synced.json("pivot", "--view", "每月例会", "--format", "json")
    assert told["filters"] == {"level": ["A", "B", "C"]}
    where = ("--where", "level=A", "--where", "level=B", "--where", "level=C", "--share", "row")
    asked = ("pivot", "--rows", "campus", "--cols", "level", "--measures", "opened", *where)
    plain = synced.json(*asked, "--from", "2026-03-01", "--to", "2026-03-08", "--format", "json")
    assert sorted(map(str, told["rows"])) == sorted(map(str, plain["rows"]))
    totals = [row["value"] for row in told["rows"] if row["row_level"] == 1 and row["col_level"] == 0]
    assert totals == sorted(totals)  # rising, as the view says
    assert len(totals) == 2


def test_other_options_take_the_place_of_a_views_parts(synced: Cli):
    told = synced.json("pivot", "--view", "每月例会", "--rows", "category", *SPAN, "--where", "level=A",
                       "--format", "json")  # fmt: skip
    assert told["by"] == {"rows": ["category"], "cols": ["level"]}
    assert told["filters"] == {"level": ["A"]}
    plain = synced.json("measure", "opened", *SPAN, "--where", "level=A", "--format", "json")
    assert told["measures"][0]["n"] == plain["n"] > 0


def test_a_view_is_exported_as_it_stands(synced: Cli, tmp_path: Path):
    out = tmp_path / "a.xlsx"
    assert synced("export", "pivot", "--view", "每月例会", "-o", str(out))[0] == DONE
    book = openpyxl.load_workbook(out)
    said = "\n".join(str(cell) for row in book["说明"].iter_rows(values_only=True) for cell in row if cell)
    assert "2026年3月1日 – 2026年3月7日" in said
    assert "A 级、B 级、C 级" in said
    told = synced.json("pivot", "--view", "每月例会", "--format", "json")
    assert book["明细"].max_row - 1 == told["measures"][0]["n"]


@pytest.mark.parametrize(("name", "near"), [("每月例汇", "“每月例会”"), ("overdue_enginer", "“overdue_engineer”"),
                                            ("例会", "“每月例会”")])  # fmt: skip
@pytest.mark.parametrize("command", [("pivot",), ("export", "pivot", "-o", "a.xlsx")])
def test_an_unknown_view_tells_the_nearest(synced: Cli, command: tuple[str, ...], name: str, near: str):
    code, out, told = synced(*command, "--view", name)
    assert (code, out) == (USAGE, "")
    assert near in told
    assert "overdue_engineer（目前超时的工单 人员 × 等级）" in told
    assert "每月例会" in told
    assert "overdue_engineer (Overdue now: person × level)" in synced(*command, "--view", name, "--lang", "en")[2]


def test_people_stand_by_name_for_people_and_by_id_for_machines(synced: Cli):
    commands = (
        ("measure", "opened", "--by", "engineer", *SPAN),
        ("pivot", "--rows", "engineer", "--cols", "campus", "--measures", "opened", *SPAN),
        ("pivot", "--cols", "engineer", "--measures", "opened", *SPAN),
        ("explain", "opened", "--by", "engineer", *SPAN),
    )
    for command in commands:
        _, table, _ = synced(*command)
        assert "员工S001" in table
        assert not [word for word in table.split() if word == "S001"]
        _, machine, _ = synced(*command, "--format", "csv")
        assert "员工" not in machine
        assert any("S001" in row for row in csv.reader(io.StringIO(machine)))
        assert "员工" not in synced(*command, "--format", "json")[1]


def test_two_of_one_name_are_told_apart(cli: Cli):
    cli.site.configure(more=STAFF)
    cli.site.write("人员.csv", ("工号", "姓名", "入职"), [[one, "王工", "2024-01-08"] for one in ("S001", "S002")])
    cli("sync")
    _, table, _ = cli("measure", "opened", "--by", "engineer", *SPAN)
    assert "王工 (S001)" in table


def test_incidents_are_listed_in_their_unit(synced: Cli):
    _, table, _ = synced("metrics")
    (line,) = [line for line in table.splitlines() if line.startswith("major_incidents")]
    assert line.split()[1] == "起"
    (line,) = [line for line in table.splitlines() if line.split()[0] == "opened"]
    assert line.split()[1] == "单"
