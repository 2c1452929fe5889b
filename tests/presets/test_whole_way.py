"""From a help desk's database, by an account of the documented rights, to measures that plain SQL agrees with."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest
from sqlalchemy import URL, create_engine

from cockpit.cli import main
from cockpit.errors import AT_FAULT, DONE
from tests.presets.conftest import FOLDER, fill

ROOT = FOLDER.parents[1]
MARCH = ("--from", "2026-03-01", "--to", "2026-04-01")
# March of Shanghai, in UTC.
BEGIN, END = "'2026-02-28 16:00:00'", "'2026-03-31 16:00:00'"
GLPI = "from glpi_tickets where is_deleted = 0 and type = 1"
OTRS = (
    "from ticket t join ticket_state s on t.ticket_state_id = s.id where s.type_id not in (6, 7) "
    "and coalesce(t.type_id, 1) = 1"
)
CLOSED = (
    "(select max(h.create_time) from ticket_history h where h.ticket_id = t.id and h.state_id in (2, 3) and not exists "
    "(select 1 from ticket_history f where f.ticket_id = t.id and f.id < h.id and f.state_id in (2, 3) and not exists "
    "(select 1 from ticket_history m where m.ticket_id = t.id and m.id > f.id and m.id < h.id "
    "and m.state_id not in (2, 3))))"
)
OSTICKET = (
    "from ost_ticket t join ost_ticket_status s on t.status_id = s.id where s.state <> 'deleted' "
    "and (ticket_pid is null or flags & 3 = 0)"
)


@dataclass(frozen=True)
class Desk:
    """A preset, the section of docs/presets.md that tells of it, its database, and what is asked of both sides."""

    preset: str
    section: str
    server: str
    asked: dict[str, str]


DESKS = {
    "glpi": Desk("glpi", "GLPI", "mariadb", {
        "opened": f"select count(*) {GLPI} and date >= {BEGIN} and date < {END}",
        "resolved": f"select count(*) {GLPI} and solvedate >= {BEGIN} and solvedate < {END}",
        "backlog": f"select count(*) {GLPI} and solvedate is null",
        "satisfaction": "select avg(s.satisfaction) * 20 from glpi_ticketsatisfactions s join glpi_tickets t "
        f"on s.tickets_id = t.id where s.date_answered is not null and t.solvedate >= {BEGIN}",
        "reopen_rate": f"select avg(exists (select 1 from glpi_logs l where l.items_id = glpi_tickets.id and "
        f"l.itemtype = 'Ticket' and id_search_option = 12 and old_value > 4 and new_value < 5)) {GLPI} "
        f"and solvedate >= {BEGIN}",
    }),
    "otrs": Desk("otrs", "Znuny、OTRS", "mariadb", {
        "opened": f"select count(*) {OTRS} and t.create_time >= {BEGIN} and t.create_time < {END}",
        "resolved": f"select count(*) {OTRS} and s.type_id = 3 and {CLOSED} >= {BEGIN}",
        "backlog": f"select count(*) {OTRS} and s.type_id <> 3",
    }),
    "osticket": Desk("osticket", "osTicket", "mariadb", {
        "opened": f"select count(*) {OSTICKET} and t.created >= {BEGIN} and t.created < {END}",
        "resolved": f"select count(*) {OSTICKET} and s.state <> 'open' and t.closed >= {BEGIN} and t.closed < {END}",
        "backlog": f"select count(*) {OSTICKET} and s.state = 'open'",
    }),
}  # fmt: skip
DESKS["otrs-postgres"] = Desk("otrs", "Znuny、OTRS", "postgres", DESKS["otrs"].asked)


def grants(section: str, url: URL, password: str) -> list[str]:
    """The statements of a section of docs/presets.md for an account ``reader`` and this database."""
    page = (ROOT / "docs" / "presets.md").read_text("utf-8")
    found = re.search(rf"^## {section}\n.*?```sql\n(.*?)```", page, re.DOTALL | re.MULTILINE)
    assert found
    written = found[1].replace("PASSWORD", password).replace("'cockpit'@'%'", "'reader'@'%'")
    if url.get_backend_name() == "postgresql":
        written = re.sub(r"on \w+\.", "on ", written.replace("'reader'@'%'", "reader"))
        written = re.sub(r"create user (\w+) identified by", r"create role \1 login password", written)
    else:
        written = re.sub(r" on \w+\.", f" on {url.database}.", written)
    return written.strip().rstrip(";").split(";\n")


def run(url: URL, *statements: str) -> list[object]:
    """What each statement gives, one value of each."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        results = [connection.exec_driver_sql(one.replace("%", "%%")) for one in statements]
        values = [result.scalar() if result.returns_rows else None for result in results]
    engine.dispose()
    return values


@pytest.fixture
def reader(request):
    """The database of a kind of desk, reached by an account with the documented rights."""

    def reader(kind: Desk) -> tuple[URL, URL]:
        server = request.getfixturevalue(kind.server)
        words = (lambda text: text.replace(" datetime", " timestamp(0)")) if kind.server == "postgres" else str
        url = fill(server.database(), FOLDER / f"{kind.preset}.sql", words)
        drop = "drop owned by reader; drop role reader" if kind.server == "postgres" else "drop user reader"
        run(url, *grants(kind.section, url, "a-secret"))
        request.addfinalizer(lambda: run(url, *drop.split("; ")))
        return url, url.set(username="reader", password="a-secret")

    return reader


@pytest.fixture
def cli(desk, monkeypatch, capsys):
    """Runs commands of a site that has a preset: exit code, what was printed, what was told."""

    def at(preset: str, url: URL, more: str = ""):
        made = desk(preset, url, more)
        for name, value in {**made.environ, "COCKPIT_NOW": "2026-03-20T12:00:00+08:00"}.items():
            monkeypatch.setenv(name, value)

        def cli(*words: str) -> tuple[int, str, str]:
            code = main([*words, "--config", str(made.file), "--data", str(made.data)])
            printed = capsys.readouterr()
            return code, printed.out, printed.err

        return cli

    return at


@pytest.mark.parametrize("name", DESKS)
def test_measures_are_what_plain_sql_says(cli, reader, name):
    kind = DESKS[name]
    owner, account = reader(kind)
    at = cli(kind.preset, account)
    code, out, told = at("sync", "--json")
    assert (code, "a-secret" in out + told) == (DONE, False), told
    assert json.loads(out)["published"]
    zone = ["set time_zone = '+00:00'"] if kind.server == "mariadb" else []
    for metric, plain in kind.asked.items():
        code, out, told = at("measure", metric, *(() if metric == "backlog" else MARCH), "--format", "json")
        assert code == DONE, told
        (row,) = json.loads(out)["rows"]
        expected = run(owner, *zone, plain)[-1]
        assert float(row["value"]) == pytest.approx(float(str(expected)), abs=1e-4), metric
        assert row["n"] > 0


# A ticket more, one that moved on, those of a name that changed, one deleted; and how many are read then: these, and
# what lies within an hour of the last change there was.
CHANGES = {
    "glpi": (4, """
set time_zone = '+08:00';
insert into glpi_tickets (id, date, date_mod, status, priority)
values (9, '2026-03-19 09:00:00', '2026-03-19 09:00:00', 1, 6);
update glpi_ticketsatisfactions set date_answered = '2026-03-19 10:00:00', satisfaction = 2 where tickets_id = 5;
update glpi_itilcategories set completename = '应用', date_mod = '2026-03-19 11:00:00' where id = 4;
update glpi_tickets set is_deleted = 1, date_mod = '2026-03-19 12:00:00' where id = 6"""),
    "otrs": (3, """
insert into ticket (id, tn, queue_id, user_id, ticket_priority_id, ticket_state_id, create_time, change_time)
values (9, '2026031910000091', 1, 1, 5, 1, '2026-03-19 01:00:00', '2026-03-19 01:00:00');
insert into ticket_history (id, name, history_type_id, ticket_id, owner_id, state_id, create_time)
values (99, '', 27, 7, 2, 4, '2026-03-19 02:00:00');
update ticket set ticket_state_id = 4 where id = 7;
update service set name = '邮件', change_time = '2026-03-19 03:00:00' where id = 2;
update ticket set ticket_state_id = 5, change_time = '2026-03-19 04:00:00' where id = 4"""),
    "osticket": (4, """
insert into ost_ticket (ticket_id, number, status_id, created, updated)
values (19, '000193', 1, '2026-03-19 09:00:00', '2026-03-19 09:00:00');
insert into ost_thread_event (thread_id, event_id, timestamp) values (14, 4, '2026-03-19 10:00:00');
update ost_help_topic set topic = '桌面', updated = '2026-03-19 11:00:00' where topic_id = 3;
update ost_ticket set status_id = 5, updated = '2026-03-19 12:00:00' where ticket_id = 10"""),
}  # fmt: skip
BACK = {
    "glpi": "update glpi_tickets set is_deleted = 0 where id = 6",
    "otrs": "update ticket set ticket_state_id = 6 where id = 4",
    "osticket": "update ost_ticket set status_id = 1 where ticket_id = 10",
}
ASKED = [
    ("measure", "opened", *MARCH, "--by", "category,status,level", "--format", "json"),
    ("measure", "satisfaction", *MARCH, "--format", "json"),
    ("measure", "reopen_rate", *MARCH, "--format", "json"),
]


@pytest.mark.parametrize("name", DESKS)
def test_only_what_changed_is_read(cli, reader, name):
    kind = DESKS[name]
    owner, account = reader(kind)
    at = cli(kind.preset, account)
    assert at("sync", "--json")[0] == DONE
    new, changes = CHANGES[kind.preset]
    run(owner, *changes.strip().split(";\n"))
    code, out, told = at("sync", "--json")
    assert code == DONE, told
    read = json.loads(out)
    assert read["onward"]["tickets"]["read"] == new
    onward = [json.loads(at(*words)[1])["rows"] for words in ASKED]
    run(owner, BACK[kind.preset])  # the deletion itself is found once a day
    assert at("sync", "--full", "--json")[0] == DONE
    assert [json.loads(at(*words)[1])["rows"] for words in ASKED] == onward


@pytest.mark.parametrize("name", DESKS)
def test_a_right_that_is_missing_is_told(cli, reader, name):
    kind = DESKS[name]
    owner, account = reader(kind)
    secret = {"glpi": "glpi_itilcategories", "otrs": "service", "osticket": "ost_event"}[kind.preset]
    run(owner, f"revoke select on {secret} from reader")
    code, out, told = cli(kind.preset, account)("check", "--lang", "en")
    assert (code, out) == (AT_FAULT, "")
    (line,) = told.strip().splitlines()
    assert line.startswith("desk · Tickets (tickets): ")
    assert secret in line
    assert "(select)" in line


def test_tables_that_are_not_there(cli, reader):
    _, account = reader(DESKS["osticket"])
    code, _, told = cli("osticket", account, 'prefix = "help_"\nrecords = ["tickets"]')("check")
    assert code == AT_FAULT
    (line,) = told.strip().splitlines()
    assert "help_" in line
    assert "prefix" in line


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        ("glpi", {"port": 1}, "连不上.*[Rr]efused.*请检查网络"),
        ("glpi", {"password": "wrong"}, "拒绝此账号.*reader.*请检查账号、密码"),
        ("glpi", {"database": "nowhere"}, "拒绝此账号.*nowhere.*请检查账号、密码、库名"),
        ("otrs-postgres", {"password": "wrong"}, "拒绝此账号.*reader.*请检查账号、密码"),
        ("otrs-postgres", {"database": "nowhere"}, "拒绝此账号.*nowhere.*请检查账号、密码、库名"),
    ],
    ids=lambda one: str(one) if isinstance(one, dict) else None,
)
def test_a_database_that_cannot_be_reached_is_told_once(cli, reader, name, changed, said):
    kind = DESKS[name]
    _, account = reader(kind)
    code, _, told = cli(kind.preset, account.set(**changed))("check")
    assert code == AT_FAULT
    (line,) = told.strip().splitlines()
    assert re.search(said, line)
    assert "a-secret" not in line
