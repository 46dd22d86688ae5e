"""How a column of an answer is shown: its title in both languages, and what its numbers are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from regulars.cli.show import Head, raw

if TYPE_CHECKING:
    from regulars.cli.terminal import Terminal

How = Literal[
    "text",
    "code",
    "money",
    "count",
    "share",
    "ratio",
    "days",
    "day",
    "moment",
    "seconds",
    "group",
    "stage",
    "tier",
    "cause",
    "measure",
    "level",
    "reason",
    "month",
    "unit",
    "work",
    "change",
    "status",
]
NUMBERS = {"money", "count", "share", "ratio", "days", "seconds"}

#: column: (English, Chinese, how)
COLUMNS: dict[str, tuple[str, str, How]] = {
    "name": ("Name", "名称", "text"),
    "title": ("Name", "名称", "text"),
    "group": ("Group", "分层", "group"),
    "rfm_group": ("Group", "分层", "group"),
    "stage": ("Stage", "阶段", "stage"),
    "tier": ("Tier", "等级", "tier"),
    "r_level": ("R", "R", "level"),
    "f_level": ("F", "F", "level"),
    "m_level": ("M", "M", "level"),
    "level": ("Level", "档位", "level"),
    "axis": ("Axis", "维度", "text"),
    "people": ("People", "人数", "count"),
    "customers": ("People", "人数", "count"),
    "share": ("Share", "占比", "share"),
    "people_share": ("Share", "人数占比", "share"),
    "gmv_paid": ("Paid GMV", "支付金额", "money"),
    "paid_gmv": ("Paid GMV", "支付金额", "money"),
    "gmv_share": ("Share of GMV", "支付金额占比", "share"),
    "paid_share": ("Share of GMV", "支付金额占比", "share"),
    "order_value": ("Per order", "笔单价", "money"),
    "aov": ("Per order", "笔单价", "money"),
    "monetary": ("Per order", "笔单价", "money"),
    "orders": ("Orders", "订单数", "count"),
    "buyers": ("Buyers", "买家数", "count"),
    "amount": ("Amount", "金额", "money"),
    "paid_amount": ("Paid", "支付金额", "money"),
    "refund_amount": ("Refunded", "退款", "money"),
    "spend_12m": ("Spend, 12 months", "近12月消费", "money"),
    "to_next": ("To next tier", "距下一等级", "money"),
    "recency_days": ("Recency", "距上次购买", "days"),
    "purchase_days": ("Purchase days", "购买天数", "count"),
    "purchase_days_90": ("Days of 90", "90天内购买天数", "count"),
    "first_day": ("First day", "首日", "day"),
    "last_day": ("Last day", "最近一日", "day"),
    "last_paid_day": ("Last paid", "最近付款日", "day"),
    "first_paid_day": ("First paid", "首次付款日", "day"),
    "customer_id": ("Customer", "客户", "code"),
    "account_id": ("Account", "账户", "code"),
    "as_of": ("As of", "截至", "day"),
    "day": ("Day", "日期", "day"),
    "month": ("Month", "月份", "month"),
    "period": ("Period", "周期", "day"),
    "start": ("From", "起", "day"),
    "end": ("To", "止", "day"),
    "from_day": ("From", "起", "day"),
    "to_day": ("To", "止", "day"),
    "cause": ("Cause", "原因", "cause"),
    "load_id": ("Load", "批次", "code"),
    "mapping": ("Mapping", "映射", "code"),
    "row_no": ("Row", "行号", "count"),
    "row": ("Row", "行号", "count"),
    "reason": ("Reason", "原因", "reason"),
    "column": ("Column", "列", "code"),
    "value": ("Value", "值", "text"),
    "status": ("Status", "状态", "status"),
    "at": ("At", "时间", "moment"),
    "started_at": ("Started", "开始时间", "moment"),
    "loaded_at": ("Loaded", "导入时间", "moment"),
    "built_at": ("Built", "构建时间", "moment"),
    "table": ("Table", "表", "code"),
    "measure": ("Measure", "指标", "measure"),
    "good": ("Good", "合格", "count"),
    "of": ("Of", "总数", "count"),
    "rows": ("Rows", "行数", "count"),
    "accepted": ("Accepted", "入库", "count"),
    "quarantined": ("Quarantined", "隔离", "count"),
    "new_rows": ("New", "新增", "count"),
    "changed_rows": ("Changed", "更新", "count"),
    "seconds": ("Seconds", "用时（秒）", "seconds"),
    "run_id": ("Run", "运行", "code"),
    "what": ("What", "操作", "work"),
    "parts": ("Parts", "分区", "count"),
    "changed": ("Changed", "变化", "change"),
    "reads": ("Reads", "读取", "text"),
    "metric": ("Metric", "指标", "code"),
    "unit": ("Unit", "单位", "text"),
    "about": ("About", "说明", "text"),
    "kind": ("Kind", "类别", "text"),
    "grain": ("A row is", "每行表示", "text"),
}


#: What a run did and what it changed, in Chinese.
STATUS = {"open": "未处理", "replayed": "已重放", "dismissed": "已忽略"}
REJECTED_ZH = "映射剔除："
WORK = {"load": "导入", "fix": "改正", "replay": "重放", "build": "构建"}
CHANGES = (
    (r"^unchanged$", "无变化"),
    (r"^made$", "已生成"),
    (r"^([\d,]+) of ([\d,]+) parts$", r"\2 个分区中更新 \1 个"),
    (r"^([\d,]+) new, ([\d,]+) changed$", r"新增 \1，更新 \2"),
    (r"^([\d,]+) accepted$", r"新入库 \1"),
    (r"^row ([\d,]+)$", r"第 \1 行"),
)


def heads(columns: list[str], terminal: Terminal, *, hows: Mapping[str, How] | None = None) -> list[Head]:
    found = []
    for column in columns:
        english, chinese, how = COLUMNS.get(column, (column, column, "text"))
        found.append(Head(terminal.words(english, chinese), right=(hows or {}).get(column, how) in NUMBERS))
    return found


def cell(value: Any, column: str, terminal: Terminal, *, how: How | None = None) -> str:
    """A value as its column is shown; unknown is a dash."""
    how = how or COLUMNS.get(column, ("", "", "text"))[2]
    if value is None:
        return "–"
    if how in ("group", "stage", "tier", "cause", "measure", "level"):
        return terminal.word(how, str(value))
    if how == "reason":
        from regulars.govern.reasons import REASONS, REJECTED, reason_title

        # With the code, which is what --reason takes; what a mapping rejects has no other name.
        if value in REASONS:
            return f"{reason_title(value)[terminal.language]} ({value})"
        return terminal.words(raw(value), raw(value).replace(REJECTED, REJECTED_ZH, 1))
    if how == "status":
        return terminal.words(str(value), STATUS.get(str(value), str(value)))
    if how == "work" and str(value) in WORK:
        return terminal.words(str(value), WORK[str(value)])
    if how == "change":
        return _change(str(value), terminal)
    if how == "month" and isinstance(value, date):
        return terminal.numbers.month(value)
    return _number(value, how, terminal)


def _change(text: str, terminal: Terminal) -> str:
    """What a run changed: its record is in English and without signs between thousands."""
    text = re.sub(r"\d+", lambda found: f"{int(found[0]):,}", text)
    if terminal.language == "zh":
        for english, chinese in CHANGES:
            text = re.sub(english, chinese, text)
    return text


def _number(value: Any, how: How, terminal: Terminal) -> str:
    numbers = terminal.numbers
    if isinstance(value, datetime):
        return numbers.moment(value)
    if isinstance(value, date):
        return numbers.day(value)
    if isinstance(value, str | bool) or how in ("text", "code"):
        return raw(value)
    if how == "seconds":
        return f"{value:,.1f}"
    formats = {"money": numbers.money, "share": numbers.share, "days": numbers.days}
    return formats.get(how, numbers.count)(value)
