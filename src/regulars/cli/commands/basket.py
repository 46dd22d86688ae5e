"""What is bought together, and whether two things are."""

from __future__ import annotations

from typing import Any

import click

from regulars.cli.command import verb
from regulars.cli.option import Day, argument, limit_option, option
from regulars.cli.terminal import Head, Terminal
from regulars.core.text import counted

#: Each level in words, as pairs are told of it.
LEVELS = {
    "product": ("products", "商品"),
    "title": ("titles", "品名"),
    "subcategory": ("subcategories", "子品类"),
    "category": ("categories", "品类"),
    "brand": ("brands", "品牌"),
}
BY = {"order": ("order", "orders", "笔订单"), "day": ("day of a customer", "days of customers", "个客户购买日")}


@verb(
    "basket",
    en="Show what is bought together, or whether two things are: beer and nappies in your own shop.",
    zh="查看哪些商品常被同购，或两样东西是否相关：自家店铺的“啤酒与尿布”。",
    more=(
        "A lift counts as found only against orders of the same size, since big orders hold everything; one in ten of "
        "the pairs shown may be chance. JSON has all pairs that reach --min-support and --min-lift.",
        "只有与同样大小的订单相比仍偏高才算发现，因为大订单什么都有；所列组合中至多一成可能出于偶然。"
        "JSON 含所有达到 --min-support 与 --min-lift 的组合。",
    ),
    examples=(
        "regulars basket",
        "regulars basket beer nappies",
        "regulars basket --level category --by day --json",
    ),
)
@argument("items", nargs=-1)
@option(
    "--level",
    type=click.Choice(list(LEVELS)),
    words=(
        "What an item is. Default: product; for two ITEMS the first level that knows both.",
        "以什么为一项，默认商品；指定两项时取首个同时含有两者的层级。",
    ),
)
@option(
    "--by",
    type=click.Choice(list(BY)),
    default="order",
    words=("Together in one order (default), or on one day of a customer.", "同一订单（默认）或同一客户同一天。"),
)
@option(
    "--min-support",
    type=click.FloatRange(min=0, max=1),
    default=0.001,
    words=(
        "In at least this share of the orders, and in 5. Default: 0.001.",
        "至少占订单的比例，且不少于 5 笔，默认 0.001。",
    ),
)
@option("--min-lift", type=click.FloatRange(min=0), default=1.0, words=("Default: 1.", "最低提升度，默认 1。"))
@option("--start", type=Day(), words=("From this day on. Default: the first.", "起始日，默认首日。"))
@option("--as-of", type=Day(), words=("Up to this day. Default: the last.", "截止日，默认最后一日。"))
@limit_option
def command(terminal: Terminal, *, items: tuple[str, ...], limit: int, **how: Any) -> None:
    with terminal.progress() as progress:
        frame = terminal.open().basket(*items, **how, progress=progress)
    if terminal.as_json:
        terminal.json(frame.rows()[: limit or None])
    elif items:
        _answer(terminal, items, frame.rows())
    else:
        _listed(terminal, frame.rows(), limit, how["min_support"])


def _answer(terminal: Terminal, items: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    if rows:
        terminal.text(rows[0][f"sentence_{terminal.language}"])
    else:
        both = terminal.words(" and ", "与").join(items)
        terminal.line(f"Not enough data: {both} were not both bought in this time.", f"数据不足：此期间未见{both}。")


def _listed(terminal: Terminal, rows: list[dict[str, Any]], limit: int, support: float) -> None:
    if not rows:
        terminal.line("No pair reaches the support and lift asked for.", "没有组合达到所要求的支持度与提升度。")
        return
    found = [row for row in rows if row["is_finding"]]
    shown = found[: limit or None]
    titles = (
        ("A", "甲", False), ("B", "乙", False), ("Together", "同购", True), ("B with A", "含甲者购乙", True),
        ("A with B", "含乙者购甲", True), ("Lift", "提升度", True), ("95 % interval", "95% 区间", False),
        ("Among alike", "同大小提升度", True), ("q", "q", True),
    )  # fmt: skip
    heads = [Head(terminal.words(english, chinese), right=right) for english, chinese, right in titles]
    if shown:
        terminal.table(heads, [_row(terminal, row) for row in shown])
    level, (one, many, baskets) = LEVELS[rows[0]["level"]], BY[rows[0]["by"]]
    terminal.line(
        f"{len(found):,} of {counted(rows[0]['tests'], 'pair')} of {level[0]} "
        f"{'stands' if len(found) == 1 else 'stand'} out; each of the two is in at least {100 * support:g} % of "
        f"{counted(rows[0]['baskets'], one, many)}, and in 5. {counted(len(rows), 'pair')} "
        f"{'is' if len(rows) == 1 else 'are'} together as often, with the lift asked for.",
        f"检验 {rows[0]['tests']:,} 对{level[1]}（各占 {rows[0]['baskets']:,} {baskets}的 {100 * support:g}% 以上，"
        f"且不少于 5）：{len(found):,} 对突出；达到支持度与提升度的有 {len(rows):,} 对。",
    )
    if len(found) > len(shown):
        terminal.remark(terminal.words("--limit 0 shows all", "--limit 0 显示全部"))


def _row(terminal: Terminal, row: dict[str, Any]) -> list[str]:
    share = terminal.numbers.share
    interval = "" if row["low"] is None else f"{row['low']:.2f} – {row['high']:.2f}"
    return [
        row["name_a"], row["name_b"], f"{row['together']:,}", share(row["confidence_ab"]), share(row["confidence_ba"]),
        f"{row['lift']:.2f}", interval, f"{row['lift_alike']:.2f}", f"{row['q']:.2g}",
    ]  # fmt: skip
