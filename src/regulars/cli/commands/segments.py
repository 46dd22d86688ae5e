"""The groups, stages, tiers or levels of the customers."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from regulars.cli.command import verb
from regulars.cli.nobody import NOBODY
from regulars.cli.option import as_of_option, option
from regulars.cli.terminal import Head, Terminal
from regulars.core.text import counted

BY = {"group": "rfm_group", "rfm_group": "rfm_group", "stage": "stage", "tier": "tier", "levels": "levels"}
AXES = {"r_level": "R", "f_level": "F", "m_level": "M"}


@verb(
    "segments",
    en="Show the groups of customers: people, their share, their money.",
    zh="查看客户分层：人数、占比与金额。",
    more=(
        "Paid is up to the day, days refunded as a whole left out. What each group means: docs/concepts/segments.md.",
        "支付金额累计到该日，全额退款的购买日不计。各分层的含义见 docs/concepts/segments.md。",
    ),
    examples=(
        "regulars segments",
        "regulars segments --by stage --as-of 2011-08-31",
        "regulars segments --by levels --json",
    ),
)
@option(
    "--by",
    "--dimension",
    "by",
    type=click.Choice(list(BY)),
    default="group",
    words=(
        "Groups (default), life stages, tiers, or the levels of R, F and M.",
        "按分层（默认）、生命周期阶段、等级或 R/F/M 档位。",
    ),
)
@as_of_option
def command(terminal: Terminal, *, by: str, as_of: date | None) -> None:
    rows = terminal.asked().segments(as_of=as_of, by=BY[by]).rows()
    if terminal.as_json:
        terminal.json(rows)
        return
    people = sum(row["people"] for row in rows if row["dimension"] == rows[0]["dimension"])
    day = terminal.numbers.day(rows[0]["as_of"]) if rows else ""
    if not people and by != "levels":
        terminal.line(*NOBODY)
        return
    title = terminal.words(f"As of the end of {day}", f"截至{day}（含当日）")
    terminal.table(_heads(terminal, by), [_row(terminal, row, by) for row in rows], title=title)
    if by == "levels":
        terminal.line(
            f"{counted(people, 'customer')} with a purchase that stands.", f"共 {people:,} 位有有效购买的客户。"
        )
    else:
        terminal.line(f"{counted(people, 'customer')} in all.", f"共 {people:,} 位客户。")


def _heads(terminal: Terminal, by: str) -> list[Head]:
    first = {
        "group": ("Group", "分层"),
        "rfm_group": ("Group", "分层"),
        "stage": ("Stage", "阶段"),
        "tier": ("Tier", "等级"),
        "levels": ("Level", "档位"),
    }[by]
    numbers = (
        ("People", "人数"),
        ("Share", "人数占比"),
        ("Paid", "支付金额"),
        ("Share of paid", "支付金额占比"),
        ("Orders", "订单数"),
        ("Per order", "笔单价"),
    )
    return [Head(terminal.words(*first)), *(Head(terminal.words(*words), right=True) for words in numbers)]


def _row(terminal: Terminal, row: dict[str, Any], by: str) -> list[str]:
    numbers = terminal.numbers

    def told(value: Any, write: Any) -> str:
        return "–" if value is None else str(write(value))

    axis = f"{AXES[row['dimension']]} " if by == "levels" else ""
    return [
        axis + row[f"title_{terminal.language}"],
        numbers.count(row["people"]),
        told(row["people_share"], numbers.share),
        numbers.money(row["paid"]),
        told(row["paid_share"], numbers.share),
        numbers.count(row["orders"]),
        told(row["order_value"], numbers.money),
    ]
