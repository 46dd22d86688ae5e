"""Days since the last visit of a store."""

from regulars.core.tag import Tag, days_between

TAG = Tag(
    name="days_since_store_visit",
    reads="store_visit",
    unit="days",
    family="rhythm",
    title={"en": "Days since last store visit", "zh": "距最近到店天数"},
    about={
        "en": "Whole days since the customer was last seen in a store.",
        "zh": "距客户最近一次到店的天数。",
    },
    value=lambda v, as_of: days_between(v.day.max(), as_of),
)
