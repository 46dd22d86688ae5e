"""What a paid order brought: 笔单价."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="order_value",
    reads="account_day",
    unit="money",
    title={"en": "Order value", "zh": "笔单价"},
    formula="paid amount ÷ paid orders",
    formula_zh="支付金额 ÷ 支付订单数",
    value=lambda days: days.paid_amount.sum(),
    per=lambda days: days.paid_orders.sum(),
    about={
        "en": "What a paid order of the period brought, on average; orders without a customer included.",
        "zh": "统计期内每笔支付订单的平均金额，含没有客户标识的订单。",
    },
)
