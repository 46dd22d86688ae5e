"""Tables on the console: drawn on a terminal, aligned text where the output goes on, and rows for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TextIO

CONTROL = {ord(sign): None for sign in map(chr, (*range(9), *range(11, 32), 127, *range(128, 160)))}


@dataclass(frozen=True)
class Head:
    """One column as shown; numbers stand at the right, codes beside their words are dim."""

    title: str
    right: bool = False
    dim: bool = False


def table(heads: Sequence[Head], rows: Iterable[Sequence[str]], *, out: TextIO, title: str = "") -> None:
    """Print rows of text. Titles of columns and signs of Chinese take two places each."""
    safe = [[clean(cell) for cell in row] for row in rows]
    if out.isatty():
        _drawn(heads, safe, out, title)
        return
    if title:
        out.write(title + "\n")
    out.write("".join(line + "\n" for line in _aligned(heads, safe)))


def clean(text: str) -> str:
    """Without signs that move the cursor or break the line; data must not write on the terminal."""
    return text.translate(CONTROL).replace("\n", " ").replace("\t", " ")


def tabbed(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, out: TextIO) -> None:
    """Tab-separated values with a header, for cut, awk and spreadsheets; a null is empty."""
    out.write("\t".join(columns) + "\n")
    for row in rows:
        out.write("\t".join(raw(value) for value in row) + "\n")


def raw(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return clean(str(value))


def _drawn(heads: Sequence[Head], rows: list[list[str]], out: TextIO, title: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(
        title=Text(title) if title else None,
        box=box.SIMPLE_HEAD,
        title_justify="left",
        pad_edge=False,
        show_header=_is_titled(heads),
    )
    for head in heads:
        drawn.add_column(
            Text(head.title),
            justify="right" if head.right else "left",
            overflow="fold",
            style="dim" if head.dim else "",
        )
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console(file=out, highlight=False).print(drawn)


def _aligned(heads: Sequence[Head], rows: list[list[str]]) -> Iterable[str]:
    from rich.cells import cell_len

    lines = [*([[head.title for head in heads]] if _is_titled(heads) else []), *rows]
    widths = [max((cell_len(line[place]) for line in lines), default=0) for place in range(len(heads))]
    for line in lines:
        cells = []
        for head, width, cell in zip(heads, widths, line, strict=True):
            blank = " " * (width - cell_len(cell))
            cells.append(blank + cell if head.right else cell + blank)
        yield "  ".join(cells).rstrip()


def _is_titled(heads: Sequence[Head]) -> bool:
    return any(head.title for head in heads)
