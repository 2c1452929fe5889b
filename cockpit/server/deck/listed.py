"""What a number counts that is no measure: the rows that stand in the month's document, in full, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape

from starlette.requests import Request as Asking
from starlette.responses import HTMLResponse, Response

from cockpit import periods
from cockpit.errors import CockpitError, StoreError
from cockpit.exports import detail
from cockpit.exports.columns import permitted
from cockpit.i18n import say
from cockpit.metrics import Cockpit
from cockpit.request import Request
from cockpit.review import reading
from cockpit.review.numbers import Listing, listings
from cockpit.server.deck import behind
from cockpit.server.deck.visit import UNKEPT, Visit, visited
from cockpit.store import Snapshot, replayed
from cockpit.ui import login
from cockpit.ui.rows import COLUMNS


@dataclass(frozen=True)
class _Found:
    visit: Visit
    slide: str
    listing: Listing
    request: Request


def page(asking: Asking) -> Response:
    """What it lists, as many as the number says."""
    found = _found(asking)
    if isinstance(found, Response):
        return found
    visit, listing, request = found.visit, found.listing, found.request
    within = [request.spelled, behind.snapshot(request)]
    count, shown = listing.n, _plain(listing)
    if listing.record:
        try:
            columns = permitted(COLUMNS.get(listing.record, ()), request.cockpit, request.rights, listing.record)
            told = detail.keyed(request, listing.record, listing.keys, listing.name, columns)
        except CockpitError as error:
            return behind.refused(visit, found.slide, error)
        count, shown = told.rows.count, behind.table(told, visit.language)
    title = say("deck.behind_rows.title", visit.language, measure=listing.name)
    html = behind.framed(visit, asking, found.slide, title, count, within, shown, xlsx=bool(listing.record))
    return HTMLResponse(html, headers=UNKEPT)


def workbook(asking: Asking) -> Response:
    """All of it as a workbook, where it is of a record."""
    found = _found(asking)
    if isinstance(found, Response):
        return found
    listing, request = found.listing, found.request
    if not listing.record:
        return behind.shut(found.visit, found.slide, say("deck.behind_rows.refused", found.visit.language), 400)
    prepare = lambda: detail.keyed(request, listing.record, listing.keys, listing.name)  # noqa: E731
    return behind.sent(found.visit, found.slide, prepare)


def _plain(listing: Listing) -> str:
    """What stands in the document itself."""
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in listing.heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>" for row in listing.rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _found(asking: Asking) -> _Found | Response:
    """The listing of that digest, with the snapshot it was made of; or a page that says why not."""
    visit = visited(asking)
    if isinstance(visit, Response):
        return visit
    slide, snapshot = (asking.query_params.get(name, "") for name in ("slide", "snapshot"))
    try:
        as_of = datetime.fromisoformat(asking.query_params.get("as_of", ""))
    except ValueError:
        return behind.shut(visit, slide, say("deck.behind_rows.refused", visit.language), 400)
    if as_of.tzinfo is None or not snapshot:
        return behind.shut(visit, slide, say("deck.behind_rows.refused", visit.language), 400)
    try:
        cockpit = behind.opened(visit, snapshot, as_of)
        listing = _listing(visit, asking.path_params["digest"], cockpit)
    except StoreError:
        return behind.shut(visit, slide, say("deck.behind_rows.gone_why", visit.language, id=snapshot), 404)
    except CockpitError as error:
        return behind.refused(visit, slide, error)
    if listing is None:
        return behind.shut(visit, slide, say("deck.behind_rows.changed", visit.language), 404)
    assert isinstance(cockpit.held, Snapshot)
    settings = replayed.settings(visit.settings, cockpit.held.manifest)
    period, rights = periods.whole(visit.month, "month"), login.rights(visit.who, cockpit)
    request = Request(cockpit, settings, visit.language, period, rights=rights, preset="last_month", who=visit.who.name)
    return _Found(visit, slide, listing, request)


def _listing(visit: Visit, digest: str, cockpit: Cockpit) -> Listing | None:
    """It stands in the month as it is told now; or, after a sync, in what was told then."""
    site, month, language = visit.settings, visit.month, visit.language
    now = reading.read(site, month, language, private=visit.private)
    if (found := next((one for one in listings(now) if one.digest == digest), None)) is not None:
        return found
    then = reading.made_then(site, month, language, cockpit, private=visit.private)
    return next((one for one in listings(then) if one.digest == digest), None)
