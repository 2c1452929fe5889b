"""Spare parts: stock against its minimum and use by month, personal stores, old parts, uses that match no ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import day, label, number, percent, say
from cockpit.metrics import stores
from cockpit.metrics.reading import Row
from cockpit.metrics.stores import Held, Replaced, Shelf
from cockpit.periods import add_months
from cockpit.ui import exporting, html
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader

OLD = ("returned", "kept", "untold")
RECORDS = ("parts", "part_moves")
MONTHS = 6
# For more months than these nobody counts.
LONG = 24
FLAGS = {"wrong": "late", "below": "late", "unknown": "watch", "enough": "fine"}


def months(reader: Reader) -> tuple[date, ...]:
    """The months whose use is shown, up to the end of what ran of the chosen period."""
    last = reader.last_months.last.replace(day=1)
    return tuple(add_months(last, back) for back in range(1 - MONTHS, 1))


def shelves(reader: Reader) -> list[Shelf]:
    """The stock of every part; nothing for whom not every store is to be seen."""
    cockpit, shown = reader.opened.cockpit, months(reader)
    if lacks(reader):
        return []
    return reader.found(("shelves", shown), lambda: stores.shelves(cockpit, shown, reader.rights))


def lacks(reader: Reader) -> list[str]:
    """The records that the site does not provide."""
    return [name for name in RECORDS if name not in reader.opened.cockpit.records]


def uses(reader: Reader) -> list[Row]:
    """What was used in the last months."""
    cockpit, asked = reader.opened.cockpit, (reader.last_months, reader.rights, reader.chosen.filters)
    return reader.found(("part uses", *asked), lambda: stores.uses(cockpit, *asked))


def shelf(reader: Reader, tile: Tile) -> None:
    """Every part: stock, minimum, what is on order, use by month; what is wrong or below first."""
    found = shelves(reader)
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-stock"):
        html.heading(_say(reader, "stock"), _say(reader, "stock_beside") if found else "")
        if found:
            exporting.menu(reader, "ledgers-stock", lambda: [_stock(reader, found)])
    if missing := lacks(reader):
        names = [say(f"records.{name}.name", reader.language) for name in missing]
        html.empty(_say(reader, "lacking"), reader.say("empty.provide", names=names))
        return
    if not found:
        kind = "own" if reader.rights.rows else "none"
        html.empty(_say(reader, kind), _say(reader, f"{kind}_why"))
        return
    heads = [_say(reader, name) for name in ("part", "state", "main", "minimum", "on_order", "lead")]
    heads += [say(f"common.months.{one.month}", reader.language) for one in months(reader)]
    heads += [_say(reader, name) for name in ("mean", "left")]
    lines = [_part(reader, one) for one in found[: tile.rows]]
    table = html.table(heads, lines, right=range(2, len(heads)), caption=_say(reader, "stock"))
    html.show(f'<div class="c-long c-ledger">{table}</div>{cut(reader, len(lines), len(found))}')


def _part(reader: Reader, one: Shelf) -> list[str]:
    part, tongue = one.stock.part, reader.language
    kind = label("kind", part["kind"], tongue)
    lead = _say(reader, "days", n=part["lead_days"]) if part["lead_days"] is not None else "–"
    state = html.quiet(_say(reader, "states.enough")) if one.state == "enough" else _flag(reader, one)
    main = "–" if one.stock.main is None else f"{_count(reader, one.stock.main)} {part['unit']}"
    left = "–" if one.months_left is None else number(float(one.months_left), tongue, 1)
    if one.months_left is not None and one.months_left > LONG:
        left = _say(reader, "long", n=LONG)
    return [
        f'{escape(part["name"])} <span class="c-quiet c-small">{escape(kind)}</span>',
        state,
        escape(main),
        escape(_count(reader, one.stock.minimum)),
        escape(_count(reader, Decimal(str(part["on_order"])))) if part["on_order"] else "–",
        escape(lead),
        *(escape(_count(reader, n)) if n else '<span class="c-quiet">–</span>' for n in one.used.values()),
        "–" if not one.mean else escape(number(float(one.mean), tongue, 1)),
        escape(left),
    ]


def _flag(reader: Reader, one: Shelf) -> str:
    """The state; where the books of somebody's store cannot be right, also whose."""
    told = html.flag(FLAGS[one.state], _say(reader, f"states.{one.state}"))
    names = [reader.called(store) for store, count in one.stock.held.items() if count < 0]
    if not names:
        return told
    who = _say(reader, "negative", who=say("common.comma", reader.language).join(names))
    return f'{told}<br><span class="c-quiet c-small">{escape(who)}</span>'


def _count(reader: Reader, count: Decimal) -> str:
    whole = count == count.to_integral_value()
    return number(float(count), reader.language, 0 if whole else 1)


def _stock(reader: Reader, found: Sequence[Shelf]) -> exporting.Content:
    tongue, shown = reader.language, months(reader)
    names = (("code", "text"), ("part", "text"), ("kind", "text"), ("state", "text"), ("main", "number"),
             ("unit", "text"), ("minimum", "number"), ("on_order", "number"), ("lead", "count"))  # fmt: skip
    heads = [(_say(reader, name), kind) for name, kind in names]
    heads += [(f"{one:%Y-%m}", "number") for one in shown]
    heads += [(_say(reader, "mean"), "number"), (_say(reader, "left"), "number")]
    rows = [
        (one.stock.part["part_id"], one.stock.part["name"], label("kind", one.stock.part["kind"], tongue),
         _say(reader, f"states.{one.state}"), _float(one.stock.main), one.stock.part["unit"],
         _float(one.stock.minimum), one.stock.part["on_order"], one.stock.part["lead_days"],
         *map(_float, one.used.values()), _float(one.mean), _float(one.months_left))
        for one in found
    ]  # fmt: skip
    remarks = (_say(reader, "stock_beside"),)
    return exporting.shown(reader, Listed(_say(reader, "stock"), heads, rows, remarks), reader.last_months)


def _float(count: Decimal | None) -> float | None:
    return None if count is None else float(count)


def old_parts(reader: Reader, tile: Tile) -> None:
    """Whether old parts came back for new ones, by who used them."""
    if lacks(reader):
        return
    used = uses(reader)
    found = stores.old_parts(used)
    kept = [row for row in used if row["old_part"] == "kept"]
    due = sum(one.due for one in found)
    beside = percent(sum(one.states["returned"] for one in found) / due, reader.language) if due else ""
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-old"):
        html.heading(_say(reader, "old"), _say(reader, "old_beside", share=beside) if beside else "")
        if found:
            exporting.menu(reader, "ledgers-old", lambda: _old_files(reader, found, kept))
    if not found:
        html.empty(_say(reader, "old_none"), _say(reader, "old_none_why"))
        return
    told = [name for name in OLD if name != "untold" or any(one.states[name] for one in found)]
    heads = [_say(reader, name) for name in ("who", "old_due", *(f"old_{name}" for name in told))]
    lines = [_replaced(reader, one, told) for one in found[: tile.rows]]
    table = html.table(heads, lines, right=range(1, len(heads)), caption=_say(reader, "old"))
    html.show(f'<div class="c-long c-ledger">{table}</div>{cut(reader, len(lines), len(found))}')


def _old_files(reader: Reader, found: Sequence[Replaced], kept: Sequence[Row]) -> list[exporting.Content]:
    """The list by person, and the uses whose old part did not come back."""
    heads = [(_say(reader, "who"), "text"), (_say(reader, "old_due"), "count")]
    heads += [(_say(reader, f"old_{name}"), "count") for name in OLD]
    rows: list[tuple[Cell, ...]] = [
        (_holder(reader, one), one.due, *(one.states[name] for name in OLD)) for one in found
    ]
    listed = exporting.shown(reader, Listed(_say(reader, "old"), heads, rows), reader.last_months)
    return [listed, _uses(reader, "old_kept", kept, "records")] if kept else [listed]


def _holder(reader: Reader, one: Replaced) -> str:
    return reader.called(one.staff_id) if one.staff_id else _say(reader, "main_store")


def _replaced(reader: Reader, one: Replaced, told: Sequence[str]) -> list[str]:
    counts = [one.due, *(one.states[name] for name in told)]
    return [escape(_holder(reader, one)), *(escape(number(n, reader.language)) if n else "–" for n in counts)]


def mismatched(reader: Reader, tile: Tile) -> None:
    """Uses that do not match a ticket, and why."""
    if lacks(reader):
        return
    found = stores.mismatched(uses(reader))
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-mismatch"):
        html.heading(_say(reader, "mismatch"), _say(reader, "mismatch_beside", n=len(found)) if found else "")
        if found:
            exporting.menu(reader, "ledgers-mismatch", lambda: [_uses(reader, "mismatch", found)])
    if not found:
        html.empty(_say(reader, "mismatch_none"), _say(reader, "mismatch_none_why", n=len(uses(reader))))
        return
    heads = [_say(reader, name) for name in ("day", "part", "store", "why")]
    lines = [
        [
            escape(day(row["used_day"], reader.language)),
            f"{escape(row['name'] or row['part_id'])} ×{escape(number(row['quantity'], reader.language))}",
            escape(_store(reader, row)),
            _faults(reader, row),
        ]
        for row in found[: tile.rows]
    ]
    table = html.table(heads, lines, caption=_say(reader, "mismatch"))
    html.show(f'<div class="c-long c-ledger">{table}</div>{cut(reader, len(lines), len(found))}')


def _store(reader: Reader, row: Row) -> str:
    if row["staff_id"]:
        return reader.called(row["staff_id"])
    return _say(reader, "main_store") if row["store"] == "main" else str(row["store"])


def _faults(reader: Reader, row: Row) -> str:
    """Why a use matches no ticket, a line each, then the ticket it names."""
    flags = [html.flag("watch", _say(reader, f"faults.{fault}")) for fault in row["faults"]]
    named = f'<span class="c-quiet c-small">{escape(row["ticket_id"])}</span>' if row["ticket_id"] else ""
    return "<br>".join(filter(None, (*flags, named)))


def _why(reader: Reader, row: Row) -> str:
    told = [_say(reader, f"faults.{fault}") for fault in row["faults"]]
    return say("common.comma", reader.language).join(told)


def _uses(reader: Reader, title: str, found: Sequence[Row], kind: str = "list") -> exporting.Content:
    names = (("day", "moment"), ("code", "text"), ("part", "text"), ("amount", "number"), ("unit", "text"),
             ("store", "text"), ("ticket", "text"), ("old_state", "text"), ("why", "text"))  # fmt: skip
    rows = [
        (row["used_at"], row["part_id"], row["name"], row["quantity"], row["unit"], _store(reader, row),
         row["ticket_id"], _say(reader, f"old_states.{row['old_part']}"), _why(reader, row) or None)
        for row in found
    ]  # fmt: skip
    heads = [(_say(reader, name), cell) for name, cell in names]
    return exporting.shown(reader, Listed(_say(reader, title), heads, rows), reader.last_months, kind)


def personal(reader: Reader, tile: Tile) -> None:
    """What lies in personal stores now, what is below nothing in the books first."""
    if lacks(reader):
        return
    cockpit, asked = reader.opened.cockpit, (reader.rights, reader.chosen.filters)
    found = reader.found(("personal stores", *asked), lambda: stores.personal(cockpit, *asked))
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-personal"):
        html.heading(_say(reader, "personal"), _say(reader, "personal_beside"))
        if found:
            exporting.menu(reader, "ledgers-personal", lambda: [_held(reader, found)])
    if not found:
        drawn = sum(bool(row["staff_id"]) for row in uses(reader))
        html.empty(_say(reader, "personal_none"), _say(reader, "personal_none_why", n=drawn))
        return
    heads = [_say(reader, name) for name in ("who", "part", "amount", "since")]
    lines = []
    for one in found[: tile.rows]:
        told = f"{_count(reader, one.quantity)} {one.part['unit']}"
        amount = escape(told) if one.quantity > 0 else html.flag("late", told)
        names = (reader.called(one.staff_id), one.part["name"])
        lines.append([*map(escape, names), amount, escape(day(one.since, reader.language))])
    table = html.table(heads, lines, right=(2,), caption=_say(reader, "personal"))
    html.show(f'<div class="c-long c-ledger">{table}</div>{cut(reader, len(lines), len(found))}')


def _held(reader: Reader, found: Sequence[Held]) -> exporting.Content:
    names = (("who", "text"), ("code", "text"), ("part", "text"), ("amount", "number"), ("unit", "text"),
             ("since", "day"))  # fmt: skip
    rows = [
        (reader.called(one.staff_id), one.part["part_id"], one.part["name"], float(one.quantity), one.part["unit"],
         one.since)
        for one in found
    ]  # fmt: skip
    heads = [(_say(reader, name), kind) for name, kind in names]
    return exporting.shown(reader, Listed(_say(reader, "personal"), heads, rows))


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"ledgers.parts.{key}", reader.language, **facts)
