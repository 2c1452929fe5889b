"""The rows of a metric in two periods side by side, summed by its dimensions: SQL for what a change is made of.

Every query reads the rows of both periods once, each period's as the metric's file yields them within the same filters
and rights, and has the columns ``total_now``, ``weight_now``, ``squares_now`` and the same ``_before``: the sums that a
Formula speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from cockpit.access import Rights
from cockpit.metrics.catalogue import DIMENSIONS, Metric
from cockpit.metrics.compose import Columns, Composed, head, quoted
from cockpit.metrics.formula import COUNT, MEASURED, Formula, formula
from cockpit.metrics.question import Question

SIDES = ("now", "before")
Cell = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Linear:
    """What a row adds to a change: its sums of each side by these factors. ``least``: the smallest that matters."""

    total_now: float
    total_before: float
    weight_now: float
    weight_before: float
    least: float


@dataclass(frozen=True)
class Sides:
    """A metric asked of two periods (``now``, ``before``: questions that differ in nothing else)."""

    metric: Metric
    now: Question
    before: Question
    dims: tuple[str, ...]
    rights: Rights
    columns: Columns
    threshold: float | None = None

    @property
    def formula(self) -> Formula:
        return formula(self.metric, self.now, {})

    def members(self) -> Composed:
        """One row a combination of all the dimensions."""
        return self._grouped([self._keys()])

    def singles(self) -> Composed:
        """One row a member of every dimension, and one of all."""
        return self._grouped([[], *([key] for key in self._keys())])

    def pairs(self, linear: Linear, kept: Mapping[str, Sequence[str]], most: int) -> Composed:
        """The ``most`` members of pairs of dimensions that add most to the change, none that adds less than ``least``.

        Of a dimension in ``kept`` only these values are looked at; rows with an empty cell belong to no pair.
        """
        terms = [f"{name}_{side}" for name in self._summed()[:2] for side in SIDES]
        adds = f"abs({' + '.join(f'sum({term}) * :{term}' for term in terms)})"
        known = " and ".join(f"({key} is not null or grouping({key}) = 1)" for key in self._keys())
        pairs = self._grouped(list(combinations(self._keys(), 2)), kept)
        factors = {term: getattr(linear, term) for term in terms} | {"least": linear.least, "most": most}
        sql = f"{pairs.sql}\nhaving {adds} >= :least and {known}\norder by {adds} desc limit :most"
        return Composed(sql, pairs.parameters | factors)

    def atoms(self, cells: Sequence[Cell]) -> Composed:
        """One row a combination of cells that rows lie in: ``cells``, bit n set where it is the nth's."""
        rows = self._rows({})
        parameters, bits = dict(rows.parameters), []
        for number, cell in enumerate(cells):
            conditions = []
            for dimension, value in cell:
                key, name = _key(self.dims.index(dimension)), f"cell_{number}_{self.dims.index(dimension)}"
                conditions.append(f"{key} is null" if value is None else f"{key} = :{name}")
                parameters |= {} if value is None else {name: value}
            bits.append(f"case when {' and '.join(conditions)} then cast({1 << number} as bigint) else 0 end")
        select = f"select {' + '.join(bits)} as cells, {', '.join(self._sums())}"
        return Composed(f"{rows.sql}\n{select}\nfrom sides\ngroup by 1", parameters)

    def _grouped(self, sets: Iterable[Sequence[str]], kept: Mapping[str, Sequence[str]] | None = None) -> Composed:
        """The sums of each set of keys: ``key_0``… and ``level``, whose bits are set where a key is not grouped."""
        keys = self._keys()
        level = f"grouping({', '.join(keys)}) as level" if keys else "0 as level"
        grouped = ", ".join(f"({', '.join(one)})" for one in sets)
        rows = self._rows(kept or {})
        select = f"select {', '.join([*keys, level, *self._sums()])}"
        return Composed(f"{rows.sql}\n{select}\nfrom sides\ngroup by grouping sets ({grouped})", rows.parameters)

    def _rows(self, kept: Mapping[str, Sequence[str]]) -> Composed:
        """The rows of both periods, each with its figures on its own side and 0 on the other."""
        parameters: dict[str, object] = {f"kept_{name}": list(values) for name, values in kept.items()}
        parts = []
        for side, question in zip(SIDES, (self.now, self.before), strict=True):
            one = self._side(side, question, kept)
            parts.append(f"select * from (\n{one.sql}\n)")
            parameters |= one.parameters
        both = "\nunion all\n".join(parts)
        return Composed(f"with\nsides as materialized (\n{both}\n)", parameters)

    def _side(self, side: str, question: Question, kept: Iterable[str]) -> Composed:
        asked = question.without(self.metric.share_of)
        words = re.findall(r"\w+", f"{self.formula.figure} {self.formula.weight}")
        begun = head(self.metric, asked, self.rights, self.columns, [*(DIMENSIONS[dim] for dim in self.dims), *words])
        parameters = dict(begun.parameters)
        made = formula(self.metric, question, parameters)
        if self.threshold is not None:
            parameters["threshold"] = self.threshold
        chosen = [f"{_member(dim, kept)} as {_key(place)}" for place, dim in enumerate(self.dims)]
        figures = {"total": made.figure, "weight": made.weight, "squares": f"({made.figure}) * ({made.figure})"}
        for name in self._summed():
            chosen += [f"cast({figures[name] if one == side else 0} as double) as {name}_{one}" for one in SIDES]
        return _named_apart(Composed(f"{begun.sql}\nselect {', '.join(chosen)} from parts", parameters), side)

    def _keys(self) -> list[str]:
        return [_key(place) for place in range(len(self.dims))]

    def _summed(self) -> tuple[str, ...]:
        if self.formula.kind in MEASURED:
            return "total", "weight", "squares"
        return ("total",) if self.formula.kind == COUNT else ("total", "weight")

    def _sums(self) -> list[str]:
        return [f"sum({name}_{side}) as {name}_{side}" for name in self._summed() for side in SIDES]


def _key(place: int) -> str:
    return f"key_{place}"


def _member(dimension: str, kept: Iterable[str]) -> str:
    column = quoted(DIMENSIONS[dimension])
    return f"case when {column} in :kept_{dimension} then {column} end" if dimension in kept else column


def _named_apart(composed: Composed, side: str) -> Composed:
    """The same SQL with its parameters named after the side, so that both sides stand in one query."""
    pattern = re.compile(rf"(?<!:):({'|'.join(sorted(composed.parameters, key=len, reverse=True))})\b")
    sql = pattern.sub(rf":\1_{side}", composed.sql)
    return Composed(sql, {f"{name}_{side}": value for name, value in composed.parameters.items()})
