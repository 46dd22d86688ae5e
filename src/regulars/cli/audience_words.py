"""Audiences on the console: titles of columns, the lines of a reason and of a drift."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from regulars.cli.show import Head
from regulars.core.text import counted

if TYPE_CHECKING:
    from regulars.app.audience import Audience, Drift
    from regulars.audience.why import Reason
    from regulars.cli.terminal import Terminal

#: column: (English, Chinese, at the right)
_TITLES: dict[str, tuple[str, str, bool]] = {
    "name": ("Audience", "人群", False), "title": ("Title", "名称", False), "people": ("People", "人数", True),
    "rule": ("Rule", "规则", False), "met": ("Met", "满足", False), "condition": ("Condition", "条件", False),
    "value": ("Value", "取值", True), "one": ("One", "人群一", False), "other": ("Other", "人群二", False),
    "people_one": ("People of one", "人群一人数", True), "people_other": ("People of other", "人群二人数", True),
    "both": ("Both", "交集", True), "jaccard": ("Jaccard", "Jaccard", True),
    "share_of_one": ("Of one", "占人群一", True), "share_of_other": ("Of other", "占人群二", True),
    "as_of": ("As of", "截至", False), "entered": ("Entered", "进入", True), "left": ("Left", "离开", True),
    "entered_on": ("Entered: now met", "进入者：变为满足", True),
    "entered_off": ("Entered: no longer met", "进入者：不再满足", True),
    "left_on": ("Left: now met", "离开者：变为满足", True),
    "left_off": ("Left: no longer met", "离开者：不再满足", True),
    "customer_id": ("Customer", "客户", False), "is_same_rule": ("Rule then", "当时规则", False),
}  # fmt: skip
_KINDS = {
    "all": ("all of", "同时满足"),
    "any": ("any of", "满足任一"),
    "not": ("not", "不满足"),
    "audience": ("audience", "人群"),
}


def heads(terminal: Terminal, *names: str) -> list[Head]:
    """Titles of columns in the language of the console."""
    return [Head(terminal.words(*_TITLES[name][:2]), right=_TITLES[name][2]) for name in names]


def tag_heads(terminal: Terminal, names: Sequence[str]) -> list[Head]:
    """The id of the customer, and tags by their titles; numbers stand at the right."""
    from regulars.app.tags import usable

    tags, _ = usable(terminal.open().folder)
    return [
        Head(tags[name].title[terminal.language], right=tags[name].unit not in ("word", "day", "yes_no"))
        if name in tags
        else heads(terminal, name)[0]
        for name in names
    ]


def tag_units(terminal: Terminal) -> dict[str, str]:
    """Tag → unit."""
    from regulars.app.tags import usable

    return {name: tag.unit for name, tag in usable(terminal.open().folder)[0].items()}


def reason_lines(terminal: Terminal, reasons: Iterable[Reason]) -> list[list[str]]:
    """Whether met, the side of the rule, and what the customer has; sides of sides stand further in."""
    return [
        [
            terminal.words("yes" if one.is_met else "no", "是" if one.is_met else "否"),
            "  " * one.level + (terminal.words(*_KINDS[one.kind]) + (f" {one.text}" if one.kind == "audience" else "")
                                if one.kind in _KINDS else one.text),
            "" if one.kind in _KINDS else _value(terminal, one.value),
        ]
        for one in reasons
    ]  # fmt: skip


def _value(terminal: Terminal, value: Any) -> str:
    from regulars.cli.show import raw

    if value is None:
        return terminal.words("unknown", "未知")
    return terminal.words(*(("yes", "是") if value else ("no", "否"))) if isinstance(value, bool) else raw(value)


def drift_lines(terminal: Terminal, drift: Drift) -> None:
    """The counts, and a table of the conditions that turned."""
    start, end = terminal.numbers.day(drift.start), terminal.numbers.day(drift.end)
    terminal.line(
        f"{start}: {counted(drift.before, 'customer')}; {end}: {drift.after:,}. {drift.stayed:,} stayed.",
        f"{start}：{drift.before:,} 人；{end}：{drift.after:,} 人；留存 {drift.stayed:,} 人。",
    )
    terminal.line(
        f"{drift.entered:,} entered, {drift.entered_new:,} of them new; "
        f"{drift.left:,} left, {drift.left_gone:,} of them erased or merged.",
        f"进入 {drift.entered:,} 人，其中新客户 {drift.entered_new:,} 人；"
        f"离开 {drift.left:,} 人，其中已注销或合并 {drift.left_gone:,} 人。",
    )
    if drift.turns:
        names = ("entered_on", "entered_off", "left_on", "left_off")
        rows = [[turn.condition, *(f"{getattr(turn, name):,}" for name in names)] for turn in drift.turns]
        terminal.table(heads(terminal, "condition", *names), rows)


def estimated(terminal: Terminal, audience: Audience, as_of: date | None) -> None:
    """The estimate of an audience, in words or as JSON."""
    found = audience.estimate(as_of)
    if terminal.as_json:
        terminal.json({**asdict(found), "is_exact": found.is_exact, "rule": audience.text})
        return
    at = terminal.numbers.day(found.as_of)
    if found.is_exact:
        terminal.line(
            f"{counted(found.people, 'customer')} as of the end of {at}; all were looked at.",
            f"截至{at}（含当日）共 {found.people:,} 位客户（已查看全部客户）。",
        )
        return
    terminal.line(
        f"About {counted(found.people, 'customer')} as of the end of {at}, {found.low:,} to {found.high:,} with a "
        f"chance of 95 %: {found.sample:,} of {found.of:,} were looked at.",
        f"截至{at}（含当日）约 {found.people:,} 位客户，95% 区间为 {found.low:,} 至 {found.high:,}"
        f"（查看了 {found.of:,} 位中的 {found.sample:,} 位）。",
    )


def size_rows(terminal: Terminal, sizes: Iterable[dict[str, Any]]) -> list[list[str]]:
    def told(count: int | None) -> str:
        return "–" if count is None else terminal.numbers.count(count)

    def ruled(is_same: bool) -> str:
        return terminal.words(*(("the same", "相同") if is_same else ("another", "不同")))

    counts = ("people", "entered", "left")
    return [
        [terminal.numbers.day(row["as_of"]), *(told(row[name]) for name in counts), ruled(row["is_same_rule"])]
        for row in sizes
    ]
