"""What pages share of an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cockpit.settings.model import Settings, Source, TableSource
from tests.ui import made
from tests.ui.test_detail import reader


@pytest.mark.parametrize(("record", "kept"), [("tickets", False), ("inspections", True)])
def test_what_stands_where_nothing_was_told_is_no_place(served: Settings, record: str, kept: bool) -> None:
    """Which texts those are the mapping of tickets says; the counts stay."""
    view = reader(served)
    name = made.tickets(8)[7]["building"]
    table = TableSource(record, defaults={"building": name})
    settings = replace(view.opened.settings, sources=(Source("desk", path=served.data, tables=(table,)),))
    view = replace(view, opened=replace(view.opened, settings=settings))
    answer = view.ask(view.question("opened", by=("building",)))
    shown = view.blanked(answer, "building")
    assert name in {row["building"] for row in answer.rows}
    assert (name in {row["building"] for row in shown.rows}) == kept
    assert [row["n"] for row in shown.rows] == [row["n"] for row in answer.rows]
    assert view.blanked(answer, "campus") is answer
