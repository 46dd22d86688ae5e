"""Money given back in a period against money paid in it."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="refund_rate",
    reads="account_day",
    unit="share",
    title={"en": "Refund rate", "zh": "退款率"},
    formula="sum of refunds ÷ sum of paid amounts",
    formula_zh="退款之和 ÷ 支付金额之和",
    value=lambda days: days.refund_amount.sum(),
    per=lambda days: days.paid_amount.sum(),
    family="trust",
    better="down",
    about={
        "en": "Refunds of the period divided by what was paid in the period, both by their own dates.",
        "zh": "统计期内退款金额 ÷ 支付金额，各按自己的日期计入。",
    },
)
