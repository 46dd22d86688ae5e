"""Money of orders placed, paid or not."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="gmv_ordered",
    reads="account_day",
    unit="money",
    title={"en": "Ordered (GMV)", "zh": "下单金额"},
    formula="sum of ordered amounts",
    formula_zh="下单金额之和",
    value=lambda days: days.ordered_amount.sum(),
    family="gmv",
    about={
        "en": "Value of the orders placed in the period, paid or not.",
        "zh": "统计期内下单金额，无论是否支付。",
    },
)
