"""Days on which customers bought: how often, without counting split orders twice."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="customer_days",
    reads="account_day",
    unit="count",
    title={"en": "Customer days", "zh": "购买人天"},
    formula="distinct pairs of customer and paid day",
    formula_zh="客户 × 支付日 去重计数",
    value=lambda days: days.customer_day.nunique(where=days.is_purchase),
    about={
        "en": "Pairs of a customer and a day on which they paid; several orders of one day are one.",
        "zh": "客户 × 支付日的去重数；同一天多单只算一次。",
    },
)
