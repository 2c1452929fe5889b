"""Times and memory of a piece of work, and the record of what was measured."""

from __future__ import annotations

import json
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

RECORD = Path(__file__).parent / "results.json"


@dataclass(frozen=True)
class Figure:
    """One measured figure beside its limit; both in ``unit``."""

    name: str
    value: float
    limit: float
    unit: str
    note: str = ""

    @property
    def within(self) -> bool:
        return self.value <= self.limit

    def __str__(self) -> str:
        mark = "ok  " if self.within else "OVER"
        return f"{mark} {self.name:<46} {self.value:>8.2f} {self.unit:<6} limit {self.limit:g}  {self.note}"


def seconds(work: Callable[[], object], repeat: int = 5) -> float:
    """The median wall time of ``repeat`` runs."""
    taken = []
    for _ in range(repeat):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def peak_megabytes() -> float:
    """The most memory any finished child of this process ever held."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def record(suite: str, figures: list[Figure]) -> bool:
    """Prints the figures, keeps them in ``results.json``, and says whether all are within their limits."""
    kept = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    kept[suite] = [asdict(figure) | {"value": round(figure.value, 3)} for figure in figures]
    RECORD.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    for figure in figures:
        print(figure, flush=True)
    return all(figure.within for figure in figures)
