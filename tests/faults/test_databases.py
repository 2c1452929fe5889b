"""What may become of a database while nobody looks: real servers, whole syncs, and the last snapshot stays."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, create_engine

from cockpit import settings as configuration
from cockpit.cli import findings
from cockpit.cli.context import Context
from cockpit.errors import HeldError, SourceError
from cockpit.i18n import explain
from cockpit.settings import LANGUAGES
from cockpit.settings.model import Settings
from cockpit.sources import database
from cockpit.sources.database import Limits
from cockpit.store import Store
from cockpit.sync import Refused, Report, failure, sync
from tests.databases import HOST, Server
from tests.faults.words import PLACES, WORDS
from tests.proxy import Line, line

ENTRY = pytest.mark.entry
BOTH = pytest.mark.parametrize("desk", ["mariadb", "postgres"], indirect=True)
ROWS = 1200
CONFIG = """
[site]
name = "某某大学"
zone = "Asia/Shanghai"
[sources.itsm]
url = "${DATABASE}"
[sources.itsm.tables.tickets]
table = "tickets"
nulls = [""]
[sources.itsm.tables.tickets.columns]
ticket_id = "number"
campus = "campus"
building = "building"
category = "category"
status = "status"
reported_at = "opened"
resolved_at = "resolved"
"""
TABLE = (
    "create table tickets (number varchar(20), campus varchar(40), building varchar(40), category varchar(40), "
    "status varchar(20), opened timestamp null, resolved timestamp null)"
)
EXACT = ("read", "accepted", "quarantined", "deduplicated")
# A database has no cells: what is empty is mended in the source itself.
LACKING = {"zh-Hans": ("必填项为空", "请在源系统补上"), "en": ("empty where something must stand", "Fill it in")}


@dataclass
class Desk:
    """A service desk's database, the site that reads it, and what is done to either."""

    url: URL
    folder: Path
    port: int = 0

    @property
    def settings(self) -> Settings:
        """The site, whose password comes from the environment."""
        return configuration.load(self.folder / "cockpit.toml", self.folder / "data", self.environ)

    @property
    def environ(self) -> dict[str, str]:
        url = self.url.set(port=self.port or self.url.port)
        return {"DATABASE": url.render_as_string(hide_password=False), "COCKPIT_NOW": "2026-10-01T08:00:00+08:00"}

    @contextlib.contextmanager
    def through(self, *rests: int | None) -> Iterator[Line]:
        """The site reads through a line whose connections are cut after so many bytes; none for none."""
        with line(HOST, self.url.port or 0, rests=rests or (None,)) as between:
            self.port = between.port
            yield between
        self.port = 0

    def execute(self, *statements: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    def sync(self, **more: Any) -> Report:
        return sync(self.settings, self.environ, **more)

    def refused(self) -> SourceError:
        """The one fault of a sync that publishes nothing."""
        before = self.serving
        with pytest.raises(Refused) as refused:
            self.sync()
        assert self.serving == before
        assert Store(self.folder / "data").open(before).damage() == []
        [error] = refused.value.faults
        assert isinstance(error, SourceError)
        return error

    @property
    def serving(self) -> str:
        found = Store(self.folder / "data").current()
        assert found is not None
        return found.id


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk of some tickets that has been synced once; what passes by itself is tried once more, at once."""
    monkeypatch.setattr(database, "_limits", lambda _: Limits(connect=5, stall=20, total=60, tries=2, pause=0))
    server: Server = request.getfixturevalue(getattr(request, "param", "postgres"))
    url = server.database()
    made = Desk(url, tmp_path)
    (tmp_path / "cockpit.toml").write_text(CONFIG, encoding="utf-8")
    filled = ", ".join(
        f"('T{number:05}', '东校区', '第{number % 30}教学楼', '网络', 'closed', "
        f"'2026-03-{1 + number % 28:02} 08:00', '2026-04-{1 + number % 28:02} 08:00')"
        for number in range(ROWS)
    )
    made.execute(TABLE, f"insert into tickets values {filled}")
    report = made.sync()
    assert [report.outcomes["tickets"].counts()[name] for name in EXACT] == [ROWS, ROWS, 0, 0]
    return made


def _worded(error: SourceError, chinese: tuple[str, ...], english: tuple[str, ...]) -> None:
    for language, words in (("zh-Hans", chinese), ("en", english)):
        told = explain(error, language)
        assert [one for one in ("itsm", *words) if one not in told] == [], told


@ENTRY("a column gone")
def test_a_column_gone(desk: Desk) -> None:
    desk.execute("alter table tickets rename column category to categories")
    error = desk.refused()
    assert (error.key, error.arguments["column"]) == ("column_missing", "category")
    _worded(error, (*WORDS["column_missing"]["zh-Hans"], "categories"), (*WORDS["column_missing"]["en"], "categories"))


@ENTRY("a column gone")
def test_an_optional_column_gone(desk: Desk) -> None:
    """What a mapping names is meant: a figure without it would be wrong in silence."""
    desk.execute("alter table tickets drop column resolved")
    error = desk.refused()
    assert (error.key, error.arguments["header"]) == ("column_missing", "resolved")


@ENTRY("a column of another type")
@BOTH
def test_a_column_of_another_type(desk: Desk) -> None:
    desk.execute("alter table tickets drop column opened", "alter table tickets add column opened int default 7")
    error = desk.refused()
    assert (error.key, error.arguments["header"]) == ("column_type", "opened")
    _worded(
        error,
        ("“opened”列的内容是数字", "reported_at", "在 query 里转换"),
        ("“opened” holds numbers", "convert it in query"),
    )


@ENTRY("a column that is new")
def test_a_column_that_is_new(desk: Desk) -> None:
    desk.execute("alter table tickets add column priority varchar(10) default 'P1'")
    report = desk.sync()
    assert [report.outcomes["tickets"].counts()[name] for name in EXACT] == [ROWS, ROWS, 0, 0]
    for language in PLACES:
        told = _checked(desk, report, language)
        assert [one for one in ("priority", "itsm", *WORDS["extra_columns"][language]) if one not in told] == [], told


@ENTRY("an empty key")
def test_an_empty_key(desk: Desk) -> None:
    desk.execute("insert into tickets values (null, '东校区', '图书馆', '网络', 'closed', '2026-03-01 08:00', null)")
    report = desk.sync()
    tickets = report.outcomes["tickets"]
    assert [tickets.counts()[name] for name in EXACT] == [ROWS + 1, ROWS, 1, 0]
    [problem] = tickets.problems.to_pylist()
    assert (problem["column"], problem["reason"], problem["value"]) == ("ticket_id", "required", None)
    assert "图书馆" in problem["cells"]
    for language in PLACES:
        told = _checked(desk, report, language)
        place = PLACES[language].format(row=problem["row"])
        assert [one for one in (place, "number", *LACKING[language]) if one not in told] == [], told


def _checked(desk: Desk, report: Report, language: str) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        findings.show_all(Context(desk.settings, language, {}), report.outcomes, {"tickets": {}})
    return printed.getvalue()


@ENTRY("a connection cut in the midst")
@BOTH
def test_a_source_cut_anywhere(desk: Desk) -> None:
    """At ten places each of what it says, every time it is tried: nothing is published, and the next sync goes on."""
    desk.execute("update tickets set building = '图书馆'")
    with desk.through() as between:
        assert desk.sync().published
        whole = max(between.passed)
    desk.execute("update tickets set building = '体育馆'")
    for place in range(10):
        with desk.through(1 + whole * place // 10):
            error = desk.refused()
        assert error.key in ("database_cut", "database_unreachable"), error
        _worded(error, ("请检查网络", "上一份数据仍可使用"), ("Check", "network", "the last snapshot still serves"))
    assert desk.sync().published


@ENTRY("a connection cut in the midst")
@BOTH
def test_a_cut_that_passes(desk: Desk) -> None:
    desk.execute("update tickets set building = '图书馆'")
    with desk.through(1_500, None) as between:
        report = desk.sync()
    assert report.published
    assert report.outcomes["tickets"].accepted == ROWS
    assert between.passed[0] == 1_500 < max(between.passed)


def _reader(desk: Desk) -> URL:
    """An account that may come in, and read nothing."""
    database = desk.url.database
    if desk.url.get_backend_name() == "postgresql":
        desk.execute(
            "create role reader login password 'canary-0815'", f"grant connect on database {database} to reader"
        )
    else:
        desk.execute(
            "create user 'reader'@'%%' identified by 'canary-0815'", f"grant usage on {database}.* to 'reader'@'%%'"
        )
        desk.execute(f"create table {database}.other (x int)", f"grant select on {database}.other to 'reader'@'%%'")
    return desk.url.set(username="reader", password="canary-0815")


@pytest.fixture
def reader(desk: Desk) -> Iterator[Desk]:
    """The desk as that account reads it; the account goes with the test."""
    admin = desk.url
    desk.url = _reader(desk)
    yield desk
    desk.url = admin
    if admin.get_backend_name() == "postgresql":
        desk.execute(f"revoke all on database {admin.database} from reader", "drop role reader")
    else:
        desk.execute("drop user 'reader'@'%%'")


@ENTRY("permission denied")
@BOTH
def test_permission_denied_is_asked_for_once(reader: Desk) -> None:
    with reader.through() as between:
        error = reader.refused()
    assert error.key == "query_denied", error
    _worded(error, ("无权读取该表", "只尝试了一次", "select"), ("may not read this table", "asked once", "select"))
    assert between.connections == 1


@ENTRY("permission denied")
@ENTRY("a password in what is told")
@BOTH
def test_a_wrong_password_is_tried_once_and_never_told(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    good = str(desk.url.password)
    desk.url = desk.url.set(password="canary/@:%+4711")
    with desk.through() as between:
        error = desk.refused()
    assert error.key == "database_denied", error
    assert between.connections == 1
    _worded(error, ("拒绝此账号", "只尝试了一次"), ("does not let this account in", "asked once"))
    kept = failure.last(desk.folder / "data")
    assert kept is not None
    told = [*(explain(error, one) for one in LANGUAGES), repr(error), repr(desk.settings), caplog.text, repr(kept)]
    told += [file.read_text("utf-8", "replace") for file in (desk.folder / "data").rglob("*.log*")]
    for canary in ("canary", "4711", good, "%2F%40"):
        assert [one for one in told if canary in one] == []


@ENTRY("no rows at all")
def test_no_rows_at_all(desk: Desk) -> None:
    before = desk.serving
    desk.execute("delete from tickets")
    with pytest.raises(HeldError) as held:
        desk.sync()
    assert desk.serving == before
    for language in LANGUAGES:
        told = explain(held.value, language)
        assert f"{ROWS} → 0" in told
        assert "--accept" in told
    assert desk.sync(accept=True).outcomes["tickets"].read == 0


@ENTRY("a clock that is wrong")
@pytest.mark.parametrize("desk", ["mariadb"], indirect=True)
def test_a_clock_that_is_ahead(reader: Desk, mariadb: Server) -> None:
    """What is of tomorrow here and of yesterday there is no time to come. PostgreSQL's clock is the machine's."""
    tickets = f"{reader.url.database}.tickets"
    admin = create_engine(mariadb.database(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"grant select on {tickets} to 'reader'@'%%'")
        connection.exec_driver_sql(
            f"insert into {tickets} values ('T9', '东校区', '楼', '网络', 'new', '2026-10-05 08:00', null)"
        )
        counts = reader.sync().outcomes["tickets"].counts()
        assert (counts["quarantined"], counts["reasons"]) == (1, {"future": 1})
        connection.exec_driver_sql("set global init_connect = 'set timestamp = unix_timestamp(now() + interval 9 day)'")
        try:
            counts = reader.sync().outcomes["tickets"].counts()
        finally:
            connection.exec_driver_sql("set global init_connect = ''")
    admin.dispose()
    assert [counts[name] for name in EXACT] == [ROWS + 1, ROWS + 1, 0, 0]
