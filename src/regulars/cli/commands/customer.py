"""What one customer looks like."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from regulars.cli.command import verb
from regulars.cli.option import argument, as_of_option, option
from regulars.cli.terminal import Head, Terminal

if TYPE_CHECKING:
    from regulars.report.card import CustomerCard


@verb(
    "customer",
    en="Show one customer: group, figures, accounts and what happened when.",
    zh="查看单个客户：分层、数值、账户与时间线。",
    examples=(
        "regulars customer 14646",
        "regulars customer 14646 --as-of 2011-08-31",
        "regulars customer 14646 --json",
    ),
)
@argument("id")
@option(
    "--limit",
    type=click.IntRange(min=1),
    default=12,
    words=("Lines of the timeline. Default: 12.", "时间线行数，默认 12。"),
)
@as_of_option
def command(terminal: Terminal, *, id: str, limit: int, as_of: date | None) -> None:
    card = terminal.asked().customer(id, as_of=as_of)
    if terminal.as_json:
        terminal.json(card)
        return
    _head(terminal, card)
    _timeline(terminal, card, limit)
    _products(terminal, card)
    _accounts(terminal, card)


def _head(terminal: Terminal, card: CustomerCard) -> None:
    numbers = terminal.numbers
    name = f" {card.name}" if card.name else ""
    terminal.line(
        f"Customer {card.customer_id}{name}, as of the end of {numbers.day(card.as_of)}",
        f"客户 {card.customer_id}{name}，截至{numbers.day(card.as_of)}（含当日）",
    )
    levels = " ".join(
        f"{axis}={terminal.word('level', level)}"
        for axis, level in (("R", card.level_r), ("F", card.level_f), ("M", card.level_m))
        if level
    )
    lines = [
        ("Group", "分层", terminal.word("group", card.group) + (f"  ({levels})" if levels else "")),
        ("Stage", "阶段", terminal.word("stage", card.stage)),
        ("Tier", "等级", _tier(terminal, card)),
        ("Spend, 12 months", "近12月消费", numbers.money(card.spend_12m)),
        ("Paid in all", "累计支付", numbers.money(card.spend)),
        ("Refunded", "累计退款", numbers.money(card.refunds)),
        ("Orders", "订单数", numbers.count(card.orders)),
        ("First and last", "首次与最近", _first_and_last(terminal, card)),
        ("Recency", "距上次购买", "–" if card.first_day is None else numbers.days(card.recency)),
        ("Usual gap", "通常间隔", "–" if card.first_day is None else numbers.days(card.usual_gap)),
    ]
    terminal.table(
        [Head(""), Head("")], [["  " + terminal.words(english, chinese), value] for english, chinese, value in lines]
    )
    for tag in card.tags:
        title, reason = tag.title[terminal.language], tag.reason[terminal.language]
        terminal.text("  " + terminal.words(f"{title} ({reason})", f"{title}（{reason}）"))
    for note in card.notes:
        terminal.text(f"  {note[terminal.language]}")


def _first_and_last(terminal: Terminal, card: CustomerCard) -> str:
    if card.first_day is None:
        return terminal.words("never bought", "从未购买")
    first = terminal.numbers.day(card.first_day)
    if card.last_day is None:
        return first + terminal.words(", all refunded", "，已全额退款")
    return f"{first} – {terminal.numbers.day(card.last_day)}"


def _tier(terminal: Terminal, card: CustomerCard) -> str:
    tier = terminal.word("tier", card.tier)
    if card.next_tier is None or card.to_next is None:
        return tier
    missing, following = terminal.numbers.money(card.to_next), terminal.word("tier", card.next_tier)
    return tier + terminal.words(f"  ({missing} to {following})", f"（距{following}还差 {missing}）")


def _timeline(terminal: Terminal, card: CustomerCard, limit: int) -> None:
    if not card.timeline:
        return
    newest = sorted(card.timeline, key=lambda happening: happening.day, reverse=True)
    heads = [
        Head(terminal.words("Day", "日期")),
        Head(""),
        Head(terminal.words("Amount", "金额"), right=True),
        Head(""),
    ]
    rows = [
        [
            terminal.numbers.day(one.day),
            terminal.word("kind", one.kind),
            "" if one.amount is None else ("−" if one.kind == "refund" else "") + terminal.numbers.money(one.amount),
            one.text if isinstance(one.text, str) else one.text[terminal.language],
        ]
        for one in newest[:limit]
    ]
    terminal.text("")
    terminal.table(heads, rows)
    if len(newest) > limit:
        terminal.line(f"… {len(newest) - limit:,} earlier", f"…… 更早还有 {len(newest) - limit:,} 条")


def _products(terminal: Terminal, card: CustomerCard) -> None:
    if not card.products:
        return
    heads = [
        Head(terminal.words("Product", "商品")),
        Head(terminal.words("Quantity", "数量"), right=True),
        Head(terminal.words("Amount", "金额"), right=True),
        Head(terminal.words("Last", "最近")),
    ]
    rows = [
        [
            one.name,
            terminal.numbers.count(one.quantity),
            terminal.numbers.money(one.amount),
            terminal.numbers.day(one.last_day) if one.last_day else "–",
        ]
        for one in card.products[:8]
    ]
    terminal.text("")
    terminal.table(heads, rows)


def _accounts(terminal: Terminal, card: CustomerCard) -> None:
    if not card.accounts:
        return
    from regulars.report.numbers import mask

    heads = [
        Head(terminal.words(*words)) for words in (("Account", "账户"), ("Linked by", "关联依据"), ("Since", "起始"))
    ]
    rows = [
        [
            one.account,
            f"{terminal.word('key', one.key)} {mask(one.token)}".strip(),
            terminal.numbers.day(one.linked_on) if one.linked_on else "–",
        ]
        for one in card.accounts
    ]
    terminal.text("")
    terminal.table(heads, rows)
