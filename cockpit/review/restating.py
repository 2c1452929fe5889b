"""What later corrections of the data made of a closed month: the same questions asked again, as of the same moment.

A figure that moved is told with what it was closed at and with the rows behind it that came, went or changed. Where the
rules have changed since (a measure's SQL, the contract, the calendar) the closed snapshot is asked anew by today's, so
that nothing is told to come from the data that does not.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from cockpit import scenes
from cockpit.access import OUTSIDE
from cockpit.errors import StoreError
from cockpit.i18n import say
from cockpit.keeping import Cache
from cockpit.metrics import CATALOGUE, Cockpit, Question, open_cockpit
from cockpit.metrics.catalogue import DIMENSIONS
from cockpit.periods import UNITS
from cockpit.records import RECORDS
from cockpit.review import answers, opened
from cockpit.review.answers import Cell, Stood
from cockpit.review.closes import Close
from cockpit.review.document import Restated
from cockpit.review.month import Asked, Month
from cockpit.review.numbers import Figure
from cockpit.settings.model import Settings
from cockpit.store import Snapshot, Store, serving
from cockpit.store.difference import changed_keys

MOST = 200
KEPT = Cache(MOST)
CLOSE_ENOUGH = 1e-9  # sums of the same figures in another order
Told = Mapping[Cell, Stood]


@dataclass(frozen=True)
class Moved:
    """A cell of a question that came to something else, and the keys of the rows that made it."""

    question: Question
    cell: Cell
    closed: Stood
    now: Stood
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def restated(
    site: Settings, close: Close, language: str, environ: Mapping[str, str] = os.environ
) -> tuple[Restated, ...]:
    """What moved since the close, in a language; nothing while the data are those that were closed."""
    found = moved(site, close, environ)
    if not found:
        return ()
    month = opened.month_over(opened.current(site, environ), site, close.month, language, Asked())
    return tuple(_worded(month, one) for one in found)


def moved(site: Settings, close: Close, environ: Mapping[str, str] = os.environ) -> tuple[Moved, ...]:
    """What moved since the close; found out once for each snapshot."""
    current = opened.current(site, environ)
    held = current.held
    assert isinstance(held, Snapshot)
    # A replayed site's months move with its data.
    if held.id == close.snapshot or held.manifest.get("replay_days", 0) != close.facts["replay_days"]:
        return ()
    key = (close.facts["digest"], str(close.folder), str(current.engine.path))
    found: tuple[Moved, ...] = KEPT.get(key, lambda: tuple(_Asking(site, close, current, environ).moved()))
    return found


class _Asking:
    """Asks a closed month's questions of the snapshot that serves."""

    def __init__(self, site: Settings, close: Close, current: Cockpit, environ: Mapping[str, str]) -> None:
        self.site = site
        self.close = close
        self.environ = environ
        clocks = replace(current.clocks, asked=close.as_of)
        self.cockpit = replace(current, as_of=close.as_of, clocks=clocks)
        self.kept = answers.read(close.bytes_of(answers.FIGURES), close.bytes_of(answers.ASKED))
        self.behind = answers.rows_of(close.bytes_of(answers.ROWS), close.bytes_of(answers.ASKED))
        self.sql = answers.digests(close.bytes_of(answers.ASKED))
        self.closed = self._pinned()
        self.same_rules = self.closed is None or serving.path(self.closed, site).name == close.facts["serving"]
        self.asked_anew: Cockpit | None = None
        self._changed: dict[str, frozenset[str]] = {}

    def moved(self) -> Iterable[Moved]:
        """By measure: its totals that moved, else the cells of the first question of which some did."""
        for name, questions in groupby(self.kept, key=lambda one: one.metric):
            if name in CATALOGUE and self.cockpit.offers(CATALOGUE[name]):
                yield from self._of(list(questions))

    def _of(self, questions: list[Question]) -> list[Moved]:
        whole = [one for one in questions if not one.by and not one.filters]
        found = [one for question in whole for one in self._cells(question)]
        for question in questions:
            if found:
                break
            found = self._cells(question)
        return [self._with_rows(one) for one in found]

    def _cells(self, question: Question) -> list[Moved]:
        closed, now = self._closed(question), answers.told(self.cockpit.answer(question))
        nothing = Stood(None, 0)
        found = []
        for cell in dict.fromkeys((*closed, *now)):
            was, is_now = closed.get(cell, nothing), now.get(cell, nothing)
            if not _alike(was, is_now):
                found.append(Moved(question, cell, was, is_now))
        return found

    def _closed(self, question: Question) -> Told:
        """What a question came to at the close; of its snapshot by today's rules where these are others."""
        kept = self.kept[question]
        same_sql = self.sql[question.metric] == answers.digest(CATALOGUE[question.metric])
        if self.closed is None or (self.same_rules and same_sql):
            return kept
        if self.asked_anew is None:
            self.asked_anew = open_cockpit(self.site, self.close.snapshot, self.close.as_of, self.environ)
        return answers.told(self.asked_anew.answer(question))

    def _with_rows(self, one: Moved) -> Moved:
        whole = replace(one.question, by=())
        if whole not in self.behind:
            return one
        then, now = self.behind[whole], answers.keys_behind(self.cockpit, whole)
        metric = CATALOGUE[whole.metric]
        # What a row says does not matter to how many there are, but to which cell it is counted in.
        matter = metric.unit != "count" or bool(one.question.by)
        changed = (then & now & self._changed_of(metric.record)) if matter else frozenset()
        return replace(
            one, added=tuple(sorted(now - then)), removed=tuple(sorted(then - now)), changed=tuple(sorted(changed))
        )

    def _changed_of(self, record: str) -> frozenset[str]:
        held = self.cockpit.held
        assert isinstance(held, Snapshot)
        if record not in self._changed:
            known = self.closed if record in RECORDS else None
            self._changed[record] = changed_keys(RECORDS[record], known, held) if known else frozenset()
        return self._changed[record]

    def _pinned(self) -> Snapshot | None:
        with suppress(StoreError):
            return Store(self.site.data).open(self.close.snapshot)
        return None


def _alike(one: Stood, other: Stood) -> bool:
    if one.n != other.n or (one.value is None) != (other.value is None):
        return False
    return one.value is None or other.value is None or math.isclose(one.value, other.value, rel_tol=CLOSE_ENOUGH)


def _worded(month: Month, one: Moved) -> Restated:
    metric = CATALOGUE[one.question.metric]
    was, is_now = (_figure(month, one, stood) for stood in (one.closed, one.now))
    where = [month.request.label(split, _key(split, key)) for split, key in zip(one.question.by, one.cell, strict=True)]
    if one.question.period != month.period:
        where.insert(0, month.span(one.question.period))
    told = say("common.comma", month.language).join(where)
    name = month.say("restated.where", name=month.name(metric.name), where=told) if where else ""
    return Restated(
        metric.name, name or month.name(metric.name), was, is_now, _difference(month, one), one.added, one.removed,
        one.changed, private=not month.cockpit.offers(metric, OUTSIDE),
    )  # fmt: skip


def _key(split: str, key: str | None) -> object:
    """A cell's value as the answer had it."""
    if key is None or split in DIMENSIONS:
        return key
    return date.fromisoformat(key) if split in UNITS else int(key)


def _figure(month: Month, one: Moved, stood: Stood) -> Figure:
    question = one.question
    cell = tuple(zip(question.by, one.cell, strict=True))
    told = month.told(stood.value, question.metric)
    return Figure(question.metric, told, stood.value, stood.n, question.period, question.filters, cell)


def _difference(month: Month, one: Moved) -> str:
    """By how much it moved: +3 单; that there are figures only now, or none any more; of how many more rows."""
    was, is_now = one.closed.value, one.now.value
    if was is None:
        return month.say("restated.appeared") if is_now is not None else _rows(month, one)
    if is_now is None:
        return month.say("restated.gone")
    if math.isclose(was, is_now, rel_tol=CLOSE_ENOUGH):
        return _rows(month, one)
    metric = CATALOGUE[one.question.metric]
    told = scenes.signed(is_now - was, metric, month.language)
    if month.told(was, metric) == month.told(is_now, metric) or not re.search("[1-9]", told):
        return month.say("restated.slight")
    if metric.unit == "share":
        return month.say("restated.points", n=told)
    if metric.unit == "count":
        told = month.told(abs(is_now - was), metric)
        return f"+{told}" if is_now > was else f"−{told}"
    return told


def _rows(month: Month, one: Moved) -> str:
    by = one.now.n - one.closed.n
    return month.say("restated.rows_moved", n=f"{'+' if by > 0 else '−'}{month.number(abs(by))}")
