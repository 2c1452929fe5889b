"""Which columns hold anything that must be cleaned: what most of them lack need not be looked for in every cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cockpit.sources.content import LF, Findings

SIGNS = ("unclean", "padded", "gaps", "wide")


class Signs(Mapping[str, frozenset[str]]):
    """Cell → which of SIGNS have been seen so far in that column of text."""

    def __init__(self, cells: Iterable[str]) -> None:
        self._found = {cell: Findings() for cell in cells}

    def look(self, batch: Any) -> None:
        """Adds what a batch holds; of equal texts one is looked at."""
        for cell, findings in self._found.items():
            texts = pc.unique(batch[cell].cast(pa.string()).combine_chunks()).drop_null()
            if not len(texts):
                continue
            rows = pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts)
            joined = pc.binary_join(rows, "\n")[0].as_buffer().to_pybytes()
            findings.look(joined, "\n")
            if joined.count(LF) > len(texts) - 1:
                findings.gaps = True

    def __getitem__(self, cell: str) -> frozenset[str]:
        return frozenset(sign for sign in SIGNS if getattr(self._found[cell], sign))

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
