"""Runs a command from a process that holds next to nothing, and prints its seconds, its peak memory and its output.

A child's peak counts what its parent held when it was started, so whoever holds data asks this process to do it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from bench.measure import peak_megabytes, seconds


@dataclass(frozen=True)
class Run:
    """What a command took: seconds, and the MB of the largest process it consisted of."""

    seconds: float
    megabytes: float
    output: str


def run(command: Sequence[str], environ: Mapping[str, str]) -> Run:
    """Runs the command by a small process of its own; ends the bench if it fails."""
    wrapped = [sys.executable, "-m", "bench.alone", *command]
    result = subprocess.run(wrapped, env=environ, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(result.stderr)
    return Run(**json.loads(result.stdout))


def main(command: Sequence[str]) -> None:
    """What the small process does."""
    outputs: list[str] = []

    def work() -> None:
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            sys.exit(result.stderr)
        outputs.append(result.stdout)

    taken = seconds(work, repeat=1)
    print(json.dumps(asdict(Run(taken, peak_megabytes(), outputs[0]))))


if __name__ == "__main__":
    main(sys.argv[1:])
