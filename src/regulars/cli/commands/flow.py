"""How people moved between groups: a matrix whose sums are the two snapshots."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import click

from regulars.cli.command import verb
from regulars.cli.nobody import NOBODY
from regulars.cli.option import Day, Month, option
from regulars.cli.terminal import Head, Terminal
from regulars.core.errors import MissingError

SHELF = {"rfm_group": "group", "group": "group", "stage": "stage", "tier": "tier"}
MOST_CAUSES = 3
Moves = list[dict[str, Any]]


@verb(
    "flow",
    en="Show how people moved between groups, month by month, and why.",
    zh="查看客户在各分层间的月度流动及原因。",
    more=(
        "Rows are where people were, columns where they are; 'not yet a customer' and 'erased' are among them, "
        "so the sums are the two snapshots. Without --month: a line for each month, and the newest in full.",
        "行为期初所在分层，列为期末所在分层；“尚未成为客户”“已删除”也计入，"
        "因此合计等于两次快照人数。不写 --month 时每月一行概览，并列出最新一期明细。",
    ),
    examples=(
        "regulars flow --by month",
        "regulars flow --by month --month 2011-09",
        "regulars flow --by whole --start 2011-08-31 --dimension stage",
    ),
)
@option(
    "--by",
    type=click.Choice(["month", "whole", *SHELF]),
    multiple=True,
    words=(
        "From each month's end to the next (default), or the whole from --start to --end in one step; "
        "group, stage or tier is what --dimension takes.",
        "month 逐月比较（默认），whole 从 --start 到 --end 一步比较；group、stage、tier 等同于 --dimension。",
    ),
)
@option("--month", type=Month(), words=("The flow of this month.", "只看该月。"))
@option(
    "--dimension",
    type=click.Choice(list(SHELF)),
    words=("Groups (default), stages or tiers.", "分层（默认）、阶段或等级。"),
)
@option("--start", type=Day(), words=("From this snapshot on.", "从该日快照开始。"))
@option("--end", type=Day(), words=("Up to this snapshot. Default: the newest.", "到该日快照为止，默认最新。"))
def command(
    terminal: Terminal,
    *,
    by: tuple[str, ...],
    month: date | None,
    dimension: str | None,
    start: date | None,
    end: date | None,
) -> None:
    steps, of = [one for one in by if one not in SHELF], [one for one in by if one in SHELF]
    dimension = dimension or (of[-1] if of else "group")
    frame = terminal.asked().flow(by=steps[-1] if steps else "month", dimension=dimension, start=start, end=end)
    moves = [row for row in frame.rows() if month is None or _within(row, month)]
    if month is not None and not moves:
        raise MissingError(f"no flow of {month:%Y-%m}. {_known(frame.rows(), month)}")
    if terminal.as_json:
        terminal.json(moves)
        return
    if not moves and not len(terminal.open().customers()):
        terminal.line(*NOBODY)
        return
    if not moves:
        raise MissingError("there is no flow yet: it needs two snapshots. Build first: regulars build")
    newest = max(row["to_day"] for row in moves)
    if len({row["to_day"] for row in moves}) > 1:
        _months(terminal, moves)
    _matrix(terminal, [row for row in moves if row["to_day"] == newest], dimension)


def _months(terminal: Terminal, moves: Moves) -> None:
    """A line for each step: how many moved and the most frequent causes. Those who stayed are no move."""
    heads = [
        Head(terminal.words("From the end of", "期初")),
        Head(terminal.words("To the end of", "期末")),
        Head(terminal.words("People", "人数"), right=True),
        Head(terminal.words("Moved", "变动人数"), right=True),
        Head(terminal.words("Why, most frequent first", "主要原因")),
    ]
    rows = []
    steps = sorted({(row["from_day"], row["to_day"]) for row in moves})
    for start, end in steps:
        step = [row for row in moves if (row["from_day"], row["to_day"]) == (start, end)]
        moved = [row for row in step if row["cause"] != "stayed"]
        causes = sorted(_by_cause(moved).items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_CAUSES]
        people, count = terminal.numbers.count(sum(row["people"] for row in step)), terminal.numbers.count
        told = [f"{terminal.word('cause', cause)} {count(number)}" for cause, number in causes]
        rows.append([
            terminal.numbers.day(start), terminal.numbers.day(end), people,
            count(sum(row["people"] for row in moved)), terminal.words(", ", "，").join(told),
        ])  # fmt: skip
    terminal.table(heads, rows)
    terminal.remark(
        terminal.words(
            f"The newest in full; another one: --month {steps[-2][1]:%Y-%m}",
            f"以下为最新一期明细；查看其他月份：--month {steps[-2][1]:%Y-%m}",
        )
    )
    terminal.text("")


def _by_cause(moves: Moves) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in moves:
        found[row["cause"]] = found.get(row["cause"], 0) + row["people"]
    return found


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
    found = _by_cause(moves)
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
