"""The yearly report: how much came, how the network stood, what was kept in time, and what is proposed."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from cockpit.i18n import label
from cockpit.metrics import Answer, Cockpit
from cockpit.periods import unit_starts, whole
from cockpit.review import opened
from cockpit.review.blocks import bar, card, cell, counted, heads, named, plain, ranked, title
from cockpit.review.document import Bars, Cards, Cell, Document, Line, Lines, Slide, Table, Text
from cockpit.review.drafts.findings import findings
from cockpit.review.drafts.latent import latent
from cockpit.review.drafts.suggestions import suggestions
from cockpit.review.drafts.work import work
from cockpit.review.indicators import indicators
from cockpit.review.made import origin
from cockpit.review.month import Asked, Month
from cockpit.review.slides.customers import customers
from cockpit.review.slides.repeats import repeats
from cockpit.review.slides.rounds import rounds
from cockpit.review.slides.suggestions import suggestions as proposed
from cockpit.review.slides.team import team
from cockpit.review.slides.training import training
from cockpit.settings.model import Settings

MOST: Final = 8
COUNTED: Final = ("opened", "resolved")


def year(cockpit: Cockpit, site: Settings, number: int, language: str, asked: Asked | None = None) -> Document:
    """The report of a calendar year beside the one before it."""
    month = opened.over(cockpit, site, whole(date(number, 1, 1), "year"), language, asked or Asked())
    made = (_counts, _categories, _network, _limits, repeats, rounds, customers, training, team, proposed)
    slides = tuple(slide for one in made if (slide := one(month)))
    texts = {
        "findings": findings(slides),
        "latent": latent(month),
        "suggestions": suggestions(month),
        "work": work(month),
    }
    return Document(
        "year",
        language,
        tell(month, "title", year=month.spelled),
        month.period,
        month.former,
        origin(month),
        slides,
        indicators(month),
        texts=tuple(Text(key, tell(month, f"text.{key}"), points) for key, points in texts.items()),
    )


def tell(month: Month, key: str, /, **facts_: object) -> str:
    """The words of ``papers.year.<key>``."""
    return month.words(f"papers.year.{key}", **facts_)


def by_month(month: Month, answer: Answer) -> tuple[float | None, ...]:
    """A measure month by month; None of months it says nothing of."""
    rows = {row["month"]: row["value"] for row in answer.rows}
    return tuple(rows.get(first) for first in unit_starts(month.period, "month"))


def _labels(month: Month) -> tuple[str, ...]:
    return tuple(
        month.words("scene.short.month", n=str(first.month), name=month.words(f"common.months.{first.month}"))
        for first in unit_starts(month.period, "month")
    )


def _counts(month: Month) -> Slide:
    """How many faults came and were resolved, month by month."""
    came, done = (month.answer(name) for name in COUNTED)
    cards = tuple(card(month, name) for name in (*COUNTED, "backlog") if month.answer(name).value is not None)
    lines = []
    for name in COUNTED:
        values = by_month(month, month.answer(name, "month", against=None))
        if any(value is not None for value in values):
            lines.append(Line(month.name(name), values, "stress" if name == "opened" else ""))
    chart = Lines(tell(month, "monthly"), month.unit("tickets"), "#,##0", _labels(month), tuple(lines))
    if came.value is None:
        said = title(month, [tell(month, "no_data", year=named(month))])
    else:
        text = tell(month, "counts", year=named(month), came=month.figure(came).text, done=month.figure(done).text)
        said = title(month, [text], _most(month))
    return Slide(
        "counts", tell(month, "name.counts"), said, month.span(month.ran),
        (*((Cards(cards),) if cards else ()), *((chart,) if lines else ())),
        foot=month.foot("opened", n=came.n), told=(month.figure(came), month.figure(done)),
    )  # fmt: skip


def _most(month: Month) -> str:
    """The month with most reports; nothing where two have as many."""
    top = ranked(month.answer("opened", "month", against=None), 2)
    if not top or (len(top) > 1 and top[0]["value"] == top[1]["value"]):
        return ""
    return tell(month, "most", month=label("month", top[0]["month"], month.language), n=int(top[0]["value"]))


def _categories(month: Month) -> Slide | None:
    """What the faults were of, against the year before, and where most were."""
    answer, every = month.answer("opened", "category"), month.answer("opened")
    rows = ranked(answer, MOST)
    if not rows or not every.value:
        return None
    first = rows[0]
    name, share = month.label("category", first["category"]), month.percent(first["value"] / every.value)
    said = title(month, [tell(month, "categories", name=name, n=int(first["value"]), share=share)])
    bars = [bar(month, answer, row, month.label("category", row["category"])) for row in rows]
    shown = Bars(tell(month, "by_category"), month.unit("tickets"), "#,##0", tuple(bars))
    return Slide(
        "categories", tell(month, "name.categories"), said, month.span(month.ran), (shown, _places(month)),
        foot=month.foot("opened", n=every.n), told=(month.figure(every), month.figure(answer, first)),
    )  # fmt: skip


def _places(month: Month) -> Table:
    answer = month.answer("opened", "campus", "building", against=None)
    names = ("place", "opened")
    lines = []
    for row in ranked(answer, MOST):
        place = " ".join(month.label(name, row[name]) for name in ("campus", "building"))
        lines.append((plain(place), cell(month, answer, row)))
    tops = heads(month, "head", names, names[1:], names[:1], area="papers.year")
    return Table(tell(month, "places"), tops, tuple(lines))


def _network(month: Month) -> Slide | None:
    """The network's condition: major incidents and outages by campus, and the devices that failed."""
    if month.lacks("major_incidents"):
        return None
    answer = month.answer("major_incidents")
    out = None if month.lacks("outage_hours") else month.answer("outage_hours")
    if answer.value is None:
        said = title(month, [tell(month, "network_unknown", year=named(month))])
    elif not answer.value:
        said = title(month, [tell(month, "network_none", year=named(month))])
    else:
        text = tell(month, "network", year=named(month), n=month.figure(answer).text)
        said = title(month, [text], _out(month, answer, out))
    blocks = tuple(one for one in (_campuses(month, out), _devices(month)) if one.rows)
    told = (month.figure(answer), *((month.figure(out),) if out else ()))
    return Slide(
        "network", tell(month, "name.network"), said, month.span(month.ran), blocks,
        foot=month.foot("major_incidents", n=answer.n), told=told,
    )  # fmt: skip


def _out(month: Month, answer: Answer, out: Answer | None) -> str:
    """How long services were out, of those incidents that are over."""
    if out is None or out.value is None:
        return ""
    return tell(month, "out" if out.n == answer.n else "out_of", n=out.n, time=month.figure(out).text)


def _campuses(month: Month, out: Answer | None) -> Table:
    answer = month.answer("major_incidents", "campus", against=None)
    hours = month.answer("outage_hours", "campus", against=None) if out else None
    by = {row["campus"]: row for row in hours.rows} if hours else {}
    lines = []
    for row in ranked(answer):
        cells: list[Cell] = [plain(month.label("campus", row["campus"])), cell(month, answer, row)]
        if hours:
            found = by.get(row["campus"])
            cells.append(cell(month, hours, found) if found else plain(""))
        lines.append(tuple(cells))
    names = ("campus", "incidents", *(("out",) if hours else ()))
    return Table(tell(month, "campuses"), heads(month, "head", names, names[1:], area="papers.year"), tuple(lines))


def _devices(month: Month) -> Table:
    """The kinds of devices that failed most, and how often the same one failed again."""
    if "device_type" not in month.cockpit.provided:
        return Table("", (), ())
    answer = month.answer("opened", "device_type", against=None)
    again = None if month.lacks("repeat_fault") else month.answer("repeat_fault", "device_type", against=None)
    by = {row["device_type"]: row for row in again.rows} if again else {}
    lines = []
    for row in [row for row in ranked(answer) if row["device_type"] is not None][:MOST]:
        cells = [plain(month.label("device_type", row["device_type"])), cell(month, answer, row)]
        if again:
            found: dict[str, Any] | None = by.get(row["device_type"])
            cells.append(cell(month, again, found) if found else counted(month, 0))
        lines.append(tuple(cells))
    names = ("device", "opened", *(("repeats",) if again else ()))
    return Table(tell(month, "devices"), heads(month, "head", names, names[1:], area="papers.year"), tuple(lines))


def _limits(month: Month) -> Slide | None:
    """How much was in time month by month, against its target."""
    if month.lacks("sla_met"):
        return None
    answer = month.answer("sla_met")
    target = month.terms.sla_target
    values = by_month(month, month.answer("sla_met", "month", against=None))
    if answer.value is None:
        said = title(month, [tell(month, "limits_unknown", year=named(month))])
    else:
        met = sum(value is not None and value >= target for value in values)
        known = sum(value is not None for value in values)
        text = tell(month, "limits", year=named(month), share=month.percent(answer.value))
        said = title(month, [text], tell(month, "limits_months", met=met, of=known, target=month.percent(target, 0)))
    lines = (Line(month.name("sla_met"), values, "stress"), Line(tell(month, "target"), tuple(target for _ in values)))
    chart = Lines(tell(month, "limits_title"), "%", "0.0%", _labels(month), lines)
    return Slide(
        "limits", tell(month, "name.limits"), said, month.span(month.ran),
        (chart,) if answer.value is not None else (),
        foot=month.foot("sla_met", n=answer.n), told=(month.figure(answer),),
    )  # fmt: skip
