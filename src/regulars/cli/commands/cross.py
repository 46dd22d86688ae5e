"""Crossed groups of customers and what each buys more of."""

from __future__ import annotations

from typing import Any

import click

from regulars.cli.command import verb
from regulars.cli.option import Day, limit_option, option
from regulars.cli.terminal import Head, Terminal
from regulars.core.text import counted


@verb(
    "cross",
    en="Cross groups of customers and show what each crossing buys more of than others who buy as much.",
    zh="交叉客户群，查看每个交叉群比购买量相同的其他人多买什么。",
    more=(
        "Groups are made of what was known at the cut, needs are judged by purchases after it; one in ten of the "
        "findings may be chance. A build as of the cut must be there. JSON also has the crossings without a finding.",
        "分群只用截断日及以前的数据，需求由之后的购买判断；所列发现至多一成可能出于偶然。须已按截断日构建。"
        "JSON 还含没有发现的交叉群。",
    ),
    examples=(
        "regulars cross --cut 2011-08-31",
        "regulars cross --ways 3 --level subcategory",
        "regulars cross --json",
    ),
)
@option(
    "--ways", type=click.IntRange(2, 4), default=2, words=("2 (default), 3 or 4 dimensions.", "2（默认）、3 或 4 维。")
)
@option(
    "--cut",
    type=Day(),
    words=(
        "Groups as of this day. Default: the newest built 28 days or more before the last purchase.",
        "以这一天结束时的分群，默认取最后购买日 28 天以前最新构建的一天。",
    ),
)
@option("--as-of", type=Day(), words=("Purchases up to this day. Default: the last.", "购买截止日，默认最后一日。"))
@option(
    "--level",
    type=click.Choice(("category", "subcategory")),
    default="category",
    words=("The first level of categories (default), or whole paths.", "品类的第一级（默认）或完整路径。"),
)
@limit_option
def command(terminal: Terminal, *, limit: int, **how: Any) -> None:
    rows = terminal.open().crossings(**how).rows()
    if terminal.as_json:
        terminal.json(rows[: limit or None])
        return
    found = [row for row in rows if row["dimension"]]
    for row in found[: limit or None]:
        terminal.text(row[f"sentence_{terminal.language}"])
    if found:
        terminal.text("")
    _groups(terminal, [row for row in rows if row["ways"] == 1])
    crossed = {row["crossing"] for row in rows if row["ways"] > 1}
    tests = rows[0]["tests"] if rows else 0
    terminal.line(
        f"{counted(len(crossed), 'crossing')} of 50 people or more; {tests:,} tested, {len(found):,} "
        f"{'stands' if len(found) == 1 else 'stand'} out.",
        f"不少于 50 人的交叉群 {len(crossed):,} 个；检验 {tests:,} 项，{len(found):,} 项突出。",
    )
    if limit and len(found) > limit:
        terminal.remark(terminal.words("--limit 0 shows all", "--limit 0 显示全部"))


def _groups(terminal: Terminal, rows: list[dict[str, Any]]) -> None:
    titles = (("Base group", "基础群", False), ("People", "人数", True), ("Share", "占比", True), ("", "", False))
    heads = [Head(terminal.words(english, chinese), right=right) for english, chinese, right in titles]
    language, numbers = terminal.language, terminal.numbers
    told = [
        [
            row[f"title_{language}"],
            numbers.count(row["size"]),
            numbers.share(row["share"]),
            row[f"note_{language}"] or "",
        ]
        for row in rows
    ]
    terminal.table(heads, told, title=terminal.words(f"Base groups, {rows[0]['cut']}", f"基础群，{rows[0]['cut']}"))
