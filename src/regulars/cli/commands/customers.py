"""The customers with their groups and figures."""

from __future__ import annotations

from datetime import date

from regulars.cli.command import verb
from regulars.cli.nobody import NOBODY
from regulars.cli.option import as_of_option, limit_option, option
from regulars.cli.terminal import Terminal

#: What a screen holds; JSON has all columns.
SHOWN = (
    "customer_id",
    "rfm_group",
    "stage",
    "tier",
    "recency_days",
    "purchase_days_90",
    "monetary",
    "orders",
    "spend_12m",
    "last_paid_day",
)


@verb(
    "customers",
    en="List customers with their group, stage, tier and figures.",
    zh="列出客户及其分层、阶段、等级与数值。",
    examples=(
        "regulars customers",
        "regulars customers --group active_frequent_valuable --limit 0 --json",
        "regulars customers --stage lost --as-of 2011-08-31",
    ),
)
@option("--group", "rfm_group", words=("Of this group only.", "只看该分层。"))
@option("--stage", words=("Of this stage only.", "只看该阶段。"))
@option("--tier", words=("Of this tier only.", "只看该等级。"))
@limit_option
@as_of_option
def command(terminal: Terminal, *, limit: int, as_of: date | None, **wanted: str | None) -> None:
    from regulars.cli.choose import chosen

    frame = terminal.asked().customers(as_of=as_of)
    if not len(frame) and not terminal.as_json:
        terminal.line(*NOBODY)
        return
    found = chosen(frame, {name: value for name, value in wanted.items() if value is not None})
    terminal.answer(found, limit=limit or None, columns=SHOWN)
