"""docs/records.md says what the declarations and the words say."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit import i18n
from cockpit.cli.document import document, whole
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
