"""Which columns hold anything that must be cleaned: what most of them lack need not be looked for in every cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from cockpit.sources.content import Findings

SIGNS = ("unclean", "padded", "gaps", "wide")
ERRORS, SCIENTIFIC, NULLS = "errors", "scientific", "nulls"
# To look at few texts costs as much as to look at some thousand.
ENOUGH = 1 << 20


class Signs(Mapping[str, frozenset[str]]):
    """Cell → which signs of ``Raw`` have been seen so far in that column of text. ``nulls`` spell nothing."""

    def __init__(self, cells: Iterable[str], nulls: Iterable[str] = ()) -> None:
        self._found = {cell: Findings() for cell in cells}
        self._others: dict[str, set[str]] = {cell: set() for cell in self._found}
        self._repeats: dict[str, bool] = {}
        self._waiting: dict[str, list[pa.Array]] = {cell: [] for cell in self._found}
        self._bytes = dict.fromkeys(self._found, 0)
        self._nulls = pa.array(sorted({"", *nulls}), pa.string())

    def look(self, batch: pa.Table) -> pa.Table:
        """Adds what a batch holds, and gives it with the texts of columns that repeat many in their first batch as
        dictionaries, of which each text is looked at once.
        """
        texts = {cell: self._looked(cell, pa.concat_arrays(batch[cell].chunks).cast(pa.string())) for cell in self}
        return pa.table({cell: texts.get(cell, batch[cell]) for cell in batch.column_names})

    def _looked(self, cell: str, texts: pa.Array) -> pa.Array:
        coded = texts.dictionary_encode() if self._repeats.get(cell, True) else None
        if coded is not None and self._repeats.setdefault(cell, 2 * len(coded.dictionary) < len(texts)):
            self._waiting[cell].append(coded.dictionary)
            self._bytes[cell] += coded.dictionary.nbytes
            if self._bytes[cell] > ENOUGH:
                self._settle(cell)
            return coded
        self._look(cell, texts.drop_null())
        return texts

    def _settle(self, cell: str) -> None:
        """Looks at what waits."""
        waiting, self._waiting[cell], self._bytes[cell] = self._waiting[cell], [], 0
        if waiting:
            self._look(cell, pa.concat_arrays(waiting))

    def _look(self, cell: str, texts: pa.Array) -> None:
        if not len(texts):
            return
        findings, others = self._found[cell], self._others[cell]
        rows = pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts)
        joined = pc.binary_join(rows, "\n")[0].as_buffer().to_pybytes()
        if findings.look(joined, "\n") > len(texts) - 1:
            findings.gaps = True
        if b"\r" in joined:
            findings.padded = True
        # One byte is searched for ten times as fast as two.
        if b"#" in joined:
            others.add(ERRORS)
        if b"+" in joined and (b"E+" in joined or b"e+" in joined):
            others.add(SCIENTIFIC)
        if NULLS not in others and pc.any(pc.is_in(texts, value_set=self._nulls)).as_py():
            others.add(NULLS)

    def __getitem__(self, cell: str) -> frozenset[str]:
        self._settle(cell)
        return frozenset(sign for sign in SIGNS if getattr(self._found[cell], sign)) | self._others[cell]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
