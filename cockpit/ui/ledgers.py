"""The ledgers: the first line over all of them, and what each section is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from html import escape

from cockpit import sentences
from cockpit.boards import Tile
from cockpit.i18n import day, number, percent, say
from cockpit.metrics import ledgers
from cockpit.ui import html, ledgers_logs, ledgers_parts, ledgers_reviews, ledgers_rooms
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader

SECTIONS = ("logs", "reviews", "parts", "rooms")


def sentence(reader: Reader, _tile: Tile) -> None:
    """What is in order and, after it, what is not: logs, reviews, stock, visits."""
    told = [one for one in (_logs(reader), _reviews(reader), _stock(reader), _visits(reader)) if one]
    fine = [text for wrong, text in told if not wrong]
    wrong = [text for wrong, text in told if wrong]
    if not told:
        headline(sentences.joined([_say(reader, "sentence.none")], "", reader.language))
        return
    under = _say(reader, "under", period=sentences.span(reader.last_months, reader.language))
    headline(sentences.joined(fine, say("sentences.then", reader.language).join(wrong), reader.language), under)
    html.show(f'<p class="c-links">{"".join(_way(reader, name) for name in SECTIONS)}</p>')


def _way(reader: Reader, name: str) -> str:
    return f'<a href="#ledgers-{name}">↓ {escape(_say(reader, f"{name}.name"))}</a>'


def section(reader: Reader, tile: Tile) -> None:
    """A section's name, and how it stands in numbers."""
    (name,) = tile.splits
    told = escape(SUMMARIES[name](reader))
    title = escape(_say(reader, f"{name}.name"))
    html.show(f'<h2 class="c-section" id="ledgers-{name}" tabindex="-1">{title}<span>{told}</span></h2>')


def _logs(reader: Reader) -> tuple[bool, str] | None:
    """The share in time; of the last day judged, how many were not and how many have time: nothing alarming alone."""
    answer = reader.ask(reader.question(ledgers_logs.METRIC))
    if answer.value is None:
        return None
    share = percent(answer.value, reader.language)
    days = ledgers_logs.days(reader)
    last = max(row["day"] for row in days if row["state"] in ("on_time", *ledgers.MISSED))
    states = Counter(row["state"] for row in days if row["day"] == last)
    missed, waiting = sum(states[name] for name in ledgers.MISSED), states["waiting"]
    key = f"logs{'_missed' if missed else ''}{'_waiting' if waiting else ''}"
    when = day(last, reader.language, short=True)
    return False, _say(reader, f"sentence.{key}", share=share, n=missed, day=when, waiting=waiting)


def _reviews(reader: Reader) -> tuple[bool, str] | None:
    rows = ledgers_reviews.rows(reader)
    late = sum(row["state"] in ledgers_reviews.LATE for row in rows)
    waiting = sum(row["state"] == "due" for row in rows)
    if not rows:
        return None
    key = "reviews_late" if late else "reviews_due" if waiting else "reviews"
    return bool(late), _say(reader, f"sentence.{key}", n=late, of=len(rows), due=waiting)


def _stock(reader: Reader) -> tuple[bool, str] | None:
    shelves = ledgers_parts.shelves(reader)
    below = sum(one.stock.below for one in shelves)
    if not shelves:
        return None
    return bool(below), _say(reader, f"sentence.{'stock_below' if below else 'stock'}", n=below)


def _visits(reader: Reader) -> tuple[bool, str] | None:
    rows = ledgers_rooms.visits(reader)
    if not rows:
        return None
    faulty = ledgers.faulty(rows)
    return bool(faulty), _say(reader, f"sentence.{'visits_faulty' if faulty else 'visits'}", n=len(faulty))


def _summary_logs(reader: Reader) -> str:
    answer = reader.ask(reader.question(ledgers_logs.METRIC))
    states = Counter(row["state"] for row in ledgers_logs.days(reader)) if answer.n else Counter[str]()
    return _told(reader, "logs", answer.n, share=percent(answer.value, reader.language), **states)


def _summary_reviews(reader: Reader) -> str:
    rows = ledgers_reviews.rows(reader)
    states = Counter(row["state"] for row in rows)
    late = sum(states[name] for name in ledgers_reviews.LATE)
    return _told(reader, "reviews", len(rows), late=late, due=states["due"], current=states["current"])


def _summary_parts(reader: Reader) -> str:
    shelves = ledgers_parts.shelves(reader)
    wrong = sum(one.state == "wrong" for one in shelves)
    return _told(reader, "parts", len(shelves), below=sum(one.stock.below for one in shelves), wrong=wrong)


def _summary_rooms(reader: Reader) -> str:
    rows = ledgers_rooms.visits(reader)
    lacks = Counter(fault for row in rows for fault in row["faults"])
    changed = sum(bool(row["equipment_change"]) for row in rows)
    inside = sum(row["inside"] for row in rows)
    facts = {"left": lacks["not_left"], "approved": lacks["not_approved"], "changed": changed, "inside": inside}
    return _told(reader, "rooms", len(rows), **facts)


def _told(reader: Reader, name: str, n: int, **facts: object) -> str:
    """A section in numbers; nothing where it has none."""
    if not n:
        return ""
    known = dict.fromkeys(("late", "invalid", "missing", "excused"), 0) | facts if name == "logs" else facts
    return _say(reader, f"{name}.summary", n=number(n, reader.language), **known)


SUMMARIES: dict[str, Callable[[Reader], str]] = {
    "logs": _summary_logs,
    "reviews": _summary_reviews,
    "parts": _summary_parts,
    "rooms": _summary_rooms,
}


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"ledgers.{key}", reader.language, **facts)
