"""The balance of a year on one sheet of paper: of a person, or of a team with a line for everybody."""

from __future__ import annotations

from collections import Counter
from datetime import date

import streamlit as st

from cockpit import sentences
from cockpit.boards import Tile
from cockpit.contract.performance import Band
from cockpit.i18n import day, label, number, percent, say
from cockpit.metrics import balance
from cockpit.metrics.balance import Balance
from cockpit.periods import whole
from cockpit.ui import exporting, filters, html, links, performance_evidence, performance_files, year_person, year_team
from cockpit.ui.overview import headline
from cockpit.ui.performance import PERSON, named
from cockpit.ui.reader import Reader

YEAR, GROUP, ALL = "balance_year", "balance_group", "all"
GOOD = (Band.EXCELLENT, Band.GOOD)


def balances(reader: Reader, number_: int) -> list[Balance]:
    """Everybody's year whom the reader may see."""
    cockpit = reader.opened.cockpit
    return reader.found(("balances", number_), lambda: balance.balances(cockpit, number_, reader.rights))


def chosen_year(reader: Reader) -> int:
    """The year that is looked at: the one chosen, else the newest."""
    known = _years(reader)
    return next((one for one in known if str(one) == st.session_state.get(YEAR)), known[0])


def _years(reader: Reader) -> list[int]:
    return reader.found(("balance years",), lambda: balance.years(reader.opened.cockpit, reader.rights))


def looked_at(reader: Reader) -> list[Balance]:
    """The person in the address, else those of the chosen group; one alone is a person."""
    every = balances(reader, chosen_year(reader))
    asked, group = st.query_params.get(PERSON), st.session_state.get(GROUP)
    one = [each for each in every if each.person["staff_id"] == asked]
    return one or [each for each in every if group in (None, ALL, each.person["group"])]


def sentence(reader: Reader, _tile: Tile) -> None:
    """What the year came to, computed; beside it the year and the group to choose, and the file."""
    notices: list[str] = []
    place, choosing = st.columns([4, 1] if len(looked_at(reader)) == 1 else [3, 2], vertical_alignment="bottom")
    with choosing, st.container(horizontal=True, vertical_alignment="bottom", key="year-choices"):
        _choose(reader, notices)
    shown, number_ = looked_at(reader), chosen_year(reader)
    if not shown:
        html.empty(_say(reader, "lacking"), _say(reader, "provide"))
        return
    with place:
        headline(_said(reader, shown, number_), _under(reader, shown, number_))
    for notice in notices:
        html.notice(notice)


def _choose(reader: Reader, notices: list[str]) -> None:
    told = lambda code, tongue: label("year", date(int(code), 1, 1), tongue)  # noqa: E731
    filters.choice(reader, YEAR, [str(one) for one in _years(reader)], told, notices)
    every = balances(reader, chosen_year(reader))
    groups = sorted({one.person["group"] for one in every if one.person["group"]})
    if len(groups) > 1 and st.query_params.get(PERSON) is None:
        everybody = lambda code, tongue: say("year.everybody", tongue) if code == ALL else code  # noqa: E731
        filters.choice(reader, GROUP, [ALL, *groups], everybody, notices)
    if shown := looked_at(reader):
        span = whole(date(chosen_year(reader), 1, 1), "year")
        evidence = performance_evidence.asked(reader, span)
        listed = performance_files.year(reader, shown, chosen_year(reader), evidence)
        exporting.menu(reader, "year", lambda: [exporting.shown(reader, listed, span)])


def sheet(reader: Reader, _tile: Tile) -> None:
    """The sheet of the person, or of the team."""
    shown, number_ = looked_at(reader), chosen_year(reader)
    if not shown:
        return
    if len(shown) == 1:
        year_person.sheet(reader, shown[0], number_)
    else:
        year_team.sheet(reader, shown, number_)
    ways = [links.anchor(links.address("performance"), _say(reader, "to_scores"))]
    if len(shown) == 1 and len(balances(reader, number_)) > 1:
        ways.insert(0, links.anchor(links.address("year", **{PERSON: None}), _say(reader, "to_team")))
    html.show(f'<div class="c-screen">{links.several(ways)}<p class="c-under">{_say(reader, "print")}</p></div>')


def _said(reader: Reader, shown: list[Balance], number_: int) -> sentences.Sentence:
    told, stop = label("year", date(number_, 1, 1), reader.language), _say(reader, "stop")
    scores = [row["score"] for one in shown for row in one.months or ()]
    facts = {"year": told, "n": len(scores), "mean": _figure(reader, balance.mean(scores))}
    who = reader.called(shown[0].person["staff_id"])
    if not scores:
        key = "person_unscored" if len(shown) == 1 else "team_unscored"
        return sentences.Sentence(_say(reader, f"sentence.{key}", year=told, name=who, people=len(shown)))
    paid = balance.total(one.pay for one in shown)
    pay = "" if paid is None else _say(reader, "sentence.paid", n=number(float(paid), reader.language, 2))
    lost = [one.person["staff_id"] for one in shown if one.outcome and one.outcome["no_raise"]]
    nearly = [one.person["staff_id"] for one in shown if one.outcome and one.outcome["nearly"]]
    raised = [one.person["staff_id"] for one in shown if one.outcome and one.outcome["two_raises"]]
    if len(shown) == 1:
        text = _say(reader, "sentence.person", name=who, **facts) + pay
        key = "lost" if lost else "nearly" if nearly else "raised" if raised else "plain"
        told = _say(reader, f"sentence.person_{key}", next=number_ + 1)
        stressed = key in ("lost", "nearly")
        return sentences.Sentence(text + ("" if stressed else told), told if stressed else "", stop)
    bands = sum((one.bands() for one in shown), Counter[str]())
    share = percent(sum(bands[band] for band in GOOD) / len(scores), reader.language, 0)
    text = _say(reader, "sentence.team", people=sum(bool(one.months) for one in shown), share=share, **facts) + pay
    stress = _say(reader, "sentence.team_lost", names=named(reader, lost), next=number_ + 1) if lost else ""
    rest = _say(reader, "sentence.team_raised", n=len(raised), next=number_ + 1) if raised else ""
    return sentences.Sentence(text, stress, rest + stop)


def _under(reader: Reader, shown: list[Balance], number_: int) -> str:
    """Of whom it is, and up to which day."""
    last = min(whole(date(number_, 1, 1), "year").last, reader.opened.cockpit.today)
    until = _say(reader, "until", day=day(last, reader.language))
    if len(shown) > 1:
        first, *more = {one.person["group"] for one in shown}
        return " · ".join([_say(reader, "everybody") if more or first is None else first, until])
    person = shown[0].person
    role = label("role", person["role"], reader.language) if person["role"] else ""
    number_of = f"{reader.called(person['staff_id'])} {person['staff_id']}"
    return " · ".join(part for part in (number_of, role, person["group"], until) if part)


def _figure(reader: Reader, figure: object) -> str:
    return "–" if figure is None else number(float(str(figure)), reader.language, 1)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"year.{key}", reader.language, **facts)
