"""What went wrong with a database, told apart: what passes by itself, what is forbidden, what is wrong in the query."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cockpit.sources.database.limits import Overdue, Stalled

DENIED_STATES = ("28", "42501", "3D000", "0LP01")
PASSING_STATES = ("08", "53", "57P", "40", "55P03")
SLOW_STATE = "57014"
DENIED_NUMBERS = {1044, 1045, 1049, 1130, 1142, 1143, 1227, 1370, 1410, 1698}
PASSING_NUMBERS = {1040, 1053, 1152, 1158, 1159, 1160, 1161, 1203, 1205, 1213, 1927, 2002, 2003, 2006, 2013, 2014, 2055}
SLOW_NUMBERS = {1317, 1969, 3024}
CUT = ("server closed the connection", "connection to server", "could not receive data", "lost synchronization",
       "connection already closed", "the connection is closed", "terminating connection", "no connection to the server",
       "connection not open")  # fmt: skip

# psycopg tells no number when it is not let in: the server's own words come behind a severity, a colon, two spaces.
REFUSED = re.compile(r"failed: \S+:  ")
FULL = ("starting up", "shutting down", "in recovery", "too many", "connection slots")

PASSING, DENIED, SLOW, QUERY = "passing", "denied", "slow", "query"


class Unfit(Exception):
    """A query whose answer cannot be taken; ``key`` and what is ``told`` besides make the words of the error."""

    def __init__(self, key: str, **told: object) -> None:
        super().__init__(key)
        self.key = key
        self.told = told


def kind(error: BaseException) -> str:
    """One of PASSING, DENIED, SLOW, QUERY."""
    if isinstance(error, Stalled):
        return PASSING
    if isinstance(error, Overdue):
        return SLOW
    for one in _chain(error):
        if found := _by_number(one) or _by_state(getattr(one, "sqlstate", None)):
            return found
    if any(isinstance(one, ConnectionError | TimeoutError | EOFError) for one in _chain(error)):
        return PASSING
    words = reason(error).lower()
    if REFUSED.search(words):
        return PASSING if any(sign in words for sign in FULL) else DENIED
    return PASSING if any(sign in words for sign in CUT) else QUERY


def reason(error: BaseException) -> str:
    """The driver's own words, without the statement that SQLAlchemy adds."""
    inner = getattr(error, "orig", None) or error
    arguments: tuple[object, ...] = getattr(inner, "args", ())
    words = arguments[1] if len(arguments) > 1 and isinstance(arguments[0], int) else inner
    return str(words) or type(inner).__name__


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = getattr(seen, "orig", None) or seen.__cause__


def _by_state(state: object) -> str | None:
    if not isinstance(state, str) or not state:
        return None
    if state == SLOW_STATE:
        return SLOW
    if state.startswith(DENIED_STATES):
        return DENIED
    return PASSING if state.startswith(PASSING_STATES) else QUERY


def _by_number(error: BaseException) -> str | None:
    number = error.args[0] if error.args else None
    if not isinstance(number, int) or not type(error).__module__.startswith("pymysql"):
        return None
    for numbers, found in ((DENIED_NUMBERS, DENIED), (PASSING_NUMBERS, PASSING), (SLOW_NUMBERS, SLOW)):
        if number in numbers:
            return found
    return QUERY if number else PASSING
