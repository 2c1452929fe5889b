"""The deck as one page: all that a document says stands on it, its figures lead to their rows, and it needs nobody."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as parser

from cockpit.exports import deck
from cockpit.exports.deck import parts, tables
from cockpit.exports.deck.parts import Box, Pen
from cockpit.periods import Period
from cockpit.review.document import Bar, Bars, Cell, Document, Head, Point, Points, Restated, Slide, Table
from cockpit.review.numbers import Figure
from cockpit.sentences import Sentence
from tests.review import example

SERVED = "/deck/2026-10"
PEN = Pen("zh-Hans", "volume", SERVED, example.document().origin, example.OCTOBER)


def page(document: Document, **how: str) -> etree._Element:
    return parser.fromstring(deck.html(document, **how).decode())


def one(slide: Slide, **how: str) -> etree._Element:
    """The page of a single slide."""
    return page(replace(example.document(), slides=(slide,)), **how)


def said(element: etree._Element) -> str:
    return "".join(element.itertext())


def size(element: etree._Element) -> str:
    """Of the letters, in pixels."""
    found = re.search(r"font-size:(\d+)px", element.get("style"))
    assert found
    return found[1]


def test_every_slide_that_is_shown_stands_there_once_and_in_order():
    found = page(example.document()).xpath("//article")
    assert [each.get("data-key") for each in found] == [each.key for each in example.document().shown]
    assert "隐藏的一页" not in said(page(example.document()))
    counters = [said(each) for each in page(example.document()).xpath("//*[@class='counter']")]
    assert counters == [f"{at} / 6" for at in range(1, 7)]


def texts(part: object) -> list[str]:
    """Every text that a slide holds, in whatever it stands."""
    if isinstance(part, str):
        return [part]
    if isinstance(part, tuple):
        return [text for each in part for text in texts(each)]
    fields = getattr(part, "__dataclass_fields__", {})
    skipped = {"key", "form", "metric", "tone", "name", "unit", "evidence", "told"}
    skipped |= {"figure"} if isinstance(part, Bar) else set()  # a bar tells the change, its figure leads to the rows
    kept = [name for name in fields if name not in skipped]
    if isinstance(part, Figure):
        return [part.text]
    return [text for name in kept for text in texts(getattr(part, name))]


def test_whatever_a_document_tells_stands_on_its_slide():
    made = page(example.document())
    for slide in example.document().shown:
        drawn = said(made.xpath(f"//article[@data-key='{slide.key}']")[0])
        left_out = set(example.lines().labels)  # of an axis only as many as have room
        missing = [text for text in texts(slide) if text not in drawn and text not in left_out]
        assert missing == [], slide.key


def test_it_asks_nobody_for_anything_and_says_so():
    text = deck.html(example.document()).decode()
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!data:)", text)
    assert "url(" not in text
    assert "@import" not in text
    policy = re.search(r'content-security-policy" content="([^"]+)"', text)
    assert policy
    script = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    assert len(script) == 1
    assert f"script-src 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none'")


def test_the_same_document_is_the_same_bytes():
    assert deck.html(example.document(), address=SERVED) == deck.html(example.document(), address=SERVED)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_its_own_words_are_of_the_document_s_language(language):
    found = page(replace(example.document(0), language=language))
    assert found.get("lang") == language
    mark = {"zh-Hans": "草稿", "zh-Hant": "草稿", "en": "Draft"}[language]
    assert {said(each) for each in found.xpath("//*[contains(@class,'mark')]")} == {mark}


def test_a_closed_month_says_which_close_it_is_of():
    marks = page(example.document(2)).xpath("//*[contains(@class,'mark')]")
    assert {said(each) for each in marks} == {"月结第 2 版"}


# ---- figures lead to their rows


def test_every_figure_of_something_is_a_link_to_its_rows():
    made = page(example.document(), address=f"{SERVED}?lang=zh-Hans&private=1")
    for slide in example.document().shown:
        links = [urlsplit(each.get("href")) for each in made.xpath(f"//article[@data-key='{slide.key}']//a")]
        asked = [deck.asked(each.path.rpartition("/")[2], parse_qsl(each.query)) for each in links]
        led = {(each.metric, each.period, each.filters, each.cell) for each in asked}
        assert led == {(each.metric, each.period, each.filters, each.cell) for each in slide.figures() if each.n}
        assert all(each.slide == slide.key for each in asked)
        assert all(dict(parse_qsl(each.query))["private"] == "1" for each in links)


def test_without_an_address_figures_are_words():
    assert not page(example.document()).xpath("//article//a")


NAMES = st.sampled_from(["campus", "category", "building", "level"])
VALUES = st.text(max_size=20)
CELLS = st.lists(st.tuples(NAMES, st.none() | VALUES), max_size=3, unique_by=lambda pair: pair[0])
FILTERS = st.lists(
    st.tuples(NAMES, st.lists(VALUES, min_size=1, max_size=3).map(tuple)), max_size=3, unique_by=lambda pair: pair[0]
)


@given(CELLS, FILTERS, st.dates(date(2020, 1, 1), date(2027, 1, 1)), st.integers(1, 9))
def test_an_address_asks_what_it_was_made_of(cell, filters, first, days):
    period = Period(first, date.fromordinal(first.toordinal() + days))
    figure = Figure("opened", "3 单", 3.0, 3, period, tuple(filters), (*cell, ("month", first)))
    parts_ = urlsplit(deck.address(SERVED, example.document().origin, figure, "a b&c"))
    asked = deck.asked("opened", parse_qsl(parts_.query, keep_blank_values=True))
    assert (asked.period, asked.filters, asked.slide) == (period, tuple(filters), "a b&c")
    assert asked.cell == (*cell, ("month", first))
    assert asked.as_of == datetime(2026, 11, 1, 16, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "from=2026-10-01",
        "from=x&to=2026-11-01&as_of=2026-11-01T00:00:00%2B00:00&snapshot=a",
        "from=2026-11-01&to=2026-10-01&as_of=2026-11-01T00:00:00%2B00:00&snapshot=a",
        "from=2026-10-01&to=2026-11-01&as_of=2026-11-01T00:00:00&snapshot=a",
        "from=2026-10-01&to=2026-11-01&as_of=2026-11-01T00:00:00%2B00:00&snapshot=a&cell=month%3Dnever",
        "x=" + "1" * 5_000,
    ],
)
def test_an_address_that_asks_for_no_rows_is_refused(query):
    with pytest.raises(ValueError):  # noqa: PT011
        deck.asked("opened", parse_qsl(query))


def test_a_figure_is_found_in_a_sentence_as_a_whole_only():
    one_, eleven = example.figure("opened", "1 单", 1.0, 1), example.figure("resolved", "11 单", 11.0, 11)
    told, left = PEN.told("共 11 单，其中 1 单超时", (one_, eleven))
    assert re.findall(r">([^<]+)</a>", told) == ["11 单", "1 单"]
    assert left == []
    _, left = PEN.told("共 11 单", (one_,))
    assert left == [one_]


def test_what_a_sentence_does_not_name_stands_in_the_footnote():
    slide = Slide("x", "x", Sentence("没有数字的一句话"), told=(example.OPENED,), foot=("定义",))
    foot = one(slide, address=SERVED).xpath("//footer")[0]
    assert "1,284 单" in said(foot)
    assert foot.xpath(".//a")


# ---- how it fits


def test_a_long_title_stands_in_smaller_letters_and_whole():
    sizes = []
    for long in (10, 30, 60, 110):
        slide = Slide("x", "x", Sentence("长" * long, "重" * 5), blocks=(example.bars(),))
        title = one(slide).xpath("//article//h2")[0]
        assert said(title) == "长" * long + "重" * 5
        assert said(title.find("em")) == "重" * 5
        sizes.append(int(size(title)))
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 56
    assert sizes[-1] >= 31


def rows(count: int) -> tuple[tuple[Cell, ...], ...]:
    return tuple((Cell(f"第 {at} 行"), Cell(f"{at} 单")) for at in range(count))


@settings(deadline=None)  # each looks for the largest letters that have room
@given(st.integers(1, 80), st.integers(250, 720))
def test_a_table_shows_as_many_rows_as_have_room_and_counts_the_others(count, high):
    block = Table(
        "各处", (Head("处", wide=2), Head("数", right=True)), (*rows(count), (Cell("合计"), Cell("9"))), totals=1
    )
    drawn = parser.fromstring(tables.table(block, Box(0, 0, 1_000, high), PEN))
    shown = drawn.xpath(".//tbody/tr")
    assert said(shown[-1]).startswith("合计")
    assert float(size(drawn.xpath(".//table")[0])) >= 18
    out = count + 1 - len(shown)
    rest = "".join(said(each) for each in drawn.xpath(".//*[@class='rest']"))
    assert (f"另有 {out} 行未列出" in rest) == bool(out)


def test_points_without_room_are_counted():
    many = tuple(Point(f"第 {at} 点：一句不短的话，说明一件事情", "为什么如此" * 8) for at in range(30))
    drawn = one(Slide("x", "x", Sentence("t"), blocks=(example.bars(),), so=many))
    shown = len(drawn.xpath("//*[contains(@class,'so')]//li"))
    assert 3 <= shown < 30
    assert f"另有 {30 - shown} 条未列出" in said(drawn)


def test_nothing_is_said_by_colour_alone():
    for cell in page(example.document()).xpath("//td[contains(@class,'late')] | //li[contains(@class,'late')]"):
        assert "▲" in said(cell)


def test_what_later_corrections_changed_is_told_with_both_figures():
    now = replace(example.OPENED, text="1,287 单", value=1_287.0)
    found = page(replace(example.document(), restated=(Restated("opened", "报修", example.OPENED, now, "+3 单"),)))
    told = said(found.xpath("//article[@data-key='volume']")[0])
    assert "+3 单" in told
    assert "1,287 单" in told
    assert "+3 单" not in said(found.xpath("//article[@data-key='incidents']")[0])


def test_a_slide_tells_its_headlines_correction_first_and_how_many_more_there_are():
    was = [example.figure("opened", f"{at} 单", at, campus=str(at)) for at in range(5)]
    moved = [
        Restated("opened", f"校区 {at}", one, replace(one, text=f"{at} 项"), f"+{at} 单") for at, one in enumerate(was)
    ]
    same = Restated("opened", "校区 0", was[0], was[0], "变动不到所示的位数")
    bars = Bars("", "单", "#,##0", tuple(Bar(one.text, one.value, one.text, figure=one) for one in was))
    slides = tuple(Slide(key, key, Sentence("t"), blocks=(bars,), told=(was[3],)) for key in ("places", "restated"))
    document = replace(example.document(), slides=slides, restated=(same, *moved[1:]))
    pages = page(document)
    strips = pages.xpath("//article[@data-key='places']//*[contains(@class,'restated')]")
    assert [said(one).split("+")[0].split()[-1] for one in strips] == ["3", "1"]
    assert "另有 2 个" in said(strips[-1])
    assert not pages.xpath("//article[@data-key='restated']//*[contains(@class,'restated')]")


def test_text_of_people_and_records_is_text():
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
    bars = Bars(evil, evil, "#,##0", (Bar(evil, 1.0, evil),))
    slide = Slide(
        "x",
        evil,
        Sentence(evil, evil),
        evil,
        (bars, example.table()),
        (Point(evil, evil),),
        (evil,),
        (evil,),
        comment=evil,
    )
    made = replace(example.document(), slides=(slide,), title=evil)
    found = page(made)
    assert len(found.xpath("//script")) == 1
    assert not found.xpath("//img")
    assert said(found.xpath("//article//h2")[0]) == evil * 2
    assert said(found.xpath("//aside/p")[0]) == evil


def test_a_document_without_slides_says_so():
    assert "没有要放映的页" in said(page(replace(example.document(), slides=())))


def test_an_empty_block_says_why():
    slide = Slide(
        "x", "x", Sentence("t"), blocks=(Points("决定", (), "上月没有"), Table("表", (Head("a"),), (), "没有行"))
    )
    assert {"上月没有", "没有行"} <= {said(each) for each in one(slide).xpath("//*[@class='none']")}


def test_a_sign_stands_for_each_tone_that_matters():
    assert [bool(parts.sign(tone)) for tone in ("late", "watch", "fine", "stress", "quiet", "")] == [True] * 3 + [
        False
    ] * 3
