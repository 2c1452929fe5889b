"""Serves the made-up site behind a login: ``python -m tests.browser.serve_login FOLDER PROVIDER SECONDS PORT``.

A login ends after so many seconds.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from cockpit import server
from cockpit.settings.model import Access
from tests.browser.provider import CLIENT, SECRET
from tests.ui import made

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
    server.serve(site, host="0.0.0.0", port=port)
