"""A ratio with its interval on a scale that all rows of a table share, in logs: twice as much lies as far as half."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from regulars.report.chart import box, drawing, line, scale
from regulars.report.insight import Number

WIDTH, HEIGHT = 200, 16


def ends(rows: Sequence[tuple[Number | None, Number | None]]) -> tuple[float, float]:
    """The scale for intervals from low to high: 1, 'as often as expected', is always on it."""
    known = [float(value) for row in rows for value in row if value]
    return min([*known, 1.0]) / 1.1, max([*known, 1.0]) * 1.1


def ratio_bar(
    low: Number | None, value: Number | None, high: Number | None, span: tuple[float, float], *, label: str
) -> Markup:
    """Empty where the ratio cannot be told."""
    if not value or not low or not high:
        return Markup("")
    place = scale(math.log(span[0]), math.log(span[1]), 0, WIDTH)
    start, middle, end = (place(math.log(float(each))) for each in (low, value, high))
    one = place(0.0)
    parts = [
        box(0, 7, WIDTH, 2, css="rail"),
        line(one, 0, one, HEIGHT, css="ground"),
        box(start, 5, max(end - start, 2), 6, css="span"),
        box(middle - 1.5, 2, 3, 12, css="mark"),
    ]
    return drawing(WIDTH, HEIGHT, label, parts)
