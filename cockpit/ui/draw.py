"""A board on the page: every tile by the function of its kind, side by side as the board says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from functools import partial

import streamlit as st

from cockpit.boards import Board, Tile
from cockpit.metrics import Question
from cockpit.ui import (
    categories,
    customers,
    customers_contact,
    customers_rates,
    customers_unhappy,
    detail,
    html,
    inspections,
    inspections_chain,
    inspections_findings,
    ledgers,
    ledgers_logs,
    ledgers_parts,
    ledgers_reviews,
    ledgers_rooms,
    origins,
    overview,
    performance,
    performance_person,
    performance_years,
    pivot,
    quarantine,
    review,
    review_decisions,
    review_papers,
    review_slides,
    review_texts,
    service,
    service_emergencies,
    service_limits,
    sources,
    staffing,
    staffing_people,
    staffing_today,
    staffing_week,
    training,
    training_course,
    training_people,
    trends,
    uploads,
    warnings,
    warnings_ahead,
    warnings_past,
    warnings_state,
    year,
)
from cockpit.ui.reader import Reader

READER: ContextVar[Reader | None] = ContextVar("reader", default=None)

Drawn = Callable[[Reader, Tile], None]

# Tiles that are a piece of HTML, made once for all who see the same.
PIECES: dict[str, Callable[[Reader, Tile], str]] = {
    "due": overview.due,
    "waiting": overview.waiting,
    "beside": overview.beside,
}

KINDS: dict[str, Drawn] = {
    "overview_sentence": overview.sentence,
    "cards": overview.cards,
    "daily": overview.daily,
    "warnings_sentence": warnings.sentence,
    "warnings_standing": warnings.standing,
    "warnings_undelivered": warnings_state.undelivered,
    "warnings_ahead": warnings_ahead.forecasts,
    "warnings_past": warnings_past.past,
    "warnings_record": warnings_past.judged,
    "warnings_mutes": warnings_state.mutes,
    "review_sentence": review.sentence,
    "review_restated": review.restated,
    "review_slides": review_slides.slides,
    "review_decisions": review_decisions.decisions,
    "review_texts": review_texts.texts,
    "review_papers": review_papers.other,
    "trend": trends.trend,
    "drill": categories.drill,
    "pivot": pivot.pivot,
    "detail": detail.detail,
    "service_sentence": service.sentence,
    "matrix": service_limits.matrix,
    "missed": service_limits.missed,
    "time_left": service_limits.time_left,
    "stages": service_limits.stages,
    "service_rows": service.rows,
    "emergencies": service_emergencies.emergencies,
    "overruns": service_emergencies.overruns,
    "customers_sentence": customers.sentence,
    "complaints": customers.complaints,
    "rates": customers_rates.rates,
    "undone": customers_rates.undone,
    "contact": customers_contact.contact,
    "surveys": customers_contact.surveys,
    "unhappy": customers_unhappy.buildings,
    "unhappy_people": customers_unhappy.people,
    "inspections_sentence": inspections.sentence,
    "inspections_core": inspections.core,
    "inspections_plan": inspections.plan,
    "inspections_overdue": inspections.overdue,
    "inspections_findings": inspections_findings.findings,
    "inspections_first": inspections_findings.first,
    "inspections_missed": inspections_findings.missed,
    "inspections_chain": inspections_chain.chain,
    "duty_sentence": staffing.sentence,
    "duty_map": staffing.coverage,
    "duty_gaps": staffing.gaps,
    "duty_week": staffing_week.hours,
    "duty_today": staffing_today.today,
    "clocked": staffing_people.clocked,
    "extra_shifts": staffing_today.extra_shifts,
    "reinforced": staffing_today.reinforced,
    "ledgers_sentence": ledgers.sentence,
    "ledgers_section": ledgers.section,
    "logs_people": ledgers_logs.people,
    "logs_deadlines": ledgers_logs.deadlines,
    "logs_missing": ledgers_logs.missing,
    "logs_told": ledgers_logs.told_at_once,
    "reviews": ledgers_reviews.listed,
    "reviews_grouped": ledgers_reviews.grouped,
    "stock": ledgers_parts.shelf,
    "old_parts": ledgers_parts.old_parts,
    "personal_stores": ledgers_parts.personal,
    "parts_mismatched": ledgers_parts.mismatched,
    "visits_lacking": ledgers_rooms.lacking,
    "visits_by_room": ledgers_rooms.by_room,
    "visits_by_month": ledgers_rooms.by_month,
    "equipment_changes": ledgers_rooms.changes,
    "training_sentence": training.sentence,
    "training_matrix": training.matrix,
    "training_sessions": training.compared,
    "training_course": training_course.course,
    "training_said": training.said,
    "training_hours": training_people.hours,
    "training_newcomers": training_people.newcomers,
    "training_plan": training_people.plan,
    "scores_sentence": performance.sentence,
    "scores_person": performance_person.person,
    "scores": performance.table,
    "scores_groups": performance.groups,
    "scores_years": performance_years.years,
    "scores_cases": performance_years.cases,
    "year_sentence": year.sentence,
    "year_sheet": year.sheet,
    "clocks": sources.clocks,
    "uploads": uploads.tile,
    "sources": origins.sources,
    "quarantine": quarantine.rows_aside,
    "unmapped": sources.unmapped,
    "snapshots": sources.snapshots,
}

# What a tile will ask, so that all of a page is asked before the first of it is drawn.
AHEAD: dict[str, Callable[[Reader, Tile], list[Question]]] = {
    "overview_sentence": overview.sentence_questions,
    "cards": overview.cards_questions,
    "due": overview.due_questions,
    "daily": overview.daily_questions,
    "beside": overview.beside_questions,
    "service_sentence": service.sentence_questions,
    "inspections_sentence": inspections.sentence_questions,
    "matrix": service_limits.matrix_questions,
    "time_left": service_limits.left_questions,
    "stages": service_limits.stages_questions,
    "emergencies": service_emergencies.emergencies_questions,
}


def draw(board: Board) -> None:
    """Draws the board for whoever reads; the frame has said what there is to say where nothing can be drawn."""
    reader = READER.get()
    if reader is None:
        return
    tiles = [tile for row in board.rows for column in row for tile in column if tile.kind in AHEAD]
    tiles = [tile for tile in tiles if not reader.keeps(tile)]
    reader.begin(question for tile in tiles for question in AHEAD[tile.kind](reader, tile))
    for row in board.rows:
        places: Sequence[AbstractContextManager[object]] = [nullcontext()]
        if len(row) > 1:
            places = st.columns(len(row), gap="large")
        for place, column in zip(places, row, strict=True):
            with place:
                for tile in column:
                    _draw(reader, tile)


def _draw(reader: Reader, tile: Tile) -> None:
    if make := PIECES.get(tile.kind):
        if piece := reader.kept(tile, partial(make, reader, tile)):
            html.show(piece)
    else:
        KINDS[tile.kind](reader, tile)
