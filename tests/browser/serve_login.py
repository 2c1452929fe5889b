"""Serves the made-up site behind a login: ``python -m tests.browser.serve_login FOLDER PROVIDER SECONDS PORT``.

A login ends after so many seconds; while FOLDER/later is there, they have passed.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from cockpit import server
from cockpit.settings.model import Access
from cockpit.ui import login
from tests.browser.provider import CLIENT, SECRET
from tests.ui import made

LATER = "later"
COOKIE_SECRET = "a secret that nobody else signs with, 32 at least"
ROLES: dict[str, tuple[str, ...]] = {
    "administrator": ("admins",),
    "manager": ("managers",),
    "leader": ("leaders",),
    "engineer": ("staff",),
    "hr": ("hr",),
    "customer": ("wang@example.edu",),
}


def access(provider: str, port: int, seconds: float) -> Access:
    """The login of the tests."""
    return Access(
        metadata_url=f"{provider}/.well-known/openid-configuration",
        client_id=CLIENT,
        client_secret=SECRET,
        cookie_secret=COOKIE_SECRET,
        redirect_uri=f"http://127.0.0.1:{port}/oauth2callback",
        roles=ROLES,
        session=timedelta(seconds=seconds),
        contact="李老师 8001",
    )


if __name__ == "__main__":
    folder, provider, seconds, port = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
    site = made.settings(folder, access=access(provider, port, seconds))
    made.publish(site, made.tickets(4_000), urgent=made.incidents())
    clock = SimpleNamespace(time=lambda: time.time() + (seconds if (folder / LATER).exists() else 0))
    vars(login)["time"] = clock
    server.serve(site, host="0.0.0.0", port=port)
