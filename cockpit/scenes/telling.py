"""How a view is told: its sentence, the name of a measure, and what its cells hold; for page, wall and slide alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from cockpit import sentences
from cockpit.i18n import each, percent, say, value
from cockpit.metrics import Answer, Metric, Question
from cockpit.metrics.catalogue import TIMES
from cockpit.metrics.question import Filters
from cockpit.periods import Period
from cockpit.tables import SHARES, Floats, Measured
from cockpit.views import MOVED, View

Told = Callable[[float], str]


class Asker(Protocol):
    """Who wants to see a view: a reader of a page, or a request for a file."""

    @property
    def language(self) -> str: ...
    def question(
        self,
        metric: str,
        by: Iterable[str] = (),
        period: Period | None = None,
        more: Filters = (),
        against: str | None = None,
    ) -> Question: ...
    def ask(self, question: Question) -> Answer: ...
    def label(self, dimension: str, key: Any) -> str: ...


def faces(one: Measured, show: str) -> tuple[str, ...]:
    """What of a measure has a column: its value and beside it what moved, as far as it has that, or what is shown."""
    if show != "beside":
        return (one.face(show),)
    return ("value", *(face for face in MOVED if getattr(one, face) is not None))


def shown(one: Measured, show: str, language: str) -> tuple[Floats, Told]:
    """Which figures a measure's cells hold and how each is told; of a measure without parts always its values."""
    show = one.face(show)
    if show in SHARES and one.share is not None:
        return one.share, lambda figure: percent(figure, language)
    if show == "difference" and one.difference is not None:
        return one.difference, lambda figure: signed(figure, one.metric, language)
    if show == "change" and one.change is not None:
        return one.change, lambda figure: sentences.signed(figure * 100, language, 1) + "%"
    return one.value, lambda figure: value(figure, one.metric.unit, language)


def signed(figure: float, metric: Metric, language: str) -> str:
    """A difference in the metric's own unit, of shares in points, with its sign."""
    if metric.unit == "share":
        return sentences.signed(figure * 100, language, 1)
    told = value(figure, metric.unit, language)
    return f"+{told}" if figure > 0 else told


def measure_name(one: Measured, show: str, language: str) -> str:
    """A measure's name and, where its cells are not its values, what they are."""
    name, show = say(f"metrics.{one.metric.name}.name", language), one.face(show)
    if show in SHARES:
        said = say(f"pivotui.of.{show}", language) if one.share is not None else ""
    elif show == "difference" and one.metric.unit == "share":
        said = say("pivotui.of.points", language)
    else:
        said = say(f"pivotui.of.{show}", language) if show in MOVED else ""
    return f"{name} {said}".strip()


# ---- the first line


def sentence_questions(asker: Asker, view: View, against: str) -> tuple[Question, Question]:
    """What the sentence of a view is made from: the whole, and its parts by the outermost dimension."""
    split = _outermost(view)
    whole = asker.question(view.measures[0], against=against)
    parts = asker.question(view.measures[0], by=(split,), against=None if split in TIMES else against)
    return whole, parts if split else whole


def sentence(asker: Asker, view: View, against: str, period: str, preset: str) -> sentences.Sentence:
    """What is largest and what grew most; ``period`` in words, ``preset`` how it was chosen."""
    measure, split, language = view.measures[0], _outermost(view), asker.language
    whole, parts = map(asker.ask, sentence_questions(asker, view, against))
    words = {
        "period": period,
        "name": say(f"metrics.{measure}.name", language),
        "than": sentences.before(preset, against, language),
    }
    return sentences.pivot(whole, parts, split, words, language, lambda key: asker.label(split, key))


def _outermost(view: View) -> str:
    """Dimensions before times; "" where nothing splits."""
    return next(iter(sorted((*view.rows, *view.cols), key=lambda name: name in TIMES)), "")


def unit(metric: Metric, language: str, figure: float | None = None) -> str:
    """The unit after a number that does not carry it already."""
    return each(metric.record, language, figure) if metric.unit == "count" else ""
