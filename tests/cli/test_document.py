"""docs/records.md says what the declarations and the words say."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit import i18n
from cockpit.boards import PAGES
from cockpit.cli.document import MOST_FIGURES, document, pages_of, whole
from cockpit.metrics import CATALOGUE
from cockpit.metrics.subjects import needed
from cockpit.records import RECORDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "records.md"


def test_the_page_is_current():
    assert PAGE.read_text("utf-8") == whole(), "python -m cockpit.cli.document > docs/records.md"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_column_and_choice_stands_there(language: str):
    text = document(language)
    for record in RECORDS.values():
        card = text.split(f"· `{record.name}`")[1].split("<a id=")[0]
        for column in record.columns:
            (line,) = [line for line in card.splitlines() if line.startswith(f"| `{column.name}` |")]
            assert all(f"`{choice}` " in line for choice in column.choices)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_what_shows_a_record_stands_beside_it(language: str):
    lines = {
        line.split("`")[1]: line.split(" | ") for line in document(language).splitlines() if line.startswith("| [`")
    }
    for name in RECORDS:
        pages, figures = lines[name][3:]
        made_of = [metric for metric in CATALOGUE.values() if name in (*needed(metric), metric.record)]
        for metric in made_of if len(made_of) <= MOST_FIGURES else ():
            assert i18n.say(f"metrics.{metric.name}.name", language) in figures
        assert bool(made_of) == ("–" not in figures)
        shown = [page for page in PAGES if i18n.say(f"pages.{page.name}.name", language) in pages]
        assert bool(shown) == bool(pages_of(name)) == (i18n.say("cli.document.no_page", language) not in pages)
    assert {"service", "detail"} <= set(pages_of("incidents"))
