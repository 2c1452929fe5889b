"""Who is told of warnings, alarms and the month, and by which way: what ``[delivery]`` and ``[review]`` become."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path

MAIL = "mail"
# Robots of a group, and the hosts their addresses have unless a school runs the service itself.
ROBOTS = {
    "wecom": ("qyapi.weixin.qq.com",),
    "dingtalk": ("oapi.dingtalk.com",),
    "feishu": ("open.feishu.cn", "open.larksuite.com"),
}
WAYS = (MAIL, *ROBOTS)
# What else people call them.
CALLED = {
    MAIL: ("email", "e-mail", "smtp", "邮件", "邮箱", "郵件"),
    "wecom": ("wechat", "weixin", "wxwork", "qywx", "微信", "企业微信", "企業微信"),
    "dingtalk": ("ding", "dingding", "钉钉", "釘釘"),
    "feishu": ("lark", "飞书", "飛書"),
}
# To whom an alarm goes on that nobody acknowledges, one after the other.
STEPS = ("operation_manager", "department_manager", "company_heads")
# The files of a report that can be sent: see exports/reports.py.
FORMATS = ("pptx", "docx", "pdf", "html", "xlsx")
# How a mail server is spoken to, and the port it listens on then.
PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True)
class Mail:
    """The server that takes mail. Its certificate must be one the system trusts."""

    host: str
    sender: str
    security: str = "starttls"
    port: int = 0
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.port:
            object.__setattr__(self, "port", PORTS[self.security])


@dataclass(frozen=True)
class Receiver:
    """Somebody who is told: people by mail (``to``), or a group by its robot (``url``, a secret as a whole).

    ``alarms``: of which kinds, empty: all. ``campus``: of which campuses, empty: all; what concerns the whole site
    concerns each. ``language`` None: the site's first. ``step``: told at once (None), or when nobody has acknowledged
    an alarm by that step of its escalation.
    """

    name: str
    kind: str
    to: tuple[str, ...] = ()
    url: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    alarms: tuple[str, ...] = ()
    campus: tuple[str, ...] = ()
    language: str | None = None
    step: str | None = None


@dataclass(frozen=True)
class Delivery:
    """``address``: of the cockpit, for links. A message that is not taken within ``timeout`` is tried again later."""

    address: str = ""
    mail: Mail | None = None
    to: tuple[Receiver, ...] = ()
    timeout: timedelta = timedelta(seconds=20)


@dataclass(frozen=True)
class Reviewing:
    """On the ``day`` of each month at ``time`` (the site's) the month before is sent, drafted or closed.

    ``to``: addresses of mail, each gets the files of these ``formats`` and a link; ``receivers``: names of those of
    ``[delivery]``, of whom groups get the link alone. Nothing is sent where there are none. ``language`` None: the
    receiver's, else the site's first. ``template``: a Word file in the place of the cockpit's own.
    """

    day: int = 1
    time: time = time(8)
    to: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("docx", "pptx")
    language: str | None = None
    template: Path | None = None
