"""What the records say beside a person's score: each measure with its interval and what was to be expected."""

from __future__ import annotations

from datetime import date
from html import escape

from cockpit.evidence import FEWEST, FEWEST_OTHERS, LOAD, Evidence, evidence, of_team
from cockpit.i18n import label, number, percent, say
from cockpit.periods import Period, add_months, after
from cockpit.ui import html
from cockpit.ui.reader import Reader

VERDICTS = {"above": "fine", "below": "watch"}
# In what the cases of a measure are counted, where they are no tickets.
CASES = {"log_on_time": "days", "on_time_clock_in": "shifts"}


def asked(reader: Reader, span: Period) -> dict[str, list[Evidence]]:
    """Everybody's evidence of a span: a comparison with the others, whoever asks."""
    return reader.found(("evidence", span), lambda: evidence(reader.opened.cockpit, span))


def together(reader: Reader, span: Period, members: tuple[str, ...]) -> list[Evidence]:
    """The evidence of some people together."""
    return reader.found(("evidence", span, members), lambda: of_team(reader.opened.cockpit, span, members))


def panel(reader: Reader, staff_id: str, month: date) -> str:
    """Measure by measure, of the month and of the year that ends with it: what was, what was to be expected."""
    until = after(month, "month")
    return table(
        reader,
        staff_id,
        {
            label("month", month, reader.language): Period(month, until),
            _say(reader, "evidence.year"): Period(add_months(month, -11), until),
        },
    )


def table(reader: Reader, staff_id: str, spans: dict[str, Period]) -> str:
    """The evidence of a person, a column a span; nothing where there are no cases at all."""
    found = [{one.metric: one for one in asked(reader, span).get(staff_id, [])} for span in spans.values()]
    if not any(one.n for span in found for one in span.values()):
        return ""
    metrics = dict.fromkeys(metric for span in found for metric in span)
    lines = [
        [escape(named(reader, metric)), *(_cell(reader, span.get(metric, Evidence(metric, 0))) for span in found)]
        for metric in metrics
    ]
    title = _say(reader, "evidence.title")
    body = html.table([_say(reader, "evidence.measure"), *spans], lines, caption=title)
    how = _say(reader, "evidence.how", n=FEWEST, people=FEWEST_OTHERS)
    head = html.headed(title, _say(reader, "evidence.beside"), body)
    return f'<div class="c-evidence">{head}<p class="c-under">{escape(how)}</p></div>'


def named(reader: Reader, metric: str) -> str:
    """A measure's name; the load is no tickets a day here."""
    return _say(reader, "evidence.load") if metric == LOAD else reader.name(metric)


def _cell(reader: Reader, one: Evidence) -> str:
    """What was with its interval, what is expected, and whether the two can be told apart."""
    if one.value is None:
        return f'<span class="c-quiet">{escape(withheld(reader, one))}</span>'
    kind, facts = "load" if one.metric == LOAD else "share", figures(reader, one)
    return (
        f"<b>{escape(_say(reader, f'evidence.value_{kind}', **facts))}</b> · "
        f"{escape(_say(reader, f'evidence.expected_{kind}', **facts))} · {verdict(reader, one)}"
        f'<br><span class="c-quiet c-small">{escape(_say(reader, f"evidence.interval_{kind}", **facts))}</span>'
    )


def withheld(reader: Reader, one: Evidence) -> str:
    """How many cases there were, and why nothing is concluded from them."""
    return _say(reader, f"evidence.{one.verdict}", n=counted(reader, one), people=FEWEST_OTHERS)


def figures(reader: Reader, one: Evidence, digits: int = 1) -> dict[str, str]:
    """The figures in words: shares in per cent, of the load tickets."""
    tongue = reader.language
    told = {
        name: number(figure, tongue, 0) if one.metric == LOAD else percent(figure, tongue, digits)
        for name, figure in (("value", one.value), ("low", one.low), ("high", one.high), ("expected", one.expected))
    }
    return told | {"n": counted(reader, one)}


def verdict(reader: Reader, one: Evidence) -> str:
    """Whether it can be told apart from what is expected. More work or less is neither good nor bad."""
    load = one.metric == LOAD
    told = _say(reader, f"evidence.verdict_{one.verdict}{'_load' if load else ''}")
    return html.flag(VERDICTS[one.verdict], told) if one.verdict in VERDICTS and not load else escape(told)


def mark(reader: Reader, one: Evidence) -> str:
    """The verdict where it is one, as a shape that says it to whoever cannot see it."""
    if one.metric == LOAD or one.verdict not in VERDICTS:
        return ""
    kind, told = VERDICTS[one.verdict], _say(reader, f"evidence.verdict_{one.verdict}")
    named_ = f'role="img" aria-label="{escape(told)}" title="{escape(told)}"'
    return f'<span class="c-flag c-{kind}" {named_}>{html.SHAPES[kind]}</span> '


def counted(reader: Reader, one: Evidence) -> str:
    """How many cases there were, with what they are counted in."""
    return _say(reader, f"evidence.{CASES.get(one.metric, 'tickets')}", n=number(one.n, reader.language))


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"performance.{key}", reader.language, **facts)
