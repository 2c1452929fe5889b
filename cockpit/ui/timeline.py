"""A ticket's times against its limits, drawn to scale: one line an event, the limits running through all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any

from cockpit.i18n import say, value
from cockpit.ui import html, ticket_list
from cockpit.ui.reader import Reader

EVENTS = ("reported_at", "assigned_at", "arrived_at", "resolved_at", "reopened_at", "closed_at", "revisit_at")
NOW = "now"
RESPOND, DUE = "respond_due_at", "due_at"


@dataclass(frozen=True)
class Mark:
    """One line: what happened (or a limit), when, what there is to say about it, and how that is to be taken.

    ``passed`` is the limit after which it came.
    """

    name: str
    at: datetime
    remark: str = ""
    state: str = ""
    passed: datetime | None = None

    @property
    def limit(self) -> bool:
        return self.name in (RESPOND, DUE)


def marks(reader: Reader, ticket: dict[str, Any]) -> list[Mark]:
    """The events and limits of a ticket in the order of their times; an open one ends now."""
    now = reader.opened.cockpit.as_of
    found = [Mark(name, ticket[name]) for name in EVENTS if ticket[name]]
    if ticket["left_at"] is None or ticket["left_at"] > now:
        found.append(Mark(NOW, now))
    told = [_told(reader, ticket, mark) for mark in found]
    told += [Mark(name, ticket[name]) for name in (RESPOND, DUE) if ticket[name]]
    # At the same instant the limit stands last: what happens on it is in time.
    return sorted(told, key=lambda mark: (mark.at, mark.limit))


def _told(reader: Reader, ticket: dict[str, Any], mark: Mark) -> Mark:
    """The event with its lateness in words, where a limit is met or missed by it."""
    cancelled = ticket["status"] == "cancelled"
    answered, finished = ticket["responded_at"], ticket["finished_at"]
    if mark.name in ("assigned_at", "arrived_at") and mark.at == answered and ticket[RESPOND]:
        return _against(reader, mark, ticket[RESPOND], "respond")
    if mark.name in ("resolved_at", "closed_at") and mark.at == finished and ticket[DUE] and not cancelled:
        return _against(reader, mark, ticket[DUE], "resolve")
    if mark.name == "reopened_at":
        return Mark(mark.name, mark.at, say("detail.story.reopened", reader.language), "watch")
    if mark.name == NOW and ticket[DUE] and not cancelled:
        return _open(reader, mark, ticket)
    return mark


def _open(reader: Reader, mark: Mark, ticket: dict[str, Any]) -> Mark:
    """How far an open ticket is from its limit."""
    left = ticket[DUE] - mark.at
    told = {"time": worded(reader, abs(left))}
    if left <= timedelta(0):
        return Mark(mark.name, mark.at, say("detail.story.over", reader.language, **told), "late", ticket[DUE])
    state = "watch" if ticket["state"] == "soon" else "fine"
    return Mark(mark.name, mark.at, say("detail.story.left", reader.language, **told), state)


def _against(reader: Reader, mark: Mark, limit: datetime, what: str) -> Mark:
    late = mark.at > limit
    key = f"detail.story.{what}_{'late' if late else 'fine'}"
    remark = say(key, reader.language, time=worded(reader, abs(mark.at - limit)))
    return Mark(mark.name, mark.at, remark, "late" if late else "fine", limit if late else None)


def drawn(reader: Reader, ticket: dict[str, Any], lines: Sequence[Mark]) -> str:
    """The lines as a table with a track to scale."""
    begin, end = lines[0].at, lines[-1].at
    length = max((end - begin).total_seconds(), 1.0)

    def place(at: datetime) -> float:
        return round(100 * (at - begin).total_seconds() / length, 3)

    limits = "".join(f'<i class="c-limit" style="left:{place(mark.at)}%"></i>' for mark in lines if mark.limit)
    rows, former = [], begin
    for mark in lines:
        late = max(former, mark.passed) if mark.passed else mark.at
        bar = "" if mark.limit else _span("", place(former), place(late)) + _span("c-late", place(late), place(mark.at))
        rows.append(_row(reader, ticket, mark, limits + bar, place(mark.at)))
        former = former if mark.limit else mark.at
    caption = say("detail.story.timeline", reader.language)
    heads = "".join(
        f'<th scope="col">{escape(say(f"detail.story.{name}", reader.language))}</th>'
        for name in ("event", "moment", "since", "scale", "against")
    )
    return (
        f'<div class="c-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="c-line">'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _span(kind: str, begin: float, end: float) -> str:
    """A bar to scale; nothing where it has no length."""
    return f'<i class="c-span {kind}" style="left:{begin}%;width:{end - begin:.3f}%"></i>' if end > begin else ""


def _row(reader: Reader, ticket: dict[str, Any], mark: Mark, bars: str, at: float) -> str:
    since = mark.at - ticket["reported_at"] if ticket["reported_at"] else timedelta(0)
    elapsed = worded(reader, since) if since > timedelta(0) else ""
    dot = f'<i class="c-dot c-{"limit-dot" if mark.limit else mark.state}" style="left:{at}%"></i>'
    remark = html.flag(mark.state, mark.remark) if mark.remark else ""
    return (
        f'<tr class="{"c-quiet" if mark.limit else ""}"><td>{escape(name(reader, ticket, mark))}</td>'
        f"<td>{escape(ticket_list.text(reader, mark.name, mark.at))}</td><td>{escape(elapsed)}</td>"
        f'<td class="c-track"><div aria-hidden="true">{bars}{dot}</div></td><td>{remark}</td></tr>'
    )


def name(reader: Reader, ticket: dict[str, Any], mark: Mark) -> str:
    """What a line is called; a limit the customer agreed to, or the source's own, by that."""
    own = mark.name
    if own == DUE and ticket["agreed_due_at"] == mark.at:
        own = "agreed_due_at"
    elif own == DUE and ticket["source_due_at"] == mark.at:
        own = "source_due_at"
    return say(f"detail.story.events.{own}", reader.language)


def worded(reader: Reader, span: timedelta) -> str:
    """A length of time in words."""
    return value(span.total_seconds() / 3600, "hours", reader.language)
