"""What went wrong in a month, and where: for slides, latent problems and suggestions alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cockpit.explain import chance
from cockpit.metrics import Answer
from cockpit.metrics.reading import Row
from cockpit.metrics.rounds import RoomDay
from cockpit.metrics.staffing import DutyDay
from cockpit.metrics.training import Held
from cockpit.review import facts
from cockpit.review.blocks import ranked
from cockpit.review.month import Month

SEVERAL: Final = 2
# Rows of a part and of the others that a share is compared on, and how rarely chance may make one look worse.
LEAST: Final = 20
RARE: Final = 0.05


def repeating(month: Month, least: int = SEVERAL) -> list[dict[str, Any]]:
    """The devices with so many repeat faults in the month, those with most first, as rows of that measure."""
    if month.lacks("repeat_fault") or "device_id" not in month.cockpit.provided:
        return []
    rows = ranked(month.answer("repeat_fault", "device", against=None))
    return [row for row in rows if row["device"] is not None and row["value"] >= least]


def placed(month: Month, devices: Sequence[str]) -> dict[str, Row]:
    """Where these devices are and of what type, and how many faults they had in the month."""
    sql = (
        "select device_id, max(campus) as campus, max(building) as building, "
        "max(cast(device_type as varchar)) as device_type, count(case when reported_day >= :from_day and "
        "reported_day < :to_day and reported_at <= :as_of then 1 end) as faults "
        "from tickets where work_type = 'fault' and device_id in :devices group by device_id"
    )
    names = tuple(devices)
    made = lambda: month.rows("tickets", sql, devices=list(names))  # noqa: E731
    return {row["device_id"]: row for row in month.found(("placed", names), made)} if names else {}


def uninspected(month: Month) -> dict[str, list[RoomDay]]:
    """The core rooms that nobody inspected on some days, those with most days first."""
    found: dict[str, list[RoomDay]] = defaultdict(list)
    for one in facts.room_gaps(month):
        found[" ".join(filter(None, (one.campus, one.building, one.room)))].append(one)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def unattended(month: Month) -> dict[str, list[DutyDay]]:
    """The days off on which nobody was on duty at a site, the site with most of them first."""
    found: dict[str, list[DutyDay]] = defaultdict(list)
    for one in reversed(facts.duty_gaps(month)):
        found[one.campus].append(one)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def disliked(several: Sequence[Held]) -> list[Held]:
    """The trainings with broad dissatisfaction, the worst first."""
    return sorted((one for one in several if one.matrix.flagged), key=lambda one: one.matrix.overall or 0)


@dataclass(frozen=True)
class Worse:
    """A part whose share lies below that of all others by more than chance: ``row`` of ``answer``; of the others."""

    answer: Answer
    row: dict[str, Any]
    others: float
    others_n: int


def worse(month: Month, metric: str, split: str) -> list[Worse]:
    """The parts of a share that do worse than the rest beyond chance, of however many; the furthest first."""
    if month.lacks(metric):
        return []
    answer = month.answer(metric, split, against=None)
    rows = [row for row in answer.rows if row["value"] is not None and row["n"]]
    hits = {id(row): round(row["value"] * row["n"]) for row in rows}
    all_hits, all_n = sum(hits.values()), sum(row["n"] for row in rows)
    looked = [row for row in rows if row["n"] >= LEAST and all_n - row["n"] >= LEAST and row[split] is not None]
    found = []
    for row in looked:
        own, other_n = hits[id(row)], all_n - row["n"]
        others = (all_hits - own) / other_n
        if row["value"] < others and chance.shares(all_hits - own, other_n, own, row["n"]) * len(looked) < RARE:
            found.append(Worse(answer, row, others, other_n))
    return sorted(found, key=lambda one: one.row["value"] - one.others)


def missed_at(month: Month, split: str) -> tuple[Answer, dict[str, Any]] | None:
    """Where most of the missed limits were; None where none was missed or no part has most."""
    if month.lacks("sla_missed"):
        return None
    answer = month.answer("sla_missed", split, against=None)
    rows = [row for row in ranked(answer) if row[split] is not None]
    if not rows or (len(rows) > 1 and rows[0]["value"] == rows[1]["value"]):
        return None
    return answer, rows[0]


def waiting_long(month: Month) -> tuple[Answer, dict[str, Any]] | None:
    """The open faults of the highest age at the period's end; None where there are none."""
    if month.lacks("ageing") or not month.settings.measures.ageing:
        return None
    answer = month.answer("ageing", "age", against=None)
    rows = [row for row in answer.rows if row["value"] and row["age"].endswith("_on")]
    return (answer, rows[0]) if rows else None
