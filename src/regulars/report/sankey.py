"""Draws how people moved between groups: bands from the left to the right whose thickness is people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from regulars.report.chart import box, breadth, drawing, element, in_widths, polyline, short, spread, text
from regulars.report.names import GROUPS, SIDES, name
from regulars.report.numbers import Numbers
from regulars.report.picture import Flow, Move

Pairs = Mapping[tuple[str, str], int]
GAP = 7.0
SOURCES = ("not_yet", *GROUPS)
TARGETS = (*GROUPS, "merged", "erased")


def direction(source: str, target: str) -> str:
    """What a move means: joined, first purchase, woke up, fell dormant, left, changed otherwise, or none at all."""
    if source == target:
        return "stayed"
    if source in SIDES:
        return "entered"
    if target in SIDES:
        return "left"
    if source.startswith("active") and target.startswith("dormant"):
        return "slept"
    if source.startswith("dormant") and target.startswith("active"):
        return "woke"
    if source == "no_purchase":
        return "first"
    return "other"


def pairs(moves: Sequence[Move]) -> Counter[tuple[str, str]]:
    """People per pair of groups, whatever the cause."""
    sums: Counter[tuple[str, str]] = Counter()
    for move in moves:
        sums[move.source, move.target] += move.people
    return sums


def side(people: Pairs, codes: Sequence[str], which: int, height: float, unit: float) -> dict[str, tuple[float, float]]:
    """Top and height of the node of each group that holds anyone."""
    sums = {code: sum(n for pair, n in people.items() if pair[which] == code) for code in codes}
    present = {code: n for code, n in sums.items() if n}
    free = height - sum(present.values()) * unit - GAP * (len(present) - 1)
    y, nodes = free / 2, {}
    for code, n in present.items():
        nodes[code] = (y, n * unit)
        y += n * unit + GAP
    return nodes


def band(x1: float, y1: float, x2: float, y2: float, thick: float, kind: str) -> Markup:
    """A curved band; under half a unit it would vanish, so it keeps that much."""
    half, t = (x1 + x2) / 2, max(thick, 0.5)
    at = [short(float(value)) for value in (x1, y1, half, y2, x2, y2 + t, y1 + t)]
    path = "M{0},{1}C{2},{1} {2},{3} {4},{3}V{5}C{2},{5} {2},{6} {0},{6}Z".format(*at)
    return element("path", d=path, css=f"band {kind}", style=f"fill:var(--way-{kind})")


def sankey(flow: Flow, width: int, write: Numbers, *, label: str) -> Markup:
    """Those who never bought and still have not are left out: they would dwarf everyone else."""
    people = pairs(flow.moves)
    people.pop(("no_purchase", "no_purchase"), None)
    people = Counter({pair: n for pair, n in people.items() if n})
    total = sum(people.values())
    sources = sorted({pair[0] for pair in people}, key=SOURCES.index)
    targets = sorted({pair[1] for pair in people}, key=TARGETS.index)
    rows = max(len(sources), len(targets))
    height = max(460.0, rows * 36.0)
    unit = (height - 40 - GAP * (rows - 1)) / max(total, 1)
    left, right = side(people, sources, 0, height, unit), side(people, targets, 1, height, unit)
    words = [name("group", code, write.language) for code in (*sources, *targets)]
    margin = max(breadth(word) for word in words) + 24
    x1, x2 = margin, width - margin
    out, into = {code: node[0] for code, node in left.items()}, {code: node[0] for code, node in right.items()}
    bands, figures = [], []
    for source in sources:
        for target in targets:
            n = people[source, target]
            if not n:
                continue
            kind, thick = direction(source, target), n * unit
            bands.append((kind == "stayed", band(x1 + 10, out[source], x2 - 10, into[target], thick, kind)))
            if thick >= 11 and kind != "stayed":
                figures.append(text(x1 + 16, out[source] + thick / 2 + 4, write.count(n), css="strong"))
            out[source] += thick
            into[target] += thick
    parts = [drawn for _, drawn in sorted(bands, key=lambda pair: not pair[0])]
    parts += figures
    parts += ends(left, people, 0, x1, height, write) + ends(right, people, 1, x2 - 10, height, write)
    return drawing(width, height, label, parts)


def ends(
    nodes: Mapping[str, tuple[float, float]], people: Pairs, which: int, x: float, height: float, write: Numbers
) -> list[Markup]:
    """The nodes of one side with name and number beside them, moved apart where they are thin."""
    middles = [y + tall / 2 for y, tall in nodes.values()]
    outside, anchor = (-1, "end") if which == 0 else (1, "start")
    edge = x if which == 0 else x + 10
    parts: list[Markup] = []
    places = spread(middles, gap=34, low=14, high=height - 18)
    for (code, (y, tall)), middle, spot in zip(nodes.items(), middles, places, strict=True):
        parts.append(box(x, y, 10, max(tall, 1), style=f"fill:var(--group-{code})"))
        leader = [(edge + outside, middle), (edge + outside * 10, spot), (edge + outside * 14, spot)]
        parts.append(polyline(leader, css="leader"))
        n = sum(count for pair, count in people.items() if pair[which] == code)
        words = write.count(n)
        if which == 1 and code in GROUPS:
            words += f" ({change(n - sum(c for pair, c in people.items() if pair[0] == code), write)})"
        parts.append(text(edge + outside * 17, spot - 1, name("group", code, write.language), anchor=anchor))
        parts.append(text(edge + outside * 17, spot + 14, words, anchor=anchor, css="strong"))
    return parts


def change(step: int, write: Numbers) -> str:
    return ("+" if step > 0 else "±" if step == 0 else "") + write.count(step)


def flow_chart(flow: Flow, write: Numbers, *, label: str) -> Markup:
    return in_widths(lambda width: sankey(flow, width, write, label=label) if width > 400 else Markup(""))
