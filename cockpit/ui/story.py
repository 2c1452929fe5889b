"""A ticket's whole story on one page: who and where, its times against its limits, and what else belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pyarrow as pa
import streamlit as st

from cockpit.i18n import label, number, say
from cockpit.metrics.origin import origin
from cockpit.metrics.story import Faults, Story, story
from cockpit.sentences import Sentence
from cockpit.ui import html, row_origin, ticket_list, timeline
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.ticket_list import Shown

RULES = (Path(__file__).parent / "story.css").read_text(encoding="utf-8")
LONGEST_NUMBER = 200
SHEET = (
    "level",
    "status",
    "category",
    "subcategory",
    "place",
    "device_type",
    "device_id",
    "work_type",
    "channel",
    "reporter",
    "reporter_phone",
    "engineer_id",
    "group",
    "manual_ref",
    "overrun_report_at",
)
AFTER = ("rating", "signed", "revisit_at", "reopen_count")
TEXTS = ("description", "cause", "solution")
FAULTS = ("ticket_id", "reported_at", "title", "seconds_to_resolve")
INCIDENT = ("level", "nature", "scope", "occurred_at", "restored_at", "progress")


def show(reader: Reader, ticket_id: str, back: Callable[[], None]) -> None:
    """The story of a ticket with a way back; that there is none where there is none one may see."""
    html.show(f"<style>{RULES}</style>")
    with st.container(horizontal=True, key="links-story"):
        st.button(f"← {_say(reader, 'back')}", key="story_back", type="tertiary", on_click=back)
    told = found(reader, ticket_id)
    if told is None:
        headline(Sentence(_say(reader, "unknown")))
        html.empty(_say(reader, "unknown_why"), _say(reader, "unknown_remedy"))
        return
    headline(_sentence(reader, told.ticket))
    html.show(_sheet(reader, told.ticket, SHEET))
    html.heading(_say(reader, "timeline"), _beside(reader, told.ticket))
    lines = timeline.marks(reader, told.ticket)
    if lines:
        html.show(timeline.drawn(reader, told.ticket, lines))
    left, right = st.columns([1, 1.15], gap="large")
    with left:
        _texts(reader, told.ticket)
        _after(reader, told.ticket)
        _tied(reader, told)
    with right:
        _history(reader, told)
    _lacking(reader, told)
    _origin(reader, ticket_id)


def found(reader: Reader, ticket_id: str) -> Story | None:
    """The story, kept like an answer."""
    if len(ticket_id) > LONGEST_NUMBER or "\0" in ticket_id:
        return None
    cockpit = reader.opened.cockpit
    return reader.found(("story", ticket_id), lambda: story(cockpit, ticket_id, reader.rights))


def _say(reader: Reader, key: str, **arguments: object) -> str:
    return say(f"detail.story.{key}", reader.language, **arguments)


def _sentence(reader: Reader, ticket: dict[str, Any]) -> Sentence:
    """What it was, where, and how it ended or how it stands, its lateness stressed."""
    what = ticket["title"] or label("category", ticket["category"], reader.language)
    begin = _say(reader, "sentence", id=ticket["ticket_id"], what=what)
    comma, stop = say("sentences.comma", reader.language), say("sentences.stop", reader.language)
    key, state = _ending(reader, ticket)
    if state == "late":
        return Sentence(begin + comma, key, stop)
    return Sentence(comma.join([begin, key]) + stop)


def _ending(reader: Reader, ticket: dict[str, Any]) -> tuple[str, str]:
    lines = {mark.name: mark for mark in timeline.marks(reader, ticket)}
    if ticket["status"] == "cancelled":
        return label("status", "cancelled", reader.language), ""
    finished, reported = ticket["finished_at"], ticket["reported_at"]
    if finished and reported:
        took = _say(reader, "took", time=timeline.worded(reader, finished - reported))
        ends = next(
            (lines[name] for name in ("resolved_at", "closed_at") if name in lines and lines[name].at == finished), None
        )
        if ends and ends.state == "late":
            return took + say("sentences.comma", reader.language) + ends.remark, "late"
        return took, ""
    now = lines.get(timeline.NOW)
    if now and now.remark:
        return _say(reader, "still") + say("sentences.comma", reader.language) + now.remark, now.state
    return label("status", ticket["status"], reader.language), ""


def _beside(reader: Reader, ticket: dict[str, Any]) -> str:
    """What the times themselves do not show: how long it was on hold."""
    held = ticket["hold_minutes"]
    return (
        _say(reader, "held", time=say("common.minutes", reader.language, n=number(held, reader.language)))
        if held
        else ""
    )


def _sheet(reader: Reader, ticket: dict[str, Any], names: Sequence[str]) -> str:
    """Facts with their names; what is not given is left out."""
    place = " ".join(part for part in (ticket["campus"], ticket["building"], ticket["room"]) if part)
    facts = []
    for name in names:
        cell = place if name == "place" else ticket[name]
        if cell is None or cell == "":
            continue
        if name == "level":
            told = html.level(cell)
        else:
            told = escape(cell if name == "place" else ticket_list.text(reader, name, cell))
        head = _say(reader, "place") if name == "place" else ticket_list.title(reader, name)
        facts.append((head, told))
    return _facts(facts)


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    """Names and ready pieces of HTML beside each other, all names as wide as the longest."""
    body = "".join(f"<div><dt>{escape(head)}</dt><dd>{told}</dd></div>" for head, told in facts)
    width = max((ticket_list.length(head) for head, _ in facts), default=0)
    return f'<dl class="c-sheet" style="--c-name:{width + 4:.0f}px">{body}</dl>'


def _texts(reader: Reader, ticket: dict[str, Any]) -> None:
    pieces = [
        f'<p class="c-prose"><b>{escape(ticket_list.title(reader, name))}</b>{escape(ticket[name])}</p>'
        for name in TEXTS
        if ticket[name]
    ]
    if pieces:
        html.heading(_say(reader, "texts"))
        html.show("".join(pieces))


def _after(reader: Reader, ticket: dict[str, Any]) -> None:
    """What the user said afterwards."""
    if any(ticket[name] is not None for name in AFTER[:3]):
        html.heading(_say(reader, "after"))
        html.show(_sheet(reader, ticket, AFTER))


def _history(reader: Reader, told: Story) -> None:
    """Earlier faults of the same device and room, the one it repeats, and those that repeat it."""
    repeated = Faults((told.repeated,)) if told.repeated else Faults()
    for key, faults in (
        ("repeated", repeated),
        ("repeats", told.repeats),
        ("device", told.device),
        ("room", told.room),
    ):
        if not faults.rows:
            continue
        shown = len(faults.rows)
        beside = _say(reader, "latest", n=shown, all=number(faults.total, reader.language))
        html.heading(_say(reader, f"history.{key}"), beside if faults.total > shown else "")
        _faults(reader, faults, key)
    if not any((told.repeated, told.repeats.rows, told.device.rows, told.room.rows)):
        html.heading(_say(reader, "history.none_title"))
        html.show(f'<p class="c-under">{escape(_say(reader, "history.none"))}</p>')


def _faults(reader: Reader, faults: Faults, key: str) -> None:
    table = pa.Table.from_pylist(list(faults.rows))
    height = f"{table.num_rows * 34 + 38}px"
    shown = Shown(
        table.num_rows,
        FAULTS,
        "reported_at",
        descending=True,
        view=key,
        fetch=table.slice,
        key=tuple(row["ticket_id"] for row in faults.rows),
        height=height,
        sortable=False,
    )
    ticket_list.put(reader, shown, _open, key=f"faults-{key}")


def _open(wanted: dict[str, Any]) -> None:
    if isinstance(ticket := wanted.get("ticket"), str):
        st.query_params["ticket"] = ticket


def _tied(reader: Reader, told: Story) -> None:
    """The patrol that found it, the parts it took, the emergency it was."""
    if told.inspections:
        rows = [_inspection(reader, row) for row in told.inspections]
        _table(reader, "inspections", ("kind", "done_at", "inspector_id", "finding"), rows)
    if told.part_moves:
        rows = [_part(reader, row) for row in told.part_moves]
        _table(reader, "part_moves", ("moved_at", "parts.name", "quantity", "store"), rows)
    for row in told.incidents:
        html.heading(say("records.incidents.name", reader.language), row["title"] or "")
        facts = [(name, row[name]) for name in INCIDENT if row[name] is not None]
        html.show(
            _facts(
                [
                    (
                        say(f"records.incidents.columns.{name}", reader.language),
                        html.level(cell) if name == "level" else escape(ticket_list.text(reader, name, cell)),
                    )
                    for name, cell in facts
                ]
            )
        )


def _inspection(reader: Reader, row: dict[str, Any]) -> list[str]:
    kind = f"records.inspections.choices.kind.{row['kind']}"
    when = row["done_at"] or row["planned_on"]
    told = (say(kind, reader.language), ticket_list.text(reader, "done_at", when), reader.called(row["inspector_id"]))
    return [*map(escape, told), escape(row["finding"] or "")]


def _part(reader: Reader, row: dict[str, Any]) -> list[str]:
    quantity = number(row["quantity"], reader.language, 0 if float(row["quantity"]).is_integer() else 1)
    store = _say(reader, "main_store") if row["store"] == "main" else reader.called(row["store"])
    told = (ticket_list.text(reader, "moved_at", row["moved_at"]), row["name"] or row["part_id"])
    return [*map(escape, told), escape(f"{quantity} {row['unit'] or ''}".strip()), escape(store)]


def _table(reader: Reader, record: str, columns: Sequence[str], rows: list[list[str]]) -> None:
    name = say(f"records.{record}.name", reader.language)
    named = [(own or record, column) for own, _, column in (column.rpartition(".") for column in columns)]
    headers = [say(f"records.{own}.columns.{column}", reader.language) for own, column in named]
    html.heading(name)
    html.show(html.table(headers, rows, caption=name))


def _lacking(reader: Reader, told: Story) -> None:
    """One quiet line: what this site has no records of, and what there is none of here."""
    nothing = [name for name in ("inspections", "part_moves", "incidents") if not getattr(told, name)]
    for key, names in (("lacking", told.lacking), ("nothing", [one for one in nothing if one not in told.lacking])):
        if names:
            text = _say(reader, key, names=[say(f"records.{name}.name", reader.language) for name in names])
            html.show(f'<p class="c-under">{escape(text)}</p>')


def _origin(reader: Reader, ticket_id: str) -> None:
    """The place in the source that the ticket was read from, and the syncs that brought it."""
    where = origin(reader.opened.cockpit, "tickets", ticket_id, reader.rights)
    if where:
        html.heading(say("lineage.title", reader.language), body=row_origin.told(reader, where))
