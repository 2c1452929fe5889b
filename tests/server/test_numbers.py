"""Every number on every slide of the sample leads to the rows it counts, or is of a kind that has none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from cockpit import settings as configuration
from cockpit.exports import deck
from cockpit.metrics import Cockpit
from cockpit.review import opened, reading
from cockpit.review.document import Document
from cockpit.review.numbers import figures, listings
from cockpit.settings.model import Settings
from cockpit.ui import site as served
from tests.conftest import Site
from tests.server.conftest import Browser, application

LINK = "\x01"
EMPTY = date(2020, 1, 1)
# Numbers without rows, and why they have none. Dates, names and definitions are no numbers of records.
KINDS = {
    "a moment": r"\d{4}年(\d+月(\d+日)?)?|\d{4} 年|\d\d-\d\d|\d\d:\d\d|此前 \d+ 个月",
    "a target or limit": r"(≥|≤|<|低于|目标|达到|至少|要求|一年|只看到期|表中到期|只在到期|n ≥) ?"
    r"[\d.]+ ?(%|分|单|次|课时|个月)?( 以上)?|[\d.]+ (小时|天|分钟)(内|以上)|超过 \d+ 天|\d+ 要素|\d+ 项内容",
    "a range": r"[\d,]+–<?[\d,]+",
    "a change": r"[+−-][\d,.]+|(多|少|增加|减少) [\d,.]+ ?(单|%|次|起|件)?",
    "what was expected": r"只应有 [\d.]+|至多 [\d,]+|约有 [\d.]+ 天|平时 [\d.,]+",
    "a forecast": r"预计(报修)? [\d,]+|人手少 [\d,]+ 人日|(需要|通常有) [\d,]+ 人日|每人每天完成 [\d.]+ 单",
    "how forecasts held": r"过去 \d+ 个月[^，]*，\d+ 个月",
    "a rate": r"(每个工作日报修|上月(同期)?|全月|最后 \d+ 天) [\d.]+ 单",
    "a length of time": r"(历时|已) [\d.]+ (小时|分钟|天)|\d+ 天(中|里|都)",
    "a stock of parts": r"(库存|每周用|已订|约够|到货要) [\d.,]+|可能 \d+%",
    "how many parts one bar holds": r"其余 \d+ 项",
    "none": r"(?<![\d.,])0 ?(单|次|（0%）|%)?(?![\d.,])",
}
VOID = ("br", "meta", "link", "col")
# Columns whose cells have none.
COLUMNS = (
    "多快",
    "平时（单）",
    "此前最少–最多",
    "增减",
    "预计",
    "范围",
    "权重",
    "历时",
    "目标",
    "响应",
    "解决",
    "时限",
)


@dataclass
class Words(HTMLParser):
    """The words of each slide piece by piece, each number that leads somewhere as one sign; and the addresses."""

    pieces: list[tuple[str, str]] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.skipped, self.link, self.line = "", 0, "", ""
        self.heads: list[str] = []
        self.column = -1
        self.stack: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in VOID:
            return
        kinds = told.get("class", "").split()
        skip = tag in ("style", "script", "aside", "dialog", "nav") or {"origin", "lines", "when"} & set(kinds)
        self.stack.append(bool(skip))
        self.skipped += bool(skip)
        if tag == "article":
            self.page = told["data-key"]
        if tag == "table":
            self.heads, self.column = [], -1
        if tag == "tr":
            self.column = -1
        if tag in ("td", "th"):
            self.column += 1
        if tag in ("p", "li", "td", "th", "h2", "h3", "text", "time", "div"):
            self.flush()
        if tag == "a":
            self.link = told.get("href", "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Holds no words."""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "li", "td", "th", "h2", "h3", "text", "time", "article"):
            self.flush(tag)
        self.skipped -= self.stack.pop()
        if tag == "a":
            self.link = ""
        if tag == "article":
            self.page = ""

    def handle_data(self, data: str) -> None:
        if self.skipped or not self.page:
            return
        if self.link:
            self.links[self.link] = data
            self.line += LINK
        else:
            self.line += data

    def flush(self, tag: str = "") -> None:
        """Ends a piece; a head of a table is kept for its column."""
        line, self.line = self.line.strip(), ""
        if tag == "th":
            self.heads.append(line)
        elif line and not (tag == "td" and 0 <= self.column < len(self.heads) and self.heads[self.column] in COLUMNS):
            self.pieces.append((self.page, line))


def words_of(page: str) -> Words:
    """What a page of slides says."""
    found = Words()
    found.feed(page)
    return found


def names_of(cockpit: Cockpit) -> list[str]:
    """Names of places, devices and people that hold digits, and titles, the longest first."""
    asked = {"tickets": ("building", "device_id"), "inspections": ("building", "room", "finding")}
    asked |= {"staff": ("name",), "training_sessions": ("title",), "incidents": ("title", "scope", "follow_up")}
    found = set()
    for table, columns in asked.items():
        for column in columns:
            rows = cockpit.engine.query(
                f"select distinct cast({column} as varchar) as told from store.{table}"
            ).to_pylist()
            found |= {row["told"] for row in rows if row["told"] and re.search(r"\d", row["told"])}
    return sorted(found, key=lambda one: (not one.isdigit(), -len(one)))


def unjustified(page: str, cockpit: Cockpit) -> Iterator[str]:
    """The numbers that lead nowhere and are of no kind, each in its line."""
    names = names_of(cockpit)
    for key, line in words_of(page).pieces:
        rest = line.split("：", 1)[0] if _defines(line) else line
        for name in (one for one in names if one in line):
            before = r"(?<=[楼心堂座馆房院舍] )" if name.isdigit() else r"(?<![\dA-Z])"  # a room follows its building
            rest = re.sub(rf"{before}{re.escape(name)}(?![\d年月日])", "", rest)
        for kind in KINDS.values():
            rest = re.sub(kind, "", rest)
        if re.search(r"\d", rest):
            yield f"{key}: {line.replace(LINK, '#')} -> {rest.replace(LINK, '#')}"


def _defines(line: str) -> bool:
    """Whether a footnote says what a measure or a word means."""
    return re.match(r"[^，。；]{2,12}：", line) is not None and LINK not in line and "n =" not in line


@pytest.fixture(scope="module")
def sample(sample_site: Site) -> Settings:
    """The sample site, whose clock stands in the middle of October."""
    return configuration.load(environ=sample_site.environ)


@pytest.mark.parametrize("month", [date(2026, 10, 1), date(2026, 9, 1), EMPTY])
def test_every_number_leads_to_what_it_counts_or_is_of_a_kind_that_has_no_rows(
    sample: Settings, sample_site: Site, month: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_NOW", sample_site.now)
    document = reading.read(sample, month, "zh-Hans", private=True, environ=sample_site.environ)
    address = f"/deck/{month:%Y-%m}?private=1"
    page = deck.html(document, address=address).decode()
    cockpit = opened.current(sample, sample_site.environ)
    assert 12 <= len(document.shown) <= 16
    assert len({one.sentence for one in document.shown}) == len(document.shown)  # each its own message
    assert list(unjustified(page, cockpit)) == []
    _followed(sample, document, words_of(page).links)


def _followed(sample: Settings, document: Document, links: dict[str, str]) -> None:
    """Each address answers with as many rows as its number is of, and leads back to its slide."""
    served.install(sample)
    browser = Browser(application(replace(sample, access=None)))
    counts: dict[Any, int] = {(one.metric, one.period, one.filters, one.cell): one.n for one in figures(document)}
    lists = {one.digest: one for one in listings(document)}
    for link, told in links.items():
        answer = browser.ask(link, "text/html")
        assert answer.status == 200, link
        parts = urlsplit(link)
        name = parts.path.rpartition("/")[2]
        if "/listed/" in parts.path:
            slide, n = dict(parse_qsl(parts.query))["slide"], lists[name].n
            assert n == int(told.replace(",", "")) if re.fullmatch(r"[\d,]+", told) else True, (told, lists[name])
        else:
            asked = deck.asked(name, parse_qsl(parts.query))
            slide, n = asked.slide, counts[asked.metric, asked.period, asked.filters, asked.cell]
        rows = re.search(r"<p>([\d,]+) 行", answer.body)
        assert rows, link
        assert int(rows[1].replace(",", "")) == n, (told, link)
        assert f'#{slide}" data-back' in answer.body
