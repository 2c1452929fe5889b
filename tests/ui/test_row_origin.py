"""Where a row comes from, told over any page and beneath a ticket's story."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from cockpit.access import Rights
from cockpit.i18n import LANGUAGES, say
from cockpit.metrics.origin import origin
from cockpit.settings.model import Settings, Source, TableSource
from cockpit.store import Store
from cockpit.store.lineage import Version
from cockpit.ui import row_origin, site
from tests.ui import made
from tests.ui.test_detail import reader
from tests.ui.test_pages import go, html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_in_the_address_is_told_over_the_page(app: AppTest, language: str) -> None:
    said = html(go(app, "trends", lang=language, row="tickets:T000007"))
    for text in ("T000007", say("lineage.number", language, n=9), made.tickets(8)[7]["building"]):
        assert text in said


def test_an_unknown_row_is_said_to_be_none(app: AppTest) -> None:
    for asked in ("tickets:none", "nothing:at all", "tickets", "tickets:\0"):
        assert say("lineage.unknown", "zh-Hans") in html(go(app, "trends", row=asked))


def test_a_ticket_s_story_ends_with_its_origin(app: AppTest) -> None:
    said = html(go(app, "detail", ticket="T000007"))
    assert say("lineage.title", "zh-Hans") in said
    assert say("lineage.number", "zh-Hans", n=9) in said


def test_rights_keep_rows_and_columns_back(served: Settings) -> None:
    opened = site.current()
    assert opened is not None
    other = Rights((("engineer", ("nobody",)),))
    assert origin(opened.cockpit, "tickets", "T000007", other) is None
    found = origin(opened.cockpit, "tickets", "T000007", Rights(denied=frozenset({"reporter", "reporter_phone"})))
    assert found is not None
    assert "building" in found.row
    assert not {"reporter", "reporter_phone"} & found.row.keys()


def test_former_values_of_columns_kept_back_are_not_told(served: Settings) -> None:
    rights = Rights(denied=frozenset({"title"}))
    view = reader(served, rights)
    found = origin(view.opened.cockpit, "tickets", "T000007", rights)
    assert found is not None
    newest = Store(served.data).list()[0]
    before = {"title": "原来的标题", "building": "原来的楼"}
    version = Version(newest.id, made.NOW, before)
    told = row_origin._change(view, found, version)
    assert "原来的楼" in told
    assert "原来的标题" not in told


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("select * from desk.tickets", ("<dt>表</dt><dd>desk.tickets</dd>",)),
        (
            "select *\n  from tickets where id <> 0",
            ("<dt>查询语句</dt><dd>select * from tickets where id &lt;&gt; 0</dd>",),
        ),
        (
            f"select {', '.join(f'column_{n}' for n in range(20))} from t",
            ("[sources.helpdesk.tables.tickets] 的查询语句",),
        ),
    ],
)
def test_a_row_of_a_database_is_told_by_its_key_and_table(served: Settings, query: str, words: tuple[str, ...]) -> None:
    view = reader(served)
    found = origin(view.opened.cockpit, "tickets", "T000007")
    assert found is not None
    found = replace(found, source="helpdesk", file="desk")
    sources = (Source("helpdesk", url="sqlite:///desk.db", tables=(TableSource("tickets", query=query),)),)
    opened = replace(view.opened, settings=replace(view.opened.settings, sources=sources))
    told = row_origin.told(replace(view, opened=opened), found)
    assert [one for one in ("<dt>数据库</dt><dd>desk</dd>", "工单号 = T000007", *words) if one not in told] == []
    assert "行</dt>" not in told


def test_somebody_is_found_by_number_in_a_database(served: Settings) -> None:
    """The name alone is no key; elsewhere on the page it stands with the number."""
    view = reader(served)
    found = origin(view.opened.cockpit, "staff", "S001")
    assert found is not None
    name = view.called("S001")
    assert name != "S001"
    sources = (Source(found.source, url="sqlite:///desk.db", tables=(TableSource("staff", query="select 1"),)),)
    opened = replace(view.opened, settings=replace(view.opened.settings, sources=sources))
    view = replace(view, opened=opened)
    assert dict(row_origin.place(view, found))["key"] == "工号 = S001"
    assert f"{name}（S001）" in row_origin._content(view, found)
