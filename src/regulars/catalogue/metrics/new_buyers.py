"""Customers who paid for the first time in all that is loaded."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="new_buyers",
    reads="buyer",
    unit="people",
    title={"en": "New buyers", "zh": "新买家数"},
    formula="customers whose first paid day lies in the period",
    formula_zh="首次支付日在统计期内的客户数",
    value=lambda buyers: buyers.count(),
    dated="first_day",
    owner="marketing",
    about={
        "en": (
            "Customers whose first paid order ever, as far as the history goes, lies in the period. In the "
            "first 180 days of history nobody can tell; new_buyers_known_entry leaves them out."
        ),
        "zh": (
            "首笔支付订单落在统计期内的客户数（以已导入的历史为准）。"
            "历史最初 180 天无法判断是否真为新客，new_buyers_known_entry 已剔除。"
        ),
    },
)
