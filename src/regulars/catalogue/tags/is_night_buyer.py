"""At least half of the orders come between 0 and 6 o'clock, of three orders or more."""

from regulars.core.tag import Tag

TAG = Tag(
    name="is_night_buyer",
    reads="tag",
    unit="yes_no",
    family="rhythm",
    title={"en": "Night buyer", "zh": "夜猫子"},
    about={
        "en": "At least half of the orders come between 0 and 6 o'clock, of three orders or more.",
        "zh": "至少 3 单，且一半以上在 0–6 点下单。",
    },
    value=lambda t, as_of: (t.night_share >= 0.5) & (t.order_count >= 3),
)
