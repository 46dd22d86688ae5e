"""Make a shop whose causes are known, as files of its sources."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path

import click

from regulars.cli.command import verb
from regulars.cli.option import Day, argument, option
from regulars.cli.terminal import Terminal
from regulars.cli.typed import typed
from regulars.core.text import counted


@verb(
    "simulate",
    en="Make a shop whose causes are known, as files of its sources.",
    zh="模拟一家因果已知的店铺，输出各数据源文件。",
    more=(
        "Orders, lines, payments, refunds, products, members, events as Segment and Sensors Data lines, points, "
        "coupons, tickets of stores, parcels, chat groups, advertising, stock, reviews, service tickets and surveys, "
        "with the faults that real sources have. What is true of it, each fault and each anomaly stand in a folder "
        "apart. Nobody in it is real; the same seed makes the same files.",
        "包含订单、明细、支付、退款、商品、会员，Segment 与神策格式的事件，积分、优惠券、门店小票、配送，"
        "以及社群、广告、库存、评价、工单与问卷，带有真实数据常见的问题；"
        "真相（含每处问题与异常）另存一个文件夹。均为虚构，同一种子生成相同文件。",
    ),
    examples=("regulars simulate try-it", "regulars simulate big --people 100000 --days 365 --seed 7"),
)
@argument("folder")
@option(
    "--people",
    type=click.IntRange(1, 5_000_000),
    default=20_000,
    words=("How many people. Default: 20,000.", "人数，默认 20000。"),
)
@option(
    "--days", type=click.IntRange(1, 3_660), default=365, words=("How many days. Default: 365.", "天数，默认 365。")
)
@option(
    "--start",
    type=Day(),
    default="2024-04-01",
    words=("The first day. Default: 2024-04-01.", "首日，默认 2024-04-01。"),
)
@option(
    "--ahead",
    type=click.IntRange(0, 3_660),
    default=365,
    words=(
        "How many days after the last one the truth looks ahead: what each person will spend in them if nobody does "
        "anything. Default: 365; 0: not.",
        "真相向后看几天：若不采取任何行动，每人在这些天内的消费，默认 365，0 表示不计算。",
    ),
)
@option(
    "--clean",
    is_flag=True,
    words=(
        "Without the faults that real sources have (rows told twice or late, wrong zones, junk ids) and without bots.",
        "不含真实数据常见的问题（重复、迟到、时区错误、无效标识）及爬虫。",
    ),
)
@option("--seed", type=int, default=1, words=("Another seed is another shop.", "不同种子生成不同店铺。"))
def command(
    terminal: Terminal, *, folder: str, people: int, days: int, start: date, ahead: int, clean: bool, seed: int
) -> None:
    from regulars.catalogue.shelf import regions
    from regulars.simulate.export import export
    from regulars.simulate.plan import Plan

    plan = Plan(people, days, ahead=ahead, start=start, seed=seed)
    with terminal.progress() as progress:
        written = export(
            plan, Path(folder), provinces=[one["name"] for one in regions()], is_dirty=not clean, progress=progress
        )
    if terminal.as_json:
        terminal.json(written)
        return
    terminal.line(
        f"{counted(len(written.files), 'file')} with {counted(written.rows, 'row')} in {written.folder}; "
        f"what is true of them: {written.truth[0].parent}.",
        f"已写入 {written.folder}：{len(written.files)} 个文件，{written.rows:,} 行；真相：{written.truth[0].parent}",
    )
    terminal.line(
        f"Load them: {typed()} load {shlex.quote(str(written.folder))} --mapping simulated",
        f"导入：{typed()} load {shlex.quote(str(written.folder))} --mapping simulated",
    )
