"""Rows off MariaDB's wire are the values PyMySQL gives, wherever batches end."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pymysql
import pytest

from cockpit.sources.database import address, opened, wire
from cockpit.sources.database.limits import Patience
from tests.sources.database.conftest import QUICK

LENGTHS = (0, 1, 4, 5, 11, 12, 13, 19, 250, 251, 300)
FIRST, SPAN = datetime(1, 1, 1), 9998 * 365 * 86_400_000_000  # noqa: DTZ001 - a database keeps no zone


def made(dice: random.Random) -> str | None:
    return None if dice.random() < 0.15 else "".join(dice.choices("ab 字é", k=dice.choice(LENGTHS)))


def moment(dice: random.Random) -> datetime | None:
    """Any of the calendar, to the microsecond, the second or the day."""
    found = FIRST + timedelta(microseconds=dice.randrange(SPAN))
    found = found.replace(microsecond=0) if dice.random() < 0.5 else found
    found = found.replace(hour=0, minute=0, second=0, microsecond=0) if dice.random() < 0.2 else found
    return None if dice.random() < 0.15 else found


@pytest.mark.parametrize("batch", [1, 300, 5_000, 4 << 20])
def test_every_value_is_what_the_driver_gives(mariadb, desk_of, monkeypatch, batch):
    """Also an empty one at the very end of a batch, and a column of nothing but long, short or empty ones."""
    dice, desk = random.Random(batch), desk_of(mariadb)
    rows = [
        (f"{n:019}", "kurz", made(dice), moment(dice), made(dice), moment(dice), dice.choice([*range(9), None]), last)
        for n, last in enumerate(dice.choices(["", None], k=400))
    ]
    desk.tell(
        "create table given (n varchar(19), short varchar(9), a text, at datetime(6), b text, day date, figure int, "
        "last varchar(9))"
    )
    url = desk.url
    where = {"host": url.host, "port": url.port, "user": url.username, "password": url.password, "charset": "utf8mb4"}
    with pymysql.connect(**where, database=url.database) as connection, connection.cursor() as cursor:
        cursor.executemany("insert into given values (%s, %s, %s, %s, %s, date(%s), %s, %s)", rows)
        connection.commit()
        cursor.execute("select n, short, a, at, b, day, cast(figure as char), last from given order by n")
        expected = cursor.fetchall()
    monkeypatch.setattr(wire, "BATCH", batch)
    source, patience = desk.source(), Patience(QUICK)
    found: list[tuple[object, ...]] = []
    with opened(source, address(source), patience) as (session, _):
        answer = session.read("select * from given order by n")
        patience.call(lambda: next(answer), session.abort)
        for table in patience.stream(answer, session.abort):
            table.validate(full=True)
            found += zip(*(column.to_pylist() for column in table.columns), strict=True)
    assert len(expected) == 400
    assert found == list(expected)
