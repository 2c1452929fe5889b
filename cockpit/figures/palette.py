"""The colours of the two lights. They are Okabe and Ito's, told apart by people who do not see red and green."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """The colours of one light: ``series`` for lines and slices, ``inks`` for words in the same hue."""

    ground: str
    panel: str
    text: str
    second: str
    grid: str
    band: str
    former: str
    bar: str
    watch: str
    late: str
    fine: str
    series: tuple[str, ...]
    inks: tuple[str, ...]


LIGHT = Palette(
    ground="#FFFFFF",
    panel="#F2F5F8",
    text="#17212B",
    second="#52616F",
    grid="#E6EBF0",
    band="rgba(82,97,111,0.09)",
    former="#9AA7B4",
    bar="#8FA9C4",
    watch="#8A5A00",
    late="#B03A00",
    fine="#00664B",
    series=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#6B5B95", "#8C6D31"),
    inks=("#00619A", "#AD4A00", "#00704F", "#9A4A76", "#875C00", "#1F6F9F", "#5A4B82", "#6E5523"),
)
DARK = Palette(
    ground="#0B1622",
    panel="#14222F",
    text="#F2F5F7",
    second="#9FB0BF",
    grid="#1E2E3D",
    band="rgba(159,176,191,0.12)",
    former="#6F8294",
    bar="#4F7191",
    watch="#E69F00",
    late="#FF7A33",
    fine="#2DBE94",
    series=("#4DA3DB", "#FF7A33", "#2DBE94", "#E29AC3", "#E69F00", "#9AD1F5", "#A99BD6", "#C9AE72"),
    inks=("#7CBEE8", "#FF9C66", "#4FD3AC", "#EDB5D3", "#F0B63C", "#B5DEF8", "#BEB3E3", "#D8C393"),
)
