"""The weekly sheet: the week's workload, what ran over its limits and where its time went, and the week to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from cockpit.i18n import label, value
from cockpit.metrics import Answer, Cockpit
from cockpit.metrics.reading import Row
from cockpit.periods import Period, whole
from cockpit.review import facts, opened
from cockpit.review.blocks import bar, card, cell, counted, heads, listed, plain, ranked, title
from cockpit.review.document import Bars, Block, Cards, Cell, Document, Point, Points, Slide, Table, Text
from cockpit.review.drafts.findings import findings
from cockpit.review.drafts.plan import open_ones
from cockpit.review.drafts.work import work
from cockpit.review.made import origin
from cockpit.review.month import Asked, Month
from cockpit.settings.model import Settings

CARDS: Final = ("opened", "resolved", "backlog", "sla_met")
BY_GROUP: Final = ("opened", "resolved", "backlog", "sla_missed")
# Where the time of a fault goes: until somebody has it, until they are there, until it is done.
STAGES: Final = ("assign", "arrive", "repair")
MOST: Final = 6
_OVER: Final = """
select * from tickets where work_type = 'fault' and status <> 'cancelled' and due_day >= :from_day
    and due_day < :to_day and due_at < :as_of and reported_at <= :as_of
    and (finished_at is null or finished_at > due_at)
order by due_at, ticket_id
"""
_COMING: Final = """
select count(*) as n from tickets where work_type = 'fault' and reported_at <= :as_of and open_until > :as_of
    and due_at >= :first and due_at < :until
"""
_ROUNDS: Final = """
select cast(kind as varchar) as kind, count(*) as n from inspections
where planned_on >= :from_day and planned_on < :to_day group by 1 order by 2 desc, 1
"""
_SHIFTS: Final = """
select cast(kind as varchar) as kind, count(*) as n from shifts
where date >= :from_day and date < :to_day group by 1 order by 2 desc, 1
"""
_OFF: Final = "select day from store.days where day >= :first and day < :until and not workday order by day"


def week(cockpit: Cockpit, site: Settings, day: date, language: str, asked: Asked | None = None) -> Document:
    """The sheet of the week that ``day`` is in, beside the week before it."""
    month = opened.over(cockpit, site, whole(day, "week"), language, asked or Asked())
    slides = tuple(one for one in (_load(month), _overruns(month), _plan(month)) if one)
    texts = {"findings": findings(slides), "work": work(month), "plan": plan(month)}
    return Document(
        "week",
        language,
        tell(month, "title", week=label("week", month.period.first, language)),
        month.period,
        month.former,
        origin(month),
        slides,
        texts=tuple(Text(key, tell(month, f"text.{key}"), points) for key, points in texts.items()),
    )


def tell(month: Month, key: str, /, **facts_: object) -> str:
    """The words of ``papers.week.<key>``."""
    return month.words(f"papers.week.{key}", **facts_)


# ---- workload


def _load(month: Month) -> Slide:
    known = [name for name in CARDS if not month.lacks(name) and month.answer(name).value is not None]
    cards = tuple(card(month, name) for name in known)
    came = month.answer("opened")
    told = [month.figure(month.answer(name)) for name in ("opened", "resolved")]
    name = label("week", month.period.first, month.language)
    if not came.value:
        said = title(month, [tell(month, "nothing" if came.value is None else "none", week=name)])
    else:
        text = tell(month, "load", week=name, came=told[0].text, done=told[1].text)
        said = title(month, [text], _left(month))
    table = _groups(month)
    blocks = (*((Cards(cards),) if cards else ()), *((table,) if table.rows else ()))
    return Slide(
        "load", tell(month, "workload"), said, month.span(month.ran), blocks,
        foot=month.foot("opened", n=came.n), told=tuple(told),
    )  # fmt: skip


def _left(month: Month) -> str:
    """What was open at the week's end, against its beginning."""
    answer = month.answer("backlog")
    if answer.value is None:
        return ""
    now = month.figure(answer)
    if month.bounds[1] > month.cockpit.as_of:
        return tell(month, "left_now", n=now.text)
    if answer.value_against is None or answer.value == answer.value_against:
        return tell(month, "left", n=now.text)
    more = answer.value > answer.value_against
    delta = month.number(abs(answer.value - answer.value_against))
    return tell(month, "left_more" if more else "left_fewer", n=now.text, delta=delta)


def _groups(month: Month) -> Table:
    """What came to each group, what it finished, and what it has open or over the limit; what is of none last."""
    names = [name for name in BY_GROUP if not month.lacks(name)]
    answers = {name: month.answer(name, "group", against=None) for name in names}
    rows: dict[str | None, dict[str, dict[str, Any]]] = {}
    for name, answer in answers.items():
        for row in answer.rows:
            if row["value"]:
                rows.setdefault(row["group"], {})[name] = row
    if set(rows) == {None}:
        rows.clear()
    most = {group: rows[group].get("opened", {}).get("value", 0) for group in rows}
    known = sorted((group for group in rows if group is not None), key=lambda group: (-most[group], group))
    order = (*known[:MOST], *((None,) if None in rows else ()))
    lines = [
        (plain(month.label("group", group)), *(_cell(month, answers[name], rows[group].get(name)) for name in names))
        for group in order
    ]
    tops = heads(month, "head", ("group", *names), names, area="papers.week")
    more = len(rows) - len(lines)
    return Table(tell(month, "groups"), tops, tuple(lines), rest=tell(month, "more", n=more) if more else "")


def _cell(month: Month, answer: Answer, row: dict[str, Any] | None) -> Cell:
    return cell(month, answer, row) if row else counted(month, 0)


# ---- what ran over


def over(month: Month) -> list[Row]:
    """The faults that fell due in the period and missed their limit, those over longest first."""
    if month.lacks("sla_missed"):
        return []
    rows: list[Row] = month.found("over", lambda: month.rows("tickets", _OVER))
    return sorted(rows, key=lambda row: (-_late(month, row), row["ticket_id"]))


def _late(month: Month, row: Row) -> timedelta:
    """By how much it is over the limit by now."""
    now = month.cockpit.as_of
    end = row["finished_at"] if row["finished_at"] and row["finished_at"] <= now else now
    late: timedelta = end - row["due_at"]
    return late


def stage(month: Month, row: Row) -> str | None:
    """The stage that took longest of a fault that is done; None where the moments are not all known."""
    times = {name: row.get(f"seconds_to_{name}") for name in STAGES}
    done = row["finished_at"] is not None and row["finished_at"] <= month.cockpit.as_of
    if not done or any(time is None for time in times.values()):
        return None
    return max(STAGES, key=lambda name: (times[name] or 0, -STAGES.index(name)))


def _overruns(month: Month) -> Slide | None:
    if month.lacks("sla_missed"):
        return None
    rows, kept = over(month), month.answer("sla_met")
    missed = month.figure(month.answer("sla_missed"))
    if kept.value is None:
        said = title(month, [tell(month, "none_due")])
    elif not rows:
        said = title(month, [tell(month, "all_kept", n=kept.n)])
    else:
        text = tell(month, "missed", n=len(rows), of=kept.n, share=month.percent(kept.value))
        said = title(month, [text], _mostly(month, rows))
    blocks: tuple[Block, ...] = (*_where(month), _table(month, rows)) if rows else ()
    return Slide(
        "overruns", tell(month, "overruns"), said, month.span(month.ran), blocks, so=tuple(_causes(month, rows)),
        foot=month.foot("sla_missed", n=kept.n), notes=(tell(month, "stages_how"),), told=(missed, month.figure(kept)),
    )  # fmt: skip


def _mostly(month: Month, rows: Sequence[Row]) -> str:
    """In which stage most of them lost their time; nothing where none has most."""
    counts = Counter(found for row in rows if (found := stage(month, row)))
    if not counts:
        return ""
    name, n = counts.most_common(1)[0]
    return tell(month, "mostly", stage=tell(month, f"stage.{name}"), n=n) if n * 2 > len(rows) else ""


def _where(month: Month) -> tuple[Bars, ...]:
    answer = month.answer("sla_missed", "category", against=None)
    bars = tuple(bar(month, answer, row, month.label("category", row["category"])) for row in ranked(answer, MOST))
    return (Bars(tell(month, "categories"), month.unit("tickets"), "#,##0", bars),) if len(bars) > 1 else ()


def _table(month: Month, rows: Sequence[Row]) -> Table:
    lines = tuple(_line(month, row) for row in rows[:MOST])
    more = len(rows) - len(lines)
    tops = heads(
        month,
        "head",
        ("ticket", "what", "late", "stage", "cause"),
        ("late",),
        ("ticket", "what", "cause"),
        area="papers.week",
    )
    return Table(tell(month, "longest"), tops, lines, rest=tell(month, "more", n=more) if more else "")


def _line(month: Month, row: Row) -> tuple[Cell, ...]:
    where = " ".join(filter(None, (row["building"], row["room"])))
    what = f"{where} · {label('category', row['category'], month.language)}"
    late = value(_late(month, row) / timedelta(hours=1), "hours", month.language)
    done = row["finished_at"] is not None and row["finished_at"] <= month.cockpit.as_of
    found = stage(month, row)
    told = tell(month, f"stage.{found}") if found else "" if done else tell(month, "open")
    return plain(row["ticket_id"]), plain(what), plain(late, "late"), plain(told), plain(row.get("cause"))


def _causes(month: Month, rows: Sequence[Row]) -> list[Point]:
    """The stages, the causes that were written down, and the explanations that are owed."""
    points = []
    counts = Counter(found for row in rows if (found := stage(month, row)))
    if counts:
        parts = [tell(month, "of", name=tell(month, f"stage.{name}"), n=n) for name, n in counts.most_common()]
        points.append(Point(tell(month, "stages", n=counts.total()), listed(month, parts)))
    causes = Counter(str(row["cause"]) for row in rows if row.get("cause"))
    if causes:
        parts = [tell(month, "of", name=name, n=n) for name, n in causes.most_common(3)]
        points.append(Point(tell(month, "causes", n=causes.total()), listed(month, parts)))
    if not month.lacks("overrun_report_owed"):
        owed = month.answer("overrun_report_owed", against=None)
        if owed.value:
            told = tell(month, "owed", n=int(owed.value))
            points.append(Point(told, tell(month, "owed_why"), "watch", (month.figure(owed),)))
    return points


# ---- the week to come


def coming(month: Month) -> Period:
    """The week after."""
    return whole(month.period.until, "week")


def plan(month: Month) -> tuple[Point, ...]:
    """What is due, planned and still open."""
    parts = (*_due(month), *_planned(month, "inspections", _ROUNDS), *_planned(month, "shifts", _SHIFTS), *_off(month))
    return (*parts, *open_ones(month))


def _due(month: Month) -> list[Point]:
    """The open faults that fall due in it; of a week long past nothing is open."""
    begin, until = following(month)
    first = max(begin, month.cockpit.as_of)
    if until <= first or month.lacks("sla_met"):
        return []
    (row,) = month.rows("tickets", _COMING, first=first, until=until)
    return [Point(tell(month, "falls_due", n=row["n"]), "", "watch")] if row["n"] else []


def following(month: Month) -> tuple[datetime, datetime]:
    """The moments with which the week to come begins and is over."""
    days = (coming(month).first, coming(month).until)
    first, until = (datetime.combine(day, time(), month.zone).astimezone(UTC) for day in days)
    return first, until


def _planned(month: Month, record: str, sql: str) -> list[Point]:
    if record not in month.cockpit.records:
        return []
    days = coming(month)
    rows = month.rows(record, sql, from_day=days.first, to_day=days.until)
    if not rows:
        return []
    parts = [tell(month, "of", name=label("kind", row["kind"], month.language), n=row["n"]) for row in rows]
    return [Point(tell(month, f"planned_{record}", n=sum(row["n"] for row in rows)), listed(month, parts))]


def _off(month: Month) -> list[Point]:
    """The days off on which the sites of the duty need somebody."""
    sites, days = month.settings.duty.sites, coming(month)
    found = month.cockpit.engine.query(_OFF, {"first": days.first, "until": days.until}).to_pylist() if sites else []
    if not found:
        return []
    return [
        Point(
            tell(month, "duty", n=len(found), sites=len(sites)), listed(month, [month.day(row["day"]) for row in found])
        )
    ]


def _plan(month: Month) -> Slide:
    points = plan(month)
    name = label("week", coming(month).first, month.language)
    text = tell(month, "plan_said" if points else "plan_none", week=name)
    due = [one.head for one in _due(month)]
    shown = Points(tell(month, "plan_block"), points[:MOST], tell(month, "plan_empty"))
    late = facts.overdue(month)
    stress = due[0] if due else tell(month, "rounds_open", n=len(late)) if late else ""
    return Slide("plan", tell(month, "text.plan"), title(month, [text], stress), month.span(coming(month)), (shown,))
