"""Days from the registration to the as-of day."""

from regulars.core.tag import Tag, days_between

TAG = Tag(
    name="days_since_registration",
    reads="customer",
    unit="days",
    family="loyalty",
    title={"en": "Days since registration", "zh": "注册天数"},
    about={
        "en": "Days from the registration to the as-of day.",
        "zh": "注册日到截至日的天数。",
    },
    value=lambda c, as_of: days_between(c.registered_day, as_of),
)
