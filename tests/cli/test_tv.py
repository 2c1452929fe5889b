"""tv add, list, revoke."""

from __future__ import annotations

import pytest

from cockpit.errors import DONE, USAGE
from cockpit.ledger import Ledger
from cockpit.ledger.tokens import digest
from cockpit.settings import LANGUAGES
from tests.cli.conftest import Cli

ACCESS = """
[access]
metadata_url = "https://login.example/.well-known/openid-configuration"
client_id = "cockpit"
client_secret = "${CLIENT}"
cookie_secret = "${COOKIE}"
redirect_uri = "https://cockpit.example/oauth2callback"
roles = { manager = "managers" }
"""


@pytest.fixture
def cli(site, capsys) -> Cli:
    return Cli(site, capsys)


def added(cli: Cli, name: str = "门厅", *more: str) -> str:
    """The token of a screen just added."""
    code, out, told = cli("tv", "add", name, *more)
    assert code == DONE, told
    assert out.startswith("http://HOST:PORT/tv?token=")
    assert "HOST:PORT" in told
    return out.strip().rpartition("=")[2]


def test_a_screen_is_added_shown_once_and_kept_as_a_digest(cli: Cli) -> None:
    token = added(cli)
    assert len(token) >= 43  # 256 bits
    assert added(cli, "走廊") != token
    held = Ledger(cli.site.data).tv_of(digest(token))
    assert held
    assert (held.name, held.wall) == ("门厅", "main")
    assert token not in cli("tv", "list")[1] + cli("tv", "list", "--json")[1]
    assert [deed.action for deed in Ledger(cli.site.data).trail()] == ["tv.add", "tv.add"]
    assert all(token not in deed.subject for deed in Ledger(cli.site.data).trail())


def test_the_address_is_the_one_people_reach(cli: Cli, monkeypatch) -> None:
    cli.site.configure(more='[delivery]\naddress = "https://cockpit.example:8600"\n')
    _, out, told = cli("tv", "add", "门厅")
    assert out.startswith("https://cockpit.example:8600/tv?token="), told
    assert "HOST" not in told
    monkeypatch.setenv("CLIENT", "of a client")
    monkeypatch.setenv("COOKIE", "0123456789abcdef0123456789abcdef")
    cli.site.configure(more=ACCESS)
    _, out, told = cli("tv", "add", "走廊")
    assert out.startswith("https://cockpit.example/tv?token="), told
    assert "HOST" not in told


def test_a_screen_is_revoked_and_may_be_added_again(cli: Cli) -> None:
    token = added(cli)
    code, _, told = cli("tv", "add", "门厅")
    assert code != DONE
    assert "门厅" in told
    assert cli("tv", "revoke", "门厅")[0] == DONE
    assert Ledger(cli.site.data).tv_of(digest(token)) is None
    assert Ledger(cli.site.data).tv_of(digest(added(cli)))
    states = [(one["name"], one["revoked_at"] is None) for one in cli.json("tv", "list", "--json")]
    assert states == [("门厅", False), ("门厅", True)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_named_wrongly_is_told_the_right_names(cli: Cli, language: str) -> None:
    added(cli)
    code, out, told = cli("tv", "add", "x", "--wall", "mian", "--lang", language)
    assert (code, out) == (USAGE, "")
    assert "main" in told
    code, out, told = cli("tv", "revoke", "门庭", "--lang", language)
    assert (code, out) == (USAGE, "")
    assert "门厅" in told
    assert cli("tv", "add", " ", "--lang", language)[0] == USAGE
    assert "门厅" in cli("tv", "list", "--lang", language)[1]


def test_without_a_screen_the_list_says_so(cli: Cli) -> None:
    assert "还没有" in cli("tv", "list")[1]
    assert cli.json("tv", "list", "--json") == []
