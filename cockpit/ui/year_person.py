"""A person's year on one sheet: scores month by month, what they lead to, the evidence, training, duty, complaints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from html import escape

from cockpit.contract.performance import ended
from cockpit.i18n import day, label, number, say
from cockpit.metrics.balance import Balance
from cockpit.metrics.reading import Row
from cockpit.periods import whole
from cockpit.ui import html, performance_evidence, performance_years
from cockpit.ui.performance import MARKS, charged, exact, words
from cockpit.ui.reader import Reader

PORTRAIT = "<style>@page{size:A4 portrait;margin:12mm}@media print{html{font-size:11.5px!important}}</style>"


def sheet(reader: Reader, one: Balance, year: int) -> None:
    """Puts it on the page; what the site does not record is left out."""
    span = whole(date(year, 1, 1), "year")
    evidence = performance_evidence.table(
        reader, one.person["staff_id"], {label("year", span.first, reader.language): span}
    )
    parts = [_months(reader, one), _outcome(reader, one), evidence, _facts(reader, one, year)]
    html.show(f'{PORTRAIT}<div class="c-year c-year-person">{"".join(parts)}</div>')


def _months(reader: Reader, one: Balance) -> str:
    """The scores month by month with the year's mean, and what they paid with the year's sum."""
    if not one.months:
        return ""
    tongue, rows = reader.language, {row["month"].month: row for row in one.months}
    title = _say(reader, "months.title")
    heads = [_say(reader, "months.item"), *(_say(reader, f"months.m{month}") for month in range(1, 13))]
    lines = [
        _line(reader, rows, "score", lambda row: exact(row["score"], tongue, 1), exact_mean(reader, one.mean)),
        _line(reader, rows, "band", lambda row: _band(reader, row), ""),
        _line(reader, rows, "coefficient", lambda row: exact(row["coefficient"], tongue), ""),
    ]
    if one.pay is not None:
        lines += [
            _line(reader, rows, "penalty", lambda row: _penalty(reader, row), ""),
            _line(reader, rows, "reward", lambda row: _amount(reader, row["reward"]), _amount(reader, one.reward)),
            _line(reader, rows, "pay", lambda row: _yuan(reader, row["pay"]), _yuan(reader, one.pay)),
        ]
    lines = [line for line in lines if any(line[1:-1])]
    body = html.table([*heads, _say(reader, "months.year")], lines, range(1, 14), caption=title)
    return html.headed(title, _say(reader, "months.beside"), f'<div class="c-year-months">{body}</div>')


def _line(reader: Reader, rows: dict[int, Row], name: str, told: Callable[[Row], str], whole_: str) -> list[str]:
    cells = [told(rows[month]) if month in rows else "" for month in range(1, 13)]
    return [escape(words(reader, f"table.{name}")), *cells, f"<b>{whole_}</b>"]


def exact_mean(reader: Reader, figure: Decimal | None) -> str:
    """A mean score with one digit."""
    return "–" if figure is None else number(float(figure), reader.language, 1)


def _band(reader: Reader, row: Row) -> str:
    return html.flag(MARKS[row["band"]], words(reader, f"band.{row['band']}")) if row["band"] else "–"


def _penalty(reader: Reader, row: Row) -> str:
    return f"−{exact(row['penalty'], reader.language)}%" if row["penalty"] else ""


def _amount(reader: Reader, amount: Decimal | None) -> str:
    return exact(amount, reader.language) if amount else ""


def _yuan(reader: Reader, amount: Decimal | None) -> str:
    return "–" if amount is None else number(float(amount), reader.language, 2)


def _outcome(reader: Reader, one: Balance) -> str:
    """What the year leads to, and why."""
    if one.months is None:
        return ""
    found = performance_years.outcomes(reader, one.outcome) if one.outcome else []
    lines = (
        "".join(f"<li>{flag} {why}</li>" for flag, why in found) or f"<li>{escape(_say(reader, 'outcome.none'))}</li>"
    )
    return html.headed(
        _say(reader, "outcome.title"), unfinished(reader, one.months), f'<ul class="c-consequences">{lines}</ul>'
    )


def unfinished(reader: Reader, months: Sequence[Row]) -> str:
    """That a month which has not ended is in the figures and not in what the year leads to, where there is one."""
    running = next((row["month"] for row in months if not ended(row["month"], reader.opened.cockpit.today)), None)
    return "" if running is None else _say(reader, "outcome.running", month=label("month", running, reader.language))


def _facts(reader: Reader, one: Balance, year: int) -> str:
    """Training, duty, rewards with penalties, complaints: side by side."""
    parts = [_training(reader, one, year), _duty(reader, one), _money(reader, one) + _complaints(reader, one)]
    parts = [f"<div>{part}</div>" for part in parts if part]
    return f'<div class="c-year-facts">{"".join(parts)}</div>'


def _part(reader: Reader, name: str, beside: str, lines: Iterable[str]) -> str:
    """A title, the sum beside it, and its lines."""
    listed = "".join(f"<li>{line}</li>" for line in lines) or f"<li>{html.quiet(_say(reader, f'{name}.none'))}</li>"
    return f"<section>{html.headed(_say(reader, f'{name}.title'), beside, f'<ul>{listed}</ul>')}</section>"


def _training(reader: Reader, one: Balance, year: int) -> str:
    if one.trainings is None or one.hours is None:
        return ""
    owed = float(reader.terms(min(date(year, 12, 31), reader.opened.cockpit.today)).training.hours)
    tongue = reader.language
    told = {"n": number(one.hours, tongue, 1), "owed": number(owed, tongue)}
    beside = _say(reader, "training.kept" if one.hours >= owed else "training.short", **told)
    lines = (
        f"{escape(day(row['held_on'], tongue, short=True))} {escape(row['title'] or row['session_id'])} "
        f"{html.quiet(_say(reader, 'training.hours', n=number(row['hours'], tongue, 1)))}"
        for row in one.trainings
    )
    return _part(reader, "training", beside, lines)


def _duty(reader: Reader, one: Balance) -> str:
    if one.shifts is None:
        return ""
    lines = (
        f"{escape(label('kind', kind, reader.language))} <b>{escape(_say(reader, 'duty.days', n=days))}</b>"
        for kind, days in sorted(one.shifts.items())
    )
    return _part(reader, "duty", _say(reader, "duty.off", n=one.off_duty), lines)


def _money(reader: Reader, one: Balance) -> str:
    """Rewards and penalties, each with its reason."""
    if one.months is None or one.pay is None:
        return ""
    tongue = reader.language
    rewards = [
        f"{escape(label('month', row['month'], tongue))} "
        f"<b>+{escape(words(reader, 'origin.amount', n=_amount(reader, row['reward'])))}</b> "
        f"{html.quiet(row['note'] or '')}"
        for row in one.months
        if row["reward"]
    ]
    costs = [
        f"{escape(label('month', cost['month'], tongue))} {escape(charged(reader, cost))}" for cost in one.penalties
    ]
    beside = _say(reader, "money.beside", rewards=len(rewards), penalties=len(costs))
    return _part(reader, "money", beside, [*rewards, *costs])


def _complaints(reader: Reader, one: Balance) -> str:
    if one.complaints is None:
        return ""
    tongue = reader.language
    lines = (
        f"{escape(day(row['received_at'].astimezone(reader.zone).date(), tongue, short=True))} "
        f"{escape(row['complaint_id'])} {escape(_judged(reader, row))}"
        for row in one.complaints
    )
    facts = {"n": len(one.complaints), "true": len(one.found_true)}
    return _part(reader, "complaints", _say(reader, "complaints.beside", **facts), lines)


def _judged(reader: Reader, row: Row) -> str:
    """Whether a complaint was found true, and whose fault it was."""
    key = "open" if row["confirmed"] is None else "true" if row["confirmed"] else "untrue"
    told = _say(reader, f"complaints.{key}")
    return told + (_say(reader, "complaints.ours") if row["confirmed"] and row["our_fault"] else "")


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"year.{key}", reader.language, **facts)
