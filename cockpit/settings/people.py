"""The terms of the contract about people: scores and pay, training, daily logs, answers to complaints."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from decimal import Decimal

INDICATORS = ("lecturer", "material", "environment", "arrangement")
FEEDBACK_BANDS = ("A", "B", "C", "D")
# Whom a base amount and a deadline are stated for; every other role counts as staff.
PAID = ("operation_manager", "operation_specialist", "leader", "staff")
WRITING = ("operation_manager", "leader", "backbone", "staff")


def _base() -> dict[str, Decimal]:
    return dict(zip(PAID, map(Decimal, (500, 500, 300, 200)), strict=True))


def _weights() -> dict[str, Decimal]:
    return dict(zip(INDICATORS, map(Decimal, (50, 20, 15, 15)), strict=True))


def _bands() -> dict[str, Decimal]:
    return dict(zip(FEEDBACK_BANDS, map(Decimal, (86, 70, 50, 0)), strict=True))


def default_deadlines() -> dict[str, time]:
    """By when a daily log is due where the contract says nothing."""
    return dict(zip(WRITING, (time(21), time(19, 30), time(19, 30), time(18, 30)), strict=True))


def default_answers() -> dict[str, timedelta]:
    """Within what time a complaint is answered where the contract says nothing."""
    return {"simple": timedelta(hours=24), "complex": timedelta(hours=48)}


@dataclass(frozen=True)
class Scoring:
    """Monthly scores: where the bands begin, what they pay, what a year of them leads to.

    ``base`` is in yuan a month by role; penalties are per cent of that month's pay.
    """

    excellent: Decimal = Decimal(90)
    good: Decimal = Decimal(80)
    passing: Decimal = Decimal(70)
    failed_coefficient: Decimal = Decimal("0.5")
    base: dict[str, Decimal] = field(default_factory=_base)
    manager_penalty: Decimal = Decimal(5)
    leader_penalty: Decimal = Decimal(10)
    engineer_penalty: Decimal = Decimal(20)
    fails_in_year: int = 5
    fails_in_row: int = 3
    complaints: int = 3
    good_months: int = 11


@dataclass(frozen=True)
class Training:
    """Training: weights of the indicators of feedback (per cent), the figure each band begins at, what is owed.

    ``hours`` is the mean of class hours a head and calendar year; newcomers have ``newcomer_months`` for the
    ``newcomer_courses`` and pass ``language_test`` before duty.
    """

    weights: dict[str, Decimal] = field(default_factory=_weights)
    bands: dict[str, Decimal] = field(default_factory=_bands)
    flag_below: Decimal = Decimal(70)
    hours: Decimal = Decimal(10)
    newcomer_months: int = 3
    newcomer_courses: tuple[str, ...] = ("计算机应用基础", "计算机网络", "H3CNE")
    language_test: str = "服务用语"
