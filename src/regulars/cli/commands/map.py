"""Propose a mapping for a file from its columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from regulars.cli.command import verb
from regulars.cli.option import argument, option
from regulars.cli.terminal import Terminal
from regulars.core.disk import check_folder
from regulars.core.errors import ConflictError, RegularsError
from regulars.core.text import counted

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace
    from regulars.core.proposal import Proposal


@verb(
    "map",
    en="Propose a mapping for a file, and say what is unsure.",
    zh="根据列名与内容为文件建议映射，并指出不确定之处。",
    more=(
        "The YAML goes to stdout, the guesses to stderr; --save keeps it in the shop's mappings folder.",
        "YAML 输出到标准输出，推测说明输出到标准错误；--save 可存入店铺的 mappings 文件夹。",
    ),
    examples=("regulars map orders.csv", "regulars map 订单.xlsx --save mine", "regulars map orders.csv > mine.yaml"),
)
@argument("place")
@option("--save", metavar="NAME", words=("Keep it as this mapping of the shop.", "存为店铺的映射。"))
@option("--out", metavar="FILE", words=("Write it to this file.", "写入该文件。"))
@option("--table", words=("Of a database: the table.", "数据库：要读的表。"))
@option("--query", metavar="SELECT", words=("Of a database: one query.", "数据库：一条查询语句。"))
def command(
    terminal: Terminal, *, place: str, save: str | None, out: str | None, table: str | None, query: str | None
) -> None:
    from regulars.app.map import propose

    workspace = terminal.open_if_there()
    proposal = propose(workspace, place, table=table, query=query, language=terminal.language)
    target = _target(terminal, workspace, save, out)
    if target is not None:
        target.write_text(proposal.yaml, encoding="utf-8")
    if terminal.as_json:
        terminal.json(
            {"yaml": proposal.yaml, "guesses": proposal.guesses, "questions": proposal.questions, "saved": target}
        )
        return
    terminal.text(proposal.yaml.rstrip("\n") if target is None else str(target))
    _remarks(terminal, proposal)


def _target(terminal: Terminal, workspace: Workspace | None, save: str | None, out: str | None) -> Path | None:
    if save is not None and workspace is None:
        try:
            workspace = terminal.open().workspace
        except RegularsError as error:
            raise type(error)(f"--save keeps the mapping in a shop's folder: {error}. Or use --out FILE") from error
    target = Path(out) if out else workspace.folder / "mappings" / f"{save}.yaml" if workspace and save else None
    if target is not None:
        check_folder(target)
    if target is not None and target.exists():
        raise ConflictError(f"{target} is there already. Choose another name, or remove it first")
    return target


def _remarks(terminal: Terminal, proposal: Proposal) -> None:
    """What a person must look at, beside the answer."""
    sure = len(proposal.guesses) - len(proposal.unsure)
    terminal.remark(
        terminal.words(
            f"{counted(proposal.rows, 'row')} looked at: {counted(sure, 'column')} sure, "
            f"{counted(proposal.to_check, 'thing')} to check.",
            f"已看 {proposal.rows:,} 行：{sure} 列确定，{proposal.to_check} 处待确认。",
        )
    )
    for number, line in proposal.marked:
        terminal.remark(terminal.words(f"  line {number}: {line}", f"  第 {number} 行：{line}"))
    for guess in proposal.unsure:
        terminal.remark(f"  {guess.column}: {guess.role or '–'} ({guess.confidence:.0%}) {guess.reason}")
    for question in proposal.questions:
        terminal.remark(f"  ? {question.about}: {question.text}")
