"""Targets that a contract states for measures, by their names, and the shape they are written in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from cockpit.settings.leaves import number
from cockpit.settings.lines import Place
from cockpit.settings.readers import Reader, Report, Wrong, keyed, leaf

QUERIES: Final = Path(__file__).resolve().parents[2] / "queries"
# Measures whose target has a key of its own.
OWN: Final = {"sla_met": "sla_target", "manual_coverage": "manual_target", "training_hours": "training.hours"}
MOST: Final = {"share": 1, "percent100": 100}
_SAYS: Final = re.compile(r'^-- (unit|better) = "(\w+)"$', re.MULTILINE)


def targets() -> Reader:
    """``targets = { satisfaction = 90 }``: any measure of which one way is better, shares as 0 to 1."""

    def read(raw: Any, place: Place, report: Report) -> Any:
        return keyed({name: _reader(name, says) for name, says in _measures().items()}, "unknown_measure")(
            raw, place, report
        )

    return read


def _reader(name: str, says: Mapping[str, str]) -> Reader:
    if name in OWN:
        return leaf(_never("target_own", name=name, written=OWN[name]))
    if says["better"] == "neither":
        return leaf(_never("target_neither", name=name))
    return number(0, MOST.get(says["unit"], 1_000_000))


def _never(fault: str, **arguments: object) -> Callable[[Any], Any]:
    def parse(_: Any) -> Any:
        raise Wrong(fault, **arguments)

    return parse


@cache
def _measures() -> dict[str, dict[str, str]]:
    """The unit of every measure and which way is better, as its file's header says."""
    return {path.stem: dict(_SAYS.findall(path.read_text(encoding="utf-8"))) for path in sorted(QUERIES.glob("*.sql"))}
