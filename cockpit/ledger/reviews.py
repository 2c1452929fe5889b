"""What people keep of a review (``of``: 2026-10, 2026): order, comments and texts; and who closed a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Boolean, Column, Connection, Date, DateTime, Integer, String, Table, UniqueConstraint, inspect

from cockpit.ledger.core import SHAPE, SOMEBODY, File, now, plain, recorded, values_of
from cockpit.ledger.views import VIEWS

LONGEST_COMMENT: Final = 2_000
LONGEST_TEXT: Final = 20_000
VIEW: Final = "view:"  # before the name of a view that was added as a slide

CLOSES = Table(
    "closes",
    SHAPE,
    Column("id", Integer, primary_key=True),
    Column("month", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("snapshot", String, nullable=False),
    Column("as_of", DateTime, nullable=False),
    Column("closed_at", DateTime, nullable=False),
    Column("who", String, nullable=False),
    UniqueConstraint("month", "version"),
)
SLIDES = Table(
    "review_slides",
    SHAPE,
    Column("id", Integer, primary_key=True),
    Column("of", String, nullable=False),
    Column("slide", String, nullable=False),
    Column("place", Integer),
    Column("hidden", Boolean, nullable=False, default=False),
    Column("comment", String, nullable=False, default=""),
    Column("query", String, nullable=False, server_default=""),
    UniqueConstraint("of", "slide"),
)
TEXTS = Table(
    "review_texts",
    SHAPE,
    Column("id", Integer, primary_key=True),
    Column("of", String, nullable=False),
    Column("language", String, nullable=False),
    Column("text", String, nullable=False),
    Column("written", String, nullable=False),
    Column("who", String, nullable=False),
    Column("written_at", DateTime, nullable=False),
    UniqueConstraint("of", "language", "text"),
)


def begin(connection: Connection) -> None:
    """Makes the tables of reviews."""
    for table in (CLOSES, SLIDES, TEXTS):
        table.create(connection)


def queries(connection: Connection) -> None:
    """Slides of before know the query of the view they show."""
    if all(column["name"] != "query" for column in inspect(connection).get_columns("review_slides")):
        connection.exec_driver_sql("alter table review_slides add column query varchar not null default ''")


@dataclass(frozen=True)
class Closing:
    """Who closed a month, when (UTC), over which snapshot, as of which moment."""

    month: date
    version: int
    snapshot: str
    as_of: datetime
    closed_at: datetime
    who: str


@dataclass(frozen=True)
class Written:
    """What somebody wrote in the place of a drafted text, and when (UTC)."""

    text: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Review:
    """What is kept of one review: ``order`` of the slides that were put in order, by their keys.

    ``views``: added as slides, in the order they were added: their names, and the queries they had then ("": a ready
    one's). ``texts``: by language and key.
    """

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    comments: Mapping[str, str] = field(default_factory=dict)
    views: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[tuple[str, str], Written] = field(default_factory=dict)


class Reviews(File):
    """The reviews of a ledger."""

    def review(self, of: str) -> Review:
        """What is kept of a review; nothing where nobody kept anything."""
        with self._open(write=False) as connection:
            if not connection:
                return Review()
            rows = connection.execute(SLIDES.select().where(SLIDES.c.of == of).order_by(SLIDES.c.id)).all()
            texts = connection.execute(TEXTS.select().where(TEXTS.c.of == of).order_by(TEXTS.c.id)).all()
        placed = sorted((row for row in rows if row.place is not None), key=lambda row: row.place)
        return Review(
            tuple(row.slide for row in placed),
            frozenset(row.slide for row in rows if row.hidden),
            {row.slide: row.comment for row in rows if row.comment},
            {row.slide.removeprefix(VIEW): row.query for row in rows if row.slide.startswith(VIEW)},
            {
                (row.language, row.text): Written(row.written, row.who, row.written_at.replace(tzinfo=UTC))
                for row in texts
            },
        )

    def order_slides(self, of: str, keys: Sequence[str], who: str = SOMEBODY) -> None:
        """Puts slides in an order; those that are not named come after them as they would without."""
        with self._open() as connection:
            connection.execute(SLIDES.update().where(SLIDES.c.of == of).values(place=None))
            for place, key in enumerate(dict.fromkeys(keys)):
                _keep(connection, of, key, place=place)
            recorded(connection, who, "review.order", f"{of} {' '.join(keys)}")

    def hide_slide(self, of: str, key: str, who: str = SOMEBODY, *, hidden: bool = True) -> None:
        """Leaves a slide out of what is shown, or shows it again."""
        with self._open() as connection:
            _keep(connection, of, key, hidden=hidden)
            recorded(connection, who, "review.hide" if hidden else "review.show", f"{of} {key}")

    def comment_slide(self, of: str, key: str, text: str, who: str = SOMEBODY) -> None:
        """Puts a comment on a slide in the place of the one before; none without words."""
        text = text.strip()[:LONGEST_COMMENT]
        with self._open() as connection:
            _keep(connection, of, key, comment=text)
            recorded(connection, who, "review.comment", f"{of} {key} {text}".strip())

    def add_view(self, of: str, name: str, who: str = SOMEBODY) -> None:
        """Adds a view as a slide, as it is saved now: what becomes of it afterwards does not change the review."""
        with self._open() as connection:
            saved = connection.execute(VIEWS.select().where(VIEWS.c.name == name)).one_or_none()
            _keep(connection, of, VIEW + name, query=saved.query if saved else "")
            recorded(connection, who, "review.add_view", f"{of} {name}")

    def drop_view(self, of: str, name: str, who: str = SOMEBODY) -> None:
        """Takes an added view away again, with what was kept of its slide."""
        with self._open() as connection:
            mine = (SLIDES.c.of == of) & (SLIDES.c.slide == VIEW + name)
            if connection.execute(SLIDES.delete().where(mine)).rowcount:
                recorded(connection, who, "review.drop_view", f"{of} {name}")

    def write_text(self, of: str, language: str, key: str, text: str, who: str = SOMEBODY) -> None:
        """Writes a text in the place of the drafted one; without words the draft is back."""
        text = text.strip()[:LONGEST_TEXT]
        with self._open() as connection:
            named = {"of": of, "language": language, "text": key}
            mine = (TEXTS.c.of == of) & (TEXTS.c.language == language) & (TEXTS.c.text == key)
            connection.execute(TEXTS.delete().where(mine))
            if text:
                connection.execute(TEXTS.insert().values(**named, written=text, who=who, written_at=now()))
            recorded(connection, who, "review.write" if text else "review.unwrite", f"{of} {language} {key}")

    def closed(self, closing: Closing) -> None:
        """Notes that a month was closed; once for a version."""
        values = {**vars(closing), "as_of": plain(closing.as_of), "closed_at": plain(closing.closed_at)}
        with self._open() as connection:
            if connection.execute(CLOSES.insert().prefix_with("or ignore").values(**values)).rowcount:
                told = f"{closing.month:%Y-%m} {closing.version} {closing.snapshot}"
                recorded(connection, closing.who, "review.close", told)

    def closings(self, month: date | None = None) -> list[Closing]:
        """Who closed what, the newest first; of one month or all."""
        chosen = CLOSES.select().order_by(CLOSES.c.month.desc(), CLOSES.c.version.desc())
        if month is not None:
            chosen = chosen.where(CLOSES.c.month == month)
        with self._open(write=False) as connection:
            rows = [values_of(row) for row in connection.execute(chosen)] if connection else []
        return [Closing(**{name: fact for name, fact in row.items() if name != "id"}) for row in rows]


def _keep(connection: Connection, of: str, key: str, **values: Any) -> None:
    """Keeps something of a slide."""
    connection.execute(SLIDES.insert().prefix_with("or ignore").values(of=of, slide=key))
    if values:
        mine = (SLIDES.c.of == of) & (SLIDES.c.slide == key)
        connection.execute(SLIDES.update().where(mine).values(**values))
