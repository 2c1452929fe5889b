"""What the warnings themselves are like: what is muted, and what could not be sent."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import day, explain, number, say
from cockpit.ledger import Delivery, Mute
from cockpit.ui import exporting, html, links, warnings_acting, warnings_read
from cockpit.ui import warnings_words as words
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader
from cockpit.ui.warnings_opened import ALARM

MOST_NUMBERS = 8


def under(reader: Reader) -> str:
    """When was last looked, at how much, and how many false alarms the site puts up with."""
    done = warnings_read.last_round()
    if done is None or done.as_of is None:
        return words.tell(reader, "never")
    budget = reader.opened.settings.warnings.budget
    facts = {"budget": number(budget, reader.language, int(budget % 1 > 0)), "at": reader.moment(done.as_of)}
    if done.learning:
        return words.tell(reader, "learning", n=number(done.learning, reader.language), at=facts["at"])
    return words.tell(reader, "under", series=number(done.series, reader.language), **facts)


def notices(reader: Reader) -> None:
    """What went wrong when it was last looked; those who look after the data are told why."""
    done = warnings_read.last_round()
    if done is None:
        return
    for failure in done.failed:
        why = explain(failure.error, reader.language) if reader.keeper else words.tell(reader, "failed_why")
        html.notice(words.tell(reader, "failed", at=reader.moment(done.at), why=why))


def mutes(reader: Reader, _tile: Tile) -> None:
    """What is not heard for a while, why and until when, with a way to hear it again."""
    found = warnings_read.mutes(reader)
    if st.query_params.get(ALARM) or not found:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="links-warnings-mutes"):
        html.heading(words.tell(reader, "mutes.title"), words.tell(reader, "n", n=number(len(found), reader.language)))
        exporting.menu(reader, "warnings-mutes", lambda: [exporting.shown(reader, _list(reader, found))])
    for one in found:
        left, right = st.columns([8, 1], vertical_alignment="center")
        with left:
            html.show(_mute(reader, one))
        with right:
            warnings_acting.lift(reader, one)


def _mute(reader: Reader, one: Mute) -> str:
    name = words.subject(reader, one.kind, one.subject)
    facts = {"until": day(one.until, reader.language), "who": words.who(reader, one.who)}
    told = words.tell(reader, "mutes.told", **facts)
    return (
        f'<div class="c-alarm">{words.mark(reader, one.kind)} <b>{escape(name)}</b> {html.quiet(escape(told))}'
        f"<br>{escape(one.reason)}</div>"
    )


def _list(reader: Reader, found: Sequence[Mute]) -> Listed:
    heads = [(words.tell(reader, f"mutes.{name}"), "text") for name in ("kind", "subject", "reason", "who")]
    heads.insert(2, (words.tell(reader, "mutes.until"), "day"))
    rows: list[list[Cell]] = [
        [
            words.kind(reader, one.kind),
            words.subject(reader, one.kind, one.subject),
            one.until,
            one.reason,
            words.who(reader, one.who),
        ]
        for one in found
    ]
    return Listed(words.tell(reader, "mutes.title"), heads, rows)


def undelivered(reader: Reader, tile: Tile) -> None:
    """What could not be sent: to whom, of which warning, why, and when it is tried again; for those who may act."""
    found = warnings_read.undelivered(reader)
    if st.query_params.get(ALARM) or not found:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="links-warnings-undelivered"):
        html.heading(
            words.tell(reader, "undelivered.title"), words.tell(reader, "n", n=number(len(found), reader.language))
        )
        exporting.menu(reader, "warnings-undelivered", lambda: [exporting.shown(reader, _missed_list(reader, found))])
    heads = [words.tell(reader, f"undelivered.{name}") for name in ("receiver", "alarm", "tried", "next", "why")]
    together = _together(reader, found)
    lines = [_missed(reader, many) for many in together[: tile.rows]]
    table = html.table(heads, lines, caption=words.tell(reader, "undelivered.title"))
    html.show(f'<div class="c-said c-missed">{table}</div>{cut(reader, len(lines), len(together))}')


def _together(reader: Reader, found: Sequence[Delivery]) -> list[list[Delivery]]:
    """What failed in one message, or for the same reason at the same time, is one line."""
    lines: dict[object, list[Delivery]] = {}
    for one in found:
        same = (one.receiver, one.tries, one.tried_at, one.next_at, one.given_up_at, one.why(reader.language))
        lines.setdefault(same, []).append(one)
    return list(lines.values())


def _of(reader: Reader, many: Sequence[Delivery]) -> str:
    """Of which warnings messages are, each a way to it."""
    known = sorted({one.alarm for one in many})
    ways = [links.anchor(links.address("warnings", **{ALARM: one}), str(one)) for one in known[:MOST_NUMBERS]]
    more = "…" if len(known) > MOST_NUMBERS else ""
    told = escape(words.tell(reader, "undelivered.numbers", ids="{}"))
    return told.replace("{}", say("common.comma", reader.language).join(ways) + more)


def _missed(reader: Reader, many: Sequence[Delivery]) -> list[str]:
    one = many[0]
    tried = reader.moment(one.tried_at) if one.tried_at else "–"
    return [
        escape(one.receiver),
        _of(reader, many),
        escape(f"{tried} · {words.tell(reader, 'undelivered.tries', n=number(one.tries, reader.language))}"),
        html.flag("late", words.tell(reader, "undelivered.given_up"))
        if one.given_up_at
        else escape(reader.moment(one.next_at)),
        escape(one.why(reader.language)),
    ]


def _missed_list(reader: Reader, found: Sequence[Delivery]) -> Listed:
    units = {"receiver": "text", "alarm": "count", "tried": "moment", "times": "count", "next": "moment", "why": "text"}
    heads = [(words.tell(reader, f"undelivered.{name}"), unit) for name, unit in units.items()]
    rows: list[list[Cell]] = [
        [one.receiver, one.alarm, one.tried_at, one.tries, one.next_at, one.why(reader.language)] for one in found
    ]
    return Listed(words.tell(reader, "undelivered.title"), heads, rows)
