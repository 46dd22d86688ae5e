"""The tables of the shop: list them with their grain and rows, or print one."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from regulars.cli.command import Noun, verb
from regulars.cli.option import argument, as_of_option, option
from regulars.cli.terminal import Head, Terminal
from regulars.core.errors import MissingError, unknown


@verb(
    "list",
    en="List the tables with their grain and rows.",
    zh="列出各表的粒度与行数。",
    examples=("regulars tables", "regulars tables list --json"),
)
def listed(terminal: Terminal) -> None:
    rows = _tables(terminal)
    if terminal.as_json:
        terminal.json(rows)
        return
    heads = [
        Head(terminal.words("Table", "表")),
        Head(terminal.words("Kind", "类别")),
        Head(terminal.words("Rows", "行数"), right=True),
        Head(terminal.words("A row is", "每行表示")),
    ]
    kinds = {
        "fact": terminal.words("fact", "事实"),
        "made": terminal.words("built", "构建"),
        "record": terminal.words("record", "记录"),
        "raw": terminal.words("raw", "原始"),
    }
    terminal.table(heads, [[row["name"], kinds[row["kind"]], f"{row['rows']:,}", row["grain"]] for row in rows])


@verb(
    "show",
    en="Print a table's rows.",
    zh="输出一张表的数据。",
    more=(
        "With --as-of, only what was known at the end of that day. Tables with a column as_of, such as customer, hold "
        "everybody once for each day that was built: without --as-of it is the newest, with --every-day all of them.",
        "加 --as-of 只看那一天结束时已知的数据。带 as_of 列的表（如 customer）每个构建日各存一份："
        "默认取最新一天，--every-day 输出全部。",
    ),
    examples=(
        "regulars tables show customer --limit 20",
        "regulars tables show orders --as-of 2011-08-31 > orders.tsv",
        "regulars tables show customer --every-day --json",
    ),
)
@argument("name")
@as_of_option
@option("--every-day", is_flag=True, words=("All the days that were built.", "输出所有构建日的数据。"))
@option("--limit", type=click.IntRange(min=0), words=("At most so many rows; 0: all.", "最多输出的行数；0 为全部。"))
def shown(terminal: Terminal, *, name: str, as_of: date | None, every_day: bool, limit: int | None) -> None:
    known = {row["name"] for row in _tables(terminal, counted=False)}
    if name not in known:
        raise MissingError(unknown("table", name, known, most=60))
    frame = terminal.open().table(name, as_of=as_of, every_day=every_day)
    terminal.frame(frame, limit=limit or None)


def _tables(terminal: Terminal, *, counted: bool = True) -> list[dict[str, Any]]:
    """Facts as declared, then what the build makes, then the records; those not made yet have no rows."""
    from regulars.app.made import MADE
    from regulars.app.records import RECORDS

    workspace = terminal.open().workspace
    kinds = dict.fromkeys(workspace.tables, "fact") | dict.fromkeys(MADE, "made") | dict.fromkeys(RECORDS, "record")
    present = workspace.lake.names()
    kinds |= {name: "raw" for name in sorted(present) if name not in kinds and name.startswith("raw_")}
    grains = {name: table.grain for name, table in workspace.tables.items()}
    grains |= {name: about["grain"] for name, about in MADE.items()}
    rows = []
    for name, kind in kinds.items():
        count = (
            workspace.lake.rows(f'SELECT count(*) FROM lake.main."{name}"')[0][0] if counted and name in present else 0
        )
        rows.append({"name": name, "kind": kind, "rows": count, "grain": grains.get(name, "")})
    return rows


command = Noun(
    "tables",
    (listed, shown),
    default="list",
    about=("List the shop's tables, or print one.", "列出店铺的表，或输出其中一张。"),
    examples=("regulars tables", "regulars tables show customer --limit 20", "regulars tables --json"),
)
