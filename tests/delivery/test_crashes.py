"""Whatever fails or dies in the midst of it: nobody is told twice of the same thing, and nobody is left untold."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit.delivery import deliver, sending
from cockpit.delivery.faults import NotTaken, Unanswered
from cockpit.delivery.items import FINE
from cockpit.errors import DeliveryError
from cockpit.ledger import Ledger
from cockpit.settings.receivers import Receiver
from tests.conftest import ROOT
from tests.delivery.conftest import AT, MINUTE, mail_of, person, rise, site_of
from tests.delivery.servers import mail_server, text_of
from tests.ledger.raising import end

GROUP = Receiver("群", "wecom", url="http://127.0.0.1:1/x")
# What becomes of a message, and where the process dies: before the claim is written or after, before the message is
# off or once it was taken, before or after it is written down what came of it.
OUTCOMES = ("taken", "refused", "lost answer", "lost", "dies before", "dies after")
DEATHS = (
    "claim before",
    "claim after",
    "arrived before",
    "arrived after",
    "missed before",
    "missed after",
    "queue after",
)


# Links of alarms, and whether their end was told.
Told = frozenset[tuple[str, bool]]


class Death(BaseException):
    """The process is killed."""


@dataclass
class World:
    """What receivers have got: of each the messages by mark, each with the alarms it tells of."""

    outcomes: list[str] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)
    got: dict[str, list[tuple[str, frozenset[tuple[str, bool]], bool]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    doubtful: set[str] = field(default_factory=set)

    def hand_over(self, _site: Any, target: Any, message: Any, _post: Any, *, mark: str, **_: Any) -> None:
        outcome = self.outcomes.pop(0) if self.outcomes else "taken"
        if outcome == "dies before":
            raise Death
        if outcome == "refused":
            raise NotTaken(DeliveryError("delivery_cut", host="x"))
        if outcome == "lost":
            raise Unanswered(DeliveryError("delivery_unanswered", host="x"))
        told = frozenset((one.link, one.tone == FINE) for one in message.items)
        self.got[target.key].append((mark, told, bool(message.note)))
        if outcome == "dies after":
            raise Death
        if outcome == "lost answer":
            raise Unanswered(DeliveryError("delivery_unanswered", host="x"))

    def deadly(self, name: str) -> Any:
        """The ledger's method, which may be the last thing the process does."""
        real = getattr(Ledger, name)

        def method(ledger: Ledger, *given: Any, **named: Any) -> Any:
            self._dies(f"{name} before")
            done = real(ledger, *given, **named)
            self._dies(f"{name} after")
            return done

        return method

    def _dies(self, place: str) -> None:
        if self.deaths and self.deaths[0] == place:
            self.deaths.pop(0)
            raise Death


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    outcomes=st.lists(st.sampled_from(OUTCOMES), max_size=10),
    deaths=st.lists(st.sampled_from(DEATHS), max_size=4),
    rounds=st.lists(st.sampled_from(("raise", "end", "minute", "hour")), min_size=1, max_size=8),
)
def test_nobody_is_told_twice_and_nobody_is_left_untold(outcomes, deaths, rounds):
    world = World(list(outcomes), list(deaths))
    with TemporaryDirectory() as folder:
        site = site_of(Path(folder), person(), GROUP, mail=None)
        ledger, at, alarms = Ledger(Path(folder)), AT, [0]
        names = ("claim", "arrived", "missed", "queue")
        with (
            patch.object(sending, "hand_over", world.hand_over),
            patch.multiple(Ledger, **{name: world.deadly(name) for name in names}),
        ):
            for step in rounds:
                if step == "raise":
                    alarms.append(rise(ledger, f"类{len(alarms)}", at=at))
                elif step == "end" and alarms[-1]:
                    end(ledger, alarms[-1], at)
                else:
                    at += MINUTE if step == "minute" else timedelta(hours=1)
                with suppress(Death):
                    deliver(site, ledger, at)
            world.deaths.clear()
            for _ in range(16):
                at += timedelta(hours=1)
                with suppress(Death):
                    deliver(site, ledger, at)
        _judge(world, ledger)


def _judge(world: World, ledger: Ledger) -> None:
    for key in ("运营经理 <wang@example.edu.cn>", "群"):
        messages = world.got[key]
        by_mark: dict[str, list[tuple[Told, bool]]] = defaultdict(list)
        for mark, told, repeated in messages:
            by_mark[mark].append((told, repeated))
        seen: dict[tuple[str, bool], set[str]] = defaultdict(set)
        for mark, copies in by_mark.items():
            links = {frozenset(link for link, _ in told) for told, _ in copies}
            assert len(links) == 1, "one mark tells of the same alarms"
            assert all(repeated for _, repeated in copies[1:]), "a repeat says that it is one"
            for told, _ in copies:
                for one in told:
                    seen[one].add(mark)
            if key == "群":
                assert len(copies) <= 2
        assert {one for one, marks in seen.items() if len(marks) > 1} == set(), "told twice"
        given_up = {row.alarm for row in ledger.deliveries() if row.given_up_at and row.receiver == key}
        for alarm in ledger.alarms():
            heard = [over for link, over in seen if link.endswith(f"={alarm.id}")]
            assert heard or alarm.id in given_up or alarm.ended_at, "left untold"
            if alarm.ended_at and False in heard and alarm.id not in given_up:
                assert True in heard, "its end was not told"


@pytest.mark.slow
def test_killed_at_any_moment_mail_arrives_once(tmp_path):
    """``kill -9`` of a process that delivers, again and again, with a real server."""
    site = tmp_path / "cockpit.toml"
    ledger = Ledger(tmp_path / "data")
    with mail_server(tmp_path, starttls=False, login=False) as box:
        box.before_answer = lambda: time.sleep(0.05)
        site.write_text(
            '[site]\nname = "x"\nzone = "Asia/Shanghai"\n[sources]\n[delivery]\naddress = "https://c.example"\n'
            f'[delivery.mail]\nhost = "127.0.0.1"\nport = {box.port}\nsecurity = "none"\nfrom = "a@example.edu.cn"\n'
            '[[delivery.to]]\nname = "p"\nkind = "mail"\nto = ["b@example.edu.cn", "c@example.edu.cn"]\n',
            encoding="utf-8",
        )
        for number in range(8):
            rise(ledger, f"类{number}", at=AT + number * MINUTE)
            child = subprocess.Popen([sys.executable, "-c", SCRIPT, str(site), str(number)], cwd=ROOT, stdout=-1)
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(number * 0.02)
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
            child.communicate()
        made = site_of(tmp_path / "data", person("p", "b@example.edu.cn", "c@example.edu.cn"), mail=None)
        mail = mail_of(box, host="127.0.0.1", security="none", user=None, password=None, sender="a@example.edu.cn")
        made = site_of(tmp_path / "data", *made.delivery.to, mail=mail)
        for hour in range(1, 12):
            deliver(made, ledger, AT + timedelta(hours=hour))
    told = defaultdict(set)
    for to, message in box.taken:
        for number in range(8):
            if f"类{number}" in text_of(message):
                told[to, number].add(message["Message-ID"])
    assert len(told) == 16
    assert {len(marks) for marks in told.values()} == {1}


SCRIPT = """
import sys
from datetime import timedelta
from pathlib import Path
from cockpit import settings
from cockpit.delivery import deliver
from cockpit.ledger import Ledger
from tests.delivery.conftest import AT
site = settings.load(Path(sys.argv[1]), Path(sys.argv[1]).parent / "data")
print("ready", flush=True)
deliver(site, Ledger(site.data), AT + timedelta(minutes=int(sys.argv[2])))
"""
