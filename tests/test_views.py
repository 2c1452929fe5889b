"""Views as data: an address says all of one and nothing else, every ready one can be asked, names find them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cockpit import views
from cockpit.errors import UsageError
from cockpit.i18n import LANGUAGES
from cockpit.ledger import Saved
from cockpit.metrics import CATALOGUE, REST, PivotQuestion
from cockpit.periods import NAMED, Period
from cockpit.views import READY, Sorted, View, keys, named, path, read, sorting

PERIOD = Period(date(2026, 10, 1), date(2026, 11, 1))
SPLITS = sorted({split for metric in CATALOGUE.values() for split in metric.splits} - {"age"})
TEXTS = some.text(some.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
KEYS = {"building": TEXTS, "month": some.dates(), "hour": some.integers(0, 23), "level": some.sampled_from("ABCD")}


@some.composite
def made_views(draw: some.DrawFn) -> View:
    splits = draw(some.lists(some.sampled_from(SPLITS), unique=True, max_size=6))
    cut = draw(some.integers(0, len(splits)))
    measures = draw(some.lists(some.sampled_from(sorted(CATALOGUE)), unique=True, min_size=1, max_size=4))
    dates = draw(some.none() | some.tuples(some.dates(), some.dates()))
    filtered = draw(some.lists(some.sampled_from(views.FILTERED), unique=True, max_size=3))
    return View(
        rows=tuple(splits[:cut]),
        cols=tuple(splits[cut:]),
        measures=tuple(measures),
        show=draw(some.sampled_from(views.SHOWS)),
        top=(top := draw(some.sampled_from(views.TOPS))),
        top_of=draw(some.sampled_from(["", "building", "device"])) if top else "",
        sort=draw(some.sampled_from(["", "name", "-name", f"-{measures[0]}"])),
        totals=draw(some.booleans()),
        heat=draw(some.booleans()),
        period="dates" if dates else draw(some.sampled_from(NAMED)),
        dates=dates or (),
        against=draw(some.sampled_from(["previous", "last-year"])),
        filters=tuple((name, tuple(draw(some.lists(TEXTS, min_size=1, max_size=3)))) for name in sorted(filtered)),
    )


@given(made_views())
def test_an_address_says_all_of_a_view(view: View):
    assert read(view.query()) == view


@given(
    some.lists(some.sampled_from(sorted(KEYS)), unique=True).flatmap(
        lambda splits: some.tuples(
            some.just(splits), some.tuples(*(some.none() | some.just(REST) | KEYS[split] for split in splits))
        )
    )
)
def test_keys_come_back_from_their_word(pair):
    splits, found = pair
    assert keys(path(found), splits) == found
    assert "|" not in path(found)
    assert "@" not in path(found)


def test_a_word_that_spells_no_keys_is_none():
    assert keys("2026-13-01", ("month",)) is None
    assert keys("a/b", ("building",)) is None
    assert keys("x", ("hour",)) is None


@pytest.mark.parametrize(
    "text", ["rows=%00&measures=x", "top=-3&show=all&period=dates", "dates=1&period=x&totals=1", "&&=", ""]
)
def test_what_is_not_known_is_left_out(text: str):
    assert read(text) == View()


@pytest.mark.parametrize(("key", "view"), READY.items())
def test_a_ready_view_can_be_asked_and_its_address_holds_it(key: str, view: View):
    question = view.within(PERIOD)
    assert [metric.name for metric in question.checked()] == list(view.measures)
    assert read(view.query()) == view
    assert view.sort == "" or sorting(view.sort, view) is not None
    assert {views.ready_name(key, language) for language in LANGUAGES}


def test_names_find_views():
    saved = [Saved(1, "我的", "manager", False, View(("campus",), ("month",)).query())]
    assert named("我的", saved).rows == ("campus",)
    assert named("channel_week", saved) == READY["channel_week"]
    assert named(views.ready_name("channel_week", "zh-Hant"), saved) == READY["channel_week"]
    with pytest.raises(UsageError, match="unknown_view"):
        named("没有", saved)


def test_a_sort_is_written_as_it_is_read():
    view = View(("building",), ("month",), ("opened", "sla_met"))
    for sort in (Sorted("opened"), Sorted("sla_met", (date(2026, 10, 1),), down=False), Sorted(None, down=False)):
        assert sorting(sort.text, view) == sort
    assert sorting("-opened:change", view) is None, "it does not stand there"
    beside = replace(view, show="beside")
    for sort in (Sorted("opened", (), True, "change"), Sorted("sla_met", (date(2026, 10, 1),), False, "difference")):
        assert sorting(sort.text, beside) == sort
    assert sorting("-opened:share", beside) is None
    assert sorting("-backlog", view) is None
    assert sorting("opened@x", view) is None


def test_a_top_is_of_the_outermost_dimension():
    view = View(("month", "building"), ("campus",), top=5)
    assert view.topped == "building"
    assert view.within(PERIOD) == PivotQuestion(
        ("opened",), PERIOD, ("month", "building"), ("campus",), top=view.within(PERIOD).top
    )
    assert View(("month",), ("weekday",), top=5).topped is None
    inner = View(("campus", "building"), top=5, top_of="building")
    assert inner.topped == "building"
    assert "top=building.5" in inner.query()
    assert View(("campus",), top=5, top_of="building").topped is None
    for odd in ("building.7", "month.5", ".5", "building.", "nothing.5"):
        assert read(f"top={odd}").query() == read("top=5" if odd == ".5" else "").query()
