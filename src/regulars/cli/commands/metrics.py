"""The figures of the shop by the catalogue's metrics."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from regulars.cli.command import verb
from regulars.cli.option import Day, argument, as_of_option, option
from regulars.cli.terminal import Head, Terminal


@verb(
    "metrics",
    en="Show the shop's figures: GMV, orders, buyers, repurchase.",
    zh="查看经营指标：GMV、订单、买家、复购。",
    more=(
        "NAMES are metrics of the catalogue; none means all. n is what a ratio is divided by. A figure that cannot be "
        "told says why.",
        "NAMES 为指标代码，不写则显示全部。n 为比率的分母。算不出的指标会说明原因。",
    ),
    examples=(
        "regulars metrics",
        "regulars metrics gmv_paid buyers --by month",
        "regulars metrics --start 2011-01-01 --end 2011-03-31 --json",
    ),
)
@argument("names", nargs=-1)
@option("--start", type=Day(), words=("First day. Default: the first with data.", "起始日，默认首个有数据的日子。"))
@option("--end", type=Day(), words=("Last day. Default: the as-of day.", "截止日，默认为截至日。"))
@option("--by", type=click.Choice(["day", "month"]), words=("One row a day or month.", "按天或按月列出。"))
@as_of_option
def command(
    terminal: Terminal, *, names: tuple[str, ...], start: date | None, end: date | None, by: Any, as_of: date | None
) -> None:
    rows = terminal.asked().metrics(list(names) or None, start=start, end=end, by=by, as_of=as_of).rows()
    if terminal.as_json:
        terminal.json(rows)
        return
    titles = [
        ("Figure", "指标", False),
        ("Name", "代码", False),
        *([("From", "起", False), ("To", "止", False)] if by else []),
        ("Value", "数值", True),
        ("95 % interval", "95% 区间", False),
        ("n", "样本 n", True),
        ("Note", "说明", False),
    ]
    heads = [
        Head(terminal.words(english, chinese), right=right, dim=english == "Name") for english, chinese, right in titles
    ]
    title = (
        ""
        if by or not rows
        else terminal.words(
            f"{terminal.numbers.day(rows[0]['start'])} to {terminal.numbers.day(rows[0]['end'])}",
            f"{terminal.numbers.day(rows[0]['start'])}至{terminal.numbers.day(rows[0]['end'])}",
        )
    )
    terminal.table(heads, [_row(terminal, row, is_dated=by is not None) for row in rows], title=title)


def _row(terminal: Terminal, row: dict[str, Any], *, is_dated: bool) -> list[str]:
    numbers = terminal.numbers
    days = [numbers.day(row["start"]), numbers.day(row["end"])] if is_dated else []
    value = row["amount"] if row["amount"] is not None else row["value"]
    interval = "" if row["low"] is None else f"{numbers.share(row['low'])} – {numbers.share(row['high'])}"
    shown = "–" if value is None else numbers.value(value, row["unit"], brief=False)
    n = "" if row["n"] is None else numbers.count(row["n"])
    note = row[f"note_{terminal.language}"] or ""
    return [row[f"title_{terminal.language}"], row["metric"], *days, shown, interval, n, note]
