"""Monthly scores: the first line, the month with the origin of each figure, the bands of the groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape

import streamlit as st

from cockpit import figures, sentences
from cockpit.boards import Tile
from cockpit.contract.performance import GOOD_OR_BETTER, WHOLE, Band, ended
from cockpit.figures import Bin
from cockpit.i18n import label, number, say
from cockpit.metrics.origin import Origin
from cockpit.metrics.people import RECORD, Scores, scores
from cockpit.metrics.reading import Row
from cockpit.periods import Period, add_months, after, whole
from cockpit.records import RECORDS
from cockpit.ui import charts, exporting, filters, html, links, performance_files, row_origin
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader

PERSON, MONTH = "person", "score_month"
MARKS = {Band.EXCELLENT: "fine", Band.GOOD: "fine", Band.PASS: "watch", Band.FAIL: "late"}
MOST_NAMES = 4
STEP = 5
FEW = 2


def read(reader: Reader) -> Scores | None:
    """All scores the reader may see; None where the site has none."""
    cockpit = reader.opened.cockpit
    if RECORD not in cockpit.records:
        return None
    found = reader.found(("scores",), lambda: scores(cockpit, reader.rights))
    return found if found.months else None


def words(reader: Reader, key: str, **facts: object) -> str:
    """The words of ``performance.<key>``."""
    return say(f"performance.{key}", reader.language, **facts)


def month_of(found: Scores) -> date:
    """The month that is looked at: the one chosen, else the newest."""
    asked = st.session_state.get(MONTH)
    return next((month for month in found.scored if month.isoformat() == asked), found.scored[0])


def standing_at(reader: Reader, found: Scores) -> date:
    """The month at whose end the years are looked at: the one looked at, of the newest today's."""
    month = month_of(found)
    return month if month < found.scored[0] else reader.opened.cockpit.today.replace(day=1)


def exact(figure: Decimal | None, tongue: str, least: int = 0) -> str:
    """A decimal with the digits it has; ``least`` of them at least."""
    if figure is None:
        return "–"
    exponent = figure.normalize().as_tuple().exponent
    return number(float(figure), tongue, max(least, -exponent if isinstance(exponent, int) else 0))


def named(reader: Reader, people: Sequence[str]) -> str:
    """The first few by name, and how many more there are."""
    names = [reader.called(one) for one in people[:MOST_NAMES]]
    told = say("common.comma", reader.language).join(names)
    rest = len(people) - len(names)
    return words(reader, "and_more", names=told, n=rest) if rest else told


def sentence(reader: Reader, _tile: Tile) -> None:
    """How many of the month's people did well, who lost a raise, who failed, and who is one step from a loss."""
    found = read(reader)
    if found is None:
        html.empty(words(reader, "lacking"), words(reader, "provide"))
        return
    notices: list[str] = []
    place, choosing = st.columns([5, 1], vertical_alignment="bottom")
    with choosing:
        options = [month.isoformat() for month in found.scored]
        told = lambda code, tongue: label("month", date.fromisoformat(code), tongue)  # noqa: E731
        month = date.fromisoformat(filters.choice(reader, MONTH, options, told, notices))
    with place:
        running = not ended(month, reader.opened.cockpit.today)
        under = words(reader, "under_running" if running else "under", month=label("month", month, reader.language))
        headline(said(reader, found, month), under)
        html.show(links.several([links.anchor(links.address("year", **{PERSON: None}), words(reader, "to_year"))]))
    for notice in notices:
        html.notice(notice)


def said(reader: Reader, found: Scores, month: date) -> sentences.Sentence:
    """The page's first line."""
    rows, stop = found.of_month(month), words(reader, "stop")
    good = sum(row["band"] in GOOD_OR_BETTER for row in rows)
    failed = [row["staff_id"] for row in rows if row["band"] == Band.FAIL]
    told = label("month", month, reader.language)
    if len(rows) == 1 and len({row["staff_id"] for row in found.months}) == 1:
        row = rows[0]
        own = {"score": exact(row["score"], reader.language, 1), "band": words(reader, f"band.{row['band']}")}
        text = words(reader, "sentence.own", month=told, name=reader.called(row["staff_id"]), **own)
        return sentences.Sentence(text + stop)
    text = words(reader, "sentence.month", month=told, n=len(rows), good=good)
    text += "" if failed else words(reader, "sentence.nobody")
    standing, before = found.standing(standing_at(reader, found)), found.standing(add_months(month, -1))
    known = {(one["staff_id"], one["year"]) for one in before if one["no_raise"]}
    lost = [one for one in standing if one["no_raise"] and (one["staff_id"], one["year"]) not in known]
    nearly = [one for one in standing if one["nearly"] and not one["no_raise"]]
    comma = say("sentences.comma", reader.language)
    after_it = stop + "".join(part + stop for part in _raises(reader, "nearly", nearly))
    stress = _raises(reader, "lost", lost)
    stress += [words(reader, "sentence.failed", names=named(reader, failed))] if failed else []
    return sentences.Sentence(text + (comma if stress else ""), comma.join(stress), after_it)


def _raises(reader: Reader, key: str, years: Sequence[Row]) -> list[str]:
    """Whose raise is meant, a part a year of raises: the one after the year that counts."""
    people: dict[int, list[str]] = {}
    for one in years:
        people.setdefault(one["year"] + 1, []).append(one["staff_id"])
    told = sorted(people.items())
    return [words(reader, f"sentence.{key}", names=named(reader, several), year=year) for year, several in told]


def table(reader: Reader, _tile: Tile) -> None:
    """The month's scores and what they pay, a row a person; every figure opens what it came from."""
    found = read(reader)
    if found is None:
        return
    month = month_of(found)
    rows = sorted(found.of_month(month), key=lambda row: (row["group"] or "\uffff", row["staff_id"]))
    title = words(reader, "table.title", month=label("month", month, reader.language))
    with st.container(horizontal=True, vertical_alignment="center", key="links-scores"):
        html.heading(title, words(reader, "table.beside"))
        listed, span = performance_files.month(reader, rows, month), Period(month, after(month, "month"))
        exporting.menu(reader, "scores", lambda: [exporting.shown(reader, listed, span)])
    paid = any(row["pay"] is not None for row in rows)
    names = ["person", "group", "score", "band", "coefficient"]
    names += ["base", "penalty", "reward", "pay"] if paid else []
    lines = [_line(reader, row, place, paid=paid) for place, row in enumerate(rows)]
    if paid and len(rows) > 1:
        total = sum((row["pay"] for row in rows), Decimal(0))
        lines.append([f"<b>{escape(words(reader, 'table.total'))}</b>", *[""] * 7, f"<b>{_yuan(reader, total)}</b>"])
    headers = [words(reader, f"table.{name}") for name in names]
    numbers = [place for place, name in enumerate(names) if name not in ("person", "group", "band")]
    body = html.table(headers, lines, numbers, caption=title)
    opened = "".join(html.opened(_identity(place), _origin(reader, found, row)) for place, row in enumerate(rows))
    html.show(f'<div class="c-scores">{body}{opened}</div>')


def _identity(place: int) -> str:
    return f"score-{place}"


def _line(reader: Reader, row: Row, place: int, *, paid: bool) -> list[str]:
    tongue = reader.language
    name = links.anchor(links.address("performance", **{PERSON: row["staff_id"]}), reader.called(row["staff_id"]))
    role = label("role", row["role"], tongue) if row["role"] else ""
    cells = [
        f'{name} <span class="c-quiet c-small">{escape(role)}</span>',
        escape(row["group"] or "–"),
        _opener(place, exact(row["score"], tongue, 1)),
        html.flag(MARKS[row["band"]], words(reader, f"band.{row['band']}")) if row["band"] else "–",
        _opener(place, exact(row["coefficient"], tongue)),
    ]
    if paid:
        cells += [
            _opener(place, exact(row["base"], tongue)),
            _opener(place, f"−{exact(row['penalty'], tongue)}%") if row["penalty"] else "",
            _opener(place, f"+{exact(row['reward'], tongue)}") if row["reward"] else "",
            _opener(place, _yuan(reader, row["pay"])),
        ]
    return cells


def _opener(place: int, text: str) -> str:
    return html.opener(_identity(place), text)


def _yuan(reader: Reader, amount: Decimal | None) -> str:
    return "–" if amount is None else number(float(amount), reader.language, 2)


def _origin(reader: Reader, found: Scores, row: Row) -> str:
    """What one person's figures of a month came from: the row of the file, the rule, each penalty, the sum."""
    tongue, scoring = reader.language, reader.terms(row["month"]).scoring
    band = {
        "excellent": exact(scoring.excellent, tongue),
        "good": exact(scoring.good, tongue),
        "passing": exact(scoring.passing, tongue),
    }
    facts = [
        ("score", f"{exact(row['score'], tongue, 1)} · {words(reader, 'band.' + row['band'])}"),
        ("source", _source(reader, row)),
        ("bands", words(reader, "origin.band_rule", **band)),
        ("note", row["note"] or ""),
        ("coefficient", words(reader, f"origin.coefficient_{_case(row)}", n=exact(row["coefficient"], tongue))),
    ]
    if row["pay"] is not None:
        facts.append(("base", _base(reader, row)))
        facts += [("penalty", charged(reader, one)) for one in found.costs(row["staff_id"], row["month"])]
        facts.append(
            ("reward", words(reader, "origin.reward_stated", n=exact(row["reward"], tongue)) if row["reward"] else "")
        )
        facts.append(("pay", _sum(reader, row)))
    body = "".join(
        f"<dt>{escape(words(reader, f'origin.{name}'))}</dt><dd>{escape(text)}</dd>" for name, text in facts if text
    )
    head = f"{reader.called(row['staff_id'])} · {label('month', row['month'], tongue)}"
    return f'<strong>{escape(head)}</strong><dl class="c-facts">{body}</dl>'


def _source(reader: Reader, row: Row) -> str:
    """Where the score was read from."""
    if row["_row"] is None:
        return ""
    key = {name: row[name] for name in RECORDS[RECORD].key}
    found = Origin(RECORD, {}, key, row["_source"], row["_file"], row["_sheet"], row["_row"])
    return " · ".join(text for _, text in row_origin.place(reader, found) if text)


def _case(row: Row) -> str:
    return {Band.PASS: "pass", Band.FAIL: "fail"}.get(row["band"], "good")


def _base(reader: Reader, row: Row) -> str:
    amount = exact(row["base"], reader.language)
    if row["base_amount"] is not None:
        return words(reader, "origin.base_stated", n=amount)
    role = label("role", row["role"], reader.language) if row["role"] else say("common.unknown", reader.language)
    return words(reader, "origin.base_role", n=amount, role=role)


def charged(reader: Reader, one: Row) -> str:
    """What took something from a month's pay, and why."""
    facts = {"n": exact(one["percent"], reader.language), "day": one["day"], "subject": one["subject"]}
    text = words(reader, f"origin.{one['kind']}", why=words(reader, f"why.{one['why']}"), **facts)
    return text + (words(reader, "origin.second") if one["second"] else "")


def _sum(reader: Reader, row: Row) -> str:
    """The sum as it was done."""
    tongue = reader.language
    parts = f"{exact(row['base'], tongue)} × {exact(row['coefficient'], tongue)}"
    parts += f" × (1 − {exact(min(row['penalty'], WHOLE), tongue)}%)" if row["penalty"] else ""
    parts += f" + {exact(row['reward'], tongue)}" if row["reward"] else ""
    return f"{parts} = {words(reader, 'origin.amount', n=_yuan(reader, row['pay']))}"


def groups(reader: Reader, _tile: Tile) -> None:
    """The bands by group with the mean, and beside them how many people had which score."""
    found = read(reader)
    if found is None or len(rows := found.of_month(month_of(found))) <= FEW:
        return
    month = label("month", month_of(found), reader.language)
    left, right = st.columns([3, 2], gap="large")
    with left:
        by_group = _by_group(reader, rows)
        with st.container(horizontal=True, vertical_alignment="center", key="links-scores-groups"):
            html.heading(words(reader, "groups.title"), words(reader, "groups.beside", month=month))
            listed, span = performance_files.groups(reader, by_group), whole(month_of(found), "month")
            exporting.menu(reader, "scores-groups", lambda: [exporting.shown(reader, listed, span)])
        html.show(_bands(reader, by_group, rows))
    with right:
        title = words(reader, "histogram.title")
        html.heading(title, words(reader, "histogram.beside", n=len(rows)))
        charts.put(figures.histogram(_bins(reader, rows), reader.palette), "score-histogram", title)


def _by_group(reader: Reader, rows: Sequence[Row]) -> dict[str, list[Row]]:
    by_group: dict[str, list[Row]] = {}
    for row in rows:
        by_group.setdefault(row["group"] or say("common.unknown", reader.language), []).append(row)
    return dict(sorted(by_group.items()))


def _bands(reader: Reader, by_group: Mapping[str, Sequence[Row]], rows: Sequence[Row]) -> str:
    lines = [_group(reader, name, some) for name, some in by_group.items()]
    if len(lines) > 1:
        lines.append(_group(reader, words(reader, "groups.all"), rows))
    headers = [
        words(reader, "table.group"),
        words(reader, "groups.share"),
        *(words(reader, f"band.{band}") for band in Band),
    ]
    headers.append(words(reader, "groups.mean"))
    return html.table(headers, lines, range(2, len(headers)), caption=words(reader, "groups.title"))


def _group(reader: Reader, name: str, rows: Sequence[Row]) -> list[str]:
    counts = [sum(row["band"] == band for row in rows) for band in Band]
    bar = "".join(
        f'<i class="c-band-{band}" style="width:{count / len(rows):.1%}"></i>'
        for band, count in zip(Band, counts, strict=True)
    )
    mean = sum(row["score"] for row in rows) / len(rows)
    cells = [str(count) if count else '<span class="c-quiet">0</span>' for count in counts]
    return [escape(name), f'<span class="c-stack">{bar}</span>', *cells, number(float(mean), reader.language, 1)]


def _bins(reader: Reader, rows: Sequence[Row]) -> list[Bin]:
    """How many scores lie in each step of five; the last step holds 100."""
    places = [min(int(row["score"]) // STEP, 100 // STEP - 1) for row in rows]
    found = []
    for place in range(min(*places, 60 // STEP), 100 // STEP):
        within = [row for row, own in zip(rows, places, strict=True) if own == place]
        told = f"{place * STEP}–{place * STEP + STEP}"
        names = named(reader, [row["staff_id"] for row in within])
        worst = max((list(Band).index(Band(row["band"])) for row in within), default=0)
        found.append(Bin(told, len(within), f"{told}  {names}", failed=worst == len(Band) - 1))
    return found
