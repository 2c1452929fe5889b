"""The kinds of things that are generated, and what must hold of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.faults.generated import configurations, properties, texts, workbooks


@dataclass(frozen=True)
class Kind:
    """``share`` of all examples; ``prepare`` makes the property ready in a folder of its own."""

    share: float
    examples: st.SearchStrategy[Any]
    prepare: Callable[[Path], properties.Property]


def _round(folder: Path) -> properties.Property:
    return properties.Round(folder).is_published_or_refused


KINDS = {
    "texts": Kind(0.3, texts.files(), lambda _: properties.file_is_read_or_refused),
    "workbooks": Kind(0.2, workbooks.books(), lambda _: properties.file_is_read_or_refused),
    "configurations": Kind(0.49, configurations.texts(), lambda _: properties.configuration_is_read_or_refused),
    "syncs": Kind(0.01, st.one_of(texts.files(), workbooks.books()), _round),
}
