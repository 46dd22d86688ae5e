"""Is in one of the shop's chat groups."""

from regulars.core.tag import Tag

TAG = Tag(
    name="is_in_group",
    reads="tag",
    unit="yes_no",
    family="loyalty",
    title={"en": "In a chat group", "zh": "是否在社群"},
    about={
        "en": "Is in one of the shop's chat groups.",
        "zh": "当前在至少一个社群中。",
    },
    value=lambda t, as_of: t.chat_groups > 0,
)
