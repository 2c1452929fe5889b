"""The list of tickets and the story of one, as Streamlit runs them without a browser."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.responses import Response
from streamlit.testing.v1 import AppTest

from cockpit import server
from cockpit.access import Rights
from cockpit.metrics import Question
from cockpit.metrics.detail import Listing, window
from cockpit.periods import Period
from cockpit.settings.model import Settings
from cockpit.ui import detail, site, story, ticket_list, timeline, windows
from cockpit.ui.reader import Chosen, Reader
from tests.ui import made
from tests.ui.test_pages import go, html

REPORTED = datetime(2026, 11, 2, 1, tzinfo=UTC)
TIMES = ("assigned_at", "arrived_at", "resolved_at", "reopened_at", "closed_at", "revisit_at")


def data(app: AppTest, place: int = 0) -> dict[str, Any]:
    """What the page hands to a table of tickets."""
    told: dict[str, Any] = json.loads(app.get("bidi_component")[place].proto.json)
    return told


def reader(served: Settings, rights: Rights = Rights()) -> Reader:  # noqa: B008 - it is frozen
    opened = site.current()
    assert opened is not None
    return Reader(
        opened, "zh-Hans", Chosen(Period(REPORTED.date(), made.NOW.date()), "dates", "previous"), rights=rights
    )


def test_the_first_line_counts_what_the_table_lists(app: AppTest) -> None:
    said = html(go(app, "detail", period="all"))
    counted = re.search(
        r"全部时间报修的工单共 ([\d,]+) 单，\s*超过时限 ([\d,]+) 单（其中 (\d+) 单尚未完成）\s*，还有 (\d+) 单未完成",
        said,
    )
    assert counted is not None
    opened = site.current()
    assert opened is not None
    overdue = opened.cockpit.answer(Question("overdue", Period(made.NOW.date(), made.NOW.date() + timedelta(days=1))))
    backlog = opened.cockpit.answer(Question("backlog", Period(made.NOW.date(), made.NOW.date() + timedelta(days=1))))
    assert (int(counted[3]), int(counted[4])) == (overdue.value, backlog.value)
    assert "按报修时间统计" in said
    shown = data(app)
    assert shown["total"] == int(counted[1].replace(",", "")) == 4_000
    times = [row["cells"][1] for row in shown["rows"]]
    assert times == sorted(times, reverse=True)
    assert len(shown["rows"]) == windows.SIZE
    assert any(row["state"] == "late" for row in shown["rows"])


def test_the_address_says_what_is_searched_sorted_and_shown(app: AppTest) -> None:
    said = html(go(app, "detail", period="all", q="投影 东", sort="-building", columns="title,building"))
    assert "含“投影、东”的工单有" in said
    shown = data(app)
    assert [column["name"] for column in shown["columns"]] == ["title", "building"]
    assert shown["sort"] == {"name": "building", "descending": True}
    assert all("投影" in row["cells"][0] and "东" in row["cells"][0] for row in shown["rows"])


@pytest.mark.parametrize(
    "asked",
    [
        {"sort": "nothing", "columns": "nothing,,\0", "q": "\0"},
        {"sort": "description", "columns": "title,title,reporter_phone"},
        {"sort": "-state", "q": "x" * 5_000},
        {"ticket": "\0"},
        {"ticket": "x" * 5_000},
        {"ticket": "'; drop table tickets --"},
        {"q": "%' or true --", "ticket": ""},
    ],
)
def test_a_tampered_address_is_answered_calmly(app: AppTest, asked: dict[str, object]) -> None:
    go(app, "detail", **asked)


def test_nothing_found_is_told(app: AppTest) -> None:
    said = html(go(app, "detail", q="没有这样的词"))
    assert "没有含“没有这样的词”的工单" in said
    assert "减少搜索的词" in said
    assert not app.get("bidi_component")


def test_a_story_tells_the_ticket_and_its_history(app: AppTest, served: Settings) -> None:
    late = next(row for row in _rows(served) if row["state"] == "late" and row["status"] == "closed")
    said = html(go(app, "detail", ticket=late["ticket_id"]))
    assert re.search(rf"{late['ticket_id']} \S+ {late['building']}，\s*.+完成，超过时限", said)
    assert "按实际间隔绘制" in said
    assert "本站没有提供的记录：巡检、备件出入库" in said
    assert data(app)["total"] >= 1


def _rows(served: Settings) -> list[dict[str, Any]]:
    told = reader(served)
    found = detail.listed(told, Listing())
    columns = ["ticket_id", "status", "building"]
    rows: list[dict[str, Any]] = window(told.opened.cockpit, found, columns, limit=500).to_pylist()
    return rows


def test_a_ticket_nobody_knows_is_not_found(app: AppTest) -> None:
    assert "没有找到这张工单" in html(go(app, "detail", ticket="T999999"))


def test_the_list_is_within_the_rights_of_who_reads(served: Settings) -> None:
    own = reader(served, Rights((("engineer", ("S001",)),)))
    everything, mine = (detail.listed(one, Listing()) for one in (reader(served), own))
    assert 0 < len(mine) < len(everything) == 4_000


def asked(path: str, start: str) -> Response:
    """What the route answers to a request for the window from ``start`` on."""
    query = urlencode({"from": start}).encode()
    scope = {"type": "http", "path_params": {"token": path.rpartition("/")[2]}, "query_string": query, "headers": []}
    return asyncio.run(server._rows(Request(scope)))


def test_windows_come_from_the_route_to_whoever_was_offered_them() -> None:
    path = windows.offer("test", lambda start: [f"T{start}"])
    assert windows.offer("test", lambda start: [f"U{start}"]) == path
    answer = asked(path, "200")
    assert json.loads(bytes(answer.body)) == ["U200"]
    assert answer.headers["cache-control"] == "no-store"
    assert windows.offer("other", lambda start: [start]) != path
    assert asked("/rows/guessed", "0").status_code == 404
    for start in ("", "-1", "x", "1e3", "٣", "9" * 12):
        assert asked(path, start).status_code == 400


def test_an_offer_nobody_fetches_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    path = windows.offer("old", lambda start: [start])
    token = path.rpartition("/")[2]
    assert windows.fetched(token, 4) == [4]
    monkeypatch.setattr("cockpit.ui.windows.time.monotonic", lambda: 1e12)
    assert windows.fetched(token, 4) is None


def ticket(**times: float) -> dict[str, Any]:
    """A ticket whose times lie so many hours after its report; to be answered within 1, due after 8."""
    at = {name: REPORTED + timedelta(hours=hours) for name, hours in times.items()}
    end = at.get("resolved_at") or at.get("closed_at")
    at["responded_at"] = at.get("assigned_at") or at.get("arrived_at")  # type: ignore[assignment]
    known = dict.fromkeys((*TIMES, "agreed_due_at", "source_due_at")) | at | {"finished_at": end, "left_at": end}
    limits = {"due_at": REPORTED + timedelta(hours=8), "respond_due_at": REPORTED + timedelta(hours=1)}
    return {"reported_at": REPORTED, "status": "closed", "state": None, **limits, **known}


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ({"assigned_at": 0.5, "resolved_at": 7}, ["响应及时，早于时限 30 分钟", "按时完成，早于时限 1.0 小时"]),
        ({"arrived_at": 3, "resolved_at": 8}, ["响应晚了 2.0 小时", "按时完成，早于时限 0 分钟"]),
        ({"closed_at": 10, "reopened_at": 11}, ["超过时限 2.0 小时", "又被返修"]),
        ({}, ["已超时 19.9 天"]),
    ],
)
def test_lateness_is_named_in_words(served: Settings, times: dict[str, float], expected: list[str]) -> None:
    lines = timeline.marks(reader(served), ticket(**times))
    assert [line.remark for line in lines if line.remark] == expected
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert (not times) == (lines[-1].name == "now")


def test_a_timeline_is_to_scale(served: Settings) -> None:
    done = ticket(assigned_at=0.5, resolved_at=10)
    told = reader(served)
    drawn = timeline.drawn(told, done, timeline.marks(told, done))
    assert re.findall(r'c-dot[^"]*" style="left:([\d.]+)%', drawn) == ["0.0", "5.0", "10.0", "80.0", "100.0"]
    assert '<i class="c-span " style="left:5.0%;width:75.000%">' in drawn
    assert '<i class="c-span c-late" style="left:80.0%;width:20.000%">' in drawn


def test_what_a_ticket_says_is_text(served: Settings) -> None:
    row = dict.fromkeys(ticket_list.WIDTHS) | {"campus": "<b>", "building": "<img src=x>", "group": "<i>"}
    told = story._sheet(reader(served), row, ("place", "group"))
    assert not re.search(r"<(b|img|i)\b", told)
    assert "&lt;img src=x&gt;" in told


def test_a_state_is_marked_where_it_matters_and_columns_hold_their_texts(app: AppTest) -> None:
    shown = data(go(app, "detail", period="all", lang="en"))
    columns = {column["name"]: column for column in shown["columns"]}
    assert "state" not in columns
    assert (shown["marked"], shown["states"]["late"]) == ("due_at", "late")
    assert columns["level"]["title"] == "Level"
    assert columns["status"]["width"] > ticket_list.WIDTHS["status"]
    assert sum(column["width"] for column in shown["columns"]) <= 1290
    assert data(go(app, "detail", columns="ticket_id,state,due_at"))["marked"] == "state"


def test_a_rating_has_its_unit(served: Settings) -> None:
    told = reader(served)
    assert ticket_list.text(told, "rating", 80.0) == "80 分"
    assert ticket_list.text(told, "rating", 86.25) == "86.3 分"
    assert ticket_list.text(told, "reopen_count", 2.0) == "2"


def test_the_names_of_a_sheet_are_as_wide_as_the_longest(served: Settings) -> None:
    told = reader(served)
    ticket = dict.fromkeys((*story.SHEET, "campus", "building", "room")) | {"manual_ref": "7.2", "campus": "本部"}
    sheet = story._sheet(told, ticket, story.SHEET)
    wide = re.search(r"--c-name:(\d+)px", sheet)
    assert wide is not None
    assert int(wide[1]) >= ticket_list.length("指导手册页码") > ticket_list.length("地点")
