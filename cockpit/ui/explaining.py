"""Why a measure moved: the sentence, what every part adds, what may be chance, and the rows behind each part.

Nothing is asked before somebody opens it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType

import streamlit as st

from cockpit import sentences, telling
from cockpit.explain import Explanation, Part, explain
from cockpit.explain.explanation import Member
from cockpit.i18n import number, say
from cockpit.metrics import CATALOGUE, Answer, Question
from cockpit.metrics.formula import explainable
from cockpit.ui import html, links
from cockpit.ui.address import write
from cockpit.ui.reader import Reader
from cockpit.ui.rows import show_rows

MOST_ROWS = 10
FOUND = "found"
# What names a part in the address: dimension=value, once or twice, nothing after the sign for an empty cell.
PART = "part"
# Opens the panel of the page it stands in the address of.
WHY = "why"


def panel(reader: Reader, question: Question) -> None:
    """An expander that explains the question's change when it is opened, by hand or by the address.

    It says against what: that is the page's own comparison.
    """
    if not explainable(CATALOGUE[question.metric]):
        return
    than = sentences.before(reader.chosen.preset, question.against or "previous", reader.language)
    title = say("explain.open_than", reader.language, than=than)
    asked = bool(st.query_params.get(PART) or st.query_params.get(WHY))
    with st.expander(title, key="why", on_change="rerun", expanded=asked) as place:
        if place.open:
            _explained(reader, found(reader, question))


def found(reader: Reader, question: Question) -> Explanation:
    """The explanation, from the cache if this snapshot was asked the same in the same minute."""
    cockpit = reader.opened.cockpit
    return reader.found(("explain", question), lambda: explain(cockpit, question, reader.rights))


def told(reader: Reader, explanation: Explanation) -> None:
    """The sentence, and the way to the rows of each part it tells."""
    asked, language = explanation.answer.question, reader.language
    preset = reader.chosen.preset if asked.period == reader.chosen.period else "dates"
    said = telling.sentence(
        explanation,
        language,
        period=sentences.spell(asked.period, preset, language),
        than=sentences.before(preset, asked.against or "previous", language),
        name=reader.label,
    )
    stress = f"<em>{escape(said.stress)}</em>" if said.stress else ""
    html.show(f'<p class="c-why">{escape(said.text)}{stress}{escape(said.after)}</p>')
    parts = [*explanation.told, *([explanation.against] if explanation.against else [])]
    with st.container(horizontal=True, key="links-why"):
        for place, part in enumerate(part for part in parts if explanation.n(part)):
            where = telling.where(part, language, reader.label)
            text = say(
                "explain.panel.rows",
                language,
                where=where,
                n=telling.counted(explanation, explanation.n(part), language),
            )
            st.button(text, key=f"why-{place}", type="tertiary", on_click=_open, args=(address(part.member),))


def rows(reader: Reader, metric: str) -> bool:
    """The rows of the part that the address names; False if it names none."""
    member = _member(metric, st.query_params.get_all(PART))
    if not member:
        return False
    question = reader.question(metric)
    part = " · ".join(reader.label(dim, value) for dim, value in member)
    when = sentences.spell(reader.chosen.period, reader.chosen.preset, reader.language)
    title = f"{reader.name(metric)} · {part} · {when}"
    show_rows(reader, question, title, close=(PART,), cell=dict(member))
    return True


def address(member: Member) -> list[str]:
    """A part as the address holds it."""
    return [f"{dim}={value or ''}" for dim, value in member]


def _member(metric: str, asked: Sequence[str]) -> Member:
    """The part an address names; nothing if it is none of the metric's."""
    pairs = [text.partition("=") for text in asked[:2]]
    if not all(sign and dim in CATALOGUE[metric].dims for dim, sign, _ in pairs):
        return ()
    return tuple((dim, value or None) for dim, _, value in pairs)


def _open(parts: list[str]) -> None:
    write({"at": [], "of": [], PART: parts})


def _explained(reader: Reader, explanation: Explanation) -> None:
    told(reader, explanation)
    if explanation.whole is None or not explanation.singles:
        return
    by = _by(reader, explanation)
    about = telling.method(explanation, reader.language)
    if by == FOUND:
        listed = explanation.listed[:MOST_ROWS]
        table(reader, explanation, listed)
        about = f"{telling.bounds(explanation, listed, reader.language)}{about}"
    else:
        parts = explanation.singles[by]
        named = [part for part in parts if part.known]
        # What is not filled in says less than any name, and stands after them.
        shown = [*named[:MOST_ROWS], *(part for part in parts if not part.known)]
        table(reader, explanation, shown, rest=named[MOST_ROWS:], whole=True)
    html.show(f'<p class="c-under">{escape(about)}</p>')


def _by(reader: Reader, explanation: Explanation) -> str:
    """What moved most, or one dimension in full."""
    options = [FOUND, *explanation.singles]
    if st.session_state.get("why_by") not in options:
        st.session_state.pop("why_by", None)
    chosen: str | None = st.segmented_control(
        say("explain.panel.by", reader.language),
        options,
        default=FOUND,
        required=True,
        format_func=lambda code: say(
            "explain.panel.found" if code == FOUND else f"common.dims.{code}", reader.language
        ),
        key="why_by",
        label_visibility="collapsed",
    )
    return chosen if chosen in options else FOUND


def table(
    reader: Reader,
    explanation: Explanation,
    parts: Sequence[Part],
    rest: Sequence[Part] = (),
    *,
    whole: bool = False,
    to: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """The parts with what they add as bars; of a whole dimension also the rest and the total, which they add up to.

    ``to`` is what an address has to say for the parts' rows, where these are not of the chosen period and filters.
    """
    language, rate = reader.language, explanation.formula.rate
    names = [
        "part",
        *([] if whole else ["dims"]),
        "before",
        "now",
        "effect",
        *(["level", "mix"] if rate else []),
        "verdict",
        "rows",
    ]
    effects = [part.effect.change for part in parts]
    reach = min([0, *effects]), max([0, *effects])
    lines = [_line(reader, explanation, part, reach, to, dims=not whole) for part in parts]
    if rest:
        others = say("explain.panel.rest", language, n=number(len(rest), language))
        lines.append(_summed(explanation, others, rest, language))
    if whole and explanation.whole:
        one = explanation.whole
        values = [telling.own(explanation, explanation.value(one, former=former), language) for former in (True, False)]
        lines.append(_summed(explanation, say("common.total", language), [*parts, *rest], language, values))
    caption = say("explain.title", language)
    headers = [say(f"explain.column.{name}", language) for name in names]
    right = [place for place, name in enumerate(names) if name not in ("part", "dims", "verdict")]
    html.show(html.table(headers, lines, right=right, caption=caption))


def _line(
    reader: Reader,
    explanation: Explanation,
    part: Part,
    reach: tuple[float, float],
    to: Mapping[str, object],
    *,
    dims: bool,
) -> list[str]:
    language = reader.language
    where = telling.where(part, language, reader.label)
    of = [_dims(reader, explanation, part)] if dims else []
    values = [telling.own(explanation, explanation.value(part, former=former), language) for former in (True, False)]
    effects = _effects(explanation, [part.effect.change, part.effect.level, part.effect.mix], language)
    verdict = telling.verdict(part, language)
    quiet = ' class="c-quiet"' if part.chance else ""
    return [
        html.clip(where, "", where),
        *of,
        *map(escape, values),
        _bar(part.effect.change, reach, effects[0]),
        *effects[1:],
        f"<span{quiet}>{escape(verdict)}</span>",
        _rows_link(reader, explanation, part, to),
    ]


def _dims(reader: Reader, explanation: Explanation, part: Part) -> str:
    """What a part is one of, and by what others almost the same rows are found; their names where the mouse rests."""
    others = explanation.alike.get(part.member, ())
    names = say("explain.list_comma", reader.language).join(
        telling.where(one, reader.language, reader.label) for one in others
    )
    told = escape(telling.dims(part, reader.language, others))
    title = f' title="≈ {escape(names)}"' if others else ""
    return f'<span class="c-quiet"{title}>{told}</span>'


def _summed(
    explanation: Explanation, name: str, parts: Sequence[Part], language: str, values: Sequence[str] = ("", "")
) -> list[str]:
    """A line that adds up several parts."""
    effects = [sum(getattr(part.effect, kind) for part in parts) for kind in ("change", "level", "mix")]
    change, *others = _effects(explanation, effects, language)
    return [f"<b>{escape(name)}</b>", *map(escape, values), _bar(0, (0, 0), change), *others, "", ""]


def _effects(explanation: Explanation, effects: Sequence[float], language: str) -> list[str]:
    shown = effects if explanation.formula.rate else effects[:1]
    return [escape(telling.effect(explanation, one, language)) for one in shown]


def _bar(change: float, reach: tuple[float, float], words: str) -> str:
    """What a part adds, as a bar from nought to its side, with its number."""
    low, high = reach
    bar = ""
    if high > low and change:
        left, width = ((min(change, 0) - low) / (high - low), abs(change) / (high - low))
        bar = f'<i style="left:{left:.1%};width:{width:.1%}"></i>'
    nought = f' style="--c-nought:{-low / (high - low):.1%}"' if high > low else ""
    drawn = f'<span class="c-effect-bar" aria-hidden="true"{nought}>{bar}</span>' if nought else "<span></span>"
    return f'<span class="c-effect">{drawn}<b>{words}</b></span>'


def why_link(reader: Reader, answer: Answer) -> str:
    """A link to the Trends page with this change explained; nothing where there is none."""
    now, former = answer.value, answer.value_against
    if now is None or former is None or now == former or not explainable(answer.metric):
        return ""
    name = f"{reader.name(answer.metric.name)} {say('explain.open', reader.language)}"
    where = links.address("trends", measure=answer.metric.name, beside=reader.chosen.against, **{WHY: "1"})
    return links.anchor(where, say("explain.short", reader.language), name)


def _rows_link(reader: Reader, explanation: Explanation, part: Part, to: Mapping[str, object]) -> str:
    """A link to the same view with the part's rows open."""
    asked = {**to, "measure": explanation.answer.metric.name, PART: address(part.member)}
    where = links.address("trends", **asked)
    return links.anchor(where, telling.counted(explanation, explanation.n(part), reader.language))
