"""The made-up site behind a real server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.browser.shots import settled
from tests.conftest import ROOT, Site

PATIENCE_SECONDS = 90


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the cockpit listens."""
    folder = tmp_path_factory.mktemp("served")
    with listening(folder, "-m", "tests.browser.serve", str(folder)) as address:
        yield address
    assert "Stack (most recent call last)" not in (folder / "log").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def sample_address(sample_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the cockpit listens over the sample site."""
    folder = tmp_path_factory.mktemp("sample-served")
    run = ("-m", "cockpit", "run", "--every", "24h", "--port")
    with listening(folder, *run, environ=sample_site.environ) as address:
        yield address


class Pages:
    """Pages lent to one test after another, each alone in a context of its own and handed over as if just opened.

    The first of a new context compiles every script anew: three seconds of a core, where the next takes one.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.free: list[tuple[Page, CDPSession]] = []
        self.lent: list[tuple[Page, CDPSession]] = []

    def lend(self, *, dark: bool = False, width: int = 1366, height: int = 900) -> Page:
        if not self.free:
            page = self.browser.new_context(locale="zh-CN").new_page()
            self.free.append((page, page.context.new_cdp_session(page)))
        self.lent.append(self.free.pop())
        page = self.lent[-1][0]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="null", color_scheme="dark" if dark else "light")
        return page

    def take_back(self) -> None:
        """Nobody has been there: no cookie, nothing stored, no way back. A page that was closed is not lent again."""
        while self.lent:
            page, session = self.lent.pop()
            if page.is_closed():
                page.context.close()
                continue
            for other in page.context.pages:
                if other is not page:
                    other.close()
            page.unroute_all()
            page.evaluate("if (origin !== 'null') { localStorage.clear(); sessionStorage.clear(); }")
            page.goto("about:blank")
            page.mouse.move(0, 0)
            page.context.clear_cookies()
            session.send("Page.resetNavigationHistory")
            self.free.append((page, session))

    def close(self) -> None:
        for page, _ in self.free:
            page.context.close()


@pytest.fixture(scope="session")
def pages(browser: Browser) -> Iterator[Pages]:
    """The pages of this run."""
    pages = Pages(browser)
    yield pages
    pages.close()


@pytest.fixture
def lend(pages: Pages) -> Iterator[Callable[..., Page]]:
    """Gives an empty page of nobody's, in a browser of its own, for the time of the test."""
    yield pages.lend
    pages.take_back()


@pytest.fixture
def page(lend: Callable[..., Page]) -> Page:
    """One such page."""
    return lend()


@pytest.fixture
def look(page: Page) -> Callable[..., Page]:
    """Opens an address in the page of the test."""

    def open_page(address: str, *, dark: bool = False, width: int = 1366, height: int = 900) -> Page:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        settled(page, address)
        return page

    return open_page


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Served:
    """A cockpit in a process of its own, on one port for as long as it is needed: ``python -m MODULE FOLDER PORT``."""

    folder: Path
    module: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it; returns once it answers."""
        command = [sys.executable, "-m", self.module, str(self.folder), str(self.port)]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        _wait(f"{self.address}/health")

    def kill(self) -> None:
        """As a crash would: no goodbye."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def listening(folder: Path, *command: str, environ: Mapping[str, str] | None = None) -> Iterator[str]:
    """A server started by that command, to which a free port is added; its address, once it answers."""
    port = free_port()
    started = [sys.executable, *command, str(port)]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(started, cwd=ROOT, env={**os.environ, **(environ or {})}, stdout=log, stderr=log) as process,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=1)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(url)
