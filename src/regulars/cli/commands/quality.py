"""The quality card of what was loaded."""

from __future__ import annotations

from typing import Any

from regulars.cli.command import verb
from regulars.cli.terminal import Head, Terminal

#: A change below this is not worth a sign.
TREND = 0.0005


@verb(
    "quality",
    en="Show how complete, unique, valid, consistent and timely the data are.",
    zh="查看数据质量：完整性、唯一性、有效性、一致性、及时性。",
    examples=("regulars quality", "regulars quality --json"),
)
def command(terminal: Terminal) -> None:
    rows = terminal.open().quality().rows()
    if terminal.as_json:
        terminal.json(rows)
        return
    titles = (
        ("Source", "来源"),
        ("Table", "表"),
        ("Measure", "指标"),
        ("Share", "达标率"),
        ("Trend", "变化"),
        ("", ""),
    )
    heads = [Head(terminal.words(*words), right=words[0] in ("Share", "Trend")) for words in titles]
    terminal.table(heads, [_row(terminal, row) for row in rows])
    if not rows:
        terminal.line("Nothing is loaded yet.", "还没有导入数据。")


def _row(terminal: Terminal, row: dict[str, Any]) -> list[str]:
    numbers = terminal.numbers
    share = "–" if row["share"] is None else numbers.share(row["share"])
    trend = (
        ""
        if row["trend"] is None or abs(row["trend"]) < TREND
        else numbers.change(row["share"], row["share"] - row["trend"], "share")
    )
    return [
        row["source"],
        row["table"],
        terminal.word("measure", row["measure"]),
        share,
        trend,
        row[f"sentence_{terminal.language}"],
    ]
