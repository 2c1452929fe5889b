"""Alarms one by one, as a round that finds nothing else writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cockpit.alerts.found import Found
from cockpit.ledger import Ledger


@dataclass(frozen=True)
class Settled:
    """What the round makes of it."""

    raised: Sequence[Found] = ()
    renewed: Sequence[tuple[int, Found]] = ()
    ended: Sequence[int] = ()


def raise_alarm(
    ledger: Ledger, kind: str, subject: str, since: datetime, facts: Mapping[str, Any], at: datetime
) -> int:
    """Writes a new alarm; returns its number."""
    ledger.settle(lambda _: Settled(raised=[Found(kind, subject, since, facts)]), at, at)
    return max(one.id for one in ledger.alarms())


def renew(ledger: Ledger, identity: int, subject: str, since: datetime, facts: Mapping[str, Any], at: datetime) -> None:
    """Writes what was found of an alarm; one that had ended stands again."""
    known = ledger.alarm(identity)
    assert known
    ledger.settle(lambda _: Settled(renewed=[(identity, Found(known.kind, subject, since, facts))]), at, at)


def end(ledger: Ledger, identity: int, at: datetime) -> None:
    """Writes that an alarm that stands is no longer found."""
    ledger.settle(
        lambda known: Settled(ended=[one.id for one in known if one.id == identity and one.ended_at is None]), at, at
    )
