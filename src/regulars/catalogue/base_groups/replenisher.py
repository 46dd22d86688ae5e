"""Buys at most 60 days apart on average, on four days or more, and is not late."""

from regulars.core.base_group import BaseGroup

GROUP = BaseGroup(
    name="replenisher",
    dimension="usage",
    title={"en": "Replenishes", "zh": "定期补货"},
    about={
        "en": "Buys at most 60 days apart on average, on four days or more, and is not late.",
        "zh": "至少购买 4 天，平均间隔不超过 60 天，且未逾期。",
    },
    rule=lambda t: (t.purchase_days >= 4) & (t.mean_gap_days <= 60) & ~t.is_late,
)
