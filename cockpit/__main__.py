"""python -m cockpit …: every job of the cockpit without a browser."""

import os
import sys

# Before NumPy is imported: on the small matrices of the warnings its threads wait for each other, four times the work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from cockpit.cli import main
from cockpit.sources.lean import forgo_pandas

if __name__ == "__main__":
    if sys.argv[1:2] == ["sync"]:
        forgo_pandas()
    sys.exit(main(sys.argv[1:]))
