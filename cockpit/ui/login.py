"""Who looks at the page, by the login of this session; and the logins that were ended before their time."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from html import escape
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from cockpit.access import MANAGER, SOMEBODY, Person, Rights, combined, lasting, on_a_wall, recognised
from cockpit.i18n import say
from cockpit.metrics import Cockpit
from cockpit.settings.model import Access
from cockpit.ui import html, site
from cockpit.ui.cache import ANSWERS

LOGIN, LOGOUT = "/login", "/auth/logout"
NOBODY = "\0"  # what is nobody's can be fetched by nobody

_ended: dict[str, float] = {}
_lock = threading.Lock()


def end(claims: Mapping[str, object], access: Access) -> None:
    """Ends a login: whoever still holds its cookie holds nothing."""
    with _lock:
        now = time.time()
        for key in [key for key, until in _ended.items() if until < now]:
            del _ended[key]
        _ended[_key(claims)] = now + access.session.total_seconds()


def stands(claims: Mapping[str, object], access: Access) -> bool:
    """Whether a login of these claims is one, has not run out and was not ended."""
    return lasting(claims, access, time.time()) and _key(claims) not in _ended


def _key(claims: Mapping[str, object]) -> str:
    return " ".join(str(claims.get(name, "")) for name in ("iss", "sub", "iat", "nonce"))


def person() -> Person | None:
    """Who looks; None where a login is asked for and this session has none, or none any more."""
    access = site.settings().access
    if access is None:
        return SOMEBODY
    claims: Mapping[str, object] = st.user.to_dict()
    return recognised(claims, access) if stands(claims, access) else None


def owner() -> str:
    """Whose what this session makes is; nobody's where nobody logs in."""
    if site.settings().access is None:
        return ""
    who = person()
    return who.subject if who else NOBODY


def rights(who: Person, cockpit: Cockpit) -> Rights:
    """What somebody may see of a snapshot; a leader's group is the one its staff list has."""
    if site.settings().access is None:
        return MANAGER
    group = _group(who, cockpit)
    members: tuple[str, ...] = ()
    if who.role == "leader" and group is not None:
        members = ANSWERS.get((cockpit.engine.path, "members", group), lambda: cockpit.members(group))
    return combined(who.roles, who.staff_id, group, members)


def wall_rights() -> Rights:
    """What the wall shows, whoever has it before them."""
    return on_a_wall(site.settings().access)


def called(who: Person, tongue: str) -> str:
    """Somebody with their role, for people to read."""
    return say("access.signed_in", tongue, name=who.name, role=say(f"access.roles.{who.role}", tongue))


def _group(who: Person, cockpit: Cockpit) -> str | None:
    """The group the staff list gives somebody."""
    if who.staff_id is None:
        return None
    found: str | None = ANSWERS.get(
        (cockpit.engine.path, "group", who.staff_id), lambda: cockpit.group(str(who.staff_id))
    )
    return found


def ask(tongue: str) -> None:
    """Instead of a page: the login has ended, and the way to another."""
    asked = urlencode([(key, one) for key in st.query_params for one in st.query_params.get_all(key)])
    to = f"{urlsplit(str(st.context.url or '')).path or '/'}{'?' if asked else ''}{asked}"
    html.empty(say("access.ended", tongue), say("access.ended_why", tongue))
    where = f"{LOGIN}?to={quote(to, safe='')}"
    html.show(f'<p class="c-links"><a href="{where}">{escape(say("access.login", tongue))}</a></p>')


def why_not(who: Person, tongue: str) -> str:
    """Why a page is not shown to somebody."""
    roles = say("common.comma", tongue).join(say(f"access.roles.{role}", tongue) for role in who.roles)
    return say("access.not_yours_why", tongue, role=roles)


def lacking(who: Person, cockpit: Cockpit, tongue: str) -> list[str]:
    """What keeps somebody's own rows from them: the staff list does not have them."""
    known = _group(who, cockpit) is not None or (who.role == "engineer" and "staff" not in cockpit.records)
    if who.role not in ("engineer", "leader") or known:
        return []
    return [say("access.nobody", tongue, login=who.who)]


def menu(who: Person, tongue: str) -> None:
    """Who looks, in which role, and the way out; nothing where nobody logs in."""
    if not who.subject:
        return
    with st.popover(html.plain(who.name), icon=":material/person:", width="stretch", key="who"):
        roles = say("common.comma", tongue).join(say(f"access.roles.{role}", tongue) for role in who.roles)
        out = f'<a class="c-link" href="{LOGOUT}">{escape(say("access.logout", tongue))}</a>'
        html.show(f'<p class="c-under">{escape(roles)}</p><p class="c-links">{out}</p>')
