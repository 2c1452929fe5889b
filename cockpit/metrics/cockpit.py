"""The cockpit opened on one snapshot at one instant: questions in, Answers out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from cockpit.access import MANAGER, Rights
from cockpit.engines import Engine, engine_over
from cockpit.errors import UsageError, nearest
from cockpit.metrics import cells
from cockpit.metrics.catalogue import CATALOGUE, DIMENSIONS, Metric, kept_back
from cockpit.metrics.compare import beside, compared_period, earlier_of
from cockpit.metrics.compose import Composed, answer_sql, narrowed, quoted, rows_sql, tickets_sql, used
from cockpit.metrics.masking import masked_rows
from cockpit.metrics.pivot import MOST_CELLS, Figures, Pivot, PivotQuestion, Top, ranked
from cockpit.metrics.pivot_sql import Kept, pivot_sql
from cockpit.metrics.question import Answer, Clocks, Filters, Question
from cockpit.metrics.subjects import SUBJECTS, needed
from cockpit.metrics.windows import Rows, ordered, windowed
from cockpit.periods import UNITS, Period, elapsed

Ask = Callable[[Question], Answer]


@dataclass(frozen=True)
class Cockpit:
    """One snapshot's serving file, read at ``as_of`` (UTC).

    ``provided`` are the columns the sources fill, of other records than tickets as ``record.column``; ``records`` are
    the record types that came at all. ``held`` keeps the snapshot from being pruned while this lives.
    """

    engine: Engine
    snapshot: str
    as_of: datetime
    clocks: Clocks
    provided: frozenset[str]
    records: frozenset[str]
    held: object = field(default=None, repr=False, compare=False)

    @classmethod
    def over(cls, serving: Path, zone: str, manifest: Mapping[str, Any], as_of: datetime | None) -> Cockpit:
        """Opens a snapshot; ``as_of`` None reads it at the newest time in its data."""
        facts = _Facts.of(manifest)
        instant = as_of or facts.source or facts.sync
        clocks = Clocks(source=facts.source, sync=facts.sync, asked=instant)
        engine = engine_over(serving, zone)
        return cls(engine, str(manifest["id"]), instant, clocks, facts.provided, facts.records)

    @property
    def today(self) -> date:
        """The site's day at ``as_of``."""
        return self.as_of.astimezone(ZoneInfo(self.engine.zone)).date()

    def answer(self, question: Question, rights: Rights = MANAGER, ask: Ask | None = None) -> Answer:
        """The answer to a question within someone's rights; UsageError if it cannot be asked.

        ``ask`` answers the two halves of a comparison, where somebody keeps answers.
        """
        metric = question.checked()
        if question.against is not None:
            now, then = map(ask or partial(self.answer, rights=rights), self.halves(question))
            table, period = beside(now.table, then.table, question, then.question.period), then.question.period
            return replace(now, question=question, table=now.table if now.lacking else table, against=period)
        _permitted(metric, question, rights)
        lacking = self.lacks(metric)
        table = _empty(question) if lacking else self._asked(metric, question, rights)
        return Answer(metric, question, self.snapshot, table, self.clocks, lacking=lacking)

    def answers(self, chain: Sequence[Question], rights: Rights = MANAGER) -> list[Answer]:
        """The answers to questions of which each splits further than the one before, by one query: see ``chains``."""
        if len(chain) == 1:
            return [self.answer(chain[0], rights)]
        longest = chain[-1]
        pivot = self.pivot(
            PivotQuestion((longest.metric,), longest.period, longest.by, filters=longest.filters), rights
        )
        (figures,) = pivot.figures
        tables = [figures.table if figures.lacking else cells.level(figures.table, one.by) for one in chain]
        return [
            Answer(figures.metric, one, self.snapshot, table, self.clocks, lacking=figures.lacking)
            for one, table in zip(chain, tables, strict=True)
        ]

    def halves(self, question: Question) -> tuple[Question, ...]:
        """What a question asks: itself or, with a comparison, the same of both periods."""
        if question.against is None:
            return (question,)
        period, now = earlier_of(question, self.today), replace(question, against=None, course=False)
        return now, replace(now, period=period)

    def rows(
        self,
        question: Question,
        cell: Mapping[str, object],
        columns: Sequence[str],
        rights: Rights = MANAGER,
        *,
        order: str | None = None,
        descending: bool = True,
        limit: int = 200,
        offset: int = 0,
    ) -> pa.Table:
        """The rows behind one cell of an answer; ``cell`` holds its value of each split that is to be kept to.

        They are tickets, newest first, or those of ``metric.record``.
        """
        question = replace(question, by=tuple(cell))
        metric = question.checked()
        order = order or SUBJECTS[metric.record].born
        _permitted(metric, question, rights)
        if self.lacks(metric):
            return _empty(question)
        asked = self.standing(question)
        composed = rows_sql(metric, asked, rights, self.engine.columns, cell, columns, order)
        ordered = f"{quoted(order)} {'desc' if descending else 'asc'} nulls last, {SUBJECTS[metric.record].key}"
        sql = f"{composed.sql}\norder by {ordered} limit :limit offset :offset"
        found = self._run(Composed(sql, composed.parameters | {"limit": limit, "offset": offset}))
        return masked_rows(found) if rights.masked else found

    def pivot(self, question: PivotQuestion, rights: Rights = MANAGER) -> Pivot:
        """The figures of a pivot within someone's rights; UsageError if it cannot be asked or is too large."""
        metrics = question.checked()
        for metric in metrics:
            _permitted(metric, question.of(metric.name), rights)
        kept = {top.dimension: self._kept(question, top, rights) for top in question.top}
        against = question.against and compared_period(question.period, question.against, self.today)
        figures = tuple(self._figures(metric, question, kept, against or None, rights) for metric in metrics)
        return Pivot(question, figures, self.snapshot, self.clocks, against or None, kept)

    def every_row(
        self,
        question: Question,
        cell: Mapping[str, object],
        columns: Sequence[str],
        rights: Rights = MANAGER,
        *,
        descending: bool = False,
    ) -> Rows:
        """All the rows behind one cell, however many: counted now, read window by window."""
        question = replace(question, by=tuple(cell))
        metric = question.checked()
        _permitted(metric, question, rights)
        if lacking := self.lacks(metric):
            raise UsageError("export_lacking", metric=metric.name, columns=lacking)
        chosen = tuple(dict.fromkeys((*columns, *ordered(metric.record))))
        asked = self.standing(question)
        composed = rows_sql(metric, asked, rights, self.engine.columns, cell, chosen, SUBJECTS[metric.record].time)
        how = {"descending": descending, "masked": bool(rights.masked)}
        return windowed(self._run, composed, columns, record=metric.record, **how)

    def every_ticket(
        self,
        period: Period,
        filters: Filters,
        columns: Sequence[str],
        rights: Rights = MANAGER,
        *,
        descending: bool = False,
    ) -> Rows:
        """All the tickets of any kind reported in a period: counted now, read window by window."""
        chosen = tuple(dict.fromkeys((*columns, *ordered("tickets"))))
        composed = tickets_sql(period, filters, rights, self.engine.columns, chosen)
        return windowed(self._run, composed, columns, descending=descending, masked=bool(rights.masked))

    def choices(
        self, dimension: str, rights: Rights = MANAGER, filters: Filters = (), record: str = "tickets"
    ) -> list[str]:
        """The values of a dimension among the permitted rows of a record, most frequent first."""
        columns = SUBJECTS[record].columns
        if dimension not in columns:
            raise UsageError("unknown_filter", name=dimension, nearest=nearest(dimension, columns))
        column = quoted(columns[dimension])
        found = self._counted(f"cast({column} as varchar) as choice", column, rights, filters, record)
        chosen: list[str] = found["choice"].to_pylist()
        return chosen

    def buildings(self, rights: Rights = MANAGER) -> pa.Table:
        """The permitted tickets' buildings with their campus, most frequent first: ``choice``, ``campus``, ``n``."""
        return self._counted("building as choice, campus", "building", rights)

    def _counted(
        self, named: str, column: str, rights: Rights, filters: Filters = (), record: str = "tickets"
    ) -> pa.Table:
        shadow = narrowed(record, filters, rights, self.engine.columns)
        sql = (
            f"with {record} as (\n{shadow.sql}\n)\nselect {named}, count(*) as n from {record} "
            f"where {column} is not null group by all order by n desc, choice"
        )
        return self._run(Composed(sql, shadow.parameters))

    def people(self) -> dict[str, str]:
        """The staff's names by their ids; nobody where the site has no staff list."""
        staff = self.engine.query("select staff_id, name from store.staff")
        return dict(zip(staff["staff_id"].to_pylist(), staff["name"].to_pylist(), strict=True))

    def group(self, staff_id: str) -> str | None:
        """The group of a member of the staff; None where the staff list has no such person."""
        found = self.engine.query('select "group" from store.staff where staff_id = :staff_id', {"staff_id": staff_id})
        return next(iter(found["group"].to_pylist()), None)

    def members(self, group: str) -> tuple[str, ...]:
        """Who is in a group, where this site's tickets do not name theirs; nobody where they do."""
        if "group" in self.provided:
            return ()
        found = self.engine.query('select staff_id from store.staff where "group" = :name', {"name": group})
        return tuple(sorted(found["staff_id"].to_pylist()))

    def span(self) -> Period:
        """The days from the first ticket to the clock's day; a day's span if there are no tickets."""
        first = self.engine.first_day or self.today
        return Period(min(first, self.today), date.fromordinal(self.today.toordinal() + 1))

    def lacks(self, metric: Metric) -> tuple[str, ...]:
        """The records, or the columns of which one is needed, that this site does not provide."""
        missing = tuple(record for record in needed(metric) if record not in self.records)
        if missing or not metric.any_of or self.provided & set(metric.any_of):
            return missing
        return tuple(column if "." in column else f"tickets.{column}" for column in metric.any_of)

    def offers(self, metric: Metric, rights: Rights = MANAGER) -> bool:
        """Whether the site has the metric's records and these rights its columns: it can be asked for."""
        return set(needed(metric)) <= self.records and not used(metric) & _kept(metric, rights)

    def _asked(self, metric: Metric, question: Question, rights: Rights) -> pa.Table:
        asked = self.standing(question)
        table = self._run(answer_sql(metric, asked, rights, self.engine.columns))
        return table if self._spanned(metric, question.period) else cells.none_as_no_data(table)

    def _kept(self, question: PivotQuestion, top: Top, rights: Rights) -> tuple[str, ...]:
        """The values of a dimension that a top N keeps, ranked by the first measure that has data."""
        named = [top.by] if top.by else []
        measures = [name for name in (*named, *question.measures) if not self.lacks(CATALOGUE[name])]
        return ranked(self.answer(question.ranking(top, measures[0]), rights).rows, top) if measures else ()

    def _figures(
        self, metric: Metric, question: PivotQuestion, kept: Kept, against: Period | None, rights: Rights
    ) -> Figures:
        if lacking := self.lacks(metric):
            return Figures(metric, _empty(question.of(metric.name)), lacking)
        table = self._celled(metric, question, question.period, kept, rights)
        if against is not None:
            other = self._celled(metric, question, against, kept, rights)
            table = cells.beside(table, other, question.of(metric.name), against)
        return Figures(metric, table)

    def _celled(self, metric: Metric, question: PivotQuestion, period: Period, kept: Kept, rights: Rights) -> pa.Table:
        asked = self.standing(replace(question.of(metric.name), period=period))
        table = cells.plain(self._run(pivot_sql(metric, question, asked, kept, rights, self.engine.columns)))
        if table.num_rows > MOST_CELLS:
            raise UsageError("pivot_too_large", metric=metric.name, count=f"{MOST_CELLS:,}")
        return table if self._spanned(metric, period) else cells.none_as_no_data(table)

    def nothing(self, metric: Metric, period: Period) -> int | None:
        """What a metric is over days for which no row tells it: 0 of a count within the data's span, else no data."""
        return 0 if metric.unit == "count" and self._spanned(metric, period) else None

    def _spanned(self, metric: Metric, period: Period) -> bool:
        """A count of none is 0 within the data's span, and no data outside it."""
        span = self.span()
        return metric.unit != "count" or (period.first < span.until and span.first < period.until)

    def standing(self, question: Question) -> Question:
        """A stock that no unit of time splits stands at the period's end: of the period only its last day is read."""
        if not question.checked().stock or question.against or set(UNITS) & set(question.by):
            return question
        ran = elapsed(question.period, self.today)
        return replace(question, period=Period(ran.last, ran.until))

    def _run(self, composed: Composed) -> pa.Table:
        return self.engine.query(composed.sql, composed.parameters | {"as_of": self.as_of})


@dataclass(frozen=True)
class _Facts:
    """What a manifest says that the metrics need."""

    source: datetime | None
    sync: datetime
    provided: frozenset[str]
    records: frozenset[str]

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> _Facts:
        clocks, tables = manifest["clocks"], manifest["tables"]
        provided = {
            column if name == "tickets" else f"{name}.{column}"
            for name, table in tables.items()
            for column in table.get("provided_columns", ())
        }
        source = clocks.get("source")
        return cls(
            source=None if source is None else _instant(source),
            sync=_instant(clocks["sync"]),
            provided=frozenset(provided),
            records=frozenset(tables),
        )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _permitted(metric: Metric, question: Question, rights: Rights) -> None:
    """UsageError when the metric, a split or a filter needs a column these rights deny."""
    known = SUBJECTS["tickets"].columns
    if unknown := sorted({dimension for dimension, _ in rights.rows} - known.keys()):
        raise UsageError("unknown_filter", name=unknown[0], nearest=nearest(unknown[0], known))
    words = used(metric) | {DIMENSIONS.get(name, name) for name in (*question.by, *dict(question.filters))}
    if denied := sorted(words & _kept(metric, rights)):
        raise UsageError("denied_column", metric=metric.name, columns=denied)


def _kept(metric: Metric, rights: Rights) -> frozenset[str]:
    return frozenset().union(*(kept_back(rights.denied, table) for table in metric.needs))


def _empty(question: Question) -> pa.Table:
    names = [*question.by, "value", "n"]
    return pa.table({name: pa.array([], type=pa.null()) for name in names})
