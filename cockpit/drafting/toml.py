"""A proposal as the TOML of a source, its doubts as comments beside the lines they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cockpit.drafting.proposal import Doubt, Drafted, Proposal
from cockpit.i18n import has, say
from cockpit.records import RECORDS, Kind
from cockpit.settings.model import Fold, TableSource

USUAL = TableSource("tickets")
NUMBERS = (Kind.INTEGER, Kind.NUMBER, Kind.MONEY)
MOST_UNKNOWN = 20
VALUES = ("values", "level", "points", "clocked")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


@dataclass(frozen=True)
class Place:
    """Where a source is found: a folder (``path``) or a database (``url``)."""

    path: str | None = None
    url: str | None = None


def text(name: str, place: Place, drafted: Drafted, language: str) -> str:
    """The whole draft: sources that the settings read as they stand, comments in the reader's language."""
    lines = [f"# {line}" for line in say("drafting.head", language).splitlines()]
    if drafted.preset:
        lines += ["", *_comment(say("drafting.preset", language, name=drafted.preset)), f"[sources.{key(name)}]"]
        told = (("preset", drafted.preset), ("prefix", drafted.prefix), ("url", place.url))
        lines += [f"{kind} = {quoted(what)}" for kind, what in told if what is not None]
    for source, proposals in _sources(name, drafted.proposals).items():
        lines += ["", f"[sources.{key(source)}]"]
        lines += [f"{kind} = {quoted(at)}" for kind, at in (("path", place.path), ("url", place.url)) if at is not None]
        for proposal in proposals:
            lines += ["", *table(source, proposal, language)]
    for one in drafted.unknown[:MOST_UNKNOWN]:
        where = " · ".join(part for part in (one.file, one.sheet) if part)
        lines += ["", *_comment(say("drafting.unknown", language, where=where, headers=list(one.header[:12]) or "–"))]
    return "\n".join(lines) + "\n"


def _sources(name: str, proposals: Sequence[Proposal]) -> dict[str, list[Proposal]]:
    """A source holds a record once: what comes a second time stands in a source of its own."""
    found: dict[str, list[Proposal]] = {}
    for one in proposals:
        number, source = 1, name
        while any(other.record == one.record for other in found.get(source, ())):
            number += 1
            source = f"{name}_{number}"
        found.setdefault(source, []).append(one)
    return found


def table(source: str, proposal: Proposal, language: str) -> list[str]:
    """The lines of one table of a source."""
    told = proposal.table
    section = f"sources.{key(source)}.tables.{told.record}"
    left = list(proposal.doubts)
    lines = [*_said(left, lambda one: one.column is None and one.key in ("also", "more"), told.record, language)]
    lines += [f"[{section}]", *_where(told)]
    lines += _how(left, proposal, language)
    values = [(name, one) for name, one in told.values.items() if one]
    later = {name for name, _ in values}
    lines += ["", f"[{section}.columns]"]
    for name in RECORDS[told.record].names:
        apart = [one for one in left if one.column == name and not (one.key in VALUES and name in later)]
        fold = [one for one in apart if one.key == "fold"]
        lines += _said(
            left, lambda one, these=apart, folds=fold: one in these and one not in folds, told.record, language
        )
        if name in told.columns:
            lines.append(f"{key(name)} = {_one_or_more(told.columns[name])}")
        elif any(one.key == "missing" for one in apart):
            near = next((one.arguments.get("nearest") or [""] for one in apart if one.key == "missing"), [""])
            lines.append(f"# {key(name)} = {quoted(str(near[0]))}")
    lines += _pairs(f"{section}.join", {name: _list(parts) for name, parts in told.join.items()})
    lines += _pairs(f"{section}.constants", {name: quoted(one) for name, one in told.constants.items()})
    lines += _pairs(f"{section}.defaults", {name: quoted(one) for name, one in told.defaults.items()})
    for name, meanings in values:
        number = RECORDS[told.record].column(name).kind in NUMBERS
        rows = {spelling: code if number else quoted(code) for spelling, code in meanings.items()}
        told_of = [*_said(left, lambda one, of=name: one.column == of and one.key in VALUES, told.record, language)]
        lines += ["", *told_of, *_pairs(f"{section}.values.{key(name)}", rows)[1:]]
    if told.fold is not None:
        lines += ["", *_said(left, lambda one: one.key == "fold", told.record, language), *_fold(section, told.fold)]
    lines += _said(left, lambda _: True, told.record, language)
    if proposal.unused:
        lines += ["", *_comment(say("drafting.unused", language, headers=list(proposal.unused[:60])))]
    return lines


def _how(left: list[Doubt], proposal: Proposal, language: str) -> list[str]:
    """How cells are read: by which watermark, dates, spellings of nothing, what is filled down, days, the scale."""
    told = proposal.table
    lines = _watermark(left, told.record, language)
    lines += _said(left, lambda one: one.key in ("day_or_month", "orders_differ"), told.record, language)
    lines += [f"# dates = [{quoted(form)}]" for choice in proposal.date_choices for form in choice]
    lines += _said(left, lambda one: one.key in ("minguo", "epoch"), told.record, language)
    lines += _some("dates", told.dates)
    lines += _said(left, lambda one: one.key == "nulls", told.record, language)
    lines += _some("nulls", told.nulls[1:] if told.nulls != USUAL.nulls else ())
    lines += _left_out(left, told, language)
    lines += _some("fill_down", told.fill_down)
    if told.unpivot is not None:
        lines += _said(left, lambda one: one.key == "roster", told.record, language)
        lines.append(f"unpivot = {{ header = {quoted(told.unpivot.header)}, cell = {quoted(told.unpivot.cell)} }}")
    if told.rating_scale and (_scored(told) or told.rating_scale != (0, 100)):
        lines += [f"rating_scale = [{', '.join(f'{one:g}' for one in told.rating_scale)}]"]
    return lines


def _left_out(left: list[Doubt], told: TableSource, language: str) -> list[str]:
    """The values whose rows are none, and as a line to be taken in those that may be such too."""
    asked = [one for one in left if one.key == "unclocked"]
    lines = _said(left, lambda one: one.key == "leave_out", told.record, language)
    lines += [f"leave_out.{key(name)} = {_list(values)}" for name, values in told.leave_out.items()]
    lines += _said(left, lambda one: one.key == "unclocked", told.record, language)
    return lines + [f"# leave_out.{key(one.column or '')} = {_list(one.arguments['off'])}" for one in asked]


def _watermark(left: list[Doubt], record: str, language: str) -> list[str]:
    """The column by which only what changed is read, as a line to be taken in by whoever knows the database."""
    named = [str(one.arguments["header"]) for one in left if one.key == "watermark"]
    said = _said(left, lambda one: one.key == "watermark", record, language)
    return said + [f"# watermark = {quoted(one)}" for one in named]


def _scored(told: TableSource) -> bool:
    return "rating" in told.columns


def _where(told: TableSource) -> list[str]:
    """Which file, sheet and line a table stands in, or which table of a database it is."""
    lines = [f"{name} = {quoted(at)}" for name, at in (("files", told.files), ("sheet", told.sheet)) if at is not None]
    if told.query is not None:
        lines.append(_queried(told.query))
    if told.header_row is not None:
        lines.append(f"header_row = {told.header_row}")
    if told.header_rows > 1:
        lines.append(f"header_rows = {told.header_rows}")
    return lines + [
        f"{name} = {quoted(one)}" for name, one in (("encoding", told.encoding), ("delimiter", told.delimiter)) if one
    ]


def _queried(query: str) -> str:
    named = re.fullmatch(r"select \* from (\w+(?:\.\w+)*)", query)
    return f"table = {quoted(named[1])}" if named else f"query = {quoted(query)}"


def _fold(section: str, fold: Fold) -> list[str]:
    lines = [f"[{section}.fold]"]
    lines += [f"{name} = {quoted(one)}" for name, one in (("key", fold.key), ("order", fold.order)) if one]
    for name, take in fold.first.items():
        sign, words = ("in", take.equals) if take.equals else ("not in", take.differs)
        listed = ", ".join("'" + one.replace("'", "''") + "'" for one in words)
        header = take.column if re.fullmatch(r"\w+", take.column) else '"' + take.column + '"'
        where = f"{header} {sign} ({listed})"
        lines.append(f"first.{key(name)} = {{ where = {quoted(where)}, take = {quoted(take.take)} }}")
    return lines


def _said(left: list[Doubt], mine: object, record: str, language: str) -> list[str]:
    """The comments of those doubts that are meant, which are then said."""
    assert callable(mine)
    meant = [one for one in left if mine(one)]
    for one in meant:
        left.remove(one)
    return [line for one in meant for line in _comment(worded(one, record, language, mark=True))]


def worded(doubt: Doubt, record: str, language: str, *, mark: bool = False, on_page: bool = False) -> str:
    """A doubt in words; with a ``mark``, as it stands in a draft, so that it can be searched for. ``on_page`` says what
    to do by what stands on the page, not by lines and codes of the draft.
    """
    arguments = dict(doubt.arguments)
    for name in ("record", "other"):
        named = f"records.{arguments.get(name)}.name"
        if doubt.key == "also" and has(named, language):
            arguments[name] = say(named, language) if on_page else f"{say(named, language)} ({arguments[name]})"
    column = f"records.{record}.columns.{doubt.column}"
    name = say(column, language) if has(column, language) else ""
    if doubt.key == "missing" and not arguments.get("nearest"):
        arguments["nearest"] = "–"
    if arguments.get("known") == []:
        arguments["known"] = "–"
    if "choices" in arguments:
        arguments["choices"] = [form for choice in arguments["choices"] for form in choice]
    apart = f"drafting.page.{doubt.key}"
    key_of = apart if on_page and has(apart, language) else f"drafting.doubt.{doubt.key}"
    words = say(key_of, language, name=name, **arguments)
    return say("drafting.open" if doubt.open else "drafting.mark", language, words=words) if mark else words


def _comment(words: str) -> list[str]:
    return [f"# {line}" for line in " ".join(words.split()).splitlines()]


def _some(name: str, texts: Iterable[str]) -> list[str]:
    listed = tuple(texts)
    return [f"{name} = {_list(listed)}"] if listed else []


def _pairs(section: str, pairs: dict[str, str]) -> list[str]:
    return ["", f"[{section}]", *(f"{key(name)} = {value}" for name, value in pairs.items())] if pairs else []


def _one_or_more(texts: Sequence[str]) -> str:
    return quoted(texts[0]) if len(texts) == 1 else _list(texts)


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"


def key(name: str) -> str:
    """A TOML key, quoted where it must be."""
    return name if _BARE.fullmatch(name) else quoted(name)


def quoted(words: str) -> str:
    """A TOML string; ``${…}`` in a cell or header would be taken for an environment variable, and is left as it is."""
    return '"' + "".join(_escaped(words)) + '"'


def _escaped(words: str) -> Iterator[str]:
    for sign in words:
        if sign in _ESCAPES:
            yield _ESCAPES[sign]
        elif ord(sign) < 0x20 or ord(sign) == 0x7F:
            yield f"\\u{ord(sign):04X}"
        else:
            yield sign
