"""The tags of customers: what there is, and how the values of one lie."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from regulars.cli.command import verb
from regulars.cli.option import argument, as_of_option
from regulars.cli.terminal import Head, Terminal
from regulars.core.text import counted

if TYPE_CHECKING:
    from regulars.app.tag_list import Spread

FAMILIES = {
    "value": ("Value", "价值"), "rhythm": ("Rhythm", "节奏"), "price": ("Price", "价格"), "taste": ("Taste", "偏好"),
    "loyalty": ("Loyalty", "忠诚"), "person": ("Person", "个人"), "risk": ("Risk", "风险"),
}  # fmt: skip
#: Tags whose words are those of the report.
SHELVES = {"rfm_group": "group", "stage": "stage", "tier": "tier"}


@verb(
    "tags",
    en="List the tags of customers, or show how the values of one lie.",
    zh="列出客户标签，或查看一个标签的取值分布。",
    more=(
        "Known: the share of customers of whom something is known. A tag of your own: docs/how-to/own-tag.md.",
        "已知：有取值的客户占比。自定义标签见 docs/how-to/own-tag.md。",
    ),
    examples=("regulars tags", "regulars tags spend_12m", "regulars tags stage --as-of 2011-08-31 --json"),
)
@argument("name", required=False)
@as_of_option
def command(terminal: Terminal, *, name: str | None, as_of: date | None) -> None:
    if name is None:
        _listed(terminal, as_of)
        return
    spread = terminal.open().tag(name, as_of)
    if terminal.as_json:
        terminal.json(_plain(spread))
        return
    _told(terminal, spread)


def _listed(terminal: Terminal, as_of: date | None) -> None:
    rows = terminal.open().tags(as_of).rows()
    if terminal.as_json:
        terminal.json(rows)
        return
    titles = (
        ("Family", "类别"),
        ("Tag", "标签"),
        ("Title", "名称"),
        ("Unit", "单位"),
        ("Known", "已知"),
        ("Meaning", "含义"),
    )
    heads = [Head(terminal.words(*words), right=words[0] == "Known") for words in titles]
    shown = [
        [
            terminal.words(*FAMILIES[row["family"]]), row["name"], row[f"title_{terminal.language}"], row["unit"],
            "–" if row["known_share"] is None else terminal.numbers.share(row["known_share"]),
            row[f"about_{terminal.language}"],
        ]
        for row in rows
    ]  # fmt: skip
    terminal.table(heads, shown)
    terminal.line(f"{counted(len(rows), 'tag')}.", f"共 {len(rows)} 个标签。")
    terminal.notes(terminal.open().tag_faults())


def _plain(spread: Spread) -> dict[str, Any]:
    tag = spread.tag
    return {
        "name": tag.name, "title": tag.title, "about": tag.about, "unit": tag.unit, "kind": tag.kind,
        "family": tag.family, "as_of": spread.as_of, "people": spread.people, "known": spread.known,
        "unknown_share": spread.unknown_share, "values": spread.values, "rows": list(spread.rows),
    }  # fmt: skip


def _told(terminal: Terminal, spread: Spread) -> None:
    tag, numbers = spread.tag, terminal.numbers
    terminal.line(f"{tag.title['en']}: {tag.about['en']}", f"{tag.title['zh']}：{tag.about['zh']}")
    if spread.rows and "quantile" in spread.rows[0]:
        heads = [Head(terminal.words("Of those known", "已知者中")), Head(terminal.words("Value", "取值"), right=True)]
        rows = [[_place(terminal, row["quantile"]), written(terminal, tag.unit, row["value"])] for row in spread.rows]
    else:
        heads = [Head(terminal.words("Value", "取值")), *(Head(terminal.words(*words), right=True)
                 for words in (("People", "人数"), ("Share", "占比")))]  # fmt: skip
        rows = [
            [_word(terminal, spread, row["value"]), numbers.count(row["people"]), numbers.share(row["share"])]
            for row in spread.rows
        ]
    terminal.table(heads, rows)
    if (more := spread.values - len(spread.rows)) > 0 and "people" in spread.rows[0]:
        terminal.line(f"… and {counted(more, 'more value')}.", f"…… 另有 {more:,} 个取值。")
    unknown = numbers.share(spread.unknown_share) if spread.unknown_share is not None else "–"
    day = numbers.day(spread.as_of)
    terminal.line(
        f"{counted(spread.people, 'customer')} as of the end of {day}, unknown of {unknown}.",
        f"截至{day}（含当日）共 {spread.people:,} 位客户，未知占 {unknown}。",
    )


def _place(terminal: Terminal, share: float) -> str:
    named = {0.0: ("least", "最小"), 0.5: ("median", "中位数"), 1.0: ("greatest", "最大")}
    return terminal.words(*named[share]) if share in named else f"{share:.0%}"


def _word(terminal: Terminal, spread: Spread, value: Any) -> str:
    from regulars.app.place_names import place_name

    if isinstance(value, bool):
        return terminal.words("yes" if value else "no", "是" if value else "否")
    if (shelf := SHELVES.get(spread.tag.name)) is not None:
        return f"{terminal.word(shelf, value)} ({value})"
    if (name := place_name(spread.tag.name, str(value), terminal.language)) != str(value):
        return f"{name} ({value})"
    declared = (spread.tag.words or {}).get(str(value))
    return f"{declared[terminal.language]} ({value})" if declared else str(value)


def written(terminal: Terminal, unit: str | None, value: Any, *, name: str = "") -> str:
    """A value of a tag as its unit is shown; unknown is a dash."""
    if value is None:
        return "–"
    if name in SHELVES:
        return terminal.word(SHELVES[name], value)
    if isinstance(value, bool):
        return terminal.words("yes" if value else "no", "是" if value else "否")
    numbers = terminal.numbers
    ways: dict[str | None, Any] = {
        "money": numbers.money, "share": numbers.share, "days": numbers.days, "count": numbers.count,
        "day": numbers.day, "number": lambda number: f"{number:,.4g}",
    }  # fmt: skip
    return str(ways.get(unit, str)(value))
