"""The sentence that explains a change: what moved by how much, mostly from where, and whether that may be chance."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from cockpit import i18n
from cockpit.explain import Explanation, Part
from cockpit.i18n import label, number, percent, say, uncapital, value
from cockpit.metrics.formula import QUANTILE
from cockpit.sentences import Sentence

Name = Callable[[str, object], str]

# Places come before who, and who before what it was, as one says it.
ORDER = (
    "campus", "building", "group", "role", "person", "engineer", "reviewer", "channel", "level", "category",
    "subcategory", "device_type", "device", "kind", "cycle", "status", "age", "time_left",
)  # fmt: skip
MAIN = 0.5  # of the change, from which on parts are what it mainly is
BEYOND = 1.15  # of the change, from which on what the rest did is told


def sentence(found: Explanation, language: str, *, period: str, than: str, name: Name | None = None) -> Sentence:
    """What an explanation says; ``period`` and ``than`` are worded, ``name`` words a value of a dimension."""
    named = {"metric": say(f"metrics.{found.answer.metric.name}.name", language)}
    named |= {"period": period, "than": than}
    stop = say("sentences.stop", language)
    begin = _begin(found, language, named)
    if found.whole is None or not found.change:
        return Sentence(begin + stop)
    comma, semicolon = say("sentences.comma", language), say("explain.semicolon", language)
    if found.formula.kind == QUANTILE:
        begin += comma + _above(found, found.whole, language)
    if not found.told:
        return Sentence(begin + semicolon + say(f"explain.sentence.{_nothing(found)}", language) + stop)
    why = _why(found, language, name)
    after = "".join(semicolon + text for text in _after(found, found.whole, language, name))
    return Sentence(begin + comma, why, after + stop)


def where(part: Part, language: str, name: Name | None = None) -> str:
    """A part in words, places first."""
    member = sorted(part.member, key=lambda pair: ORDER.index(pair[0]))
    words = [(name or (lambda dim, key: label(dim, key, language)))(dim, key) for dim, key in member]
    return words[0] if len(words) == 1 else say("explain.pair", language, a=words[0], b=words[1])


def _named(part: Part, language: str, name: Name | None) -> str:
    """A part in a sentence: a subcategory says that it is one, since it is told beside categories elsewhere."""

    def told(dim: str, key: object) -> str:
        words = name(dim, key) if name else label(dim, key, language)
        dims = uncapital(say(f"common.dims.{dim}", language))
        return say("explain.named", language, dim=dims, name=words) if dim == "subcategory" else words

    return where(part, language, told)


def verdict(part: Part, language: str) -> str:
    """Whether a part's move may be chance; nothing where it was too small to be looked at."""
    return "" if part.chance is None else say(f"explain.verdict.{'chance' if part.chance else 'real'}", language)


def method(found: Explanation, language: str) -> str:
    """How contributions are reckoned and chance is told, for this measure."""
    threshold = shown(found, found.threshold, language)
    return say(f"explain.panel.method_{found.formula.kind}", language, threshold=threshold)


def bounds(found: Explanation, listed: Sequence[Part], language: str) -> str:
    """What the list of members and pairs leaves out."""
    told = {"least": size(found, found.least, language), "examined": number(found.examined, language)}
    return say("explain.panel.bounded", language, **told) + once(found, listed, language)


def once(found: Explanation, listed: Sequence[Part], language: str) -> str:
    """What the sign of parts of almost the same rows means, where one of those listed bears it."""
    return say("explain.panel.alike", language) if any(part.member in found.alike for part in listed) else ""


def dims(part: Part, language: str, alike: Sequence[Part] = ()) -> str:
    """What a part is one of: its dimensions, as where() orders them; after ≈ another's of almost the same rows."""
    names = sorted((dim for dim, _ in part.member), key=ORDER.index)
    told = " × ".join(say(f"common.dims.{name}", language) for name in names)
    return f"{told} ≈ {dims(alike[0], language)}{' …' if len(alike) > 1 else ''}" if alike else told


def effect(found: Explanation, figure: float, language: str) -> str:
    """What something adds to the change, with its sign and unit."""
    told = size(found, figure, language)
    return f"+{told}" if figure > 0 and re.search("[1-9]", told) else told


def size(found: Explanation, figure: float, language: str) -> str:
    """A difference in the measure's unit: of shares in points."""
    unit = found.answer.metric.unit
    if unit == "count":
        return counted(found, figure, language)
    if unit == "share" or found.formula.kind == QUANTILE:
        return say("explain.points", language, n=number(figure * 100, language, 1))
    return _plain(figure, unit, language)


def counted(found: Explanation, figure: float, language: str) -> str:
    """So many of what the measure counts."""
    return i18n.counted(found.answer.metric.record, language, figure)


def own(found: Explanation, figure: float | None, language: str) -> str:
    """A part's own value: of a quantile the share above the threshold."""
    if found.formula.kind == QUANTILE:
        return percent(figure, language)
    return value(figure, found.answer.metric.unit, language)


def shown(found: Explanation, figure: float | None, language: str) -> str:
    """A value of the measure with its unit."""
    unit = found.answer.metric.unit
    return counted(found, figure, language) if unit == "count" and figure is not None else value(figure, unit, language)


def _begin(found: Explanation, language: str, named: dict[str, str]) -> str:
    now, before, change = found.answer.value, found.answer.value_against, found.change
    told = named | {"now": shown(found, now, language), "before": shown(found, before, language)}
    if now is None:
        return say("explain.sentence.no_data", language, **told)
    if before is None or change is None:
        return say("explain.sentence.no_former", language, **told)
    if not change:
        return say("explain.sentence.same", language, **told)
    if found.answer.metric.unit != "count":
        key = "rose" if change > 0 else "fell"
        return say(f"explain.sentence.{key}", language, size=_moved(found, abs(change), language), **told)
    delta = effect(found, change, language)
    if not before:
        return say("explain.sentence.new", language, delta=delta, **told)
    share = abs(change / before)
    shared = percent(share, language, 0 if round(share, 3) >= 0.1 else 1)
    return say(f"explain.sentence.{'more' if change > 0 else 'fewer'}", language, share=shared, delta=delta, **told)


def _moved(found: Explanation, change: float, language: str) -> str:
    """The change of the value itself, which of a quantile is no share."""
    unit = found.answer.metric.unit
    return size(found, change, language) if unit == "share" else _plain(change, unit, language)


def _plain(figure: float, unit: str, language: str) -> str:
    """A difference of values; one of scores is no score."""
    if unit == "percent100":
        return say("explain.score", language, n=number(figure, language, 1))
    return value(figure, unit, language)


def _nothing(found: Explanation) -> str:
    """Why no part is told: all of it may be chance, or every part's, or none stands out of the others."""
    if found.whole and found.whole.chance:
        return "chance"
    parts = [part for parts in found.singles.values() for part in parts]
    return "spread" if any(part.chance is False for part in (*parts, *found.pairs)) else "unsure"


def _above(found: Explanation, whole: Part, language: str) -> str:
    shares = [percent(found.value(whole, former=former), language) for former in (True, False)]
    threshold = shown(found, found.threshold, language)
    return say("explain.sentence.above", language, threshold=threshold, before=shares[0], now=shares[1])


def _why(found: Explanation, language: str, name: Name | None) -> str:
    parts = say("explain.list_comma", language).join(_part(found, part, language, name) for part in found.told)
    if found.whole and found.told_effect / found.whole.effect.change < MAIN:
        return say("explain.sentence.notable", language, parts=parts)
    if found.formula.rate:
        return say("explain.sentence.main_rate", language, parts=parts)
    return say(f"explain.sentence.main_count_{'up' if (found.change or 0) > 0 else 'down'}", language, parts=parts)


def _part(found: Explanation, part: Part, language: str, name: Name | None) -> str:
    told = {"where": _named(part, language, name), "delta": effect(found, part.effect.change, language)}
    if not found.formula.rate:
        return say("explain.sentence.count", language, **told)
    if part.effect.by_mix:
        before, now = (percent(found.weight(part, former=former), language) for former in (True, False))
        return say("explain.sentence.mix", language, before=before, now=now, **told)
    before, now = (own(found, found.value(part, former=former), language) for former in (True, False))
    return say("explain.sentence.level", language, before=before, now=now, **told)


def _after(found: Explanation, whole: Part, language: str, name: Name | None) -> list[str]:
    """What moved the other way, and that the whole may be chance."""
    said, change = [], whole.effect.change
    if found.told_effect / change < MAIN:
        said.append(say("explain.sentence.scattered", language))
    if found.against:
        delta = effect(found, found.against.effect.change, language)
        said.append(say("explain.sentence.counter", language, where=_named(found.against, language, name), delta=delta))
    elif found.told_effect / change > BEYOND:
        said.append(say("explain.sentence.rest", language, delta=effect(found, change - found.told_effect, language)))
    if whole.chance:
        said.append(say("explain.sentence.chance", language))
    return said
