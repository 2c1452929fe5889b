from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cockpit.errors import StoreError
from cockpit.ledger import Closing, Decision, Ledger, Review

MONTH = date(2026, 10, 1)
OF = "2026-10"
AT = datetime(2026, 11, 1, 2, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "data")


def trail(ledger: Ledger) -> list[tuple[str, str, str]]:
    return [(deed.who, deed.action, deed.subject) for deed in reversed(ledger.trail())]


def test_reading_makes_no_file(ledger: Ledger):
    assert ledger.review(OF) == Review()
    assert ledger.closings() == []
    assert ledger.decisions() == []
    assert not ledger.path.exists()


def test_slides_are_ordered_hidden_and_commented(ledger: Ledger):
    ledger.comment_slide(OF, "volume", "  请东校区说明 ", "S001")
    ledger.order_slides(OF, ["sla", "volume"], "S001")
    ledger.hide_slide(OF, "parts", "S001")
    kept = ledger.review(OF)
    assert (kept.order, kept.hidden, kept.comments) == (
        ("sla", "volume"),
        frozenset({"parts"}),
        {"volume": "请东校区说明"},
    )
    ledger.order_slides(OF, ["volume"], "S002")
    ledger.hide_slide(OF, "parts", "S002", hidden=False)
    ledger.comment_slide(OF, "volume", " ", "S002")
    kept = ledger.review(OF)
    assert (kept.order, kept.hidden, kept.comments) == (("volume",), frozenset(), {})
    assert ledger.review("2026-09") == Review()
    assert trail(ledger) == [
        ("S001", "review.comment", "2026-10 volume 请东校区说明"),
        ("S001", "review.order", "2026-10 sla volume"),
        ("S001", "review.hide", "2026-10 parts"),
        ("S002", "review.order", "2026-10 volume"),
        ("S002", "review.show", "2026-10 parts"),
        ("S002", "review.comment", "2026-10 volume"),
    ]


def test_views_are_added_once_and_taken_away(ledger: Ledger):
    ledger.save_view("夜间", "rows=campus", team=False, who="S001")
    for name in ("growth", "夜间", "growth"):
        ledger.add_view(OF, name)
    ledger.save_view("夜间", "rows=building", team=False, who="S001")
    ledger.comment_slide(OF, "view:growth", "看 6 号楼")
    assert ledger.review(OF).views == {"growth": "", "夜间": "rows=campus"}
    ledger.drop_view(OF, "growth")
    ledger.drop_view(OF, "growth")
    kept = ledger.review(OF)
    assert (kept.views, kept.comments) == ({"夜间": "rows=campus"}, {})
    assert [action for _, action, _ in trail(ledger)].count("review.drop_view") == 1


def test_a_text_is_written_in_a_language_and_the_draft_comes_back(ledger: Ledger):
    ledger.write_text(OF, "zh-Hans", "plan", " 一、巡检\n二、培训 ", "S001")
    ledger.write_text(OF, "en", "plan", "Rounds", "S001")
    ledger.write_text(OF, "zh-Hans", "plan", "一、巡检", "S002")
    kept = ledger.review(OF).texts
    assert {key: (one.text, one.who) for key, one in kept.items()} == {
        ("zh-Hans", "plan"): ("一、巡检", "S002"),
        ("en", "plan"): ("Rounds", "S001"),
    }
    assert all(one.at.tzinfo is UTC for one in kept.values())
    ledger.write_text(OF, "en", "plan", "", "S002")
    assert set(ledger.review(OF).texts) == {("zh-Hans", "plan")}
    assert trail(ledger)[-1] == ("S002", "review.unwrite", "2026-10 en plan")


def test_a_close_is_noted_once(ledger: Ledger):
    first = Closing(MONTH, 1, "20261101T001000Z-7c1f", AT, AT, "S001")
    second = replace(first, version=2, who="S002")
    for one in (first, second, first):
        ledger.closed(one)
    ledger.closed(replace(first, month=date(2026, 9, 1)))
    assert ledger.closings(MONTH) == [second, first]
    assert len(ledger.closings()) == 3
    assert trail(ledger)[0] == ("S001", "review.close", "2026-10 1 20261101T001000Z-7c1f")
    assert len(ledger.trail()) == 3


def test_decisions_come_back_in_their_order_and_are_settled(ledger: Ledger):
    wanted = Decision(
        MONTH,
        " 升级前演练写入变更流程 ",
        "王工",
        date(2026, 11, 30),
        "opened",
        (("category", ("认证", "网络")),),
        "lower",
    )
    first, second = ledger.decide(wanted, "S001"), ledger.decide(Decision(MONTH, "买备件", metric=None, wanted="lower"))
    assert ledger.decide(Decision(MONTH, "  ")) is None
    assert first is not None
    assert second is not None
    one, other = ledger.decisions(MONTH)
    assert (one.id, one.text, one.filters, one.due, one.wanted, one.who) == (
        first, "升级前演练写入变更流程", wanted.filters, date(2026, 11, 30), "lower", "S001",
    )  # fmt: skip
    assert (other.metric, other.wanted) == (None, None)
    ledger.settle_decision(second, "done", "S002")
    assert [found.state for found in ledger.decisions()] == ["open", "done"]
    assert ledger.decisions(states=("open",)) == [one]
    assert ledger.decisions(date(2026, 9, 1)) == []
    with pytest.raises(StoreError, match="no_decision"):
        ledger.settle_decision(99, "done")
    assert [action for _, action, _ in trail(ledger)] == ["decision.add", "decision.add", "decision.done"]
