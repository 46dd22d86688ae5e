"""Orders placed."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="orders",
    reads="account_day",
    unit="count",
    title={"en": "Orders placed", "zh": "下单数"},
    formula="number of orders",
    formula_zh="订单数",
    value=lambda days: days.orders.sum(),
    about={
        "en": "Orders placed in the period, paid or not.",
        "zh": "统计期内下单数，无论是否支付。",
    },
)
