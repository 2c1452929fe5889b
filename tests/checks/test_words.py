"""Every reason, warning and refusal has its words in every language."""

from __future__ import annotations

import re

import pytest

from cockpit.i18n import has
from cockpit.records import RECORDS
from cockpit.settings.model import LANGUAGES
from tests.conftest import ROOT

SOURCE = "\n".join(
    file.read_text(encoding="utf-8")
    for folder in ("checks", "sources")
    for file in (ROOT / "cockpit" / folder).glob("*.py")
)
REASONS = {
    *re.findall(r"(?:then|else) '([a-z][a-z_]+)'", SOURCE),
    *re.findall(r'\("?(error_cell|formula_without_value)', SOURCE),
    *re.findall(r"\{MARK\}([a-z_]+)\{MARK\}", SOURCE),
    *(f"before_{earlier}" for record in RECORDS.values() for earlier, _ in record.orders),
    "ragged",
    "bad_quote",
    "duplicate_conflict",
} - {"percent", "fraction", "plain", "blank", "total", "true", "false"}
WARNINGS = set(re.findall(r'"key": "([a-z_]+)"', SOURCE))
REFUSALS = set(re.findall(r'(?:\b_?refusal|SourceError)\(\s*"([a-z_]+)"', SOURCE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_words(language: str) -> None:
    assert len(REASONS) > 25
    assert len(REFUSALS) > 20
    assert {"extra_columns", "column_absent", "dates_inferred", "scale_doubtful"} == WARNINGS
    assert [one for one in sorted(REASONS | WARNINGS) if not has(f"checks.{one}.title", language)] == []
    assert [one for one in sorted(REASONS) if not has(f"checks.{one}.remedy", language)] == []
    assert [one for one in sorted(REFUSALS) if not has(f"errors.{one}.title", language)] == []
