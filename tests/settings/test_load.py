from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from cockpit import settings
from cockpit.errors import ConfigurationError, UsageError
from cockpit.i18n import has
from cockpit.settings import Duty, Fold, Limit, Measures, Replay, Take, Term
from tests.settings.conftest import GOOD, SITE

EVERYTHING = """
[site]
name = "科技大学"
zone = "Asia/Shanghai"
languages = ["en"]
clock = 2026-10-31T08:00:00
replay = { anchor = 2026-09-07 }
[store]
keep_snapshots = 5
hold_below = 0.5
[measures]
ageing = ["8h", "1d", "1d12h"]
good_rating = 60
bad_rating = 40.5
[duty]
sites = ["North"]
weeks = 12
[calendar]
country = "CN"
terms = [{ name = "一", first = 2025-09-01, last = 2026-01-18 }]
holidays = [2026-11-20]
workdays = [2026-11-21]
[[contract]]
from = 2025-09-01
respond = "arrived"
limits.A = { respond = "10m" }
sla_target = 0.9
targets = { satisfaction = 90, reopen_rate = 0.05 }
[[contract]]
from = 2023-09-01
[sources.events]
path = "../${FOLDER}"
zone = "America/Sao_Paulo"
[sources.events.tables.tickets]
files = "*.csv"
header_row = 3
header_rows = 2
encoding = "gbk"
delimiter = "|"
columns = { ticket_id = "number", reported_at = "opened_at", category = "category", status = "state" }
values.level = { "紧急" = "A", "1 - Critical" = "A" }
values.rating = { "满意" = 4, "五星" = "5", "一般" = 2.5 }
others.status = "in_progress"
nulls = ["?"]
dates = ["%d/%m/%Y %H:%M", "%Y年%m月%d日"]
constants = { campus = "总部", building = "${FOLDER}" }
defaults = { room = "未填写" }
fill_down = ["room"]
rating_scale = [1, 5]
fold = { key = "number", order = "at", first.arrived_at = { where = "state not in ('New', 'O''K')", take = "at" } }
[sources.people]
url = "sqlite:///${FOLDER}.db"
[sources.people.tables.staff]
table = "main.staff"
columns = { staff_id = "a", name = "b", role = "c", group = "d", campus = "e", hired_on = "f" }
[sources.people.tables.shifts]
query = "select * from shifts where a <> ''"
columns = { staff_id = "a", date = "b", kind = "c" }
"""


def test_a_small_site_has_the_defaults(write, tmp_path):
    file = write(GOOD)
    site = settings.load(file, None, {"COCKPIT_DATA": str(tmp_path / "data")})
    source = site.sources[0]
    table = source.tables[0]
    assert (site.file, site.data, site.clock, site.keep_snapshots) == (file, tmp_path / "data", "now", 30)
    assert site.languages == ("zh-Hans", "zh-Hant", "en")
    assert (source.name, source.path, source.url) == ("helpdesk", file.parent / "exports", None)
    assert table.columns["reported_at"] == ("报修时间", "创建时间")
    assert table.columns["ticket_id"] == ("工单号",)
    assert "" in table.nulls
    assert site.contract[0].since == date.min
    assert site.contract[0].limits["A"] == Limit(timedelta(minutes=15), timedelta(hours=4))
    assert site.contract[0].limits["D"] == Limit(timedelta(hours=4), timedelta(hours=72))


def test_everything_that_may_be_written_is_read(write, tmp_path):
    site = settings.load(write(EVERYTHING), tmp_path, {"FOLDER": "exports"})
    events, people = site.sources
    table = events.tables[0]
    assert site.clock == datetime(2026, 10, 31, tzinfo=UTC)
    assert site.replay == Replay(date(2026, 9, 7), 13)
    assert site.calendar.terms == (Term("一", date(2025, 9, 1), date(2026, 1, 18)),)
    assert [terms.since.year for terms in site.contract] == [2023, 2025]
    assert site.contract[1].limits["A"] == Limit(timedelta(minutes=10), timedelta(hours=4))
    assert site.contract[1].targets == {"satisfaction": 90, "reopen_rate": 0.05}
    assert events.path == tmp_path / "exports"
    assert table.constants["building"] == "exports"
    assert table.values["level"] == {"紧急": "A", "1 - Critical": "A"}
    assert table.values["rating"] == {"满意": "4", "五星": "5", "一般": "2.5"}
    assert table.nulls == ("", "?")
    assert table.rating_scale == (1, 5)
    hours = tuple(timedelta(hours=one) for one in (8, 24, 36))
    assert (site.measures, site.hold_below) == (Measures(ageing=hours, good_rating=60, bad_rating=40.5), 0.5)
    assert site.duty == Duty(sites=("North",), weeks=12)
    assert table.fold == Fold("number", "at", {"arrived_at": Take("state", "at", differs=("New", "O'K"))})
    assert people.url == f"sqlite:///{tmp_path}/site/exports.db"
    assert "sqlite" not in repr(people)
    assert [one.query for one in people.tables] == ["select * from main.staff", "select * from shifts where a <> ''"]


def test_every_fault_is_told_at_once(faults):
    text = """
    [site]
    nam = "科技大学"
    zone = "Asia/Shangai"
    languages = ["en", "fr", "en"]
    clock = "later"
    [store]
    keep_snapshots = "30"
    hold_below = 70
    [measures]
    ageing = ["1d", "1d"]
    time_left = ["1 hour"]
    good_rating = 101
    [calendar]
    country = "XQ"
    terms = [
      { name = "一", first = 2026-01-18, last = 2025-09-01 },
    ]
    [[contract]]
    from = 2023-09-01
    limits.A = { respond = "15 minutes" }
    limits.E = { respond = "15m" }
    [[contract]]
    from = 2023-09-01
    respond = "arived"
    [sources.helpdesk]
    path = "${NOWHERE}"
    [sources.helpdesk.tables.tikets]
    [sources.helpdesk.tables.tickets]
    files = 3
    columns = { ticket_id = "工单号", repoted_at = "报修时间", status = "状态" }
    values.level = { "紧急" = "E" }
    dates = ["today"]
    constants = { campus = "总部", channel = "fax" }
    fold = { key = "number", order = "at", first.arrived_at = { where = "state is New", take = "at" } }
    """
    assert faults(text) == [
        ("unknown_key_near", "site.nam", 3),
        ("unknown_zone_near", "site.zone", 4),
        ("unknown_language", "site.languages[1]", 5),
        ("bad_clock", "site.clock", 6),
        ("not_integer", "store.keep_snapshots", 8),
        ("out_of_bounds", "store.hold_below", 9),
        ("bad_bounds", "measures.ageing", 11),
        ("bad_duration", "measures.time_left[0]", 12),
        ("out_of_bounds", "measures.good_rating", 13),
        ("unknown_country", "calendar.country", 15),
        ("term_backwards", "calendar.terms[0]", 17),
        ("bad_duration", "contract[0].limits.A.respond", 21),
        ("unknown_level", "contract[0].limits.E", 22),
        ("unknown_moment_near", "contract[1].respond", 25),
        ("undefined_variable", "sources.helpdesk.path", 27),
        ("unknown_record_near", "sources.helpdesk.tables.tikets", 28),
        ("not_text", "sources.helpdesk.tables.tickets.files", 30),
        ("missing_column", "sources.helpdesk.tables.tickets.columns", 31),
        ("missing_column", "sources.helpdesk.tables.tickets.columns", 31),
        ("unknown_column_near", "sources.helpdesk.tables.tickets.columns.repoted_at", 31),
        ("unknown_choice", "sources.helpdesk.tables.tickets.values.level.紧急", 32),
        ("bad_date_format", "sources.helpdesk.tables.tickets.dates[0]", 33),
        ("unknown_choice", "sources.helpdesk.tables.tickets.constants.channel", 34),
        ("bad_condition", "sources.helpdesk.tables.tickets.fold.first.arrived_at.where", 35),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[site\n", [("bad_toml", "cockpit.toml", 1)]),
        ("[sources.后勤]\n", [("bad_toml_bare", "cockpit.toml", 1)]),
        (GOOD + "values.level = { 紧急 = 'A' }", [("bad_toml_bare", "cockpit.toml", 12)]),
        (GOOD + "[store # 快照", [("bad_toml", "cockpit.toml", 12)]),
        ("", [("missing_key", "sources", None)]),
        (
            SITE + "[sources.x]\npath = 'exports'\nurl = 'sqlite://'\n[sources.x.tables]",
            [("path_or_url", "sources.x", 5)],
        ),
        (SITE + "[sources.x]\n[sources.x.tables]", [("path_or_url", "sources.x", 5)]),
        (SITE + "[sources.x]\nurl = 'people.db'\n[sources.x.tables]", [("bad_url", "sources.x.url", 6)]),
        (GOOD.replace("files =", "query ="), [("files_needed", "sources.helpdesk.tables.tickets", 8)]),
        (GOOD.replace("path =", "url = 'sqlite://' #"), [("query_needed", "sources.helpdesk.tables.tickets", 8)]),
        (GOOD + "rating_scale = [5, 1]", [("bad_scale", "sources.helpdesk.tables.tickets.rating_scale", 12)]),
        (
            GOOD + "values.rating = { '好' = 'A' }",
            [("not_number", "sources.helpdesk.tables.tickets.values.rating.好", 12)],
        ),
        (
            GOOD + "defaults.reopen_count = true",
            [("not_number", "sources.helpdesk.tables.tickets.defaults.reopen_count", 12)],
        ),
        (
            GOOD + "values.due_at = { 'x' = 'y' }",
            [("values_of_dates", "sources.helpdesk.tables.tickets.values.due_at", 12)],
        ),
        (GOOD + "others.campus = 'x'", [("others_of_any", "sources.helpdesk.tables.tickets.others.campus", 12)]),
        (GOOD + "join.level = ['x']", [("join_of_text", "sources.helpdesk.tables.tickets.join.level", 12)]),
        (GOOD + "fill_down = ['rom']", [("unknown_column_near", "sources.helpdesk.tables.tickets.fill_down[0]", 12)]),
        (GOOD + "encoding = 'utf-9'", [("unknown_encoding", "sources.helpdesk.tables.tickets.encoding", 12)]),
        (GOOD + "delimiter = '||'", [("bad_delimiter", "sources.helpdesk.tables.tickets.delimiter", 12)]),
        (GOOD + "header_row = 0", [("out_of_bounds", "sources.helpdesk.tables.tickets.header_row", 12)]),
        (GOOD + "header_row = true", [("not_integer", "sources.helpdesk.tables.tickets.header_row", 12)]),
        (GOOD + "dates = '%Y'", [("not_list", "sources.helpdesk.tables.tickets.dates", 12)]),
        (GOOD + "sheet = ' '", [("empty", "sources.helpdesk.tables.tickets.sheet", 12)]),
        (GOOD + "values = 1", [("not_table", "sources.helpdesk.tables.tickets.values", 12)]),
        (GOOD + "[[contract]]\nfrom = '2023'", [("not_day", "contract[0].from", 13)]),
        (
            GOOD + "[[contract]]\nfrom = 2023-09-01\n[[contract]]\nfrom = 2023-09-01",
            [("duplicate", "contract[1]", 14)],
        ),
        (
            GOOD + "[calendar]\nterms = [{name='a', first=2025-01-01, last=2025-02-01},\n"
            "{name='b', first=2025-02-01, last=2025-03-01}]",
            [("terms_overlap", "calendar.terms[1]", 14)],
        ),
        (
            GOOD + "[rooms]\ncore = [{ campus = 'a', building = 'b' },\n{ campus = 'a', building = 'b' }]",
            [("duplicate", "rooms.core[1]", 14)],
        ),
        (
            GOOD + "[[contract]]\nfrom = 2023-09-01\n"
            "training.weights = { lecturer = 50, material = 20, environment = 15, arrangement = 15.01 }",
            [("weights", "contract[0].training.weights", 14)],
        ),
        (
            GOOD
            + "[[contract]]\nfrom = 2023-09-01\ntargets = { sla_met = 0.9, opened = 90, load = 2, satisfacton = 9, "
            "reopen_rate = 5 }",
            [
                ("target_own", "contract[0].targets.sla_met", 14),
                ("target_neither", "contract[0].targets.load", 14),
                ("unknown_measure_near", "contract[0].targets.satisfacton", 14),
                ("out_of_bounds", "contract[0].targets.reopen_rate", 14),
            ],
        ),
        (
            GOOD + "[[contract]]\nfrom = 2023-09-01\ntraining.weights = { lecturer = 50, material = 50 }",
            [("weights_missing", "contract[0].training.weights", 14)],
        ),
    ],
)
def test_single_faults(faults, text, expected):
    assert faults(text) == expected


def test_a_missing_file_and_a_wrong_encoding(tmp_path):
    with pytest.raises(ConfigurationError) as missing:
        settings.load(tmp_path / "none.toml", tmp_path, {})
    (tmp_path / "gbk.toml").write_bytes("name = '科技'".encode("gbk"))
    with pytest.raises(ConfigurationError) as wrong:
        settings.load(tmp_path / "gbk.toml", tmp_path, {})
    assert [error.value.faults[0].key for error in (missing, wrong)] == ["file_absent", "not_utf8"]


def test_a_data_folder_that_is_a_file(write, tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(ConfigurationError) as raised:
        settings.load(write(GOOD), tmp_path / "data", {})
    assert [fault.key for fault in raised.value.faults] == ["data_not_writable"]


def test_a_file_saved_on_windows(write, tmp_path):
    file = write(GOOD)
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert settings.load(file, tmp_path, {}).name == "科技大学"


def test_the_configuration_may_be_named_by_the_environment(write, tmp_path):
    file = write(GOOD)
    assert settings.load(data=tmp_path, environ={"COCKPIT_CONFIG": str(file)}).file == file


@pytest.mark.parametrize(
    ("condition", "take"),
    [
        ("state = 'New'", Take("state", "at", equals=("New",))),
        ("state!='New'", Take("state", "at", differs=("New",))),
        ("\"a = b\" in ('x','y')", Take("a = b", "at", equals=("x", "y"))),
        ("工单 状态 not in ( '新' )", Take("工单 状态", "at", differs=("新",))),
        ("origin in ('x')", Take("origin", "at", equals=("x",))),
    ],
)
def test_conditions_of_a_fold(write, tmp_path, condition, take):
    first = f"first.arrived_at = {{ where = '''{condition}''', take = 'at' }}"
    site = settings.load(write(GOOD + f"fold = {{ key = 'n', order = 'at', {first} }}"), tmp_path, {})
    assert site.sources[0].tables[0].fold == Fold("n", "at", {"arrived_at": take})


@pytest.mark.parametrize(
    "condition", ["state", "state = New", "state in 'x'", "state = ('x')", "= 'x'", "a = 'x' or b"]
)
def test_conditions_that_are_none(faults, condition):
    first = f"first.arrived_at = {{ where = '''{condition}''', take = 'at' }}"
    assert [key for key, *_ in faults(GOOD + f"fold = {{ key = 'n', order = 'at', {first} }}")] == ["bad_condition"]


def test_the_clock(write, tmp_path):
    site = settings.load(write(GOOD), tmp_path, {})
    with time_machine.travel(datetime(2026, 10, 1, tzinfo=UTC), tick=False):
        assert settings.now(site, {}) == datetime(2026, 10, 1, tzinfo=UTC)
    assert settings.now(site, {"COCKPIT_NOW": "2026-10-31T08:00"}) == datetime(2026, 10, 31, tzinfo=UTC)
    assert settings.now(site, {"COCKPIT_NOW": "2026-10-31T08:00:00Z"}) == datetime(2026, 10, 31, 8, tzinfo=UTC)
    with pytest.raises(UsageError):
        settings.now(site, {"COCKPIT_NOW": "tomorrow"})
    with pytest.raises(UsageError):
        settings.now(site, {"COCKPIT_NOW": "0001-01-01T00:00"})
    of_data = settings.load(write(GOOD.replace("[site]", "[site]\nclock = 'data'")), tmp_path, {})
    assert settings.now(of_data, {}) is None
    fixed = settings.load(write(GOOD.replace("[site]", "[site]\nclock = 2026-10-31T08:00:00")), tmp_path, {})
    assert settings.now(fixed, {}) == datetime(2026, 10, 31, tzinfo=UTC)


def test_every_fault_has_words():
    source = "".join(file.read_text() for file in Path(settings.__file__).parent.glob("*.py"))
    keys = set(re.findall(r'(?:Wrong|report\.(?:add|set_aside)|Fault|_refused)\(\s*"(\w+)"', source))
    named = set(re.findall(r'(?:one_of\(|unknown\(|, )"(unknown_\w+)"', source))
    keys |= set(re.findall(r'_never\("(\w+)"', source))
    assert len(keys) > 20
    for key in keys | named | {f"{name}_near" for name in named} | {"duplicate"}:
        assert has(f"errors.fault.{key}", "en"), key
