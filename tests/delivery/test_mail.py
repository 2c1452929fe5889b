"""Mail against a real server: ways to speak to it, its refusals, its silence; what is told of them, without secrets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest

from cockpit.delivery import deliver
from cockpit.delivery.faults import scrubbed
from cockpit.settings.receivers import Mail
from tests.delivery.conftest import AT, MINUTE, mail_of, person, rise, site_of
from tests.delivery.servers import PASSWORD, mail_server, text_of


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """The port of a server that does with each connection as told."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)

        def serve() -> None:
            try:
                with listening.accept()[0] as connection:
                    answer(connection)
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        yield int(listening.getsockname()[1])


def told(ledger, language: str = "en") -> str:
    (one,) = ledger.deliveries(failed=True)
    words: str = one.why(language)
    return words


def test_a_name_with_signs_of_any_script_arrives(box, ledger, tmp_path):
    rise(ledger)
    deliver(site_of(tmp_path, person(), mail=mail_of(box)), ledger, AT)
    message = box.taken[0][1]
    assert str(message["From"]) == "驾驶舱 <cockpit@example.edu.cn>"
    assert message.get_content_type() == "multipart/alternative"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "认证" in text_of(message)
    assert "认证" in text_of(message, "html")
    assert b"".join(part.as_bytes() for part in message.walk()).isascii()


def test_a_relay_of_the_own_network_wants_nothing(ledger, tmp_path):
    rise(ledger)
    with mail_server(tmp_path, starttls=False, login=False) as box:
        mail = mail_of(box, security="none", user=None, password=None)
        assert deliver(site_of(tmp_path, person(), mail=mail), ledger, AT).sent == 1


@pytest.mark.parametrize(
    ("changed", "key", "words"),
    [
        ({"password": "canary-wrong"}, "delivery_login", "refused user and password"),
        ({"host": "127.0.0.2"}, "delivery_unreachable", "127.0.0.2 cannot be reached"),
        ({"host": "nowhere.invalid"}, "delivery_unknown_host", "No machine is known by the name nowhere.invalid"),
        ({"security": "tls"}, "delivery_tls", "usually at 587"),
    ],
)
def test_why_it_does_not_get_there_is_told(box, ledger, tmp_path, changed, key, words):
    rise(ledger)
    site = site_of(tmp_path, person("甲", "a@b.cn", "c@b.cn"), mail=mail_of(box, **changed))
    assert [error.key for _, error in deliver(site, ledger, AT).failed] == [key, key], "asked once, told for both"
    assert len(box.logins) <= 2, "a server offers two ways to log in"
    for one in ledger.deliveries(failed=True):
        assert words in one.why("en")
        assert "canary" not in one.why("en")


def test_a_certificate_nobody_vouches_for_is_not_trusted(ledger, tmp_path):
    rise(ledger)
    with mail_server(tmp_path) as box:
        report = deliver(site_of(tmp_path, person(), mail=mail_of(box)), ledger, AT)
        assert box.logins == [], "the password was not sent"
    assert [error.key for _, error in report.failed] == ["delivery_certificate"]
    assert "SSL_CERT_FILE" in told(ledger)


def test_without_starttls_no_password_is_sent(ledger, tmp_path):
    rise(ledger)
    with mail_server(tmp_path, starttls=False) as box:
        report = deliver(site_of(tmp_path, person(), mail=mail_of(box)), ledger, AT)
        assert box.logins == []
    assert [error.key for _, error in report.failed] == ["delivery_no_starttls"]


def test_a_message_that_is_refused_is_told_in_the_servers_words(box, ledger, tmp_path):
    rise(ledger)
    box.answer = f"554 rejected, your password is {PASSWORD}"
    site = site_of(tmp_path, person(), mail=mail_of(box))
    assert [error.key for _, error in deliver(site, ledger, AT).failed] == ["delivery_refused"]
    assert "554 rejected, your password is ***" in told(ledger)
    box.answer = "250 OK"
    assert deliver(site, ledger, AT + MINUTE).sent == 1


@pytest.mark.parametrize("greeting", [b"", b"220-wait\r\n", b"421 too many\r\n", b"HTTP/1.1 400 Bad\r\n\r\n"])
def test_a_server_that_says_no_or_nothing_is_left(ledger, tmp_path, greeting):
    rise(ledger)
    done = threading.Event()

    def answer(connection: socket.socket) -> None:
        connection.sendall(greeting)
        done.wait(8)

    with answering(answer) as port:
        report = deliver(site_of(tmp_path, person(), mail=Mail("127.0.0.1", "a@b.cn", port=port)), ledger, AT)
        done.set()
    assert len(report.failed) == 1
    assert told(ledger)


def test_a_server_that_dribbles_is_left_in_time(ledger, tmp_path):
    rise(ledger)
    stop = threading.Event()

    def answer(connection: socket.socket) -> None:
        while not stop.wait(0.2):
            connection.sendall(b"220-still here\r\n")

    with answering(answer) as port:
        report = deliver(site_of(tmp_path, person(), mail=Mail("127.0.0.1", "a@b.cn", port=port)), ledger, AT)
        assert not stop.is_set()
        stop.set()
    assert [error.key for _, error in report.failed] == ["delivery_silent"]


def test_a_connection_that_breaks_after_the_message_repeats_it_under_its_number(ledger, tmp_path):
    """The server takes it and its answer is lost: whoever reads mail sees one message."""
    rise(ledger)
    with mail_server(tmp_path, starttls=False, login=False) as box, relay(box.port, b"250 OK", after_data=True) as port:
        mail = mail_of(box, security="none", user=None, password=None, port=port)
        site = site_of(tmp_path, person(), mail=mail)
        assert [error.key for _, error in deliver(site, ledger, AT).failed] == ["delivery_unanswered"]
        rise(ledger, "无线")
        assert deliver(site, ledger, AT + MINUTE).sent == 1
        assert deliver(site, ledger, AT + MINUTE).sent == 1
        assert deliver(site, ledger, AT + 2 * MINUTE).sent == 0
    assert len(box.taken) == 3
    assert len(box.marks) == 2
    first, again, other = (text_of(message) for _, message in box.taken)
    assert "认证" in first
    assert "认证" in again
    assert "无线" not in again, "what it is about does not change"
    assert again.startswith("重发")
    assert "无线" in other


@contextmanager
def relay(port: int, answer: bytes, *, after_data: bool = False) -> Iterator[int]:
    """Passes bytes on, but for the first time that the server says so (after the message): then it closes instead."""
    cut = threading.Event()
    ends: list[socket.socket] = []

    def passed(here: socket.socket, there: socket.socket, *, watched: bool) -> None:
        data = not after_data
        with suppress(OSError):
            while chunk := here.recv(65_536):
                data = data or chunk.startswith(b"354")
                if watched and data and chunk.startswith(answer) and not cut.is_set():
                    cut.set()
                    break
                there.sendall(chunk)
        for end in (here, there):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def serve(listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, far = listening.accept()[0], socket.create_connection(("127.0.0.1", port))
                ends.extend((near, far))
                threading.Thread(target=passed, args=(near, far), kwargs={"watched": False}, daemon=True).start()
                threading.Thread(target=passed, args=(far, near), kwargs={"watched": True}, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        yield int(listening.getsockname()[1])
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        thread.join()
    for end in ends:
        end.close()


@pytest.mark.parametrize("early", [b"220", b"250-", b"250 OK", b"354"])
def test_cut_before_the_message_it_arrives_in_the_end_once(ledger, tmp_path, early):
    rise(ledger)
    with mail_server(tmp_path, starttls=False, login=False) as box, relay(box.port, early) as port:
        mail = mail_of(box, security="none", user=None, password=None, port=port)
        site = site_of(tmp_path, person(), mail=mail)
        deliver(site, ledger, AT)
        for minute in range(1, 6):
            deliver(site, ledger, AT + timedelta(minutes=minute))
    assert len(box.marks) == 1
    assert ledger.deliveries(failed=True) == []


def test_what_a_server_says_is_told_without_what_it_repeats_of_a_secret():
    url = "https://oapi.dingtalk.com/robot/send?access_token=canary0123456789"
    said = f"no robot {url}\r\n or canary0123456789, c2VjcmV0IQ== " + "x" * 500
    found = scrubbed(said, (url, "secret!", None))
    assert "canary" not in found
    assert "c2VjcmV0IQ" not in found
    assert "\n" not in found
    assert len(found) <= 160
