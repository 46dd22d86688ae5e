"""The fifth with most paid orders in the last twelve months."""

from regulars.core.base_group import BaseGroup, top_fifth

GROUP = BaseGroup(
    name="many_orders",
    dimension="purchase",
    title={"en": "Many orders", "zh": "订单多"},
    about={
        "en": "The fifth with most paid orders in the last twelve months.",
        "zh": "近 12 个月支付订单最多的五分之一客户。",
    },
    rule=lambda t: top_fifth(t.orders_12m),
)
