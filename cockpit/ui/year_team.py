"""A team's year on one sheet: a line for everybody, in the order of groups and numbers, never of merit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from html import escape

from cockpit.contract.performance import Band
from cockpit.evidence import FEWEST, FEWEST_OTHERS, Evidence
from cockpit.i18n import label, number, say
from cockpit.metrics import balance
from cockpit.metrics.balance import Balance
from cockpit.periods import whole
from cockpit.ui import html, links, performance_evidence, performance_years
from cockpit.ui.performance import PERSON
from cockpit.ui.reader import Reader
from cockpit.ui.year_person import exact_mean, unfinished

LANDSCAPE = "<style>@page{size:A4 landscape;margin:9mm}@media print{html{font-size:10px!important}}</style>"


def sheet(reader: Reader, shown: Sequence[Balance], year: int) -> None:
    """Puts it on the page: scores, what they lead to, evidence with its interval, hours, duty and complaints."""
    span = whole(date(year, 1, 1), "year")
    found = performance_evidence.asked(reader, span)
    metrics = list(dict.fromkeys(one.metric for several in found.values() for one in several))
    heads = [_say(reader, f"team.{name}") for name in ("group", "person", "mean", "bands", "pay", "moved", "outcome")]
    heads += [_say(reader, f"team.{metric}") for metric in metrics]
    heads += [_say(reader, f"team.{name}") for name in ("hours", "duty", "complaints")]
    lines = [_line(reader, one, found.get(one.person["staff_id"], []), metrics) for one in shown]
    for place in range(len(shown) - 1, 0, -1):  # a group is named at its first line
        if lines[place][0] == lines[place - 1][0]:
            lines[place][0] = ""
    whole_ = performance_evidence.together(reader, span, tuple(one.person["staff_id"] for one in shown))
    lines.append(_whole(reader, shown, whole_, metrics))
    right = [place for place in range(1, len(heads)) if place not in (1, 3, 6)]
    title = _say(reader, "team.title")
    how = [_say(reader, "team.how", n=FEWEST, people=FEWEST_OTHERS)]
    body = html.table(heads, lines, right, caption=title)
    if running := unfinished(reader, [row for one in shown for row in one.months or ()]):
        how.append(running + _say(reader, "stop"))
    under = "".join(f'<p class="c-under">{escape(told)}</p>' for told in how)
    head = html.headed(title, _say(reader, "team.beside"), f"{body}{under}")
    html.show(f'{LANDSCAPE}<div class="c-year c-year-team">{head}</div>')


def _line(reader: Reader, one: Balance, evidence: Sequence[Evidence], metrics: Sequence[str]) -> list[str]:
    person = one.person
    name = links.anchor(links.address("year", **{PERSON: person["staff_id"]}), reader.called(person["staff_id"]))
    role = label("role", person["role"], reader.language) if person["role"] else ""
    return [
        escape(person["group"] or "–"),
        f'{name} <span class="c-quiet c-small">{escape(role)}</span>',
        exact_mean(reader, one.mean),
        _bands(one.bands()),
        _pay(reader, [one]),
        _moved([one]),
        _outcome(reader, one),
        *_cells(reader, evidence, metrics),
        *_ends(reader, [one]),
    ]


def _whole(reader: Reader, shown: Sequence[Balance], evidence: Sequence[Evidence], metrics: Sequence[str]) -> list[str]:
    """The line of all of them: the mean of all scores, the sums, the evidence of them together."""
    mean = balance.mean(row["score"] for one in shown for row in one.months or ())
    bands = sum((one.bands() for one in shown), Counter[str]())
    told = [_say(reader, "team.whole", n=len(shown)), "", exact_mean(reader, mean), _bands(bands)]
    told += [_pay(reader, shown), _moved(shown), ""]
    cells = [*told, *_cells(reader, evidence, metrics), *_ends(reader, shown)]
    return [f"<b>{cell}</b>" for cell in cells]


def _moved(shown: Sequence[Balance]) -> str:
    """How many rewards there were, and how many penalties."""
    if not any(one.months for one in shown):
        return "–"
    rewards = sum(bool(row["reward"]) for one in shown for row in one.months or ())
    return f"{rewards} / {sum(len(one.penalties) for one in shown)}"


def _bands(bands: Counter[str]) -> str:
    return " / ".join(str(bands[band]) for band in Band) if bands else "–"


def _pay(reader: Reader, shown: Sequence[Balance]) -> str:
    paid = balance.total(one.pay for one in shown)
    return "–" if paid is None else number(float(paid), reader.language, 2)


def _outcome(reader: Reader, one: Balance) -> str:
    found = performance_years.outcomes(reader, one.outcome) if one.outcome else []
    return "<br>".join(flag for flag, _ in found)


def _cells(reader: Reader, evidence: Sequence[Evidence], metrics: Sequence[str]) -> list[str]:
    """The evidence in the order of the columns."""
    by_metric = {one.metric: one for one in evidence}
    return [_cell(reader, by_metric.get(metric, Evidence(metric, 0))) for metric in metrics]


def _cell(reader: Reader, one: Evidence) -> str:
    """The figure with its interval; a mark where it can be told apart from what is expected; else of how many cases."""
    if not one.n:
        return '<span class="c-quiet">–</span>'
    if one.value is None:
        why, told = performance_evidence.withheld(reader, one), performance_evidence.counted(reader, one)
        return f'<span class="c-quiet c-count" title="{escape(why)}">{escape(told)}</span>'
    facts = performance_evidence.figures(reader, one, 0)
    mark = performance_evidence.mark(reader, one)
    interval = f"{facts['low'].removesuffix('%')}–{facts['high']}"
    return f'{mark}<b>{facts["value"]}</b> <span class="c-quiet c-range">{interval}</span>'


def _ends(reader: Reader, shown: Sequence[Balance]) -> list[str]:
    """Mean class hours, days off on duty, complaints found true."""
    tongue = reader.language
    hours = [one.hours for one in shown if one.hours is not None]
    days = [one.off_duty for one in shown if one.off_duty is not None]
    complaints = [len(one.found_true) for one in shown if one.complaints is not None]
    return [
        number(sum(hours) / len(hours), tongue, 1) if hours else "–",
        number(sum(days), tongue) if days else "–",
        number(sum(complaints), tongue) if complaints else "–",
    ]


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"year.{key}", reader.language, **facts)
