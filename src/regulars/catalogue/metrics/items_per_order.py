"""Pieces in an order: 连带率."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="items_per_order",
    reads="order_item",
    unit="ratio",
    title={"en": "Pieces per order", "zh": "连带率（件/单）"},
    formula="sum of quantities ÷ distinct orders",
    formula_zh="件数之和 ÷ 订单去重数",
    value=lambda lines: lines.quantity.sum(),
    per=lambda lines: lines.order_id.nunique(),
    owner="merchandise",
    about={
        "en": "Pieces in an order of the period, on average, paid or not.",
        "zh": "统计期内平均每单件数，无论是否支付。",
    },
)
