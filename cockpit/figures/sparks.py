"""A small line beside a number."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from cockpit.figures.palette import Palette


def spark(values: Sequence[float | None], palette: Palette, *, width: int = 96, height: int = 28) -> str:
    """A line without axes, its last point marked, as an image. Decoration beside a number: no text stands for it."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    span = (high - low) or 1.0
    step = (width - 8) / max(1, len(values) - 1)
    points = [(3 + place * step, height - 4 - (value - low) / span * (height - 8)) for place, value in known]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<polyline points="{path}" fill="none" stroke="{palette.series[0]}" stroke-width="1.6" '
        f'stroke-linejoin="round" stroke-linecap="round"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{palette.series[0]}"/></svg>'
    )
    source = base64.b64encode(drawn.encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{source}" width="{width}" height="{height}" alt="">'
