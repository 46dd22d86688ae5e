"""Days from the first paid day to the as-of day."""

from regulars.core.tag import Tag, days_between

TAG = Tag(
    name="days_since_first_purchase",
    reads="customer",
    unit="days",
    family="loyalty",
    title={"en": "Days since first purchase", "zh": "距首购天数"},
    about={
        "en": "Days from the first paid day to the as-of day.",
        "zh": "首次支付日到截至日的天数。",
    },
    value=lambda c, as_of: days_between(c.first_paid_day, as_of),
)
