"""Load files or databases into the shop's facts."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from regulars.cli.command import verb
from regulars.cli.option import argument, option, wait_option
from regulars.cli.terminal import Terminal
from regulars.core.errors import InputError
from regulars.core.text import counted

if TYPE_CHECKING:
    from regulars.app.load import Loaded


@verb(
    "load",
    en="Load files, folders, patterns or a database through a mapping.",
    zh="按映射导入文件、文件夹、通配符或数据库。",
    more=(
        "Each row is accepted or put in quarantine with its reason; the same content again changes nothing. "
        "PLACE is a file (CSV, Excel, JSON, Parquet), a folder, a pattern in quotes, or a database URL.",
        "每一行要么入库，要么带原因进入隔离区；重复导入相同内容不会有任何变化。"
        "PLACE 可以是文件（CSV、Excel、JSON、Parquet）、文件夹、带引号的通配符或数据库地址。",
    ),
    goes_on=True,
    examples=(
        "regulars load online_retail.parquet --mapping online_retail",
        "regulars load 'orders-2024-*.csv' members.csv --mapping mappings/mine.yaml",
        "regulars load postgresql://host/shop --table orders --mapping mine --wait 600",
    ),
)
@argument("places", nargs=-1, required=True, metavar="PLACE...")
@option(
    "--mapping",
    metavar="NAME",
    words=("A mapping's name or YAML file; see: regulars mappings.", "映射名或 YAML 文件，见 regulars mappings。"),
)
@option("--table", words=("Of a database: the table.", "数据库：要读的表。"))
@option("--query", metavar="SELECT", words=("Of a database: one query.", "数据库：一条查询语句。"))
@wait_option
def command(
    terminal: Terminal,
    *,
    places: tuple[str, ...],
    mapping: str | None,
    table: str | None,
    query: str | None,
    wait: float,
) -> None:
    shop = terminal.open(wait=wait)
    if mapping is None:
        known = ", ".join(dict.fromkeys(name.split("/")[0] for name in shop.workspace.mapping_names()))
        raise InputError(
            f"say how to read {places[0]}: --mapping NAME. Known: {known} (see: regulars mappings). "
            f"Propose one with: regulars map {shlex.quote(places[0])}"
        )
    found: list[Loaded] = []
    try:
        with terminal.progress() as progress:
            shop.load(*places, mapping=mapping, table=table, query=query, progress=progress, told=found.append)
    finally:  # a file that fails does not hide those that are in
        if not terminal.as_json:
            for loaded in found:
                tell(terminal, loaded)
    if terminal.as_json:
        terminal.json(found)
    elif any(not loaded.is_known for loaded in found):
        terminal.remark(terminal.words("Next: regulars build", "下一步：regulars build"))


def tell(terminal: Terminal, loaded: Loaded) -> None:
    """What one file brought, in a few lines."""
    if loaded.is_known:
        terminal.line(f"{loaded.name}: already loaded, nothing changed", f"{loaded.name}：内容已导入过，没有变化")
        return
    terminal.line(
        f"{loaded.name}: {counted(loaded.rows, 'row')} = {loaded.accepted:,} accepted + {loaded.quarantined:,} "
        f"quarantined ({loaded.seconds:.1f} s)",
        f"{loaded.name}：{loaded.rows:,} 行 = 入库 {loaded.accepted:,} + 隔离 {loaded.quarantined:,}"
        f"（{loaded.seconds:.1f} 秒）",
    )
    from regulars.govern.reasons import reason_title

    for code, rows in sorted(loaded.reasons.items(), key=lambda pair: -pair[1]):
        words = reason_title(code)[terminal.language]
        terminal.line(f"  quarantined: {rows:,} {words}", f"  隔离：{rows:,} 行，{words}")
    for name in sorted({*loaded.new, *loaded.changed}):
        new, changed = loaded.new.get(name, 0), loaded.changed.get(name, 0)
        terminal.line(f"  {name}: {new:,} new, {changed:,} changed", f"  {name}：新增 {new:,}，更新 {changed:,}")
    for note in loaded.notes:
        terminal.line(f"  note: {note}", f"  提示：{note}")
