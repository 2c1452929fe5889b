"""[access]: every fault is told with its key and line, and no secret is told at all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cockpit import settings
from cockpit.errors import ConfigurationError, Fault
from cockpit.i18n import explain
from cockpit.settings import LANGUAGES

SITE = """
[site]
name = "科技大学"
zone = "Asia/Shanghai"
[sources]
"""
GOOD = {
    "metadata_url": '"https://login.example/.well-known/openid-configuration"',
    "client_id": '"cockpit"',
    "client_secret": '"${CLIENT}"',
    "cookie_secret": '"${COOKIE}"',
    "redirect_uri": '"https://cockpit.example/oauth2callback"',
    "roles": '{ manager = "managers", engineer = ["staff", "li@example.edu"] }',
}
ENVIRON = {
    "CLIENT": "a client's secret",
    "COOKIE": "0123456789abcdef0123456789abcdef",
    "SHORT": "0123456789",
    "SAME": "a" * 40,
}


def load(folder: Path, lines: dict[str, str]) -> settings.Settings:
    file = folder / "cockpit.toml"
    written = "".join(f"{key} = {value}\n" for key, value in lines.items())
    file.write_text(f"{SITE}[access]\n{written}", encoding="utf-8")
    return settings.load(file, folder / "data", ENVIRON)


def faults(folder: Path, lines: dict[str, str]) -> tuple[Fault, ...]:
    with pytest.raises(ConfigurationError) as raised:
        load(folder, lines)
    for language in LANGUAGES:
        told = explain(raised.value, language)
        assert len(told.splitlines()) == len(raised.value.faults) + 1
        assert not any(secret in told for secret in ENVIRON.values())
    return raised.value.faults


def test_a_login_is_read_with_its_defaults(tmp_path: Path):
    found = load(tmp_path, GOOD).access
    assert found is not None
    assert found.roles == {"manager": ("managers",), "engineer": ("staff", "li@example.edu")}
    assert (found.scope, found.groups, found.person) == ("openid profile email", "groups", "preferred_username")
    assert (found.people, found.session, found.contact) == ({}, timedelta(hours=10), "")
    assert (found.client_secret, found.cookie_secret) == (ENVIRON["CLIENT"], ENVIRON["COOKIE"])
    assert not any(secret in repr(found) for secret in ENVIRON.values())


def test_without_it_nobody_logs_in(tmp_path: Path):
    file = tmp_path / "cockpit.toml"
    file.write_text(SITE, encoding="utf-8")
    assert settings.load(file, tmp_path / "data", {}).access is None


def test_a_login_within_the_machine_may_be_a_plain_one(tmp_path: Path):
    plain = {
        "metadata_url": '"http://127.0.0.1:9000/.well-known/openid-configuration"',
        "redirect_uri": '"http://localhost:8501/oauth2callback"',
    }
    assert load(tmp_path, GOOD | plain).access is not None


def test_what_is_missing_is_named(tmp_path: Path):
    found = faults(tmp_path, {})
    assert {(fault.key, fault.path) for fault in found} == {("missing_key", f"access.{key}") for key in GOOD}


@pytest.mark.parametrize(
    ("key", "value", "fault", "path", "arguments"),
    [
        ("metadata_url", '"login.example"', "bad_address", "access.metadata_url", {}),
        ("metadata_url", '"https://log in.example"', "bad_address", "access.metadata_url", {}),
        ("metadata_url", '"https://login.example:x/"', "bad_address", "access.metadata_url", {}),
        ("metadata_url", "7", "bad_address", "access.metadata_url", {}),
        (
            "metadata_url",
            '"http://a.example/x"',
            "plain_address",
            "access.metadata_url",
            {"text": "http://a.example/x"},
        ),
        (
            "redirect_uri",
            '"https://cockpit.example/"',
            "bad_callback",
            "access.redirect_uri",
            {"path": "/oauth2callback"},
        ),
        ("redirect_uri", '"https://c.example/oauth2callback?x=1"', "bad_callback", "access.redirect_uri", None),
        ("redirect_uri", '"http://c.example/oauth2callback"', "plain_address", "access.redirect_uri", None),
        ("client_id", '""', "empty", "access.client_id", {}),
        ("client_secret", '"plain"', "secret_written", "access.client_secret", {"name": "COCKPIT_CLIENT_SECRET"}),
        ("client_secret", '"${NONE}"', "undefined_variable", "access.client_secret", {"name": "NONE"}),
        ("cookie_secret", '"${SHORT}"', "short_secret", "access.cookie_secret", {"count": 32}),
        ("cookie_secret", '"${SAME}"', "short_secret", "access.cookie_secret", {"count": 32}),
        ("scope", '"profile"', "bad_scope", "access.scope", {}),
        ("session", '"30s"', "bad_session", "access.session", {}),
        ("session", '"31d"', "bad_session", "access.session", {}),
        ("session", '"a day"', "bad_duration", "access.session", {"text": "a day"}),
        ("roles", "{}", "nobody", "access.roles", {}),
        ("roles", "{ manager = [] }", "nobody", "access.roles", {}),
        (
            "roles",
            '{ manger = "x" }',
            "unknown_role_near",
            "access.roles.manger",
            {"name": "manger", "near": "manager"},
        ),
        ("roles", "{ manager = 7 }", "not_text", "access.roles.manager", {}),
        ("roles", '"manager"', "not_table", "access.roles", {}),
        ("people", "{ a = 7 }", "not_text", "access.people.a", {}),
        ("groop", '"x"', "unknown_key_near", "access.groop", {"name": "groop", "near": "groups"}),
    ],
)
def test_each_fault_is_told_where_it_stands(tmp_path: Path, key, value, fault, path, arguments):
    lines = GOOD | {key: value}
    (found,) = faults(tmp_path, lines)
    assert (found.key, found.path) == (fault, path)
    assert arguments is None or found.arguments == arguments
    assert found.line == len(SITE.splitlines()) + 2 + list(lines).index(key)


def test_every_fault_is_told_at_once(tmp_path: Path):
    wrong = {"client_id": '""', "cookie_secret": '"short"', "session": '"0s"'}
    assert [fault.key for fault in faults(tmp_path, GOOD | wrong)] == [
        "empty",
        "secret_written",
        "short_secret",
        "bad_session",
    ]
