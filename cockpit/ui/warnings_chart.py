"""The last six weeks of what a warning counts, a day a bar, with the range that was expected of each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape

from cockpit.alarms import PLACED, behind
from cockpit.alerts import Range, ranges
from cockpit.i18n import day, label, number
from cockpit.ledger import Alarm
from cockpit.metrics import Question
from cockpit.periods import Period
from cockpit.ui import warnings_words as words
from cockpit.ui.reader import Reader

DAYS = 42
AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Bar:
    """A day's count and, where it is known, the range that was expected of it; ``told`` is all of it in words."""

    count: int
    low: int | None
    high: int | None
    told: str
    marked: bool = False


def window(last: date) -> Period:
    """The six weeks up to and with a day."""
    return Period(last - timedelta(days=DAYS - 1), last + timedelta(days=1))


def drawn(bars: Sequence[Bar], first: str, last: str, top: str, alt: str) -> str:
    """The bars over their expected ranges as a piece of HTML; ``first``, ``last`` and ``top`` stand at the axes."""
    most = max([1, *(bar.count for bar in bars), *(bar.high or 0 for bar in bars)])
    days = "".join(_day(bar, most) for bar in bars)
    return (
        f'<div class="c-weeks" role="img" aria-label="{escape(alt)}">'
        f'<span class="c-weeks-top" aria-hidden="true">{escape(top)}</span>'
        f'<div class="c-weeks-days" aria-hidden="true">{days}</div>'
        f'<p class="c-weeks-ends" aria-hidden="true"><span>{escape(first)}</span><span>{escape(last)}</span></p></div>'
    )


def _day(bar: Bar, most: int) -> str:
    band = ""
    if bar.low is not None and bar.high is not None:
        low, high = bar.low / most, bar.high / most
        band = f'<b style="bottom:{low:.1%};height:{max(high - low, 0.01):.1%}"></b>'
    kind = ' class="c-marked"' if bar.marked else ""
    return f'<i{kind} title="{escape(bar.told)}">{band}<u style="height:{bar.count / most:.1%}"></u></i>'


def of(reader: Reader, one: Alarm) -> str:
    """The chart of a warning, its days standing out; nothing where it does not count tickets."""
    asked = behind.question(one, reader.opened.settings.zone)
    if asked is None:
        return ""
    shown = window(min(_until(reader, one, asked.period), reader.opened.cockpit.today))
    answer = reader.ask(replace(asked, period=shown, by=("day",)))
    counts = {row["day"]: int(row["value"] or 0) for row in answer.rows}
    known = _expected(reader, asked) if one.kind in PLACED else {}
    marked = behind.days(one, reader.opened.settings.zone)
    dates = [shown.first + timedelta(days=place) for place in range(DAYS)]
    bars = [_bar(reader, at, counts.get(at, 0), known.get(at), marked=at in marked) for at in dates]
    most = number(max([1, *(bar.count for bar in bars)]), reader.language)
    ends = (day(dates[0], reader.language, short=True), day(dates[-1], reader.language, short=True))
    return drawn(bars, *ends, most, words.tell(reader, "chart.alt", n=most))


def _until(reader: Reader, one: Alarm, days: Period) -> date:
    """The last day shown: while it stands today, afterwards a week later, for what followed."""
    return reader.opened.cockpit.today if one.ended_at is None else days.last + AFTER


def _expected(reader: Reader, asked: Question) -> dict[date, Range]:
    """What was expected of the last days."""
    cockpit, filters = reader.opened.cockpit, asked.filters
    made = lambda: ranges(cockpit, reader.rights, filters, DAYS)  # noqa: E731
    return dict(reader.found(("ranges", filters), made).days)


def _bar(reader: Reader, at: date, count: int, due: Range | None, *, marked: bool) -> Bar:
    when = f"{day(at, reader.language, short=True)} {label('weekday', at.isoweekday(), reader.language)}"
    told = {"day": when, "n": number(count, reader.language)}
    if due is None or due.low is None or due.high is None:
        return Bar(count, None, None, words.tell(reader, "chart.day", **told), marked)
    told |= {"low": number(due.low, reader.language), "high": number(due.high, reader.language)}
    return Bar(count, due.low, due.high, words.tell(reader, "chart.day_expected", **told), marked)
