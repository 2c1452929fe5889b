"""Of a share of rows that did something, which did it and which did not."""

from __future__ import annotations

from typing import Final

from cockpit.access import MANAGER, Rights
from cockpit.metrics.catalogue import Metric
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.compose import head
from cockpit.metrics.question import Question
from cockpit.metrics.subjects import SUBJECTS

_MEAN: Final = "avg("


def parted(metric: Metric) -> bool:
    """Whether a measure is the share of its rows that did something."""
    return metric.unit == "share" and metric.value.startswith(_MEAN)


def keys(cockpit: Cockpit, question: Question, rights: Rights = MANAGER, *, did: bool) -> tuple[str, ...]:
    """The keys of the rows of a share that ``did`` it, or did not, in their order; none where it cannot be asked."""
    metric = question.checked()
    if not parted(metric) or cockpit.lacks(metric):
        return ()
    key = SUBJECTS[metric.record].key
    one = metric.value.removeprefix(_MEAN).removesuffix(")")
    begun = head(metric, cockpit.standing(question), rights, cockpit.engine.columns, (key,))
    which = f"{key} is not null and ({one}) {'> 0' if did else '= 0'}"
    sql = f"{begun.sql}\nselect {key} as key from parts where {which} order by 1"
    found = cockpit.engine.query(sql, begun.parameters | {"as_of": cockpit.as_of})
    return tuple(map(str, found["key"].to_pylist()))
