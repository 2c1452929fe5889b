"""The SQL that asks a database for the rows of a query from a watermark on, or for those of some keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from sqlalchemy import Dialect

BETWEEN = chr(31)  # stands between the parts of a key


@dataclass(frozen=True)
class Asking:
    """A query whose rows are told apart by the columns ``keys`` and rise by the column ``mark``."""

    query: str
    keys: tuple[str, ...]
    mark: str
    dialect: Dialect

    @property
    def extras(self) -> int:
        """How many columns stand behind those of the query: what a row is called, and its watermark."""
        return len(self.keys) + 1

    def rows(self, where: str | None = None) -> str:
        """The rows that hold, with the extras."""
        condition = f" where {where}" if where else ""
        return f"select asked.*, {self._extras} from ({self.query}\n) asked{condition}"

    def marks(self) -> str:
        """The extras alone, of all rows."""
        return f"select {self._extras} from ({self.query}\n) asked"

    def since(self, mark: str, overlap: timedelta) -> str:
        """The condition of rows whose watermark lies not further back than that."""
        return f"{self._column(self.mark)} >= {self._earlier(mark, overlap)}"

    def understands(self, mark: str) -> bool:
        """Whether it can be said what lies before a watermark."""
        try:
            self._earlier(mark, timedelta(0))
        except (ValueError, IndexError):
            return False
        return True

    def those(self, keys: Sequence[str]) -> str:
        """The condition of rows with these keys."""
        if len(self.keys) == 1:
            return f"{self._column(self.keys[0])} in ({', '.join(map(self._literal, keys))})"
        return " or ".join(f"({self._that(key.split(BETWEEN))})" for key in keys)

    def without_key(self) -> str:
        """The condition of rows that lack a part of their key."""
        return " or ".join(f"{self._column(name)} is null" for name in self.keys)

    def _that(self, key: Sequence[str]) -> str:
        named = zip(self.keys, key, strict=True)
        return " and ".join(f"{self._column(name)} in ({self._literal(part)})" for name, part in named)

    @property
    def _extras(self) -> str:
        named = [f"{self._column(key)} as cockpit_key_{place}" for place, key in enumerate(self.keys)]
        return ", ".join([*named, f"{self._column(self.mark)} as cockpit_mark"])

    def _column(self, name: str) -> str:
        return f"asked.{self.dialect.identifier_preparer.quote_identifier(name)}"

    def _literal(self, value: str) -> str:
        """Text, which databases read as whatever the column holds; SQLite does not, so it is told figures too."""
        told = value.replace("'", "''")
        if self.dialect.name in ("mysql", "mariadb"):
            told = told.replace("\\", "\\\\")
        figure = value.removeprefix("-")
        also = f", {value}" if self.dialect.name == "sqlite" and figure.isdecimal() and figure.isascii() else ""
        return f"'{told}'{also}"

    def _earlier(self, mark: str, overlap: timedelta) -> str:
        """A watermark, so much before; times in the spelling that the database gave them, of instants in UTC."""
        try:
            return f"{Decimal(mark) - Decimal(overlap.total_seconds())}"
        except InvalidOperation:
            moment = datetime.fromisoformat(mark) - overlap
        if len(mark) == len("2026-03-02"):
            return f"'{moment.date()}'"
        if moment.tzinfo and self.dialect.name != "sqlite":
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        prefix = "timestamp " if self.dialect.name == "oracle" else ""
        return f"{prefix}'{moment.isoformat(sep=mark[10])}'"
