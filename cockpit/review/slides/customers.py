"""What customers said of the month: ratings, complaints and their answers, calls back, contact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cockpit.i18n import label, say
from cockpit.metrics.reading import Row
from cockpit.review import facts
from cockpit.review.blocks import card, counted, few, heads, named, plain, tell, title
from cockpit.review.document import Cards, Cell, Point, Slide, Table
from cockpit.review.month import Month
from cockpit.sentences import Sentence

MEASURES: Final = (
    "satisfaction",
    "satisfaction_good",
    "rating_response",
    "sheet_signed",
    "call_back",
    "complaint_on_time",
)
MOST, MOST_CARDS = 3, 4


def customers(month: Month) -> Slide | None:
    """What customers said; None where the site records nothing of it."""
    known = [name for name in MEASURES if not month.lacks(name)]
    talked = "customer_contacts" in month.cockpit.records
    if not known and not talked:
        return None
    cards = tuple(card(month, name) for name in known if month.answer(name).value is not None)[:MOST_CARDS]
    table = _complaints(month)
    return Slide(
        "customers",
        tell(month, "customers.name"),
        _title(month),
        _ratings(month),
        (*((Cards(cards),) if cards else ()), *((table,) if table.rows else ())),
        so=tuple(_so(month)),
        foot=month.foot(*known[:1], n=month.answer(known[0]).n if known else None),
        notes=tuple(say(f"metrics.{name}.definition", month.language) for name in known[1:]),
        told=tuple(month.figure(month.answer(name)) for name in known[:1]),
    )


def _title(month: Month) -> Sentence:
    parts = []
    if not month.lacks("satisfaction"):
        rated = month.answer("satisfaction")
        told = {"month": named(month), "score": month.figure(rated).text}
        parts.append(tell(month, "customers.rated" if rated.n else "customers.unrated", **told))
    else:
        parts.append(named(month))
    if "complaints" not in month.cockpit.records or month.answer("complaints").value is None:
        return title(month, parts, _silence(month) or _talk(month))
    rows = facts.complaints(month)
    true = sum(bool(row["confirmed"]) for row in rows)
    came = tell(month, "customers.came" if rows else "customers.quiet", n=len(rows), true=true)
    stress = _answers(month, rows) or _silence(month)
    return title(month, [*parts, came] if stress or not true else parts, stress or (came if true else ""))


def _ratings(month: Month) -> str:
    """Of how many ratings that is, of how many faults finished."""
    if month.lacks("satisfaction") or month.lacks("rating_response"):
        return month.span(month.ran)
    rated, asked = month.answer("satisfaction").n, month.answer("rating_response").n
    if not asked:
        return month.span(month.ran)
    return tell(month, "customers.ratings", n=month.number(rated), of=month.number(asked))


def _answers(month: Month, rows: list[Row]) -> str:
    """How many complaints still wait for an answer, or were answered late."""
    waiting = sum(row["open"] for row in rows)
    late = sum(row["late"] and not row["open"] for row in rows)
    if waiting:
        return tell(month, "customers.waiting", n=waiting)
    return tell(month, "customers.late", n=late) if late else ""


def _silence(month: Month) -> str:
    """The weeks in which nobody talked with the customer."""
    if "customer_contacts" not in month.cockpit.records:
        return ""
    silent, _ = facts.silent_weeks(month)
    return tell(month, "customers.silent", n=len(silent)) if silent else ""


def _talk(month: Month) -> str:
    """That there was contact every week, where the site knows of nothing else."""
    if not month.lacks("satisfaction") or "customer_contacts" not in month.cockpit.records:
        return ""
    _, weeks = facts.silent_weeks(month)
    return tell(month, "customers.talked", n=weeks) if weeks else tell(month, "customers.no_week")


def _complaints(month: Month) -> Table:
    """By complexity how many came, how they were answered, and how many were found true."""
    rows = facts.complaints(month)
    kinds = sorted({row["complexity"] for row in rows}, key=str)
    lines = [
        _line(month, label("complexity", one, month.language), [row for row in rows if row["complexity"] == one])
        for one in kinds
    ]
    if len(lines) > 1:
        lines.append(_line(month, tell(month, "all"), rows))
    names = ("kind", "came", "in_time", "late", "waiting", "true")
    tops = heads(month, "customers.head", names, names[1:])
    return Table(tell(month, "customers.complaints"), tops, tuple(lines), totals=int(len(lines) > 1))


def _line(month: Month, name: str, rows: Sequence[Row]) -> tuple[Cell, ...]:
    waiting = sum(bool(row["open"]) for row in rows)
    late = sum(bool(row["late"]) and not row["open"] for row in rows)
    true = sum(bool(row["confirmed"]) for row in rows)
    cells = [
        counted(month, len(rows)),
        counted(month, len(rows) - waiting - late),
        counted(month, late, "late" if late else ""),
        counted(month, waiting, "watch" if waiting else ""),
        counted(month, true),
    ]
    return plain(name), *cells


def _so(month: Month) -> list[Point]:
    points = []
    for row in facts.unhappy(month)[:1]:
        bad = month.number(month.settings.measures.bad_rating)
        figure = month.figure(
            month.ask(
                month.question("satisfaction", more=(("building", (row["building"],)), ("campus", (row["campus"],))))
            )
        )
        told = tell(month, "customers.unhappy", building=f"{row['campus']} {row['building']}", n=row["bad"], bad=bad)
        points.append(Point(told, tell(month, "customers.of_rated", n=row["rated"]), "watch", (figure,)))
    if not month.lacks("call_back") and (called := month.answer("call_back")).value is not None:
        undone = called.n - round(called.value * called.n)
        if undone:
            points.append(Point(tell(month, "customers.uncalled", n=undone), "", "watch", (month.figure(called),)))
    if "customer_contacts" in month.cockpit.records:
        points += _contact(month)
    return points[:MOST]


def _contact(month: Month) -> list[Point]:
    silent, weeks = facts.silent_weeks(month)
    own = [row for row in facts.contacts(month) if row["held_on"] in month.period]
    points = []
    if silent:
        points.append(
            Point(
                tell(month, "customers.silent", n=len(silent)),
                few(month, [label("week", one, month.language) for one in silent]),
                "late",
            )
        )
    elif weeks:
        points.append(
            Point(tell(month, "customers.talked", n=weeks), tell(month, "customers.contacts", n=len(own)), "fine")
        )
    follow = [row for row in own if row["follow_up"]]
    if follow:
        points.append(Point(tell(month, "customers.follow_up", n=len(follow)), follow[-1]["follow_up"]))
    return points
