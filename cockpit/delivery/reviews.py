"""Last month's report is prepared on its day and sent to the people set: once, tried again where it failed.

It goes through the same outbox as alarms, under keys of its own, so that a round that was interrupted neither loses it
nor sends it beside itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cockpit import periods
from cockpit.delivery.faults import NotTaken, Unanswered
from cockpit.delivery.items import Told
from cockpit.delivery.mail import Attached, Post
from cockpit.delivery.messages import Message
from cockpit.delivery.planning import Target, review_key, reviewers
from cockpit.delivery.sending import BEGUN, hand_over, tried
from cockpit.errors import DeliveryError
from cockpit.i18n import label
from cockpit.ledger import Ledger
from cockpit.review import opened, reading
from cockpit.review.document import Document
from cockpit.settings.model import Settings
from cockpit.settings.receivers import MAIL

# How long after its day a month is still sent: who was not running on the first catches up, who sets it up in the
# middle of a month waits for the next.
CATCH_UP: Final = timedelta(days=7)
# Mail servers take about so much; more goes as a link alone.
MOST_BYTES: Final = 15_000_000
NO_ALARM: Final = 0
PAGE: Final = "/review?month="


def send(site: Settings, ledger: Ledger, at: datetime) -> tuple[int, list[tuple[str, DeliveryError]]]:
    """Sends what is to be sent by now; how many messages were taken, and to whom one was not."""
    everybody = reviewers(site)
    month = due(site, at)
    if not everybody or (month is None and not _waiting(ledger, at)):
        return 0, []
    if month is not None:
        _queue(site, ledger, month, everybody, at)
    waiting = _waiting(ledger, at)
    sent, failed, made = 0, [], _Made(site)
    with Post(site.delivery.mail, site.delivery.timeout.total_seconds()) as post:
        for target in everybody:
            if review_key(target) not in waiting:
                continue
            try:
                sent += _tell(made, ledger, target, post, at)
            except (NotTaken, Unanswered) as missed:
                failed.append((target.key, missed.error))
    return sent, failed


def _queue(site: Settings, ledger: Ledger, month: date, everybody: Sequence[Target], at: datetime) -> None:
    """Puts a month in line for whoever was not sent it, once the sources were looked at after its end."""
    known, step = {(one.receiver, one.step) for one in ledger.delivered([NO_ALARM])}, f"{month:%Y-%m}"
    fresh = [review_key(one) for one in everybody if (review_key(one), step) not in known]
    if fresh and _synced_since(site, month):
        for key in fresh:
            ledger.queue(key, step, [NO_ALARM], at)


def due(site: Settings, at: datetime) -> date | None:
    """The month to be sent at that moment: the one before, from its day and time on for a week."""
    local = at.astimezone(ZoneInfo(site.zone))
    for first in (periods.start(local.date(), "month"), periods.add_months(periods.start(local.date(), "month"), -1)):
        begins = datetime.combine(first.replace(day=site.review.day), site.review.time, ZoneInfo(site.zone))
        if begins <= local < begins + CATCH_UP:
            return periods.add_months(first, -1)
    return None


def _synced_since(site: Settings, month: date) -> bool:
    """Whether the sources were looked at since the month ended; before that it would lack its end."""
    until = datetime.combine(periods.whole(month, "month").until, datetime.min.time(), ZoneInfo(site.zone))
    return opened.current(site).clocks.sync >= until


def _waiting(ledger: Ledger, at: datetime) -> set[str]:
    return {one.receiver for one in ledger.due(at) if one.alarm == NO_ALARM}


def _tell(made: _Made, ledger: Ledger, target: Target, post: Post, at: datetime) -> int:
    """Sends somebody the month that waits for them; how many messages."""
    key = review_key(target)
    steps = [one.step for one in ledger.due(at) if one.receiver == key]
    prepared = made.of(reading.month_of(max(steps)), target)
    claimed = ledger.claim(key, secrets.token_hex(8), at, at + BEGUN)
    if not claimed:
        return 0
    mark = str(claimed[0].message)

    def give() -> None:
        hand_over(made.site, target, prepared.message, post, mark=mark, at=at, attached=prepared.attached)

    tried(ledger, target, claimed, at, give)
    ledger.arrived(mark, at)
    return 1


@dataclass(frozen=True)
class _Prepared:
    """A message about a month and the files that go with it."""

    message: Message
    attached: tuple[Attached, ...] = ()


class _Made:
    """What was made in one round, once for each month and language."""

    def __init__(self, site: Settings) -> None:
        self.site = site
        self._documents: dict[tuple[date, str], Document] = {}
        self._files: dict[tuple[date, str], tuple[Attached, ...]] = {}

    def of(self, month: date, target: Target) -> _Prepared:
        """The message of a month for somebody; with its files where it goes by mail."""
        receiver, site = target.receiver, self.site
        language = site.review.language or receiver.language or site.languages[0]
        at = (month, language)
        if at not in self._documents:
            self._documents[at] = reading.read(site, month, language, private=False)
        document = self._documents[at]
        mail = receiver.kind == MAIL
        if mail and at not in self._files:
            self._files[at] = tuple(_files(site, document))
        told = Told(site, language, document.origin.as_of)
        attached = self._files[at] if mail else ()
        return _Prepared(_message(told, receiver.name, month, document, attached), attached)


def _message(told: Told, name: str, month: date, document: Document, attached: Sequence[Attached]) -> Message:
    state = "draft" if document.origin.draft else "closed"
    facts = {"month": label("month", month, told.language), "n": len(document.shown)}
    lines = [told.say(f"review.{state}", **facts)]
    if attached:
        lines.append(told.say("review.attached", names=[one.name for one in attached]))
    return Message(
        told, name, told.say(f"review.title_{state}", **facts), note="\n".join(lines),
        page=f"{PAGE}{month:%Y-%m}", look="review.look",
    )  # fmt: skip


def _files(site: Settings, document: Document) -> Iterator[Attached]:
    """The files of the formats set, as long as mail servers would take all of them."""
    from cockpit.exports import reports  # what makes them takes 0.5 s that a round without a report does not need

    made = [
        Attached(reports.name(document, file), file.mime, reports.made(document, file, site.review.template))
        for file in reports.files(document)
        if file.form in site.review.formats
    ]
    if sum(len(one.data) for one in made) <= MOST_BYTES:
        yield from made
