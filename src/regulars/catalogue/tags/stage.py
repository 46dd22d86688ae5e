"""The stage of the customer life cycle, from visitor to lost."""

from regulars.core.tag import Tag

TAG = Tag(
    name="stage",
    reads="customer",
    unit="word",
    family="loyalty",
    title={"en": "Life stage", "zh": "生命周期阶段"},
    about={
        "en": "The stage of the customer life cycle, from visitor to lost.",
        "zh": "从访客到流失的生命周期阶段。",
    },
    value=lambda c, as_of: c.stage,
)
