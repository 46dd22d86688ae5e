"""Make a shop of a backup."""

from __future__ import annotations

import shlex
from pathlib import Path

from regulars.cli.command import verb
from regulars.cli.option import argument
from regulars.cli.terminal import Terminal


@verb(
    "restore",
    en="Make a shop of a backup, in a new folder.",
    zh="从备份恢复店铺到新文件夹。",
    examples=("regulars restore gifts.tar gifts-again", "regulars restore gifts.tar gifts-again --json"),
)
@argument("path")
@argument("folder")
def command(terminal: Terminal, *, path: str, folder: str) -> None:
    from regulars.app import shop

    shop.restore(Path(path), Path(folder))
    if terminal.as_json:
        terminal.json({"folder": folder})
        return
    look = f"regulars status --shop {shlex.quote(folder)}"
    terminal.line(f"The shop is in {folder}. Look: {look}", f"店铺已恢复到 {folder}。查看：{look}")
