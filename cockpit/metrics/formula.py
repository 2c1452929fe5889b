"""What a metric's value is made of, row by row: a figure to add up, and a weight to divide the sum by."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cockpit.errors import UsageError
from cockpit.metrics.catalogue import DIMENSIONS, Metric
from cockpit.metrics.compose import membership
from cockpit.metrics.question import Question

_SCALE = r"(?P<scale> / \d+| \* 1e0)?"
_MEAN = re.compile(rf"avg\((?P<row>.*)\){_SCALE}")
_SUM = re.compile(rf"sum\((?P<row>[^()]*)\){_SCALE}")
_QUANTILE = re.compile(rf"percentile_cont\((?P<part>[\d.]+)\) within group \(order by (?P<row>.*)\){_SCALE}")
_RATIO = re.compile(r"count\((?P<row>\w+)\) \* 1\.0 / nullif\(sum\((?P<weight>\w+)\), 0\)")

COUNT, SUM, SHARE, MEAN, RATIO, QUANTILE = "count", "sum", "share", "mean", "ratio", "quantile"
# Kinds whose figures are no whole numbers.
MEASURED = (SUM, MEAN)


@dataclass(frozen=True)
class Formula:
    """``kind`` is one of those above; ``figure`` and ``weight`` are SQL over the rows of ``parts``.

    The value of rows is sum(figure), of all kinds but COUNT and SUM divided by sum(weight). A QUANTILE (``part`` of
    0–1) cannot be added up: in its place stands the share of the rows above ``:threshold``, which it crosses where the
    quantile does.
    """

    kind: str
    figure: str
    weight: str
    part: float | None = None

    @property
    def rate(self) -> bool:
        """Whether the value is a sum over a weight, not a sum."""
        return self.kind not in (COUNT, SUM)


def formula(metric: Metric, question: Question, parameters: dict[str, object]) -> Formula:
    """The formula of a metric; values that its SQL binds are put into ``parameters``.

    UsageError where the value is not a sum over rows, nor one divided by another.
    """
    if metric.share_of is not None:
        values = dict(question.filters).get(metric.share_of)
        column = DIMENSIONS[metric.share_of]
        member = membership(column, values, "share", parameters) if values else "true"
        return Formula(SHARE, f"case when {member} then 1 else 0 end", "1")
    if metric.value == "count(*)":
        return Formula(COUNT, "1", "0")
    if found := _SUM.fullmatch(metric.value):
        return Formula(SUM, f"coalesce(({found['row']}){found['scale'] or ''}, 0)", "1")
    if found := _RATIO.fullmatch(metric.value):
        return Formula(RATIO, f"case when {found['row']} is not null then 1 else 0 end", found["weight"])
    if found := _QUANTILE.fullmatch(metric.value):
        figure = f"({found['row']}){found['scale'] or ''}"
        above = f"case when {figure} > :threshold then 1 else 0 end"
        return Formula(QUANTILE, above, _known(found["row"]), float(found["part"]))
    if found := _MEAN.fullmatch(metric.value):
        kind = SHARE if metric.unit == "share" else MEAN
        return Formula(kind, f"coalesce(({found['row']}){found['scale'] or ''}, 0)", _known(found["row"]))
    raise UsageError("not_explained", metric=metric.name)


def explainable(metric: Metric) -> bool:
    """Whether a change of the metric can be taken apart."""
    plain = (_SUM, _RATIO, _QUANTILE, _MEAN)
    return bool(metric.share_of or metric.value == "count(*)" or any(form.fullmatch(metric.value) for form in plain))


def _known(row: str) -> str:
    return f"case when ({row}) is not null then 1 else 0 end"
