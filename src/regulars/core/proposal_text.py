"""A proposed mapping as YAML: quoted where YAML needs it, with a remark on every line that a person should check."""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterable, Mapping, Sequence

from regulars.core.document import read_yaml
from regulars.core.errors import InputError
from regulars.core.proposal_words import MARKS

_WORDS = {"true", "false", "null"}


def quoted(column: str) -> str:
    """A column as formulas name it."""
    plain = column.isidentifier() and not keyword.iskeyword(column) and column.casefold() not in _WORDS
    return column if plain else f"`{column}`"


def scalar(value: str) -> str:
    """Text as one YAML value that reads back as this text."""
    try:
        is_plain = read_yaml(f"x: {value}", name=value) == {"x": value} and "#" not in value
    except InputError:
        is_plain = False
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def key(name: str) -> str:
    return scalar(name) if scalar(name) == name and ": " not in name else json.dumps(name, ensure_ascii=False)


def line(name: str, value: str | bool, *, indent: int = 0, unsure: str = "", mark: str = MARKS["en"]) -> str:
    """``name: value``, with ``# unsure: …`` (``mark``) behind it where a person should check."""
    text = str(value).lower() if isinstance(value, bool) else scalar(value)
    return f"{' ' * indent}{key(name)}: {text}" + (f"{mark}{unsure}" if unsure else "")


def block(name: str, lines: Iterable[str]) -> list[str]:
    """A section, or nothing where it would be empty."""
    inner = list(lines)
    return [f"{name}:", *inner] if inner else []


def table(
    name: str, entries: Sequence[tuple[Mapping[str, str | bool], Mapping[str, str]]], *, mark: str = MARKS["en"]
) -> list[str]:
    """One canonical table, with remarks on doubtful columns; a list where rows become it in several ways."""
    lines = [f"  {name}:"]
    for columns, unsure in entries:
        inner = [line(column, value, unsure=unsure.get(column, ""), mark=mark) for column, value in columns.items()]
        starts = ["    "] * len(inner) if len(entries) == 1 else ["    - ", *["      "] * (len(inner) - 1)]
        lines += [start + text for start, text in zip(starts, inner, strict=True)]
    return lines


def remark(text: str, *, width: int = 116) -> list[str]:
    """A comment of as many lines as it needs."""
    lines, current = [], "#"
    for word in text.split():
        if len(current) + 1 + len(word) > width:
            lines.append(current)
            current = "#  "
        current += f" {word}"
    return [*lines, current]
