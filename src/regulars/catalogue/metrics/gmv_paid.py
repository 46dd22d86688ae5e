"""Money paid, refunds not deducted: what GMV means where nothing else is said."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="gmv_paid",
    reads="account_day",
    unit="money",
    title={"en": "Paid (GMV)", "zh": "支付金额"},
    formula="sum of paid amounts",
    formula_zh="支付金额之和",
    value=lambda days: days.paid_amount.sum(),
    family="gmv",
    about={
        "en": "Money paid in the period, refunds not deducted. A pre-sale counts when its balance is paid.",
        "zh": "统计期内支付金额，不扣退款；预售在付清尾款时计入。",
    },
)
