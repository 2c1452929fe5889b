"""Visits to machine rooms: what the register lacks, and what came in or went out."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

# What may be wrong with a visit → the column that would say otherwise.
FAULTS: Final = {"not_left": "left_at", "not_approved": "approved_by"}
# What becomes of equipment, by the words that people write of it; ``unsaid``: it changed, and nobody says how.
CHANGES: Final = ("added", "removed", "replaced", "unsaid")
WORDS: Final = {
    "added": ("上架", "新增", "增加", "加装", "加裝", "安装", "安裝", "新装", "新裝", "搬入", "added", "brought in"),
    "removed": (
        "下架",
        "拆除",
        "拆下",
        "拆走",
        "移除",
        "移出",
        "撤出",
        "搬出",
        "报废",
        "報廢",
        "remov",
        "decommission",
    ),
    "replaced": ("更换", "更換", "替换", "替換", "换下", "換下", "replaced", "swapped"),
}
# A change of which no more is written than that there was one.
BARE: Final = ("有", "是", "yes", "y", "true", "1", "√", "✓")
Row = Mapping[str, Any]


def inside(visit: Row, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the visitor is still in there: they came today and have not left."""
    return _open(visit, now) and _day(visit, zone) == now.astimezone(zone).date()


def faults(visit: Row, now: datetime, zone: ZoneInfo, provided: Container[str]) -> list[str]:
    """What the register lacks of a visit, some of FAULTS; a column that the site does not fill at all lacks nothing.

    A leaving time is missing from the day after the visit on: until midnight the visitor may be in there.
    """
    found = []
    if _open(visit, now) and _day(visit, zone) < now.astimezone(zone).date():
        found.append("not_left")
    if not visit["approved_by"]:
        found.append("not_approved")
    return [one for one in found if FAULTS[one] in provided]


def hours(visit: Row) -> float | None:
    """How long a visit lasted, in hours; None while it does."""
    if visit["left_at"] is None:
        return None
    return float((visit["left_at"] - visit["entered_at"]).total_seconds() / 3600)


def told(visit: Row) -> str | None:
    """What the register says of a change of equipment beyond that there was one."""
    said = (visit["equipment_change"] or "").strip()
    return said if said.lower() not in ("", *BARE) else None


def changes(visit: Row) -> list[str]:
    """What became of equipment, some of CHANGES: by what is written of the change, else by the operation."""
    if not visit["equipment_change"]:
        return []
    text = (told(visit) or visit["operation"]).lower()
    found = [kind for kind, words in WORDS.items() if any(word in text for word in words)]
    return found or ["unsaid"]


def _open(visit: Row, now: datetime) -> bool:
    return visit["left_at"] is None or visit["left_at"] > now


def _day(visit: Row, zone: ZoneInfo) -> Any:
    return visit["entered_at"].astimezone(zone).date()
