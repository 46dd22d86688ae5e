"""What the shop holds and what to do next."""

from __future__ import annotations

from regulars.cli.command import verb
from regulars.cli.terminal import Terminal


@verb(
    "status", en="Show what the shop holds and what to do next.", zh="查看店铺现状与下一步建议。",
    examples=("regulars status", "regulars status --shop gifts", "regulars status --json"),
)  # fmt: skip
def command(terminal: Terminal) -> None:
    terminal.json(terminal.open().status())
