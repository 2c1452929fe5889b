"""Every entry of the catalogue has a case, and every case is one of the catalogue's."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from tests.faults import catalogue

PARTS = {
    "test_files_*.py": catalogue.FILES,
    "test_databases.py": catalogue.DATABASES,
    "test_configuration.py": catalogue.CONFIGURATION,
}


def _cases(pattern: str) -> set[str]:
    """The entries that the modules' tables of cases and tests of their own stand for."""
    found: set[str] = set()
    for file in Path(__file__).parent.glob(pattern):
        module = importlib.import_module(f"tests.faults.{file.stem}")
        found |= {case.entry for case in getattr(module, "CASES", ())}
        found |= {mark.args[0] for test in vars(module).values() for mark in _marks(test) if mark.name == "entry"}
    return found


def _marks(test: object) -> list[pytest.Mark]:
    return getattr(test, "pytestmark", []) if callable(test) else []


@pytest.mark.parametrize("pattern", PARTS)
def test_every_entry_has_a_case(pattern: str) -> None:
    assert _cases(pattern) == PARTS[pattern].keys()
