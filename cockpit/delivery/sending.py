"""What is in line is sent: one message for all there is to tell somebody, never twice, tried again where it failed."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Final

from cockpit import alarms
from cockpit.delivery import messages, robots
from cockpit.delivery.faults import NotTaken, Unanswered
from cockpit.delivery.items import Item, Told, item, stand_in
from cockpit.delivery.mail import Attached, Post, attach, letter, refer
from cockpit.delivery.messages import Message
from cockpit.delivery.planning import FIRST, Plan, Target, plan, targets
from cockpit.errors import CockpitError, DeliveryError
from cockpit.i18n import explain
from cockpit.ledger import Alarm, Delivery, Ledger
from cockpit.ledger.deliveries import is_over
from cockpit.settings.alarming import KINDS
from cockpit.settings.model import Settings
from cockpit.settings.receivers import MAIL

log = logging.getLogger("cockpit")

# A minute after the first failure, then twice as long each time, an hour at most; after about a day no more.
MOST_TRIES: Final = 30
LONGEST_WAIT: Final = timedelta(hours=1)
# How long a message that was begun is nobody else's; no sending takes so long.
BEGUN: Final = timedelta(minutes=3)
# How often a message may go that nobody answered: mail is known by its number, a group reads it again.
REPEATS: Final = {MAIL: MOST_TRIES}
REPEATS_IN_GROUP: Final = 1
# A round does not hold up the next sync for longer than about this, in seconds; what is left goes with the next.
ROUND_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Report:
    """How a round went: how many messages were taken, and to whom one was not, with the reason.

    ``error``: what kept the round as a whole from being made.
    """

    sent: int = 0
    failed: tuple[tuple[str, DeliveryError], ...] = ()
    error: CockpitError | None = None


def deliver(site: Settings, ledger: Ledger, at: datetime) -> Report:
    """Tells everybody of ``[delivery]`` what is new, by this machine's clock. StoreError where the ledger is not to be
    written: then nothing is sent, for it could not be known as sent.
    """
    everybody = targets(site)
    if not everybody:
        return Report()
    last = alarms.last(site.data)
    as_of = last.as_of if last and last.as_of else at
    planned = plan(site, ledger, at, as_of)
    waiting = {one.receiver for one in ledger.due(at)}
    until = monotonic() + ROUND_SECONDS
    sent, failed = 0, []
    with Post(site.delivery.mail, site.delivery.timeout.total_seconds()) as post:
        for target in everybody:
            if target.key not in waiting or monotonic() > until:
                continue
            try:
                sent += _Sending(site, ledger, target, post, at, as_of).tell(planned)
            except (NotTaken, Unanswered) as missed:
                log.warning("not delivered to %s: %s", target.key, explain(missed.error, site.languages[0]))
                failed.append((target.key, missed.error))
    return Report(sent, tuple(failed))


def attempt(site: Settings, target: Target, at: datetime) -> DeliveryError | None:
    """Sends somebody a message that tries out whether messages come; why it was not taken, None where it was."""
    told = Told(site, target.receiver.language or site.languages[0], at)
    message = messages.trial(told, target.receiver.name)
    with Post(site.delivery.mail, site.delivery.timeout.total_seconds()) as post:
        try:
            hand_over(site, target, message, post, mark=secrets.token_hex(8), at=at)
        except (NotTaken, Unanswered) as missed:
            return missed.error
    return None


def hand_over(
    site: Settings,
    target: Target,
    message: Message,
    post: Post,
    *,
    mark: str,
    at: datetime,
    earlier: Sequence[str] = (),
    attached: Sequence[Attached] = (),
) -> None:
    """One message by its receiver's way, by mail with the files ``attached``.

    NotTaken or Unanswered where it did not surely arrive.
    """
    receiver, seconds = target.receiver, site.delivery.timeout.total_seconds()
    if receiver.kind == MAIL:
        assert site.delivery.mail is not None
        short = message.shortened(messages.MOST_IN_MAIL)
        text = {"plain": messages.plain(short), "html": messages.html(short)}
        sender = site.delivery.mail.sender
        mail = letter(sender, target.address, short.subject, **text, mark=mark, at=at)
        refer(mail, list(earlier), sender)
        attach(mail, attached)
        post.send(mail, target.address)
        return
    form = robots.FORMS[receiver.kind]

    def payload(short: Message) -> robots.Payload:
        text = messages.markdown(short, receiver.kind)
        return form.made(short.subject, text, short.link, short.told.say(short.look), short.tone)

    whole = messages.fitting(message, form.size, lambda short: len(form.measured(payload(short)).encode()))
    robots.send(receiver, payload(whole), at, seconds)


def tried(ledger: Ledger, target: Target, claimed: Sequence[Delivery], at: datetime, give: Callable[[], None]) -> None:
    """Hands over what was claimed. NotTaken or Unanswered, once it is written down when to try again."""
    mark, repeats = str(claimed[0].message), claimed[0].repeats
    again = None if min(one.tries for one in claimed) >= MOST_TRIES else at + backoff(max(one.tries for one in claimed))
    most = REPEATS.get(target.receiver.kind, REPEATS_IN_GROUP)
    try:
        _bounded(target, repeats, most)
        give()
    except NotTaken as missed:
        wait = again and max(again, at + timedelta(seconds=missed.wait))
        ledger.missed(mark, missed.error, at, wait)
        raise
    except Unanswered as missed:
        ledger.missed(mark, missed.error, at, again if repeats < most else None, perhaps=True)
        raise


def _bounded(target: Target, repeats: int, most: int) -> None:
    """Unanswered where it was begun so often and never ended, not even badly."""
    if repeats > most:
        raise Unanswered(DeliveryError("delivery_unanswered", host=target.receiver.name))


@dataclass(frozen=True)
class _Sending:
    """One target in one round."""

    site: Settings
    ledger: Ledger
    target: Target
    post: Post
    at: datetime
    as_of: datetime

    def tell(self, planned: Plan) -> int:
        """Sends what waits; how many messages. NotTaken or Unanswered, once it is written down when to try again."""
        lately = self.at - timedelta(minutes=1)
        if self.target.receiver.kind != MAIL and self.ledger.tried(self.target.key, lately) >= robots.A_MINUTE:
            return 0
        claimed = self.ledger.claim(self.target.key, secrets.token_hex(8), self.at, self.at + BEGUN, but=planned.silent)
        return self._send(claimed, planned) if claimed else 0

    def _send(self, claimed: Sequence[Delivery], planned: Plan) -> int:
        mark, repeated = str(claimed[0].message), claimed[0].repeats > 0
        named = dict.fromkeys(one.alarm for one in claimed)
        found = [one for one in (planned.alarms.get(each) or self.ledger.alarm(each) for each in named) if one]
        over = [one.id for one in found if one.ended_at is not None]
        give = partial(self._hand_over, claimed, found, mark, repeated=repeated)
        tried(self.ledger, self.target, claimed, self.at, give)
        self.ledger.arrived(mark, self.at, over)
        return 1

    def _hand_over(self, claimed: Sequence[Delivery], found: Sequence[Alarm], mark: str, *, repeated: bool) -> None:
        told = Told(self.site, self.target.receiver.language or self.site.languages[0], self.as_of)
        steps = {one.alarm: one.step for one in claimed if not is_over(one.step)}
        items = [_item(told, one, steps.get(one.id, FIRST)) for one in _ordered(found)]
        message = messages.compose(told, self.target.receiver.name, items, repeated=repeated)
        ends = {one.alarm for one in claimed if is_over(one.step)}
        before = self.ledger.delivered(ends) if ends else []
        mine = [one for one in before if one.receiver == self.target.key and not is_over(one.step)]
        earlier = list(dict.fromkeys(one.message for one in mine if one.message))
        try:
            hand_over(self.site, self.target, message, self.post, mark=mark, at=self.at, earlier=earlier)
        except (NotTaken, Unanswered):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold an address that is a secret
            log.error("delivery to %s: %s", self.target.key, type(error).__name__)  # noqa: TRY400
            raise NotTaken(DeliveryError("delivery_failed", name=type(error).__name__)) from None


def backoff(tries: int) -> timedelta:
    """How long to wait after so many tries."""
    return min(timedelta(minutes=2 ** min(tries - 1, 10)), LONGEST_WAIT)


def _ordered(found: Sequence[Alarm]) -> list[Alarm]:
    """What stands before what is over, the gravest kinds first, the older of a kind first."""
    return sorted(found, key=lambda one: (one.ended_at is not None, KINDS.index(one.kind), one.id))


def _item(told: Told, alarm: Alarm, step: str) -> Item:
    """The alarm in words; where its facts are not as they should be, at least that it is there."""
    try:
        return item(told, alarm, step)
    except Exception:
        log.exception("alarm %d cannot be worded", alarm.id)
        return stand_in(told, alarm)
