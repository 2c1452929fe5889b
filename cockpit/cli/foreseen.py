"""What warnings tells beside rises: clusters, devices that keep failing, and what is to be expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cockpit import sentences
from cockpit.access import Rights
from cockpit.alerts import Ahead, Arrears, Cluster, Failing, Short, Sla, Where, ahead, clusters, devices
from cockpit.alerts.fitted import FOLDER
from cockpit.i18n import day, label, number, percent, say
from cockpit.metrics import Cockpit
from cockpit.metrics.question import Filters
from cockpit.periods import Period
from cockpit.settings.model import Settings


@dataclass(frozen=True)
class Foreseen:
    """All of it, as of the cockpit's clock."""

    clusters: tuple[Cluster, ...]
    devices: tuple[Failing, ...]
    ahead: Ahead

    def as_json(self) -> dict[str, Any]:
        """Figures and days as they are, places by dimension."""
        told: dict[str, Any] = _plain(asdict(self))
        for shown, one in zip(told["clusters"], self.clusters, strict=True):
            shown |= {"actual": one.actual, "expected": round(one.expected, 2)}
        for shown, arrears in zip(told["ahead"]["backlog"], self.ahead.backlog, strict=True):
            shown["grown"] = arrears.grown
        return told

    def lines(self, language: str) -> Iterator[str]:
        """A sentence each."""
        yield from (_cluster(one, language) for one in self.clusters)
        yield from (_device(one, language) for one in self.devices)
        yield from (_arrears(one, language) for one in self.ahead.backlog)
        yield from (_part(one, language) for one in self.ahead.parts)
        yield _month(self.ahead, language)
        if self.ahead.staffing:
            yield _work(self.ahead, language)
        if self.ahead.sla and self.ahead.sla.share is not None:
            yield _sla(self.ahead.sla, language)
        if self.ahead.terms and self.ahead.terms.last:
            yield say("ahead.terms", language, day=day(self.ahead.terms.last, language))


def foreseen(cockpit: Cockpit, site: Settings, rights: Rights, filters: Filters) -> Foreseen:
    """What is found within rights and filters."""
    found = (clusters(cockpit, site, rights, filters, site.data / FOLDER), devices(cockpit, site, rights, filters))
    return Foreseen(*found, ahead(cockpit, site, rights, filters))


def _plain(told: Any) -> Any:
    match told:
        case dict():
            return {name: dict(one) if name == "where" else _plain(one) for name, one in told.items()}
        case list() | tuple():
            return [_plain(one) for one in told]
        case date():
            return told.isoformat()
        case Decimal():
            return float(told)
        case float():
            return round(told, 4)
    return told


def _cluster(one: Cluster, language: str) -> str:
    figures = {"actual": number(one.actual, language), "expected": number(one.expected, language, 1)}
    names = [label("building", hit.building, language) for hit in one.buildings]
    days = sentences.span(Period(one.first, one.last + timedelta(days=1)), language)
    where = _named(one.where, language)
    return say("ahead.cluster", language, where=where, days=days, buildings=names, n=len(names), **figures)


def _device(one: Failing, language: str) -> str:
    place = _named((("campus", one.campus), ("building", one.building)), language)
    return say(
        "ahead.device",
        language,
        device=one.device,
        place=place,
        actual=one.actual,
        days=one.days,
        expected=number(one.expected, language, 1),
        run=number(one.run, language),
        since=day(one.since, language),
    )


def _arrears(one: Arrears, language: str) -> str:
    figures = {name: number(getattr(one, name), language) for name in ("actual", "expected", "grown")}
    where, since = _named(one.where, language), day(one.since, language)
    return say("ahead.backlog", language, where=where, since=since, n=len(one.weeks), **figures)


def _part(one: Short, language: str) -> str:
    stock, order = (f"{number(float(count), language)} {one.unit}" for count in (one.stock, one.on_order))
    figures = {"left": number(int(one.days_left), language), "lead": number(one.lead_days, language)}
    chance = percent(one.chance, language, 0)
    return say("ahead.part", language, name=one.name, stock=stock, order=order, chance=chance, **figures)


def _month(found: Ahead, language: str) -> str:
    volume = found.volume
    if volume.whole is None:
        return say("ahead.learning", language, n=number(volume.learning, language))
    month = label("month", volume.month.first, language)
    figures = {name: number(getattr(volume.whole, name), language) for name in ("expected", "low", "high")}
    told = say("ahead.month", language, month=month, **figures)
    return told + say("ahead.held", language, checked=volume.checked, held=volume.held) if volume.checked else told


def _work(found: Ahead, language: str) -> str:
    one = found.staffing
    assert one is not None
    figures = {name: number(getattr(one, name), language) for name in ("needed", "low", "high", "usual", "weeks")}
    return say("ahead.staffing", language, per_day=number(one.per_day, language, 1), **figures)


def _sla(one: Sla, language: str) -> str:
    names = ("share", "expected", "low", "high", "target", "best")
    figures = {name: percent(getattr(one, name), language) for name in names}
    key = "sla_so_far" if one.chance is None else "sla_lost" if one.lost else "sla"
    return say(f"ahead.{key}", language, chance=percent(one.chance, language, 0), **figures)


def _named(where: Where, language: str) -> str:
    if not where:
        return say("warnings.whole", language)
    return " ".join(label(dimension, value, language) for dimension, value in where)
