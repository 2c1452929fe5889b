"""Which target a measure has by the contract's terms, and whether a value keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from cockpit.settings import Terms

# What the contract owes whole: each core room every day, somebody on duty, every answer and report in its time.
WHOLE: Final = (
    "core_room_days", "duty_coverage", "inspection_completion", "complaint_on_time", "report_on_time",
    "document_current",
)  # fmt: skip
# Targets of a calendar year, which a month cannot keep or miss.
YEARLY: Final = ("training_hours",)


@dataclass(frozen=True)
class Target:
    """What a measure should come to: ``least`` it, or at ``most`` it where less is better."""

    value: float
    bound: Literal["least", "most"]

    def kept(self, figure: float) -> bool:
        return figure >= self.value if self.bound == "least" else figure <= self.value


def target(terms: Terms, metric: str, better: str) -> Target | None:
    """The target of a measure of which ``better`` (higher or lower) is wanted; None without one."""
    stated: dict[str, float] = {
        **dict.fromkeys(WHOLE, 1.0),
        "sla_met": terms.sla_target,
        "manual_coverage": terms.manual_target,
        "training_hours": float(terms.training.hours),
        **terms.targets,
    }
    if metric not in stated or better == "neither":
        return None
    return Target(float(stated[metric]), "least" if better == "higher" else "most")
