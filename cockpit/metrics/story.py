"""One ticket with everything tied to it: the same device's and room's faults, patrol, parts, emergency."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from cockpit.access import MANAGER, Rights
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.compose import Composed, narrowed
from cockpit.metrics.detail import STATE, STATE_COLUMNS, as_shown

FEW = 8
_FAULTS = f"ticket_id, reported_at, title, seconds_to_resolve, {STATE} as state, count(*) over () as of_all"
_FAULT_COLUMNS = frozenset(
    {
        "ticket_id",
        "reported_at",
        "title",
        "seconds_to_resolve",
        "work_type",
        "repeat_of",
        "device_id",
        "campus",
        "building",
        "room",
    }
    | set(STATE_COLUMNS)
)
# Whoever may see a ticket may see what is tied to it, as far as its columns are permitted and it had happened.
_TIED = {
    "inspections": (
        "select * from inspections where ticket_id = :ticket and (done_at is null or done_at <= :as_of) "
        "order by coalesce(done_at, planned_on)"
    ),
    "part_moves": (
        "select moves.*, parts.name, parts.unit from part_moves as moves "
        "left join store.parts as parts on moves.part_id = parts.part_id "
        "where moves.ticket_id = :ticket and moves.moved_at <= :as_of order by moves.moved_at, moves.move_id"
    ),
    "incidents": "select * from incidents where ticket_id = :ticket and discovered_at <= :as_of order by occurred_at",
}


@dataclass(frozen=True)
class Faults:
    """The latest of some faults, and how many there are in all."""

    rows: tuple[dict[str, Any], ...] = ()

    @property
    def total(self) -> int:
        return int(self.rows[0]["of_all"]) if self.rows else 0


@dataclass(frozen=True)
class Story:
    """A ticket (its columns and ``state``), and what is tied to it; ``lacking`` are records the site has none of.

    ``repeated`` is the earlier fault this one repeats, where it may be seen; ``repeats`` are later ones repeating it.
    """

    ticket: dict[str, Any]
    device: Faults
    room: Faults
    repeated: dict[str, Any] | None
    repeats: Faults
    inspections: tuple[dict[str, Any], ...]
    part_moves: tuple[dict[str, Any], ...]
    incidents: tuple[dict[str, Any], ...]
    lacking: tuple[str, ...]


def story(cockpit: Cockpit, ticket_id: str, rights: Rights = MANAGER) -> Story | None:
    """The story of a ticket; None if there is none of that number among the rows one may see."""
    ask = _Asker(cockpit, rights)
    found = ask.rows(
        f"select *, {STATE} as state from tickets where ticket_id = :ticket and reported_at <= :as_of", ticket=ticket_id
    )
    if not found:
        return None
    ticket = found[0]
    tied = {name: ask.tied(name, sql, ticket_id) for name, sql in _TIED.items()}
    return Story(
        ticket,
        ask.earlier(ticket, ("device_id",)),
        ask.earlier(ticket, ("campus", "building", "room")),
        next(iter(ask.faults("ticket_id = :other", other=ticket["repeat_of"]).rows), None),
        ask.faults("repeat_of = :ticket", ticket=ticket_id),
        lacking=tuple(name for name in _TIED if name not in cockpit.records),
        **tied,
    )


@dataclass(frozen=True)
class _Asker:
    """Queries over the tickets somebody may see, and what is tied to one, as they stood at the cockpit's instant."""

    cockpit: Cockpit
    rights: Rights

    def rows(self, sql: str, columns: frozenset[str] | None = None, **parameters: object) -> tuple[dict[str, Any], ...]:
        """The rows of a query over tickets; only ``columns`` can be read by it, if given."""
        shadow = narrowed("tickets", (), self.rights, self.cockpit.engine.columns, columns)
        head = f"with tickets as not materialized (\n{shadow.sql}\n)"
        return tuple(as_shown(self.cockpit, Composed(f"{head}\n{sql}", shadow.parameters | parameters), self.rights))

    def tied(self, record: str, sql: str, ticket: str) -> tuple[dict[str, Any], ...]:
        """The rows of a record that are tied to a ticket one may see."""
        shadow = narrowed(record, (), replace(self.rights, rows=()), self.cockpit.engine.columns)
        head = f"with {record} as not materialized (\n{shadow.sql}\n)"
        parameters = shadow.parameters | {"ticket": ticket}
        return tuple(as_shown(self.cockpit, Composed(f"{head}\n{sql}", parameters), self.rights))

    def faults(self, condition: str, **parameters: object) -> Faults:
        sql = f"select {_FAULTS} from tickets where work_type = 'fault' and reported_at <= :as_of and {condition}"
        latest = f"{sql} order by reported_at desc, ticket_id limit {FEW}"
        return Faults(self.rows(latest, _FAULT_COLUMNS, **parameters))

    def earlier(self, ticket: dict[str, Any], place: tuple[str, ...]) -> Faults:
        """The faults before this ticket that had the same values in these columns; none where one is empty."""
        values = {name: ticket[name] for name in (*place, "reported_at")}
        if None in values.values():
            return Faults()
        same = " and ".join(f"{name} = :{name}" for name in place)
        condition = f"{same} and reported_at <= :reported_at and ticket_id <> :ticket"
        return self.faults(condition, ticket=ticket["ticket_id"], **values)
