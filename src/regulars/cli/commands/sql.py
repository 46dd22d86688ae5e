"""Ask the shop's tables in SQL."""

from __future__ import annotations

from regulars.cli.command import verb
from regulars.cli.option import argument
from regulars.cli.terminal import Terminal


@verb(
    "sql",
    en="Ask the shop's tables in SQL (DuckDB's), reading only.",
    zh="用 SQL（DuckDB 方言）查询店铺的表，只读。",
    more=(
        "Tab-separated where the output goes on. '-' reads the query from stdin. Tables: regulars tables. Those with a "
        "column as_of, such as customer, hold everybody once for each day that was built: say which day.",
        "输出到管道时为制表符分隔；用 - 从标准输入读取语句。可用的表见 regulars tables。"
        "带 as_of 列的表（如 customer）每个构建日各存一份，查询时请写明日期。",
    ),
    examples=(
        "regulars sql \"SELECT stage, count(*) FROM customer WHERE as_of = '2011-12-09' GROUP BY ALL\"",
        'regulars sql "SELECT * FROM orders WHERE amount > 1000" --json',
        "regulars sql - < query.sql > answer.tsv",
    ),
)
@argument("query")
def command(terminal: Terminal, *, query: str) -> None:
    if query == "-":
        import sys

        query = sys.stdin.read()
    terminal.frame(terminal.open().sql(query))
