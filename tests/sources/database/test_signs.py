"""What a column of texts holds is found whether its texts repeat or not, and whenever it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pytest

from cockpit.checks import parquet
from cockpit.sources.database import signs
from cockpit.sources.database.signs import Signs

ODD = {
    "信\u200b号": {"unclean"},
    "信\x07号": {"unclean"},
    "信\x7f号": {"unclean"},
    "\ufeff信号": {"unclean"},
    " 信号": {"padded"},
    "信\u00a0号": {"padded"},
    "信\u3000号": {"padded"},
    "信  号": {"gaps"},
    "信\n号": {"gaps"},
    "信\r号": {"padded"},
    '"信号"': {"gaps"},
    "Ａ１２": {"wide"},
    "#REF!": {"errors"},
    "1.2E+10": {"scientific"},
    "": {"nulls"},
    "无": {"nulls"},
    "信 号，很 差。": set(),
}


def batch(texts: Sequence[str | None]) -> pa.Table:
    return pa.table({"c0": pa.array(texts, pa.string())})


@pytest.mark.parametrize("odd", ODD, ids=ascii)
@pytest.mark.parametrize("repeating", [True, False])
def test_a_sign_is_found_in_whichever_batch_it_stands(odd: str, repeating: bool) -> None:
    plain = [f"报修 {0 if repeating else row}" for row in range(50)]
    for place in range(3):
        found = Signs(["c0"], ["无"])
        for number in range(3):
            looked = found.look(batch([None, *plain, odd] if number == place else plain))
            assert pa.types.is_dictionary(looked["c0"].type) == repeating
            assert found["c0"] == (ODD[odd] if number >= place else set())


def test_what_waits_to_be_looked_at_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "ENOUGH", 100)
    found = Signs(["c0"])
    for number in range(20):
        found.look(batch([f"{number:030}", f" {number}"] * 5))
        assert found._bytes["c0"] <= 100
    assert found["c0"] == {"padded"}


def test_texts_that_stop_repeating_do_not_pile_up(tmp_path) -> None:
    """A part of a table brings its own texts to the file, not those of all parts before it."""
    sizes = []
    for parts in (10, 20):
        texts = [[f"{part} {row}" for row in range(parquet.VECTOR + 1)] for part in range(parts)]
        found = Signs(["c0"])
        found.look(batch(["同"] * 9))
        assert parquet.pile(map(found.look, parquet.whole(map(batch, texts))), tmp_path / "pile")
        assert duckdb.execute("from read_parquet(?)", [str(tmp_path / "pile")]).fetchall() == [
            (one,) for part in texts for one in part
        ]
        sizes.append((tmp_path / "pile").stat().st_size)
    assert sizes[1] < 2.5 * sizes[0]
