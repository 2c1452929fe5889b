"""make faults: 10,000 generated files, workbooks, configurations and syncs, and a file of two million rows.

``python -m tests.faults.generated [COUNT]``: whatever is generated ends with rows that add up or a refusal in words,
each in less than a minute and 1 GB.
"""

from __future__ import annotations

import math
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.generated.kinds import KINDS
from tests.faults.generated.watch import MEMORY, SECONDS, Watched, watch
from tests.faults.test_files_arrivals import parse_many

CHUNK, LANES = 250, 2
MANY = 2_000_000


def main(count: int) -> int:
    """Runs them all, a fresh process for every 250 and two at a time; 1 if any of them does not hold."""
    begun = time.monotonic()
    orders = [
        (name, min(CHUNK, math.ceil(count * kind.share) - done), done // CHUNK)
        for name, kind in KINDS.items()
        for done in range(0, math.ceil(count * kind.share), CHUNK)
    ]
    whole = {name: Watched() for name in KINDS}
    with ThreadPoolExecutor(LANES) as pool:
        for (name, _, number), seen in zip(orders, pool.map(_watched, orders), strict=True):
            whole[name].add(seen)
            if seen.faults:
                print(f"{name}, seed {number}:", *seen.faults, sep="\n", flush=True)
    for name, seen in whole.items():
        told = ", ".join(f"{n} {outcome}" for outcome, n in sorted(seen.outcomes.items()))
        print(f"{name}: {seen.examples} ({told}); slowest {seen.slowest:.1f} s, at most {seen.most >> 20} MB")
    faults = sum(len(one.faults) for one in whole.values()) + _many()
    total = sum(one.examples for one in whole.values())
    print(f"{total} examples in {time.monotonic() - begun:.0f} s: {faults or 'no'} faults; ", end="")
    print(f"allowed were {SECONDS:.0f} s and {MEMORY >> 20} MB each")
    return int(faults > 0)


def _watched(order: tuple[str, int, int]) -> Watched:
    with tempfile.TemporaryDirectory() as folder:
        return watch(*order, Path(folder))


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
