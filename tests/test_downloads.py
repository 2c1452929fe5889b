"""Files on offer: sent as they come, under names every browser keeps, and not further than somebody wants them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from cockpit import server
from cockpit.settings import load
from cockpit.ui import downloads, site
from cockpit.ui.exporting import Job
from tests.conftest import ROOT

APP = Starlette(routes=[Route("/export/{token}", server._export)])


@pytest.fixture(autouse=True)
def installed(tmp_path: Path) -> None:
    site.install(load(ROOT / "sample_data" / "cockpit.toml", tmp_path))


def fetched(path: str, method: str = "GET", leave_after: int = 10**6) -> tuple[int, dict[str, str], list[bytes]]:
    """Status, headers and the pieces of a body as they were sent; the client goes after so many."""
    sent: list[dict[str, Any]] = []

    async def run() -> None:
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)
            if len(sent) > leave_after:
                gone.set()
                await asyncio.sleep(0.01)

        scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b"", "root_path": ""}
        await APP({**scope, "http_version": "1.1", "scheme": "http", "server": ("x", 80)}, receive, send)  # type: ignore[arg-type]

    asyncio.run(run())
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, [one["body"] for one in sent[1:] if one.get("body")]


def key() -> str:
    return secrets.token_hex(4)


def test_pieces_are_sent_as_they_come():
    path = downloads.offer(key(), "明细.csv", "text/csv", stream=lambda: iter([b"a", b"b", b"c"]))
    status, headers, pieces = fetched(path)
    assert (status, pieces) == (200, [b"a", b"b", b"c"])
    assert "content-length" not in headers
    assert headers["cache-control"] == "no-store"


def test_who_goes_stops_what_is_read_for_them():
    made: list[int] = []

    def stream() -> Iterator[bytes]:
        for number in range(10_000):
            made.append(number)
            yield b"x" * 100

    fetched(downloads.offer(key(), "明细.csv", "text/csv", stream=stream), leave_after=3)
    assert 0 < len(made) < 1_000


def test_a_written_file_is_sent_whole_and_a_stopped_one_not_at_all():
    path = downloads.offer(key(), "总览.xlsx", downloads.XLSX, lambda place: place.write_bytes(b"whole"))
    status, headers, pieces = fetched(path)
    assert (status, b"".join(pieces)) == (200, b"whole")
    assert headers["content-length"] == "5"

    job = Job(100)

    def stopped(_place: Path) -> None:
        job.begin()
        job.stop.set()
        job.progress(7)

    status, headers, pieces = fetched(downloads.offer(key(), "总览.xlsx", downloads.XLSX, stopped))
    assert status == 409
    assert "content-disposition" not in headers
    assert (job.state, job.done) == ("stopped", 7)


def test_asking_for_the_header_alone_makes_nothing():
    def never() -> Iterator[bytes]:
        raise AssertionError

    status, headers, pieces = fetched(downloads.offer(key(), "明细.csv", "text/csv", stream=never), "HEAD")
    assert (status, pieces) == (200, [])
    assert "attachment" in headers["content-disposition"]


def test_a_token_nobody_gave_is_no_file():
    assert fetched("/export/nothing")[0] == 404


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("工单明细_报修量_2026-09-01_2026-09-30.xlsx", "cockpit-2026-09-01-2026-09-30.xlsx"),
        ('a "b";\r\nSet-Cookie: x=1.csv', "cockpit-a-b-Set-Cookie-x-1.csv"),
        ("100%_楼.parquet", "cockpit-100.parquet"),
        ("全是中文.csv", "cockpit.csv"),
    ],
)
def test_names_survive_every_browser(name: str, plain: str):
    path = downloads.offer(key(), name, "text/csv", stream=lambda: iter([b""]))
    told = fetched(path)[1]["content-disposition"]
    assert told.isascii()
    assert "\r" not in told
    head, first, full = told.split("; ")
    assert head == "attachment"
    assert first == f'filename="{plain}"'
    assert unquote(full.removeprefix("filename*=UTF-8''")) == name


def test_a_job_moves_on_and_can_be_made_again():
    job = Job(10)
    job.begin()
    job.progress(4)
    job.end()
    assert (job.state, job.done) == ("done", 4)
    job.begin()
    assert (job.state, job.done) == ("running", 0)


def test_a_file_is_never_packed_again_on_its_way():
    asked = [(b"accept-encoding", b"gzip"), (b"accept", b"*/*")]
    for path, packed in (("/export/token", False), ("/static/app.js", True)):
        kept = dict(server._readable({"type": "http", "path": path, "headers": asked})["headers"])
        assert (b"accept-encoding" in kept) == packed
