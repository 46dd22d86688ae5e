"""What a buyer paid: 客单价."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="customer_value",
    reads="account_day",
    unit="money",
    title={"en": "Spend per buyer", "zh": "客单价"},
    formula="paid amount of known customers ÷ buyers",
    formula_zh="已知客户的支付金额 ÷ 买家数",
    value=lambda days: days.paid_amount.sum(where=days.customer_id.notnull()),
    per=lambda days: days.customer_id.nunique(where=days.is_purchase),
    about={
        "en": "What a buyer paid in the period, on average. Orders without a customer are left out on both sides.",
        "zh": "统计期内人均支付金额；没有客户标识的订单在分子分母中都不计。",
    },
)
