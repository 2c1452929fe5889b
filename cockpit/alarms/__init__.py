"""What the cockpit has raised: rounds that find it, what stands in the ledger, what takes a wall, whose turn it is."""

from cockpit.alarms.finding import FINDERS, Finder, Looked
from cockpit.alarms.round import Failure, Round, last, run
from cockpit.alarms.subjects import OF_A_TICKET, PLACED, URGENT, lies_in, moment_of, where_of
from cockpit.alarms.taking import (
    Turn,
    following,
    keeper,
    lasting,
    muted,
    once,
    pending,
    quiet,
    said,
    sounds,
    takes,
    told,
    turn,
    waits,
)

__all__ = [
    "FINDERS", "OF_A_TICKET", "PLACED", "URGENT", "Failure", "Finder", "Looked", "Round", "Turn",
    "following", "keeper", "last", "lasting", "lies_in", "moment_of", "muted", "once", "pending", "quiet", "run",
    "said", "sounds", "takes", "told", "turn", "waits", "where_of",
]  # fmt: skip
