"""Audiences: whom a rule means, how many they are, why, and how that changes."""

from __future__ import annotations

import shlex
from datetime import date
from typing import Any

from regulars.cli.audience_words import drift_lines, estimated, heads, reason_lines, size_rows, tag_heads, tag_units
from regulars.cli.command import Noun, verb
from regulars.cli.option import Day, argument, as_of_option, limit_option, option
from regulars.cli.terminal import Terminal
from regulars.core.text import counted

LANGUAGE = (
    "A rule is the name of a saved audience or a condition: docs/reference/rules.md has the language.",
    "RULE 为已保存人群的名称或一条规则，语法见 docs/reference/rules.md。",
)
columns_option = option(
    "--columns",
    metavar="TAGS",
    words=(
        "Tags to show beside the id, by commas. Default: those that the rule reads.",
        "除客户号外显示的标签，逗号分隔。默认为规则用到的标签。",
    ),
)


@verb(
    "list",
    en="List the saved audiences with their size and rule.",
    zh="列出已保存的人群、人数与规则。",
    examples=("regulars audience", "regulars audience list --as-of 2011-08-31 --json"),
)
@as_of_option
def listed(terminal: Terminal, *, as_of: date | None) -> None:
    rows = terminal.open().audiences(as_of).rows()
    if terminal.as_json:
        terminal.json(rows)
        return
    if not rows:
        terminal.line(
            "No audience is saved yet: regulars audience save NAME RULE",
            "还没有保存的人群：regulars audience save NAME RULE",
        )
        return
    shown = [
        [
            row["name"], row[f"title_{terminal.language}"] or "",
            "–" if row["people"] is None else terminal.numbers.count(row["people"]), row["fault"] or row["rule"],
        ]
        for row in rows
    ]  # fmt: skip
    terminal.table(heads(terminal, "name", "title", "people", "rule"), shown)


@verb(
    "count",
    en="Say how many customers a rule means.",
    zh="统计一条规则圈中的客户数。",
    more=LANGUAGE,
    examples=(
        "regulars audience count \"spend_12m >= 1000 and stage == 'mature'\" --estimate",
        "regulars audience count \"did('order', at_least=3, within='90d')\"",
        "regulars audience count big --as-of 2011-08-31 --json",
    ),
)
@argument("rule")
@as_of_option
@option(
    "--estimate",
    is_flag=True,
    words=("Look at some of the customers only; told with an interval.", "只查看部分客户，给出估计值与区间。"),
)
def count(terminal: Terminal, *, rule: str, as_of: date | None, estimate: bool) -> None:
    audience = terminal.open().audience(rule)
    if estimate:
        estimated(terminal, audience, as_of)
        return
    day, people, notes = audience.day(as_of), audience.count(as_of), audience.notes(as_of)
    if terminal.as_json:
        terminal.json({"as_of": day, "people": people, "rule": audience.text, "notes": notes})
        return
    at = terminal.numbers.day(day)
    terminal.line(f"{counted(people, 'customer')} as of the end of {at}.", f"截至{at}（含当日）共 {people:,} 位客户。")
    terminal.notes(notes)


@verb(
    "save",
    en="Keep a rule under a name, as a file of the shop.",
    zh="将规则保存为命名人群（店铺文件）。",
    more=(
        "The file is audiences/NAME.yaml; regulars audience undo NAME brings back what it replaced.",
        "文件为 audiences/NAME.yaml；regulars audience undo NAME 可恢复被替换的版本。",
    ),
    examples=(
        'regulars audience save big "spend_12m >= 1000" --title 大客户',
        "regulars audience save calm \"audience('big') and not did('refund')\" --replace",
    ),
)
@argument("name")
@argument("rule")
@option("--title", default="", words=("A title for people.", "显示用的名称。"))
@option("--about", default="", words=("What the audience is for.", "用途说明。"))
@option("--replace", is_flag=True, words=("Replace an audience of this name.", "替换同名人群。"))
def saved(terminal: Terminal, *, name: str, rule: str, title: str, about: str, replace: bool) -> None:
    found = terminal.open().save_audience(name, rule, title=title, about=about, replace=replace)
    if terminal.as_json:
        terminal.json({"name": found.name, "rule": found.text})
        return
    terminal.line(f"audiences/{name}.yaml: {found.text}", f"audiences/{name}.yaml：{found.text}")


@verb(
    "remove",
    en="Take a saved audience away.",
    zh="移除已保存的人群。",
    more=(
        "What the builds recorded of it stays. regulars audience undo NAME brings it back.",
        "历次构建的记录保留；regulars audience undo NAME 可恢复。",
    ),
    examples=("regulars audience remove big", "regulars audience remove big --json"),
)
@argument("name")
def removed(terminal: Terminal, *, name: str) -> None:
    terminal.open().remove_audience(name)
    if terminal.as_json:
        terminal.json({"name": name, "is_removed": True})
        return
    back = f"regulars audience undo {shlex.quote(name)}"
    terminal.line(f"{name} is removed. Back: {back}", f"已移除 {name}。恢复：{back}")


@verb(
    "undo",
    en="Take the last replacement or removal of an audience back.",
    zh="撤销对人群的上一次替换或移除。",
    examples=("regulars audience undo big", "regulars audience undo big --json"),
)
@argument("name")
def undone(terminal: Terminal, *, name: str) -> None:
    how = terminal.open().undo_audience(name)
    text = terminal.open().audience(name).text
    if terminal.as_json:
        terminal.json({"name": name, "how": how, "rule": text})
        return
    terminal.line(f"{name} is again: {text}", f"{name} 已恢复为：{text}")


@verb(
    "members",
    en="List the customers whom a rule means.",
    zh="列出一条规则圈中的客户。",
    more=LANGUAGE,
    examples=(
        "regulars audience members big --limit 50",
        "regulars audience members \"stage == 'lost'\" --columns spend_12m,top_category --json",
    ),
)
@argument("rule")
@columns_option
@limit_option
@as_of_option
def members(terminal: Terminal, *, rule: str, columns: str | None, limit: int, as_of: date | None) -> None:
    audience = terminal.open().audience(rule)
    frame = audience.members(as_of, columns=_listed(columns), limit=limit or None)
    if terminal.as_json:
        terminal.json(frame.rows())
        return
    from regulars.cli.commands.tags import written

    units = tag_units(terminal)
    rows = [[written(terminal, units.get(name), row[name], name=name) for name in frame.columns] for row in frame]
    terminal.table(tag_heads(terminal, frame.columns), rows)
    if limit and len(frame) == limit and (more := audience.count(as_of) - limit) > 0:
        terminal.remark(
            terminal.words(f"… {more:,} more: --limit 0 shows all", f"…… 还有 {more:,} 行：--limit 0 显示全部")
        )


@verb(
    "export",
    en="Write the members to a CSV file or an Excel workbook.",
    zh="将人群成员导出为 CSV 或 Excel 文件。",
    more=(
        "Words that a spreadsheet would take for a formula begin with an apostrophe in the file.",
        "会被表格软件当作公式的文字，导出时以单引号开头。",
    ),
    examples=(
        "regulars audience export big big.xlsx",
        "regulars audience export \"stage == 'lost'\" lost.csv --columns spend_12m --for-excel",
    ),
)
@argument("rule")
@argument("file")
@columns_option
@option(
    "--for-excel",
    is_flag=True,
    words=("Mark a CSV as UTF-8, which Excel needs.", "为 CSV 加 UTF-8 标记（Excel 需要）。"),
)
@as_of_option
def exported(
    terminal: Terminal, *, rule: str, file: str, columns: str | None, for_excel: bool, as_of: date | None
) -> None:
    audience = terminal.open().audience(rule)
    people = audience.export(file, as_of, columns=_listed(columns), for_excel=for_excel)
    if terminal.as_json:
        terminal.json({"file": file, "people": people, "as_of": audience.day(as_of)})
        return
    terminal.line(f"{file}: {counted(people, 'customer')}", f"{file}：{people:,} 位客户")


@verb(
    "why",
    en="Show which side of a rule a customer meets.",
    zh="查看某位客户满足规则的哪些条件。",
    more=LANGUAGE,
    examples=("regulars audience why big C0000014", "regulars audience why \"stage == 'lost'\" C0000014 --json"),
)
@argument("rule")
@argument("customer")
@as_of_option
def explained(terminal: Terminal, *, rule: str, customer: str, as_of: date | None) -> None:
    found = terminal.open().audience(rule).why(customer, as_of)
    if terminal.as_json:
        terminal.json(found)
        return
    day = terminal.numbers.day(found.as_of)
    is_in = ("is in", "在人群内") if found.is_member else ("is not in", "不在人群内")
    terminal.line(
        f"{found.customer_id} {is_in[0]} as of the end of {day}.",
        f"截至{day}（含当日），{found.customer_id} {is_in[1]}。",
    )
    terminal.table(heads(terminal, "met", "condition", "value"), reason_lines(terminal, found.reasons))


@verb(
    "overlap",
    en="Show how audiences share their people.",
    zh="查看人群之间的重合。",
    more=(
        "Jaccard is the people of both ÷ the people of either.",
        "Jaccard = 交集人数 ÷ 并集人数。",
    ),
    examples=("regulars audience overlap big calm", "regulars audience overlap big \"stage == 'lost'\" calm --json"),
)
@argument("rules", nargs=-1, required=True, metavar="RULE RULE...")
@as_of_option
def overlapped(terminal: Terminal, *, rules: tuple[str, ...], as_of: date | None) -> None:
    found = terminal.open().overlap(*rules, as_of=as_of)
    if terminal.as_json:
        terminal.json(found)
        return
    numbers = terminal.numbers

    def told(share: float | None) -> str:
        return "–" if share is None else numbers.share(share)

    rows = [
        [
            pair.one, pair.other, *map(numbers.count, (pair.people_one, pair.people_other, pair.both)),
            told(pair.jaccard), told(pair.share_of_one), told(pair.share_of_other),
        ]
        for pair in found
    ]  # fmt: skip
    names = ("one", "other", "people_one", "people_other", "both", "jaccard", "share_of_one", "share_of_other")
    terminal.table(heads(terminal, *names), rows)


@verb(
    "drift",
    en="Show who came into an audience and who left, and why.",
    zh="查看谁进入、谁离开了人群以及原因。",
    more=(
        "Between two built days, by the rule as it is now; and the size on each day that a build recorded.",
        "按当前规则比较两个已构建的日子，并列出历次构建记录的人数。",
    ),
    examples=(
        "regulars audience drift big",
        "regulars audience drift big --start 2011-08-31 --end 2011-09-30",
        "regulars audience drift big --who --json",
    ),
)
@argument("rule")
@option(
    "--start",
    type=Day(),
    words=("The earlier day. Default: the one built before.", "较早的一天，默认上一次构建的日子。"),
)
@option("--end", type=Day(), words=("The later day. Default: the newest.", "较晚的一天，默认最新。"))
@option("--who", is_flag=True, words=("List the customers who came and went.", "列出进入与离开的客户。"))
def drifted(terminal: Terminal, *, rule: str, start: date | None, end: date | None, who: bool) -> None:
    audience = terminal.open().audience(rule)
    if who:
        terminal.frame(audience.moved(start, end))
        return
    sizes = audience.sizes().rows()
    found: Any = audience.drift(start, end)
    if terminal.as_json:
        terminal.json({"drift": found, "sizes": sizes})
        return
    drift_lines(terminal, found)
    if sizes:
        terminal.table(
            heads(terminal, "as_of", "people", "entered", "left", "is_same_rule"), size_rows(terminal, sizes),
            title=terminal.words("As recorded by the builds", "历次构建的记录"),
        )  # fmt: skip


def _listed(columns: str | None) -> list[str] | None:
    return None if columns is None else [name.strip() for name in columns.split(",") if name.strip()]


command = Noun(
    "audience",
    (listed, count, saved, removed, undone, members, exported, explained, overlapped, drifted),
    default="list",
    about=(
        "Choose customers by rules: count, save, list, export, explain.",
        "按规则圈选客户：统计、保存、列出、导出、解释。",
    ),
    examples=(
        'regulars audience count "spend_12m >= 1000"',
        "regulars audience save lost_big \"stage == 'lost' and lifetime_spend >= 1000\"",
        "regulars audience why lost_big C0000014",
    ),
)
