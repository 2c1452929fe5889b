"""make faults: 10,000 generated files, workbooks, configurations and syncs, and a file of two million rows.

``python -m tests.faults.generated [COUNT]``: whatever is generated ends with rows that add up or a refusal in words,
each in less than a minute and 1 GB.
"""

from __future__ import annotations

import math
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.generated.kinds import KINDS
from tests.faults.generated.watch import MEMORY, SECONDS, Watched, watch
from tests.faults.test_files_arrivals import parse_many

CHUNK = 250
MANY = 2_000_000


def main(count: int) -> int:
    """Runs them all, a fresh process for every 250; 1 if any of them does not hold."""
    faults = 0
    for name, kind in KINDS.items():
        whole, left, number = Watched(), math.ceil(count * kind.share), 0
        begun = time.monotonic()
        while left > 0:
            with tempfile.TemporaryDirectory() as folder:
                seen = watch(name, min(CHUNK, left), number, Path(folder))
            left, number = left - CHUNK, number + 1
            whole.examples += seen.examples
            whole.outcomes.update(seen.outcomes)
            whole.slowest, whole.most = max(whole.slowest, seen.slowest), max(whole.most, seen.most)
            if seen.faults:
                faults += 1
                print(f"{name}, seed {number - 1}:", *seen.faults, sep="\n", flush=True)
        told = ", ".join(f"{n} {outcome}" for outcome, n in sorted(whole.outcomes.items()))
        print(
            f"{name}: {whole.examples} examples ({told}), slowest {whole.slowest:.1f} s, at most "
            f"{whole.most >> 20} MB, {time.monotonic() - begun:.0f} s in all",
            flush=True,
        )
    faults += _many()
    print(f"{faults} faults" if faults else f"no fault; each within {SECONDS:.0f} s and {MEMORY >> 20} MB")
    return int(faults > 0)


def _many() -> int:
    """Two million rows of a CSV, within the limits of any file."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        read, refused = parse_many(Path(folder), MANY, MEMORY)
    seconds = time.monotonic() - begun
    print(f"{MANY:,} rows: read {read}, refused {refused}, {seconds:.0f} s with writing them", flush=True)
    return int((read, refused) != ([MANY], []))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
