"""Customers who paid."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="buyers",
    reads="account_day",
    unit="people",
    title={"en": "Buyers", "zh": "买家数"},
    formula="distinct customers with a paid amount",
    formula_zh="有支付金额的客户去重计数",
    value=lambda days: days.customer_id.nunique(where=days.is_purchase),
    about={
        "en": "Customers who paid for something in the period. Orders without a customer count nobody.",
        "zh": "统计期内有支付的客户数；没有客户标识的订单不计人数。",
    },
)
