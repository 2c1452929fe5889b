"""The shape of a contract's terms about people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from cockpit.settings.leaves import DURATION, FILLED, HOUR, number
from cockpit.settings.lines import Place
from cockpit.settings.people import (
    FEEDBACK_BANDS,
    INDICATORS,
    PAID,
    WRITING,
    Scoring,
    Training,
    default_answers,
    default_deadlines,
)
from cockpit.settings.readers import Field, Reader, Report, keyed, many, table

WHOLE = Decimal(100)


def obligations() -> dict[str, Field]:
    """The keys of a ``[[contract]]`` block about people."""
    return {
        "performance": Field(_scoring(), to="scoring"),
        "training": Field(_training()),
        "log_deadlines": Field(_filled_up(keyed(dict.fromkeys(WRITING, HOUR)), default_deadlines)),
        "complaint_within": Field(_filled_up(keyed(dict.fromkeys(default_answers(), DURATION)), default_answers)),
    }


def exact(low: float, high: float) -> Reader:
    """A number within limits, as the exact decimal that is written."""
    read = number(low, high)

    def parse(raw: Any, place: Place, report: Report) -> Any:
        found = read(raw, place, report)
        return Decimal(str(found)) if isinstance(found, int | float) else found

    return parse


def _scoring() -> Reader:
    score, share, count = exact(0, 100), exact(0, 100), number(1, 12, whole=True)
    fields = {
        **{name: Field(score) for name in ("excellent", "good", "passing")},
        "failed_coefficient": Field(exact(0, 1)),
        "base": Field(_filled_up(keyed(dict.fromkeys(PAID, exact(0, 1_000_000))), lambda: Scoring().base)),
        **{name: Field(share) for name in ("manager_penalty", "leader_penalty", "engineer_penalty")},
        **{name: Field(count) for name in ("fails_in_year", "fails_in_row", "complaints", "good_months")},
    }
    return table(Scoring, fields, _falling_scores)


def _falling_scores(found: Scoring, place: Place, report: Report) -> None:
    if not found.excellent > found.good > found.passing:
        report.add("scores_fall", place, names=["excellent", "good", "passing"])


def _training() -> Reader:
    fields = {
        "weights": Field(keyed(dict.fromkeys(INDICATORS, exact(0, 100)))),
        "bands": Field(_filled_up(keyed(dict.fromkeys(FEEDBACK_BANDS, exact(0, 100))), lambda: Training().bands)),
        "flag_below": Field(exact(0, 100)),
        "hours": Field(exact(0, 10_000)),
        "newcomer_months": Field(number(1, 24, whole=True)),
        "newcomer_courses": Field(many(FILLED)),
        "language_test": Field(FILLED),
    }
    return table(Training, fields, _whole)


def _whole(found: Training, place: Place, report: Report) -> None:
    """The weights are per cent of a whole; the bands begin one below the other."""
    total, lacking = sum(found.weights.values()), [name for name in INDICATORS if name not in found.weights]
    if lacking:
        report.add("weights_missing", (*place, "weights"), missing=lacking, names=list(INDICATORS))
    elif total != WHOLE:
        report.add("weights", (*place, "weights"), total=str(total), names=list(INDICATORS))
    begin = [found.bands[name] for name in FEEDBACK_BANDS]
    if any(lower >= upper for upper, lower in pairwise(begin)) or begin[-1] != 0:
        report.add("bands_fall", (*place, "bands"), names=list(FEEDBACK_BANDS))


def _filled_up(read: Reader, usual: Callable[[], Mapping[str, Any]]) -> Reader:
    """What is written, and for the rest what is usual."""

    def parse(raw: Any, place: Place, report: Report) -> Any:
        found = read(raw, place, report)
        return {**usual(), **found} if isinstance(found, dict) else found

    return parse
