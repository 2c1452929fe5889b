"""True sentences from Answers. Each says only what its numbers bear out, and leaves out what they do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cockpit import periods
from cockpit.i18n import capital, day, each, label, number, percent, say, uncapital, value
from cockpit.metrics import Answer, Metric
from cockpit.periods import Period

MAIN_SHARE = 0.5
WORTH_NAMING = 0.2
LEAST_CHANGE = 5
SMALL_CHANGE = 0.005
STANDS_OUT = 0.25
STANDS_OUT_COUNT = 8
LEAST_GROWTH = 3
ENOUGH = 20
ENOUGH_DUE = 10


@dataclass(frozen=True)
class Sentence:
    """A first line: its first part, and the part that matters most. It begins with a capital letter."""

    text: str
    stress: str = ""
    after: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", capital(self.text))


def joined(parts: Sequence[str], stress: str, language: str) -> Sentence:
    """A first line of several parts, and what matters most after them, if anything does."""
    then = say("sentences.then", language)
    text = then.join(parts) + (then if stress else "")
    return Sentence(text, stress, say("sentences.stop", language).rstrip())


def overview(
    opened: Answer,
    parts: Answer,
    sla: Answer,
    overdue: int,
    language: str,
    *,
    target: float,
    preset: str,
    ended: bool = False,
) -> Sentence:
    """How many faults came, against what, mostly from where; how much was in time; what is late now.

    Only what made the number grow is stressed. Of a period that has ``ended``, late is what was so at its end.
    """
    period = spell(opened.question.period, preset, language)
    comma, stop = say("sentences.comma", language), say("sentences.stop", language)
    rest = _in_time(sla, overdue, language, target, ended=ended)
    after = stop + (comma.join(rest) + stop if rest else "")
    if not opened.value:
        return Sentence(say("sentences.overview.none", language, period=period) + after)
    told = value(opened.value, "count", language)
    begin = say("sentences.overview.opened", language, period=period, n=told)
    first = [part for part in (begin, _change(opened, preset, language)) if part]
    why = cause(parts, language)
    if why and (opened.value_against or 0) < opened.value:
        return Sentence(comma.join([*first, ""]), why, after)
    return Sentence(comma.join([*first, why] if why else first) + after)


def _in_time(sla: Answer, overdue: int, language: str, target: float, *, ended: bool) -> list[str]:
    said = []
    if sla.value is not None:
        key = "sla_fine" if sla.value >= target else "sla_low"
        shown = {"share": percent(sla.value, language), "target": percent(target, language, 0)}
        said.append(say(f"sentences.overview.{key}", language, **shown))
    if overdue:
        key = "overdue_then" if ended else "overdue"
        said.append(say(f"sentences.overview.{key}", language, n=number(overdue, language)))
    return said


def cause(parts: Answer, language: str) -> str:
    """The combination that makes most of a change, if one does; else the one that moved furthest the same way."""
    deltas = [(row, (row["n"] or 0) - (row.get("n_against") or 0)) for row in parts.rows]
    total = sum(delta for _, delta in deltas)
    same = [(row, delta) for row, delta in deltas if delta * total > 0]
    if not same or abs(total) < LEAST_CHANGE:
        return ""
    row, delta = max(same, key=lambda pair: abs(pair[1]))
    if abs(delta) < max(3, abs(total) * WORTH_NAMING):
        return ""
    where = label("category", row["category"], language)
    if row["campus"] is not None and len({one["campus"] for one, _ in deltas}) > 1:
        campus = label("campus", row["campus"], language)
        where = say("sentences.place", language, campus=campus, what=where)
    main = abs(delta) >= abs(total) * MAIN_SHARE
    key = f"sentences.overview.{'main' if main else 'most'}_{'up' if total > 0 else 'down'}"
    return say(key, language, where=where, delta=signed(delta, language))


def trend(points: Sequence[tuple[date, float | None]], metric: Metric, name: str, grain: str, language: str) -> str:
    """Where the last complete unit stands and where the highest was, of a measure under that name."""
    known = [(at, figure) for at, figure in points if figure is not None]
    if not known:
        return say("sentences.trend.none", language, metric=name)

    def told(one: float) -> str:
        after = each(metric.record, language, one) if metric.unit == "count" else ""
        return f"{value(one, metric.unit, language)} {after}".strip()

    at, figure = known[-1]
    top_at, top = max(known, key=lambda pair: pair[1])
    said: dict[str, Any] = {
        "metric": name,
        "when": label(grain, at, language),
        "value": told(figure),
        "top_when": label(grain, top_at, language),
        "top": told(top),
    }
    if len(known) < 3:
        return say("sentences.trend.one", language, **said)
    return say("sentences.trend.is_top" if top_at == at else "sentences.trend.below_top", language, **said)


def categories(parts: Answer, dimension: str, period: str, language: str) -> Sentence:
    """Which part is largest, and which grew most."""
    rows = [row for row in parts.rows if row["n"]]
    total = sum(row["n"] for row in rows)
    if not total:
        return Sentence(say("sentences.overview.none", language, period=period) + say("sentences.stop", language))
    top = max(rows, key=lambda row: row["n"])
    begin = say(
        "sentences.categories.top",
        language,
        period=period,
        name=label(dimension, top[dimension], language),
        n=number(top["n"], language),
        share=percent(top["n"] / total, language),
    )
    grown = max(parts.rows, key=lambda row: (row["n"] or 0) - (row.get("n_against") or 0))
    delta = (grown["n"] or 0) - (grown.get("n_against") or 0)
    stop = say("sentences.stop", language)
    if delta < 3 or len(rows) < 2:
        return Sentence(begin + stop)
    stress = say(
        "sentences.categories.grown",
        language,
        name=label(dimension, grown[dimension], language),
        delta=signed(delta, language),
    )
    begin += say("sentences.comma", language)
    return Sentence(begin, stress, stop) if stands_out(grown) else Sentence(begin + stress + stop)


def worst(opened: Answer, sla: Answer, split: str, language: str, *, target: float, name: Callable[[Any], str]) -> str:
    """Where most was reported and where the least was in time, if that is below the target; "" where nothing is known.

    Both answers are split by ``split``; of few tickets a share says nothing.
    """
    dim = uncapital(say(f"common.dims.{split}", language))
    known = [row for row in opened.rows if row["n"] and row[split] is not None]
    said = []
    if len(known) > 1:
        top = max(known, key=lambda row: row["n"])
        told = {"name": name(top[split]), "n": number(top["n"], language)}
        said.append(say("worst.most", language, dim=dim, **told))
    enough = [row for row in sla.rows if row["n"] >= ENOUGH_DUE and row[split] is not None]
    low = min(enough, key=lambda row: row["value"], default=None)
    if low and len(enough) > 1 and low["value"] < target:
        shares = {"share": percent(low["value"], language, 0), "n": number(low["n"], language)}
        said.append(say("worst.lowest", language, dim=dim, name=name(low[split]), **shares))
    return say("worst.between", language).join(said)


@dataclass(frozen=True)
class Emergencies:
    """A and B incidents of a period, the hours they took, overruns not explained; None is no data."""

    incidents: float | None
    hours: float | None
    owed: float | None


def service(
    sla: Answer,
    missed: Answer,
    urgent: Emergencies,
    language: str,
    *,
    target: float,
    preset: str,
    name: Callable[[Any], str],
) -> Sentence:
    """How much was in time against the target, how many were not and mostly where, and the emergencies.

    Where most were missed is stressed if the target was. ``missed`` is split by one dimension, whose values ``name``
    words.
    """
    period = spell(sla.question.period, preset, language)
    comma, stop = say("sentences.comma", language), say("sentences.stop", language)
    rest = _urgent(urgent, language)
    after = stop + (comma.join(rest) + stop if rest else "")
    if sla.value is None:
        return Sentence(say("service.sentence.none", language, period=period) + after)
    begin = say("service.sentence.due", language, period=period, n=number(sla.n, language))
    low = sla.value < target
    told = {"share": percent(sla.value, language), "target": percent(target, language, 0)}
    begin += comma + say(f"sentences.overview.sla_{'low' if low else 'fine'}", language, **told)
    where = _missed(missed, language, name)
    if not where:
        return Sentence(begin + after)
    return Sentence(begin + comma, where, after) if low else Sentence(begin + comma + where + after)


def _missed(missed: Answer, language: str, name: Callable[[Any], str]) -> str:
    """How many were not in time, and where most of them were if one place has many more than its part."""
    rows = [row for row in missed.rows if row["n"]]
    total = sum(row["n"] for row in rows)
    if not total:
        return ""
    split = missed.question.by[0]
    top = max(rows, key=lambda row: row["n"])
    said = {"n": number(total, language), "name": name(top[split]), "k": number(top["n"], language)}
    if len(rows) < 2 or top["n"] < 3 or top["n"] * len(rows) < 1.2 * total:
        return say("service.sentence.missed", language, n=said["n"])
    return say("service.sentence.missed_most", language, **said)


def _urgent(urgent: Emergencies, language: str) -> list[str]:
    said = []
    if urgent.incidents:
        key = "incidents_out" if urgent.hours else "incidents"
        told = value(urgent.hours or 0, "hours", language)
        said.append(say(f"service.sentence.{key}", language, n=number(urgent.incidents, language), time=told))
    if urgent.owed:
        said.append(say("service.sentence.owed", language, n=number(urgent.owed, language)))
    return said


def pivot(
    whole: Answer,
    parts: Answer,
    split: str,
    words: Mapping[str, str],
    language: str,
    told: Callable[[Any], str],
) -> Sentence:
    """The whole; of counts the largest part and the one that grew most, of other measures the part furthest off.

    ``words`` are the period, the measure's name, and what it is compared with; ``told`` words a part's key.
    """
    record = whole.metric.record
    stop, comma = say("sentences.stop", language), say("sentences.comma", language)
    if whole.value is None or (not whole.n and whole.metric.unit != "count"):
        return Sentence(say("pivotui.sentence.none", language, **words) + stop)
    amount = value(whole.value, whole.metric.unit, language)
    amount += f" {each(record, language, whole.value)}" if whole.metric.unit == "count" else ""
    begin = say("pivotui.sentence.whole", language, value=amount, **words)
    named = [row for row in parts.rows if row[split] is not None] if split else []
    rows = [row for row in named if row["value"] is not None and row["n"]]
    if len(rows) < 2:
        return Sentence(begin + stop)
    begin += say("pivotui.sentence.colon", language)
    if whole.metric.unit != "count":
        return Sentence(begin + _furthest(whole.metric, rows, split, language, told) + stop)
    top = max(rows, key=lambda row: row["value"])
    said = {"name": told(top[split]), "n": number(top["value"], language), "unit": each(record, language, top["value"])}
    share = percent(top["value"] / whole.value, language)
    begin += say("pivotui.sentence.top", language, share=share, **said)
    grown = max(named, key=_growth)
    if parts.question.against is None or _growth(grown) < LEAST_GROWTH:
        return Sentence(begin + stop)
    said = {"than": words["than"], "unit": each(record, language, _growth(grown))}
    said |= {"name": told(grown[split]), "delta": signed(_growth(grown), language)}
    stress = say("pivotui.sentence.grown", language, **said)
    counts = {"n": grown["value"], "n_against": grown["value_against"]}
    return Sentence(begin + comma, stress, stop) if stands_out(counts) else Sentence(begin + comma + stress + stop)


def _growth(row: Mapping[str, Any]) -> float:
    return float((row["value"] or 0) - (row.get("value_against") or 0))


def _furthest(
    metric: Metric,
    rows: Sequence[Mapping[str, Any]],
    split: str,
    language: str,
    told: Callable[[Any], str],
) -> str:
    """The worst part, or the highest where neither way is better.

    A part of few rows is passed over where there are others, and that is said where it is further off than they are.
    """
    many = [row for row in rows if row["n"] >= ENOUGH] or rows
    low = metric.better == "higher"
    furthest = min if low else max
    found = furthest(many, key=lambda row: row["value"])
    said = {"name": told(found[split]), "value": value(found["value"], metric.unit, language)}
    key = "pivotui.sentence.lowest" if low else "pivotui.sentence.highest"
    text = say(key, language, n=number(found["n"], language), each=each(metric.record, language, found["n"]), **said)
    if found["value"] == furthest(row["value"] for row in rows):
        return text
    dim, counted = uncapital(say(f"common.dims.{split}", language)), each(metric.record, language, ENOUGH)
    return say("pivotui.sentence.enough", language, least=ENOUGH, each=counted, dim=dim) + text


def lacking(names: Sequence[str], language: str) -> str:
    """What a site would have to provide, as people know it: ``Answer.lacking``, any of the columns or all records."""
    columns = [name.partition(".")[::2] for name in names if "." in name]
    keys = [f"records.{record}.columns.{column}" for record, column in columns]
    key = "columns" if keys else "records"
    told = [say("lacking.quoted", language, name=say(one, language)) for one in keys or _records(names)]
    joint = say("lacking.or" if keys else "common.comma", language)
    return say(f"lacking.{key}", language, names=joint.join(told))


def _records(names: Sequence[str]) -> list[str]:
    return [f"records.{name}.name" for name in names]


def stands_out(row: Mapping[str, Any]) -> bool:
    """Whether a part grew by enough to be looked at: by a quarter, and by more than a few."""
    former = row.get("n_against") or 0
    return (row["n"] or 0) - former >= max(STANDS_OUT_COUNT, former * STANDS_OUT)


def spell(period: Period, preset: str, language: str) -> str:
    """The chosen period in words: its name, a whole unit, or its days."""
    unit = periods.unit_of(period)
    if preset.startswith("this_") or preset in ("today", "term", "all"):
        return say(f"common.presets.{preset}", language)
    if unit in ("month", "quarter", "year"):
        return label(unit, period.first, language)
    if preset.startswith("last_"):
        return say(f"common.presets.{preset}", language)
    return span(period, language)


def span(period: Period, language: str) -> str:
    """First and last day."""
    if period.days == 1:
        return day(period.first, language)
    return say("sentences.span", language, first=day(period.first, language), last=day(period.last, language))


def unit_label(unit: str, first: date, period: Period, today: date, language: str) -> str:
    """A unit of time that splits a period; of which days, where the period has a part of it, and whether it runs."""
    told, whole = label(unit, first, language), periods.whole(first, unit)
    ran = periods.elapsed(period, today)
    if unit == "day" or first not in whole or ran.until <= whole.first or ran.first >= whole.until:
        return told
    days = {"first": _in_unit(unit, ran.first, language), "last": _in_unit(unit, ran.last, language)}
    running = today in whole and today in ran
    late, early = ran.first > whole.first, ran.until < whole.until and not running
    parts = []
    if late and early:
        parts.append(say("parts.between", language, **days))
    elif late or early:
        parts.append(say("parts.from" if late else "parts.until", language, day=days["first" if late else "last"]))
    if running:
        parts.append(say("parts.running", language))
    return say("parts.part", language, unit=told, parts=say("sentences.comma", language).join(parts)) if parts else told


def _in_unit(unit: str, at: date, language: str) -> str:
    return say("parts.day_of_month", language, n=at.day) if unit == "month" else day(at, language, short=True)


def before(preset: str, against: str, language: str) -> str:
    """What the period is compared with, in few words."""
    if against == "last-year":
        return say("sentences.before.last_year", language)
    return say(f"sentences.before.{preset}", language)


def signed(delta: float, language: str, digits: int = 0) -> str:
    """A difference with its sign."""
    return ("+" if delta > 0 else "") + number(delta, language, digits)


def _change(opened: Answer, preset: str, language: str) -> str:
    former = opened.value_against
    if not former or opened.value is None:
        return ""
    share = opened.value / former - 1
    than = before(preset, opened.question.against or "previous", language)
    if abs(share) < SMALL_CHANGE:
        return say("sentences.overview.same", language, than=than)
    key = "sentences.overview.more" if share > 0 else "sentences.overview.fewer"
    return say(key, language, than=than, share=percent(abs(share), language, 0 if round(abs(share), 3) >= 0.1 else 1))
