"""What is missing to the next tier; nothing where the tier is imported or the highest."""

from regulars.core.tag import Tag

TAG = Tag(
    name="to_next_tier",
    reads="customer",
    unit="money",
    family="loyalty",
    title={"en": "Spend to the next tier", "zh": "距下一等级消费"},
    about={
        "en": "What is missing to the next tier; nothing where the tier is imported or the highest.",
        "zh": "距下一等级所差消费；等级为导入或最高时为空。",
    },
    value=lambda c, as_of: c.to_next,
)
