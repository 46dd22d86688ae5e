"""The fifth with most spend in the last twelve months."""

from regulars.core.base_group import BaseGroup, top_fifth

GROUP = BaseGroup(
    name="big_spender",
    dimension="purchase",
    title={"en": "Big spenders", "zh": "高消费"},
    about={
        "en": "The fifth with most spend in the last twelve months.",
        "zh": "近 12 个月消费最高的五分之一客户。",
    },
    rule=lambda t: top_fifth(t.spend_12m),
    excludes=("price_band",),
)
