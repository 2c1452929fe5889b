"""Serves the made-up site with walls that turn fast: ``python -m tests.browser.serve_tv FOLDER PORT``.

A folder that holds a site already is served as it is, as after a restart.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cockpit import server
from cockpit.settings.model import Settings, Wall
from tests.ui import made

WALLS = {"main": Wall(scenes=("now", "trend"), seconds=2), "still": Wall(scenes=("now",), theme="light")}


def settings(folder: Path) -> Settings:
    """The site of these tests."""
    return made.settings(folder, walls=WALLS)


if __name__ == "__main__":
    site = settings(Path(sys.argv[1]))
    if not site.data.exists():
        made.publish(site, made.tickets(4_000), urgent=made.incidents())
    server.serve(site, port=int(sys.argv[2]))
