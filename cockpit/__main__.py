"""python -m cockpit …: every job of the cockpit without a browser."""

import sys

from cockpit.cli import main
from cockpit.sources.lean import forgo_pandas

if __name__ == "__main__":
    if sys.argv[1:2] == ["sync"]:
        forgo_pandas()
    sys.exit(main(sys.argv[1:]))
