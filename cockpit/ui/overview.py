"""The Overview's tiles: the first sentence, the measures that matter, what is late now, and the daily line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from cockpit import figures, periods, sentences
from cockpit.boards import Card, Tile
from cockpit.contract import bands
from cockpit.i18n import day, each, halves, label, number, percent, say, uncapital, value
from cockpit.metrics import CATALOGUE, Answer, Question
from cockpit.periods import Period
from cockpit.ui import charts, explaining, exporting, html, links, warnings_words
from cockpit.ui.calendar import axis
from cockpit.ui.reader import Reader

NOTABLE_CHANGE = 0.2
NOTABLE_COUNT = 20
# From which change on a card says better or worse: of itself, of a share, of a score.
TELLING_CHANGE, TELLING_POINTS, TELLING_SCORE = 0.05, 0.01, 1.0
PLACE = "building"
ROOM = 26  # halves of a name and a word beside it
SPARK_UNITS = 12
DAILY_DAYS = 42
SAME = 1e-9
STOPPED_AFTER = timedelta(days=1)
BESIDE_ROWS = 8
DUE_COLUMNS = ("ticket_id", "level", "campus", "building", "room", "category", "title", "engineer_id", "due_at")


def sentence(reader: Reader, tile: Tile) -> None:
    """What happened in the period, mostly from where, and how much of it was in time; the way to it as a file."""
    if stopped := _stopped(reader):
        html.notice(stopped)
    with st.container(horizontal=True, vertical_alignment="bottom", key="links-overview"):
        html.show(reader.kept(tile, lambda: _sentence(reader, tile)))
        exporting.menu(reader, "overview", lambda: [exporting.page(reader, "overview")])
    if reader.sees("warnings") and (warned := warnings_words.leading(reader)):
        html.show(warned)


def _stopped(reader: Reader) -> str | None:
    """That now is the newest time in the data, where the site's clock is its data and that is no longer today."""
    clocks = reader.opened.cockpit.clocks
    of_data = reader.opened.settings.clock == "data" and clocks.asked == clocks.source
    if not of_data or datetime.now(UTC) - clocks.asked < STOPPED_AFTER:
        return None
    return reader.say("overview.stopped", at=reader.moment(clocks.asked))


def _sentence(reader: Reader, tile: Tile) -> str:
    whole, parts, sla, overdue, *places = map(reader.ask, sentence_questions(reader, tile))
    target = reader.target("sla_target")
    said = sentences.overview(
        whole,
        reader.blanked(parts, "campus"),
        sla,
        int(overdue.value or 0),
        reader.language,
        target=target,
        preset=reader.chosen.preset,
        ended=reader.opened.cockpit.today >= reader.chosen.period.until,
    )
    ran = periods.elapsed(reader.chosen.period, reader.opened.cockpit.today)
    spans = {"period": sentences.span(ran, reader.language), "former": sentences.span(reader.former, reader.language)}
    under = [reader.say("overview.under", **spans)]
    if places:
        counts, shares = (reader.blanked(one, PLACE) for one in places)
        name = partial(reader.label, PLACE)
        under.append(sentences.worst(counts, shares, PLACE, reader.language, target=target, name=name))
    return first_line(said, " · ".join(filter(None, under)))


def sentence_questions(reader: Reader, tile: Tile) -> list[Question]:
    """What the first sentence asks: the reports and their parts against before, the share in time, what is late.

    Then reports and share place by place, where there are several.
    """
    opened, sla, overdue = tile.metrics
    against = reader.chosen.against
    return [
        reader.question(opened, against=against),
        reader.question(opened, by=tile.splits, against=against),
        reader.question(sla),
        reader.question(overdue),
        *(reader.question(metric, by=(PLACE,)) for metric in (opened, sla) if reader.has(PLACE)),
    ]


def headline(said: sentences.Sentence, under: str = "") -> None:
    """Puts a page's first line on it."""
    html.show(first_line(said, under))


def first_line(said: sentences.Sentence, under: str = "") -> str:
    """A page's first line, the part that matters most in its own colour; beneath it what it covers."""
    stress = f"<em>{escape(said.stress)}</em>" if said.stress else ""
    below = f'<p class="c-under">{escape(under)}</p>' if under else ""
    return f'<h1 class="c-h1">{escape(said.text)}{stress}{escape(said.after)}</h1>{below}'


def cards(reader: Reader, tile: Tile) -> None:
    """A row of numbers, each with its unit, change, line, definition and way to its rows.

    One piece of HTML: each of the thirty it was made of cost 2 ms from the server to the screen. What the definitions
    say stands apart, since no filter changes it and the browser then leaves it as it is.
    """
    made, definitions = reader.kept(tile, lambda: _cards(reader, tile))
    html.show(made)
    html.show(definitions)


def _cards(reader: Reader, tile: Tile) -> tuple[str, str]:
    definitions = [html.opened(_about(card), charts.definition(reader, card.metric)) for card in tile.cards]
    return f'<div class="c-cards">{"".join(_card(reader, card) for card in tile.cards)}</div>', "".join(definitions)


def _about(card: Card) -> str:
    return f"about-{card.metric}"


def cards_questions(reader: Reader, tile: Tile) -> list[Question]:
    """What the numbers ask: each against before, the one beneath it, its last weeks."""
    found = []
    for card in tile.cards:
        found += [reader.question(card.metric, against=reader.chosen.against), reader.question(card.beside)]
        found.append(_spark_question(reader, card.metric))
    return found


def _card(reader: Reader, card: Card) -> str:
    answer = reader.ask(reader.question(card.metric, against=reader.chosen.against))
    state, words = _state(reader, card, answer)
    unit = reader.unit(card.metric, answer.value)
    worded = value(answer.value, CATALOGUE[card.metric].unit, reader.language)
    beside = reader.ask(reader.question(card.beside))
    name, way = reader.name(card.metric), _way(answer)
    way = say(f"worst.{way}", reader.language) if way else ""
    flagged = html.flag(state, words) if state else ""
    if state == "watch":
        way = ""
    elif way and not state and halves(name + way) <= ROOM:
        flagged, way = html.quiet(way), ""
    definition = html.opener(_about(card), reader.say("card.definition"))
    return (
        f'<div class="c-card {f"c-{state}" if state else ""}" data-metric="{card.metric}">'
        f'<div class="c-card-top"><span>{escape(name)}</span>{flagged}</div>'
        f'<div class="c-card-mid"><span class="c-value">{html.figure(worded, unit)}</span>'
        f"{_spark(reader, card.metric)}</div>"
        f'<div class="c-sub">{_change(reader, answer, way)}</div>'
        f'<div class="c-sub">{escape(reader.name(card.beside))} <b>{escape(reader.told(beside))}</b></div>'
        f'<div class="c-card-ways">{definition}{explaining.why_link(reader, answer)}'
        f"{links.rows(card.metric, reader.say('card.rows'))}</div></div>"
    )


def _state(reader: Reader, card: Card, answer: Answer) -> tuple[str, str]:
    """Late below its target, watch when it got much worse; otherwise nothing is said."""
    now, former = answer.value, answer.value_against
    if now is None:
        return "", ""
    if card.target and now < (target := reader.target(card.target)):
        return "late", reader.say("card.below", target=percent(target, reader.language, 0))
    better = answer.metric.better
    if former and better != "neither" and answer.n >= NOTABLE_COUNT:
        change = (now - former) / abs(former)
        if (change if better == "lower" else -change) >= NOTABLE_CHANGE:
            return "watch", reader.say("card.more" if answer.metric.unit == "count" else "card.worse")
    return "", ""


def _way(answer: Answer) -> str:
    """Whether it got ``better`` or ``worse`` by enough to be said; "" where it did not or neither way is better."""
    now, former, metric = answer.value, answer.value_against, answer.metric
    if now is None or former is None or metric.better == "neither" or answer.n < NOTABLE_COUNT:
        return ""
    least = {"share": TELLING_POINTS, "percent100": TELLING_SCORE}.get(metric.unit, abs(former) * TELLING_CHANGE)
    if abs(now - former) < max(least, SAME):
        return ""
    return "better" if (now > former) == (metric.better == "higher") else "worse"


def _change(reader: Reader, answer: Answer, way: str) -> str:
    """How much it moved, in its own unit, against what, which ``way``; of what cannot be told, what it would take."""
    if answer.lacking:
        return escape(say("lacking.needs", reader.language, what=sentences.lacking(answer.lacking, reader.language)))
    than = sentences.before(reader.chosen.preset, reader.chosen.against, reader.language)
    told = change(reader, answer, answer.value, answer.value_against)
    if not told:
        return escape(reader.say("card.no_former", than=than))
    words = [reader.say("card.than", than=than), *([way] if way else [])]
    return f"<b>{escape(told)}</b> {escape(say('worst.between', reader.language).join(words))}"


def change(reader: Reader, answer: Answer, now: float | None, former: float | None) -> str:
    """A difference with its direction: of shares in points, of scores in their unit, of anything else in per cent."""
    if now is None or former is None:
        return ""
    delta = now - former
    arrow = "→" if abs(delta) < SAME else "↑" if delta > 0 else "↓"
    if answer.metric.unit == "share":
        told = reader.say("card.points", n=number(abs(delta) * 100, reader.language, 1))
    elif answer.metric.unit == "percent100":
        told = number(abs(delta), reader.language, 1)
    elif former:
        told = percent(abs(delta / former), reader.language, 0 if abs(delta / former) >= 0.1 else 1)
    else:
        told = value(abs(delta), answer.metric.unit, reader.language)
    return f"{arrow} {told}"


def _spark(reader: Reader, metric: str) -> str:
    """The measure over the last weeks up to the period's end."""
    question = _spark_question(reader, metric)
    known = {row["week"]: row["value"] for row in reader.ask(question).rows}
    return figures.spark([known.get(week) for week in periods.unit_starts(question.period, "week")], reader.palette)


def _spark_question(reader: Reader, metric: str) -> Question:
    until = periods.elapsed(reader.chosen.period, reader.opened.cockpit.today).until
    first = periods.start(until - timedelta(days=1), "week") - timedelta(weeks=SPARK_UNITS - 1)
    return reader.question(metric, by=("week",), period=Period(first, until))


def due(reader: Reader, tile: Tile) -> str:
    """What is late now and what soon will be: the longest overdue first, then those due soonest."""
    late_metric, soon_metric = tile.metrics
    today = periods.whole(reader.opened.cockpit.today, "day")
    answers = map(reader.ask, due_questions(reader, tile))
    counts = {answer.metric.name: int(answer.value or 0) for answer in answers}
    told = {"late": counts[late_metric], "soon": counts[soon_metric]}
    title = reader.say("due.title")
    beside = reader.say("due.beside", **{name: number(n, reader.language) for name, n in told.items()})
    if not any(counts.values()):
        lacking = reader.ask(reader.question(late_metric, period=today)).lacking
        why = reader.say("due.unknown" if lacking else "due.none_why")
        return html.headed(title, beside, html.nothing(reader.say("due.none"), why))
    rows = _due_rows(reader, late_metric, today, tile.rows)
    rows += _due_rows(reader, soon_metric, today, tile.rows - len(rows)) if len(rows) < tile.rows else []
    headers = [reader.say(f"due.{name}") for name in ("level", "place", "what", "who", "time")]
    ways = [
        links.rows(
            metric,
            reader.say("due.all", name=reader.name(metric), n=number(counts[metric], reader.language)),
            at=today.first.isoformat(),
            grain="day",
        )
        for metric in tile.metrics
        if counts[metric]
    ]
    drawn = f'<div class="c-due">{html.table(headers, rows, right=(4,), caption=title)}</div>'
    return html.headed(title, beside, drawn + links.several(ways))


def due_questions(reader: Reader, tile: Tile) -> list[Question]:
    """How much of what the tile lists there is today."""
    today = periods.whole(reader.opened.cockpit.today, "day")
    return [reader.question(metric, period=today) for metric in tile.metrics]


def _due_rows(reader: Reader, metric: str, today: Period, most: int) -> list[list[str]]:
    question = reader.question(metric, period=today)
    found = reader.rows(question, {}, DUE_COLUMNS, order="due_at", descending=False, limit=most)
    return [_due_row(reader, row) for row in found.to_pylist()]


def _due_row(reader: Reader, row: dict[str, Any]) -> list[str]:
    place = " ".join(part for part in (row["building"], row["room"]) if part)
    kind = label("category", row["category"], reader.language)
    what = f"{row['ticket_id']} · {row['title'] or kind}"
    return [
        html.level(row["level"]),
        html.clip(place, row["campus"] if row["campus"] != row["building"] else "", f"{row['campus']} {place}"),
        html.clip(row["title"] or kind, kind if row["title"] else "", what),
        escape(reader.called(row["engineer_id"]) or reader.say("due.nobody")),
        _time_left(reader, row["due_at"]),
    ]


def _time_left(reader: Reader, due_at: datetime) -> str:
    hours = (reader.opened.cockpit.as_of - due_at).total_seconds() / 3600
    told = say(
        "pages.due.over" if hours >= 0 else "pages.due.left",
        reader.language,
        time=value(abs(hours), "hours", reader.language),
    )
    return html.flag("late" if hours >= 0 else "watch", told)


def waiting(reader: Reader, tile: Tile) -> str:
    """How long the open tickets have waited; left away where a long list of late ones stands above."""
    today = periods.whole(reader.opened.cockpit.today, "day")
    late = sum(int(reader.ask(reader.question(name, period=today)).value or 0) for name in ("overdue", "at_risk"))
    if late >= tile.rows:
        return ""
    answer = reader.ask(reader.question(tile.metrics[0], by=("age",), period=today))
    known = {row["age"]: row["n"] for row in answer.rows}
    if not known:
        return ""
    most = max(known.values())
    ages = bands.codes(reader.opened.settings.measures.ageing)
    told = [(label("age", age, reader.language), known.get(age, 0)) for age in ages]
    bars = html.bars([(name, n / most, number(n, reader.language)) for name, n in told])
    count = sum(known.values())
    total = f"{number(count, reader.language)} {each('tickets', reader.language, count)}"
    return html.headed(reader.say("waiting.title"), total, bars)


def daily(reader: Reader, tile: Tile) -> None:
    """Reports a day over the last weeks, beside the days before."""
    heading, option = reader.kept(tile, lambda: _daily(reader, tile))
    html.show(heading)
    if option:
        title = reader.say("daily.title", name=reader.name(tile.metrics[0]))
        st.echarts_chart(option, theme=None, height=318, key="daily", alt=title)


def _daily(reader: Reader, tile: Tile) -> tuple[str, dict[str, Any] | None]:
    (answer,) = map(reader.ask, daily_questions(reader, tile))
    window = answer.question.period
    spanned = {
        name: day(at, reader.language, short=True) for name, at in (("first", window.first), ("last", window.last))
    }
    title = reader.say("daily.title", name=reader.name(answer.metric.name))
    beside = reader.say("daily.beside", **spanned)
    lines = charts.over_time(reader, answer, "day", window)
    if not lines:
        return html.headed(title, beside, html.nothing(reader.say("empty.no_rows"), reader.say("empty.widen"))), None
    option = figures.line_option(lines[0], axis(reader, "day", window), reader.palette)
    return html.headed(title, beside), option


def daily_questions(reader: Reader, tile: Tile) -> list[Question]:
    """The reports of each of the last days up to the period's end."""
    until = periods.elapsed(reader.chosen.period, reader.opened.cockpit.today).until
    first = max(until - timedelta(days=DAILY_DAYS), reader.opened.cockpit.span().first)
    window = Period(min(first, until - timedelta(days=1)), until)
    return [reader.question(tile.metrics[0], by=("day",), period=window)]


def beside(reader: Reader, tile: Tile) -> str:
    """The measures of every campus (or, where there is but one, of every group) beside each other."""
    answers = {question.metric: reader.ask(question) for question in beside_questions(reader, tile)}
    if not answers:
        return ""
    split = next(iter(answers.values())).question.by[0]
    cells = {name: {row[split]: row for row in answer.rows} for name, answer in answers.items()}
    first = cells[tile.metrics[0]]
    keys = sorted((key for key in first if first[key]["n"]), key=lambda key: -first[key]["n"])[:BESIDE_ROWS]
    if len(keys) < 2:
        return ""
    dim = say(f"common.dims.{split}", reader.language)
    than = sentences.before(reader.chosen.preset, reader.chosen.against, reader.language)
    lines = [
        [
            escape(reader.label(split, key)),
            *(_beside_cell(reader, answers[name], cells[name].get(key)) for name in cells),
        ]
        for key in keys
    ]
    names = [dim, *(reader.name(name) for name in tile.metrics)]
    title = reader.say("columns.title", dim=uncapital(dim))
    table = html.table(names, lines, right=range(1, len(names)), caption=title)
    return html.headed(title, reader.say("columns.beside", than=than), table)


def beside_questions(reader: Reader, tile: Tile) -> list[Question]:
    """Each measure by campus or, where there is but one, by group; nothing where neither tells anything apart."""
    split = next((split for split in tile.splits if reader.has(split)), None)
    against = reader.chosen.against
    return [reader.question(name, by=(split,), against=against) for name in tile.metrics] if split else []


def _counted(answer: Answer, row: dict[str, Any] | None, name: str) -> float | None:
    own: float | None = (row or {}).get(name)
    return 0.0 if own is None and any(other.get(name) is not None for other in answer.rows) else own


def _beside_cell(reader: Reader, answer: Answer, row: dict[str, Any] | None) -> str:
    """A value, marked where it misses its target, and its change; a count of none is 0 where another part has one."""
    if answer.metric.unit == "count":
        row = {name: _counted(answer, row, name) for name in ("value", "value_against")}
    if row is None or row["value"] is None:
        return f'<span class="c-quiet">{escape(number(None, reader.language))}</span>'
    told = reader.told_value(row["value"], answer.metric)
    missed = answer.metric.name == "sla_met" and row["value"] < reader.target("sla_target")
    shown = html.flag("late", told) if missed else escape(told)
    moved = change(reader, answer, row["value"], row.get("value_against"))
    return f'{shown} <span class="c-quiet c-delta">{escape(moved)}</span>'
