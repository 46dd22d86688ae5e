"""The mappings that this shop can load with: list, show, check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regulars.cli.command import Noun, verb
from regulars.cli.option import argument
from regulars.cli.terminal import Head, Terminal
from regulars.core.text import counted

if TYPE_CHECKING:
    from regulars.app.mappings import Mappings
    from regulars.app.workspace import Workspace


@verb(
    "list",
    en="List the shipped mappings and the shop's own.",
    zh="列出内置映射与店铺自己的映射。",
    examples=("regulars mappings list", "regulars mappings --json"),
)
def listed(terminal: Terminal) -> None:
    mappings = _known(terminal)
    rows = []
    for name in mappings.mapping_names():
        mapping = mappings.mapping(name)
        rows.append(
            {
                "name": name,
                "title": mapping.title.get(terminal.language, ""),
                "file": mapping.file,
                "tables": list(dict.fromkeys(emit.table for emit in mapping.emits)),
            }
        )
    if terminal.as_json:
        terminal.json(rows)
        return
    heads = [Head(terminal.words(*words)) for words in (("Mapping", "映射"), ("Title", "名称"), ("Makes", "生成的表"))]
    terminal.table(heads, [[str(row["name"]), str(row["title"]), ", ".join(row["tables"] or [])] for row in rows])


@verb(
    "show",
    en="Print a mapping's YAML.",
    zh="显示映射的 YAML 内容。",
    examples=("regulars mappings show online_retail", "regulars mappings show online_retail > mappings/mine.yaml"),
)
@argument("name")
def shown(terminal: Terminal, *, name: str) -> None:
    text = _known(terminal).mapping_text(name)
    if terminal.as_json:
        terminal.json({"name": name, "yaml": text})
    else:
        terminal.text(text.rstrip("\n"))


@verb(
    "check",
    en="Check a mapping, also against files, and tell all its faults at once.",
    zh="检查映射（可同时对照文件），一次列出全部问题。",
    more=(
        "With files: which of their columns are missing, and which the mapping leaves out.",
        "给出文件时：列出缺少的列，以及映射未用到的列。",
    ),
    examples=("regulars mappings check mappings/mine.yaml", "regulars mappings check mine orders.csv"),
)
@argument("name")
@argument("files", nargs=-1, metavar="[FILE...]")
def checked(terminal: Terminal, *, name: str, files: tuple[str, ...]) -> None:
    if files:
        _held_against(terminal, terminal.open().workspace, name, files)
        return
    mapping = _known(terminal).mapping(name)
    tables = list(dict.fromkeys(emit.table for emit in mapping.emits))
    if terminal.as_json:
        terminal.json({"name": mapping.name, "is_usable": True, "tables": tables, "columns": sorted(mapping.columns)})
        return
    terminal.line(
        f"{mapping.name} can be used: reads {counted(len(mapping.columns), 'column')}, makes {', '.join(tables)}.",
        f"{mapping.name} 可用：读取 {len(mapping.columns)} 列，生成 {'、'.join(tables)}。",
    )


def _known(terminal: Terminal) -> Mappings:
    """The mappings of the shop and the shipped ones, or these alone where there is no shop."""
    from regulars.app.mappings import Mappings

    workspace = terminal.open_if_there()
    if workspace is not None:
        return workspace.mappings
    terminal.remark(
        terminal.words(
            "No shop was named or found here: the shipped mappings only.", "此处没有店铺或未指定店铺：仅含内置映射。"
        )
    )
    return Mappings(None)


def _held_against(terminal: Terminal, workspace: Workspace, name: str, files: tuple[str, ...]) -> None:
    from regulars.app.check import check

    found = check(workspace, name, list(files))
    if terminal.as_json:
        terminal.json(found)
        return
    for one in found:
        terminal.line(
            f"{one.name}: {one.mapping} can be used: reads {len(one.columns)} of "
            f"{counted(len(one.columns) + len(one.extra), 'column')}, makes {', '.join(one.tables)}.",
            f"{one.name}：{one.mapping} 可用：读取 {len(one.columns) + len(one.extra)} 列中的 {len(one.columns)} 列，"
            f"生成 {'、'.join(one.tables)}。",
        )
        if one.extra:
            terminal.line(
                f"  not used, so never stored: {', '.join(one.extra)}", f"  未使用（不会保存）：{'、'.join(one.extra)}"
            )


command = Noun(
    "mappings",
    (listed, shown, checked),
    default="list",
    about=("List, show and check the mappings that files are loaded with.", "查看与检查导入用的映射。"),
    examples=("regulars mappings", "regulars mappings show online_retail", "regulars mappings check mine.yaml"),
)
