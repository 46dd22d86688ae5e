"""The fifth with most paid orders in the last twelve months."""

from regulars.core.base_group import BaseGroup, top_fifth

GROUP = BaseGroup(
    name="frequent",
    dimension="purchase",
    title={"en": "Frequent buyers", "zh": "高频购买"},
    about={
        "en": "The fifth with most paid orders in the last twelve months.",
        "zh": "近 12 个月支付订单最多的五分之一客户。",
    },
    rule=lambda t: top_fifth(t.orders_12m),
)
