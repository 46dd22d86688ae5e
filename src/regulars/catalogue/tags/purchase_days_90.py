"""Purchase days in the 90 days that end with the last one."""

from regulars.core.tag import Tag

TAG = Tag(
    name="purchase_days_90",
    reads="customer",
    unit="count",
    family="rhythm",
    title={"en": "Purchase days, last 90", "zh": "90 天购买天数"},
    about={
        "en": "Purchase days in the 90 days that end with the last one.",
        "zh": "以最近一次购买日为止的 90 天内的购买天数。",
    },
    value=lambda c, as_of: c.purchase_days_90,
)
