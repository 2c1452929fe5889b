"""What customers said of the month: ratings, complaints and their answers, calls back, contact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cockpit.i18n import label, say
from cockpit.metrics.reading import Row
from cockpit.review import counting, facts
from cockpit.review.blocks import card, few, heads, named, plain, tell, title
from cockpit.review.document import Cards, Cell, Point, Slide, Table, Tone
from cockpit.review.month import Month
from cockpit.review.numbers import Counted, Listing
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
        counts=tuple(_counts(month)),
    )


def _counts(month: Month) -> Iterator[Counted]:
    """The numbers of the title and of the line below it, in their order."""
    rows = facts.complaints(month)
    name = tell(month, "customers.complaints")
    true = [row for row in rows if row["confirmed"]]
    late = [row for row in rows if row["open"]] or [row for row in rows if row["late"]]
    for some in (rows, true, late):
        if some:
            yield counting.rows(month, "complaints", some, name)
    if "customer_contacts" in month.cockpit.records and (words := _silence(month) or _talk(month)):
        yield _weeks(month, words)
    if not month.lacks("satisfaction") and not month.lacks("rating_response"):
        numbers = [month.figure(month.answer(name)) for name in ("rating_response", "satisfaction")]
        yield from counting.ordered(_ratings(month), *(counting.tally(month, one) for one in numbers))


def _weeks(month: Month, name: str) -> Listing:
    """The weeks without contact; where there are none, those that had it."""
    silent, over = facts.weeks(month)
    return counting.named(month, [label("week", one, month.language) for one in silent or over], name)


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
    waiting = [row for row in rows if row["open"]]
    late = [row for row in rows if row["late"] and not row["open"]]
    parts: tuple[tuple[str, Sequence[Row], Tone], ...] = (
        ("came", rows, ""),
        ("in_time", [row for row in rows if not row["open"] and not row["late"]], ""),
        ("late", late, "late" if late else ""),
        ("waiting", waiting, "watch" if waiting else ""),
        ("true", [row for row in rows if row["confirmed"]], ""),
    )
    listed = [
        counting.cell(counting.rows(month, "complaints", some, tell(month, f"customers.head.{key}")), tone)
        for key, some, tone in parts
    ]
    return plain(name), *listed


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
        of_rated = tell(month, "customers.of_rated", n=row["rated"])
        numbers = (counting.bad_ratings(month, row, told), counting.tally(month, figure))
        points.append(Point(told, of_rated, "watch", (figure,), numbers))
    if not month.lacks("call_back") and (called := month.answer("call_back")).value is not None:
        undone = called.n - round(called.value * called.n)
        if undone:
            told = tell(month, "customers.uncalled", n=undone)
            left = counting.did(month, called, told, so=False)
            points.append(Point(told, "", "watch", (month.figure(called),), (left,)))
    if "customer_contacts" in month.cockpit.records:
        points += _contact(month)
    return points[:MOST]


def _contact(month: Month) -> list[Point]:
    silent, weeks = facts.silent_weeks(month)
    own = [row for row in facts.contacts(month) if row["held_on"] in month.period]
    points = []
    if silent:
        told = tell(month, "customers.silent", n=len(silent))
        names = few(month, [label("week", one, month.language) for one in silent])
        points.append(Point(told, names, "late", counts=(_weeks(month, told),) * 2))
    elif weeks:
        told, detail = tell(month, "customers.talked", n=weeks), tell(month, "customers.contacts", n=len(own))
        numbers = (_weeks(month, told), counting.rows(month, "customer_contacts", own, detail))
        points.append(Point(told, detail, "fine", counts=numbers))
    follow = [row for row in own if row["follow_up"]]
    if follow:
        told = tell(month, "customers.follow_up", n=len(follow))
        some = counting.rows(month, "customer_contacts", follow, told)
        points.append(Point(told, follow[-1]["follow_up"], counts=(some,)))
    return points
