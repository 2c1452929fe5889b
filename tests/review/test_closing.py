"""A month is closed whole or not at all, and stays as it was closed."""

from __future__ import annotations

import itertools
import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from cockpit.errors import StoreError, UsageError
from cockpit.i18n import LANGUAGES
from cockpit.ledger import Ledger
from cockpit.metrics import CATALOGUE, Question, open_cockpit
from cockpit.periods import whole
from cockpit.review import answers, closes, closing, opened, reading
from cockpit.review.document import Document
from cockpit.review.month import Asked
from tests.review.conftest import CLOCK, MARCH, Published

pytestmark = pytest.mark.usefixtures("short")

PERIOD = whole(MARCH, "month")


def test_a_close_is_what_is_read_whatever_the_data_become(site: Published):
    drafts = {tongue: reading.read(site.settings, MARCH, tongue, private=True) for tongue in LANGUAGES}
    steps: list[str] = []
    made = closing.close(site.settings, MARCH, "S001", progress=steps.append)
    assert steps == [*LANGUAGES, "answers", "publish"]
    snapshot = site.store.current()
    assert snapshot is not None
    assert (made.version, made.snapshot, made.as_of, made.closed_by) == (1, snapshot.id, CLOCK, "S001")
    site.sync(tickets=site.small.rows["tickets"][:20])
    for tongue in LANGUAGES:
        found = reading.read(site.settings, MARCH, tongue, private=True)
        origin = replace(drafts[tongue].origin, version=1, closed_at=made.closed_at, closed_by="S001")
        assert as_closed(found) == replace(drafts[tongue], origin=origin)
    draft = reading.read(site.settings, MARCH, "en", private=True, version=reading.DRAFT)
    assert draft.origin.draft
    assert draft.origin.snapshot != made.snapshot


def as_closed(found: Document) -> Document:
    """Without what moved since."""
    return replace(found, restated=(), slides=tuple(one for one in found.slides if one.key != "restated"))


def test_the_answers_are_kept_with_what_they_mean(site: Published):
    made = closing.close(site.settings, MARCH)
    cockpit = open_cockpit(site.settings)
    found = answers.read(made.bytes_of(answers.FIGURES), made.bytes_of(answers.ASKED))
    totals = [question for question in found if question == Question(question.metric, PERIOD)]
    assert {question.metric for question in totals} == {
        name for name, metric in CATALOGUE.items() if cockpit.offers(metric) and metric.share_of is None
    }
    for question, cells in found.items():
        rows = cockpit.answer(question).rows
        assert [stood.value for stood in cells.values()] == [row["value"] for row in rows]
        assert [stood.n for stood in cells.values()] == [row["n"] or 0 for row in rows]
    asked = json.loads(made.bytes_of(answers.ASKED))
    opened = asked["metrics"]["opened"]
    assert opened["sql"] == answers.digest(CATALOGUE["opened"])
    assert set(opened["words"]) == set(LANGUAGES)
    assert opened["words"]["en"]["definition"]
    assert asked["terms"][0]["sla_target"] == 0.95
    behind = answers.rows_of(made.bytes_of(answers.ROWS), made.bytes_of(answers.ASKED))
    assert len(behind[Question("opened", PERIOD)]) == found[Question("opened", PERIOD)][()].n > 0


def test_split_and_narrowed_answers_come_back(site: Published):
    month = opened.month_over(opened.current(site.settings), site.settings, MARCH, "en", Asked())
    month.answer("opened", "campus", "day")
    month.answer("time_to_resolve", "hour", more=(("category", ("network", "")),))
    kept = answers.halves(month.answers)
    assert len(kept) == 4
    listed = list(kept.values())
    found = answers.read(answers.figures(listed), answers.asked(listed, ()))
    assert list(found) == list(kept)
    assert any(found.values())
    for question, cells in found.items():
        rows = kept[question].rows
        assert [stood.value for stood in cells.values()] == [row["value"] for row in rows]
        assert len(cells) == len(rows)


def test_closing_again_adds_a_version_and_the_ledger_knows_all(site: Published):
    first = closing.close(site.settings, MARCH, "S001")
    second = closing.close(site.settings, MARCH, "S002")
    assert closes.versions(site.settings.data, MARCH) == [2, 1]
    assert reading.read(site.settings, MARCH, "en", private=True).origin.closed_by == "S002"
    assert reading.read(site.settings, MARCH, "en", private=True, version=1).origin.closed_by == "S001"
    told = Ledger(site.settings.data).closings(MARCH)
    assert [(one.version, one.who, one.closed_at) for one in told] == [
        (2, "S002", second.closed_at), (1, "S001", first.closed_at),
    ]  # fmt: skip
    looked = {one.month: one.version for one in reading.months(site.settings)}
    assert (looked[MARCH], looked[date(2026, 2, 1)]) == (2, reading.DRAFT)
    with pytest.raises(StoreError, match="close_missing"):
        reading.read(site.settings, MARCH, "en", private=True, version=3)


def test_two_closes_at_once_are_two_versions(site: Published):
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda who: closing.close(site.settings, MARCH, who), ["S001", "S002", "S003"]))
    assert sorted(one.version for one in made) == [1, 2, 3]
    assert {(one.version, one.who) for one in Ledger(site.settings.data).closings()} == {
        (one.version, one.closed_by) for one in made
    }


def test_a_running_month_and_one_without_data_are_refused(site: Published):
    with pytest.raises(UsageError, match="month_running"):
        closing.close(site.settings, date(2026, 4, 1))
    with pytest.raises(UsageError, match="month_without_data"):
        closing.close(site.settings, date(2025, 9, 1))
    assert closes.months(site.settings.data) == []
    assert closing.close(site.settings, date(2025, 10, 1)).version == 1


def test_the_snapshot_is_pinned_and_the_close_outlives_even_it(site: Published):
    made = closing.close(site.settings, MARCH)
    told = reading.read(site.settings, MARCH, "en", private=True)
    for count in (50, 40, 30, 20):
        site.sync(tickets=site.small.rows["tickets"][:count])
    with site.store.lock():
        assert made.snapshot not in site.store.prune(1)
        site.store.pin(made.snapshot, pinned=False)
        assert made.snapshot in site.store.prune(1)
    reading.KEPT.clear()
    assert as_closed(reading.read(site.settings, MARCH, "en", private=True)) == told


def test_a_sync_under_way_is_waited_for(site: Published):
    began, made = threading.Event(), []
    with site.store.lock():
        thread = threading.Thread(
            target=lambda: made.append(closing.close(site.settings, MARCH, progress=lambda _: began.set()))
        )
        thread.start()
        began.wait()
        assert not made
    thread.join()
    assert made[0].version == 1


@pytest.mark.parametrize("name", ["close.json", "document-en.json", "answers.parquet"])
def test_what_is_not_as_it_was_written_is_refused(site: Published, name: str):
    made = closing.close(site.settings, MARCH)
    file = made.folder / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    reading.KEPT.clear()
    with pytest.raises(StoreError, match="close_damaged"):  # noqa: PT012
        found = closes.find(site.settings.data, MARCH, 1)
        found.document("en")
        found.bytes_of(answers.FIGURES)


def test_killed_at_every_step_the_month_is_closed_or_not(site: Published, monkeypatch: pytest.MonkeyPatch):
    data = site.settings.data
    ready = closing._ready(site.settings, MARCH, {}, lambda _: None)
    monkeypatch.setattr(closing, "_ready", lambda *_: ready)
    changed = 0
    for fatal in itertools.count():
        before = closes.versions(data, MARCH)
        if (child := os.fork()) == 0:
            _die(fatal)
            closing.close(site.settings, MARCH)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        after = closes.versions(data, MARCH)
        assert after in (before, [len(before) + 1, *before])
        for one in closes.every(data):
            assert {one.bytes_of(name) for name in one.facts["files"]}
        changed += after != before
        if not os.WIFSIGNALED(status):
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
    assert fatal > 20
    assert changed > 1
    last = closing.close(site.settings, MARCH)
    assert [one.version for one in Ledger(data).closings()] == list(range(last.version, 0, -1))
    assert sorted(one.name for one in (data / closes.FOLDER).iterdir()) == ["2026-03", "lock"]


def _die(fatal: int) -> None:
    """This process ends before the ``fatal``-th step that it asks the disk for."""
    steps = itertools.count()

    def guarded(call):
        def wrapped(*given, **named):
            if next(steps) == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*given, **named)

        return wrapped

    for name in ("fsync", "rename", "replace", "mkdir"):
        setattr(os, name, guarded(getattr(os, name)))
