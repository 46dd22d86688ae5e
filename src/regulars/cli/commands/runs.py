"""What ran: every load, fix, replay and build, on what data, how long."""

from __future__ import annotations

import click

from regulars.cli.command import verb
from regulars.cli.option import option
from regulars.cli.terminal import Terminal

SHOWN = ("started_at", "what", "table", "as_of", "rows", "seconds", "changed")


@verb(
    "runs",
    en="Show what ran: loads, fixes, replays and builds, with rows and seconds.",
    zh="查看运行记录：每次导入、改正、重放与构建的行数与用时。",
    examples=("regulars runs", "regulars runs --limit 5", "regulars runs --json"),
)
@option("--limit", type=click.IntRange(min=0), words=("The newest so many only.", "只看最近若干条。"))
def command(terminal: Terminal, *, limit: int | None) -> None:
    terminal.answer(terminal.open().runs(), limit=limit, columns=SHOWN)
