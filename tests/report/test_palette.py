"""Colours: told apart by people who see no red or no green, and readable where words stand on them."""

from __future__ import annotations

from itertools import combinations

import pytest

from regulars.report.palette import GROUPS, SEQUENCE, SEQUENCE_INK, STAGES, TOKENS, step

#: Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
SIGHT = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}
EIGHT = [name for name in GROUPS if name.startswith(("active", "dormant"))]
SCHEMES = {"light": 0, "dark": 1}


def linear(colour: str) -> list[float]:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def lab(colour: str, sight: str) -> list[float]:
    seen = [sum(a * b for a, b in zip(row, linear(colour), strict=True)) for row in SIGHT[sight]]
    red, green, blue = (min(max(part, 0.0), 1.0) for part in seen)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]


def distance(one: str, other: str, sight: str) -> float:
    return sum((a - b) ** 2 for a, b in zip(lab(one, sight), lab(other, sight), strict=True)) ** 0.5


def contrast(one: str, other: str) -> float:
    bright = [sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True)) for c in (one, other)]
    return (max(bright) + 0.05) / (min(bright) + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("colours", [{name: GROUPS[name] for name in EIGHT}, STAGES], ids=["groups", "stages"])
def test_colours_are_told_apart(colours, sight, scheme):
    """A difference above about 10 is seen at a glance; a word or a sign stands beside each colour as well."""
    place = SCHEMES[scheme]
    near = {
        (a, b): round(distance(colours[a][place], colours[b][place], sight), 1)
        for a, b in combinations(colours, 2)
        if distance(colours[a][place], colours[b][place], sight) < 10
    }
    assert not near


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_are_readable(scheme):
    place = SCHEMES[scheme]
    on_cards = {name: contrast(TOKENS[name][place], TOKENS["card"][place]) for name in TOKENS}
    text = ("ink", "muted", "brand", "attention", "harm", "good", "information")
    assert min(on_cards[name] for name in text) >= 4.5
    steps = [contrast(SEQUENCE[k][place], SEQUENCE_INK[k][place]) for k in range(len(SEQUENCE))]
    assert min(steps) >= 4.5, steps


def test_only_nothing_has_the_lowest_step():
    assert step(0, 0.6) == 0
    assert step(0.0001, 0.6) == 1
    assert step(0.6, 0.6) == len(SEQUENCE) - 1
    assert step(0.3, 0) == 0
