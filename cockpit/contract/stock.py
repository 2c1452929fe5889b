"""Spare parts: what the moves make of the stock, what was used, whether old parts came back and tickets match.

Quantities are added up as the decimals they are written as.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

MAIN: Final = "main"
NOTHING: Final = Decimal(0)
# Tools and spare parts are replaced old for new; consumables are not.
RETURNED: Final = ("spare", "tool")
# Why a use does not match a ticket.
FAULTS: Final = ("no_ticket", "unknown_ticket", "cancelled", "before_report", "other_person")
USED: Final = pa.schema(
    [
        ("use_id", pa.string()),
        ("part_id", pa.string()),
        ("ticket_id", pa.string()),
        ("used_at", pa.timestamp("us", "UTC")),
        ("quantity", pa.float64()),
        ("store", pa.string()),
        ("old_part", pa.string()),
        ("faults", pa.list_(pa.string())),
    ]
)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Use:
    """So many of a part that left all stores together, for one ticket or without one; ``store`` they came from.

    ``old_returned`` is None where nobody said.
    """

    part_id: str
    ticket_id: str | None
    at: datetime
    quantity: Decimal
    store: str
    old_returned: bool | None


@dataclass(frozen=True)
class Stock:
    """A part's stock: ``main`` in the main store (None: no move of it is known), ``held`` in personal stores."""

    part: Row
    main: Decimal | None
    held: Mapping[str, Decimal]

    @property
    def minimum(self) -> Decimal:
        return exact(self.part["minimum"])

    @property
    def below(self) -> bool:
        """Whether the main store holds less than the minimum; the minimum itself is enough."""
        return self.main is not None and self.main < self.minimum

    @property
    def negative(self) -> bool:
        """Whether more left a store than ever came in, so that the ledger cannot be right."""
        return any(count < 0 for count in (self.main or NOTHING, *self.held.values()))

    @property
    def short(self) -> Decimal:
        """How many are missing to the minimum once what is on order has come."""
        return max(NOTHING, self.minimum - (self.main or NOTHING) - exact(self.part["on_order"] or 0))


def exact(quantity: float) -> Decimal:
    """A quantity as the decimal it was written as."""
    return Decimal(repr(float(quantity))).normalize() + NOTHING


def stocks(parts: Iterable[Row], moves: Iterable[Row]) -> list[Stock]:
    """The stock of every part after these moves, in the order of the parts."""
    counts: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for move in moves:
        counts[move["part_id"]][move["store"]] += exact(move["quantity"])
    found = []
    for part in parts:
        own = counts.get(part["part_id"], {})
        held = {store: count for store, count in own.items() if store != MAIN and count}
        found.append(Stock(part, own.get(MAIN, NOTHING) if own else None, held))
    return found


def uses(moves: Iterable[Row]) -> list[Use]:
    """What was used, the earliest first.

    Of one part the moves of one ticket, or of one instant where there is no ticket, belong together: what left one
    store and went into another cancels out. What is left over is used, or was put in.
    """
    together: dict[tuple[str, object], list[Row]] = defaultdict(list)
    for move in moves:
        together[move["part_id"], move["ticket_id"] or move["moved_at"]].append(move)
    found = []
    for (part_id, _), several in together.items():
        net = sum((exact(one["quantity"]) for one in several), NOTHING)
        if net >= 0:
            continue
        out = max((one for one in several if one["quantity"] < 0), key=lambda one: one["moved_at"])
        told = {one["old_returned"] for one in several} - {None}
        returned = None if not told else False not in told
        found.append(Use(part_id, out["ticket_id"], out["moved_at"], -net, out["store"], returned))
    return sorted(found, key=lambda one: (one.at, one.part_id))


def old_part(use: Use, kind: str | None) -> str:
    """Whether the old part came back: ``returned``, ``kept``, ``untold``, or ``none`` where none is due."""
    if kind not in RETURNED:
        return "none"
    return {True: "returned", False: "kept", None: "untold"}[use.old_returned]


def faults(use: Use, ticket: Row | None) -> list[str]:
    """Why a use does not match its ticket (None: there is none of that number), some of FAULTS."""
    if use.ticket_id is None:
        return ["no_ticket"]
    if ticket is None:
        return ["unknown_ticket"]
    found = []
    if ticket["status"] == "cancelled":
        found.append("cancelled")
    if use.at < ticket["reported_at"]:
        found.append("before_report")
    if use.store != MAIN and ticket["engineer_id"] is not None and ticket["engineer_id"] != use.store:
        found.append("other_person")
    return found


def used_table(parts: Iterable[Row], moves: Iterable[Row], tickets: Iterable[Row]) -> pa.Table:
    """One row a use, the earliest first: whether its old part came back, and why it does not match its ticket."""
    kinds = {one["part_id"]: one["kind"] for one in parts}
    known = {one["ticket_id"]: one for one in tickets}
    rows = [
        {
            "use_id": f"{one.part_id} {one.ticket_id or one.at.isoformat()}",
            "part_id": one.part_id,
            "ticket_id": one.ticket_id,
            "used_at": one.at,
            "quantity": float(one.quantity),
            "store": one.store,
            "old_part": old_part(one, kinds.get(one.part_id)),
            "faults": faults(one, known.get(one.ticket_id)),
        }
        for one in uses(moves)
    ]
    return pa.Table.from_pylist(rows, USED)
