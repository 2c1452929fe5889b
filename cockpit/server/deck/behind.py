"""The rows behind a figure of a slide: of the snapshot it was made of and at its instant, within the asker's rights."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pyarrow as pa
from starlette.background import BackgroundTask
from starlette.requests import Request as Asking
from starlette.responses import FileResponse, HTMLResponse, Response

from cockpit.errors import CockpitError, StoreError, UsageError
from cockpit.exports import deck, detail
from cockpit.exports.columns import permitted
from cockpit.i18n import explain, moment, number, say
from cockpit.keeping import Cache
from cockpit.metrics import CATALOGUE, Cockpit, Question, open_cockpit
from cockpit.request import Request
from cockpit.server import doors
from cockpit.server.deck.visit import UNKEPT, Visit, theme, visited
from cockpit.store import Snapshot, replayed
from cockpit.ui import login
from cockpit.ui.rows import COLUMNS, OPEN_COLUMNS

FIRST: Final = 200  # rows on the page; the workbook has them all
LONG: Final = 24  # characters of a column whose texts may take several lines
_KINDS: Final = dict.fromkeys(("number", "count", "hours"), ' class="r"')
_OPENED = Cache(4)
_HERE = Path(__file__).parent
RULES: Final = (_HERE / "behind.css").read_text("utf-8")


@dataclass(frozen=True)
class _Found:
    visit: Visit
    asked: deck.Asked
    request: Request
    question: Question


def page(asking: Asking) -> Response:
    """The first rows, how many there are, and the way back."""
    found = _found(asking)
    if isinstance(found, Response):
        return found
    try:
        metric = CATALOGUE[found.asked.metric]
        usual = OPEN_COLUMNS if metric.stock and metric.record == "tickets" else COLUMNS.get(metric.record, ())
        columns = permitted(usual, found.request.cockpit, found.request.rights, metric.record)
        listed = detail.prepared(found.request, found.question, dict(found.asked.cell), columns)
    except CockpitError as error:
        return refused(found.visit, found.asked.slide, error)
    return HTMLResponse(_page(found, listed, asking), headers=UNKEPT)


def workbook(asking: Asking) -> Response:
    """All the rows as a workbook."""
    found = _found(asking)
    if isinstance(found, Response):
        return found
    return sent(
        found.visit, found.asked.slide, lambda: detail.prepared(found.request, found.question, dict(found.asked.cell))
    )


def sent(visit: Visit, slide: str, prepare: Callable[[], detail.Detail]) -> Response:
    """Rows as a workbook that is thrown away once it was sent."""
    folder = tempfile.TemporaryDirectory(prefix="cockpit-")
    path = Path(folder.name) / "rows.xlsx"
    try:
        listed = prepare()
        detail.write(listed, path)
    except CockpitError as error:
        folder.cleanup()
        return refused(visit, slide, error)
    except BaseException:
        folder.cleanup()
        raise
    name = quote(listed.file_name(".xlsx"))
    headers = {**UNKEPT, "content-disposition": f"attachment; filename*=utf-8''{name}"}
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FileResponse(path, media_type=mime, headers=headers, background=BackgroundTask(folder.cleanup))


def _found(asking: Asking) -> _Found | Response:
    """What is asked, of its snapshot; or a page that says why not."""
    visit = visited(asking)
    if isinstance(visit, Response):
        return visit
    slide = asking.query_params.get("slide", "")
    try:
        asked = deck.asked(asking.path_params["metric"], asking.query_params.multi_items())
    except ValueError:
        return shut(visit, slide, say("deck.behind_rows.refused", visit.language), 400)
    try:
        cockpit = opened(visit, asked.snapshot, asked.as_of)
        return _asked(visit, asked, cockpit)
    except StoreError:
        return shut(visit, slide, say("deck.behind_rows.gone_why", visit.language, id=asked.snapshot), 404)
    except CockpitError as error:
        return refused(visit, slide, error)


def opened(visit: Visit, snapshot: str, as_of: datetime) -> Cockpit:
    """The snapshot at that instant, kept open for the next question; its serving file is made again if it is gone."""
    settings = visit.settings
    found: Cockpit = _OPENED.get((str(settings.data), snapshot, as_of), lambda: open_cockpit(settings, snapshot, as_of))
    return found


def _asked(visit: Visit, asked: deck.Asked, cockpit: Cockpit) -> _Found:
    assert isinstance(cockpit.held, Snapshot)
    settings = replayed.settings(visit.settings, cockpit.held.manifest)
    rights = login.rights(visit.who, cockpit)
    request = Request(cockpit, settings, visit.language, asked.period, asked.filters, rights=rights, who=visit.who.name)
    question = request.question(asked.metric)
    question.checked()
    return _Found(visit, asked, request, question)


# ---- the page


def _page(found: _Found, listed: detail.Detail, asking: Asking) -> str:
    tongue = found.visit.language
    title = say("deck.behind_rows.title", tongue, measure=say(f"metrics.{found.asked.metric}.name", tongue))
    return framed(
        found.visit, asking, found.asked.slide, title, listed.rows.count, _within(found), table(listed, tongue)
    )


def framed(
    visit: Visit,
    asking: Asking,
    slide: str,
    title: str,
    count: int,
    within: Sequence[str],
    table: str,
    *,
    xlsx: bool = True,
) -> str:
    """A page of rows: how many, within what, the way to the workbook (``xlsx``: there is one) and back to the slide."""
    tongue = visit.language
    told = [say("deck.behind_rows.count", tongue, n=number(count, tongue))]
    if count > FIRST and xlsx:
        told.append(say("deck.behind_rows.first", tongue, n=FIRST))
    book = f"{quote(asking.url.path)}.xlsx?{asking.url.query}"
    words = escape(say("deck.behind_rows.xlsx", tongue))
    ways = f'<a href="{escape(book)}" download>{words}</a>' if count and xlsx else ""
    return (
        f'<!doctype html><html lang="{tongue}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f'<title>{escape(title)}</title><style>{RULES}</style></head><body class="{theme(asking)}"><header>'
        f'<p class="ways">{_back(visit, slide)}{ways}</p><h1>{escape(title)}</h1>'
        f'<p>{escape("  ·  ".join(told))}</p><p class="within">{escape("  ·  ".join(within))}</p></header>'
        f"<main>{table}</main></body></html>"
    )


def _within(found: _Found) -> list[str]:
    """What the rows are of: the days, the filters, the cell, the snapshot."""
    request, tongue = found.request, found.visit.language
    told = [request.spelled]
    for name, values in found.asked.filters:
        words = say("common.comma", tongue).join(request.label(name, value or None) for value in values)
        told.append(f"{say(f'common.dims.{name}', tongue)} {words}")
    told += [f"{say(f'common.dims.{name}', tongue)} {request.label(name, key)}" for name, key in found.asked.cell]
    return [*told, snapshot(request)]


def snapshot(request: Request) -> str:
    """Which snapshot rows are of, in words."""
    synced = moment(request.cockpit.clocks.sync, request.language, request.settings.zone)
    short = request.cockpit.snapshot.rpartition("-")[2]
    return say("deck.behind_rows.snapshot", request.language, moment=synced, id=short)


def table(listed: detail.Detail, tongue: str) -> str:
    """The first rows as a table."""
    rows = _first(listed)
    if not rows:
        return f"<p>{escape(say('deck.behind_rows.none', tongue))}</p>"
    heads = "".join(f'<th scope="col">{escape(one.title)}</th>' for one in listed.columns)
    kinds = {one.name: _KINDS.get(one.kind, "" if one.width < LONG else ' class="long"') for one in listed.columns}
    body = "".join(
        f"<tr>{''.join(f'<td{kinds[name]}>{escape(_cell(value, tongue))}</td>' for name, value in row.items())}</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _first(listed: detail.Detail) -> list[dict[str, Any]]:
    """As many rows as the page shows, in words."""
    rows: list[dict[str, Any]] = []
    for batch in listed.rows:
        worded: pa.Table = listed.words.worded(batch.slice(0, FIRST - len(rows)))
        rows += worded.to_pylist()
        if len(rows) >= FIRST:
            break
    return rows


def _cell(value: Any, tongue: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return number(value, tongue, 0 if value == int(value) else 1)
    return str(value)


def _back(visit: Visit, slide: str) -> str:
    words = escape(say("deck.behind_rows.back", visit.language))
    return f'<a href="{escape(visit.address)}#{quote(slide, safe="")}" data-back>{words}</a>'


# ---- instead of it


def refused(visit: Visit, slide: str, error: CockpitError) -> Response:
    """Why they cannot be asked."""
    denied = isinstance(error, UsageError) and error.key.startswith("denied")
    words = say("deck.behind_rows.denied", visit.language) if denied else explain(error, visit.language)
    return shut(visit, slide, words, 403 if denied else 503 if isinstance(error, StoreError) else 400)


def shut(visit: Visit, slide: str, words: str, status: int) -> Response:
    """A page that says why there are no rows, with the way back."""
    title = say("deck.behind_rows.gone", visit.language)
    back = (f"{visit.address}#{quote(slide, safe='')}", say("deck.behind_rows.back", visit.language))
    return doors.page(visit.settings, visit.language, title, words.splitlines(), back, status)
