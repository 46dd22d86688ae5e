"""What the customer last came to a store for."""

from regulars.core.tag import Tag, latest_word

TAG = Tag(
    name="last_need",
    reads="assistant_note",
    unit="word",
    family="taste",
    title={"en": "Last need", "zh": "最近需求"},
    about={
        "en": "What a shop assistant last noted that the customer came for.",
        "zh": "导购最近一次记录的到店需求。",
    },
    value=lambda n, as_of: latest_word(n.need, n.noted_at),
)
