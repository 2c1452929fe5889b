"""[delivery]: every fault is told with its key and line; no address of a robot, no secret and no password is."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from cockpit import settings
from cockpit.errors import ConfigurationError
from cockpit.i18n import explain
from cockpit.settings import LANGUAGES

SITE = '[site]\nname = "科技大学"\nzone = "Asia/Shanghai"\n[sources]\n'
ENVIRON = {
    "PASSWORD": "canary-password",
    "WECOM": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=canary-key",
    "DINGTALK": "https://oapi.dingtalk.com/robot/send?access_token=canary-token",
    "FEISHU": "https://open.feishu.cn/open-apis/bot/v2/hook/canary-hook",
    "PLAIN": "http://robots.example.edu.cn/canary-plain",
    "BROKEN": "canary broken",
    "SECRET": "canary-secret",
    "CLIENT": "canary-client",
    "COOKIE": "0123456789abcdef0123456789abcdef",
}
GOOD = """
[delivery]
address = "https://cockpit.example.edu.cn/"
timeout = "10s"
[delivery.mail]
host = "smtp.example.edu.cn"
from = "驾驶舱 <cockpit@example.edu.cn>"
user = "cockpit"
password = "${PASSWORD}"
[[delivery.to]]
name = "运营经理"
kind = "mail"
to = "wang@example.edu.cn"
step = "operation_manager"
[[delivery.to]]
name = "值班群"
kind = "wecom"
url = "${WECOM}"
alarms = ["fault", "sudden"]
campus = ["东校区"]
language = "en"
[[delivery.to]]
name = "钉钉群"
kind = "dingtalk"
url = "${DINGTALK}"
secret = "${SECRET}"
[[delivery.to]]
name = "飞书群"
kind = "feishu"
url = "${FEISHU}"
"""
ROBOT = '[delivery]\naddress = "https://c.example"\n[[delivery.to]]\nname = "群"\n'


def load(folder: Path, text: str) -> settings.Settings:
    file = folder / "cockpit.toml"
    file.write_text(SITE + text, encoding="utf-8")
    return settings.load(file, folder / "data", ENVIRON)


def test_it_is_read_with_its_defaults(tmp_path: Path):
    site = load(tmp_path, GOOD)
    found = site.delivery
    assert (found.address, found.timeout) == ("https://cockpit.example.edu.cn", timedelta(seconds=10))
    assert found.mail is not None
    assert (found.mail.port, found.mail.security, found.mail.password) == (587, "starttls", ENVIRON["PASSWORD"])
    assert "cockpit@example.edu.cn" in found.mail.sender
    person, wecom, dingtalk, feishu = found.to
    assert (person.to, person.step, person.alarms) == (("wang@example.edu.cn",), "operation_manager", ())
    assert (wecom.alarms, wecom.campus, wecom.language) == (("fault", "sudden"), ("东校区",), "en")
    assert (dingtalk.secret, feishu.secret) == (ENVIRON["SECRET"], None)
    assert "canary" not in repr(site)


def test_without_it_nobody_is_told(tmp_path: Path):
    assert load(tmp_path, "").delivery.to == ()


def test_the_address_is_the_one_that_people_log_in_at(tmp_path: Path):
    access = """
[access]
metadata_url = "https://login.example/.well-known/openid-configuration"
client_id = "cockpit"
client_secret = "${CLIENT}"
cookie_secret = "${COOKIE}"
redirect_uri = "https://cockpit.example/oauth2callback"
roles = { manager = "managers" }
"""
    text = '[[delivery.to]]\nname = "群"\nkind = "wecom"\nurl = "${WECOM}"\n' + access
    assert load(tmp_path, text).delivery.address == "https://cockpit.example"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[[delivery.to]]\nname = "群"\nkind = "wecom"\nurl = "${WECOM}"', [("missing_key", "delivery.address")]),
        ('[delivery]\naddress = "http://c.example"', [("plain_address", "delivery.address")]),
        ('[delivery]\naddress = "https://c.example/x"', [("bad_cockpit_address", "delivery.address")]),
        ('[delivery]\naddres = "https://c.example"', [("unknown_key_near", "delivery.addres")]),
        ('[delivery]\ntimeout = "2m"', [("bad_timeout", "delivery.timeout")]),
        ("[delivery]\ntimeout = 30", [("duration_without_unit", "delivery.timeout")]),
        ('[delivery]\ntimeout = "soon"', [("bad_duration", "delivery.timeout")]),
        ("[delivery.mail]", [("missing_key", "delivery.mail.host"), ("missing_key", "delivery.mail.from")]),
        ('[delivery.mail]\nhost = "https://x"\nfrom = "a@b.cn"', [("bad_host", "delivery.mail.host")]),
        ('[delivery.mail]\nhost = "x"\nfrom = "nobody"', [("bad_mail", "delivery.mail.from")]),
        ('[delivery.mail]\nhost = "x"\nfrom = "a\\nBcc: x <a@b.cn>"', [("bad_mail", "delivery.mail.from")]),
        (
            '[delivery.mail]\nhost = "x"\nfrom = "a@b.cn"\nsecurity = "startls"',
            [("unknown_security_near", "delivery.mail.security")],
        ),
        ('[delivery.mail]\nhost = "x"\nfrom = "a@b.cn"\nport = 0', [("out_of_bounds", "delivery.mail.port")]),
        ('[delivery.mail]\nhost = "x"\nfrom = "a@b.cn"\nuser = "u"', [("missing_key", "delivery.mail.password")]),
        (
            '[delivery.mail]\nhost = "x"\nfrom = "a@b.cn"\nuser = "u"\npassword = "plain"',
            [("secret_written", "delivery.mail.password")],
        ),
        (
            '[delivery.mail]\nhost = "x"\nfrom = "a@b.cn"\nuser = "u"\npassword = "${PASSWORD}"\nsecurity = "none"',
            [("password_in_clear", "delivery.mail.security")],
        ),
        (f'{ROBOT}kind = "wechat"\nurl = "${{WECOM}}"', [("unknown_way_near", "delivery.to[0].kind")]),
        (f'{ROBOT}kind = "dingtak"\nurl = "${{DINGTALK}}"', [("unknown_way_near", "delivery.to[0].kind")]),
        (f'{ROBOT}kind = "wecom"', [("missing_key", "delivery.to[0].url")]),
        (f'{ROBOT}kind = "wecom"\nurl = "${{DINGTALK}}"', [("robot_of_another", "delivery.to[0].url")]),
        (f'{ROBOT}kind = "wecom"\nurl = "${{PLAIN}}"', [("plain_robot", "delivery.to[0].url")]),
        (f'{ROBOT}kind = "feishu"\nurl = "${{BROKEN}}"', [("bad_robot", "delivery.to[0].url")]),
        (f'{ROBOT}kind = "wecom"\nurl = "https://x/canary"', [("secret_written", "delivery.to[0].url")]),
        (
            f'{ROBOT}kind = "wecom"\nurl = "${{WECOM}}"\nsecret = "${{SECRET}}"\nto = "a@b.cn"',
            [("not_of_way", "delivery.to[0].to"), ("not_of_way", "delivery.to[0].secret")],
        ),
        (
            f'{ROBOT}kind = "mail"\nto = ["a@b.cn", "a@b.cn", "b"]',
            [("mail_server_needed", "delivery.mail"), ("bad_mail", "delivery.to[0].to[2]")],
        ),
        (
            f'{ROBOT}kind = "feishu"\nurl = "${{FEISHU}}"\nalarms = ["falt"]\nstep = "boss"\nlanguage = "zh"',
            [
                ("unknown_alarm_near", "delivery.to[0].alarms[0]"),
                ("unknown_step", "delivery.to[0].step"),
                ("unknown_language", "delivery.to[0].language"),
            ],
        ),
        (f'{ROBOT}kind = "feishu"\nurl = "${{NONE}}"', [("undefined_variable", "delivery.to[0].url")]),
        (
            '[delivery]\naddress = "https://c.example"\n'
            + '[[delivery.to]]\nname = "群"\nkind = "feishu"\nurl = "${FEISHU}"\n' * 2,
            [("duplicate", "delivery.to[1].name")],
        ),
        (
            ROBOT.replace('"群"', '"a <b>"') + 'kind = "feishu"\nurl = "${FEISHU}"',
            [("bad_receiver", "delivery.to[0].name")],
        ),
    ],
)  # fmt: skip
def test_every_fault_is_told_and_no_secret(tmp_path: Path, text: str, found: list[tuple[str, str]]):
    with pytest.raises(ConfigurationError) as raised:
        load(tmp_path, text)
    faults = raised.value.faults
    assert sorted((fault.key, fault.path) for fault in faults) == sorted(found)
    assert all(fault.line and fault.line > SITE.count("\n") for fault in faults)
    for language in LANGUAGES:
        told = explain(raised.value, language)
        assert len(told.splitlines()) == len(faults) + 1
        assert "canary" not in told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[alarms]\nsla_within = 30", '例如 "30m"'),
        ('[alarms]\nquiet = "22:15-06:45"', '例如 ["22:15", "06:45"]'),
        ('[alarms]\nquiet = "at night"', '例如 ["22:30", "06:30"]'),
        ('[wall]\ntheme = "dark"', "[wall.NAME]"),
        ('[delivery.to]\nname = "群"', "[[delivery.to]]"),
        (ROBOT + 'kind = "wechat"', "是否想写“wecom”"),
        (ROBOT + 'kind = "钉钉"', "是否想写“dingtalk”"),
        (ROBOT + 'kind = "emial"', "是否想写“mail”"),
    ],
)
def test_what_is_written_otherwise_is_told_how_it_is_written(tmp_path: Path, written: str, told: str):
    with pytest.raises(ConfigurationError) as raised:
        load(tmp_path, written)
    assert told in explain(raised.value, "zh-Hans")


SENT = GOOD + '\n[review]\nto = "chen@example.edu.cn"\n'


def test_the_month_is_sent_to_addresses_and_to_receivers_by_name(tmp_path: Path):
    found = load(tmp_path, f'{SENT}receivers = "值班群"\nday = 3\ntime = 07:30:00\nformats = []\n').review
    assert (found.to, found.receivers, found.formats) == (("chen@example.edu.cn",), ("值班群",), ())
    assert (found.day, found.time, found.language) == (3, time(7, 30), None)
    usual = load(tmp_path, "").review
    assert (usual.day, usual.time, usual.to, usual.receivers) == (1, time(8), (), ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            '[review]\nto = "chen@example.edu.cn"',
            [("mail_server_needed", "delivery.mail"), ("missing_key", "delivery.address")],
        ),
        ('[review]\nreceivers = ["nobody"]', [("unknown_receiver", "review.receivers[0]")]),
        (f'{SENT}receivers = ["值班组"]', [("unknown_receiver_near", "review.receivers[0]")]),
        ("[review]\nday = 31", [("out_of_bounds", "review.day")]),
        ('[review]\ntime = "8am"', [("bad_clock_time", "review.time")]),
        ('[review]\nformats = ["ppt"]', [("unknown_format_near", "review.formats[0]")]),
        (f"{SENT.replace('chen@', 'chen')}", [("bad_mail", "review.to")]),
    ],
)
def test_faults_of_who_is_sent_the_month(tmp_path: Path, text: str, found: list[tuple[str, str]]):
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path, text)
    assert sorted((fault.key, fault.path) for fault in refused.value.faults) == sorted(found)
