"""The mappings that this shop can load with: list, show, check."""

from __future__ import annotations

from regulars.cli.command import Noun, verb
from regulars.cli.option import argument
from regulars.cli.terminal import Head, Terminal


@verb(
    "list",
    en="List the shipped mappings and the shop's own.",
    zh="列出内置映射与店铺自己的映射。",
    examples=("regulars mappings list", "regulars mappings --json"),
)
def listed(terminal: Terminal) -> None:
    workspace = terminal.open().workspace
    rows = []
    for name in workspace.mapping_names():
        mapping = workspace.mapping(name)
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
    text = terminal.open().workspace.mapping_text(name)
    if terminal.as_json:
        terminal.json({"name": name, "yaml": text})
    else:
        terminal.text(text.rstrip("\n"))


@verb(
    "check",
    en="Check a mapping and tell all its faults at once.",
    zh="检查映射，一次列出全部问题。",
    examples=("regulars mappings check mappings/mine.yaml", "regulars mappings check online_retail"),
)
@argument("file")
def checked(terminal: Terminal, *, file: str) -> None:
    mapping = terminal.open().workspace.mapping(file)
    tables = list(dict.fromkeys(emit.table for emit in mapping.emits))
    if terminal.as_json:
        terminal.json({"name": mapping.name, "is_usable": True, "tables": tables, "columns": sorted(mapping.columns)})
        return
    terminal.line(
        f"{mapping.name} can be used: reads {len(mapping.columns)} columns, makes {', '.join(tables)}.",
        f"{mapping.name} 可用：读取 {len(mapping.columns)} 列，生成 {'、'.join(tables)}。",
    )


command = Noun(
    "mappings",
    (listed, shown, checked),
    default="list",
    about=("List, show and check the mappings that files are loaded with.", "查看与检查导入用的映射。"),
    examples=("regulars mappings", "regulars mappings show online_retail", "regulars mappings check mine.yaml"),
)
