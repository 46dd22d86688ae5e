"""Bring groups, stages, tiers and their history up to date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from regulars.cli.command import verb
from regulars.cli.option import Day, option, wait_option
from regulars.cli.terminal import Head, Terminal

if TYPE_CHECKING:
    from regulars.app.flow import Built
    from regulars.app.parts import Made


@verb(
    "build",
    en="Bring groups, stages, tiers and their flow up to date.",
    zh="更新分层、生命周期阶段、会员等级及其流动。",
    more=(
        "Only what new data touched is made again. A build that was stopped goes on where it stopped.",
        "只重算受新数据影响的部分；中断后再次运行会接着做。",
    ),
    goes_on=True,
    examples=("regulars build", "regulars build --as-of 2011-08-31", "regulars build --wait 600 --json"),
)
@option(
    "--as-of",
    type=Day(),
    words=(
        "As it was at the end of this day. Default: the last day with data.",
        "按这一天结束时的状态构建，默认最后一个有数据的日子。",
    ),
)
@wait_option
def command(terminal: Terminal, *, as_of: date | None, wait: float) -> None:
    shop = terminal.open(wait=wait)
    with terminal.progress() as progress:
        built = shop.build(as_of=as_of, progress=progress)
    if terminal.as_json:
        terminal.json(
            {
                "run_id": built.run_id,
                "as_of": built.as_of,
                "seconds": built.seconds,
                "tables": [
                    {
                        "table": made.table,
                        "rows": made.rows,
                        "seconds": made.seconds,
                        "made": made.made,
                        "kept": made.kept,
                    }
                    for made in built.tables
                ],
                "notes": built.notes,
            }
        )
        return
    tell(terminal, built)
    of_day = f" --as-of {as_of}" if as_of else ""
    terminal.remark(
        terminal.words(
            f"Next: regulars segments{of_day}, regulars report{of_day} --open",
            f"下一步：regulars segments{of_day}、regulars report{of_day} --open",
        )
    )


def tell(terminal: Terminal, built: Built) -> None:
    """A line per table."""
    heads = [
        Head(terminal.words("Table", "表")),
        Head(terminal.words("Rows", "行数"), right=True),
        Head(terminal.words("Seconds", "秒"), right=True),
        Head(terminal.words("Changed", "变化")),
    ]
    rows = [[made.table, f"{made.rows:,}", f"{made.seconds:.1f}", _changed(terminal, made)] for made in built.tables]
    terminal.table(heads, rows)
    terminal.notes(built.notes)
    day = terminal.numbers.day(built.as_of)
    terminal.line(
        f"Built as of the end of {day} in {built.seconds:.1f} s.",
        f"已构建至{day}（含当日），用时 {built.seconds:.1f} 秒。",
    )


def _changed(terminal: Terminal, made: Made) -> str:
    if made.made == 0:
        return terminal.words("unchanged", "无变化")
    parts = made.made + made.kept
    if parts == 1:
        return terminal.words("made", "已生成")
    return terminal.words(f"{made.made} of {parts} parts", f"{parts} 个分区中更新 {made.made} 个")
