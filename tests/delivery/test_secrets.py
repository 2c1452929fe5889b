"""No secret gets out: not into a log, an error, a repr, the ledger, a file, or what a command prints."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cockpit import settings
from cockpit.cli import main
from cockpit.delivery import deliver, sending
from cockpit.ledger import Ledger
from tests.delivery.conftest import AT, MINUTE, mail_of, member, person, rise, site_of
from tests.delivery.servers import PASSWORD, robot

CANARIES = (PASSWORD, "canary", "Y2FuYXJ5")


def told_of(folder: Path) -> str:
    """Everything that stands in any file of a folder."""
    return "".join(file.read_bytes().decode("latin-1") for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("kind", ["dingtalk", "feishu", "wecom"])
@pytest.mark.parametrize("step", [None, "cut", "lost", 500, "page", "echo", "address", "dead"])
def test_of_robots(kind, step, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    data = tmp_path / "data"
    ledger = Ledger(data)
    rise(ledger)
    with robot(kind, "canary-secret" if kind != "wecom" else None) as group:
        receiver = member(group)
        if step == "echo":
            step = {"errcode": 1, "code": 1, "errmsg": f"no: {group.url} {group.secret}", "msg": f"{group.url}"}
        elif step == "page":
            step = "<html>canary</html>"
        if step == "address":
            receiver = member(group, url=group.url.replace("canary-robot-", "canary-other-"))
        elif step == "dead":
            receiver = member(group, url=f"http://127.0.0.1:1/canary?key=canary&access_token={'canary' * 3}")
        elif step is not None:
            group.script = [step]
        site = site_of(data, receiver)
        report = deliver(site, ledger, datetime.now(UTC))
    assert bool(report.failed) == (step is not None)
    texts = [repr(site), repr(report), repr(ledger.deliveries()), caplog.text, told_of(data)]
    texts += [str(error) for _, error in report.failed]
    texts += [one.why(language) for one in ledger.deliveries() for language in settings.LANGUAGES]
    for canary in CANARIES:
        assert [text for text in texts if canary in text] == []


def test_of_what_nobody_expected(tmp_path, caplog, monkeypatch):
    """An exception's own text may hold the address: its type alone is told."""
    ledger = Ledger(tmp_path)
    rise(ledger)

    def broken(*_: object, **__: object) -> None:
        raise ValueError("canary: https://x/canary")

    monkeypatch.setattr(sending, "hand_over", broken)
    with robot("wecom") as group:
        report = deliver(site_of(tmp_path, member(group)), ledger, AT)
    assert [error.key for _, error in report.failed] == ["delivery_failed"]
    assert "ValueError" in ledger.deliveries()[0].why("en")
    for text in (caplog.text, repr(report), told_of(tmp_path)):
        assert "canary" not in text


def test_of_mail(box, ledger, tmp_path, caplog):
    caplog.set_level(logging.DEBUG, "cockpit")
    rise(ledger)
    site = site_of(tmp_path, person(), mail=mail_of(box))
    box.answer = f"554 {PASSWORD}"
    report = deliver(site, ledger, AT)
    box.answer = "250 OK"
    deliver(site, ledger, AT + MINUTE)
    message = box.taken[0][1].as_string()
    ours = "".join(record.getMessage() for record in caplog.records if record.name == "cockpit")
    for text in (repr(site), repr(report), repr(ledger.deliveries()), ours, told_of(tmp_path), message):
        assert not any(canary in text for canary in CANARIES)


@pytest.mark.parametrize("words", [("test",), ("list",), ("list", "--json"), ("retry",), ("test", "x")])
def test_of_what_commands_print(words, tmp_path, capsys, monkeypatch):
    file, data = tmp_path / "cockpit.toml", tmp_path / "data"
    file.write_text(
        '[site]\nname = "x"\nzone = "Asia/Shanghai"\n[sources]\n[delivery]\naddress = "https://c.example"\n'
        'timeout = "2s"\n[[delivery.to]]\nname = "群"\nkind = "wecom"\nurl = "${URL}"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("URL", "http://127.0.0.1:1/canary?key=canary-key-of-a-group")
    site = settings.load(file, data)
    rise(Ledger(data))
    deliver(site, Ledger(data), AT)
    main(["delivery", *words, "--config", str(file), "--data", str(data)])
    out, told = capsys.readouterr()
    assert out + told
    assert "canary" not in out + told + told_of(data)
