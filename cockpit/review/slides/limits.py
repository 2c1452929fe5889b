"""How much was resolved within its limit, level by level, and where limits were missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cockpit.i18n import capital
from cockpit.metrics import CATALOGUE
from cockpit.review import counting
from cockpit.review.blocks import cell, ranked
from cockpit.review.document import Bar, Bars, Block, Cell, Head, Point, Slide, Table, Tone
from cockpit.review.indicators import ENOUGH, bound, enough
from cockpit.review.month import Month
from cockpit.review.numbers import Count, Counted, Figure
from cockpit.review.slides.nothing import limited, nothing
from cockpit.sentences import Sentence

MOST: Final = 4
SPLITS: Final = ("category", "campus")


def limits(month: Month) -> Slide | None:
    """Service levels; None where nobody may know them."""
    if not month.offers("sla_met", "sla_missed"):
        return None
    if month.answer("opened").value is None:
        aim = month.target("sla_met")
        return limited(month, bound(month, CATALOGUE["sla_met"], aim)) if aim else nothing(month, "limits", "sla_met")
    sla, missed = month.answer("sla_met"), month.answer("sla_missed")
    known = any(row["level"] is not None for row in month.answer("sla_met", "level").rows)
    blocks: list[Block] = [_levels(month)] if known else []
    if bars := _bars(month):
        blocks.append(bars)
    without, top = month.answer("without_limit", against=None), _top(month)
    more = [month.say("limits.without", n=month.number(without.value or 0))] if month.offers("without_limit") else []
    return Slide(
        "limits",
        month.say("limits.name"),
        _title(month),
        month.say("limits.under", now=month.span(month.ran), before=month.span(month.former)),
        tuple(blocks),
        tuple(_points(month))[:4],
        month.foot("sla_met", n=sla.n, more=more),
        (month.definition("sla_missed"), month.say("limits.note", least=month.number(enough(sla.n)))),
        (month.figure(sla), month.figure(missed), *((top[1],) if top else ()), month.figure(sla, former=True)),
        counts=(counting.tally(month, month.figure(without)),) if more and without.value else (),
    )


def _title(month: Month) -> Sentence:
    sla, missed, aim = month.answer("sla_met"), month.answer("sla_missed"), month.target("sla_met")
    if sla.value is None or aim is None:
        return month.sentence(month.say("limits.none", period=month.spelled))
    share = month.figure(sla).text
    told = {"period": month.spelled, "share": share, "target": bound(month, sla.metric, aim)}
    if not missed.value:
        return month.sentence(month.say("limits.all", n=month.counted("sla_met", sla.n), **told))
    kept = aim.kept(sla.value)
    begin = month.clauses(month.say(f"limits.{'kept' if kept else 'low'}", **told), " ")[:-1]
    where = month.say("limits.missed", n=month.told(missed.value, "sla_missed"))
    top = _top(month)
    if top:
        where = month.clauses(where, month.say("limits.mostly", where=top[0], k=top[1].text))
    return month.sentence(begin + where) if kept else month.sentence(begin, where)


def _top(month: Month) -> tuple[str, Figure] | None:
    """The kind and place with the most missed, if it has more than any other and more than a few."""
    answer = month.answer("sla_missed", *_splits(month), against=None)
    rows = [row for row in ranked(answer) if all(row[name] is not None for name in answer.question.by)]
    if len(rows) < 2 or rows[0]["value"] < 3 or rows[0]["value"] == rows[1]["value"]:
        return None
    return _label(month, rows[0]), month.figure(answer, rows[0])


def _splits(month: Month) -> tuple[str, ...]:
    """The dimensions that tell the missed apart; kinds where none does."""
    several = [name for name in SPLITS if len(month.answer("sla_missed", name, against=None).rows) > 1]
    return tuple(several) or SPLITS[:1]


def _label(month: Month, row: Mapping[str, Any]) -> str:
    return month.dotted(*(month.label(name, row[name]) for name in _splits(month)))


def _levels(month: Month) -> Table:
    """A row a level: how many fell due, how many were missed, which share was in time, and the month before."""
    sla, missed = month.answer("sla_met", "level"), month.answer("sla_missed", "level")
    names = ("level", "due", "missed", "share", "before")
    heads = tuple(Head(capital(month.say(f"limits.head.{one}", than=month.than)), one != "level") for one in names)
    rows = [_level(month, sla, row, missed.rows) for row in sla.rows]
    whole, late = month.answer("sla_met"), month.answer("sla_missed")
    total = (
        Cell(month.say("categories.total")),
        counting.cell(counting.tally(month, month.figure(whole))),
        cell(month, late),
        cell(month, whole, tone=_tone(month, whole.value, whole.n)),
        _former(month.figure(whole, former=True)),
    )
    return Table(month.say("limits.levels"), heads, (*rows, total), totals=1)


def _level(month: Month, sla: Any, row: dict[str, Any], missed: list[dict[str, Any]]) -> tuple[Cell, ...]:
    late = next((one for one in missed if one["level"] == row["level"]), None)
    answer = month.answer("sla_missed", "level")
    figure = month.figure(answer, {"level": row["level"], **(late or {}), "value": (late or {}).get("n") or 0})
    # of A and B every miss counts, however few there were
    n = max(row["n"], ENOUGH) if row["level"] in ("A", "B") else row["n"]
    return (
        Cell(month.label("level", row["level"])),
        counting.cell(counting.tally(month, month.figure(sla, row))),
        Cell(figure.text, figure, value=figure.value, form="#,##0"),
        cell(month, sla, row, _tone(month, row["value"], n)),
        _former(month.figure(sla, row, former=True)),
    )


def _former(figure: Figure) -> Cell:
    return Cell(figure.text, figure, value=figure.value, form="0.0%")


def _tone(month: Month, value: float | None, n: int) -> Tone:
    aim = month.target("sla_met")
    return "late" if value is not None and aim is not None and n >= ENOUGH and not aim.kept(value) else ""


def _bars(month: Month) -> Bars | None:
    """Where limits were missed, every ticket in one bar."""
    answer = month.answer("sla_missed", *_splits(month), against=None)
    rows = ranked(answer)
    if not rows:
        return None
    top = _top(month)
    found = [
        Bar(
            _label(month, row),
            float(row["value"]),
            month.number(row["value"]),
            "stress" if top and at == 0 else "",
            month.figure(answer, row),
        )
        for at, row in enumerate(rows[:MOST])
    ]
    if rest := rows[MOST:]:
        left = float(sum(row["value"] for row in rest))
        name, told = month.say("volume.rest", n=len(rest)), month.number(left)
        others = counting.beside(month, answer, rows[:MOST], month.dotted(month.say("limits.where"), name), told)
        found.append(Bar(name, left, told, "quiet", count=others))
    return Bars(month.say("limits.where"), month.measured_in("sla_missed"), "#,##0", tuple(found))


def _points(month: Month) -> Iterator[Point]:
    if low := _group(month):
        yield low
    if grave := _grave(month):
        yield grave
    if month.offers("overrun_report_owed") and (owed := month.answer("overrun_report_owed")).value:
        told = {"n": month.told(owed.value, "overrun_report_owed"), "hours": _hours(month)}
        head = month.say("limits.point.owed", **told)
        yield Point(head, month.say("limits.point.owed_why", **told), "watch", (month.figure(owed),))
    overdue, risk = month.answer("overdue"), month.answer("at_risk")
    if overdue.value:
        told = {"n": month.told(overdue.value, "overdue"), "risk": month.told(risk.value, "at_risk")}
        told |= {"day": month.day(month.ran.last), "former": month.day(month.former.last)}
        before = month.figure(overdue, former=True)
        told["before"] = before.text
        head = month.say("limits.point.overdue", **told)
        detail = month.say("limits.point.overdue_why" if risk.value else "limits.point.overdue_only", **told)
        yield Point(head, detail, "watch", (month.figure(overdue), month.figure(risk)), (Count(before.text, before),))
    answered = month.answer("sla_respond_met")
    if answered.value is not None:
        told = {"share": month.figure(answered).text, "n": month.counted("sla_respond_met", answered.n)}
        yield Point(
            month.say("limits.point.respond", **told),
            month.say("limits.point.respond_why", **told),
            evidence=(month.figure(answered),),
            counts=(Count(told["n"], month.figure(answered)),),
        )


def _hours(month: Month) -> str:
    return month.number(month.terms.overrun_report_within.total_seconds() / 3600)


def _group(month: Month) -> Point | None:
    """The group that is least in time among those of enough tickets, if that is below the target."""
    if "group" not in month.cockpit.provided:
        return None
    answer, aim = month.answer("sla_met", "group", against=None), month.target("sla_met")
    least = enough(answer.n)
    rows = [row for row in answer.rows if row["n"] >= least and row["value"] is not None and row["group"] is not None]
    rows.sort(key=lambda row: row["value"])
    if aim is None or len(rows) < 2 or aim.kept(rows[0]["value"]):
        return None
    low, best = month.figure(answer, rows[0]), month.figure(answer, rows[-1])
    told = {"name": month.label("group", rows[0]["group"]), "value": low.text, "n": month.counted("sla_met", low.n)}
    told |= {"best": month.label("group", rows[-1]["group"]), "best_value": best.text, "least": month.number(least)}
    return Point(
        month.say("limits.point.group", **told), month.say("limits.point.group_why", **told), "late", (low, best),
        (Count(told["n"], low),),
    )  # fmt: skip


def _grave(month: Month) -> Point | None:
    """How it went with A and B faults."""
    answer, missed = month.answer("sla_met", "level"), month.answer("sla_missed", "level")
    rows = [row for row in answer.rows if row["level"] in ("A", "B") and row["n"]]
    if not rows:
        return None
    late = {row["level"]: row for row in missed.rows if row["n"]}
    parts: list[str] = []
    counts: list[Counted] = []
    for row in rows:
        n = late.get(row["level"], {}).get("n", 0)
        counts.append(Count(month.counted("sla_met", row["n"]), month.figure(answer, row)))
        counts += [counting.tally(month, month.figure(missed, late[row["level"]]))] if n else []
        told = {"level": month.label("level", row["level"]), "n": month.counted("sla_met", row["n"])}
        parts.append(month.say("limits.point.some" if n else "limits.point.none", k=month.number(n), **told))
    figures = tuple(month.figure(answer, row) for row in rows)
    some = any(row["level"] in late for row in rows)
    head = month.say("limits.point.grave_late" if some else "limits.point.grave_fine")
    return Point(head, month.clauses(*parts), "late" if some else "fine", figures, tuple(counts))
