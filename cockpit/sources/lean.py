"""Processes that do without pandas."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder


class WithoutPandas(MetaPathFinder):
    """pyarrow imports pandas when it is there, which takes 0.3 s and 60 MB and serves nothing here."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:  # noqa: ARG002 - its protocol
        """Says that there is no pandas."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname, name=fullname)


def forgo_pandas() -> None:
    """Hides pandas from this process, for good: pyarrow asks once and remembers."""
    sys.meta_path.insert(0, WithoutPandas())
