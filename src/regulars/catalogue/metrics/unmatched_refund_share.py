"""Refunded money whose sale was not found."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="unmatched_refund_share",
    reads="account_day",
    unit="share",
    title={"en": "Refunds without a paid order", "zh": "未匹配退款占比"},
    formula="refunds without a paid day ÷ sum of refunds",
    formula_zh="未匹配到支付日的退款 ÷ 退款之和",
    value=lambda days: days.refund_amount.sum(where=days.purchase_day.isnull()),
    per=lambda days: days.refund_amount.sum(),
    family="trust",
    better="down",
    about={
        "en": (
            "Share of the refunded money for which no paid sale was found: such refunds lower net sales but "
            "undo nobody's purchase."
        ),
        "zh": "未能匹配到已支付订单的退款金额占比：这些退款计入净销售额，但不会抵消任何一次购买。",
    },
)
