"""The work that was done in a month: tickets by kind of work, rounds, trainings, contacts, parts."""

from __future__ import annotations

from collections import Counter

from cockpit.i18n import label, say
from cockpit.metrics import stores
from cockpit.metrics.reading import Row
from cockpit.review import facts
from cockpit.review.document import Point
from cockpit.review.drafts.latent import told
from cockpit.review.month import Month

MOST = 3
_TICKETS = """
select cast(work_type as varchar) as work_type,
    count(case when reported_day >= :from_day and reported_day < :to_day and reported_at <= :as_of then 1 end) as came,
    count(case when finished_day >= :from_day and finished_day < :to_day and finished_at <= :as_of
        and status <> 'cancelled' then 1 end) as done
from tickets group by 1
"""
_ROUNDS = """
select cast(kind as varchar) as kind, count(*) as n from inspections
where done_day >= :from_day and done_day < :to_day and done_at <= :as_of group by 1 order by 2 desc, 1
"""
_ATTENDED = """
select count(*) as n, coalesce(sum(hours), 0) as hours from training_attendance
where held_on >= :from_day and held_on < :to_day and held_on <= :today
"""
_ANSWERED = """
select count(*) as n from complaints where replied_at >= :first and replied_at < :until and replied_at <= :as_of
"""


def work(month: Month) -> tuple[Point, ...]:
    """What was done, with how many of each."""
    parts = (_faults, _others, _rounds, _incidents, _trainings, _contacts, _answers, _parts)
    return month.found(("work", month.language), lambda: tuple(point for part in parts for point in part(month)))


def tickets(month: Month) -> list[Row]:
    """By kind of work how many tickets came in the period and how many were finished in it."""
    columns = {"ticket_id", "work_type", "reported_day", "reported_at", "finished_day", "finished_at", "status"}
    made = lambda: month.rows("tickets", _TICKETS, columns)  # noqa: E731
    return month.found("by work", made)


def _faults(month: Month) -> list[Point]:
    figures = [month.figure(month.answer(name)) for name in ("resolved", "opened") if not month.lacks(name)]
    if len(figures) < 2 or any(one.value is None for one in figures):
        return []
    done, came = figures
    return [Point(told(month, "work.faults", done=done.text, came=came.text), evidence=(done, came))]


def _others(month: Month) -> list[Point]:
    """What else was done than faults."""
    rows = sorted(
        (row for row in tickets(month) if row["work_type"] != "fault" and row["done"]),
        key=lambda row: (-row["done"], row["work_type"]),
    )
    if not rows:
        return []
    parts = [
        told(month, "work.of", name=label("work_type", row["work_type"], month.language), n=month.number(row["done"]))
        for row in rows
    ]
    whole = sum(row["done"] for row in rows)
    return [Point(told(month, "work.others", n=month.number(whole)), say("common.comma", month.language).join(parts))]


def _rounds(month: Month) -> list[Point]:
    if facts.rounds_lacking(month) or "inspections.done_at" not in month.cockpit.provided:
        return []
    rows = month.rows("inspections", _ROUNDS)
    if not rows:
        return []
    parts = [
        told(month, "work.of", name=label("kind", row["kind"], month.language), n=month.number(row["n"]))
        for row in rows
    ]
    found = month.figure(month.answer("abnormal_findings")) if not month.lacks("abnormal_findings") else None
    head = told(month, "work.rounds", n=month.number(sum(row["n"] for row in rows)))
    return [Point(head, say("common.comma", month.language).join(parts), evidence=(found,) if found else ())]


def _incidents(month: Month) -> list[Point]:
    """The major incidents that are over."""
    rows = [row for row in facts.incidents(month) if row["restored_at"] and row["restored_at"] <= month.cockpit.as_of]
    if not rows:
        return []
    figures = tuple(
        month.figure(month.answer(name)) for name in ("major_incidents", "outage_hours") if not month.lacks(name)
    )
    names = [f"{row['level']} {row['title'] or row['incident_id']}" for row in rows[:MOST]]
    return [
        Point(
            told(month, "work.incidents", n=len(rows)),
            say("common.comma", month.language).join(names),
            evidence=figures,
        )
    ]


def _trainings(month: Month) -> list[Point]:
    several = facts.held(month)
    if not several:
        return []
    names = say("common.comma", month.language).join(one.session["title"] for one in several[:MOST])
    if "training_attendance" not in month.cockpit.records:
        return [Point(told(month, "work.trainings", n=len(several)), names)]
    (row,) = month.rows("training_attendance", _ATTENDED)
    head = told(month, "work.attended", n=len(several), people=row["n"], hours=month.number(float(row["hours"]), 1))
    return [Point(head, names)]


def _contacts(month: Month) -> list[Point]:
    own = [row for row in facts.contacts(month) if row["held_on"] in month.period]
    if not own:
        return []
    kinds = Counter(row["kind"] for row in own)
    parts = [told(month, "work.of", name=label("kind", name, month.language), n=n) for name, n in kinds.most_common()]
    return [Point(told(month, "work.contacts", n=len(own)), say("common.comma", month.language).join(parts))]


def _answers(month: Month) -> list[Point]:
    if "complaints" not in month.cockpit.records or month.lacks("complaint_on_time"):
        return []
    first, until = month.bounds
    (row,) = month.rows("complaints", _ANSWERED, first=first, until=until)
    figure = month.figure(month.answer("complaint_on_time"))
    return [Point(told(month, "work.answers", n=row["n"]), evidence=(figure,))] if row["n"] else []


def _parts(month: Month) -> list[Point]:
    """What was used of the stock, the most often used first."""
    if not {"parts", "part_moves"} <= month.cockpit.records:
        return []
    used: Counter[tuple[str, str]] = Counter()
    times: Counter[tuple[str, str]] = Counter()
    for row in stores.uses(month.cockpit, month.period, month.rights):
        key = (str(row["name"] or row["part_id"]), str(row["unit"] or ""))
        used[key] += row["quantity"]
        times[key] += 1
    if not used:
        return []
    parts = [
        told(month, "work.part", name=name, n=month.number(used[name, unit]), unit=unit)
        for (name, unit), _ in sorted(times.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    ]
    head = told(month, "work.parts", n=times.total(), kinds=len(used))
    return [Point(head, say("common.comma", month.language).join(parts))]
