"""What a year of scores leads to, with the months that caused it; whose second case something was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.contract.performance import ended
from cockpit.exports.lists import Listed
from cockpit.i18n import label, number, say
from cockpit.metrics.people import Scores
from cockpit.metrics.reading import Row
from cockpit.periods import Period, after
from cockpit.ui import exporting, html, links
from cockpit.ui.performance import PERSON, month_of, read, standing_at, words
from cockpit.ui.reader import Reader


def years(reader: Reader, _tile: Tile) -> None:
    """No raise and why, one step from it, two raises: the newest year first."""
    found = read(reader)
    if found is None:
        return
    title, standing = words(reader, "years.title"), found.standing(standing_at(reader, found))
    rows = [(one, told) for one in standing for told in _consequences(reader, one)]
    with st.container(horizontal=True, vertical_alignment="center", key="links-scores-years"):
        html.heading(title, _rule(reader, found))
        exporting.menu(
            reader, "scores-years", lambda: [exporting.shown(reader, _listed_years(reader, found), _span(found))]
        )
    body = f'<p class="c-under">{escape(_when(reader, found))}</p>{_raises(reader, standing)}'
    if not rows:
        html.show(f"{html.nothing(words(reader, 'years.none'), '')}{body}")
        return
    headers = [words(reader, f"years.{name}") for name in ("year", "person", "outcome", "why")]
    lines = [[_year(reader, one), _who(reader, one), *_worded(told)] for one, told in rows]
    listed = html.table(headers, lines, caption=title)
    html.show(f'<div class="c-years">{listed}</div>{body}')


def _span(found: Scores) -> Period:
    """The months there are scores of, up to the one looked at."""
    return Period(found.scored[-1], after(month_of(found), "month"))


def _when(reader: Reader, found: Scores) -> str:
    """As of when the years stand: today, or the end of the month looked at; a month counts when it has ended."""
    today, at, month = reader.opened.cockpit.today, standing_at(reader, found), month_of(found)
    key = "at_month" if at < today.replace(day=1) else "at_now" if ended(month, today) else "at_running"
    facts = {"day": label("day", today, reader.language), "month": label("month", month, reader.language)}
    return words(reader, f"years.{key}", **facts)


def _year(reader: Reader, one: Row) -> str:
    return label("year", date(one["year"], 1, 1), reader.language)


def _listed_years(reader: Reader, found: Scores) -> Listed:
    """The years that lead to anything, the good ones too: a row a cause."""
    columns = [(words(reader, f"years.{name}"), "text") for name in ("year", "person", "outcome", "why")]
    columns.insert(2, (words(reader, "table.group"), "text"))
    rows = [
        (_year(reader, one), reader.called(one["staff_id"]), one["group"], told.words, cause)
        for one in found.standing(standing_at(reader, found))
        for told in (*_consequences(reader, one), *_raised(reader, one))
        for cause in told.causes
    ]
    return Listed(words(reader, "years.title"), columns, rows, [_rule(reader, found), _when(reader, found)])


def of_person(reader: Reader, found: Scores, staff_id: str) -> str:
    """The same of one person, as a list; nothing where no year of theirs leads to anything."""
    lines = [
        f"<li>{escape(label('year', date(one['year'], 1, 1), reader.language))} {flag} {why}</li>"
        for one in found.standing(standing_at(reader, found))
        if one["staff_id"] == staff_id
        for flag, why in outcomes(reader, one)
    ]
    return f'<ul class="c-consequences">{"".join(lines)}</ul>' if lines else ""


def outcomes(reader: Reader, one: Row) -> list[list[str]]:
    """What a person's year leads to: a flag, and why."""
    return [_worded(each) for each in (*_consequences(reader, one), *_raised(reader, one))]


@dataclass(frozen=True)
class Outcome:
    """Something a year leads to: the shape of its flag, its words, and each of its causes."""

    kind: str
    words: str
    causes: tuple[str, ...]


def _worded(one: Outcome) -> list[str]:
    return [html.flag(one.kind, one.words), "<br>".join(map(escape, one.causes))]


def _who(reader: Reader, one: Row) -> str:
    name = links.anchor(links.address("performance", **{PERSON: one["staff_id"]}), reader.called(one["staff_id"]))
    return f'{name} <span class="c-quiet c-small">{escape(one["group"] or "")}</span>'


def _consequences(reader: Reader, one: Row) -> list[Outcome]:
    """Each outcome of a person's year but a good one, with the months or days that led to it."""
    found = []
    if one["no_raise"]:
        told = words(reader, "years.no_raise", year=one["year"] + 1)
        found.append(Outcome("late", told, tuple(_cause(reader, one, name) for name in one["no_raise"])))
    if one["nearly"] and not one["no_raise"]:
        causes = tuple(_close(reader, one, name) for name in one["nearly"])
        found.append(Outcome("watch", words(reader, "years.nearly"), causes))
    return found


def _raised(reader: Reader, one: Row) -> list[Outcome]:
    if not one["two_raises"]:
        return []
    why = words(reader, "years.good", n=len(one["good"]))
    return [Outcome("fine", words(reader, "years.two_raises", year=one["year"] + 1), (why,))]


def _cause(reader: Reader, one: Row, name: str) -> str:
    """What denied the raise, with its months."""
    facts = {
        "fails": (one["fails"], "month"),
        "run": (one["run"], "month"),
        "complaints": (one["complaints"], "day"),
    }
    at, unit = facts[name]
    return words(reader, f"years.cause_{name}", n=len(at), at=_listed(reader, at, unit))


def _close(reader: Reader, one: Row, name: str) -> str:
    """What one more of would deny it, and which there are already."""
    scoring = reader.terms(date(one["year"], 12, 31)).scoring
    limits = {"fails": scoring.fails_in_year, "run": scoring.fails_in_row, "complaints": scoring.complaints}
    at = {"fails": one["fails"], "run": one["running"], "complaints": one["complaints"]}[name]
    told = _listed(reader, at, "day" if name == "complaints" else "month")
    coming = label("month", after(at[-1], "month"), reader.language)
    return words(reader, f"years.nearly_{name}", n=limits[name], at=told, coming=coming)


def _listed(reader: Reader, days: Sequence[date], unit: str) -> str:
    return say("common.comma", reader.language).join(label(unit, day, reader.language) for day in days)


def _raises(reader: Reader, standing: Sequence[Row]) -> str:
    """Who has two raises, in the two newest years that have somebody."""
    by_year: dict[int, list[str]] = {}
    for one in standing:
        if one["two_raises"]:
            by_year.setdefault(one["year"], []).append(reader.called(one["staff_id"]))
    lines = [
        words(
            reader,
            "years.raised",
            year=label("year", date(year, 1, 1), reader.language),
            next=year + 1,
            n=len(by_year[year]),
            names=say("common.comma", reader.language).join(by_year[year]),
        )
        for year in sorted(by_year, reverse=True)[:2]
    ]
    return "".join(f'<p class="c-under">{html.flag("fine", "")} {escape(line)}</p>' for line in lines)


def _rule(reader: Reader, found: Scores) -> str:
    """The contract's rule in force at the month that is looked at."""
    scoring = reader.terms(month_of(found)).scoring
    facts = {"fails": scoring.fails_in_year, "row": scoring.fails_in_row, "complaints": scoring.complaints}
    return words(reader, "years.rule", good=scoring.good_months, **facts)


def cases(reader: Reader, _tile: Tile) -> None:
    """Who had a second case of a kind in the year, which ends an engineer's work and a leader's post."""
    found = read(reader)
    if found is None:
        return
    known = _known(reader, found)
    second = sorted({(one["staff_id"], one["why"]) for one in known if one["second"]})
    if not second:
        return
    title = words(reader, "cases.title", year=label("year", month_of(found), reader.language))
    columns = ("person", "role", "count", "newest", "says")
    heads = [words(reader, f"cases.{name}") for name in columns]
    told = [_case(reader, known, staff_id, why) for staff_id, why in second]
    with st.container(horizontal=True, vertical_alignment="center", key="links-scores-cases"):
        html.heading(title, words(reader, "cases.beside"))
        kinds = ["count" if name == "count" else "text" for name in columns]
        rows = [(reader.called(one["staff_id"]), *facts) for one, facts in told]
        listed = Listed(title, list(zip(heads, kinds, strict=True)), rows)
        span = Period(month_of(found).replace(month=1), after(month_of(found), "month"))
        exporting.menu(reader, "scores-cases", lambda: [exporting.shown(reader, listed, span)])
    lines = [
        [_who(reader, one), escape(role), number(count, reader.language), escape(newest), html.flag("late", says)]
        for one, (role, count, newest, says) in told
    ]
    html.show(html.table(heads, lines, [2], caption=title))


def _known(reader: Reader, found: Scores) -> list[Row]:
    """The penalties of the calendar year looked at, as far as they were known at the end of the month."""
    month, until = month_of(found), after(standing_at(reader, found), "month")
    return [one for one in found.penalties if one["day"].year == month.year and one["day"] < until]


def _case(reader: Reader, known: Sequence[Row], staff_id: str, why: str) -> tuple[Row, tuple[str, int, str, str]]:
    """Somebody's newest case of a kind, and what is said of it: the role, how many there were, the case, the rule."""
    own = [one for one in known if (one["staff_id"], one["why"]) == (staff_id, why)]
    newest = max(own, key=lambda one: one["day"])
    told = words(reader, f"cases.{newest['kind']}", day=newest["day"], subject=newest["subject"])
    return newest, (words(reader, f"why.{why}"), len(own), told, words(reader, f"cases.says_{why}"))
