"""The way to a robot: its certificate, the system's proxy, redirects, a host that is not there."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from cockpit.delivery import deliver
from cockpit.delivery.faults import NotTaken
from cockpit.delivery.wire import post
from tests.delivery.conftest import AT, member, rise, site_of
from tests.delivery.servers import robot


def test_a_certificate_is_looked_at(ledger, tmp_path, monkeypatch):
    rise(ledger)
    with robot("wecom", folder=tmp_path) as group:
        site = site_of(tmp_path, member(group))
        assert [error.key for _, error in deliver(site, ledger, AT).failed] == ["delivery_certificate_robot"]
        assert "url" in ledger.deliveries(failed=True)[0].why("en")
        assert group.calls == [], "its key was not sent"
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "localhost.pem"))
        ledger.retry(AT)
        assert deliver(site, ledger, AT).sent == 1


def test_a_redirect_is_not_followed(ledger, tmp_path):
    rise(ledger)
    with robot("wecom") as group:
        group.script = [307]
        report = deliver(site_of(tmp_path, member(group)), ledger, AT)
    assert [(error.key, error.arguments["code"]) for _, error in report.failed] == [("robot_http", 307)]
    assert len(group.calls) == 1


@contextmanager
def proxy() -> Iterator[tuple[int, list[bytes]]]:
    """A proxy that lets nobody through, and what it was asked."""
    asked: list[bytes] = []

    def serve(listening: socket.socket) -> None:
        with suppress(OSError), listening.accept()[0] as connection:
            asked.append(connection.recv(65_536))
            connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        yield listening.getsockname()[1], asked
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("excepted", ["", "qyapi.weixin.qq.invalid"])
def test_the_systems_proxy_is_asked_for_the_host_and_never_told_the_key(monkeypatch, excepted):
    with proxy() as (port, asked):
        monkeypatch.setenv("HTTPS_PROXY", f"http://school:canary%40@127.0.0.1:{port}")
        monkeypatch.setenv("NO_PROXY", excepted)
        with pytest.raises(NotTaken) as refused:
            post("https://qyapi.weixin.qq.invalid/send?key=canary-key", b"{}", 3)
    if excepted:
        assert asked == []
        assert refused.value.error.key == "delivery_unknown_host"
        return
    assert asked[0].startswith(b"CONNECT qyapi.weixin.qq.invalid:443 ")
    assert b"Basic " + base64.b64encode(b"school:canary@") in asked[0]
    assert b"canary-key" not in asked[0]
    assert "canary" not in str(refused.value.error)
