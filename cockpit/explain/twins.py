"""Findings that rest on almost the same rows are one finding: the plainest is listed and the others fold under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cockpit.explain.explanation import Part
from cockpit.explain.ranking import hardness

ALIKE = 0.95  # of the rows of each, for two parts to be one finding

Rows = Callable[[Part], float]
Shared = Callable[[int, int], float]


def suspects(parts: Sequence[Part], rows: Rows) -> list[int]:
    """The places of parts that may share nearly all rows with another: as many rows, and no value against its own."""
    found = set()
    for place, part in enumerate(parts):
        for other in range(place):
            if _near(rows(part), rows(parts[other])) and _agree(part, parts[other]):
                found |= {place, other}
    return sorted(found)


def folded(parts: Sequence[Part], rows: Rows, shared: Shared) -> list[tuple[Part, tuple[Part, ...]]]:
    """The parts in their order, those of almost the same rows as one: its plainest part, and the others.

    ``shared`` counts the rows that the parts of two places have in common. Plainest is a part that is named in full,
    then one of fewer dimensions, then the least hard to grasp, then the first.
    """
    groups: list[list[int]] = []
    for place, part in enumerate(parts):
        for group in groups:
            first = parts[group[0]]
            if _agree(part, first) and shared(group[0], place) >= ALIKE * max(rows(part), rows(first)) > 0:
                group.append(place)
                break
        else:
            groups.append([place])
    ordered = [sorted((parts[at] for at in group), key=_plain) for group in groups]
    return [(plainest, tuple(others)) for plainest, *others in ordered]


def _plain(part: Part) -> tuple[bool, int, float]:
    return not part.known, len(part.member), hardness(part)


def _near(one: float, other: float) -> bool:
    return min(one, other) >= ALIKE * max(one, other) > 0


def _agree(one: Part, other: Part) -> bool:
    values = dict(one.member)
    return all(values.get(dim, value) == value for dim, value in other.member)
