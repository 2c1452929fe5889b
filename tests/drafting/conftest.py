"""What tests of drafts are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafting.drafted import Drafting


@pytest.fixture
def drafting(tmp_path: Path) -> Drafting:
    return Drafting(tmp_path)
