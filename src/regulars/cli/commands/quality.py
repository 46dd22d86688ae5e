"""The quality card of what was loaded."""

from __future__ import annotations

from regulars.cli.command import verb
from regulars.cli.terminal import Terminal


@verb(
    "quality", en="Show how complete, unique, valid, consistent and timely the data are.", zh="查看数据质量：完整性、唯一性、有效性、一致性、及时性。",
    examples=("regulars quality", "regulars quality --json"),
)  # fmt: skip
def command(terminal: Terminal) -> None:
    terminal.answer(terminal.open().quality())
