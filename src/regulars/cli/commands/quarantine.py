"""Rows that were put aside: count, look, fix, replay, dismiss, export."""

from __future__ import annotations

import sys
from typing import Any

import click

from regulars.cli import show
from regulars.cli.command import Noun, argument, option, verb, wait_option
from regulars.cli.terminal import Terminal

STATUSES = ("open", "replayed", "dismissed", "all")
reason_option = option("--reason", metavar="CODE", words=("Of this reason only, such as negative.", "只看该原因，如 negative。"))
load_option = option("--load", "load", metavar="ID", words=("Of this load only; ids: regulars quarantine.", "只看该批次；批次号见 regulars quarantine。"))
status_option = option("--status", type=click.Choice(STATUSES), default="open", words=("Default: open.", "状态，默认 open（未处理）。"))
limit_option = option("--limit", type=click.IntRange(min=0), default=20, words=("At most so many; 0: all. Default: 20.", "最多行数；0 为全部，默认 20。"))


@verb(
    "summary", en="Count the rows in quarantine by load and reason.", zh="按批次与原因统计隔离行数。",
    examples=("regulars quarantine", "regulars quarantine summary --json"),
)  # fmt: skip
def summarised(terminal: Terminal) -> None:
    from regulars.app import quarantine

    frame = quarantine.summary(terminal.open().workspace)
    terminal.answer(frame)
    if not terminal.as_json and not len(frame):
        terminal.line("Nothing is in quarantine.", "隔离区为空。")


@verb(
    "list", en="List rows in quarantine: load, row, reason, column, value.", zh="列出隔离行：批次、行号、原因、列与值。",
    more=("Values of personal columns are never shown: they were not kept.", "个人信息列的值从不显示，也从未保存。"),
    examples=("regulars quarantine list --reason negative", "regulars quarantine list --status all --limit 0 --json"),
)  # fmt: skip
@reason_option
@load_option
@status_option
@limit_option
def listed(terminal: Terminal, *, reason: str | None, load: str | None, status: str, limit: int) -> None:
    terminal.answer(_asked(terminal, reason, load, status, limit), columns=SHOWN)


@verb(
    "rows", en="Show the whole raw rows behind the faults of a load.", zh="查看某批次隔离行的原始整行内容。",
    examples=("regulars quarantine rows --load 3f2a90c1d2e4b5a6", "regulars quarantine rows --load 3f2a90c1d2e4b5a6 --json"),
)  # fmt: skip
@option("--load", "load", required=True, metavar="ID", words=("The load; ids: regulars quarantine.", "批次；批次号见 regulars quarantine。"))
@limit_option
def raw_rows(terminal: Terminal, *, load: str, limit: int) -> None:
    from regulars.app import quarantine

    terminal.frame(quarantine.rows(terminal.open().workspace, load=load), limit=limit or None)


@verb(
    "fix", en="Give a quarantined row another value in one column.", zh="为隔离行的某一列改正取值。",
    more=("The raw row stays as it came; the fix is kept beside it and used by replay.", "原始行保持不变，修正另行保存，replay 时生效。"),
    examples=("regulars quarantine fix LOAD ROW COLUMN VALUE", "regulars quarantine fix 3f2a90c1d2e4b5a6 17 Quantity 2"),
)  # fmt: skip
@argument("load")
@argument("row", type=int)
@argument("column")
@argument("value")
@wait_option
def fixed(terminal: Terminal, *, load: str, row: int, column: str, value: str, wait: float) -> None:
    from regulars.app import quarantine

    found = quarantine.fix(terminal.open(wait=wait).workspace, load=load, row=row, column=column, value=value)
    _done(terminal, found, "Fixed. Next: regulars quarantine replay", "已修正。下一步：regulars quarantine replay")


@verb(
    "replay", en="Try the quarantined rows of a load again, with their fixes.", zh="带上修正，重新处理某批次的隔离行。",
    examples=("regulars quarantine replay --load 3f2a90c1d2e4b5a6", "regulars quarantine replay --load 3f2a90c1d2e4b5a6 --json"),
)  # fmt: skip
@load_option
@wait_option
def replayed(terminal: Terminal, *, load: str | None, wait: float) -> None:
    from regulars.app import quarantine

    found = quarantine.replay(terminal.open(wait=wait).workspace, load=load)
    _done(terminal, found, "Replayed. Next: regulars build", "已重新处理。下一步：regulars build")


@verb(
    "dismiss", en="Mark quarantined rows as not wanted; they stay on record.", zh="将隔离行标记为不需要（记录保留）。",
    examples=("regulars quarantine dismiss --load 3f2a90c1d2e4b5a6 --reason negative", "regulars quarantine dismiss --reason key_conflict"),
)  # fmt: skip
@load_option
@reason_option
@wait_option
def dismissed(terminal: Terminal, *, load: str | None, reason: str | None, wait: float) -> None:
    from regulars.app import quarantine

    found = quarantine.dismiss(terminal.open(wait=wait).workspace, load=load, reason=reason)
    _done(terminal, found, "Dismissed.", "已忽略。")


@verb(
    "export", en="Write the faults as tab-separated values, for a spreadsheet.", zh="导出隔离清单（制表符分隔，可用表格软件打开）。",
    examples=("regulars quarantine export > faults.tsv", "regulars quarantine export --reason negative --out faults.tsv"),
)  # fmt: skip
@reason_option
@load_option
@status_option
@option("--out", metavar="FILE", words=("Write here instead of stdout.", "写入文件而非标准输出。"))
def exported(terminal: Terminal, *, reason: str | None, load: str | None, status: str, out: str | None) -> None:
    frame = _asked(terminal, reason, load, status, 0)
    if terminal.as_json:
        terminal.json(frame.rows())
        return
    rows = (list(row.values()) for row in frame.rows())
    if out is None:
        show.tabbed(frame.columns, rows, out=sys.stdout)
        return
    with open(out, "w", encoding="utf-8") as file:
        show.tabbed(frame.columns, rows, out=file)
    terminal.line(f"{out}: {len(frame):,} faults", f"{out}：{len(frame):,} 条")


SHOWN = ("load_id", "row_no", "reason", "column", "value", "status", "at")


def _asked(terminal: Terminal, reason: str | None, load: str | None, status: str, limit: int) -> Any:
    from regulars.app import quarantine

    return quarantine.listed(
        terminal.open().workspace, reason=reason, load=load, status=None if status == "all" else status, limit=limit or None
    )


def _done(terminal: Terminal, found: object, english: str, chinese: str) -> None:
    if terminal.as_json:
        terminal.json(found)
    else:
        terminal.line(english, chinese)


command = Noun(
    "quarantine", (summarised, listed, raw_rows, fixed, replayed, dismissed, exported), default="summary",
    about=("Look at rows that were put aside, fix and replay them.", "查看、修正并重新处理被隔离的行。"),
    examples=("regulars quarantine", "regulars quarantine list --reason negative", "regulars quarantine export > faults.tsv"),
)  # fmt: skip
