"""Which columns hold anything that must be cleaned: what most of them lack need not be looked for in every cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from cockpit.sources.content import LF, Findings

SIGNS = ("unclean", "padded", "gaps", "wide")
ERRORS, SCIENTIFIC, NULLS = "errors", "scientific", "nulls"


class Signs(Mapping[str, frozenset[str]]):
    """Cell → which signs of ``Raw`` have been seen so far in that column of text. ``nulls`` spell nothing."""

    def __init__(self, cells: Iterable[str], nulls: Iterable[str] = ()) -> None:
        self._found = {cell: Findings() for cell in cells}
        self._others: dict[str, set[str]] = {cell: set() for cell in self._found}
        self._repeats: dict[str, bool] = {}
        self._nulls = pa.array(sorted({"", *nulls}), pa.string())

    def look(self, batch: pa.Table) -> dict[str, pa.Array]:
        """Adds what a batch holds, and gives its texts by cell: of a column that repeats many in its first batch as a
        dictionary, of which each is looked at once.
        """
        return {cell: self._looked(cell, pa.concat_arrays(batch[cell].chunks).cast(pa.string())) for cell in self}

    def _looked(self, cell: str, texts: pa.Array) -> pa.Array:
        coded = texts.dictionary_encode() if self._repeats.get(cell, True) else None
        if coded is not None and self._repeats.setdefault(cell, 2 * len(coded.dictionary) < len(texts)):
            texts, looked = coded, coded.dictionary
        else:
            looked = texts.drop_null()
        if len(looked):
            self._look(cell, looked)
        return texts

    def _look(self, cell: str, texts: pa.Array) -> None:
        findings, others = self._found[cell], self._others[cell]
        rows = pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts)
        joined = pc.binary_join(rows, "\n")[0].as_buffer().to_pybytes()
        findings.look(joined, "\n")
        if joined.count(LF) > len(texts) - 1:
            findings.gaps = True
        # One byte is searched for ten times as fast as two.
        if b"#" in joined:
            others.add(ERRORS)
        if b"+" in joined and (b"E+" in joined or b"e+" in joined):
            others.add(SCIENTIFIC)
        if NULLS not in others and pc.any(pc.is_in(texts, value_set=self._nulls)).as_py():
            others.add(NULLS)

    def __getitem__(self, cell: str) -> frozenset[str]:
        return frozenset(sign for sign in SIGNS if getattr(self._found[cell], sign)) | self._others[cell]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
