"""docs/metrics.md says what queries/ and the words say."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit import i18n
from cockpit.metrics import CATALOGUE
from cockpit.metrics.document import document, whole

PAGE = Path(__file__).resolve().parents[2] / "docs" / "metrics.md"


def test_the_page_is_current():
    assert PAGE.read_text("utf-8") == whole(), "python -m cockpit.metrics.document > docs/metrics.md"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_metric_has_its_card(language: str):
    text = document(language)
    for name in CATALOGUE:
        assert f"](../queries/{name}.sql)" in text
        assert i18n.say(f"metrics.{name}.definition", language) in text
