"""Copy the shop into one archive."""

from __future__ import annotations

from pathlib import Path

from regulars.cli.command import verb
from regulars.cli.option import argument, option
from regulars.cli.terminal import Terminal


@verb(
    "backup",
    en="Copy the whole shop into one tar file, at one moment.",
    zh="把整个店铺备份成一个 tar 文件。",
    more=(
        "Name a place outside the shop's folder. "
        "The vault's master key is left out unless --with-key is given: keep the two apart.",
        "备份文件须放在店铺文件夹之外。默认不含保险库主密钥，除非加 --with-key；备份与密钥应分开存放。",
    ),
    examples=("regulars backup ../gifts.tar", "regulars backup ../gifts.tar --with-key"),
)
@argument("path")
@option("--with-key", is_flag=True, words=("Put the master key in as well.", "同时包含主密钥。"))
def command(terminal: Terminal, *, path: str, with_key: bool) -> None:
    written = Path(terminal.open().backup(Path(path), with_key=with_key))
    size = written.stat().st_size
    if terminal.as_json:
        terminal.json({"path": written, "bytes": size, "with_key": with_key})
        return
    terminal.line(f"{written}: {size / 1e6:,.1f} MB", f"{written}：{size / 1e6:,.1f} MB")
    if not with_key:
        terminal.remark(
            terminal.words(
                "The master key is not in it; without master.key the vault cannot be opened again.",
                "其中不含主密钥；没有 master.key，保险库将无法再打开。",
            )
        )
