"""python -m cockpit …: every job of the cockpit without a browser."""

import sys

from cockpit.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
