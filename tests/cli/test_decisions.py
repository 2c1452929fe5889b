from __future__ import annotations

import pytest

from cockpit.errors import AT_FAULT, DONE, USAGE
from tests.cli.conftest import Cli


def test_decisions_are_written_listed_and_settled(synced: Cli):
    assert "Nothing" in synced("decisions", "list", "--lang", "en")[1]
    words = [
        "--owner",
        "王工",
        "--due",
        "2026-04-30",
        "--moves",
        "opened",
        "--where",
        "campus=东校区",
        "--wanted",
        "lower",
    ]
    assert synced("decisions", "add", "2026-03", "演练写入变更流程", *words)[0] == DONE
    other = ["--owner", "李敏", "--due", "2026-03-31", "--moves", "backlog"]
    assert synced("decisions", "add", "2026-02", "买备件", *other)[0] == DONE
    (one,) = synced.json("decisions", "list", "2026-03", "--json")
    assert (one["id"], one["month"], one["text"], one["due"]) == (1, "2026-03-01", "演练写入变更流程", "2026-04-30")
    assert (one["metric"], one["wanted"], one["filters"]) == ("opened", "lower", [["campus", ["东校区"]]])
    assert synced("decisions", "settle", "1", "done")[0] == DONE
    out = synced("decisions", "list", "--lang", "en")[1]
    assert "done" in out
    assert "买备件" in out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("add", "2026-03", "x", "--moves", "opend"), USAGE, "opened"),
        (("add", "2026-03", "x", "--moves", "opened", "--where", "mood=good"), USAGE, "mood"),
        (
            ("add", "2026-03", "  ", "--owner", "w", "--due", "2026-04-30", "--moves", "opened"),
            USAGE,
            "what is to be done",
        ),
        (
            ("add", "2026-03", "x", "--due", "2026-04-30"),
            USAGE,
            "the owner (--owner), the measure it should move (--moves)",
        ),
        (("add", "2026-03", "x", "--due", "soon"), USAGE, "soon"),
        (("add", "March", "x"), USAGE, "2026-10"),
        (("settle", "9", "done"), AT_FAULT, "9"),
        (("settle", "1", "finished"), USAGE, "dropped"),
    ],
)
def test_what_makes_no_sense_is_refused(synced: Cli, words: tuple[str, ...], code: int, told: str):
    found, _, said = synced("decisions", *words, "--lang", "en")
    assert (found, told in said) == (code, True), said
