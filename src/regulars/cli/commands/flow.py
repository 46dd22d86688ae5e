"""How people moved between groups: a matrix whose sums are the two snapshots."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import click

from regulars.cli.command import verb
from regulars.cli.option import Day, Month, option
from regulars.cli.terminal import Head, Terminal
from regulars.core.errors import MissingError

SHELF = {"rfm_group": "group", "group": "group", "stage": "stage", "tier": "tier"}
Moves = list[dict[str, Any]]


@verb(
    "flow",
    en="Show how people moved between groups, month by month, and why.",
    zh="查看客户在各分层间的月度流动及原因。",
    more=(
        "Rows are where people were, columns where they are; 'not yet a customer' and 'erased' are among them, "
        "so the sums are the two snapshots. Without --month: the newest.",
        "行为期初所在分层，列为期末所在分层；“尚未成为客户”“已删除”也计入，"
        "因此合计等于两次快照人数。不写 --month 取最新一期。",
    ),
    examples=(
        "regulars flow --by month",
        "regulars flow --by month --month 2011-09",
        "regulars flow --by whole --start 2011-08-31 --dimension stage",
    ),
)
@option(
    "--by",
    type=click.Choice(["month", "whole"]),
    default="month",
    words=(
        "From each month's end to the next (default), or from --start to --end in one step.",
        "逐月比较（默认），或从 --start 到 --end 一步比较。",
    ),
)
@option("--month", type=Month(), words=("The flow of this month.", "只看该月。"))
@option(
    "--dimension",
    type=click.Choice(["group", "stage", "tier"]),
    default="group",
    words=("Groups (default), stages or tiers.", "分层（默认）、阶段或等级。"),
)
@option("--start", type=Day(), words=("From this snapshot on.", "从该日快照开始。"))
@option("--end", type=Day(), words=("Up to this snapshot. Default: the newest.", "到该日快照为止，默认最新。"))
def command(
    terminal: Terminal, *, by: str, month: date | None, dimension: str, start: date | None, end: date | None
) -> None:
    frame = terminal.open().flow(
        by=by, dimension="rfm_group" if dimension == "group" else dimension, start=start, end=end
    )
    moves = [row for row in frame.rows() if month is None or _within(row, month)]
    if month is not None and not moves:
        raise MissingError(f"no flow of {month:%Y-%m}. {_known(frame.rows(), month)}")
    if terminal.as_json:
        terminal.json(moves)
        return
    if not moves:
        raise MissingError("there is no flow yet: it needs two snapshots. Build first: regulars build")
    newest = max(row["to_day"] for row in moves)
    _matrix(terminal, [row for row in moves if row["to_day"] == newest], dimension)


def _within(row: dict[str, Any], month: date) -> bool:
    """The flow of a month ends in it and begins at the end of the month before, or later."""
    ends: date = row["to_day"]
    return (ends.year, ends.month) == (month.year, month.month) and row["from_day"] >= month - timedelta(days=1)


def _known(moves: Moves, month: date) -> str:
    over = sorted({(row["from_day"], row["to_day"]) for row in moves if row["from_day"] < month <= row["to_day"]})
    if over:
        return f"There are no facts near it: history goes from {over[0][0]} straight to {over[0][1]}"
    days = sorted({row["to_day"] for row in moves})
    return f"Known: {days[0]:%Y-%m} to {days[-1]:%Y-%m}" if days else "Build first: regulars build"


def _matrix(terminal: Terminal, moves: Moves, dimension: str) -> None:
    numbers, shelf = terminal.numbers, SHELF[dimension]
    came, went = (
        _ordered(shelf, (row["from_value"] for row in moves)),
        _ordered(shelf, (row["to_value"] for row in moves)),
    )
    total = terminal.words("Sum", "合计")
    start, end = moves[0]["from_day"], moves[0]["to_day"]
    heads = [Head(terminal.words("From \\ to", "期初＼期末"))]
    heads += [Head(f"{place}", right=True) for place in range(1, len(went) + 1)] + [Head(total, right=True)]
    rows = []
    for was in came:
        cells = [_people(moves, was, now) for now in went]
        shown = [numbers.count(people) if people else "·" for people in (*cells, sum(cells))]
        rows.append([_numbered(terminal, shelf, was, went), *shown])
    sums = [_people(moves, None, now) for now in went]
    rows.append([total, *(numbers.count(people) for people in (*sums, sum(sums)))])
    terminal.table(
        heads,
        rows,
        title=terminal.words(
            f"From the end of {numbers.day(start)} to the end of {numbers.day(end)}, people",
            f"{numbers.day(start)}日终 → {numbers.day(end)}日终，人数",
        ),
    )
    extra = [f"{went.index(now) + 1} {terminal.word(shelf, now)}" for now in went if now not in came]
    if extra:
        terminal.line(f"Columns without a row: {', '.join(extra)}", f"仅在列中出现：{'、'.join(extra)}")
    _causes(terminal, moves)


def _causes(terminal: Terminal, moves: Moves) -> None:
    found: dict[str, int] = {}
    for row in moves:
        found[row["cause"]] = found.get(row["cause"], 0) + row["people"]
    heads = [Head(terminal.words("Why", "原因")), Head(terminal.words("People", "人数"), right=True)]
    rows = [
        [terminal.word("cause", cause), terminal.numbers.count(people)]
        for cause, people in sorted(found.items(), key=lambda pair: -pair[1])
    ]
    terminal.text("")
    terminal.table(heads, rows)


def _people(moves: Moves, was: str | None, now: str) -> int:
    return sum(row["people"] for row in moves if (was is None or row["from_value"] == was) and row["to_value"] == now)


def _numbered(terminal: Terminal, shelf: str, value: str, went: list[str]) -> str:
    """Eleven columns of long names fit no screen, so columns have the number that stands before the row's name."""
    number = f"{went.index(value) + 1}" if value in went else ""
    return f"{number:>2} {terminal.word(shelf, value)}"


def _ordered(shelf: str, values: Iterable[str]) -> list[str]:
    from regulars.report.names import SHELVES, SIDES

    order = [*(name for name in SHELVES[shelf] if name not in SIDES), *SIDES]
    return sorted(set(values), key=lambda value: (order.index(value) if value in order else len(order), value))
