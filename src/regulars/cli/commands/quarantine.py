"""Rows that were put aside: count, look, fix, replay, dismiss, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from regulars.cli import show
from regulars.cli.command import Noun, verb
from regulars.cli.dress import REJECTED_ZH, cell
from regulars.cli.option import argument, limit_option, option, wait_option
from regulars.cli.terminal import Head, Terminal
from regulars.core.disk import check_folder
from regulars.core.text import counted

if TYPE_CHECKING:
    from regulars.core.frame import Frame

STATUSES = ("open", "replayed", "dismissed", "all")
reason_option = option(
    "--reason", metavar="CODE", words=("Of this reason only, such as negative.", "只看该原因，如 negative。")
)
load_option = option(
    "--load",
    "load",
    metavar="ID",
    words=("Of this load only; ids: regulars quarantine.", "只看该批次；批次号见 regulars quarantine。"),
)
status_option = option(
    "--status", type=click.Choice(STATUSES), default="open", words=("Default: open.", "状态，默认 open（未处理）。")
)


@verb(
    "summary",
    en="Count the rows in quarantine by load and reason.",
    zh="按批次与原因统计隔离行数。",
    examples=("regulars quarantine", "regulars quarantine summary --json"),
)
def summarised(terminal: Terminal) -> None:
    from regulars.app import quarantine
    from regulars.govern.reasons import REJECTED, next_step

    workspace = terminal.open().workspace
    rows, total = quarantine.summary(workspace, language=terminal.language).rows(), quarantine.counted(workspace)
    if terminal.as_json:
        terminal.json({"rows": total, "reasons": rows})
        return
    titles = (
        ("Load", "批次"),
        ("File", "文件"),
        ("Reason", "原因"),
        ("Open", "未处理"),
        ("Replayed", "已重放"),
        ("Dismissed", "已忽略"),
    )
    heads = [Head(terminal.words(*words), right=place > 2) for place, words in enumerate(titles)]
    shown = [
        [
            row["load_id"],
            row["name"] or "",
            cell(row["reason"], "reason", terminal),
            *(terminal.numbers.count(row[status]) for status in STATUSES[:3]),
        ]
        for row in rows
    ]
    terminal.table(heads, shown)
    if not rows:
        terminal.line("Nothing is in quarantine.", "隔离区为空。")
    else:
        _sum(terminal, rows, total)
    codes = list(dict.fromkeys(row["reason"] for row in rows if row["open"]))
    if any(code.startswith(REJECTED) for code in codes) and sum(row["open"] for row in rows) > total["open"]:
        terminal.line(
            "A row that the mapping leaves out on purpose needs nothing, whatever else a line says of it.",
            "映射有意剔除的行无需处理，即使它同时列在其他原因之下。",
        )
    for code in codes:
        words, step = cell(code, "reason", terminal), next_step(code)[terminal.language]
        terminal.line(f"To do: {words}: {step}", f"建议：{words}：{step}")


def _sum(terminal: Terminal, rows: list[dict[str, Any]], total: dict[str, int]) -> None:
    """Rows as load and status count them: each once, however many lines of the table it stands in."""
    count = total["open"]
    english = counted(count, "open row")
    chinese = f"未处理共 {count:,} 行"
    if sum(row["open"] for row in rows) > count:
        english, chinese = (
            english + "; a row with two faults stands in two lines",
            chinese + "；一行有两种错误时计入两条",
        )
    terminal.line(f"{english}.", f"{chinese}。")


@verb(
    "list",
    en="List rows in quarantine: load, row, reason, column, value.",
    zh="列出隔离行：批次、行号、原因、列与值。",
    more=("Values of personal columns are never shown: they were not kept.", "个人信息列的值从不显示，也从未保存。"),
    examples=("regulars quarantine list --reason negative", "regulars quarantine list --status all --limit 0 --json"),
)
@reason_option
@load_option
@status_option
@limit_option
def listed(terminal: Terminal, *, reason: str | None, load: str | None, status: str, limit: int) -> None:
    frame, total = _asked(terminal, reason, load, status, limit)
    terminal.answer(frame, columns=SHOWN, total=total)


@verb(
    "rows",
    en="Show the whole raw rows behind the faults of a load.",
    zh="查看某批次隔离行的原始整行内容。",
    examples=("regulars quarantine rows 3f2a90c1d2e4b5a6", "regulars quarantine rows 3f2a90c1d2e4b5a6 --row 17 --json"),
)
@argument("load")
@option("--row", type=int, words=("This row only.", "只看该行。"))
@limit_option
def raw_rows(terminal: Terminal, *, load: str, row: int | None, limit: int) -> None:
    from regulars.app import quarantine

    terminal.frame(quarantine.rows(terminal.open().workspace, load, row=row), limit=limit or None)


@verb(
    "fix",
    en="Give a quarantined row another value in one column.",
    zh="为隔离行的某一列改正取值。",
    more=(
        "The raw row stays as it came; the fix is kept beside it and used by replay. An empty VALUE stands for none.",
        "原始行保持不变，修正另行保存，replay 时生效。VALUE 为空表示无值。",
    ),
    examples=(
        "regulars quarantine fix LOAD ROW COLUMN VALUE",
        "regulars quarantine fix 3f2a90c1d2e4b5a6 17 Quantity 2",
    ),
)
@argument("load")
@argument("row", type=int)
@argument("column")
@argument("value")
@wait_option
def fixed(terminal: Terminal, *, load: str, row: int, column: str, value: str, wait: float) -> None:
    from regulars.app import quarantine

    found = quarantine.fix(terminal.open(wait=wait).workspace, load, row, column, value or None)
    if terminal.as_json:
        terminal.json(found)
        return
    terminal.line(
        f"Row {row} of {found.load_id}: {found.column} is {found.value!r} now. Next: regulars quarantine replay",
        f"{found.load_id} 第 {row} 行：{found.column} 已改为 {found.value!r}。下一步：regulars quarantine replay",
    )


@verb(
    "replay",
    en="Try quarantined rows again, with their fixes and today's mapping.",
    zh="带上修正、按当前映射重新处理隔离行。",
    goes_on=True,
    examples=(
        "regulars quarantine replay --load 3f2a90c1d2e4b5a6",
        "regulars quarantine replay --load 3f2a90c1d2e4b5a6 --json",
    ),
)
@load_option
@option(
    "--mapping",
    metavar="FILE",
    words=("The mapping file, where it is not in the shop's folder.", "映射文件（不在店铺文件夹时）。"),
)
@wait_option
def replayed(terminal: Terminal, *, load: str | None, mapping: str | None, wait: float) -> None:
    from regulars.app import quarantine

    workspace = terminal.open(wait=wait).workspace
    with terminal.progress() as progress:
        found = quarantine.replay(workspace, load=load, mapping=mapping, progress=progress)
    if terminal.as_json:
        terminal.json(found)
        return
    for one in found:
        terminal.line(
            f"{one.name}: {one.replayed:,} accepted now, {one.still_open:,} still open",
            f"{one.name}：新入库 {one.replayed:,} 行，仍隔离 {one.still_open:,} 行",
        )
        if one.unreadable:
            terminal.line(
                f"  {one.unreadable:,} of them cannot be replayed: the file must be corrected and loaded again",
                f"  其中 {one.unreadable:,} 行无法重放：须改正文件后重新导入",
            )
        for note in one.notes:
            terminal.line(f"  note: {note}", f"  提示：{note}")
    if not found:
        terminal.line("Nothing is open in quarantine.", "隔离区没有未处理的行。")
    elif any(one.replayed for one in found):
        terminal.remark(terminal.words("Next: regulars build", "下一步：regulars build"))


@verb(
    "dismiss",
    en="Mark quarantined rows as not wanted; they stay on record.",
    zh="将隔离行标记为不需要（记录保留）。",
    examples=(
        "regulars quarantine dismiss --load 3f2a90c1d2e4b5a6 --reason negative",
        "regulars quarantine dismiss --reason key_conflict",
    ),
)
@load_option
@reason_option
@wait_option
def dismissed(terminal: Terminal, *, load: str | None, reason: str | None, wait: float) -> None:
    from regulars.app import quarantine

    found = quarantine.dismiss(terminal.open(wait=wait).workspace, load=load, reason=reason)
    if terminal.as_json:
        terminal.json(found)
    else:
        terminal.line(f"{counted(found.rows, 'row')} dismissed.", f"已忽略 {found.rows:,} 行。")


@verb(
    "export",
    en="Write the faults as tab-separated values, for a spreadsheet.",
    zh="导出隔离清单（制表符分隔，可用表格软件打开）。",
    examples=(
        "regulars quarantine export > faults.tsv",
        "regulars quarantine export --reason negative --out faults.tsv",
    ),
)
@reason_option
@load_option
@status_option
@option("--out", metavar="FILE", words=("Write here instead of stdout.", "写入文件而非标准输出。"))
def exported(terminal: Terminal, *, reason: str | None, load: str | None, status: str, out: str | None) -> None:
    frame, _ = _asked(terminal, reason, load, status, 0)
    if terminal.as_json:
        terminal.json(frame.rows())
        return
    rows = (list(row.values()) for row in frame.rows())
    if out is None:
        show.tabbed(frame.columns, rows, out=sys.stdout)
        return
    check_folder(Path(out))
    with open(out, "w", encoding="utf-8") as file:
        show.tabbed(frame.columns, rows, out=file)
    terminal.line(f"{out}: {counted(len(frame), 'fault')}", f"{out}：{len(frame):,} 条")


SHOWN = ("load_id", "row_no", "reason", "column", "value", "status", "at")


def _asked(terminal: Terminal, reason: str | None, load: str | None, status: str, limit: int) -> tuple[Frame, int]:
    """The lines that were asked for, and how many there are without a limit."""
    from regulars.app import quarantine
    from regulars.govern.reasons import REJECTED

    workspace, state = terminal.open().workspace, None if status == "all" else status
    if reason is not None and reason.startswith(REJECTED_ZH):  # as the console shows it in Chinese
        reason = REJECTED + reason.removeprefix(REJECTED_ZH)
    frame = quarantine.listed(
        workspace, reason=reason, load=load, status=state, limit=limit or None, language=terminal.language
    )
    if not limit or len(frame) < limit:
        return frame, len(frame)
    return frame, quarantine.lines(workspace, reason=reason, load=load, status=state)


command = Noun(
    "quarantine",
    (summarised, listed, raw_rows, fixed, replayed, dismissed, exported),
    default="summary",
    about=("Look at rows that were put aside, fix and replay them.", "查看、修正并重新处理被隔离的行。"),
    examples=(
        "regulars quarantine",
        "regulars quarantine list --reason negative",
        "regulars quarantine export > faults.tsv",
    ),
)
