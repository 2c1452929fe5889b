"""One message for all there is to tell somebody at once: as plain text, as HTML, in the markdown of robots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from cockpit.delivery.items import FINE, LATE, WATCH, Item, Told, bounded

# More than these are counted, and looked at in the cockpit.
MOST_IN_MAIL: Final = 40
MOST_IN_GROUP: Final = 12
# What of an alarm stands in a title.
LONGEST_HEAD: Final = 90
# What would be markdown or a tag in a group is its double of full width: the robots know no way to escape it.
_DOUBLES: Final = str.maketrans("<>[]*`#|~\\", "＜＞［］＊｀＃｜～＼")
_COLOURS: Final = {LATE: "#B33A00", WATCH: "#8A5A00", FINE: "#1B7A4B"}
_WECOM: Final = {LATE: "warning", WATCH: "warning", FINE: "info"}


@dataclass(frozen=True)
class Message:
    """What is told: a ``title``, the ``items``, how many ``more`` there are; ``note``: lines before them all.

    ``page`` is where the cockpit shows it, ``look`` the word for going there.
    """

    told: Told
    receiver: str
    title: str
    items: tuple[Item, ...] = ()
    more: int = 0
    note: str = ""
    page: str = "/warnings"
    look: str = "all"

    @property
    def link(self) -> str:
        return f"{self.told.site.delivery.address}{self.page}"

    @property
    def subject(self) -> str:
        return self.told.say("subject", site=self.told.site.name, title=self.title)

    @property
    def tone(self) -> str:
        return next((tone for tone in (LATE, WATCH) if any(one.tone == tone for one in self.items)), FINE)

    def shortened(self, most: int) -> Message:
        """With the first items alone, the rest counted."""
        left = max(0, len(self.items) - most)
        return replace(self, items=self.items[:most], more=self.more + left) if left else self


def compose(told: Told, receiver: str, items: Sequence[Item], *, repeated: bool = False) -> Message:
    """The message about these alarms; ``repeated``: it may have come before."""
    note = told.say("repeated") if repeated else ""
    return Message(told, receiver, _title(told, items), tuple(items), note=note)


def trial(told: Told, receiver: str) -> Message:
    """A message that tries out whether messages come."""
    return Message(told, receiver, told.say("trial.title"), note=told.say("trial.text", name=receiver))


def fitting(message: Message, size: int, measured: Callable[[Message], int]) -> Message:
    """The message with as many items as the size allows."""
    kept = message.shortened(MOST_IN_GROUP)
    while kept.items and measured(kept) > size:
        kept = kept.shortened(len(kept.items) - 1)
    return kept


def plain(message: Message) -> str:
    """As text that stands by itself."""
    told = message.told
    blocks = [message.note] if message.note else []
    for one in message.items:
        link = told.say("link", look=told.say(one.look), link=one.link)
        about = [line for line in (one.urgent, *one.lines, link) if line]
        blocks.append("\n   ".join([f"{one.mark} {one.head}", *about]))
    if message.more:
        blocks.append(told.say("more", n=message.more))
    blocks.append(f"{told.say(message.look)} {message.link}")
    return "\n\n".join(blocks) + f"\n\n-- \n{_footer(message)}\n"


def markdown(message: Message, kind: str) -> str:
    """As the markdown of a kind of robot."""
    told = message.told
    end = "\n" if kind != "dingtalk" else "\n\n"
    parts = [] if kind == "feishu" else [f"**{doubled(message.subject)}**"]
    parts += [doubled(message.note)] if message.note else []
    for one in message.items:
        urgent = [f"**{doubled(one.urgent)}**"] if one.urgent else []
        lines = [_headed(one, kind), *urgent, *(f"> {doubled(line)}" for line in one.lines)]
        parts.append(end.join([*lines, f"[{told.say(one.look)}]({one.link})"]))
    if message.more:
        parts.append(told.say("more", n=message.more))
    if kind != "feishu":
        parts.append(f"[{told.say(message.look)}]({message.link})")
    return "\n\n".join(parts)


def doubled(text: str) -> str:
    """Text that is nothing but text in any robot's markdown."""
    return text.translate(_DOUBLES)


def _headed(one: Item, kind: str) -> str:
    head = doubled(f"{one.mark} {one.head}")
    return f'<font color="{_WECOM[one.tone]}">{head}</font>' if kind == "wecom" else f"**{head}**"


def _title(told: Told, items: Sequence[Item]) -> str:
    """What the gravest is; how many more there are, and how many are over."""
    news = [one for one in items if one.tone != FINE]
    first, over = (news or list(items))[0], len(items) - len(news)
    facts = {"mark": first.mark, "head": bounded(first.head, LONGEST_HEAD)}
    if not news:
        return told.say("title.over_one", **facts) if over == 1 else told.say("title.over", n=over)
    several = len(news) > 1
    key = ("both" if several else "both_one") if over else ("many" if several else "one")
    return told.say(f"title.{key}", **facts, rest=len(news) - 1, over=over)


def _footer(message: Message) -> str:
    return message.told.say("footer", name=message.receiver, site=message.told.site.name)


def html(message: Message) -> str:
    """As a page of mail: tables and styles of its own, since programs of mail know little else; nothing is fetched."""
    told = message.told
    rows = [_row(f'<div style="{_NOTE}">{escape(line)}</div>') for line in message.note.splitlines()]
    rows += [_row(_card(told, one)) for one in message.items]
    if message.more:
        rows.append(_row(f'<div style="{_QUIET}">{escape(told.say("more", n=message.more))}</div>'))
    link = f'<a href="{escape(message.link)}" style="{_BUTTON}">{escape(told.say(message.look))}</a>'
    rows += [_row(link), _row(f'<div style="{_FOOT}">{escape(_footer(message))}</div>')]
    return _PAGE.format(
        language=told.language,
        subject=escape(message.subject),
        site=escape(told.site.name),
        title=escape(message.title),
        rows="".join(rows),
    )


def _card(told: Told, one: Item) -> str:
    colour = _COLOURS[one.tone]
    lines = "".join(f'<div style="{_LINE}">{escape(line)}</div>' for line in one.lines)
    if one.urgent:
        lines = f'<div style="{_URGENT}">{escape(one.urgent)}</div>' + lines
    link = f'<a href="{escape(one.link)}" style="{_LINK}">{escape(told.say(one.look))}</a>'
    head = f'<span style="color:{colour}">{one.mark}</span>&nbsp; {escape(one.head)}'
    return (
        f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:separate">'
        f'<tr><td width="4" style="background:{colour};border-radius:2px;font-size:0;line-height:0">&nbsp;</td>'
        f'<td style="padding:1px 0 1px 14px"><div style="{_HEAD}">{head}</div>{lines}'
        f'<div style="padding-top:4px">{link}</div></td></tr></table>'
    )


def _row(inner: str) -> str:
    return f'<tr><td style="padding:10px 28px">{inner}</td></tr>'


_FONT: Final = "'Noto Sans SC','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',Arial,sans-serif"
_HEAD: Final = "font-size:16px;line-height:24px;font-weight:bold;color:#14212B"
_LINE: Final = "font-size:14px;line-height:22px;color:#3B4A57"
_URGENT: Final = "font-size:14px;line-height:22px;color:#B33A00;font-weight:bold"
_QUIET: Final = "font-size:14px;line-height:22px;color:#5A6875"
_NOTE: Final = "font-size:14px;line-height:22px;color:#14212B"
_FOOT: Final = "font-size:12px;line-height:18px;color:#5A6875;padding:8px 0 12px"
_LINK: Final = "font-size:14px;line-height:22px;color:#0F6CA6"
_BUTTON: Final = (
    "display:inline-block;padding:9px 18px;border-radius:6px;background:#0F6CA6;color:#FFFFFF;"
    "font-size:14px;line-height:20px;text-decoration:none;font-weight:bold"
)
_PAGE: Final = (
    '<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1"><title>{subject}</title></head>'
    f'<body style="margin:0;padding:0;background:#F2F5F8;font-family:{_FONT}">'
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" '
    'style="padding:24px 12px"><table role="presentation" width="600" cellpadding="0" cellspacing="0" '
    'style="width:100%;max-width:600px;background:#FFFFFF;border-radius:8px;text-align:left">'
    '<tr><td style="padding:24px 28px 8px"><div style="font-size:13px;line-height:20px;color:#5A6875">{site}</div>'
    '<div style="font-size:20px;line-height:28px;font-weight:bold;color:#14212B">{title}</div></td></tr>'
    "{rows}</table></td></tr></table></body></html>"
)
