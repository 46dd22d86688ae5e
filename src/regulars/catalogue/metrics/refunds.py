"""Money given back, by the day of the refund."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="refunds",
    reads="account_day",
    unit="money",
    title={"en": "Refunds", "zh": "退款金额"},
    formula="sum of refunds",
    formula_zh="退款之和",
    value=lambda days: days.refund_amount.sum(),
    family="trust",
    better="down",
    about={
        "en": "Money given back in the period, by the day of the refund, whenever the order was placed.",
        "zh": "统计期内退款金额，按退款日期计入，不论下单时间。",
    },
)
