"""The fifth with most off the list price in the last twelve months, of three orders or more."""

from regulars.core.base_group import BaseGroup, top_fifth

GROUP = BaseGroup(
    name="discount_led",
    dimension="purchase",
    title={"en": "Led by discounts", "zh": "优惠驱动"},
    about={
        "en": "The fifth with most off the list price in the last twelve months, of three orders or more.",
        "zh": "近 12 个月优惠占比最高的五分之一客户，且至少 3 单。",
    },
    rule=lambda t: top_fifth(t.discount_share_12m) & (t.order_count >= 3),
)
