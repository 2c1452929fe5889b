"""The lists of the training page to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from cockpit.contract.training import Matrix, Owed
from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import day, label, say
from cockpit.metrics.training import Attended, Held, Planned
from cockpit.settings.people import INDICATORS
from cockpit.ui.reader import Reader

ABOUT = ("audience", "kind", "mode", "lecturer")


def sessions(reader: Reader, several: Sequence[Held]) -> Listed:
    """The trainings with their scores, the weakest indicator, sheets and report."""
    heads = [(_say(reader, "sessions.day"), "day"), (_say(reader, "sessions.what"), "text")]
    heads += [(_column(reader, "training_sessions", name), "text") for name in ABOUT]
    heads += [(_say(reader, "sessions.score"), "percent100")]
    heads += [(_points(reader, name), "percent100") for name in INDICATORS]
    heads += [(_say(reader, "sessions.weakest"), "text"), (_say(reader, "sessions.sheets"), "count")]
    heads += [(_say(reader, "sessions.report"), "moment")]
    return Listed(_say(reader, "sessions.title"), heads, [_session(reader, one) for one in several])


def _session(reader: Reader, one: Held) -> list[Cell]:
    row, weakest = one.session, one.matrix.weakest
    scores = {each.name: each.score for each in one.matrix.indicators}
    return [
        row["held_on"],
        row["title"],
        *(label(name, row[name], reader.language) if row[name] else None for name in ABOUT),
        _plain(one.matrix.overall),
        *(_plain(scores[name]) for name in INDICATORS),
        _say(reader, f"indicator.{weakest.name}") if weakest else None,
        len(one.sheets),
        row["report_at"],
    ]


def matrix(reader: Reader, shown: Matrix, bands: Mapping[str, str]) -> Listed:
    """The satisfaction matrix: of each indicator the weight, the answers by band with their shares, the score.

    ``bands`` are the names of the bands. The last row has the sheets and the overall score.
    """
    share = say("performance.groups.share", reader.language)
    heads = [(_say(reader, "matrix.indicator"), "text"), (_say(reader, "matrix.weight"), "share")]
    heads += [column for name in bands.values() for column in ((name, "count"), (f"{name} {share}", "share"))]
    heads.append((_say(reader, "matrix.score"), "percent100"))
    rows: list[list[Cell]] = [
        [
            _say(reader, f"indicator.{one.name}"),
            float(one.weight) / 100,
            *(cell for band in bands for cell in (one.counts[band], _plain(one.share(band)))),
            _plain(one.score),
        ]
        for one in shown.indicators
    ]
    rows.append([_say(reader, "matrix.overall"), 1.0, *[None] * (2 * len(bands)), _plain(shown.overall)])
    return Listed(_say(reader, "matrix.title"), heads, rows, [_say(reader, "matrix.sheets", n=shown.sheets)])


def said(reader: Reader, lines: Sequence[tuple[str, str, Held]]) -> Listed:
    """What was said of trainings: kind, text, training and its day."""
    heads = [(_say(reader, f"said.{name}"), "text") for name in ("kind", "text", "training")]
    heads.append((_say(reader, "sessions.day"), "day"))
    rows = [
        (_say(reader, f"said.{kind}"), text, one.session["title"], one.session["held_on"]) for kind, text, one in lines
    ]
    return Listed(_say(reader, "said.title"), heads, rows)


def newcomers(reader: Reader, found: Sequence[Attended]) -> Listed:
    """What newcomers owe, a row a person and course: by when, and when it was done."""
    heads = [(_say(reader, "people.newcomers.who"), "text"), (_column(reader, "staff", "staff_id"), "text")]
    heads += [(say("common.dims.role", reader.language), "text"), (_column(reader, "staff", "hired_on"), "day")]
    heads += [(_say(reader, f"people.newcomers.{name}"), "text") for name in ("course",)]
    heads += [(_say(reader, f"people.newcomers.{name}"), "day") for name in ("by", "on")]
    heads += [(_say(reader, "people.newcomers.state"), "text")]
    rows = [
        (
            reader.called(one.person["staff_id"]),
            one.person["staff_id"],
            label("role", one.person["role"], reader.language),
            one.person["hired_on"],
            owed.course,
            owed.due,
            owed.done,
            _state(reader, owed),
        )
        for one in found
        for owed in one.owed
    ]
    return Listed(_say(reader, "people.newcomers.title"), heads, rows, [_say(reader, "people.newcomers.beside")])


def _state(reader: Reader, owed: Owed) -> str:
    key = ("was_late" if owed.late else "was_done") if owed.done else ("late" if owed.late else "due")
    told = _say(reader, f"people.newcomers.{key}")
    if owed.untold is None:
        return told
    untold = _say(reader, "people.newcomers.untold", day=day(owed.untold, reader.language))
    return f"{told} · {untold}"


def plan(reader: Reader, months: Sequence[Planned]) -> Listed:
    """The basics training of every month: the days it is planned for, those it was held on."""
    heads = [(_say(reader, f"people.plan.{name}"), "text") for name in ("month", "planned", "held")]
    comma = say("common.comma", reader.language)
    rows = [
        (
            label("month", one.month, reader.language),
            comma.join(day.isoformat() for day in one.days),
            comma.join(day.isoformat() for day in one.held) or _say(reader, f"people.plan.{_missing(one)}"),
        )
        for one in months
    ]
    return Listed(_say(reader, "people.plan.title"), heads, rows)


def _missing(one: Planned) -> str:
    return "none" if one.late else "ahead"


def _points(reader: Reader, name: str) -> str:
    return _say(reader, "sessions.points_of", name=_say(reader, f"indicator.{name}"))


def _column(reader: Reader, record: str, name: str) -> str:
    return say(f"records.{record}.columns.{name}", reader.language)


def _plain(score: Fraction | None) -> float | None:
    return None if score is None else float(score)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"training.{key}", reader.language, **facts)
