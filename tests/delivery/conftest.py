"""A site that tells people, its ledger, and alarms of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cockpit.ledger import Ledger
from cockpit.settings.alarming import Alarming
from cockpit.settings.model import Settings
from cockpit.settings.receivers import Delivery, Mail, Receiver
from tests.delivery.servers import PASSWORD, USER, Group, Mailbox, mail_server, robot
from tests.ledger.raising import raise_alarm

AT = datetime(2026, 11, 27, 2, tzinfo=UTC)  # ten in the morning in Shanghai
MINUTE = timedelta(minutes=1)
SECRETS = {"wecom": None, "dingtalk": "SECcanary-dingtalk", "feishu": "canary-feishu-secret"}
WIRED = ("dingtalk", "feishu", "wecom")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """The mail server of a site; its certificate is one that this machine trusts."""
    with mail_server(tmp_path) as made:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "localhost.pem"))
        yield made


@pytest.fixture
def group(request: pytest.FixtureRequest) -> Iterator[Group]:
    """The robot of the kind that the test is about, WeCom's without one."""
    kind = getattr(request, "param", "wecom")
    with robot(kind, SECRETS[kind]) as made:
        yield made


def mail_of(box: Mailbox, **changed) -> Mail:
    told = {"host": "localhost", "sender": "驾驶舱 <cockpit@example.edu.cn>", "port": box.port}
    return Mail(**{**told, "user": USER, "password": PASSWORD, **changed})


def member(group: Group, name: str = "群", **changed) -> Receiver:
    return Receiver(**{"name": name, "kind": group.kind, "url": group.url, "secret": group.secret, **changed})


def person(name: str = "运营经理", *to: str, **changed) -> Receiver:
    return Receiver(**{"name": name, "kind": "mail", "to": to or ("wang@example.edu.cn",), **changed})


def site_of(folder: Path, *to: Receiver, mail: Mail | None = None, **alarming) -> Settings:
    told = Delivery("https://cockpit.example.edu.cn", mail, to, timedelta(seconds=3))
    made = Settings(folder / "cockpit.toml", folder, "科技大学运维驾驶舱", "Asia/Shanghai")
    return replace(made, delivery=told, alarms=Alarming(**alarming))


def rise(ledger: Ledger, category: str = "认证", campus: str = "东校区", at: datetime = AT, **facts) -> int:
    told = {"first": "2026-11-27", "last": "2026-11-27", "actual": 37, "expected": 12.3, "highest": 24, **facts}
    return raise_alarm(ledger, "sudden", f"campus={campus}&category={category}", at - 600 * MINUTE, told, at)


def fault(ledger: Ledger, ticket: str = "G20261127001", at: datetime = AT, **facts) -> int:
    due = (at + 200 * MINUTE).isoformat()
    told = {"level": "A", "campus": "东校区", "building": "图书馆", "category": "核心网络", "due_at": due, **facts}
    return raise_alarm(ledger, "fault", ticket, at - 12 * MINUTE, told, at)
