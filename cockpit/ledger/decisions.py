"""What was decided in a review: who does what until when, and which measure it should move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, Column, Date, DateTime, Integer, String, Table

from cockpit.errors import StoreError
from cockpit.ledger.core import LONGEST_NOTE, SHAPE, SOMEBODY, File, now, recorded, values_of

STATES: Final = ("open", "done", "dropped")
WANTED: Final = ("higher", "lower")

DECISIONS = Table(
    "decisions",
    SHAPE,
    Column("id", Integer, primary_key=True),
    Column("month", Date, nullable=False, index=True),
    Column("text", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("due", Date),
    Column("metric", String),
    Column("filters", JSON, nullable=False),
    Column("wanted", String),
    Column("state", String, nullable=False),
    Column("who", String, nullable=False),
    Column("written_at", DateTime, nullable=False),
)


NEEDED: Final = ("text", "owner", "due", "metric")


@dataclass(frozen=True)
class Decision:
    """A decision of the review of a ``month`` (its first day).

    ``metric`` is the measure it should move, narrowed by ``filters`` as a Question's are, ``wanted`` which way:
    "higher" or "lower"; None where it is of none. ``due``: by which day. ``id`` 0: not written yet.
    """

    month: date
    text: str
    owner: str = ""
    due: date | None = None
    metric: str | None = None
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    wanted: str | None = None
    state: str = "open"
    who: str = SOMEBODY
    id: int = 0
    written_at: datetime | None = None

    @property
    def lacking(self) -> tuple[str, ...]:
        """What it takes to be followed up and is not said: of ``NEEDED`` the names, in their order."""
        return tuple(name for name in NEEDED if not str(getattr(self, name) or "").strip())


class Decisions(File):
    """The decisions of a ledger."""

    def decisions(self, month: date | None = None, states: Sequence[str] = STATES) -> list[Decision]:
        """What was decided, in the order it was; of one month's review or all."""
        chosen = DECISIONS.select().where(DECISIONS.c.state.in_(list(states)))
        if month is not None:
            chosen = chosen.where(DECISIONS.c.month == month)
        with self._open(write=False) as connection:
            ordered = chosen.order_by(DECISIONS.c.month, DECISIONS.c.id)
            return [_read(values_of(row)) for row in connection.execute(ordered)] if connection else []

    def decide(self, decision: Decision, who: str = SOMEBODY) -> int | None:
        """Writes a decision and returns its number; one without words is none: None."""
        values = _values(decision)
        if not values["text"]:
            return None
        with self._open() as connection:
            done = connection.execute(DECISIONS.insert().values(**values, who=who, written_at=now()))
            (identity,) = done.inserted_primary_key
            recorded(connection, who, "decision.add", f"{identity} {decision.month:%Y-%m} {values['text']}")
            return int(identity)

    def settle_decision(self, identity: int, state: str, who: str = SOMEBODY) -> None:
        """A decision is ``done``, ``dropped`` or ``open`` again; StoreError where there is none of that number."""
        assert state in STATES
        with self._open() as connection:
            if not connection.execute(
                DECISIONS.update().where(DECISIONS.c.id == identity).values(state=state)
            ).rowcount:
                raise StoreError("no_decision", id=identity)
            recorded(connection, who, f"decision.{state}", str(identity))


def _values(decision: Decision) -> dict[str, Any]:
    assert decision.state in STATES
    assert decision.wanted in (None, *WANTED)
    return {
        "month": decision.month,
        "text": decision.text.strip()[:LONGEST_NOTE],
        "owner": decision.owner.strip()[:LONGEST_NOTE],
        "due": decision.due,
        "metric": decision.metric,
        "filters": [[name, list(values)] for name, values in decision.filters],
        "wanted": decision.wanted if decision.metric else None,
        "state": decision.state,
    }


def _read(values: dict[str, Any]) -> Decision:
    filters = tuple((name, tuple(chosen)) for name, chosen in values["filters"])
    return Decision(**{**values, "filters": filters})
