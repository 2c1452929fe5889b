"""tv add, list, revoke: the screens on walls."""

from __future__ import annotations

import argparse
import secrets
from typing import Any, Final

from cockpit.cli.context import Context, show, show_json, show_table, tell
from cockpit.cli.parser import Commands
from cockpit.errors import DONE, UsageError, nearest
from cockpit.i18n import moment, say
from cockpit.ledger import CLI, LONGEST_NAME, Ledger, Television
from cockpit.ledger.tokens import digest

TOKEN_BYTES: Final = 32
UNKNOWN: Final = "http://HOST:PORT"


def add(commands: Commands) -> None:
    """Adds the commands of this module."""
    below = commands.add("tv").commands("job")
    parser = below.add("add", _add, under="tv_")
    parser.option("screen", metavar="NAME")
    parser.option("--wall", metavar="WALL")
    below.add("list", _list, under="tv_").option("--json", action="store_true")
    below.add("revoke", _revoke, under="tv_").option("screen", metavar="NAME")


def _add(context: Context, arguments: argparse.Namespace) -> int:
    """Prints the address with the token, which is kept nowhere: only what proves it is."""
    site = context.settings
    wall = arguments.wall or next(iter(site.walls))
    if wall not in site.walls:
        raise UsageError("unknown_wall", name=wall, nearest=nearest(wall, site.walls), known=list(site.walls))
    name = arguments.screen.strip()[:LONGEST_NAME]
    if not name:
        raise UsageError("no_screen_name")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Ledger(site.data).add_tv(name, wall, digest(token), CLI)
    tell(say("tv.list.added", context.language, name=name))
    if not site.delivery.address:
        tell(say("tv.list.host", context.language, host=UNKNOWN))
    show(f"{site.delivery.address or UNKNOWN}/tv?token={token}")
    return DONE


def _list(context: Context, arguments: argparse.Namespace) -> int:
    found = Ledger(context.settings.data).tvs()
    if arguments.json:
        show_json([_as_json(one) for one in found])
    elif not found:
        show(say("tv.list.none", context.language))
    else:
        header = [say(f"tv.list.{name}", context.language) for name in ("name", "wall", "made", "seen", "state")]
        show_table(header, [_row(context, one) for one in found])
    return DONE


def _row(context: Context, one: Television) -> list[str]:
    tongue, zone = context.language, context.settings.zone
    seen = moment(one.seen_at, tongue, zone) if one.seen_at else say("tv.list.never", tongue)
    live = say("tv.list.live", tongue)
    state = say("tv.list.revoked", tongue, at=moment(one.revoked_at, tongue, zone)) if one.revoked_at else live
    return [one.name, one.wall, moment(one.made_at, tongue, zone), seen, state]


def _as_json(one: Television) -> dict[str, Any]:
    moments = {"made_at": one.made_at, "seen_at": one.seen_at, "revoked_at": one.revoked_at}
    told = {name: at.isoformat(timespec="seconds") if at else None for name, at in moments.items()}
    return {"name": one.name, "wall": one.wall, "who": one.who, **told}


def _revoke(context: Context, arguments: argparse.Namespace) -> int:
    ledger, name = Ledger(context.settings.data), arguments.screen
    if not ledger.revoke_tv(name, CLI):
        known = [one.name for one in ledger.tvs() if one.revoked_at is None]
        raise UsageError("unknown_screen", name=name, nearest=nearest(name, known), known=known)
    show(say("tv.list.gone", context.language, name=name))
    return DONE
