"""Propose a mapping for a file from its columns."""

from __future__ import annotations

from pathlib import Path

from regulars.cli.command import argument, option, verb
from regulars.cli.terminal import Head, Terminal
from regulars.core.errors import ConflictError


@verb(
    "map", en="Propose a mapping for a file, and say what is unsure.", zh="根据列名与内容为文件建议映射，并指出不确定之处。",
    more=("The YAML goes to stdout, the guesses to stderr; --save keeps it in the shop's mappings folder.",
          "YAML 输出到标准输出，推测说明输出到标准错误；--save 可存入店铺的 mappings 文件夹。"),
    examples=("regulars map orders.csv", "regulars map 订单.xlsx --save mine", "regulars map orders.csv > mine.yaml"),
)  # fmt: skip
@argument("place")
@option("--save", metavar="NAME", words=("Keep it as this mapping of the shop.", "存为店铺的映射。"))
@option("--out", metavar="FILE", words=("Write it to this file.", "写入该文件。"))
def command(terminal: Terminal, *, place: str, save: str | None, out: str | None) -> None:
    from regulars.app.map import propose

    workspace = terminal.open().workspace
    proposal = propose(workspace, place)
    target = Path(out) if out else workspace.folder / "mappings" / f"{save}.yaml" if save else None
    if target is not None:
        if target.exists():
            raise ConflictError(f"{target} is there already. Choose another name, or remove it first")
        target.write_text(proposal.yaml, encoding="utf-8")
    if terminal.as_json:
        terminal.json({"yaml": proposal.yaml, "guesses": proposal.guesses, "saved": target})
        return
    if target is None:
        terminal.text(proposal.yaml.rstrip("\n"))
    else:
        terminal.line(f"{target}", f"{target}")
