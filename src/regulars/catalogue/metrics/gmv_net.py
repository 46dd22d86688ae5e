"""Money paid less money given back, each on its own day."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="gmv_net",
    reads="account_day",
    unit="money",
    title={"en": "Net sales", "zh": "净销售额"},
    formula="sum of paid amounts − sum of refunds",
    formula_zh="支付金额之和 − 退款之和",
    value=lambda days: days.paid_amount.sum() - days.refund_amount.sum(),
    family="gmv",
    about={
        "en": "Paid less refunded in the period. Refunds count on the day on which they were made.",
        "zh": "统计期内支付金额减退款金额；退款按退款日期计入。",
    },
)
