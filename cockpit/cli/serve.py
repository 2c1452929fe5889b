"""run: the first sync, then the worker and the server."""

from __future__ import annotations

import argparse
import ipaddress
import os
import socket

from cockpit.cli import findings, naming
from cockpit.cli.context import Context, Steps, show
from cockpit.cli.parser import Commands
from cockpit.cli.syncing import show_counts, spell, watch
from cockpit.errors import DONE, UsageError
from cockpit.settings.entrance import CALLBACK
from cockpit.store import Store, serving
from cockpit.sync import sync
from cockpit.worker import Worker

HOST, PORT = "127.0.0.1", 8501
PORTS_TRIED = 50
LAST_PORT = 65_535


def add(commands: Commands) -> None:
    """Adds the commands of this module."""
    parser = commands.add("run", _run)
    parser.option("--host", default=HOST, metavar="H")
    parser.option("--port", type=int, metavar="P")
    parser.option("--every", default="5m", metavar="5m")


def _run(context: Context, arguments: argparse.Namespace) -> int:
    if context.settings.access is None and not _loopback(arguments.host):
        raise UsageError("loopback_only", host=arguments.host)
    spell(arguments.every)
    port = _port(arguments.host, arguments.port)
    site = context.settings
    os.environ.update(COCKPIT_CONFIG=str(site.file), COCKPIT_DATA=str(site.data))
    _prepare(context)
    from cockpit import server

    worker = Worker(site, arguments.every)
    worker.start()
    address = f"http://{_shown(arguments.host)}:{port}"
    if site.access:
        address = site.access.redirect_uri.removesuffix(CALLBACK)
    try:
        server.serve(site, arguments.host, port, lambda: show(context.say("serve.address", address=address)))
    finally:
        worker.stop()
    return DONE


def _prepare(context: Context) -> None:
    """Sees to it that there is something to serve: the first sync, or the serving file an upgrade asks for.

    Says what of the walls is named wrongly or too small: later nobody looks at the terminal.
    """
    site, store = context.settings, Store(context.settings.data)
    snapshot = store.latest()
    if snapshot is None:
        context.tell("serve.first_sync", name=site.name)
        with Steps(context) as steps:
            report = sync(site, context.environ, progress=steps)
        show_counts(context, report.outcomes)
        watch(context)
    elif not serving.path(snapshot, site).exists():
        with store.lock():
            serving.build(snapshot, site)
    findings.show_walls(context)
    naming.show_names(context, naming.synced(context))


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _port(host: str, wanted: int | None) -> int:
    """The port asked for; else the usual one or the next that nobody listens on."""
    if wanted is not None:
        if not 0 < wanted <= LAST_PORT:
            raise UsageError("bad_port", text=wanted, last=LAST_PORT)
        if not _is_free(host, wanted):
            raise UsageError("port_taken", port=wanted)
        return wanted
    for port in range(PORT, PORT + PORTS_TRIED):
        if _is_free(host, port):
            return port
    raise UsageError("no_port", first=PORT, last=PORT + PORTS_TRIED - 1)


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError:
            return False
    return True
