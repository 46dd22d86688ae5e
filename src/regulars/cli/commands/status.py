"""What the shop holds and what to do next."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from regulars.cli.command import verb
from regulars.cli.terminal import Head, Terminal

if TYPE_CHECKING:
    from regulars.app.status import Status


@verb(
    "status",
    en="Show what the shop holds and what to do next.",
    zh="查看店铺现状与下一步建议。",
    examples=("regulars status", "regulars status --shop gifts", "regulars status --json"),
)
def command(terminal: Terminal) -> None:
    found = terminal.open().status()
    if terminal.as_json:
        terminal.json(asdict(found) | {"next_step": found.next_step})
        return
    _head(terminal, found)
    if found.loads:
        terminal.text("")
        _loads(terminal, found)
    terminal.text("")
    terminal.notes(found.tag_faults)
    terminal.text(_next(terminal, found))


def _head(terminal: Terminal, found: Status) -> None:
    numbers = terminal.numbers
    data = terminal.words("none yet", "暂无")
    if found.first_day is not None and found.last_day is not None:
        data = f"{numbers.day(found.first_day)} – {numbers.day(found.last_day)}"
    built = terminal.words("not yet", "尚未构建")
    if found.as_of is not None and found.built_at is not None:
        built = terminal.words(
            f"as of the end of {numbers.day(found.as_of)}, made {numbers.moment(found.built_at)}",
            f"截至{numbers.day(found.as_of)}，构建于 {numbers.moment(found.built_at)}",
        )
    lines = [
        ("Shop", "店铺", f"{found.name} ({found.zone}, {found.currency})"),
        ("Folder", "文件夹", f"{found.folder} ({found.disk_bytes / 1e6:,.1f} MB)"),
        ("Data", "数据范围", data),
        ("Built", "最近构建", built),
        ("Snapshots", "快照数", numbers.count(len(found.snapshots))),
        ("Customers", "客户数", numbers.count(_customers(terminal, found))),
        ("In quarantine", "隔离行数", numbers.count(found.quarantined)),
    ]
    if found.working:
        from regulars.lake.lock import describe

        lines.append(("At work", "正在运行", describe(dict(found.working))))
    terminal.table(
        [Head(""), Head("")], [[terminal.words(english, chinese), value] for english, chinese, value in lines]
    )


def _customers(terminal: Terminal, found: Status) -> int | None:
    """Customers of the newest build; the table may hold those of other days as well."""
    if found.as_of is None:
        return 0
    return len(terminal.open().customers(as_of=found.as_of))


def _loads(terminal: Terminal, found: Status) -> None:
    titles = (("Mapping", "映射"), ("Loads", "批次"), ("Rows", "行数"), ("Accepted", "入库"), ("Quarantined", "隔离"))
    heads = [Head(terminal.words(*words), right=place > 0) for place, words in enumerate(titles)]
    heads.append(Head(terminal.words("Last", "最近导入")))
    count = terminal.numbers.count
    rows = [
        [
            one.mapping,
            count(one.loads),
            count(one.rows),
            count(one.accepted),
            count(one.quarantined),
            terminal.numbers.moment(one.last_at),
        ]
        for one in found.loads
    ]
    terminal.table(heads, rows)


def _next(terminal: Terminal, found: Status) -> str:
    if not found.loads:
        return terminal.words(
            "Nothing is loaded yet. Next: regulars load FILE --mapping NAME (regulars map FILE proposes a mapping)",
            "还没有导入数据。下一步：regulars load 文件 --mapping 映射名（regulars map 文件 可自动建议映射）",
        )
    if found.as_of is None:
        return terminal.words("Nothing is built yet. Next: regulars build", "尚未构建。下一步：regulars build")
    if found.is_stale:
        return terminal.words(
            "New data since the last build. Next: regulars build", "上次构建后有新数据。下一步：regulars build"
        )
    if found.has_other_tags:
        return terminal.words(
            "The tags have changed since the last build. Next: regulars build",
            "上次构建后标签有变化。下一步：regulars build",
        )
    if found.tag_faults:
        return terminal.words(
            "Up to date, but nothing can be built until the tags are mended.", "已是最新；标签文件修正前无法再次构建。"
        )
    return terminal.words(
        "Up to date. Look: regulars segments, regulars report --open",
        "已是最新。可查看：regulars segments、regulars report --open",
    )
