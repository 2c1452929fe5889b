"""A help desk's database as it would be found, a configuration of three lines for it, and what is read by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import URL, create_engine, text

from cockpit import settings, sources

FOLDER = Path(__file__).parent
NOW = datetime(2026, 3, 20, 4, 0, tzinfo=UTC)
Row = dict[str, Any]


def fill(url: URL, script: Path, change: Callable[[str], str] = str) -> URL:
    """Runs the statements of a script in an empty database."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    lines = [line for line in change(script.read_text("utf-8")).splitlines() if not line.startswith("--")]
    with engine.connect() as connection:
        for statement in "\n".join(lines).split(";\n"):
            if statement.strip(" \n;"):
                connection.exec_driver_sql(statement.replace("%", "%%").strip(" \n;"))
    engine.dispose()
    return url


@contextmanager
def clock(url: URL, zone: str) -> Iterator[None]:
    """A MariaDB whose sessions begin in a zone, as if the server stood there."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        usual = connection.exec_driver_sql("select @@global.time_zone").scalar_one()
        connection.execute(text("set global time_zone = :zone"), {"zone": zone})
        try:
            yield
        finally:
            connection.execute(text("set global time_zone = :zone"), {"zone": usual})
    engine.dispose()


@dataclass(frozen=True)
class Desk:
    """A site whose only source is a preset."""

    file: Path
    data: Path
    environ: dict[str, str]

    def read(self) -> dict[str, sources.Outcome]:
        """What the source yields, by record."""
        site = settings.load(self.file, self.data, self.environ)
        return sources.parse_all(site.sources[0], site.zone, self.data / "cache", NOW)

    def rows(self, record: str, key: str, *columns: str) -> dict[str, Row]:
        """The accepted rows by their key; times as they stand in UTC."""
        outcome = self.read()[record]
        assert outcome.refused == []
        (parsed,) = outcome.parsed
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            found = connection.execute(f"select * from read_parquet('{parsed.rows}')")
            names = [column[0] for column in found.description]
            rows = [dict(zip(names, map(_plain, row), strict=True)) for row in found.fetchall()]
        kept = columns or [name for name in names if not name.startswith("_")]
        return {row[key]: {name: row[name] for name in kept} for row in rows}


def _plain(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else value


@pytest.fixture
def desk(tmp_path):
    """A site of one source, ``desk``: the preset, the database's URL, and further lines of its section."""

    def desk(preset: str, url: URL, more: str = "") -> Desk:
        file = tmp_path / "site" / "cockpit.toml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(
            f'[site]\nname = "某某大学"\nzone = "Asia/Shanghai"\n\n'
            f'[sources.desk]\npreset = "{preset}"\nurl = "${{DESK_URL}}"\n{more}',
            encoding="utf-8",
        )
        return Desk(file, tmp_path / "data", {"DESK_URL": url.render_as_string(hide_password=False)})

    return desk
