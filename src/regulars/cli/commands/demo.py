"""Make a shop of made-up people to look at."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from regulars.cli.command import verb
from regulars.cli.option import argument, option
from regulars.cli.terminal import Terminal
from regulars.cli.typed import typed as _typed
from regulars.core.text import counted


@verb(
    "demo",
    en="Make a shop of made-up people, build it and write its report.",
    zh="生成一个示例店铺，完成构建并出报告。",
    more=(
        "About 2,000 customers and fifteen months of orders, in less than a minute. Nobody in it is real.",
        "约 2000 位客户、15 个月订单，不到一分钟完成；数据均为虚构。",
    ),
    examples=("regulars demo", "regulars demo try-it --language zh", "regulars demo --again"),
)
@argument("folder", default="demo-shop")
@option(
    "--again",
    is_flag=True,
    words=("Remove the demonstration shop that is there and start afresh.", "删除已有的示例店铺，重新生成。"),
)
@option(
    "--customers",
    type=click.IntRange(50, 200_000),
    default=2_000,
    words=("How many buyers. Default: 2,000.", "买家数，默认 2000。"),
)
@option(
    "--months",
    type=click.IntRange(1, 60),
    default=15,
    words=("How many months of orders. Default: 15.", "订单跨几个月，默认 15。"),
)
def command(terminal: Terminal, *, folder: str, again: bool, customers: int, months: int) -> None:
    from regulars.app import shop
    from regulars.testing.demo import make_demo

    language = terminal.asked_language or "en"
    with terminal.progress() as progress:
        demo = make_demo(
            Path(folder), customers=customers, months=months, language=language, again=again, progress=progress
        )
    terminal.settle(shop.open(demo.folder))
    if terminal.as_json:
        terminal.json(demo)
        return
    rows, aside = sum(one.rows for one in demo.loaded), sum(one.quarantined for one in demo.loaded)
    assert demo.built is not None
    day = terminal.numbers.day(demo.built.as_of)
    terminal.line(
        f"A shop is ready in {folder}: {counted(rows, 'row')} of {counted(len(demo.loaded), 'file')} read, {aside:,} "
        f"in quarantine, built as of {day}.",
        f"示例店铺已就绪：{folder}。共读取 {len(demo.loaded)} 个文件 {rows:,} 行，隔离 {aside:,} 行，已构建至{day}。",
    )
    terminal.line("Look at its picture in a browser:", "用浏览器查看店铺全貌：")
    for path in demo.reports:
        terminal.text(f"  {path}")
    program = _typed()
    terminal.line("Then try:", "接着可以试试：")
    for words in (
        "segments",
        "flow --by month",
        f"customer {demo.customer_id}",
        "segments --by stage",
    ):
        terminal.text(f"  {program} {words} --shop {shlex.quote(folder)}")
    terminal.line(
        f"With your own data: {program} init myshop, then {program} map FILE --save mine --shop myshop",
        f"换成自己的数据：先 {program} init myshop，再 {program} map 文件 --save mine --shop myshop",
    )
