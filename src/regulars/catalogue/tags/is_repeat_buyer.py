"""Has at least two standing purchase days."""

from regulars.core.tag import Tag

TAG = Tag(
    name="is_repeat_buyer",
    reads="customer",
    unit="yes_no",
    family="loyalty",
    title={"en": "Repeat buyer", "zh": "复购客户"},
    about={
        "en": "Has at least two standing purchase days.",
        "zh": "至少有两个有效购买日。",
    },
    value=lambda c, as_of: c.purchase_days >= 2,
)
