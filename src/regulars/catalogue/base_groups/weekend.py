"""At least 60 % of the money is paid at weekends, on three purchase days or more."""

from regulars.core.base_group import BaseGroup

GROUP = BaseGroup(
    name="weekend",
    dimension="behaviour",
    title={"en": "Weekend buyers", "zh": "周末购买"},
    about={
        "en": "At least 60 % of the money is paid at weekends, on three purchase days or more.",
        "zh": "60% 以上的消费在周末，且至少购买 3 天。",
    },
    rule=lambda t: t.is_weekend_buyer,
)
