"""The warnings of the month: how many were raised and proved true, how soon they came, and what none told of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import median

from cockpit.alarms import OF_A_TICKET, PLACED, last
from cockpit.alarms.behind import days
from cockpit.alarms.record import by_kind, record
from cockpit.alerts.found import where
from cockpit.i18n import label, say, value
from cockpit.ledger import Alarm
from cockpit.metrics.reading import Row
from cockpit.review import counting, facts
from cockpit.review.blocks import heads, listed, named, plain, running, tell, title
from cockpit.review.document import Cell, Point, Points, Slide, Table
from cockpit.review.month import Month
from cockpit.review.numbers import Listing
from cockpit.sentences import Sentence
from cockpit.settings.alarming import KINDS

MOST = 4
PLACES = ("campus", "building")


def warned(month: Month) -> Slide | None:
    """The warnings of the month; None of a site that never looked for any, and of months before it began to."""
    every, begun = facts.alarms(month), first(month)
    if (not every and last(month.settings.data) is None) or (begun and begun.raised_at >= month.bounds[1]):
        return None
    found = facts.raised(month)
    return Slide(
        "warned",
        tell(month, "warned.name"),
        _title(month, found),
        tell(month, "warned.under", period=month.span(month.ran)),
        (_kinds(month, found), _list(month, found)) if found else (Points("", (), tell(month, "warned.nothing")),),
        so=tuple(_so(month, found)),
        foot=(tell(month, "warned.definition"), tell(month, "n_warnings", n=month.number(len(found)))),
        notes=(tell(month, "warned.how"),),
        counts=tuple(_told_of(month, found)),
    )


def _alarms(month: Month, some: Sequence[Alarm], name: str, text: str | None = None) -> Listing:
    """Warnings as a list."""
    heads_ = tuple(tell(month, f"warned.head.{one}") for one in ("kind", "of", "since", "verdict"))
    rows = tuple(
        (kind(month, one.kind), subject(month, one), _when(month, one), _verdict(month, one).text) for one in some
    )
    return Listing(month.number(len(rows)) if text is None else text, name, heads=heads_, rows=rows)


def _told_of(month: Month, found: Sequence[Alarm]) -> Iterator[Listing]:
    """The numbers of the title in their order, and n."""
    parts = [list(found)]
    judged = [[one for one in found if one.verdict is verdict] for verdict in (True, False, None)]
    parts += judged if len(judged[2]) < len(found) else []
    for part in parts:
        if part:
            yield _alarms(month, part, tell(month, "warned.name"))
    if found:
        told = tell(month, "n_warnings", n=month.number(len(found)))
        yield _alarms(month, found, tell(month, "warned.name"), told)


def first(month: Month) -> Alarm | None:
    """The first warning that was ever raised."""
    return min(facts.alarms(month), key=lambda one: one.raised_at, default=None)


def _title(month: Month, found: list[Alarm]) -> Sentence:
    if not found:
        return title(month, [tell(month, "warned.none", month=named(month))])
    told = record(found)
    unjudged = told.raised - told.true - told.false
    figures = {"n": told.raised, "true": told.true, "false": told.false, "unjudged": unjudged}
    parts = [tell(month, "warned.raised", month=named(month), **figures)]
    if unjudged == told.raised:
        return title(month, parts, tell(month, "warned.nobody"))
    parts.append(tell(month, "warned.judged", **figures))
    return title(month, parts, tell(month, "warned.unjudged", **figures) if unjudged else "")


def _kinds(month: Month, found: list[Alarm]) -> Table:
    """By kind how many, how they were judged, and how soon after its beginning each was told."""
    names = ("kind", "raised", "true", "false", "open", "lag")
    kinds = by_kind(found)
    rows = [_kind(month, code, found) for code in KINDS if code in kinds]
    whole = [plain(tell(month, "all")), *_counts(month, found), plain("")]
    return Table(
        tell(month, "warned.kinds"),
        heads(month, "warned.head", names, names[1:], ("kind",)),
        (*rows, tuple(whole)),
        totals=1,
    )


def _kind(month: Month, code: str, found: list[Alarm]) -> tuple[Cell, ...]:
    own = [one for one in found if one.kind == code]
    return (plain(kind(month, code)), *_counts(month, own), plain(_lag(month, own)))


def _counts(month: Month, some: list[Alarm]) -> list[Cell]:
    parts = [some, *([one for one in some if one.verdict is verdict] for verdict in (True, False, None))]
    return [counting.cell(_alarms(month, part, tell(month, "warned.name"))) for part in parts]


def _lag(month: Month, own: list[Alarm]) -> str:
    """How long after it began the middle one of them was told; of limits that says nothing."""
    if not own or own[0].kind not in (*PLACED, "fault"):
        return ""
    return value(median((one.raised_at - one.since) / timedelta(hours=1) for one in own), "hours", month.language)


def _list(month: Month, found: list[Alarm]) -> Table:
    """The warnings themselves, those of single tickets and those judged false last."""
    order = sorted(
        found, key=lambda one: (one.verdict is False, one.kind in OF_A_TICKET, KINDS.index(one.kind), -one.id)
    )
    rows = tuple(
        (plain(kind(month, one.kind)), plain(subject(month, one)), plain(_when(month, one)), _verdict(month, one))
        for one in order[:MOST]
    )
    more = len(order) - len(rows)
    return Table(
        tell(month, "warned.list"),
        heads(month, "warned.head", ("kind", "of", "since", "verdict"), wide=("of",)),
        rows,
        rest=tell(month, "more", n=month.number(more)) if more else "",
        counts=(_alarms(month, order[MOST:], tell(month, "warned.list")),) if more else (),
    )


def _verdict(month: Month, one: Alarm) -> Cell:
    if one.verdict is None:
        return plain(tell(month, "warned.open"), "quiet")
    return plain(
        say(f"warningsui.verdict.{str(one.verdict).lower()}", month.language), "fine" if one.verdict else "quiet"
    )


def _when(month: Month, one: Alarm) -> str:
    return month.day(one.since.astimezone(month.zone).date())


def kind(month: Month, code: str) -> str:
    """What a kind of warning is called."""
    return say(f"warningsui.kind.{code}", month.language)


def subject(month: Month, one: Alarm) -> str:
    """What a warning is of: a place and kind, a ticket's place, a device with its place, a part's name."""
    values = dict(where(one.subject)) if one.kind in PLACED else {}
    if one.kind in ("device", *OF_A_TICKET):
        values = {name: str(one.facts[name]) for name in PLACES if one.facts.get(name)}
    there = " ".join(label(name, values[name], month.language) for name in PLACES if name in values)
    rest = [label(name, told, month.language) for name, told in values.items() if name not in PLACES]
    own = [one.subject] if one.kind in ("device", "backlog", *OF_A_TICKET) and one.subject else []
    if one.kind == "parts":
        own = [str(one.facts.get("name") or one.subject)]
    return " · ".join(filter(None, (*own, there, *rest))) or say("warningsui.whole", month.language)


def _so(month: Month, found: list[Alarm]) -> list[Point]:
    points = []
    silent = _silent(month)
    if silent:
        names = listed(month, [f"{row['level']} {row['title'] or row['incident_id']}" for row in silent[:MOST]])
        told = tell(month, "warned.silent", n=len(silent))
        points.append(Point(told, names, "late", counts=(counting.rows(month, "incidents", silent, told),)))
    stood, runs = facts.standing(month), running(month)
    if stood:
        unseen = [one for one in stood if one.acknowledged_at is None or one.acknowledged_at >= month.bounds[1]]
        waiting = len(unseen)
        key = "unseen_now" if runs else "unseen"
        detail = tell(month, f"warned.{key}", n=waiting) if waiting else tell(month, "warned.seen")
        told = tell(month, "warned.stands" if runs else "warned.standing", n=len(stood))
        counts = (_alarms(month, stood, told), *((_alarms(month, unseen, detail),) if waiting else ()))
        points.append(Point(told, detail, "watch" if waiting else "", counts=counts))
    done = [one for one in found if one.deeds]
    if done:
        latest = max((deed for one in done for deed in one.deeds), key=lambda deed: deed.at)
        told = tell(month, "warned.done", n=len(done))
        points.append(Point(told, latest.text, counts=(_alarms(month, done, told),)))
    return points


def _silent(month: Month) -> list[Row]:
    """The A and B incidents since warnings are kept of which none told, neither of the ticket nor of the place."""
    begun = first(month)
    every = facts.incidents(month) if begun else ()
    return [
        row
        for row in every
        if begun
        and row["occurred_at"] >= begun.raised_at
        and not any(_told(month, one, row) for one in facts.alarms(month))
    ]


def _told(month: Month, one: Alarm, row: Row) -> bool:
    if one.kind in OF_A_TICKET:
        return bool(one.subject == row["ticket_id"])
    if one.kind not in PLACED:
        return False
    placed = all(row.get(name) == told for name, told in where(one.subject) if name in row)
    day: date = row["occurred_day"]
    return placed and day in days(one, month.settings.zone)
