"""Duty of weekends and holidays: what was covered, day by day, and what was not, by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from cockpit import sentences
from cockpit.boards import Tile
from cockpit.exports.lists import Listed
from cockpit.i18n import day, label, number, percent, say
from cockpit.metrics import staffing
from cockpit.metrics.staffing import DutyDay
from cockpit.ui import charts, exporting, html
from cockpit.ui.lists import cut
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.trends import lacking

METRIC = "duty_coverage"
NAMED = 3


def known(reader: Reader) -> bool:
    """Whether the site says who works when; where it does not, the map says what to provide, and the rest is silent."""
    return "shifts" in reader.opened.cockpit.records


def duty_days(reader: Reader) -> list[DutyDay]:
    """The site-days of the window that needed someone."""
    cockpit, period, filters = reader.opened.cockpit, reader.last_months, reader.chosen.filters
    made = lambda: staffing.duty_days(cockpit, period, filters, reader.rights)  # noqa: E731
    return reader.found(("duty days", period, filters), made)


def sentence(reader: Reader, _tile: Tile) -> None:
    """How much was covered, and the site and days that were not."""
    days = duty_days(reader)
    missed = staffing.gaps(days)
    stress = uncovered(missed, reader.language)
    share = 1 - len(missed) / len(days) if days else None
    facts = {"n": len(days) - len(missed), "of": len(days), "share": percent(share, reader.language)}
    key = "said" if days else "none" if known(reader) else "unknown"
    text = _say(reader, f"sentence.{key}", **facts)
    under = _say(reader, "under", period=sentences.span(reader.last_months, reader.language))
    question = reader.question(METRIC, ("campus",), period=reader.last_months)
    with st.container(horizontal=True, vertical_alignment="bottom", key="links-staffing"):
        headline(sentences.joined([text], stress, reader.language), under)
        if days:
            exporting.menu(reader, "staffing", lambda: [exporting.rows(reader, question)])


def uncovered(missed: Sequence[DutyDay], language: str) -> str:
    """The site with most days without anybody and those days, and how many the others have; the latest come first."""
    sites: dict[str, list[date]] = defaultdict(list)
    for one in missed:
        sites[one.campus].append(one.day)
    if not sites:
        return ""
    site, *others = sorted(sites, key=lambda name: (len(sites[name]), name), reverse=True)
    last = [day(one, language, short=True) for one in sorted(sites[site][:NAMED])]
    key = "gaps" if len(sites[site]) <= NAMED else "gaps_many"
    told = say(f"staffing.sentence.{key}", language, site=site, n=len(sites[site]), days=last)
    rest = [say("staffing.sentence.gaps_of", language, site=name, n=len(sites[name])) for name in others]
    return say("staffing.sentence.gaps_also", language, told=told, rest=rest) if rest else told


def coverage(reader: Reader, _tile: Tile) -> None:
    """A site a line, a month a column, a day off a square: full where somebody was there, ▲ where nobody was."""
    answer = reader.ask(reader.question(METRIC, period=reader.last_months))
    with st.container(horizontal=True, vertical_alignment="center", key="links-staffing-map"):
        html.heading(_say(reader, "map.title"), _say(reader, "map.beside"))
        charts.about(reader, answer, "about-duty")
    if answer.lacking:
        lacking(reader, answer)
        return
    days = duty_days(reader)
    if not days:
        html.empty(_say(reader, "map.none"), _say(reader, "map.none_why"))
        return
    months = sorted({one.day.replace(day=1) for one in days})
    there, duty = {one.campus for one in days}, reader.opened.settings.duty.sites
    sites = [*(site for site in duty if site in there), *sorted(there - {*duty})]
    lines = [_site(reader, site, months, days) for site in sites]
    heads = [_say(reader, "site"), *(label("month", one, reader.language) for one in months), _say(reader, "map.share")]
    table = html.table(heads, lines, right=(len(heads) - 1,), caption=_say(reader, "map.title"))
    html.show(f'<div class="c-duty">{table}</div>')


def _site(reader: Reader, site: str, months: Sequence[date], days: Sequence[DutyDay]) -> list[str]:
    own = [one for one in days if one.campus == site]
    cells = ["".join(_square(reader, one) for one in own if one.day.replace(day=1) == month) for month in months]
    share = sum(one.covered for one in own) / len(own)
    return [escape(site), *(f'<div class="c-squares">{cell}</div>' for cell in cells), percent(share, reader.language)]


def _square(reader: Reader, one: DutyDay) -> str:
    key = "there" if one.covered else "nobody"
    told = f"{day(one.day, reader.language)} {one.campus} {_say(reader, f'map.{key}')}"
    return html.square(told, missing=not one.covered)


def gaps(reader: Reader, tile: Tile) -> None:
    """The site-days without anybody, by name of whom had been planned."""
    if not duty_days(reader):
        return
    missed, title = staffing.gaps(duty_days(reader)), _say(reader, "gaps.title")
    with st.container(horizontal=True, vertical_alignment="center", key="links-staffing-gaps"):
        html.heading(title, _say(reader, "gaps.beside", n=number(len(missed), reader.language)))
        if missed:
            exporting.menu(reader, "staffing-gaps", lambda: [_gaps_listed(reader, missed)])
    if not missed:
        html.empty(_say(reader, "gaps.none"), _say(reader, "gaps.none_why"))
        return
    lines = [
        [
            escape(f"{day(one.day, reader.language)} {label('weekday', one.day.isoweekday(), reader.language)}"),
            html.flag("late", one.campus),
            escape(_why(reader, one)),
        ]
        for one in missed[: tile.rows]
    ]
    heads = [_say(reader, name) for name in ("gaps.day", "site", "gaps.why")]
    table = html.table(heads, lines, caption=title)
    html.show(f'<div class="c-long c-sites">{table}</div>{cut(reader, len(lines), len(missed))}')


def _why(reader: Reader, one: DutyDay) -> str:
    names = say("common.comma", reader.language).join(map(reader.called, one.planned_by))
    return _say(reader, "gaps.planned", names=names) if names else _say(reader, "gaps.unplanned")


def _gaps_listed(reader: Reader, missed: Sequence[DutyDay]) -> exporting.Content:
    heads = [(_say(reader, "gaps.day"), "day"), (say("common.dims.weekday", reader.language), "text")]
    heads += [(_say(reader, "site"), "text"), (_say(reader, "gaps.why"), "text")]
    rows = [
        (one.day, label("weekday", one.day.isoweekday(), reader.language), one.campus, _why(reader, one))
        for one in missed
    ]
    period = reader.last_months
    return exporting.shown(reader, Listed(_say(reader, "gaps.title"), heads, rows), period)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"staffing.{key}", reader.language, **facts)
