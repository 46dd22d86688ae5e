"""Bought on one day only."""

from regulars.core.base_group import BaseGroup

GROUP = BaseGroup(
    name="one_time",
    dimension="purchase",
    title={"en": "Bought once", "zh": "仅购一次"},
    about={
        "en": "Bought on one day only.",
        "zh": "只在一天购买过。",
    },
    rule=lambda t: t.purchase_days == 1,
)
