"""Which kinds of faults came, which of them moved beyond chance, and which are not dealt with in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from cockpit.explain import Part
from cockpit.i18n import capital
from cockpit.metrics import Answer
from cockpit.review import counting
from cockpit.review.blocks import cell
from cockpit.review.document import Cell, Head, Point, Slide, Table, Tone
from cockpit.review.indicators import ENOUGH, bound
from cockpit.review.month import Month
from cockpit.review.numbers import Count, Figure
from cockpit.sentences import Sentence

MOST: Final = 8
Row = Mapping[str, Any]


def categories(month: Month) -> Slide | None:
    """A row a kind: how many came, beside the month before, and how they were dealt with; None without data."""
    answer = month.answer("opened", "category")
    if month.answer("opened").value is None:
        return None
    rows = sorted(answer.rows, key=lambda row: (-row["n"], -(row["n_against"] or 0), str(row["category"])))
    moved = _moved(month)
    top = month.figure(answer, {**rows[0], "value": rows[0]["n"]}) if rows else None
    return Slide(
        "categories",
        month.say("categories.name"),
        _title(month, rows, moved),
        month.say("categories.under", now=month.span(month.ran), before=month.span(month.former)),
        (_table(month, answer, rows, moved),) if rows else (),
        tuple(_points(month, rows, moved)),
        month.foot("opened", n=answer.n, more=[month.say("categories.foot", least=ENOUGH)]),
        tuple(_notes(month, moved)),
        (month.figure(month.answer("opened")), *((top,) if top else ())),
        counts=(Count(month.percent(top.n / answer.n), top),) if top and answer.n else (),
    )


def _moved(month: Month) -> dict[str | None, Part]:
    """The kinds that moved beyond chance, the furthest first."""
    if not month.covered(month.former):
        return {}
    _, parts = month.contributions("opened", "category")
    return {dict(one.member)["category"]: one for one in parts if one.chance is False and one.known}


def _title(month: Month, rows: Sequence[Row], moved: Mapping[str | None, Part]) -> Sentence:
    total = sum(row["n"] for row in rows)
    if not total:
        return month.sentence(month.say("categories.none", period=month.spelled))
    top = rows[0]
    told = {"period": month.spelled, "name": month.label("category", top["category"])}
    told |= {"n": month.counted("opened", top["n"]), "share": month.percent(top["n"] / total)}
    begin = month.say("categories.top", **told)
    if not moved:
        steady = _compared(month) and len(rows) > 1
        return month.sentence(month.clauses(begin, month.say("categories.steady")) if steady else begin)
    name, part = next(iter(moved.items()))
    told = {"name": month.label("category", name), "n": month.counted("opened", abs(part.effect.change))}
    stress = month.say(f"categories.{'grown' if part.effect.change > 0 else 'fallen'}", **told, than=month.than)
    if part.effect.change < 0:
        return month.sentence(month.clauses(begin, stress))
    return month.sentence(month.clauses(begin, " ")[:-1], stress)


def _compared(month: Month) -> bool:
    return month.answer("opened").value_against is not None and month.covered(month.former)


def _table(month: Month, answer: Answer, rows: Sequence[Row], moved: Mapping[str | None, Part]) -> Table:
    names = ("name", "now", "before", "change", "share", "in_time", "median")
    heads = [Head(capital(month.say(f"categories.head.{one}", than=month.than)), one != "name") for one in names]
    heads[0] = Head(heads[0].text, wide=1.6)
    sides = {name: month.answer(name, "category", against=None) for name in ("sla_met", "time_to_resolve")}
    lines = [_line(month, answer, row, sides, moved) for row in rows[:MOST]]
    total = _total(month)
    rest = rows[MOST:]
    if not rest:
        return Table(month.say("categories.table"), tuple(heads), (*lines, total), totals=1)
    others = _together(month, rest)
    left = month.say("categories.rest", n=len(rest), tickets=others.text)
    kinds = counting.named(month, [month.label("category", row["category"]) for row in rest], left)
    counts = (kinds, Count(others.text, others))
    return Table(month.say("categories.table"), tuple(heads), (*lines, total), rest=left, totals=1, counts=counts)


def _together(month: Month, rows: Sequence[Row]) -> Figure:
    """Several kinds as one."""
    more = (("category", tuple(row["category"] or "" for row in rows)),)
    return month.figure(month.ask(month.question("opened", more=more)))


def _line(
    month: Month, answer: Answer, row: Row, sides: Mapping[str, Answer], moved: Mapping[str | None, Part]
) -> tuple[Cell, ...]:
    key = row["category"]
    whole, compared = month.answer("opened"), _compared(month)
    tone: Tone = "stress" if key in moved and moved[key].effect.change > 0 else ""
    shown = {**row, "value": row["n"]}
    before = month.figure(answer, {**row, "value_against": row["n_against"]}, former=True)
    return (
        Cell(month.label("category", key)),
        cell(month, answer, shown),
        Cell(before.text, before, value=before.value, form="#,##0") if compared else Cell("–"),
        _change(month, row["n"], row["n_against"] if compared else None, tone),
        _share(month, month.figure(answer, shown), whole.value),
        *(_beside(month, sides[name], key) for name in ("sla_met", "time_to_resolve")),
    )


def _total(month: Month) -> tuple[Cell, ...]:
    whole = month.answer("opened")
    before = month.figure(whole, former=True)
    return (
        Cell(month.say("categories.total")),
        cell(month, whole),
        Cell(before.text, before, value=before.value, form="#,##0") if _compared(month) else Cell("–"),
        _change(month, whole.value, whole.value_against if _compared(month) else None),
        _share(month, month.figure(whole), whole.value),
        *(cell(month, month.answer(name, against=None)) for name in ("sla_met", "time_to_resolve")),
    )


def _change(month: Month, now: float | None, before: float | None, tone: Tone = "") -> Cell:
    if now is None or before is None:
        return Cell("–")
    delta = now - before
    return Cell(("+" if delta > 0 else "") + month.number(delta), tone=tone, value=float(delta), form="+#,##0;−#,##0;0")


def _share(month: Month, part: Figure, whole: float | None) -> Cell:
    if not whole:
        return Cell("–")
    share, told = part.n / whole, month.percent(part.n / whole)
    return Cell(told, value=share, form="0.0%", count=Count(told, part))


def _beside(month: Month, answer: Answer, key: str | None) -> Cell:
    """A measure of one kind; a share in time below its target is marked where there are enough for it."""
    row = next((one for one in answer.rows if one["category"] == key), None)
    if row is None or row["value"] is None:
        return Cell(month.told(None, answer.metric), tone="quiet")
    aim = month.target(answer.metric.name)
    late = aim is not None and row["n"] >= ENOUGH and not aim.kept(row["value"])
    return cell(month, answer, row, "late" if late else "")


def _points(month: Month, rows: Sequence[Row], moved: Mapping[str | None, Part]) -> Iterator[Point]:
    if moved:
        yield _why(month, *next(iter(moved.items())))
    if low := _late(month, rows[:MOST]):
        yield low
    total = sum(row["n"] for row in rows)
    if total and len(rows) > 3:
        three = sum(row["n"] for row in rows[:3])
        names = month.listed(month.label("category", row["category"]) for row in rows[:3])
        told = {"share": month.percent(three / total), "n": month.counted("opened", three)}
        head, of = month.say("categories.point.three", names=names, **told), month.say("categories.point.of", **told)
        together = _together(month, rows[:3])
        yield Point(head, of, counts=(Count(told["share"], together), Count(told["n"], together)))


def _why(month: Month, name: str | None, part: Part) -> Point:
    """Which finer kind made most of a kind's change."""
    told = {"name": month.label("category", name), "than": month.than}
    way = "grown" if part.effect.change > 0 else "fallen"
    head = month.say(f"categories.point.{way}", **told)
    parts = month.ask(
        month.question("opened", ("subcategory",), more=(("category", (name or "",)),), against="previous")
    )
    deltas = [(row["n"] - row["n_against"], row) for row in parts.rows if row["subcategory"] is not None]
    same = [one for one in deltas if one[0] * part.effect.change > 0]
    row = next(row for row in month.answer("opened", "category").rows if row["category"] == name)
    answer = month.answer("opened", "category")
    now = month.figure(answer, {**row, "value": row["n"]})
    before = month.figure(answer, {**row, "value_against": row["n_against"]}, former=True)
    figures = [f"{before.text} → {now.text}"]
    if same and len(deltas) > 1:
        delta, row = max(same, key=lambda one: abs(one[0]))
        signed = ("+" if delta > 0 else "") + month.number(delta)
        finer = {"sub": month.label("subcategory", row["subcategory"]), "delta": signed}
        figures.append(month.say("categories.point.finer", **finer))
    counts = (Count(before.text, before), Count(now.text, now))
    return Point(head, month.clauses(*figures), "watch" if way == "grown" else "", counts=counts)


def _late(month: Month, shown: Sequence[Row]) -> Point | None:
    """The kind that is least in time among those of the table with enough tickets, if that is below the target."""
    answer, aim = month.answer("sla_met", "category", against=None), month.target("sla_met")
    keys = {row["category"] for row in shown}
    rows = [row for row in answer.rows if row["category"] in keys and row["n"] >= ENOUGH and row["value"] is not None]
    low = min(rows, key=lambda row: row["value"], default=None)
    if low is None or aim is None or len(rows) < 2 or aim.kept(low["value"]):
        return None
    figure = month.figure(answer, low)
    told = {"name": month.label("category", low["category"]), "value": figure.text}
    told |= {
        "n": month.counted("sla_met", low["n"]),
        "target": bound(month, answer.metric, aim),
        "least": str(ENOUGH),
    }
    head, why = month.say("categories.point.late", **told), month.say("categories.point.late_why", **told)
    return Point(head, why, "late", (figure,), (Count(told["n"], figure),))


def _notes(month: Month, moved: Mapping[str | None, Part]) -> Iterator[str]:
    yield month.say("categories.note")
    if moved:
        told = [
            f"{month.label('category', name)} {'+' if one.effect.change > 0 else ''}{month.number(one.effect.change)}"
            for name, one in moved.items()
        ]
        yield month.say("volume.note.sure", parts=month.listed(told))
