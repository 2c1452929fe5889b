"""Explains a change: both periods' rows summed by every dimension and pair, tested, and the few parts that matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pyarrow as pa

from cockpit.access import MANAGER, Rights
from cockpit.errors import UsageError, nearest
from cockpit.explain import chance, ranking, twins
from cockpit.explain.effects import Moved, Sums, effect, share
from cockpit.explain.explanation import Explanation, Member, Part, linear
from cockpit.metrics import Answer, Cockpit, Question
from cockpit.metrics.catalogue import DIMENSIONS, kept_back
from cockpit.metrics.compose import Composed
from cockpit.metrics.formula import COUNT, MEAN, MEASURED, QUANTILE, RATIO, SUM, Formula, formula
from cockpit.metrics.sides import SIDES, Sides
from cockpit.periods import Period, elapsed

# What a ticket has become says nothing about why more of them came.
CONSEQUENCES = ("status", "age", "time_left")
LEAST_LISTED = 0.05  # of the change or of the furthest member, for a pair to be listed
MOST_PAIRS = 300
TINY = 1e-12
MOST_CANDIDATES = 24
# So many are looked at for what is listed; with the candidates they are the bits of one integer.
MOST_LISTED = 36

Atom = tuple[frozenset[Member], Moved]
# A dimension of more members is narrowed to those whose pairs could reach what is listed, if that leaves so few.
MANY, FEW = 64, 256


def explain(cockpit: Cockpit, question: Question, rights: Rights = MANAGER) -> Explanation:
    """Why the measure moved against the question's comparison (else the period before), within someone's rights.

    Raises UsageError as ``Cockpit.answer`` does. Without data in one of the periods there are values but no parts.
    """
    explanation, search = _begun(cockpit, question, rights)
    return explanation if search is None else search.explanation(explanation)


def contributions(
    cockpit: Cockpit, question: Question, by: Sequence[str], rights: Rights = MANAGER
) -> tuple[Explanation, tuple[Part, ...]]:
    """The change, and every combination of the dimensions ``by``, the furthest first; they add up to the change."""
    metric = question.whole().checked()
    if strange := next((dim for dim in by if dim not in metric.dims), None):
        near = nearest(strange, metric.dims)
        raise UsageError("unknown_split", name=strange, metric=metric.name, nearest=near, dims=metric.dims)
    if denied := sorted({DIMENSIONS[dim] for dim in by} & kept_back(rights.denied, metric.record)):
        raise UsageError("denied_column", metric=metric.name, columns=denied)
    explanation, search = _begun(cockpit, question, rights, tuple(by))
    return (explanation, ()) if search is None else search.contributions(explanation)


def compared(cockpit: Cockpit, question: Question, before: Period, rights: Rights = MANAGER) -> Part | None:
    """A measure as a whole over any two periods, with the p-value of its change; None without data in one of them.

    UsageError where the measure's value is no sum over rows, nor one divided by another.
    """
    asked = replace(question.whole(), against=None)
    now, then = cockpit.answer(asked, rights), cockpit.answer(replace(asked, period=before), rights)
    made = formula(now.metric, asked, {})
    if now.value is None or then.value is None:
        return None
    threshold = then.value if made.kind == QUANTILE else None
    answer = replace(now, against=before)
    explanation, _ = _Search(cockpit, answer, rights, threshold, ()).contributions(Explanation(answer, made, threshold))
    return explanation.whole


def _begun(
    cockpit: Cockpit, question: Question, rights: Rights, by: tuple[str, ...] | None = None
) -> tuple[Explanation, _Search | None]:
    """Both values and, where both are known, the search for what lies between them."""
    asked = replace(question, by=by or (), against=question.against or "previous")
    answer = cockpit.answer(asked.whole(), rights)
    made = formula(answer.metric, answer.question, {})
    threshold = answer.value_against if made.kind == QUANTILE else None
    explanation = Explanation(answer, made, threshold)
    if explanation.change is None:
        return explanation, None
    return explanation, _Search(cockpit, answer, rights, threshold, by)


class _Search:
    """One explanation being made: three queries over the rows of both periods."""

    def __init__(
        self,
        cockpit: Cockpit,
        answer: Answer,
        rights: Rights,
        threshold: float | None,
        by: tuple[str, ...] | None = None,
    ) -> None:
        self.cockpit = cockpit
        self.answer = answer
        periods = (answer.question.period, answer.against or answer.question.period)
        asked = [replace(answer.question, period=self._standing(period), against=None) for period in periods]
        self.times = [self._time(period) for period in periods]
        dims = tuple(self._dims(rights)) if by is None else by
        self.sides = Sides(answer.metric, asked[0], asked[1], dims, rights, cockpit.engine.columns, threshold)
        self.formula: Formula = self.sides.formula
        self.whole = Moved()

    def contributions(self, empty: Explanation) -> tuple[Explanation, tuple[Part, ...]]:
        rows = [(member, moved) for _, member, moved in self._read(self._run(self.sides.members()))]
        self.whole = sum((moved for _, moved in rows), Moved())
        parts = [self._part(member, moved) for member, moved in rows]
        tested = self._tested(parts, len(parts), TINY)
        whole = self._looked_at(replace(self._part((), self.whole), share=1.0))
        return replace(empty, whole=whole, examined=len(parts)), _furthest(tested)

    def explanation(self, empty: Explanation) -> Explanation:
        singles = self._singles()
        whole = replace(self._part((), self.whole), share=1.0)
        members = [part for parts in singles.values() for part in parts]
        scale = max([abs(whole.effect.change), *(abs(part.effect.change) for part in members)])
        least = LEAST_LISTED * scale
        pairs = self._pairs(singles, least) if scale else []
        most = self._most_pairs(singles)
        singles = {dim: tuple(self._tested(parts, len(parts), least)) for dim, parts in singles.items()}
        pairs = self._tested(pairs, most, least)
        every = [*(part for parts in singles.values() for part in parts), *pairs]
        change = whole.effect.change
        found, against = self._candidates(every, change) if change else ([], None)
        furthest = _furthest(every)[:MOST_LISTED]
        alike = [furthest[place] for place in twins.suspects(furthest, lambda part: self._rows(part.moved))]
        atoms = self._atoms(list(dict.fromkeys(part.member for part in (*found, *alike))))
        told, together = self._told(found, change, atoms)
        listed = [one for one in self._folded(furthest, atoms) if one[0].known]
        return replace(
            empty,
            whole=self._looked_at(whole),
            singles=singles,
            pairs=tuple(pairs),
            listed=tuple(part for part, _ in listed),
            alike={part.member: others for part, others in listed if others},
            told=tuple(told),
            told_effect=together,
            against=against,
            least=least,
            examined=len(members) + most,
        )

    def _singles(self) -> dict[str, tuple[Part, ...]]:
        """Every member of every dimension that has more than one."""
        found: dict[str, list[tuple[Member, Moved]]] = {dim: [] for dim in self.sides.dims}
        for names, member, moved in self._read(self._run(self.sides.singles())):
            if names:
                found[names[0]].append((member, moved))
            else:
                self.whole = moved
        several = {dim: rows for dim, rows in found.items() if len(rows) > 1}
        return {dim: _furthest(self._part(member, moved) for member, moved in rows) for dim, rows in several.items()}

    def _pairs(self, singles: Mapping[str, Sequence[Part]], least: float) -> list[Part]:
        """The furthest pairs; one that has as many rows as one of its members alone is that member, and left out."""
        reaching = {dim: self._reaching(parts, least) for dim, parts in singles.items()}
        dims = tuple(dim for dim, names in reaching.items() if names is None or names)
        if len(dims) < 2:
            return []
        kept = {dim: names for dim in dims if (names := reaching[dim]) is not None}
        factors = linear(self.whole, least, rate=self.formula.rate)
        table = self._run(replace(self.sides, dims=dims).pairs(factors, kept, MOST_PAIRS))
        alone = {part.member[0]: self._extent(part.moved) for parts in singles.values() for part in parts}
        found = [(member, moved) for _, member, moved in self._read(table, dims)]
        return [
            self._part(member, moved)
            for member, moved in found
            if self._extent(moved) not in (alone[one] for one in member)
        ]

    def _folded(self, parts: Sequence[Part], atoms: Sequence[Atom]) -> list[tuple[Part, tuple[Part, ...]]]:
        """The parts, those of almost the same rows folded."""

        def shared(one: int, other: int) -> float:
            pair = {parts[one].member, parts[other].member}
            return sum(self._rows(moved) for members, moved in atoms if pair <= members)

        return twins.folded(parts, lambda part: self._rows(part.moved), shared)

    def _rows(self, moved: Moved) -> float:
        """How many rows of both periods; of what is counted by people's days, how many it counts."""
        counts = self.formula.kind in (COUNT, RATIO)
        return float(sum(one.total if counts else one.weight for one in (moved.now, moved.before)))

    def _extent(self, moved: Moved) -> tuple[float, ...]:
        """How many rows, as whole numbers: of rows within others, as many are the same."""
        sides = (moved.now, moved.before)
        if self.formula.kind in MEASURED:
            return tuple(one.weight for one in sides)
        return tuple(figure for one in sides for figure in (one.total, one.weight))

    def _reaching(self, parts: Sequence[Part], least: float) -> list[str] | None:
        """Of a dimension of many members those of which a part could add ``least``; None if it is not worth while.

        Figures are never negative, so that a part of a member adds no more than all the member's sums of one sign.
        """
        if len(parts) <= MANY:
            return None
        factors = linear(self.whole, least, rate=self.formula.rate)
        names = []
        for part in parts:
            (_, value), now, before = part.member[0], part.moved.now, part.moved.before
            up = now.total * factors.total_now + before.weight * factors.weight_before
            down = before.total * factors.total_before + now.weight * factors.weight_now
            if value is not None and max(up, -down) >= least:
                names.append(value)
        return names if len(names) <= FEW else None

    def _most_pairs(self, singles: Mapping[str, Sequence[Part]]) -> int:
        """How many pairs of members there are at most: no more than pairs of names, nor than rows."""
        name = "total" if self.formula.kind == COUNT else "weight"
        rows = int(getattr(self.whole.now, name) + getattr(self.whole.before, name))
        return sum(min(len(one) * len(other), rows) for one, other in combinations(singles.values(), 2))

    def _tested(self, parts: Sequence[Part], examined: int, least: float) -> list[Part]:
        """The parts, those that add ``least`` with their p-value and whether they may be chance among ``examined``.

        Of a rate each is looked at twice, for its level and for its mix.
        """
        looks = examined * (2 if self.formula.rate else 1)
        looked = [replace(part, p=self._p(part)) if abs(part.effect.change) >= least > 0 else part for part in parts]
        limit = chance.threshold((part.p for part in looked if part.p is not None), looks)
        return [part if part.p is None else replace(part, chance=part.p > limit) for part in looked]

    def _looked_at(self, whole: Part) -> Part:
        p = self._p(whole)
        return replace(whole, p=p, chance=p > chance.RATE)

    def _p(self, part: Part) -> float:
        """The p-value of what a part is told for; mix needs both: its share moved, and its rate is not the others'."""
        now, before, whole = part.moved.now, part.moved.before, self.whole
        if self.formula.kind == COUNT:
            return chance.counts(before.total, now.total, self.times[1], self.times[0])
        if self.formula.kind == SUM:
            return chance.sums(before, now, self.times[1], self.times[0])
        if part.effect.by_mix:
            moved = chance.shares(before.weight, whole.before.weight, now.weight, whole.now.weight)
            one, all_ = now + before, whole.now + whole.before
            return max(moved, self._compared(all_ - one, one))
        return self._compared(before, now)

    def _compared(self, one: Sums, other: Sums) -> float:
        """The p-value of two rates."""
        if self.formula.kind == MEAN:
            return chance.means(one, other)
        if self.formula.kind == RATIO:
            return chance.counts(one.total, other.total, one.weight, other.weight)
        return chance.shares(one.total, one.weight, other.total, other.weight)

    def _candidates(self, parts: Sequence[Part], change: float) -> tuple[list[Part], Part | None]:
        """The parts that may be worth telling, and the one that moved furthest the other way."""
        who = () if self.formula.rate else ranking.WHO
        sure = [part for part in parts if part.chance is False and not any(dim in who for dim, _ in part.member)]
        back = ranking.candidates(sure, -change, 1)
        against = back[0] if back and abs(back[0].effect.change) >= ranking.WORTH * abs(change) else None
        return ranking.candidates(sure, change, MOST_CANDIDATES), against

    def _told(self, found: Sequence[Part], change: float, atoms: Sequence[Atom]) -> tuple[list[Part], float]:
        """The parts to tell, and what they add together."""
        if not found:
            return [], 0.0
        reckoned = [
            ranking.Atom(
                sum(1 << place for place, part in enumerate(found) if part.member in members), *self._added(moved)
            )
            for members, moved in atoms
        ]
        taken, together = ranking.chosen(found, reckoned, change)
        return [found[place] for place in taken], together

    def _atoms(self, members: Sequence[Member]) -> list[Atom]:
        """The sums of the rows that lie in the same of these members."""
        if not members:
            return []
        table = self._run(self.sides.atoms(members))
        held = ({one for place, one in enumerate(members) if bits >> place & 1} for bits in table["cells"].to_pylist())
        return list(zip(map(frozenset, held), self._moved(table), strict=True))

    def _added(self, moved: Moved) -> tuple[float, float]:
        rate = self.formula.rate
        return float(effect(moved, self.whole, rate=rate).change), share(moved, self.whole, rate=rate)

    def _part(self, member: Member, moved: Moved) -> Part:
        rate = self.formula.rate
        return Part(member, moved, effect(moved, self.whole, rate=rate), share(moved, self.whole, rate=rate))

    def _read(
        self, table: pa.Table, dims: tuple[str, ...] | None = None
    ) -> Iterator[tuple[tuple[str, ...], Member, Moved]]:
        """The dimensions a row is grouped by, its values of them, and its sums."""
        dims = self.sides.dims if dims is None else dims
        keys = [table[f"key_{place}"].to_pylist() for place in range(len(dims))]
        for row, (level, moved) in enumerate(zip(table["level"].to_pylist(), self._moved(table), strict=True)):
            places = [place for place in range(len(dims)) if not level >> (len(dims) - 1 - place) & 1]
            names = tuple(dims[place] for place in places)
            yield names, tuple((dims[place], keys[place][row]) for place in places), moved

    def _moved(self, table: pa.Table) -> Iterator[Moved]:
        """The sums of each row; whole numbers except those of a mean."""
        names = [name for name in ("total", "weight", "squares") if f"{name}_now" in table.column_names]
        figure = float if self.formula.kind in MEASURED else int
        columns = [
            [figure(one or 0) for one in table[f"{name}_{side}"].to_pylist()] for side in SIDES for name in names
        ]
        for sums in zip(*columns, strict=True):
            yield Moved(Sums(*sums[: len(names)]), Sums(*sums[len(names) :]))

    def _run(self, composed: Composed) -> pa.Table:
        return self.cockpit.engine.query(composed.sql, composed.parameters | {"as_of": self.cockpit.as_of})

    def _dims(self, rights: Rights) -> Iterator[str]:
        """The dimensions to look at: those the measure has, the site provides and the rights permit."""
        metric, denied = self.answer.metric, kept_back(rights.denied)
        for dim in metric.dims:
            column = DIMENSIONS[dim]
            provided = column in self.cockpit.provided or metric.grain != "ticket"
            if dim not in CONSEQUENCES and provided and column not in denied:
                yield dim

    def _standing(self, period: Period) -> Period:
        """A stock stands at the end of what ran of its period."""
        if not self.answer.metric.stock:
            return period
        ran = elapsed(period, self.cockpit.today)
        return Period(ran.last, ran.until)

    def _time(self, period: Period) -> float:
        """The seconds that have run of a period; of a stock, which stands at an instant, 1."""
        if self.answer.metric.stock:
            return 1.0
        zone = ZoneInfo(self.cockpit.engine.zone)
        first, until = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (period.first, period.until))
        return max(min(until, self.cockpit.as_of) - first, timedelta(seconds=1)).total_seconds()


def _furthest(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (-abs(part.effect.change), str(part.member))))
