"""Who looks, in which roles, and so which rows they may see and which columns are kept from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cockpit.errors import UsageError, nearest
from cockpit.settings.model import ROLES, Access

# Columns of tickets stand by their names, those of other records as ``record.column``.
PHONES: Final = frozenset({"reporter_phone", "room_visits.phone"})
REPORTERS: Final = frozenset({"reporter", "reporter_phone"})
SCORES: Final = frozenset({"performance.score", "performance.note"})
PAY: Final = frozenset({"performance.base_amount", "performance.reward"})
# What follows from scores, and stands in tables of its own.
CONSEQUENCES: Final = frozenset(
    {
        f"score_years.{name}"
        for name in ("fails", "run", "running", "complaints", "good", "no_raise", "two_raises", "nearly")
    }
    | {f"penalties.{name}" for name in ("percent", "why", "second")}
)
COMPLAINTS: Final = frozenset({"complaints.text"})
# Who said what of a training: the figures are for all, the names for those who look after people.
RESPONDENTS: Final = frozenset({"training_feedback.respondent"})
VISITORS: Final = frozenset({"room_visits.phone"})
LATE_CLOCK: Final = 300.0  # seconds by which a provider's clock may be ahead of ours


@dataclass(frozen=True)
class Rights:
    """``rows``: a dimension and the values allowed of it, all of which must hold. ``denied``: columns never shown.

    ``masked``: phone numbers of which only the ends are shown; a role that is to see them whole is given none.
    Columns are named as those of tickets are, of other records as ``record.column``.
    """

    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    denied: frozenset[str] = frozenset()
    masked: frozenset[str] = PHONES


# Where nobody logs in, at the machine itself: everything, of a phone number its ends.
MANAGER: Final = Rights()
WHOLE: Final = Rights(masked=frozenset())
# Whom the work is done for: all of the work, nothing of who is worth how much.
OUTSIDE: Final = Rights(denied=SCORES | PAY | CONSEQUENCES | COMPLAINTS | RESPONDENTS)
_ALL_ROWS: Final = {
    "administrator": WHOLE,
    "manager": WHOLE,
    "hr": Rights(denied=REPORTERS | COMPLAINTS | VISITORS),
    "customer": OUTSIDE,
    "network_centre": OUTSIDE,
}


@dataclass(frozen=True)
class Person:
    """Somebody who looks: ``subject`` tells them from everybody else, ``who`` is what the ledger writes of them.

    ``name`` is for people to read, ``staff_id`` theirs in the staff list, ``roles`` those that count (``counting``).
    """

    subject: str
    who: str
    name: str = ""
    staff_id: str | None = None
    roles: tuple[str, ...] = ()

    @property
    def role(self) -> str:
        """The role that counts before the others."""
        return self.roles[0]


# Whoever sits at the machine where there is no login.
SOMEBODY: Final = Person("", "manager", roles=("manager",))


# Who sees to alarms: whoever is responsible for faults or watches the wall; the customer is told, an engineer is sent.
ACKNOWLEDGING: Final = frozenset({"administrator", "manager", "network_centre", "leader"})


def may_acknowledge(person: Person) -> bool:
    """Whether somebody may say that an alarm is seen to, of those they see: the wall is free then."""
    return not ACKNOWLEDGING.isdisjoint(person.roles)


# Whose rooms may see who scored what, of those that see the whole site's work.
SCORED: Final = frozenset({"administrator", "manager", "hr"})


def sees_all(person: Person) -> bool:
    """Whether somebody may see the whole site's work."""
    return not _ALL_ROWS.keys().isdisjoint(person.roles)


def may_see_scores(person: Person) -> bool:
    """Whether somebody may see people's scores beside all of the work."""
    return not SCORED.isdisjoint(person.roles)


def rights(role: str, person: str | None = None, group: str | None = None, members: Sequence[str] = ()) -> Rights:
    """The rights of one role: of an engineer their own rows, of a leader their group's, else all rows.

    Without a ``person`` or a ``group`` these have no rows at all. Where tickets name no group, its ``members`` do.
    """
    if role == "engineer":
        return Rights((("engineer", (person,) if person else ()),), RESPONDENTS | VISITORS, masked=frozenset())
    if role == "leader" and members:
        return Rights((("engineer", tuple(members)),), RESPONDENTS, masked=frozenset())
    if role == "leader":
        return Rights((("group", (group,) if group else ()),), RESPONDENTS, masked=frozenset())
    return _ALL_ROWS[role]


def on_a_wall(access: Access | None) -> Rights:
    """What a wall shows, whoever has it before them."""
    return MANAGER if access is None else rights("network_centre")


def counting(roles: Iterable[str]) -> tuple[str, ...]:
    """Those of the roles that see the most rows: all, else the group's, else one's own. Only they count."""
    held = [role for role in ROLES if role in set(roles)]
    for kind in (_ALL_ROWS, ("leader",), ("engineer",)):
        if found := tuple(role for role in held if role in kind):
            return found
    return ()


def combined(
    roles: Iterable[str], person: str | None = None, group: str | None = None, members: Sequence[str] = ()
) -> Rights:
    """The rights of several roles: among those with the most rows a column is kept back only if all keep it back.

    Roles of other rows add nothing: their columns are theirs for those rows alone.
    """
    several = [rights(role, person, group, members) for role in counting(roles)]
    return Rights(
        several[0].rows,
        frozenset.intersection(*(one.denied for one in several)),
        frozenset.intersection(*(one.masked for one in several)),
    )


def recognised(claims: Mapping[str, object], access: Access) -> Person:
    """The person of whom a login provider says this; without roles where none of their groups or addresses has one.

    An address that the provider calls unverified gives no role: whoever may type their own could take one.
    """
    groups = {name for name in _texts(claims.get(access.groups)) if "@" not in name}
    address = "" if claims.get("email_verified") in (False, "false") else str(claims.get("email") or "").casefold()
    roles = [
        role
        for role in ROLES
        for name in access.roles.get(role, ())
        if (name.casefold() == address if "@" in name else name in groups)
    ]
    named = _text(claims.get(access.person))
    subject = f"{claims.get('iss', '')} {claims.get('sub', '')}"
    return Person(
        subject,
        named or subject,
        _text(claims.get("name")) or named or address,
        access.people.get(named, named) or None,
        counting(roles),
    )


def _text(claim: object) -> str:
    return claim.strip() if isinstance(claim, str) else ""


def _texts(claim: object) -> tuple[str, ...]:
    """A claim of several values; a provider may give a single one by itself."""
    if isinstance(claim, str):
        return (claim,)
    return tuple(one for one in claim if isinstance(one, str)) if isinstance(claim, list | tuple) else ()


def reduced(
    text: str,
    group_of: Callable[[str], str | None] = lambda _: None,
    members_of: Callable[[str], Sequence[str]] = lambda _: (),
) -> Rights:
    """The rights of ``ROLE`` or ``ROLE:PERSON`` at a machine where everything may be read but whole phone numbers.

    An engineer and a leader must be named; ``group_of`` gives the group of a member of the staff, ``members_of`` its
    members where tickets name no group.
    """
    role, sign, person = (part.strip() for part in text.partition(":"))
    own = role in ("engineer", "leader")
    if role not in ROLES or own != bool(person) or bool(sign) != bool(person):
        raise UsageError("unknown_role", text=text, nearest=nearest(role, ROLES), known=ROLES)
    group = group_of(person) if role == "leader" else None
    if role == "leader" and group is None:
        raise UsageError("no_group", name=person)
    found = rights(role, person, group, members_of(group) if group else ())
    return Rights(found.rows, found.denied, found.masked | MANAGER.masked)


def lasting(claims: Mapping[str, object], access: Access, now: float) -> bool:
    """Whether a login still stands at ``now`` (seconds since 1970): it ends a session's length after it was issued.

    A token's own ``exp`` says how long it may be accepted, which is minutes with many providers, not how long its
    reader may stay.
    """
    issued = claims.get("iat")
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        return False
    return bool(claims.get("is_logged_in")) and issued - LATE_CLOCK <= now < issued + access.session.total_seconds()
