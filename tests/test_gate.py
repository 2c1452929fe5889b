"""What the gate does with addresses and with what a page says after its login has ended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from cockpit.server import gate


@pytest.mark.parametrize("address", ["/", "/pivot", "/pivot?rows=campus&campus=%E4%B8%9C", "/?a=//b"])
def test_a_page_of_this_host_is_where_one_goes(address: str):
    assert gate.local(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "pivot",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/a\r\nset-cookie: x=y",
        "/login",
        "/login/go?to=/",
        "/auth/logout",
        "/oauth2callback?code=x",
        "/" + "x" * 5_000,
    ],
)
def test_anywhere_else_is_the_first_page(address: str):
    assert gate.local(address) == "/"


@given(st.text())
def test_nobody_is_led_away(address: str):
    found = gate.local(address)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert found.isprintable() or all(sign > " " for sign in found)


def test_after_a_login_has_ended_a_page_is_only_run_anew():
    asked = BackMsg()
    asked.rerun_script.query_string = "period=today"
    asked.rerun_script.page_script_hash = "abc"
    asked.rerun_script.fragment_id = "pivot"
    asked.rerun_script.is_auto_rerun = True
    pressed = asked.rerun_script.widget_states.widgets.add()
    pressed.id, pressed.trigger_value = "views_delete", True
    asked.rerun_script.context_info.url = "http://127.0.0.1/pivot"
    left = heard(asked)
    assert left.rerun_script.query_string == "period=today"
    assert left.rerun_script.page_script_hash == "abc"
    assert left.rerun_script.context_info.url == "http://127.0.0.1/pivot"
    assert not left.rerun_script.fragment_id
    assert not left.rerun_script.is_auto_rerun
    assert len(left.rerun_script.widget_states.widgets) == 0


def test_whatever_else_a_page_asks_is_a_run_too():
    for name in ("clear_cache", "stop_script", "load_git_info"):
        asked = BackMsg()
        setattr(asked, name, True)
        assert heard(asked).WhichOneof("type") == "rerun_script"


def test_what_is_no_message_is_left_as_it_is():
    for message in (
        {"type": "websocket.disconnect"},
        {"type": "websocket.receive", "text": "x"},
        {"type": "websocket.receive", "bytes": b"\xff\xff no message"},
    ):
        assert gate._bare(dict(message)) == message


def heard(asked: BackMsg) -> BackMsg:
    """What is left of a message."""
    left = gate._bare({"type": "websocket.receive", "bytes": asked.SerializeToString()})
    found: BackMsg = BackMsg.FromString(left["bytes"])
    return found
