"""Draws small SVG pictures out of plain numbers: shapes, scales, labels that do not collide, three widths."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup, escape

#: Units of the drawing for a wide screen, for paper and tablets, and for a phone. Text is 12 units in each.
WIDTHS: dict[str, int] = {"wide": 1104, "medium": 680, "narrow": 320}
LETTER = 6.3


def element(name: str, content: str | Markup = "", **attributes: object) -> Markup:
    """One element; ``css`` is its class, underscores in names become hyphens, text is escaped."""
    pairs = ((key.replace("css", "class").replace("_", "-"), value) for key, value in attributes.items())
    written = Markup("").join(
        Markup(' {}="{}"').format(key, short(value)) for key, value in pairs if value is not None and value != ""
    )
    return Markup("<{}{}>{}</{}>").format(Markup(name), written, content, Markup(name))


def short(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def drawing(width: float, height: float, label: str, parts: Iterable[Markup]) -> Markup:
    """The whole picture; ``label`` is what a screen reader says of it."""
    box = f"0 0 {short(float(width))} {short(float(height))}"
    return element("svg", Markup("").join(parts), viewBox=box, role="img", aria_label=label)


def text(x: float, y: float, words: str, *, anchor: str = "start", css: str = "") -> Markup:
    return element("text", escape(words), x=x, y=y, text_anchor=anchor, css=css)


def box(x: float, y: float, width: float, height: float, *, css: str = "", style: str = "") -> Markup:
    return element("rect", x=x, y=y, width=max(width, 0.0), height=max(height, 0.0), css=css, style=style)


def line(x1: float, y1: float, x2: float, y2: float, *, css: str) -> Markup:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, css=css)


def polyline(points: Sequence[tuple[float, float]], *, css: str) -> Markup:
    return element("polyline", points=" ".join(f"{short(x)},{short(y)}" for x, y in points), css=css)


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """A straight line from values to places; a range without width puts everything at its start."""
    ratio = (end - start) / (high - low) if high != low else 0.0
    return lambda value: start + (value - low) * ratio


def breadth(words: str) -> float:
    """About how wide a 12 unit text is: Chinese letters are square, Latin ones half of that."""
    return sum(12.0 if unicodedata.east_asian_width(letter) in "WF" else LETTER for letter in words)


def every(labels: Sequence[str], room: float) -> int:
    """Show every n-th label so that the widest has room."""
    widest = max((breadth(label) for label in labels), default=0.0) + 6
    return max(1, -int(-widest // room)) if room > 0 else 1


def spread(places: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Moves labels apart, as little as needed, so that neighbours are ``gap`` apart and stay inside."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = [min(max(places[index], low), high) for index in order]
    for here in range(1, len(moved)):
        moved[here] = max(moved[here], moved[here - 1] + gap)
    if moved and moved[-1] > high:
        moved[-1] = high
        for here in range(len(moved) - 2, -1, -1):
            moved[here] = min(moved[here], moved[here + 1] - gap)
    back = [0.0] * len(places)
    for rank, index in enumerate(order):
        back[index] = moved[rank]
    return back


def in_widths(draw: Callable[[int], Markup], *, parts: int = 1) -> Markup:
    """The same picture for each width; the style shows the one that fits. ``parts`` stand side by side if wide."""
    gap = 32 * (parts - 1)
    widths = {name: (width - gap) // parts if name != "narrow" else width for name, width in WIDTHS.items()}
    return Markup("").join(element("div", draw(width), css=name) for name, width in widths.items())


def interval_bar(low: float, value: float, high: float, *, label: str) -> Markup:
    """An interval from low to high with its value, on a scale whose zero is at the left."""
    place = scale(0, high * 1.15 if high > 0 else 1, 0, 200)
    start, end = max(place(low), 0.0), place(high)
    parts = [
        box(0, 7, 200, 2, css="rail"),
        box(start, 5, max(end - start, 2), 6, css="span"),
        box(place(value) - 1.5, 2, 3, 12, css="mark"),
    ]
    return drawing(200, 16, label, parts)
