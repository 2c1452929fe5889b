"""Training: the satisfaction matrix of one training or of several, how they compare, and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from html import escape
from typing import Any

import streamlit as st

from cockpit import sentences
from cockpit.boards import Tile
from cockpit.contract.training import Indicator, Matrix
from cockpit.i18n import day, label, number, percent, say
from cockpit.metrics import training
from cockpit.metrics.training import Attended, Held
from cockpit.periods import whole
from cockpit.settings.people import FEEDBACK_BANDS
from cockpit.ui import charts, exporting, html, links, performance, row_origin, training_files
from cockpit.ui.lists import cut
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.trends import lacking

SESSION = "session"
METRIC = "training_satisfaction"


def held(reader: Reader) -> list[Held]:
    """The trainings of the window, the latest first."""
    cockpit, contract, period = reader.opened.cockpit, reader.opened.settings.contract, reader.last_months
    return reader.found(("trainings", period), lambda: training.held(cockpit, contract, period, reader.rights))


def staff(reader: Reader) -> list[Attended]:
    """The staff one may see, each with class hours and what is owed."""
    cockpit, contract = reader.opened.cockpit, reader.opened.settings.contract
    return reader.found(("trained",), lambda: training.staff(cockpit, contract, reader.rights))


def together(reader: Reader) -> Matrix:
    """The matrix of all of them."""
    return reader.found(("trainings together", reader.last_months), lambda: training.together(held(reader)))


def chosen(reader: Reader) -> Held | None:
    """The training that the address names; None for all of them together."""
    asked = st.query_params.get(SESSION)
    return next((one for one in held(reader) if one.session["session_id"] == asked), None)


def sentence(reader: Reader, _tile: Tile) -> None:
    """How many trainings there were, how they were liked, the worst of them, and who owes what is overdue."""
    several = [one for one in held(reader) if one.sheets]
    whole = together(reader)
    flagged = sorted((one for one in several if one.matrix.flagged), key=lambda one: one.matrix.overall or 0)
    stress = ""
    if flagged:
        worst = flagged[0]
        key = "flagged" if len(flagged) == 1 else "flagged_several"
        stress = _say(reader, f"sentence.{key}", n=len(flagged), **_worst(reader, worst))
    facts = {"n": len(held(reader)), "score": _score(whole.overall, reader)}
    key = "none" if not held(reader) else "unrated" if whole.overall is None else "said"
    text = _say(reader, f"sentence.{key}", **facts)
    period = sentences.span(reader.last_months, reader.language)
    with st.container(horizontal=True, vertical_alignment="bottom", key="links-training"):
        said = sentences.joined([text], stress, reader.language)
        headline(replace(said, after=overdue(reader, staff(reader)) + said.after), _say(reader, "under", period=period))
        question = reader.question(METRIC, period=reader.last_months)
        exporting.menu(reader, "training", lambda: [exporting.rows(reader, question)])


def overdue(reader: Reader, people: Sequence[Attended]) -> str:
    """Who is on duty without the test that comes before it, and who owes another course whose time is over."""
    late = {one.person["staff_id"]: [owed for owed in one.owed if owed.overdue] for one in people}
    on_duty = {who: [owed.before_duty and owed.due is not None for owed in several] for who, several in late.items()}
    untested = [who for who, several in on_duty.items() if any(several)]
    owing = [who for who, several in on_duty.items() if not all(several)]
    told = [("untested", untested), ("owing", owing)]
    lines = [_say(reader, f"sentence.{key}", names=performance.named(reader, who)) for key, who in told if who]
    stop = say("sentences.stop", reader.language)
    return "".join(f"{stop}{line}" for line in lines)


def _worst(reader: Reader, one: Held) -> dict[str, str]:
    return {
        "name": one.session["title"],
        "day": day(one.session["held_on"], reader.language, short=True),
        "score": _score(one.matrix.overall, reader),
        "limit": number(float(one.terms.flag_below), reader.language),
        "weak": weak(reader, one.matrix),
    }


def matrix(reader: Reader, _tile: Tile) -> None:
    """The matrix 满意度矩阵, large: each indicator's answers by band, its weight and score; then the overall score."""
    answer = reader.ask(reader.question(METRIC, period=reader.last_months))
    if answer.lacking:
        lacking(reader, answer)
        return
    one = chosen(reader)
    shown = one.matrix if one else together(reader)
    about = named(reader, one) if one else _say(reader, "matrix.all", n=len([x for x in held(reader) if x.sheets]))
    with st.container(horizontal=True, vertical_alignment="center", key="links-training-matrix"):
        html.heading(_say(reader, "matrix.title"), about)
        charts.about(reader, answer, "about-training")
        if shown.overall is not None:
            exporting.menu(reader, "training-matrix", lambda: [_file(reader, shown, one)])
    if shown.overall is None:
        html.empty(_say(reader, "matrix.none"), _say(reader, "matrix.none_why"))
        return
    terms = one.terms if one else held(reader)[0].terms
    lines = [_line(reader, indicator, shown) for indicator in shown.indicators]
    lines.append(_overall(reader, shown, terms.flag_below))
    heads = [_say(reader, "matrix.indicator"), _say(reader, "matrix.weight")]
    heads += [_band(reader, name, terms.bands) for name in FEEDBACK_BANDS]
    heads.append(_say(reader, "matrix.score"))
    table = html.table(heads, lines, right=range(1, len(heads)), caption=_say(reader, "matrix.title"))
    ways = [links.anchor(links.address("training", session=None), _say(reader, "matrix.back"))] if one else []
    html.show(f'<div class="c-matrix">{table}</div>{_under(reader, shown)}{links.several(ways)}')


def _file(reader: Reader, shown: Matrix, one: Held | None) -> exporting.Content:
    """The matrix to take away: of one training on its day, else of all of them."""
    terms = (one or held(reader)[0]).terms
    bands = {name: _band(reader, name, terms.bands) for name in FEEDBACK_BANDS}
    span = whole(one.session["held_on"], "day") if one else reader.last_months
    return exporting.shown(reader, training_files.matrix(reader, shown, bands), span)


def _line(reader: Reader, one: Indicator, shown: Matrix) -> list[str]:
    weakest = shown.weakest is not None and one.name == shown.weakest.name
    name = escape(_say(reader, f"indicator.{one.name}"))
    if weakest:
        name += f" {html.flag('watch', _say(reader, 'matrix.weakest'))}"
    cells = [_cell(reader, one, name_) for name_ in FEEDBACK_BANDS]
    score = f"<b>{escape(_figure(one.score, reader))}</b>"
    return [name, escape(percent(float(one.weight) / 100, reader.language, 0)), *cells, score]


def _cell(reader: Reader, one: Indicator, band: str) -> str:
    """Number and share of the answers in a band, shaded by the share."""
    share = one.share(band)
    if share is None:
        return '<span class="c-quiet">–</span>'
    count, part = number(one.counts[band], reader.language), percent(float(share), reader.language, 0)
    told = f"{escape(count)} <small>{escape(part)}</small>"
    return f'<span class="c-heat" style="--heat:{float(share):.3f}">{told}</span>'


def _overall(reader: Reader, shown: Matrix, limit: Any) -> list[str]:
    told, below = escape(_figure(shown.overall, reader)), ""
    if shown.flagged:
        told = html.flag("late", told)
        below = escape(_say(reader, "matrix.below", limit=str(limit)))
    answered = _say(reader, "matrix.sheets", n=number(shown.sheets, reader.language))
    name = f"<b>{escape(_say(reader, 'matrix.overall'))}</b>"
    return [name, "100%", escape(answered), "", "", below, f"<b>{told}</b>"]


def _band(reader: Reader, name: str, bands: dict[str, Any]) -> str:
    """A band with the figures it reaches from and to."""
    place = FEEDBACK_BANDS.index(name)
    top = "100" if not place else f"<{bands[FEEDBACK_BANDS[place - 1]]}"
    return _say(reader, "matrix.band", name=name, low=str(bands[name]), top=top)


def _under(reader: Reader, shown: Matrix) -> str:
    """What was left out of the score, and how it is made."""
    if not shown.unanswered:
        return ""
    names = [_say(reader, f"indicator.{name}") for name in shown.unanswered]
    return f'<p class="c-under">{escape(_say(reader, "matrix.unanswered", names=names))}</p>'


def compared(reader: Reader, tile: Tile) -> None:
    """The trainings one below the other, the latest first: overall score, the weakest indicator, sheets, report."""
    several = held(reader)
    with st.container(horizontal=True, vertical_alignment="center", key="links-training-sessions"):
        html.heading(_say(reader, "sessions.title"), _say(reader, "sessions.beside"))
        if several:
            listed = training_files.sessions(reader, several)
            exporting.menu(reader, "sessions", lambda: [exporting.shown(reader, listed, reader.last_months)])
    if not several:
        html.empty(_say(reader, "sessions.none"), _say(reader, "sessions.none_why"))
        return
    heads = [_say(reader, f"sessions.{name}") for name in ("day", "what", "score", "weak", "sheets", "report")]
    lines = [_session(reader, one) for one in several[: tile.rows]]
    table = html.table(heads, lines, right=(2, 4), caption=_say(reader, "sessions.title"))
    html.show(f'<div class="c-long">{table}</div>{cut(reader, len(lines), len(several))}')


def _session(reader: Reader, one: Held) -> list[str]:
    row, tongue = one.session, reader.language
    where = links.address("training", session=row["session_id"])
    told = links.anchor(where, row["title"], named(reader, one))
    kinds = " · ".join([*(label(name, row[name], tongue) for name in ("audience", "kind")), row["lecturer"]])
    score = escape(_figure(one.matrix.overall, reader))
    if one.matrix.flagged:
        score = html.flag("late", _figure(one.matrix.overall, reader))
    report = day(row["report_at"].astimezone(reader.zone).date(), tongue, short=True) if row["report_at"] else ""
    missing = html.flag("watch", _say(reader, "sessions.no_report"))
    return [
        row_origin.link(reader, "training_sessions", row, day(row["held_on"], tongue, short=True)),
        f'{told}<br><span class="c-quiet c-small">{escape(kinds)}</span>',
        score,
        escape(weak(reader, one.matrix)),
        escape(number(len(one.sheets), tongue) if one.sheets else "–"),
        escape(report) if report else missing,
    ]


def said(reader: Reader, tile: Tile) -> None:
    """Comments and complaints of the training that is chosen, else the latest ones."""
    several: Sequence[Held] = [one] if (one := chosen(reader)) else held(reader)
    found = [
        (kind, str(sheet[kind]), each)
        for kind in ("complaint", "comment")
        for each in several
        for sheet in each.sheets
        if sheet[kind]
    ]
    with st.container(horizontal=True, vertical_alignment="center", key="links-training-said"):
        html.heading(_say(reader, "said.title"), _say(reader, "said.beside", n=number(len(found), reader.language)))
        if found:
            listed = training_files.said(reader, found)
            exporting.menu(reader, "said", lambda: [exporting.shown(reader, listed, reader.last_months)])
    if not found:
        html.empty(_say(reader, "said.none"), _say(reader, "said.none_why"))
        return
    heads = [_say(reader, f"said.{name}") for name in ("kind", "text", "training")]
    lines = [[_mark(reader, kind), escape(text), escape(named(reader, one))] for kind, text, one in found[: tile.rows]]
    table = html.table(heads, lines, caption=_say(reader, "said.title"))
    html.show(f'<div class="c-said">{table}</div>{cut(reader, len(lines), len(found))}')


def _mark(reader: Reader, kind: str) -> str:
    word = _say(reader, f"said.{kind}")
    return html.flag("watch", word) if kind == "complaint" else f'<span class="c-quiet">{escape(word)}</span>'


def named(reader: Reader, one: Held) -> str:
    """A training with its day."""
    return f"{one.session['title']} · {day(one.session['held_on'], reader.language)}"


def weak(reader: Reader, shown: Matrix) -> str:
    """The indicator of the lowest score with it."""
    weakest = shown.weakest
    if weakest is None:
        return "–"
    name, score = _say(reader, f"indicator.{weakest.name}"), _figure(weakest.score, reader)
    return _say(reader, "weak", name=name, score=score)


def _score(score: Fraction | None, reader: Reader) -> str:
    return "–" if score is None else _say(reader, "points", n=_figure(score, reader))


def _figure(score: Fraction | None, reader: Reader) -> str:
    return "–" if score is None else number(float(score), reader.language, 1)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"training.{key}", reader.language, **facts)
