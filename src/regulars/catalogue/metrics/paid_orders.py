"""Orders paid in full."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="paid_orders",
    reads="account_day",
    unit="count",
    title={"en": "Paid orders", "zh": "支付订单数"},
    formula="number of orders by their paid day",
    formula_zh="按支付日计的订单数",
    value=lambda days: days.paid_orders.sum(),
    about={
        "en": "Orders paid in full in the period, refunded or not. Gifts of amount 0 do not count.",
        "zh": "统计期内付清的订单数，不论之后是否退款；0 元赠品单不计。",
    },
)
