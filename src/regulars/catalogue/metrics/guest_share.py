"""Paid orders that name no customer."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="guest_share",
    reads="account_day",
    unit="share",
    title={"en": "Paid orders without a customer", "zh": "无客户标识订单占比"},
    formula="paid orders without a customer ÷ paid orders",
    formula_zh="无客户标识的支付订单数 ÷ 支付订单数",
    value=lambda days: days.paid_orders.sum(where=days.customer_id.isnull()),
    per=lambda days: days.paid_orders.sum(),
    family="trust",
    owner="data",
    better="down",
    about={
        "en": "Share of paid orders that name no customer: they count in GMV and in nobody's group.",
        "zh": "没有客户标识的支付订单占比：计入 GMV，但不属于任何人群。",
    },
)
