"""Half of the orders or more from 18 to 24 o'clock, of three or more."""

from regulars.core.base_group import BaseGroup

GROUP = BaseGroup(
    name="evening",
    dimension="behaviour",
    title={"en": "Evening buyers", "zh": "晚间购买"},
    about={
        "en": "Half of the orders or more from 18 to 24 o'clock, of three or more.",
        "zh": "一半以上订单在 18–24 点，且至少 3 单。",
    },
    rule=lambda t: (t.evening_share >= 0.5) & (t.order_count >= 3),
    excludes=("hour",),
)
