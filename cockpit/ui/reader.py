"""Who reads, in which language and light, what is chosen, and a way to ask within it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pyarrow as pa
import streamlit as st

from cockpit import periods
from cockpit.access import MANAGER, SOMEBODY, Person, Rights
from cockpit.boards import KEEPERS, Tile, seen_by
from cockpit.contract.limits import terms_of
from cockpit.figures import DARK, LIGHT, Palette
from cockpit.i18n import label, moment, say, value
from cockpit.metrics import CATALOGUE, Answer, Metric, Question
from cockpit.metrics.catalogue import PEOPLE
from cockpit.metrics.question import Filters, chains, merged
from cockpit.metrics.subjects import SUBJECTS, holder
from cockpit.periods import UNITS, Period
from cockpit.scenes import unit
from cockpit.sentences import unit_label
from cockpit.settings.model import Terms
from cockpit.ui.cache import ANSWERS
from cockpit.ui.site import Opened

T = TypeVar("T")

AT_ONCE = 2
_POOL = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="answers")


@dataclass(frozen=True)
class Chosen:
    """What the shared filters say."""

    period: Period
    preset: str
    against: str
    filters: Filters = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """One reader's view of one snapshot, within their rights."""

    opened: Opened
    language: str
    chosen: Chosen
    dark: bool = False
    rights: Rights = MANAGER
    who: Person = SOMEBODY

    @property
    def person(self) -> str | None:
        """The reader's own staff_id; None where nobody logs in."""
        return self.who.staff_id

    @property
    def role(self) -> str:
        """The role that counts of the reader's: see ``cockpit.access.ROLES``."""
        return self.who.role

    @property
    def keeper(self) -> bool:
        """Whether they look after what others wrote, and after the data."""
        return bool({*self.who.roles} & {*KEEPERS})

    def sees(self, page: str) -> bool:
        """Whether a page is one of theirs."""
        return page in seen_by(self.who.roles)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.opened.settings.zone)

    @property
    def palette(self) -> Palette:
        return DARK if self.dark else LIGHT

    @cached_property
    def former(self) -> Period:
        """The period the chosen one is compared with."""
        return periods.against(self.chosen.against, self.chosen.period, self.opened.cockpit.today)

    @cached_property
    def last_months(self) -> Period:
        """Twelve months up to the end of what ran of the chosen period, for what happens less than once a month."""
        return periods.last_months(self.chosen.period, self.opened.cockpit.today)

    def say(self, key: str, **arguments: object) -> str:
        return say(f"pages.{key}", self.language, **arguments)

    def name(self, metric: str) -> str:
        """A metric's name."""
        return say(f"metrics.{metric}.name", self.language)

    def question(
        self,
        metric: str,
        by: Iterable[str] = (),
        period: Period | None = None,
        more: Filters = (),
        against: str | None = None,
    ) -> Question:
        """A question within the chosen filters; ``more`` narrows it further."""
        filters = merged(self.chosen.filters, more)
        return Question(metric, period or self.chosen.period, tuple(by), filters, against)

    def ask(self, question: Question) -> Answer:
        """The answer, from the cache if this snapshot was asked the same in the same minute."""
        cockpit = self.opened.cockpit
        asked = cockpit.standing(question)
        answer: Answer = ANSWERS.get(self._key(asked), lambda: cockpit.answer(asked, self.rights, self.ask))
        return answer if asked == question else replace(answer, question=question)

    def begin(self, questions: Iterable[Question]) -> None:
        """Has the questions answered meanwhile, in their order; who asks one of them later waits for it at most."""
        cockpit = self.opened.cockpit
        halves = dict.fromkeys(cockpit.standing(half) for one in questions for half in cockpit.halves(one))
        for chain in chains(half for half in halves if self._key(half) not in ANSWERS):
            make = partial(cockpit.answers, chain, self.rights)
            ANSWERS.begin([self._key(half) for half in chain], make, _POOL.submit)

    def found(self, name: tuple[Hashable, ...], make: Callable[[], T]) -> T:
        """What is read under that name, made once for one snapshot, minute and rights."""
        cockpit = self.opened.cockpit
        made: T = ANSWERS.get((cockpit.engine.path, cockpit.as_of, self.rights, *name), make)
        return made

    def kept(self, tile: Tile, make: Callable[[], T]) -> T:
        """What a tile shows, made once for one snapshot, minute, rights, person, filters, language, light, address."""
        made: T = ANSWERS.get(self._kept_key(tile), make)
        return made

    def keeps(self, tile: Tile) -> bool:
        """Whether what a tile shows is made already."""
        return self._kept_key(tile) in ANSWERS

    def _kept_key(self, tile: Tile) -> tuple[object, ...]:
        cockpit, address = self.opened.cockpit, self._address
        seen = (self.rights, self.person, self.language, self.dark)
        return cockpit.engine.path, cockpit.as_of, *seen, self.chosen, tile, address

    @cached_property
    def _address(self) -> tuple[tuple[str, ...], ...]:
        return tuple((key, *st.query_params.get_all(key)) for key in sorted(st.query_params))

    def _key(self, question: Question) -> tuple[object, ...]:
        cockpit = self.opened.cockpit
        return cockpit.engine.path, cockpit.as_of, self.rights, question

    def choices(self, dimension: str, record: str = "tickets") -> list[str]:
        """The values of a dimension among the tickets, or where these do not have it among the record's rows.

        The most frequent comes first.
        """
        cockpit = self.opened.cockpit
        of = holder(dimension, record)
        return self.found(("choices", dimension, of), lambda: cockpit.choices(dimension, self.rights, record=of))

    def buildings(self, campuses: Sequence[str]) -> list[str]:
        """The buildings of some campuses, most frequent first: asked once, not anew at every choice (12 ms of 1 M)."""
        cockpit = self.opened.cockpit
        rows: list[dict[str, Any]] = self.found(("buildings",), lambda: cockpit.buildings(self.rights).to_pylist())
        return list(dict.fromkeys(row["choice"] for row in rows if row["campus"] in campuses))

    def unit(self, metric: str, figure: float | None = None) -> str:
        """The unit after a metric's number, where the number does not carry it already."""
        return unit(CATALOGUE[metric], self.language, figure)

    def told_value(self, figure: float | None, metric: Metric) -> str:
        """A value of a metric with its unit."""
        told = value(figure, metric.unit, self.language)
        return told if figure is None else f"{told} {self.unit(metric.name, figure)}".strip()

    def told(self, answer: Answer) -> str:
        """The single value of an answer with its unit."""
        return self.told_value(answer.value, answer.metric)

    def terms(self, day: date) -> Terms:
        """The contract's terms that what happened on a day is looked at with."""
        return terms_of(self.opened.settings.contract, day)

    def target(self, name: str) -> float:
        """A target of the contract's terms in force at the end of what ran of the period."""
        day = periods.elapsed(self.chosen.period, self.opened.cockpit.today).last
        return float(getattr(self.terms(day), name))

    def blanked(self, answer: Answer, column: str) -> Answer:
        """The answer, null where tickets say in a column what stands for nothing told: no place is called so."""
        tables = [table for source in self.opened.settings.sources for table in source.tables]
        stand_ins = {table.defaults.get(column) for table in tables if table.record == "tickets"}
        if column not in answer.table.column_names or not stand_ins - {None}:
            return answer
        told = [None if row[column] in stand_ins else row[column] for row in answer.rows]
        place = answer.table.schema.get_field_index(column)
        return replace(answer, table=answer.table.set_column(place, column, pa.array(told, pa.string())))

    def called(self, staff_id: str | None) -> str:
        """A member of the staff by name, where the site says it."""
        if staff_id is None:
            return ""
        return self.found(("people",), self.opened.cockpit.people).get(staff_id, staff_id)

    def label(self, dimension: str | None, key: Any) -> str:
        """The words for one value of a dimension; a unit of time says which part of it is chosen."""
        if dimension in PEOPLE and key:
            return self.called(key)
        if dimension in UNITS and key is not None:
            return unit_label(dimension, key, self.chosen.period, self.opened.cockpit.today, self.language)
        return label(dimension, key, self.language) if dimension else ""

    def moment(self, at: datetime | None) -> str:
        """A moment in the site's time."""
        return moment(at, self.language, self.opened.settings.zone) if at else "–"

    def rows(self, question: Question, cell: Mapping[str, object], columns: Sequence[str], **how: Any) -> pa.Table:
        """The tickets behind one cell; a first screenful is kept like an answer."""
        cockpit = self.opened.cockpit
        name = (question, *cell.items(), *columns, *how.items())
        return self.found(name, lambda: cockpit.rows(question, cell, columns, self.rights, **how))

    def splits(self, metric: str, *, provided: bool = True) -> list[str]:
        """The dimensions a metric can be split by here."""
        dims = CATALOGUE[metric].dims
        return [dim for dim in dims if not provided or self.has(dim)]

    def has(self, dimension: str) -> bool:
        """Whether the site's tickets fill that dimension with more than one value; what is of another record stands."""
        return dimension not in SUBJECTS["tickets"].columns or len(self.choices(dimension)) > 1

    def without(self, dimension: str) -> Reader:
        """The same reader with that filter taken off."""
        kept = tuple(item for item in self.chosen.filters if item[0] != dimension)
        return replace(self, chosen=replace(self.chosen, filters=kept))
