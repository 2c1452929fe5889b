"""What rounds found and what came of it, who found faults first, and what rounds did not see."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import timedelta
from html import escape
from typing import Any

import streamlit as st

from cockpit.boards import Tile
from cockpit.contract.rooms import FIRST as FIRST_FINDERS
from cockpit.contract.rooms import OUTCOMES
from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import day, duration, label, number, percent, say
from cockpit.metrics import rounds
from cockpit.metrics.reading import Row
from cockpit.ui import charts, exporting, html, links, row_origin
from cockpit.ui.inspections import FINDINGS, provided, spot, ticket, two
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader
from cockpit.ui.trends import lacking

FIRST = "found_first"
MARKS = {"none": "watch", "unknown": "watch", "cancelled": "watch", "late": "late", "open": "watch"}


def findings(reader: Reader, tile: Tile) -> None:
    """What was found in the chosen period and what came of it: what is not put right first."""
    if not provided(reader):
        return
    answer = reader.ask(reader.question(FINDINGS))
    chosen = reader.chosen
    rows = reader.found(
        ("findings", chosen.period, chosen.filters),
        lambda: rounds.findings(reader.opened.cockpit, chosen.period, chosen.filters, reader.rights),
    )
    counts = Counter(row["outcome"] for row in rows)
    told = [_say(reader, f"findings.count_{name}", n=counts[name]) for name in OUTCOMES if counts[name]]
    with st.container(horizontal=True, vertical_alignment="center", key="links-inspections-findings"):
        html.heading(_say(reader, "findings.title"), " · ".join(told))
        charts.about(reader, answer, "about-findings")
        if rows:
            exporting.menu(
                reader, "inspections-findings", lambda: [exporting.shown(reader, _findings_list(reader, rows))]
            )
    if answer.lacking:
        lacking(reader, answer)
        return
    if not rows:
        html.empty(_say(reader, "findings.none"), _say(reader, "findings.none_why"))
        return
    heads = [_say(reader, name) for name in ("findings.when", "place", "findings.what", "inspector", "findings.came")]
    lines = [_finding(reader, row) for row in rows[: tile.rows]]
    table = html.table(heads, lines, caption=_say(reader, "findings.title"))
    html.show(f'<div class="c-long">{table}</div>{cut(reader, len(lines), len(rows))}')


def _finding(reader: Reader, row: Row) -> list[str]:
    items = _say(reader, "findings.items", n=row["items_abnormal"], of=row["items_checked"])
    counted = f'<br><span class="c-quiet c-small">{escape(items)}</span>' if row["items_checked"] else ""
    return [
        row_origin.link(reader, "inspections", row, day(row["done_day"], reader.language, short=True)),
        spot(reader, row),
        escape(row["finding"] or _say(reader, "findings.untold")) + counted,
        escape(reader.called(row["inspector_id"]) or "–"),
        _outcome(reader, row),
    ]


def _outcome(reader: Reader, row: Row) -> str:
    told = _say(reader, f"outcome.{row['outcome']}")
    if row["outcome"] == "fixed":
        mark = f'<span class="c-quiet c-dot" aria-hidden="true">●</span> {escape(told)}'
    else:
        mark = html.flag(MARKS[row["outcome"]], told)
    if row["ticket_id"] is None:
        return mark
    return f"{mark}<br>{ticket(row['ticket_id']) if row['ticket_known'] else escape(row['ticket_id'])}"


def _findings_list(reader: Reader, rows: list[Row]) -> Listed:
    names = ("inspection_id", "kind", "campus", "building", "room", "done_at", "inspector_id", "items_checked")
    kinds = {"done_at": "moment", "items_checked": "number", "items_abnormal": "number"}
    columns = (*names, "items_abnormal", "finding", "ticket_id")
    heads = [(say(f"records.inspections.columns.{name}", reader.language), kinds.get(name, "text")) for name in columns]
    lines: list[list[Cell]] = [
        [*(_cell(reader, row, name) for name in columns), _say(reader, f"outcome.{row['outcome']}")] for row in rows
    ]
    return Listed(_say(reader, "findings.title"), [*heads, (_say(reader, "findings.came"), "text")], lines)


def _cell(reader: Reader, row: Row, name: str) -> Cell:
    if name == "kind":
        return label("kind", row[name], reader.language)
    found: Any = reader.called(row[name]) if name == "inspector_id" else row[name]
    return found or None if isinstance(found, str) else found


def first(reader: Reader, _tile: Tile) -> None:
    """Category by category who found faults: rounds, the monitoring, or the users."""
    answer = reader.ask(reader.question(FIRST))
    counted = _finders(reader)
    with st.container(horizontal=True, vertical_alignment="center", key="links-inspections-first"):
        share = _say(reader, "first.beside", share=percent(answer.value, reader.language)) if answer.n else ""
        html.heading(_say(reader, "first.title"), share)
        charts.about(reader, answer, "about-first")
        if counted:
            exporting.menu(reader, "inspections-first", lambda: [exporting.shown(reader, first_list(reader))])
    if not counted:
        html.empty(reader.say("empty.no_rows"), reader.say("empty.widen"))
        return
    lines = [
        [
            escape(_category(reader, category)),
            *(_ways(reader, category, name, counts[name]) for name in FIRST_FINDERS),
            *map(escape, (number(counts["users"], reader.language), percent(_ahead(counts), reader.language))),
        ]
        for category, counts in counted.items()
    ]
    heads = [_say(reader, f"first.{name}") for name in ("category", *FIRST_FINDERS, "users", "share")]
    html.show(html.table(heads, lines, right=(1, 2, 3, 4), caption=_say(reader, "first.title")))


def _finders(reader: Reader) -> dict[str | None, Counter[str]]:
    """By category, the most frequent first, how many faults who found first; under None those of all."""
    by: dict[str | None, Counter[str]] = defaultdict(Counter)
    for row in reader.ask(reader.question("opened", ("category", "channel"))).rows:
        finder = row["channel"] if row["channel"] in FIRST_FINDERS else "users"
        by[row["category"]][finder] += row["n"]
        by[None][finder] += row["n"]
    return {name: by[name] for name in sorted(by, key=lambda name: (name is None, -by[name].total()))}


def _ahead(counts: Counter[str]) -> float:
    return 1 - counts["users"] / counts.total()


def _category(reader: Reader, category: str | None) -> str:
    return reader.label("category", category) if category else _say(reader, "plan.all")


def _ways(reader: Reader, category: str | None, channel: str, count: int) -> str:
    """How many, and the way to these tickets."""
    told = number(count, reader.language)
    if not count:
        return escape(told)
    finder = label("channel", channel, reader.language)
    return links.anchor(
        links.address("detail", channel=channel, **({"category": category} if category else {})),
        told,
        f"{_category(reader, category)} {finder} {told}",
    )


def first_list(reader: Reader) -> Listed:
    """The table of who found faults first."""
    finders = (*FIRST_FINDERS, "users")
    heads = [(_say(reader, "first.category"), "text")]
    heads += [(_say(reader, f"first.{name}"), "count") for name in finders]
    lines: list[list[Cell]] = [
        [_category(reader, category), *(counts[name] for name in finders), _ahead(counts)]
        for category, counts in _finders(reader).items()
    ]
    return Listed(_say(reader, "first.title"), [*heads, (_say(reader, "first.share"), "share")], lines)


def missed(reader: Reader, tile: Tile) -> None:
    """What users reported soon after a round of the same room that had found nothing."""
    if not provided(reader):
        return
    cockpit, settings = reader.opened.cockpit, reader.opened.settings.rooms
    period, filters = reader.last_months, reader.chosen.filters
    rows = reader.found(
        ("missed", period, filters),
        lambda: rounds.missed(cockpit, period, settings, filters, reader.rights),
    )
    days = number(settings.missed_within / timedelta(days=1), reader.language)
    if not settings.checks:
        html.heading(_say(reader, "missed.title"))
        html.empty(_say(reader, "missed.unknown"), _say(reader, "missed.unknown_why"))
        return
    told = _say(reader, "missed.under", days=days), _looks(reader, settings.checks)
    under = f'<p class="c-under">{escape("".join(told))}</p>'
    with st.container(horizontal=True, vertical_alignment="center", key="links-inspections-missed"):
        html.heading(_say(reader, "missed.title"), _say(reader, "missed.beside", n=number(len(rows), reader.language)))
        if rows:
            made = lambda: [exporting.shown(reader, _missed_list(reader, rows), period)]  # noqa: E731
            exporting.menu(reader, "inspections-missed", made)
    if not rows:
        html.empty(_say(reader, "missed.none"), _say(reader, "missed.none_why", days=days))
        html.show(under)
        return
    heads = [_say(reader, f"missed.{name}") for name in ("reported", "fault", "before")]
    lines = [_missed(reader, row) for row in rows[: tile.rows]]
    table = html.table(heads, lines, caption=_say(reader, "missed.title"))
    html.show(f'<div class="c-long">{table}</div>{cut(reader, len(lines), len(rows))}{under}')


def _looks(reader: Reader, checks: Mapping[str, tuple[str, ...]]) -> str:
    """What each kind of round is held to."""
    kinds = {label("kind", kind, reader.language): list(names) for kind, names in checks.items()}
    return "".join(_say(reader, "missed.looks", kind=kind, names=names) for kind, names in kinds.items())


def _missed(reader: Reader, row: Row) -> list[str]:
    place = " ".join(filter(None, (row["building"], row["room"])))
    what = row["title"] or label("category", row["category"], reader.language)
    after = _after(reader, row)
    who = reader.called(row["inspector_id"])
    return [
        f"{escape(day(row['reported_day'], reader.language, short=True))}<br>{ticket(row['ticket_id'])}",
        two(what, f"{place} · {row['campus']}"),
        two(after, f"{label('kind', row['kind'], reader.language)} · {who}".strip(" ·")),
    ]


def _after(reader: Reader, row: Row) -> str:
    hours = (row["reported_at"] - row["inspected_at"]) / timedelta(hours=1)
    return _say(reader, "missed.after", time=duration(hours, reader.language))


def _missed_list(reader: Reader, rows: list[Row]) -> Listed:
    ticketed = ("ticket_id", "reported_at", "campus", "building", "room", "category", "subcategory", "title")
    heads = [
        (say(f"records.tickets.columns.{name}", reader.language), "moment" if name == "reported_at" else "text")
        for name in ticketed
    ]
    heads += [
        (say(f"records.inspections.columns.{name}", reader.language), "text") for name in ("inspection_id", "kind")
    ]
    heads += [(_say(reader, "missed.before"), "moment"), (_say(reader, "inspector"), "text")]
    lines: list[list[Cell]] = [
        [
            *(row[name] for name in ticketed),
            row["inspection_id"],
            label("kind", row["kind"], reader.language),
            row["inspected_at"],
            reader.called(row["inspector_id"]) or None,
        ]
        for row in rows
    ]
    return Listed(_say(reader, "missed.title"), heads, lines)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"inspections.{key}", reader.language, **facts)
