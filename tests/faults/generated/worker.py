"""The process that makes and reads examples of one kind; says before and after each what it is at.

Arguments: kind, how many, seed, folder. The example that is being read stands in the folder as ``last.py``.
"""

from __future__ import annotations

import collections
import sys
import traceback
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.faults.generated.kinds import KINDS


def main(name: str, count: int, number: int, folder: Path) -> int:
    """Runs the examples; 1 if one of them does not hold, with its traceback and the smallest like it."""
    kind = KINDS[name]
    holds = kind.prepare(folder)
    outcomes: collections.Counter[str] = collections.Counter()

    @seed(number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(kind.examples)
    def run(example: Any) -> None:
        (folder / "last.py").write_text(repr(getattr(example, "content", example)) + f"\n# {example!r}\n", "utf-8")
        print("start", flush=True)
        outcomes[holds(example, folder)] += 1
        print("end", flush=True)

    try:
        run()
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        print("wrong", flush=True)
        traceback.print_exc()
        return 1
    print("outcomes", *(f"{outcome}={n}" for outcome, n in sorted(outcomes.items())), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])))
