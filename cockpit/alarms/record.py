"""How often the alarms of each kind were right, as people judged them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cockpit.ledger import Alarm

MONTH: Final = timedelta(days=30.44)
# The kinds whose limits follow from the budget of false alarms.
BUDGETED: Final = ("sudden", "slow")


@dataclass(frozen=True)
class Record:
    """Of some alarms: how many were raised, how many people called true and false; nobody judged the rest."""

    raised: int = 0
    true: int = 0
    false: int = 0

    @property
    def share(self) -> float | None:
        """Which part of the judged was true; None where none was judged."""
        judged = self.true + self.false
        return self.true / judged if judged else None

    def false_a_month(self, months: float) -> float:
        return self.false / months


def record(alarms: Sequence[Alarm]) -> Record:
    """The record of these alarms."""
    verdicts = [one.verdict for one in alarms]
    return Record(len(verdicts), verdicts.count(True), verdicts.count(False))


def by_kind(alarms: Sequence[Alarm]) -> dict[str, Record]:
    """The record of each kind, the most raised first."""
    kinds = dict.fromkeys(one.kind for one in alarms)
    found = {kind: record([one for one in alarms if one.kind == kind]) for kind in kinds}
    return dict(sorted(found.items(), key=lambda item: (-item[1].raised, item[0])))


def months(alarms: Sequence[Alarm], until: datetime) -> float:
    """How many months have passed since the first of these was raised; one at least."""
    first = min((one.raised_at for one in alarms), default=until)
    return max((until - first) / MONTH, 1.0)
