"""The month that is looked at: what slides and reports ask, every answer kept, so that a close can store them all."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from cockpit.access import Rights
from cockpit.contract import limits
from cockpit.contract.targets import Target, target
from cockpit.explain import Explanation, Part, contributions, explain
from cockpit.i18n import capital, counted, day, each, label, moment, number, percent, say, unit, value
from cockpit.ledger import Ledger
from cockpit.metrics import CATALOGUE, Answer, Cockpit, Metric, Question
from cockpit.metrics.catalogue import PEOPLE
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import Row, read
from cockpit.periods import Period, elapsed, last_year, unit_of
from cockpit.request import Request
from cockpit.review.numbers import Figure
from cockpit.sentences import Sentence, span, spell
from cockpit.settings import Terms
from cockpit.settings.model import Settings

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """What was asked of a month so far: answers have no words, so the languages share them."""

    answers: dict[Question, Answer] = field(default_factory=dict)
    explained: dict[Question, Explanation] = field(default_factory=dict)
    found: dict[Hashable, Any] = field(default_factory=dict)
    parts: dict[Question, tuple[Explanation, tuple[Part, ...]]] = field(default_factory=dict)


class Month:
    """A whole calendar month (or other period) of a request, in the request's language, beside the unit before it.

    It is an ``Asker`` and a ``Viewer`` of cockpit/scenes. ``answers`` holds what was answered so far by its question.
    """

    def __init__(self, request: Request, ledger: Ledger, asked: Asked | None = None) -> None:
        self.request = request
        self.ledger = ledger
        asked = asked or Asked()
        self.answers = asked.answers
        self._explained = asked.explained
        self._found = asked.found
        self._parts = asked.parts

    # ---- who asks, of when

    @property
    def language(self) -> str:
        return self.request.language

    @property
    def cockpit(self) -> Cockpit:
        return self.request.cockpit

    @property
    def settings(self) -> Settings:
        return self.request.settings

    @property
    def rights(self) -> Rights:
        return self.request.rights

    @property
    def period(self) -> Period:
        return self.request.period

    @property
    def preset(self) -> str:
        return self.request.preset

    @property
    def spelled(self) -> str:
        """The period in words: 2026年10月."""
        return self.request.spelled

    @cached_property
    def former(self) -> Period:
        """The period it is compared with: the one before."""
        found = self.request.former
        assert found is not None
        return found

    @cached_property
    def year_before(self) -> Period:
        """The same period a year ago."""
        return last_year(self.period, self.cockpit.today)

    @cached_property
    def ran(self) -> Period:
        """What has run of the period by the clock's day."""
        return elapsed(self.period, self.cockpit.today)

    def covered(self, period: Period) -> bool:
        """Whether there are data from a period's first day on: a month that they begin in has too few of everything."""
        return self.cockpit.span().first <= period.first

    @property
    def than(self) -> str:
        """What it is compared with, in words: 上月, or of a running month 上月同期."""
        return self.say("than" if self.ran == self.period else "than_part")

    @cached_property
    def terms(self) -> Terms:
        """The contract's terms at the period's end."""
        return limits.terms_of(self.settings.contract, self.period.last)

    @property
    def zone(self) -> ZoneInfo:
        """The site's zone."""
        return ZoneInfo(self.settings.zone)

    @cached_property
    def bounds(self) -> tuple[datetime, datetime]:
        """The moment (UTC) with which the period begins, and that with which it is over."""
        first, until = (datetime.combine(day, time(), self.zone) for day in (self.period.first, self.period.until))
        return first.astimezone(UTC), until.astimezone(UTC)

    @cached_property
    def then(self) -> Cockpit:
        """The cockpit as it stood at the period's last moment; of a running period, as it stands."""
        last = self.bounds[1] - timedelta(seconds=1)
        return replace(self.cockpit, as_of=min(last, self.cockpit.as_of))

    def rows(self, record: str, sql: str, columns: Container[str] | None = None, **bound: Any) -> list[Row]:
        """The rows of ``sql``, a select from a record; ``:from_day`` and ``:to_day`` are the period's if not bound."""
        days = {"from_day": self.period.first, "to_day": self.period.until}
        return read(self.cockpit, record, sql, self.rights, (), columns, **(days | bound))

    def found(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is read or reckoned for several parts of a document, made once; of words the key names the language."""
        if key not in self._found:
            self._found[key] = make()
        made: T = self._found[key]
        return made

    def target(self, metric: str) -> Target | None:
        """What the contract's terms say a measure should come to."""
        return target(self.terms, metric, CATALOGUE[metric].better)

    # ---- questions and answers

    def question(
        self,
        metric: str,
        by: Iterable[str] = (),
        period: Period | None = None,
        more: Filters = (),
        against: str | None = None,
    ) -> Question:
        """A question over the month; ``more`` narrows it, ``against`` compares."""
        return self.request.question(metric, by, period, more, against)

    def ask(self, question: Question) -> Answer:
        """The answer, asked once."""
        if question not in self.answers:
            self.answers[question] = self.cockpit.answer(question, self.rights, self.ask)
        return self.answers[question]

    def answer(self, metric: str, *by: str, against: str | None = "previous", more: Filters = ()) -> Answer:
        """A metric over the month beside the one before."""
        return self.ask(self.question(metric, by, more=more, against=against))

    def contributions(self, metric: str, *by: str) -> tuple[Explanation, tuple[Part, ...]]:
        """A metric's change against the month before, and every combination of dimensions, which add up to it."""
        question = self.question(metric, by, against="previous")
        if question not in self._parts:
            self._parts[question] = contributions(self.cockpit, question.whole(), by, self.rights)
        return self._parts[question]

    def explain(self, metric: str) -> Explanation:
        """Why a metric moved against the month before."""
        question = self.question(metric, against="previous")
        if question not in self._explained:
            self._explained[question] = explain(self.cockpit, question, self.rights)
        return self._explained[question]

    def offers(self, *metrics: str) -> bool:
        """Whether the site has what these measures need."""
        return all(self.cockpit.offers(CATALOGUE[name], self.rights) and not self.lacks(name) for name in metrics)

    def lacks(self, metric: str) -> tuple[str, ...]:
        """The records or columns the site does not have for a measure."""
        return self.cockpit.lacks(CATALOGUE[metric])

    def figure(self, answer: Answer, row: dict[str, Any] | None = None, *, former: bool = False) -> Figure:
        """The value of an answer, or of one of its rows, as a figure; ``former``: of the period compared with."""
        question = answer.question
        found = row if row is not None else next(iter(answer.rows), {})
        figure = found.get("value_against" if former else "value")
        n = found.get("n_against" if former else "n") or 0
        period = answer.against if former and answer.against else question.period
        cell = tuple((split, found.get(split)) for split in question.by)
        return Figure(
            answer.metric.name, self.told(figure, answer.metric), figure, int(n), period, question.filters, cell
        )

    # ---- words

    def say(self, key: str, **facts: object) -> str:
        """The words of ``review.<key>``."""
        return say(f"review.{key}", self.language, **facts)

    def words(self, key: str, **facts: object) -> str:
        """The words of any key; whole numbers among the facts are told as numbers."""
        counts = {name: self.number(fact) for name, fact in facts.items() if type(fact) is int}
        return say(key, self.language, **(facts | counts))

    def name(self, metric: str) -> str:
        """A measure's name."""
        return say(f"metrics.{metric}.name", self.language)

    def definition(self, metric: str) -> str:
        """What a measure is."""
        return say(f"metrics.{metric}.definition", self.language)

    def label(self, dimension: str, key: Any) -> str:
        """A value of a dimension in words; people by their names."""
        if dimension in PEOPLE and key:
            return self.request.label(dimension, key)
        return label(dimension, key, self.language)

    def told(self, figure: float | None, metric: Metric | str) -> str:
        """A value of a measure with its unit: 1,284 单, 91.2%, 3.4 小时; 无数据 without one."""
        one = CATALOGUE[metric] if isinstance(metric, str) else metric
        if figure is not None and one.unit == "count":
            return counted(one.record, self.language, figure)
        return value(figure, one.unit, self.language)

    def unit(self, record: str) -> str:
        """What is counted of a record, for charts: 单, tickets."""
        return each(record, self.language)

    def number(self, figure: float | None, digits: int = 0) -> str:
        return number(figure, self.language, digits)

    def percent(self, share: float | None, digits: int = 1) -> str:
        return percent(share, self.language, digits)

    def day(self, when: Any, *, short: bool = True) -> str:
        return day(when, self.language, short=short)

    def moment(self, when: Any) -> str:
        """A moment in the site's time."""
        return moment(when, self.language, self.settings.zone)

    def measured_in(self, metric: str) -> str:
        """The unit of a measure: 单, %, 小时."""
        one = CATALOGUE[metric]
        return unit(one.unit, self.language, one.record)

    def counted(self, metric: str, n: float) -> str:
        """So many of what a measure counts: 37 单."""
        return counted(CATALOGUE[metric].record, self.language, n)

    def dotted(self, *parts: str) -> str:
        """Parts of one line, a point between them."""
        return say("scene.dot", self.language).join(filter(None, parts))

    def listed(self, parts: Iterable[str]) -> str:
        return say("common.comma", self.language).join(parts)

    def clauses(self, *parts: str) -> str:
        """Clauses of one sentence."""
        return say("sentences.comma", self.language).join(filter(None, parts))

    def spell(self, period: Period) -> str:
        """Another period in words: 2026年8月, or its days."""
        return spell(period, self.preset, self.language) if unit_of(period) else self.span(period)

    def span(self, period: Period) -> str:
        return span(period, self.language)

    def sentence(self, text: str, stress: str = "", after: str = "") -> Sentence:
        """A title; its second part is what matters most."""
        return Sentence(capital(text), stress, after)

    def foot(self, *metrics: str, n: int | None = None, more: Iterable[str] = ()) -> tuple[str, ...]:
        """A slide's footnote: the first measure's definition; then n, the filters, and what else is to be said."""
        lines = [
            say("scene.slide.definition", self.language, name=self.name(one), definition=self.definition(one))
            for one in metrics[:1]
        ]
        facts = [] if n is None else [say("scene.slide.n", self.language, n=self.number(n))]
        facts += [self.say("whole_site"), *more]
        return (*lines, "  ·  ".join(facts))
