"""Serves the made-up site of the tests: ``python -m tests.browser.serve FOLDER PORT``."""

from __future__ import annotations

import sys
from pathlib import Path

from cockpit import server
from tests.ui import made

if __name__ == "__main__":
    site = made.settings(Path(sys.argv[1]))
    made.publish(site, made.tickets(4_000), urgent=made.incidents())
    server.serve(site, port=int(sys.argv[2]))
