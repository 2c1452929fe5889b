"""Records of people by chance, beside the tickets of ``chance``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from tests.metrics.small_site import Row

MONTHS = (*(date(2025, month, 1) for month in (10, 11, 12)), *(date(2026, month, 1) for month in (1, 2, 3, 4, 5)))
SCORES = ("0", "69.99", "70", "79.99", "80", "89.99", "90", "100", "73.35", "88.5")


def records(draw: Random) -> dict[str, list[Row]]:
    """Scores of most months of the staff and of somebody the staff list does not have."""
    return {
        "performance": [
            score(draw, f"S{number}", month) for number in range(9) for month in MONTHS if draw.random() < 0.8
        ]
    }


def score(draw: Random, staff_id: str, month: date) -> Row:
    return {
        "staff_id": staff_id,
        "month": month,
        "score": Decimal(draw.choice(SCORES)),
        "base_amount": draw.choice((None, None, Decimal(0), Decimal("333.33"))),
        "reward": draw.choice((None, None, Decimal("0.01"), Decimal(50))),
    }
