"""Faults that came again, on which devices and in which buildings, and what is likely to come next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cockpit.metrics.reading import Row
from cockpit.review import counting
from cockpit.review.blocks import bar, cell, heads, named, plain, ranked, tell, than, title
from cockpit.review.document import Bars, Cell, Slide, Table
from cockpit.review.drafts.latent import latent
from cockpit.review.month import Month
from cockpit.review.numbers import Count, Counted, Listing
from cockpit.review.troubles import SEVERAL, placed, repeating
from cockpit.sentences import Sentence

MOST, MOST_SO = 5, 3


def repeats(month: Month) -> Slide | None:
    """Repeat faults; None where neither devices nor rooms are known."""
    if month.lacks("repeat_fault"):
        return None
    whole, rate = month.answer("repeat_fault"), month.answer("repeat_fault_rate")
    return Slide(
        "repeats",
        tell(month, "repeats.name"),
        _title(month),
        tell(
            month,
            "repeats.under",
            now=whole_told(month),
            than=than(month),
            before=month.figure(whole, former=True).text,
        ),
        _blocks(month) if whole.value else (),
        so=latent(month)[:MOST_SO],
        foot=month.foot("repeat_fault", n=rate.n),
        notes=(tell(month, "repeats.how"),),
        told=(month.figure(whole), month.figure(rate), month.figure(whole, former=True)),
        counts=tuple(_counts(month)),
    )


def _counts(month: Month) -> Iterator[Counted]:
    """The title's other numbers, and those of the line below it."""
    whole, rate = (month.figure(month.answer(name)) for name in ("repeat_fault", "repeat_fault_rate"))
    yield counting.tally(month, rate)
    devices = repeating(month)
    answer = month.answer("repeat_fault", "device", against=None)
    if devices and (len(devices) == 1 or devices[0]["value"] > devices[1]["value"]):
        yield counting.tally(month, month.figure(answer, devices[0]))
    elif devices:
        yield _named(month, devices, tell(month, "repeats.devices", n=len(devices), least=SEVERAL))
    yield Count(whole.text, whole)


def _named(month: Month, rows: Sequence[dict[str, Any]], name: str) -> Listing:
    """Devices by their names, with their repeats."""
    heads_ = tuple(tell(month, f"repeats.head.{one}") for one in ("device", "repeats"))
    told = tuple((str(row["device"]), month.number(row["value"])) for row in rows)
    return Listing(month.number(len(told)), name, heads=heads_, rows=told)


def whole_told(month: Month) -> str:
    """How many there were."""
    return month.figure(month.answer("repeat_fault")).text


def _title(month: Month) -> Sentence:
    whole, rate = month.answer("repeat_fault"), month.answer("repeat_fault_rate")
    opened = month.answer("opened")
    if not opened.value:
        return title(
            month, [tell(month, "repeats.no_data" if opened.value is None else "repeats.no_fault", month=named(month))]
        )
    if whole.value is None or not rate.n:
        return title(month, [tell(month, "repeats.unknown", month=named(month))])
    if not whole.value:
        return title(month, [tell(month, "repeats.none", month=named(month))])
    share = month.percent(rate.value)
    told = {"month": named(month), "n": month.figure(whole).text, "share": share, "of": month.number(rate.n)}
    parts = [tell(month, "repeats.said" if rate.n == opened.n else "repeats.said_known", **told)]
    devices = repeating(month)
    if devices and (len(devices) == 1 or devices[0]["value"] > devices[1]["value"]):
        first = devices[0]
        return title(month, parts, tell(month, "repeats.device", device=first["device"], n=int(first["value"])))
    if devices:
        return title(month, parts, tell(month, "repeats.devices", n=len(devices), least=SEVERAL))
    return title(month, parts)


def _blocks(month: Month) -> tuple[Table | Bars, ...]:
    buildings = month.answer("repeat_fault", "campus", "building", against=None)
    top = [row for row in ranked(buildings, MOST) if row["value"] >= SEVERAL]
    bars = tuple(
        bar(month, buildings, row, " ".join(month.label(name, row[name]) for name in ("campus", "building")))
        for row in top
    )
    shown = Bars(tell(month, "repeats.buildings"), month.unit("tickets"), "#,##0", bars)
    devices = repeating(month)[:MOST]
    return (*((_devices(month, devices),) if devices else ()), *((shown,) if bars else ()))


def _devices(month: Month, rows: list[dict[str, Any]]) -> Table:
    answer = month.answer("repeat_fault", "device", against=None)
    known = placed(month, tuple(row["device"] for row in rows))
    lines = [_line(month, known[row["device"]], row["device"], cell(month, answer, row)) for row in rows]
    names = ("device", "place", "faults", "repeats")
    more = len(repeating(month)) - len(rows)
    return Table(
        tell(month, "repeats.devices_title"),
        heads(month, "repeats.head", names, names[2:], names[:2]),
        tuple(lines),
        rest=tell(month, "more", n=month.number(more)) if more else "",
        counts=(_named(month, repeating(month)[MOST:], tell(month, "repeats.devices_title")),) if more else (),
    )


def _line(month: Month, at: Row, device: str, repeats: Cell) -> tuple[Cell, ...]:
    where = " ".join(filter(None, (at["campus"], at["building"])))
    opened = month.figure(month.ask(month.question("opened", more=(("device", (device,)),))))
    return plain(device), plain(where), counting.cell(counting.tally(month, opened)), repeats
