"""One person: the course of their scores, what their years lead to, what their tickets say beside the score."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from cockpit import figures
from cockpit.boards import Tile
from cockpit.contract.performance import Band
from cockpit.figures import Mark
from cockpit.i18n import label
from cockpit.metrics.people import Scores
from cockpit.metrics.reading import Row
from cockpit.periods import Period, after
from cockpit.ui import charts, exporting, html, links, objections, performance_evidence, performance_files
from cockpit.ui.performance import PERSON, exact, month_of, read, words
from cockpit.ui.performance_years import of_person
from cockpit.ui.reader import Reader


def person(reader: Reader, _tile: Tile) -> None:
    """The person in the address, or the only one there is to see."""
    found = read(reader)
    staff_id = chosen(found)
    if found is None or staff_id is None:
        return
    rows = found.of_person(staff_id)
    head = f"{reader.called(staff_id)} · {words(reader, 'person.title')}"
    role = label("role", rows[-1]["role"], reader.language) if rows[-1]["role"] else ""
    beside = " · ".join(part for part in (role, rows[-1]["group"]) if part)
    with st.container(border=True, key="scores-person"):
        with st.container(horizontal=True, vertical_alignment="center", key="links-scores-course"):
            html.heading(head, beside)
            listed = performance_files.course(reader, rows, head)
            span = Period(rows[0]["month"], after(rows[-1]["month"], "month"))
            exporting.menu(reader, "scores-course", lambda: [exporting.shown(reader, listed, span)])
        charts.put(_course(reader, found, rows), "score-course", head)
        body = of_person(reader, found, staff_id) + performance_evidence.panel(reader, staff_id, month_of(found))
        ways = [links.anchor(links.address("year", **{PERSON: staff_id}), words(reader, "to_year"))]
        if len({row["staff_id"] for row in found.months}) > 1:
            ways.append(links.anchor(links.address("performance", **{PERSON: None}), words(reader, "person.close")))
        body += links.several(ways)
        html.show(body)
        objections.show(reader, staff_id, month_of(found))


def chosen(found: Scores | None) -> str | None:
    """Whom the address names, as far as the reader may see them; else the only one there is."""
    if found is None:
        return None
    people = {row["staff_id"] for row in found.months}
    asked = st.query_params.get(PERSON)
    if asked in people:
        return asked
    return next(iter(people)) if len(people) == 1 else None


def _course(reader: Reader, found: Scores, rows: tuple[Row, ...]) -> go.Figure:
    scoring = reader.terms(month_of(found)).scoring
    limits = [
        (float(limit), f"{words(reader, f'band.{band}')} ≥ {exact(limit, reader.language)}")
        for limit, band in (
            (scoring.excellent, Band.EXCELLENT),
            (scoring.good, Band.GOOD),
            (scoring.passing, Band.PASS),
        )
    ]
    marks = [
        Mark(row["month"], float(row["score"]), _told(reader, row), failed=row["band"] == Band.FAIL) for row in rows
    ]
    return figures.course(marks, limits, reader.palette)


def _told(reader: Reader, row: Row) -> str:
    band = words(reader, f"band.{row['band']}")
    return f"{label('month', row['month'], reader.language)}  {exact(row['score'], reader.language, 1)}  {band}"
